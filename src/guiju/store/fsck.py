"""Folds every stored act again, through the kernel, and compares: records, receipts, blocks, trees, files, the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date

from guiju.kernel.face import PUBLIC
from guiju.kernel.record import Record, Taken
from guiju.kernel.values import canonical, plain
from guiju.store import codec, deposited, log, mirrors
from guiju.store.books import CALENDAR, Books, PinError
from guiju.store.database import rows, text
from guiju.store.facing import face_of
from guiju.store.office import Office
from guiju.store.replay import Replay, Stored, stored_acts
from guiju.store.timing import COLUMNS, term_rows
from guiju.store.writing import ACT, handles, outcome_of, row_of

HANDLES = "SELECT name, value FROM handle WHERE number = %s"


def fsck(office: Office) -> list[str]:
    """What does not agree, in words; empty when all does."""
    office.bind()
    flaws = list(_told("rulebooks", _trees()))
    replay = Replay(office.books, flaws, whole=True)
    flaws += _told("acts", _acts(office.books, replay))
    replay.settle("at the end")
    flaws += _told("records", _records(office.books, replay.records))
    flaws += _told("deposits", deposited.flaws(office))
    flaws += _told("exchange", mirrors.flaws(office))
    flaws += log.flaws(office)
    return flaws


def _told(what: str, found: Iterator[str]) -> Iterator[str]:
    """What was found until something could not be read at all."""
    try:
        yield from found
    except PinError as error:
        yield str(error)
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        yield f"{what}: what is stored cannot be read any further ({type(error).__name__}: {error})"


def _acts(books: Books, replay: Replay) -> Iterator[str]:
    for stored in stored_acts(replay.flaws):
        taken = replay.take(stored)
        yield from _columns(stored, taken)
        if taken is not None:
            yield from _faces(books, replay, stored, taken)


def _columns(stored: Stored, taken: Taken | None) -> Iterator[str]:
    """The row says what the receipt says, and what was said beside the form; and of a case, what the act did."""
    receipt, act = stored.receipt, stored.act
    due: list[str | None] = [
        receipt.act,
        receipt.number,
        receipt.verb,
        receipt.on.isoformat(),
        receipt.recorded.isoformat(),
    ]
    names = "id, number, verb, happened, recorded, cause"
    if stored.kind == ACT:
        due, names = [*due, receipt.caused_by, act.role, act.party], f"{names}, role, party"
    found = rows(f"SELECT outcome, {names} FROM act WHERE seq = %s", (stored.seq,))[0]
    for name, said, held in zip(names.split(", "), due, found[1:], strict=False):
        if said != (held.isoformat() if isinstance(held, date) else held):
            yield f"act {stored.seq}: its row has another {name} than its receipt and blocks"
    if taken is not None and found[0] != outcome_of(taken):
        yield f"act {stored.seq}: its outcome is not what the act did"


def erased(office: Office) -> list[tuple[int, str, int]]:
    """Blocks that are gone by an act: the leaf that holds the digest, the block, and the number of that act."""
    office.bind()
    found = rows("SELECT seq, receipt FROM act WHERE kind <> %s ORDER BY seq", (ACT,))
    return [
        (one.leaf, one.block, int(str(seq)))
        for seq, receipt in found
        for one in codec.receipt_from(text(receipt)).erases
    ]


def _faces(books: Books, replay: Replay, stored: Stored, taken: Taken) -> Iterator[str]:
    """What a certificate opens is what the record then was. Who the office was, and what it is called, may change."""
    for name, block in stored.blocks.items():
        if not name.startswith(PUBLIC):
            continue
        number = name.removeprefix(PUBLIC)
        record = taken.record if taken.record.number == number else replay.records.get(number)
        apart = ("office", "demo") if "marks" in block.content else ("office", "demo", "marks")  # older than marks
        if record is None or _but(apart, face_of(books, record, taken.on)) != _but(apart, block.content):
            yield f"act {stored.seq}: {name} is not what the record was"


def _but(apart: tuple[str, ...], face: Mapping[str, object]) -> dict[str, object]:
    return {key: plain(value) for key, value in face.items() if key not in apart}


def _read(body: str) -> Record | None:
    """A record as it is kept; None if it is no record any more, which is told of the record and stops nothing else."""
    try:
        return codec.loads(Record, body)
    except (ValueError, KeyError, TypeError):
        return None


def _same(kept: str, folded: Record) -> bool:
    """Whether they say the same. In which order answers were fresh, older records tell as they came."""
    if kept == codec.dumps(folded):
        return True
    stored = _read(kept)
    if stored is None:
        return False
    orders = [sorted(record.fresh) if record.fresh is not None else None for record in (stored, folded)]
    return orders[0] == orders[1] and codec.dumps(stored._replace(fresh=folded.fresh)) == codec.dumps(folded)


def _records(books: Books, folded: dict[str, Record]) -> Iterator[str]:
    kept = {text(row[0]): text(row[1]) for row in rows("SELECT number, body FROM record ORDER BY number")}
    stakes: dict[str, dict[str, str]] = {}
    for number, role, party in rows("SELECT number, role, party FROM stake"):
        stakes.setdefault(text(number), {})[text(role)] = text(party)
    for number in sorted(kept.keys() | folded.keys()):
        if number not in kept:
            yield f"{number}: its acts are there, the record is not"
        elif number not in folded:
            yield f"{number}: the record is there, its acts are not"
        elif not _same(kept[number], folded[number]):
            yield f"{number}: the record differs from what its acts make of it"
        else:
            yield from _finders(books, folded[number])
            yield from _timing(books, folded[number])
            if stakes.get(number, {}) != dict(folded[number].parties):
                yield f"{number}: its parties are listed otherwise than the record has them"


def _finders(books: Books, record: Record) -> Iterator[str]:
    """What lists and searches read of a record is what it is."""
    due = {name: value for name, value in row_of(books, record).items() if name != "body"}
    kept = {(text(name), text(value)) for name, value in rows(HANDLES, (record.number,))}
    if not kept >= {(name, value) for _, name, value in handles(books.of(record), record)}:
        yield f"{record.number}: other cases do not find it by its codes"
    found = rows(f"SELECT {', '.join(due)} FROM record WHERE number = %s", (record.number,))[0]
    for (name, value), held in zip(due.items(), found, strict=True):
        if value != (held.isoformat() if isinstance(held, date) else held):
            yield f"{record.number}: lists and searches have another {name} than the record"


def _timing(books: Books, record: Record) -> Iterator[str]:
    """What the year is counted from is what the record's clocks are."""
    due = list(term_rows(books.of(record), record))
    held = rows(f"SELECT {', '.join(COLUMNS)} FROM term WHERE number = %s ORDER BY place", (record.number,))
    seen = [tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in row) for row in held]
    if seen != due:
        yield f"{record.number}: its terms are counted otherwise than the record has them"


def _trees() -> Iterator[str]:
    """Each pinned tree is the one that its digest names, and each pin is kept."""
    kept: set[str] = set()
    for digest, kind, name, content in rows("SELECT digest, kind, name, content FROM tree"):
        kept.add(text(name) if kind == CALENDAR else text(digest))
        if hashlib.sha256(canonical(json.loads(text(content)))).hexdigest() != digest:
            yield f"{kind} {name}: its text is not what was pinned"
    read = [_read(text(row[0])) for row in rows("SELECT body FROM record")]
    pins = {name for record in read if record is not None for name in (record.pin.tree, record.pin.calendar)}
    for missing in sorted(pins - kept):
        yield f"{missing}: records stand on it, and it is not kept"
