"""What an act shows of the records that it put on the register, or changed there: a public face each, and beside it,
shut, the digests by which other offices see that the same is registered already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from guiju.kernel.docket import Docket, Proceeded
from guiju.kernel.face import PUBLIC, face
from guiju.kernel.record import Record, Taken
from guiju.kernel.sameness import SAME
from guiju.store import people, unlike
from guiju.store.books import Books
from guiju.store.database import setting

Part = tuple[str, Mapping[str, object]]


def faces(books: Books, step: Taken, done: Proceeded) -> Iterator[Part]:
    """The blocks of each record that this act put on the register or changed there.

    The last act of all brings the rest: entries that a hold has marked since, or that were marked and are no more.
    """
    shown = {record.number: record for record in _entries(books, step, done.docket)}
    if step is done.steps[-1]:
        said = {one.number: one for other in done.steps for one in _entries(books, other, done.docket)}
        for number in done.changed:
            record = done.docket[number]
            if record.procedure in books.of(record).entries and said.get(number) != record:
                shown[number] = record
    for record in shown.values():
        yield from parts_of(books, done.docket, record, step.on)


def _entries(books: Books, step: Taken, docket: Docket) -> list[Record]:
    """The entries that an act changed or opened, as it left them."""
    opened = [docket[str(done.values["number"])] for done in step.effects if done.kind == "open"]
    return [record for record in (step.record, *opened) if record.procedure in books.of(record).entries]


def parts_of(books: Books, docket: Docket, record: Record, on: date) -> Iterator[Part]:
    """The face of one entry, and its digests against duplicates where its rulebook has rules for them."""
    yield PUBLIC + record.number, face_of(books, record, on)
    keys = unlike.digests(books, docket, record)
    if keys:
        yield SAME + record.number, {"network": unlike.network(), "keys": keys}


def face_of(books: Books, record: Record, on: date) -> Mapping[str, object]:
    return face(books.of(record), record, on, people.office_name(), demo=setting("demo") == "1")
