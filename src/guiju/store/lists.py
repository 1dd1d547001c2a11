"""Long lists, one page at a time: what a caller may see is decided inside the query, never after it.

A page continues after the last key of the one before (a cursor), so the last page costs what the first does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from guiju.kernel.record import Pin, Record
from guiju.kernel.values import Fact
from guiju.store import codec
from guiju.store.database import Value, rows, text
from guiju.store.office import current

PAGE = 20
MOST = 100  # rows on one page, whatever is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One public record, without its body. `tree` and `calendar` name the rulebook whose labels its fields have."""

    number: str
    procedure: str
    state: str
    rulebook: str
    code: str | None
    tree: str
    calendar: str
    fields: Mapping[str, Fact]

    @property
    def pin(self) -> Pin:
        """Enough of a pin to find the compiled rulebook."""
        return Pin(rulebook=self.rulebook, version="", revision=0, tree=self.tree, calendar=self.calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows in order. `after` continues this list; None: it ends here."""

    rows: tuple[Row, ...]
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    records: tuple[Record, ...]
    after: str | None


def public(
    listed: str,
    *,
    search: str = "",
    after: str | None = None,
    limit: int = PAGE,
    rulebook: str | None = None,
    instrument: str | None = None,
) -> Page:
    """A page of a public list, the newest number first. Every word of `search` must occur; `instrument` is the second
    half of the name of a rulebook, wherever it is from.
    """
    where, values = ["listed = %s"], [listed]
    if after is not None:
        where.append("number < %s")
        values.append(after)
    if rulebook is not None:
        where.append("rulebook = %s")
        values.append(rulebook)
    if instrument is not None:
        where.append("rulebook LIKE %s ESCAPE '!'")
        values.append(f"%/{_literal(instrument)}")
    for word in search.casefold().split():
        where.append("words LIKE %s ESCAPE '!'")
        values.append(f"%{_literal(word)}%")
    count = max(1, min(limit, MOST))
    found = rows(
        "SELECT number, procedure, state, rulebook, code, shown FROM record "
        f"WHERE {' AND '.join(where)} ORDER BY number DESC LIMIT %s",
        [*values, count + 1],
    )
    shown = tuple(_row(row) for row in found[:count])
    return Page(rows=shown, after=shown[-1].number if len(found) > count else None)


def _literal(word: str) -> str:
    """A word in which nothing is a wildcard."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _row(row: tuple[object, ...]) -> Row:
    shown = json.loads(text(row[5]))
    return Row(
        number=text(row[0]),
        procedure=text(row[1]),
        state=text(row[2]),
        rulebook=text(row[3]),
        code=text(row[4]) if row[4] else None,
        tree=shown["tree"],
        calendar=shown["calendar"],
        fields=shown["fields"],
    )


def cases(
    *,
    seen_by: str | None,
    waits: str | None = None,
    owed_on: date | None = None,
    state: str | None = None,
    procedure: str | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> CasePage:
    """A page of cases, the newest number first. `seen_by`: a party, who sees its own; None: the office, which sees all.

    `waits` leaves only those in which a role is to move; with `owed_on` also those for which it owes a report that day.
    """
    where, values = ["1 = 1"], list[Value]()
    filters = {"waits": waits, "state": state, "procedure": procedure}
    for name, value in filters.items():
        if value is not None and not (name == "waits" and owed_on is not None):
            where.append(f"{name} = %s")
            values.append(value)
    if waits is not None and owed_on is not None:
        where.append("(waits = %s OR number IN (SELECT number FROM owing WHERE role = %s AND since <= %s))")
        values += [waits, waits, owed_on.isoformat()]
    if seen_by is not None:
        where.append("number IN (SELECT number FROM stake WHERE party = %s)")
        values.append(seen_by)
    if after is not None:
        where.append("number < %s")
        values.append(after)
    count = max(1, min(limit, MOST))
    found = rows(
        f"SELECT body FROM record WHERE {' AND '.join(where)} ORDER BY number DESC LIMIT %s", [*values, count + 1]
    )
    records = tuple(codec.loads(Record, text(row[0])) for row in found[:count])
    return CasePage(records=records, after=records[-1].number if len(found) > count else None)


def examples(*, seen_by: str | None) -> tuple[Record, ...]:
    """One case for each procedure and state that occurs among those a party (or the office) sees."""
    mine = "" if seen_by is None else " WHERE number IN (SELECT number FROM stake WHERE party = %s)"
    found = rows(
        "SELECT body FROM record WHERE number IN "
        f"(SELECT MAX(number) FROM record{mine} GROUP BY procedure, state) ORDER BY number",
        [] if seen_by is None else [seen_by],
    )
    return tuple(codec.loads(Record, text(row[0])) for row in found)


def may_see(number: str, party: str) -> bool:
    """Is this a party to the case, or one whom it names?"""
    found = rows("SELECT 1 FROM stake WHERE number = %s AND party = %s LIMIT 1", (number, party))
    return bool(found) or number in naming(party, number)


def naming(party: str, number: str | None = None) -> tuple[str, ...]:
    """Cases that name a party, by its credit code, as one who is to act in them. `number`: this one only."""
    where, values = ("", ()) if number is None else (" AND h.number = %s", (number,))
    found = rows(
        "SELECT r.body, h.name FROM handle h JOIN party p ON p.uscc = h.value JOIN record r ON r.number = h.number "
        f"WHERE p.id = %s AND p.uscc <> ''{where} ORDER BY h.number DESC LIMIT {MOST * 5}",
        [party, *values],
    )
    books = current().books
    records = ((codec.loads(Record, text(body)), text(name)) for body, name in found)
    named = (record.number for record, name in records if name in books.of(record).naming.values())
    return tuple(dict.fromkeys(named))


def is_public(number: str) -> bool:
    """Does this stand on a public list?"""
    return bool(rows("SELECT 1 FROM record WHERE number = %s AND listed <> ''", (number,)))


def count_waiting(role: str, on: date) -> int:
    """How many open cases wait for a role, and how many records for what it owes each period."""
    found = rows(
        "SELECT (SELECT COUNT(*) FROM record WHERE waits = %s) + (SELECT COUNT(DISTINCT o.number) FROM owing o "
        "JOIN record r ON r.number = o.number WHERE o.role = %s AND o.since <= %s AND r.waits <> %s)",
        (role, role, on.isoformat(), role),
    )
    return int(str(found[0][0]))
