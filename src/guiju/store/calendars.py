"""Installing an edition of a calendar: an act of the office, which moves the terms of running cases and says which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.db import transaction

from guiju.kernel.record import Pin, Record
from guiju.shelf.tree import Plain
from guiju.store import codec, writing
from guiju.store.books import Books, PinError
from guiju.store.database import rows, text

Move = dict[str, object]


def install_all(books: Books, tree: Plain, on: date) -> list[Move]:
    """The edition, and then the calendars that stand on it and under which cases are running."""
    if not isinstance(tree, dict):
        raise PinError("a calendar is a map by key 日历须是按键列出的表")
    tree = books.based(tree)
    moved = install(books, tree, on)
    for name in books.standing_on(str(tree["calendar"])):
        over = books.rebased(name)
        if over is not None and any(running(books, name)):
            moved += install(books, over, on)
    return moved


def install(books: Books, tree: Plain, on: date) -> list[Move]:
    """Pin every running case to this edition. Cases at their end keep the one they ended under."""
    with transaction.atomic(durable=True):
        calendar = books.take_in(tree)
        pin = Pin(
            rulebook=f"_calendar/{calendar.id}",
            version=calendar.edition,
            revision=1,
            tree=books.digest_of(calendar.label),
            calendar=calendar.label,
        )
        moved: list[Move] = []
        repinned: list[Record] = []
        for record in running(books, calendar.id):
            after = repin(record, calendar.label)
            moved += list(moves(books, record, after))
            repinned.append(after)
        books.keep(pin)
        if repinned:
            writing.put_records(books, repinned)
        writing.put_acts([writing.calendar_row(pin, on, {"moved": moved, "cases": [r.number for r in repinned]})])
    books.kept(pin)
    return moved


def repin(record: Record, label: str) -> Record:
    return record._replace(pin=replace(record.pin, calendar=label))


def running(books: Books, calendar: str) -> Iterator[Record]:
    """Cases under another edition of this calendar that are not at their end."""
    for row in rows("SELECT body FROM record ORDER BY number"):
        record = codec.loads(Record, text(row[0]))
        if record.pin.calendar.partition("@")[0] == calendar and not is_final(books, record):
            yield record


def is_final(books: Books, record: Record) -> bool:
    stage = books.of(record).stages.get((record.procedure, record.state))
    return stage is not None and stage.state.final


def moves(books: Books, before: Record, after: Record) -> Iterator[Move]:
    """The running terms that end on another day; both days are kept."""
    for run in before.runs:
        was, now = books.of(before).last_day(before, run), books.of(after).last_day(after, run)
        if run.ended is None and was != now:
            yield {
                "case": before.number,
                "term": run.clock,
                "was": was.isoformat() if was else None,
                "now": now.isoformat() if now else None,
            }
