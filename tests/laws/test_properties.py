"""What holds of every rulebook on the shelf, whatever is asked of it: total, replayable, never backwards in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guiju.kernel.derive import breaches, duties, next_acts, terms, unresolved
from guiju.kernel.docket import Proceeded, expire, proceed
from guiju.kernel.procedure import decide, open_case
from guiju.kernel.record import Act, Hold, Record, Run, Taken
from guiju.kernel.refusals import SAYS, Fault, Reason, Refused
from guiju.kernel.resolved import CLOCK, Resolved, resolve
from guiju.kernel.values import Fact, Text
from guiju.shelf.beside import neighbours
from guiju.shelf.cases import read_folder
from guiju.shelf.casework import play
from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import open_shelf
from tests.walks.roads import EFFECTIVE, Road, whole

PLACES = ("CN", "CN-FJ", "CN-FJ.demo")
ON = date(2025, 6, 9)
FAULT = Fault(field="abstract", kind="stated", remedy=Text("补正", "mend"))


@cache
def book_of(place: str) -> Resolved:
    shelf = open_shelf()
    kinds = {**KINDS, "uscc": lambda text: len(text) == 18}
    return resolve(shelf.rulebook(f"{place}/public-data-registration", ON), shelf.calendar("CN"), "", kinds)


@cache
def roads(place: str) -> tuple[Road, ...]:
    return tuple(whole(place, book_of(place), Random(f"{place} {seed}")) for seed in range(60))


def every_role(book: Resolved) -> tuple[str, ...]:
    acting = {role for step in book.steps.values() for role in (*step.roles, *step.agents)}
    return tuple(sorted({*book.rulebook.roles, *acting, CLOCK, "nobody"}))


def every_record(book: Resolved) -> Iterator[Record]:
    """Each state of each procedure, bare and as walks have left it."""
    for procedure, state in sorted(book.stages):
        stage = book.stages[procedure, state]
        runs = tuple(Run(clock, ON) for clock in stage.clocks)
        yield open_case(book, "1", procedure)._replace(state=state, runs=runs)
    for procedure in sorted({name for name, _ in book.stages}):
        yield open_case(book, "1", procedure)
    yield open_case(book, "1", "no such procedure")


ANSWERS: tuple[Mapping[str, Fact], ...] = (
    {},
    {"registrant_name": "示例", "supplied_on": "2025-06-01", "in_scope": "yes", "stranger": "x"},
    {"registration_type": "product", "agreement_end": "9999-12-31", "agreement_start": "9999-12-30", "in_scope": True},
)


@pytest.mark.parametrize("place", PLACES)
def test_decide_is_total_over_state_act_and_role(place: str) -> None:
    book = book_of(place)
    verbs = sorted({verb for _, verb in book.steps} | {"no_such_act"})
    asked = 0
    for record, verb, role in product(every_record(book), verbs, every_role(book)):
        for facts in ANSWERS:
            for more in ({}, {"grounds": ("x",), "stated": (FAULT,), "given": {"query_code": "X"}, "mandate": "m"}):
                act = Act(verb=verb, role=role, facts=facts, **more)  # type: ignore[arg-type]
                answer = decide(book, record, act, ON)
                assert isinstance(answer, (Taken, Refused))
                asked += 1
    assert asked > 2000


WILD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=30),
    st.dates().map(str),
    st.dates(),
    st.decimals(),
    st.lists(st.text(max_size=5), max_size=3),
    st.sampled_from(("resource", "product", "9999-12-31", "0001-01-01", "\ud800", "yes", "no")),
)


@settings(max_examples=300)
@given(data=st.data(), on=st.dates(min_value=date(2025, 4, 1), max_value=date(2027, 3, 31)))
def test_decide_and_all_that_is_derived_are_total_over_any_answers(data: st.DataObject, on: date) -> None:
    book = book_of("CN-FJ")
    fields = sorted(book.forms["first"].asked)
    answers = data.draw(st.dictionaries(st.sampled_from(fields), WILD, max_size=len(fields)))
    record = open_case(book, "1", "first")
    plan = (("submit", "registrant"), ("accept", "registrar"), ("return", "registrar"), ("resubmit", "registrant"))
    for verb, role in (
        *plan,
        ("complete_review", "registrar"),
        ("publicise", "registrar"),
        ("assign_code", "registrar"),
    ):
        facts = answers if verb in ("submit", "resubmit") else {}
        act = Act(verb=verb, role=role, facts=facts, given={"query_code": "X"} if verb == "assign_code" else {})
        on = on + timedelta(days=20) if verb == "assign_code" else on
        answer = decide(book, record, act, on)
        if isinstance(answer, Taken):
            record = answer.record
        terms(book, record, on, ended=True)
        breaches(book, record, on)
        next_acts(book, record, on)
        duties(book, record, on)
        unresolved(book, record, on)


@settings(max_examples=100)
@given(field=st.sampled_from(("registrant_name", "supplied_on", "registration_type", "in_scope")), value=WILD)
def test_a_refused_act_changes_nothing(field: str, value: object) -> None:
    book = book_of("CN-FJ")
    record = open_case(book, "1", "first")
    before = repr(record)
    decide(book, record, Act(verb="submit", role="registrant", facts={field: value}), ON)  # type: ignore[dict-item]
    assert repr(record) == before


@pytest.mark.parametrize("place", EFFECTIVE)
def test_every_act_is_taken_in_some_walk_or_case(place: str) -> None:
    """A first registration, with its objections, by chance; what then happens to an entry in the cases told.

    What several procedures have from one pattern is taken in one of them at least.
    """
    book = book_of(place)
    walked = {verb for here in roads(place) for verb in here.verbs}
    known = {f"{procedure}.{verb}" for procedure, verb in book.steps}
    assert walked == {verb for verb in known if verb.partition(".")[0] in ("first", "objection")}
    taken = walked | told(place)
    assert {name.partition(".")[2] for name in known - taken} <= {name.partition(".")[2] for name in taken}
    assert {name.partition(".")[0] for name in taken} == {name.partition(".")[0] for name in known}


def told(place: str) -> set[str]:
    """The acts that are taken in some case beside the rulebook."""
    shelf = open_shelf()
    entry = next(entry for entry in shelf.list() if entry.id == f"{place}/public-data-registration")
    folder, book = read_folder(shelf, entry), resolve(shelf.rulebook(entry.id, ON), shelf.calendar("CN"), "", KINDS)

    def book_at(name: str) -> Resolved:
        return resolve(shelf.rulebook(name, ON), shelf.calendar("CN"), "", KINDS)

    ways = [(folder.steps(name), neighbours(folder.beside(name), book_at, entry.id)) for name in folder.cases]
    plays = [play(book, steps, folder.filings, ON, beside) for steps, beside in ways if steps]
    records = [record for played in plays for record in played.docket.values()]
    return {f"{record.procedure}.{verb}" for record in records for verb in record.done}


def _office(verb: str, **more: object) -> Act:
    return Act(verb=verb, role="registrar", **more)  # type: ignore[arg-type]


def test_every_refusal_of_the_walks_has_words() -> None:
    """Around every walk, whatever can be asked is asked: the refusals that a registration can meet all occur."""
    met: set[Reason] = set()
    for place in EFFECTIVE:
        book = book_of(place)
        for here in roads(place)[:12]:
            for answer in _asked_around(book, here):
                assert answer.text.zh and answer.text.en
                met.add(answer.reason)
    # a registration has no counted act, no condition and no text that is only hearsay: `test_kernel_guards` has those
    absent = {Reason.KEY_REUSED, Reason.AT_MOST, Reason.DUPLICATE, Reason.NEEDS, Reason.CONDITION_FAILED}
    assert met == set(Reason) - absent
    assert SAYS.keys() == set(Reason)


def _asked_around(book: Resolved, here: Road) -> Iterator[Refused]:
    docket: Mapping[str, Record] = {
        "1": open_case(book, "1", "first"),
        "2": open_case(book, "2", "objection", subject="1"),
    }
    for number, done, on in here.done:
        barred = decide(book, docket["1"], _office("assign_code"), on)
        yield from [barred] if isinstance(barred, Refused) else []
        record = docket[number]
        subject = docket.get(record.subject or "")
        tried = [
            (Act(verb=verb, role=role, facts=facts, grounds=grounds), day)
            for verb in ("submit", "accept", "return", "decline", "assign_code", "file", "fly")
            for role in ("registrant", "registrar", "interested_party")
            for facts in ANSWERS[:2]
            for grounds in ((), ("duplicate",))
            for day in (on, on - timedelta(days=400), on + timedelta(days=60))
        ]
        tried.append((replace(done, facts={**done.facts, "agreement_end": ""} if done.facts else {}, given={}), on))
        for act, day in tried:
            answer = decide(book, record, act, day, subject)
            if isinstance(answer, Refused):
                yield answer
        if done.verb in ("complete_review", "assign_code"):  # what the effects need is not there
            bare = record._replace(facts={"registration_type": "product", "in_scope": True}, holds=())
            for given_ in ({}, {"query_code": "X"}):
                stripped = decide(book, bare, replace(done, given=given_), on)
                yield from [stripped] if isinstance(stripped, Refused) else []
        answer_ = proceed(lambda _: book, docket, number, done, on)
        assert isinstance(answer_, Proceeded)
        docket = answer_.docket


@pytest.mark.parametrize("place", EFFECTIVE)
def test_the_same_acts_give_the_same_records(place: str) -> None:
    book = book_of(place)
    for here in roads(place):
        docket: Mapping[str, Record] = {"1": open_case(book, "1", "first")}
        for number, act, on in here.done:
            if number not in docket:
                docket = {**docket, number: open_case(book, number, "objection", subject="1")}
            answer = proceed(lambda _: book, docket, number, act, on)
            assert isinstance(answer, Proceeded)
            docket = answer.docket
            assert expire(lambda _: book, docket, on).docket == docket  # nothing was left over
        assert docket == here.docket


@pytest.mark.parametrize("place", EFFECTIVE)
def test_clocks_never_run_backwards(place: str) -> None:
    """The last day of a run is set when it begins; acts move it only later, and a run that ended stays ended."""
    book = book_of(place)
    for here in roads(place):
        docket: Mapping[str, Record] = {"1": open_case(book, "1", "first")}
        known: dict[tuple[str, str, date], date | None] = {}
        for number, act, on in here.done:
            if number not in docket:
                docket = {**docket, number: open_case(book, number, "objection", subject="1")}
            answer = proceed(lambda _: book, docket, number, act, on)
            assert isinstance(answer, Proceeded)
            for record in answer.docket.values():
                before = docket[record.number].runs if record.number in docket else ()
                assert [run.clock for run in record.runs[: len(before)]] == [run.clock for run in before]
                for run in record.runs:
                    last = book.last_day(record, run)
                    old = known.get((record.number, run.clock, run.began))
                    assert old is None or (last is not None and last >= old)
                    known[record.number, run.clock, run.began] = last
                    assert run.ended is None or run.began <= run.ended
            docket = answer.docket


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=4),
    st.integers(0, 3),
    st.dates(min_value=date(2025, 4, 1), max_value=date(2026, 12, 31)),
)
def test_stops_and_extensions_only_move_a_last_day_on(stops: list[tuple[int, int]], more: int, began: date) -> None:
    from guiju.kernel.values import Term

    book = book_of("CN-FJ")
    record = open_case(book, "1", "first")._replace(state="submitted")
    spans = tuple((began + timedelta(days=a), began + timedelta(days=a + b)) for a, b in stops)
    plain = book.last_day(record, Run("accept", began))
    stopped = book.last_day(record, Run("accept", began, stops=spans))
    longer = book.last_day(record, Run("accept", began, stops=spans, extensions=(Term.parse("2wd"),) * more))
    assert plain is not None and stopped is not None and longer is not None
    assert plain <= stopped <= longer
    assert (longer > stopped) == (more > 0)


def test_numbers_of_cases_opened_by_effect_are_never_given_twice() -> None:
    for place in EFFECTIVE:
        for here in roads(place):
            numbers = [record.number for record in here.docket.values()]
            assert len(set(numbers)) == len(numbers)
            assert here.case.children == sum(number.startswith("1-") for number in numbers)


def test_facts_are_exact() -> None:
    """No float enters a record: integers, decimals, days, texts, yes or no, and lists of texts."""
    allowed = (str, int, bool, date, Decimal, tuple)
    for here in roads("CN-FJ"):
        for record in here.docket.values():
            assert all(isinstance(fact, allowed) for fact in record.facts.values())
            assert not any(isinstance(hold, Hold) and not hold.by for hold in record.holds)
