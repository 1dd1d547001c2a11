"""The year of a registrar in words: the numbers of the store with the labels and provisions of the rulebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from guiju.kernel import derive
from guiju.kernel.record import Record
from guiju.kernel.rulebook import Item, Rulebook
from guiju.kit.looks import badged
from guiju.kit.says import trouble
from guiju.kit.view import Json, label
from guiju.shelf.flaws import ShelfError
from guiju.store import codec, oversight, queries
from guiju.store.office import Office
from guiju.store.oversight import OutcomeRow, Span, StepRow
from guiju.wings.oversight import (
    EVALUATION,
    FIRST_REGISTRATIONS,
    INSTRUMENT,
    OBJECTIONS,
    REGISTERED,
    REPORT,
    STANDING,
    UPHELD,
)

ONE = timedelta(days=1)


def span_of(office: Office, year: int | None = None, first: date | None = None, last: date | None = None) -> Span:
    """A year, by default this one; or the days named."""
    today = office.today()
    if first is None and last is None:
        of = year or today.year
        if not 1 <= of <= 9999:
            raise trouble("day", f"没有这一年：{of}", f"there is no such year: {of}")
        return Span(first=date(of, 1, 1), last=date(of, 12, 31), on=today)
    if first is None or last is None or last < first:
        raise trouble("day", "须写起止日，止日不早于起日", "give both days, the last not before the first")
    return Span(first=first, last=last, on=today)


def overview(office: Office, span: Span, only: str | None = None) -> list[Json]:
    """One row for each registrar; `only` one of them."""
    steps, outcomes = oversight.steps(span, only), oversight.outcomes(span, only)
    standings = _standings(office)
    return [
        _summary(
            _who(office, party, name, uscc, standings),
            [row for row in steps if row.party == party],
            [row for row in outcomes if row.party == party],
            _reports(standings.get(uscc, ()), span),
        )
        for party, name, uscc in _registrars(office, only)
    ]


def waiting_for_nobody(span: Span) -> int:
    """Cases that no registrar has taken up."""
    return sum(row.count for row in oversight.outcomes(span, ""))


def registrar_year(office: Office, party: str, span: Span) -> Json:
    """Everything that a year shows of one registrar."""
    found = [row for row in _registrars(office, party) if row[0] == party]
    if not found:
        raise trouble("unknown", f"没有登记机构 {party}", f"there is no registrar {party}")
    _, name, uscc = found[0]
    standings = _standings(office)
    mine = standings.get(uscc, ())
    steps, outcomes = oversight.steps(span, party), oversight.outcomes(span, party)
    reports, about = _reports(mine, span), [case for record in mine for case in queries.cases(subject=record.number)]
    return {
        **_summary(_who(office, party, name, uscc, standings), steps, outcomes, reports),
        "span": {"first": span.first.isoformat(), "last": span.last.isoformat(), "on": span.on.isoformat()},
        "steps": [_step(office, row, span) for row in steps],
        "outcomes": [_outcome(office, row, span) for row in outcomes],
        "reports_owed": [{**report, "case": _filed(about, report)} for report in reports],
        "satisfaction": list(_satisfaction(about, span)),
        "matters": [_matter(case) for case in about if case.procedure not in (REPORT, EVALUATION)],
    }


def numbers_for(office: Office, party: str, first: date, last: date) -> dict[str, int]:
    """What a report on these days is filled in with, by the names of its form."""
    span = Span(first=first, last=last, on=office.today())
    outcomes = oversight.outcomes(span, party)
    new = [row for row in outcomes if row.procedure in FIRST_REGISTRATIONS]
    return {
        "filed_count": sum(row.count for row in new),
        "registered_count": sum(row.count for row in new if row.state == REGISTERED),
        "late_count": sum(row.late for row in oversight.steps(span, party)),
        "upheld_count": sum(row.count for row in outcomes if row.procedure in OBJECTIONS and row.state == UPHELD),
    }


def standing_of(office: Office, party: str) -> Record | None:
    """The record that stands for a registrar, known by its code; the one that still stands before one that is over."""
    found = queries.party(party)
    mine = _standings(office).get(found.uscc, ()) if found and found.uscc else ()
    return next((record for record in mine if not _over(record)), mine[-1] if mine else None)


def _registrars(office: Office, only: str | None) -> list[tuple[str, str, str]]:
    return [
        (party, badged(name, office.demo), uscc)
        for party, name, uscc in oversight.registrars()
        if only in (None, party)
    ]


def _standings(office: Office) -> dict[str, tuple[Record, ...]]:
    """Standing records by the code of the registrar."""
    books = sorted({entry.id for entry in office.shelf.list() if entry.id.endswith(f"/{INSTRUMENT}")})
    found: dict[str, tuple[Record, ...]] = {}
    for body in oversight.records_of(STANDING, books):
        record = codec.loads(Record, body)
        code = str(record.facts.get("registrar_uscc", ""))
        found[code] = (*found.get(code, ()), record)
    return found


def _over(record: Record) -> bool:
    state = queries.resolved(record).rulebook.procedures[record.procedure].states.get(record.state)
    return state is None or state.final


def _who(office: Office, party: str, name: str, uscc: str, standings: dict[str, tuple[Record, ...]]) -> Json:
    mine = standings.get(uscc, ()) if uscc else ()
    return {"party": party, "name": name, "uscc": uscc, "standing": _standing(mine[-1]) if mine else None}


def _standing(record: Record) -> Json:
    resolved = queries.resolved(record)
    states = resolved.rulebook.procedures[record.procedure].states
    return {
        "case": record.number,
        "rulebook": record.pin.rulebook,
        "state": record.state,
        "state_label": label(states.get(record.state), record.state),
        "over": _over(record),
        "successor": record.facts.get("successor_name"),
    }


def _summary(who: Json, steps: Sequence[StepRow], outcomes: Sequence[OutcomeRow], reports: Sequence[Json]) -> Json:
    objections = [row for row in outcomes if row.procedure in OBJECTIONS]
    return {
        **who,
        "cases": sum(row.count for row in outcomes),
        "terms": sum(row.count for row in steps),
        "late": sum(row.late for row in steps),
        "objections": sum(row.count for row in objections),
        "upheld": sum(row.count for row in objections if row.state == UPHELD),
        "reports": {
            "owed": len(reports),
            "made": sum(report["met"] is not None for report in reports),
            "late": sum(bool(report["late"]) for report in reports),
        },
    }


def _reports(mine: Iterable[Record], span: Span) -> list[Json]:
    """What was owed for periods that ended in the span, and what came of it."""
    return [
        {
            "period": duty.period,
            "duty": duty.id,
            "label": label(resolved.rulebook.duties.get(duty.id), duty.id),
            "arose": duty.arose.isoformat(),
            "due": duty.due.isoformat() if duty.due else None,
            "met": duty.met.isoformat() if duty.met else None,
            "late": duty.late,
            "cite": duty.cite,
            "also": duty.also,
            "standing": record.number,
        }
        for record in mine
        for resolved in (queries.resolved(record),)
        for duty in derive.duties(resolved, record, span.on)
        if duty.period and duty.arose and span.first <= duty.arose - ONE <= span.last
    ]


def _filed(about: Iterable[Record], report: Json) -> str | None:
    """The case that a report was made by."""
    fits = (case.number for case in about if case.procedure == REPORT and case.facts.get("period") == report["period"])
    return next(fits, None)


def _satisfaction(about: Iterable[Record], span: Span) -> Iterable[Json]:
    """What evaluations of the span have found, as it was filed."""
    for case in about:
        facts = case.facts
        ends = facts.get("evaluated_to")
        if case.procedure == EVALUATION and isinstance(ends, date) and span.first <= ends <= span.last:
            names = ("efficiency", "compliance", "satisfaction", "evaluation_result")
            said = {name: str(facts[name]) for name in names if name in facts}
            words = queries.resolved(case).words
            told = [{"label": _pair(words.facts((name,))), "text": text} for name, text in said.items()]
            yield {
                "case": case.number,
                "from": str(facts.get("evaluated_from", "")),
                "to": ends.isoformat(),
                "said": told,
            }


def _pair(text: object) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}  # type: ignore[attr-defined]


def _matter(case: Record) -> Json:
    procedure = queries.resolved(case).rulebook.procedures[case.procedure]
    return {
        "case": case.number,
        "procedure_label": label(procedure, case.procedure),
        "state_label": label(procedure.states.get(case.state), case.state),
        "opened": case.opened.isoformat() if case.opened else None,
    }


def _book(office: Office, id: str, on: date) -> Rulebook | None:
    try:
        return office.shelf.rulebook(id, on, simulate=True)
    except ShelfError:
        return None


def _named(item: Item | None, name: str) -> Json:
    return {"label": label(item, name), "cite": item.cite if item else None, "also": item.also if item else None}


def _step(office: Office, row: StepRow, span: Span) -> Json:
    book = _book(office, row.rulebook, min(span.on, span.last))
    return {
        "rulebook": row.rulebook,
        "procedure": row.procedure,
        "procedure_label": label(book.procedures.get(row.procedure) if book else None, row.procedure),
        "term": row.term,
        **_named(book.clocks.get(row.term) if book else None, row.term),
        "unit": row.unit or None,
        "length": row.length,
        "count": row.count,
        "ended": row.ended,
        "average": average(row.took, row.ended) if row.longest is not None else None,
        "longest": row.longest,
        "late": row.late,
    }


def average(took: int, ended: int) -> str | None:
    """To a tenth of a day, a half rounded up."""
    return str((Decimal(took) / ended).quantize(Decimal("0.1"), ROUND_HALF_UP)) if ended else None


def _outcome(office: Office, row: OutcomeRow, span: Span) -> Json:
    book = _book(office, row.rulebook, min(span.on, span.last))
    procedure = book.procedures.get(row.procedure) if book else None
    return {
        "rulebook": row.rulebook,
        "procedure": row.procedure,
        "procedure_label": label(procedure, row.procedure),
        "state": row.state,
        "state_label": label(procedure.states.get(row.state) if procedure else None, row.state),
        "count": row.count,
    }
