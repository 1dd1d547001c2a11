"""Random walks through a first registration, each with the diary that a careful clerk would keep beside it.

The diary knows only the articles: three working days to accept, twenty to review, ten of publicity, three years or
the end of the agreement. It shares no code with the kernel; its dates come from the oracle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from guiju.kernel.docket import Proceeded, proceed
from guiju.kernel.procedure import open_case
from guiju.kernel.record import Act, Record
from guiju.kernel.refusals import Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Fact
from tests.laws.oracle import FIRST, HORIZON, ONE, oracle_due

LENGTHS = {"accept": "3wd", "review": "20wd", "publicity": "10wd"}
BOUND = ("accept", "review")
EFFECTIVE = {"CN": date(2025, 3, 1), "CN-FJ": date(2025, 4, 1)}
EXPIRES = {"CN": date(2030, 2, 28), "CN-FJ": date(2027, 3, 31)}
# Days around which calendars go wrong: holidays with days worked in exchange, ends of years, the horizon.
CORNERS = tuple(map(date.fromisoformat, ("2025-04-03 2025-04-30 2025-09-28 2025-09-30 2025-10-08 2025-12-31".split())))
CORNERS += tuple(map(date.fromisoformat, ("2026-02-13 2026-02-14 2026-02-28 2026-09-20 2026-12-11 2026-12-31".split())))


@dataclass
class Entry:
    """One clock in the diary: the day of its event, the day it was answered."""

    clock: str
    start: date
    ended: date | None = None

    @property
    def due(self) -> date:
        last = oracle_due(self.start, LENGTHS[self.clock])
        assert last is not None
        return last

    @property
    def provisional(self) -> bool:
        return self.start + ONE < FIRST or self.due > HORIZON


@dataclass
class Road:
    """A walk under way: the records as the kernel has them, and the diary."""

    place: str
    book: Resolved
    chance: Random
    docket: Mapping[str, Record] = field(default_factory=dict)
    diary: list[Entry] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    today: date = date.min
    verbs: list[str] = field(default_factory=list)
    done: list[tuple[str, Act, date]] = field(default_factory=list)  # every act that was taken, to be done again

    @property
    def case(self) -> Record:
        return self.docket["1"]

    def do(self, number: str, verb: str, role: str = "registrar", **more: object) -> None:
        act = Act(verb=verb, role=role, **more)  # type: ignore[arg-type]
        answer = proceed(lambda _: self.book, self.docket, number, act, self.today)
        assert isinstance(answer, Proceeded), (self.place, self.today, verb, answer)
        self.docket = answer.docket
        self.done.append((number, act, self.today))
        self.verbs += [f"{step.record.procedure}.{step.act.verb}" for step in answer.steps]

    def refused(self, number: str, verb: str, role: str = "registrar", **more: object) -> Refused:
        act = Act(verb=verb, role=role, **more)  # type: ignore[arg-type]
        answer = proceed(lambda _: self.book, self.docket, number, act, self.today)
        assert isinstance(answer, Refused), (self.place, self.today, verb)
        return answer

    def wait(self, longest: int) -> None:
        self.today += timedelta(days=self.chance.randint(0, longest))

    def note(self, clock: str, start: date | None = None) -> None:
        self.diary.append(Entry(clock, start or self.today))

    def close(self, clock: str) -> None:
        (entry,) = (entry for entry in self.diary if entry.clock == clock and entry.ended is None)
        entry.ended = self.today


def answers(place: str, chance: Random, filed: date) -> dict[str, Fact]:
    """A filing without a fault; whether it is late, of a product or of what already ran is left to chance."""
    supplied = filed - timedelta(days=chance.randint(0, 60))
    facts: dict[str, Fact] = {
        "registrant_name": "示例数据中心",
        "registrant_uscc": "91350000DEM000000X",
        "internal_review": True,
        "lawful_source": "履行职责产生",
        "registration_type": chance.choice(("resource", "product")),
        "data_name": "示例目录",
        "abstract": "示例",
        "in_scope": chance.random() < 0.8,
        "operating_before": chance.random() < 0.3,
        "supplied_on": supplied,
        "evidence_digest": "0" * 64,
        "deposited_on": supplied,
        "scenario": "示例",
        "risk_assessment": "示例材料",
    }
    if place != "CN":
        facts["data_producer"] = chance.choice(("示例数据中心", "示例交通局"))
    if facts["registration_type"] == "product":
        begins = filed - timedelta(days=chance.randint(0, 200))
        facts |= {"product_info": "示例产品", "agreement_start": begins}
        facts["agreement_end"] = begins + timedelta(days=chance.randint(500, 2000))
    return facts


def road(place: str, book: Resolved, chance: Random) -> Road:
    """An application that is about to be filed."""
    last = min(EXPIRES[place], date(2027, 3, 31))
    filed = EFFECTIVE[place] + timedelta(days=chance.randint(0, (last - EFFECTIVE[place]).days))
    if chance.random() < 0.4:
        filed = min(chance.choice(CORNERS) + timedelta(days=chance.randint(-2, 2)), last)
    here = Road(place, book, chance, {"1": open_case(book, "1", "first")}, today=filed)
    here.facts = answers(place, chance, filed)
    return here


def file(here: Road) -> None:
    faulty = here.chance.random() < 0.4
    answers_ = {**here.facts, "abstract": ""} if faulty else here.facts
    here.do("1", "submit", "registrant", facts=answers_)
    here.note("accept")
    refiled = None
    while faulty:
        here.wait(7)
        here.do("1", "return")
        here.close("accept")
        here.wait(30)
        faulty = here.chance.random() < 0.3
        here.do("1", "resubmit", "registrant", facts={"scenario": "改"} if faulty else {"abstract": "示例"})
        refiled = here.today
        here.note("accept")
    here.wait(7)
    here.close("accept")
    if here.chance.random() < 0.1:
        here.do("1", "decline", grounds=("duplicate",))
        return
    here.do("1", "accept")
    here.note("review", refiled)


def review(here: Road) -> None:
    here.wait(20)
    if here.chance.random() < 0.3:
        here.do("1", "explain", grounds=("many filings",))
    here.wait(25)
    here.do("1", "complete_review")
    here.close("review")
    here.wait(9)
    here.do("1", "publicise")
    here.note("publicity")


def publicity(here: Road) -> None:
    running = here.diary[-1]
    if here.chance.random() < 0.4:
        here.today = min(here.today + timedelta(days=here.chance.randint(0, 14)), running.due)
        contest(here)
    if here.case.state != "publicity":
        running.ended = here.today
        return
    if here.today <= running.due:
        assert here.refused("1", "assign_code", given={"query_code": "X"}).reason in ("outside_window", "held")
    here.today = max(here.today, running.due + ONE)
    here.wait(5)
    here.do("1", "assign_code", given={"query_code": "X1"})
    here.close("publicity")


OBJECTION: dict[str, Fact] = {
    "objector_name": "示例某人",
    "objector_kind": "person",
    "objector_identity": "X",
    "contested": "名称",
    "evidence": "示例材料",
}


def contest(here: Road) -> None:
    """An objection inside publicity, to its end; coding waits for it, the period does not."""
    here.docket = {**here.docket, "2": open_case(here.book, "2", "objection", subject="1")}
    here.do("2", "file", "interested_party", facts=OBJECTION)
    if here.place != "CN" and here.chance.random() < 0.5:
        here.wait(5)
        here.do("2", "ask")
        here.wait(20)
        here.do("2", "supply", "registrant")
    if here.place != "CN" and here.chance.random() < 0.5:
        here.do("2", "unsettled")
    assert here.refused("1", "assign_code", given={"query_code": "X"}).reason in ("held", "outside_window")
    here.wait(12)
    here.do("2", here.chance.choice(("uphold", "reject")))


def expiry(here: Road) -> date:
    """The last day of the result, by article 15: three years, or the end of an agreement of at most three years."""
    coded = here.diary[-1].ended
    assert coded is not None
    three = oracle_due(coded, "3y", count="same_day")
    assert three is not None
    facts = here.facts
    if facts["registration_type"] != "product" or not facts["in_scope"]:
        return three
    start, end = facts["agreement_start"], facts["agreement_end"]
    assert isinstance(start, date) and isinstance(end, date)
    longest = oracle_due(start, "3y", count="same_day")
    assert longest is not None
    return min(three, end) if end <= longest else three


def owed(here: Road) -> tuple[str, date] | None:
    """The duty to file that binds, with its last day, by article 9 and, in Fujian, article 7."""
    facts = here.facts
    if not facts["in_scope"]:
        return None
    if facts["operating_before"]:
        last = oracle_due(EFFECTIVE[here.place], "30wd")
        assert last is not None
        return "file_legacy", last
    if facts["registration_type"] == "product" and here.place == "CN":
        return None  # encouraged, so never missed
    supplied = facts["supplied_on"]
    assert isinstance(supplied, date)
    last = oracle_due(supplied, "20wd")
    assert last is not None
    return ("file_product" if facts["registration_type"] == "product" else "file_first"), last


def whole(place: str, book: Resolved, chance: Random) -> Road:
    """A walk to its end, whichever it is."""
    here = road(place, book, chance)
    file(here)
    if here.case.state == "reviewing":
        review(here)
        publicity(here)
    return here
