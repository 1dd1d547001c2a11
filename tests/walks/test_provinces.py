"""A new place is a folder of YAML: two hundred that chance draws, and one that is written out, run to their records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings

from guiju.kernel.derive import breaches, terms
from guiju.kernel.docket import Proceeded, expire, proceed
from guiju.kernel.procedure import decide, open_case
from guiju.kernel.record import Act, Record
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import Resolved, resolve
from guiju.kernel.values import Text
from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import Shelf, open_shelf
from tests.laws.oracle import ONE
from tests.walks.provinces import EFFECTIVE, Province, filings, licence_of, licences, provinces

SAMPLE = Path(__file__).parent / "sample"
FAULT = Fault(field="abstract", kind="stated", remedy=Text("请写明", "say more"))
Docket = Mapping[str, Record]


def book_of(shelf: Shelf, name: str, on: date) -> Resolved:
    """A rulebook of that shelf, as anybody would open it; the shelf finds nothing wrong with it."""
    assert shelf.check(name, on) == ()
    return resolve(shelf.rulebook(name, on), shelf.calendar("CN"), "", {**KINDS, "uscc": lambda text: len(text) == 18})


class Walk:
    """One application under way in one place."""

    def __init__(self, book: Resolved) -> None:
        self.book = book
        self.docket: Docket = {"1": open_case(book, "1", "first")}

    @property
    def case(self) -> Record:
        return self.docket["1"]

    def do(self, verb: str, on: date, role: str = "registrar", **more: object) -> None:
        answer = proceed(lambda _: self.book, self.docket, "1", Act(verb=verb, role=role, **more), on)  # type: ignore[arg-type]
        assert isinstance(answer, Proceeded), (verb, on, answer)
        self.docket = answer.docket

    def no(self, verb: str, on: date, role: str = "registrar", **more: object) -> Refused:
        answer = decide(self.book, self.case, Act(verb=verb, role=role, **more), on)  # type: ignore[arg-type]
        assert isinstance(answer, Refused), (verb, on)
        return answer

    def seen(self, on: date) -> Docket:
        """The records as whoever looks on that day finds them."""
        return expire(lambda _: self.book, self.docket, on).docket

    def last(self, clock: str) -> date | None:
        (term,) = [term for term in terms(self.book, self.case, EFFECTIVE) if term.id == clock]
        return term.due


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(province=provinces, filed=filings, days=licences)
def test_any_province_runs_to_a_record(province: Province, filed: date, days: int) -> None:
    name = "CN-XX/public-data-registration"
    with TemporaryDirectory() as folder:
        province.write(Path(folder), name)
        walk = Walk(book_of(open_shelf(Path(folder)), name, filed))
    _runs(walk, province, filed, licence_of(filed, days))


def _runs(walk: Walk, province: Province, filed: date, licence_end: date) -> None:
    _file(walk, province, province.answers(filed, licence_end), filed)
    accepted = _accept(walk, province, filed)
    reviewed = _review(walk, province, accepted)
    coded = _publish(walk, province, reviewed)
    last = province.valid_to(coded, licence_end)
    assert walk.docket["1-1"].facts["valid_to"] == last
    assert walk.seen(last)["1-1"].state == "valid"
    assert walk.seen(last + ONE)["1-1"].state == "expired"


def _file(walk: Walk, province: Province, answers: Mapping[str, object], filed: date) -> None:
    walk.do("submit", filed, "registrant", facts=answers)
    assert walk.book.filing["first"].judge(walk.case.facts, filed) == []
    bare = {name: answer for name, answer in answers.items() if not name.startswith(("extra_", "licence"))}
    lacking = Walk(walk.book)
    lacking.do("submit", filed, "registrant", facts=bare)
    told = walk.book.filing["first"].judge(lacking.case.facts, filed)
    assert {fault.field for fault in told} == province.demanded()


def _accept(walk: Walk, province: Province, filed: date) -> date:
    """Returned once, and silent: what that means is what the province says. Then on its way, on the last day."""
    assert walk.last("accept") == province.last("accept", filed)
    walk.do("return", filed, stated=(FAULT,))
    if province.supplement:
        due = province.last("answer", filed)
        assert walk.last("answer") == due
        assert walk.seen(due)["1"].state == "returned"
        assert walk.seen(due + ONE)["1"].state == "declined"
    else:
        assert walk.seen(filed + timedelta(days=999))["1"].state == "returned"
    walk.do("resubmit", filed, "registrant", facts={"abstract": "说明"})
    accepted = province.last("accept", filed)
    walk.do("accept", accepted)
    assert "accept" not in [breach.term for breach in breaches(walk.book, walk.case, accepted)]
    return filed  # the day of filing again is the day of acceptance


def _review(walk: Walk, province: Province, accepted: date) -> date:
    due = province.last("review", accepted)
    assert walk.last("review") == due
    assert walk.case.last is not None
    today = max(walk.case.last.on, due)
    missed = walk.seen(today + ONE)["1"]
    assert missed.state == (province.office_silence or "reviewing")
    assert "review" in [breach.term for breach in breaches(walk.book, missed, today + ONE)]
    if today > due and province.office_silence:  # over before it was accepted: what the silence means has happened
        if missed.state == "declined":
            return _again_in_time(walk, province, accepted)
        walk.docket = {"1": missed}
        return today
    role = province.reviewer or "registrar"
    assert walk.no("complete_review", today, "registrant").reason is Reason.NOT_YOUR_ROLE
    walk.do("complete_review", today, role)
    return today


def _again_in_time(walk: Walk, province: Province, accepted: date) -> date:
    """The same filing, accepted and reviewed on the day it came."""
    answers = {name: fact for name, fact in walk.case.facts.items() if name in walk.book.forms["first"].asked}
    walk.docket = {"1": open_case(walk.book, "1", "first")}
    walk.do("submit", accepted, "registrant", facts=answers)
    walk.do("accept", accepted)
    walk.do("complete_review", accepted, province.reviewer or "registrar")
    return accepted


def _publish(walk: Walk, province: Province, reviewed: date) -> date:
    walk.do("publicise", reviewed)
    assert set(walk.case.published["publicity"]) == province.shown()
    due = province.last("publicity", reviewed)
    assert walk.last("publicity") == due
    assert walk.no("assign_code", due, given={"query_code": "X"}).reason is Reason.OUTSIDE_WINDOW
    walk.do("assign_code", due + ONE, given={"query_code": "X"})
    assert walk.case.state == "registered"
    return due + ONE


SAMPLE_ID = "CN-XS/public-data-registration"


def sample() -> Walk:
    return Walk(book_of(open_shelf(SAMPLE), SAMPLE_ID, date(2025, 7, 1)))


def filing(**more: object) -> dict[str, object]:
    plain = Province("1wd", "1wd", "1wd", None, None, None, (), 1, False).answers(date(2025, 6, 2), date.max)
    return {**plain, "licence_end": "2026-03-31", "theme": "traffic", **more}


def test_the_sample_is_short() -> None:
    (file,) = SAMPLE.rglob("*.yaml")
    assert len(file.read_text("utf-8").splitlines()) <= 60
    assert not list(SAMPLE.rglob("*.py"))


def test_the_sample_asks_for_what_it_adds() -> None:
    questions = sample().book.forms["first"]
    lacking = {"theme": "health", "licence_end": date(2025, 6, 1), "beds": 0}
    walk = sample()
    walk.do("submit", date(2025, 7, 1), "registrant", facts={**filing(), **lacking})
    assert [(fault.field, fault.kind) for fault in questions.judge(walk.case.facts, date(2025, 7, 1))] == [
        ("licence_end", "check"),
        ("beds", "check"),
    ]


def test_the_sample_runs_to_a_record_that_its_licence_bounds() -> None:
    walk = sample()
    walk.do("submit", date(2025, 9, 30), "registrant", facts=filing())
    assert walk.last("accept") == date(2025, 10, 9)  # five days end on the 5th, a holiday
    walk.do("accept", date(2025, 10, 9))
    assert walk.last("review") == date(2025, 11, 10)  # a month ends on the 9th, a Sunday
    assert walk.no("complete_review", date(2025, 11, 10)).reason is Reason.NOT_YOUR_ROLE
    walk.do("complete_review", date(2025, 11, 10), "reviewer")
    walk.do("publicise", date(2025, 11, 10))
    assert set(walk.case.published["publicity"]) == {
        "registrant_name",
        "registration_type",
        "data_name",
        "abstract",
        "theme",
    }
    assert walk.last("publicity") == date(2025, 11, 17)
    walk.do("assign_code", date(2025, 11, 18), given={"query_code": "X"})
    assert walk.docket["1-1"].facts["valid_to"] == date(2026, 3, 31)
    assert walk.seen(date(2026, 4, 1))["1-1"].state == "expired"


def test_silence_in_the_sample_means_what_it_says() -> None:
    walk = sample()
    walk.do("submit", date(2025, 7, 1), "registrant", facts=filing())
    walk.do("return", date(2025, 7, 2), stated=(FAULT,))
    assert walk.last("answer") == date(2025, 7, 23)
    assert walk.seen(date(2025, 7, 24))["1"].state == "declined"
    walk.do("resubmit", date(2025, 7, 23), "registrant", facts={"abstract": "说明"})
    walk.do("accept", date(2025, 7, 24))
    assert walk.last("review") == date(2025, 8, 25)  # from the day of filing again; the 23rd is a Saturday
    deemed = walk.seen(date(2025, 9, 1))["1"]
    assert deemed.state == "reviewed"
    assert deemed.last is not None and (deemed.last.role, deemed.last.on) == ("clock", date(2025, 8, 26))
    # article 9 of the nation gave twenty working days from the supply on 2 June
    assert [breach.term for breach in breaches(walk.book, deemed, date(2025, 9, 1))] == ["file_first", "review"]
