"""What lies on the office's desk when the story has been told: cases at every stage, so that there is something to do.

They are not told; whoever opens the demo's pages finds them in the inbox and on the board.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

from guiju.kernel.values import Text
from guiju.kit.assessing import sheet_of
from guiju.kit.looks import look
from guiju.wings.registry import SERVICE_FIRMS
from guiju.wings.registry.demo.cast import ORGANISATIONS
from guiju.wings.registry.demo.papers import Answers, answers, objection
from guiju.wings.registry.demo.stage import OVERSIGHT, Plot, Scene, Stage

LAST = date(2025, 11, 19)  # after every filing, so that these take no number that a filing had
ASSESSMENT = "security-risk-assessment"
_GOOD = {"choice": "yes", "boolean": "false", "paper": "清单.pdf"}


def open_cases(stage: Stage, tables: Mapping[str, Path]) -> list[tuple[Scene, Callable[[Scene], Plot]]]:
    """Filed after every case of the story, so that the story keeps its numbers, and begun before it ends."""
    desk = Desk(stage, tables)
    return [
        (Scene(Text("公示中", "In publicity")), desk.public),
        (Scene(Text("公示中，有异议待处理", "In publicity, an objection to settle")), desk.contested),
        (Scene(Text("审查中", "Under review")), desk.reviewed),
        (Scene(Text("待补正", "To be supplemented")), desk.returned),
        (Scene(Text("待受理", "To be accepted")), desk.filed),
        (Scene(Text("登记机构与服务机构", "The registrar, and a service firm")), desk.designated),
        (Scene(Text("安全风险评估", "Risk assessments")), desk.assessed),
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

    def designated(self, scene: Scene) -> Plot:
        """The data authority names this registrar, and lists a firm that may assess for others."""
        yield LAST
        registrar, firm = ORGANISATIONS["registrar"], ORGANISATIONS["firm"]
        named = {"registrar_name": registrar.name, "registrar_uscc": registrar.code, "level": "province"}
        self.stage.begin(scene, "authority", OVERSIGHT, "standing", {**named, "territory": "350000"})
        told: Answers = {"firm_name": firm.name, "uscc": firm.code, "services": ["assessment", "audit"]}
        told |= {"independent": "true", "ability": "等级保护测评和数据安全评估团队"}
        listed = self.stage.begin(scene, "firm", SERVICE_FIRMS, "standing", told)
        self.stage.act(listed, "enlist", "authority")

    def assessed(self, scene: Scene) -> Plot:
        """One assessment is half way, another is signed; of one area each something was found."""
        yield LAST
        signed = self.assess(scene, "transport", "示例市公交线路站序", "routes")
        self.answer(signed, "transport", set(), {"tech_labels": "no"})
        self.stage.act(signed, "sign_own", "transport")
        begun = self.assess(scene, "bureau", "示例市养老服务设施", "care")
        self.answer(begun, "bureau", {"system", "data"}, {"system_backup": "partly"})

    def assess(self, scene: Scene, user: str, name: str, table: str) -> str:
        body = ORGANISATIONS[user]
        digest = sha256(self.later(table).read_bytes()).hexdigest()
        facts = {"registrant_name": body.name, "registrant_uscc": body.code, "data_name": name, "data_digest": digest}
        return self.stage.begin(scene, user, ASSESSMENT, "assessment", {**facts, "assessor_kind": "own"})

    def answer(self, number: str, user: str, parts: set[str], worse: Mapping[str, str]) -> None:
        """What has to be answered in these parts, or in all: with what is good, but for the worse."""
        sheet = sheet_of(look(self.stage.office, number))
        assert sheet is not None
        facts = {}
        for name, asked in sheet.questions.asked.items():
            field = asked.field
            if field.required is True and field.type in _GOOD and (not parts or field.block in parts):
                facts[name] = worse.get(name, _GOOD[field.type])
        self.stage.act(number, sheet.verb, user, facts=facts)

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
