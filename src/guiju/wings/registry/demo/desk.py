"""What lies on the office's desk when the story has been told: cases at every stage, so that there is something to do.

They are not told; whoever opens the demo's pages finds them in the inbox and on the board.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from guiju.kernel.values import Text
from guiju.wings.registry.demo.cast import ORGANISATIONS
from guiju.wings.registry.demo.papers import Answers, answers, objection
from guiju.wings.registry.demo.stage import Plot, Scene, Stage


def open_cases(stage: Stage, tables: Mapping[str, Path]) -> list[tuple[Scene, Callable[[Scene], Plot]]]:
    """Filed after every case of the story, so that the story keeps its numbers, and begun before it ends."""
    desk = Desk(stage, tables)
    return [
        (Scene(Text("公示中", "In publicity")), desk.public),
        (Scene(Text("公示中，有异议待处理", "In publicity, an objection to settle")), desk.contested),
        (Scene(Text("审查中", "Under review")), desk.reviewed),
        (Scene(Text("待补正", "To be supplemented")), desk.returned),
        (Scene(Text("待受理", "To be accepted")), desk.filed),
    ]


class Desk:
    """Each case stops where somebody has to move."""

    def __init__(self, stage: Stage, tables: Mapping[str, Path]) -> None:
        self.stage = stage
        self.tables = tables

    def public(self, scene: Scene) -> Plot:
        yield date(2025, 10, 20)
        self.file(scene, "transport", "routes", "示例市公交线路站序", "线路站点的编号、名称、区划和启用日期")
        yield from self.to_the_board(scene, date(2025, 11, 12))

    def contested(self, scene: Scene) -> Plot:
        yield date(2025, 10, 21)
        self.file(scene, "water", "floods", "示例市汛期水位观测", "汛期各测站的水位观测值")
        yield from self.to_the_board(scene, date(2025, 11, 11))
        yield date(2025, 11, 18)
        body = ORGANISATIONS["objector"]
        self.stage.contest(scene, "objector", objection(body.name, body.code))

    def reviewed(self, scene: Scene) -> Plot:
        yield date(2025, 11, 7)
        self.file(scene, "school", "roll", "示例市学校名录", "各学校的名称、所在区划和在校人数")
        yield self.stage.due(scene.main, "accept")
        self.stage.act(scene.main, "accept", "acceptor")

    def returned(self, scene: Scene) -> Plot:
        yield date(2025, 11, 11)
        left_out = ("source_proof", "lawful_source")
        self.file(scene, "park", "parks", "示例市公园名录", "公园的编号、区划、登记日期和面积", left_out)
        yield self.stage.due(scene.main, "accept")
        self.stage.act(scene.main, "return", "acceptor")

    def filed(self, scene: Scene) -> Plot:
        yield date(2025, 11, 18)
        self.file(scene, "bureau", "care", "示例市养老服务设施", "养老服务设施的编号、名称、区划和启用日期")

    def file(self, scene: Scene, user: str, table: str, name: str, about: str, left_out: tuple[str, ...] = ()) -> None:
        full: Answers = answers(name, about, ORGANISATIONS[user].name, self.stage.office.today())
        facts = {field: value for field, value in full.items() if field not in left_out}
        self.stage.file(scene, user, self.later(table), facts)

    def later(self, table: str) -> Path:
        """Another delivery of a table, a row shorter: nobody files the same file twice."""
        first = self.tables[table]
        path = first.with_name(f"later-{first.name}")
        path.write_text("".join(first.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
        return path

    def to_the_board(self, scene: Scene, day: date) -> Plot:
        """Accepted in time, reviewed soon, publicised on that day."""
        yield self.stage.due(scene.main, "accept")
        self.stage.act(scene.main, "accept", "acceptor")
        yield self.stage.working_day(self.stage.office.today(), 8)
        self.stage.act(scene.main, "complete_review", "reviewer")
        yield day
        self.stage.act(scene.main, "publicise", "reviewer")
