"""The year of a registrar, counted by the database: how long its steps took, what was late, what its cases came to.

Every number is a group of rows, and every group opens the rows behind it. Nothing here opens a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guiju.store.database import Value, rows, text
from guiju.store.people import OFFICER

PAGE = 50
MOST = 500  # rows on one page, whatever is asked

_LATE = "(hearsay = 0 AND due IS NOT NULL AND ((ended IS NOT NULL AND ended > due) OR (ended IS NULL AND due < %s)))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that are looked at, both included; `on`: the day on which somebody looks."""

    first: date
    last: date
    on: date

    @property
    def days(self) -> tuple[str, str]:
        return self.first.isoformat(), self.last.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A term of one kind in a year. `took`: the days of those that ended, added up; `longest` of them."""

    party: str
    rulebook: str
    procedure: str
    term: str
    unit: str
    count: int
    ended: int
    took: int
    longest: int | None
    length: int | None
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """Cases of one kind, opened in a year, that stand in one state."""

    party: str
    rulebook: str
    procedure: str
    state: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    number: str
    place: int
    began: date
    due: date | None
    ended: date | None
    used: int | None
    length: int | None
    unit: str
    late: bool


def steps(span: Span, party: str | None = None) -> list[StepRow]:
    """Terms that began in the span and bind a registrar; of one party, or of all."""
    mine, values = _of(party)
    found = rows(
        "SELECT party, rulebook, procedure, term, MAX(unit), COUNT(*), COUNT(ended), COALESCE(SUM(used), 0), "
        f"MAX(used), MAX(length), SUM(CASE WHEN {_LATE} THEN 1 ELSE 0 END) FROM term "
        f"WHERE binds = %s{mine} AND began BETWEEN %s AND %s GROUP BY party, rulebook, procedure, term "
        "ORDER BY party, rulebook, procedure, term",
        (span.on.isoformat(), OFFICER, *values, *span.days),
    )
    return [
        StepRow(
            party=text(row[0]),
            rulebook=text(row[1]),
            procedure=text(row[2]),
            term=text(row[3]),
            unit=text(row[4]),
            count=_int(row[5]),
            ended=_int(row[6]),
            took=_int(row[7]),
            longest=_int(row[8]) if row[8] is not None else None,
            length=_int(row[9]) if row[9] is not None else None,
            late=_int(row[10]),
        )
        for row in found
    ]


def outcomes(span: Span, party: str | None = None) -> list[OutcomeRow]:
    """Cases that were opened in the span, by what has become of them; those that nobody took up yet have no party."""
    where, values = ("", list[Value]()) if party is None else (" AND registrar = %s", [party])
    found = rows(
        f"SELECT registrar, rulebook, procedure, state, COUNT(*) FROM record WHERE opened BETWEEN %s AND %s{where} "
        "GROUP BY registrar, rulebook, procedure, state ORDER BY registrar, rulebook, procedure, state",
        (*span.days, *values),
    )
    return [
        OutcomeRow(
            party=text(row[0]), rulebook=text(row[1]), procedure=text(row[2]), state=text(row[3]), count=_int(row[4])
        )
        for row in found
    ]


def terms(
    span: Span,
    party: str,
    rulebook: str,
    procedure: str,
    term: str,
    *,
    late: bool = False,
    after: str | None = None,
    limit: int = PAGE,
) -> tuple[list[TermRow], str | None]:
    """The rows behind a number of `steps`, and the cursor that goes on."""
    where = "binds = %s AND party = %s AND rulebook = %s AND procedure = %s AND term = %s AND began BETWEEN %s AND %s"
    values: list[Value] = [OFFICER, party, rulebook, procedure, term, *span.days]
    if late:
        where += f" AND {_LATE}"
        values.append(span.on.isoformat())
    if after is not None:
        number, _, place = after.rpartition("/")
        where += " AND (number, place) > (%s, %s)"
        values += [number, int(place) if place.isdigit() else 0]
    count = max(1, min(limit, MOST))
    found = rows(
        f"SELECT number, place, began, due, ended, used, length, unit, CASE WHEN {_LATE} THEN 1 ELSE 0 END FROM term "
        f"WHERE {where} ORDER BY number, place LIMIT %s",
        [span.on.isoformat(), *values, count + 1],
    )
    listed = [_term(row) for row in found[:count]]
    return listed, f"{listed[-1].number}/{listed[-1].place}" if len(found) > count else None


def cases(
    span: Span,
    party: str,
    rulebook: str,
    procedure: str,
    state: str | None = None,
    *,
    after: str | None = None,
    limit: int = PAGE,
) -> tuple[list[str], str | None]:
    """The cases behind a number of `outcomes`."""
    where = "registrar = %s AND rulebook = %s AND procedure = %s AND opened BETWEEN %s AND %s"
    values: list[Value] = [party, rulebook, procedure, *span.days]
    if state is not None:
        where += " AND state = %s"
        values.append(state)
    if after is not None:
        where += " AND number > %s"
        values.append(after)
    count = max(1, min(limit, MOST))
    found = rows(f"SELECT number FROM record WHERE {where} ORDER BY number LIMIT %s", [*values, count + 1])
    numbers = [text(row[0]) for row in found[:count]]
    return numbers, numbers[-1] if len(found) > count else None


def registrars() -> list[tuple[str, str, str]]:
    """The organisations that act as registrars here, or ever did: number, name, code."""
    found = rows(
        "SELECT id, name, uscc FROM party WHERE id IN (SELECT party_id FROM membership WHERE role = %s "
        "UNION SELECT registrar FROM record) ORDER BY name, id",
        (OFFICER,),
    )
    return [(text(row[0]), text(row[1]), text(row[2])) for row in found]


def open_cases(party: str, *, after: str | None = None, limit: int = PAGE) -> tuple[list[str], str | None]:
    """Cases of a registrar that wait for somebody: what another has to take when it loses its status."""
    where, values = "", list[Value]()
    if after is not None:
        where, values = " AND number > %s", [after]
    count = max(1, min(limit, MOST))
    found = rows(
        f"SELECT number FROM record WHERE registrar = %s AND waits <> ''{where} ORDER BY number LIMIT %s",
        [party, *values, count + 1],
    )
    numbers = [text(row[0]) for row in found[:count]]
    return numbers, numbers[-1] if len(found) > count else None


def records_of(procedure: str, instruments: Sequence[str]) -> list[str]:
    """The records of one procedure under some rulebooks, in the order of their numbers."""
    if not instruments:
        return []
    marks = ", ".join(["%s"] * len(instruments))
    found = rows(
        f"SELECT body FROM record WHERE procedure = %s AND rulebook IN ({marks}) ORDER BY number",
        [procedure, *instruments],
    )
    return [text(row[0]) for row in found]


def _of(party: str | None) -> tuple[str, list[Value]]:
    return ("", []) if party is None else (" AND party = %s", [party])


def _int(cell: object) -> int:
    return int(str(cell))


def _day(cell: object) -> date | None:
    if cell is None or isinstance(cell, date):
        return cell
    return date.fromisoformat(str(cell))


def _term(row: Sequence[object]) -> TermRow:
    began = _day(row[2])
    assert began is not None
    return TermRow(
        number=text(row[0]),
        place=_int(row[1]),
        began=began,
        due=_day(row[3]),
        ended=_day(row[4]),
        used=_int(row[5]) if row[5] is not None else None,
        length=_int(row[6]) if row[6] is not None else None,
        unit=text(row[7]),
        late=bool(row[8]),
    )
