"""Other cases that an act stands on: found by number or by a checked code, in one question, inside the transaction.

A case that is found counts as it stands on the day: what fell due in it before is taken into account, and written by
whoever looks at it next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from guiju.kernel.docket import Docket, Proceeded, expire, turns_after
from guiju.kernel.needs import NUMBER, SUBJECT, CasesOf, Lookup
from guiju.kernel.record import Record
from guiju.store import codec, unlike
from guiju.store.books import Books
from guiju.store.database import Value, rows, text
from guiju.store.writing import docket_of


def settled(books: Books, docket: Docket, before: date) -> Proceeded:
    """All that fell due by the calendar before a day. One clock may set another going: so again, until none."""
    done = Proceeded((), docket, ())
    while (more := expire(books.of, done.docket, before)).steps:
        done = joined(done, more)
    return done


def joined(first: Proceeded, then: Proceeded) -> Proceeded:
    changed = tuple(dict.fromkeys((*first.changed, *then.changed)))
    return Proceeded((*first.steps, *then.steps), then.docket, changed)


def finder(books: Books, on: date, *, alone: bool = False) -> CasesOf:
    """Finds other cases as they stand on a day. `alone`: nobody else may write until our transaction ends."""

    def cases(lookups: Sequence[Lookup]) -> Mapping[Lookup, Sequence[Record]]:
        if alone:
            gate()
        found = [as_of(books, record, on) for record in _near(lookups)]
        lineage = {record.number: books.of(record).lineage for record in found}
        theirs = unlike.elsewhere(lookups)
        return {
            lookup: [*(one for one in found if lookup.fits(one, lineage[one.number])), *theirs.get(lookup, ())]
            for lookup in lookups
        }

    return cases


def gate() -> None:
    """Pass one at a time: every act takes this row before it is written, so what we read now stays until we commit."""
    rows("UPDATE serial SET last = last WHERE name = %s", ("act",))


def _near(lookups: Sequence[Lookup]) -> list[Record]:
    """All that may be meant, the oldest first. Which of them are, their facts say: not every fact is a handle."""
    where: list[str] = []
    values: list[Value] = []
    for lookup in lookups:
        key = dict(lookup.key)
        values.append(lookup.procedure)
        if NUMBER in key:
            where.append("(procedure = %s AND number = %s)")
            values.append(str(key[NUMBER]))
            continue
        if SUBJECT in key:
            where.append("(procedure = %s AND subject = %s)")
            values.append(str(key[SUBJECT]))
            continue
        if lookup.alike:
            where.append("(procedure = %s AND number IN (SELECT number FROM handle WHERE name = %s AND value = %s))")
            values += [lookup.need, lookup.stamp]
            continue
        named = [(name, value) for name, value in lookup.key if isinstance(value, str)]
        either = " OR ".join("(name = %s AND value = %s)" for _ in named) or "1 = 0"
        codes = ", ".join("%s" for _ in named) or "NULL"
        where.append(
            f"(procedure = %s AND (code IN ({codes}) OR number IN (SELECT number FROM handle WHERE {either})))"
        )
        values += [*(value for _, value in named), *(part for pair in named for part in pair)]
    found = rows(f"SELECT body FROM record WHERE {' OR '.join(where)} ORDER BY number", values)
    return [codec.loads(Record, text(row[0])) for row in found]


def as_of(books: Books, record: Record, on: date) -> Record:
    """The record as the calendar leaves it on that day."""
    turns = turns_after(books.of(record), record)
    if turns is None or turns >= on:
        return record
    return settled(books, docket_of(record.number), on).docket[record.number]
