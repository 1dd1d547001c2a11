"""The five cases. Days of filing are given; all others are read from the case, so that another shelf tells others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from guiju.kernel.refusals import Refused
from guiju.kernel.values import Text
from guiju.wings.registry.demo.cast import ORGANISATIONS
from guiju.wings.registry.demo.papers import Answers, answers, objection
from guiju.wings.registry.demo.stage import Plot, Scene, Stage

Begin = Callable[[Scene], Plot]


def plots(stage: Stage, tables: Mapping[str, Path]) -> list[tuple[Scene, Begin]]:
    play = Play(stage, tables)
    return [
        (Scene(Text("真实数据：县级以上行政区划表", "Real data: the table of administrative divisions")), play.real),
        (Scene(Text("退回补正", "Returned for supplement")), play.supplement),
        (Scene(Text("公示期内有异议", "Objected to in publicity")), play.contested),
        (Scene(Text("跨国庆中秋假期", "Across the National Day of 2025")), play.holiday),
        (Scene(Text("一次提交十处错误", "Filed with ten errors")), play.ten),
    ]


class Play:
    """The plots, with the stage that they play on."""

    def __init__(self, stage: Stage, tables: Mapping[str, Path]) -> None:
        self.stage = stage
        self.tables = tables

    def real(self, scene: Scene) -> Plot:
        """Every step on the last day that the office has."""
        filed = date(2025, 6, 23)
        yield filed
        about = (
            "县级以上行政区划的代码、名称、所属省份和名称起止年份，取自 python-stdnum 所附、注明来自维基百科的区划表"
        )
        self.stage.file(scene, "bureau", self.tables["divisions"], self.whole_country(filed, about))
        yield from self.to_the_code(scene)

    def whole_country(self, filed: date, about: str) -> Answers:
        more = {"region": "100000", "region_name": "全国", "coverage": "1949/2025"}
        return answers("县级以上行政区划代码表", about, ORGANISATIONS["bureau"].name, filed, **more)

    def supplement(self, scene: Scene) -> Plot:
        """Two papers short; returned with one notice, filed again, and the review comes late."""
        stage, filed = self.stage, date(2025, 7, 7)
        yield filed
        full = answers("示例市公交站点", "站点编号、名称、区划和启用日期", ORGANISATIONS["transport"].name, filed)
        short = {name: value for name, value in full.items() if name not in ("source_proof", "lawful_source")}
        stage.file(scene, "transport", self.tables["stops"], short)
        case = scene.main
        yield stage.due(case, "accept")
        stage.act(case, "return", "acceptor")
        yield stage.working_day(stage.office.today(), 3)
        stage.act(case, "resubmit", "transport", facts={name: full[name] for name in ("source_proof", "lawful_source")})
        yield stage.due(case, "accept")
        stage.act(case, "accept", "acceptor")
        yield stage.working_day(stage.due(case, "review"))
        stage.act(case, "explain", "reviewer", grounds=("来源证明须与存证逐项核对",))
        yield stage.working_day(stage.office.today(), 2)
        stage.act(case, "complete_review", "reviewer")
        yield from self.from_the_review(scene)

    def contested(self, scene: Scene) -> Plot:
        """Filed on a Sunday. The objection comes on the last day of publicity and is settled after its end."""
        stage, filed = self.stage, date(2025, 8, 3)
        yield filed
        about = "各测站的水位观测值"
        stage.file(
            scene, "water", self.tables["levels"], answers("示例市水位观测", about, ORGANISATIONS["water"].name, filed)
        )
        case = scene.main
        yield from self.through_the_review(case)
        yield stage.working_day(stage.office.today())
        stage.act(case, "publicise", "reviewer")
        yield stage.due(case, "publicity")
        body = ORGANISATIONS["objector"]
        contest = stage.contest(scene, "objector", objection(body.name, body.code))
        yield stage.working_day(stage.office.today(), 5)
        stage.act(contest, "reject", "reviewer")
        yield stage.working_day(stage.office.today())
        stage.act(case, "assign_code", "reviewer")

    def holiday(self, scene: Scene) -> Plot:
        filed = date(2025, 9, 25)
        yield filed
        about = "各学校的所在区划和在校人数"
        full = answers("示例市学校在校人数", about, ORGANISATIONS["school"].name, filed)
        self.stage.file(scene, "school", self.tables["schools"], full)
        yield from self.to_the_code(scene)

    def ten(self, scene: Scene) -> Plot:
        """Ten errors are told at once. Five stop the draft; with these mended, five stand in the notice."""
        stage, filed = self.stage, date(2025, 10, 13)
        yield filed
        full = answers("示例市古树名木", "树木编号、区划、登记日期和胸径", ORGANISATIONS["park"].name, filed)
        stopping = {
            "registrant_uscc": ORGANISATIONS["park"].code[:-1] + "#",
            "registration_type": "dataset",
            "supplied_on": "去年秋天",
            "share_type": "partly",
            "remark": "本表没有这个字段",
        }
        left_out = ("lawful_source", "abstract", "scenario", "source_proof")
        reviewed = {
            **{name: value for name, value in full.items() if name not in left_out},
            "deposited_on": "2026-01-05",
        }
        no = stage.file(scene, "park", self.tables["trees"], {**reviewed, **stopping}, refused=True)
        assert isinstance(no, Refused)
        yield stage.working_day(filed)
        stage.file(scene, "park", self.tables["trees"], reviewed)
        yield stage.due(scene.main, "accept")
        stage.act(scene.main, "return", "acceptor")

    def to_the_code(self, scene: Scene) -> Plot:
        yield from self.through_the_review(scene.main)
        yield from self.from_the_review(scene)

    def through_the_review(self, case: str) -> Plot:
        stage = self.stage
        yield stage.due(case, "accept")
        stage.act(case, "accept", "acceptor")
        yield stage.due(case, "review")
        stage.act(case, "complete_review", "reviewer")

    def from_the_review(self, scene: Scene) -> Plot:
        stage, case = self.stage, scene.main
        yield stage.working_day(stage.office.today())
        stage.act(case, "publicise", "reviewer")
        first = stage.opens(case, "assign_code")
        yield (
            stage.working_day(first, 0)
            if stage.office.shelf.calendar("CN").is_working(first)
            else stage.working_day(first)
        )
        stage.act(case, "assign_code", "reviewer")
