"""What the clocks of all cases add up to: a row for each term of whoever is bound, and for each duty that comes again.

Drawn from the records in the transaction that writes them, as lists are, so that a year of 100 000 cases is counted by
the database and no case is opened for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from guiju.kernel import derive, recurring
from guiju.kernel.calendar import Due, left
from guiju.kernel.periods import period_of
from guiju.kernel.record import Record, Run
from guiju.kernel.resolved import Resolved
from guiju.store.books import Books
from guiju.store.database import Value, places, rows

COLUMNS = (
    *("number", "place", "procedure", "rulebook", "term", "binds", "party"),
    *("began", "due", "ended", "unit", "length", "used", "hearsay"),
)
MANY = 500  # rows in one statement


def put_timing(books: Books, records: Sequence[Record]) -> None:
    """A run is never taken from a record, so its row is only written anew."""
    made = [row for record in records for row in term_rows(books.of(record), record)]
    fresh = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:])
    for start in range(0, len(made), MANY):
        part = made[start : start + MANY]
        rows(
            f"INSERT INTO term ({', '.join(COLUMNS)}) VALUES {places(len(part), len(COLUMNS))} "
            f"ON CONFLICT (number, place) DO UPDATE SET {fresh}",
            [value for row in part for value in row],
        )
    for record in records:
        if books.of(record).periodic:
            _put_owing(books.of(record), record)


def term_rows(resolved: Resolved, record: Record) -> Iterator[tuple[Value, ...]]:
    """The deadlines of a record in the order in which they began; a mere period binds nobody and is none."""
    for place, run in enumerate(record.runs):
        clock = resolved.rulebook.clocks.get(run.clock)
        if clock is None or clock.binds is None:
            continue
        answer = resolved.due(record, run)
        reckoned = answer if isinstance(answer, Due) else None
        last = reckoned.on if reckoned is not None else answer
        assert not isinstance(last, Due)
        yield (
            record.number,
            place,
            record.procedure,
            record.pin.rulebook,
            run.clock,
            clock.binds,
            record.parties.get(clock.binds, ""),
            run.began.isoformat(),
            last.isoformat() if last else None,
            run.ended.isoformat() if run.ended else None,
            reckoned.term.unit.value if reckoned is not None else "",
            _length(resolved, reckoned),
            _used(resolved, run, reckoned),
            int(clock.mark is not None and not clock.mark.binds),
        )


def _length(resolved: Resolved, reckoned: Due | None) -> int | None:
    return left(reckoned.start, reckoned, resolved.calendar) if reckoned is not None else None


def _used(resolved: Resolved, run: Run, reckoned: Due | None) -> int | None:
    """How many of its days a term took, counted as the term is."""
    if reckoned is None or run.ended is None or run.ended < reckoned.start:
        return None
    whole, rest = (left(day, reckoned, resolved.calendar) for day in (reckoned.start, run.ended))
    return whole - rest if whole is not None and rest is not None else None


def _put_owing(resolved: Resolved, record: Record) -> None:
    """From which day each periodic duty is owed: the first that is not met, or the next to arise."""
    rows("DELETE FROM owing WHERE number = %s", (record.number,))
    owed = list(owing_rows(resolved, record))
    if owed:
        rows(
            f"INSERT INTO owing (number, duty, role, since) VALUES {places(len(owed), 4)}",
            [value for row in owed for value in row],
        )


def owing_rows(resolved: Resolved, record: Record) -> Iterator[tuple[Value, ...]]:
    """Nothing is known of days to come but the calendar: so the first day on which somebody will owe something."""
    stage = resolved.stages.get((record.procedure, record.state))
    if record.last is None or stage is None or stage.state.final:  # where nothing can be done, nothing waits
        return
    on = record.last.on
    seen = derive.duties(resolved, record, on)
    for name in resolved.periodic:
        duty = resolved.rulebook.duties[name]
        if duty.every is None or duty.met_by.partition(".")[0] != record.procedure:
            continue
        arose = [view.arose for view in seen if view.id == name and view.met is None and view.arose is not None]
        since = min(arose, default=None)
        if since is None and recurring.stands(resolved, record, name):
            began = recurring.began(resolved, record, duty)
            since = period_of(duty.every, max(on, began)).last + timedelta(days=1) if began else None
        if since is not None:
            yield record.number, name, duty.binds, since.isoformat()
