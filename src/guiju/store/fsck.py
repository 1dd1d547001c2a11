"""Folds every stored act again, through the kernel, and compares: records, receipts, blocks, trees."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from guiju.kernel.docket import Proceeded, expire, proceed
from guiju.kernel.journal import Block, Receipt
from guiju.kernel.record import Act, Record
from guiju.kernel.refusals import Refused
from guiju.kernel.resolved import CLOCK
from guiju.kernel.values import Fact, canonical
from guiju.store import codec
from guiju.store.books import CALENDAR, Books, PinError
from guiju.store.calendars import is_final, repin
from guiju.store.database import rows, text
from guiju.store.office import Office
from guiju.store.writing import ACT, SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """An act as the file has it."""

    seq: int
    id: str
    kind: str
    receipt: Receipt
    act: Act
    opening: Record | None
    cause: str | None


@dataclass(slots=True)
class _Replay:
    """The office as the acts so far make it."""

    books: Books
    records: dict[str, Record] = field(default_factory=dict)
    expected: list[tuple[str, str, date, str]] = field(default_factory=list)  # what told acts must now follow
    flaws: list[str] = field(default_factory=list)

    def take(self, stored: _Stored) -> None:
        receipt = stored.receipt
        number = receipt.number
        mine = (number, receipt.verb, receipt.on, receipt.state)
        if mine in self.expected:
            self.expected.remove(mine)
        elif stored.act.role == CLOCK:
            self.follow(stored, mine, expire(self.books.of, self.chain(number), receipt.recorded))
        elif stored.cause is not None:
            self.flaws.append(f"act {stored.seq}: nothing that happened before told {number} to {receipt.verb}")
        else:
            self.settle(f"before act {stored.seq}")
            if stored.opening is not None:
                self.records[number] = stored.opening
            self.follow(stored, mine, proceed(self.books.of, self.docket(number), number, stored.act, receipt.on))

    def follow(self, stored: _Stored, mine: tuple[str, str, date, str], done: Proceeded | Refused) -> None:
        if isinstance(done, Refused):
            self.flaws.append(f"act {stored.seq}: replayed, {stored.receipt.verb} is refused: {done.text.en}")
            return
        steps = [(step.record.number, step.act.verb, step.on, step.record.state) for step in done.steps]
        if mine not in steps:
            self.flaws.append(f"act {stored.seq}: replayed, {mine[0]} {mine[1]} does not lead to {mine[3]}")
        else:
            steps.remove(mine)
        self.expected += steps
        self.records.update({number: done.docket[number] for number in done.changed})

    def settle(self, where: str) -> None:
        """All that an act set off stands before the next one."""
        for number, verb, on, state in self.expected:
            self.flaws.append(f"{where}: {number} {verb} on {on} (now {state}) is missing")
        self.expected = []

    def chain(self, number: str) -> dict[str, Record]:
        """A case and what it is about, and so on upwards; subjects first."""
        up: list[Record] = []
        at: str | None = number
        while at is not None and at in self.records:
            up.insert(0, self.records[at])
            at = self.records[at].subject
        return {record.number: record for record in up}

    def docket(self, number: str) -> dict[str, Record]:
        """The records that `perform` would lock."""
        about = {record.number: record for record in self.records.values() if record.subject == number}
        return {**self.chain(number), **about}

    def install(self, receipt: Receipt) -> None:
        self.settle(f"before {receipt.pin.calendar}")
        calendar = receipt.pin.calendar.partition("@")[0]
        for number, record in self.records.items():
            if record.pin.calendar.partition("@")[0] == calendar and not is_final(self.books, record):
                self.records[number] = repin(record, receipt.pin.calendar)


def fsck(office: Office) -> list[str]:
    """What does not agree, in words; empty when all does."""
    office.bind()
    flaws = list(_trees())
    replay = _Replay(office.books, flaws=flaws)
    try:
        for stored in _acts(flaws):
            if stored.kind == ACT:
                replay.take(stored)
            else:
                replay.install(stored.receipt)
    except PinError as error:
        flaws.append(str(error))
    replay.settle("at the end")
    flaws += _records(replay.records)
    return flaws


def _records(folded: dict[str, Record]) -> Iterator[str]:
    kept = {text(row[0]): text(row[1]) for row in rows("SELECT number, body FROM record ORDER BY number")}
    for number in sorted(kept.keys() | folded.keys()):
        if number not in kept:
            yield f"{number}: its acts are there, the record is not"
        elif number not in folded:
            yield f"{number}: the record is there, its acts are not"
        elif kept[number] != codec.dumps(folded[number]):
            yield f"{number}: the record differs from what its acts make of it"


def _acts(flaws: list[str]) -> Iterator[_Stored]:
    """All acts in order, each with its blocks checked against its receipt."""
    blocks: dict[str, list[Block]] = {}
    for act, name, digest, salt, content in rows("SELECT act_id, name, digest, salt, content FROM block"):
        if salt is None or content is None:
            continue  # erased; the receipt still names its digest
        block = Block(text(name), json.loads(text(content)), bytes.fromhex(text(salt)))
        if block.digest != digest:
            flaws.append(f"{act}: block {name} is not what was filed")
        blocks.setdefault(text(act), []).append(block)
    previous = 0
    found = rows("SELECT seq, id, kind, receipt, cause FROM act ORDER BY seq")
    for seq, id_, kind, receipt, cause in found:
        number, mine = int(str(seq)), blocks.pop(text(id_), [])
        stored = _stored(number, text(kind), codec.receipt_from(text(receipt)), mine, text(cause) if cause else None)
        if number != previous + 1:
            flaws.append(f"act {number}: acts {previous + 1} to {number - 1} are missing")
        if stored.id != id_ or {block.name: block.digest for block in mine} != stored.receipt.blocks:
            flaws.append(f"act {number}: its receipt names other blocks than are stored")
        previous = number
        yield stored
    flaws.extend(f"{act}: blocks without an act" for act in blocks)


def _stored(seq: int, kind: str, receipt: Receipt, blocks: list[Block], cause: str | None) -> _Stored:
    facts: dict[str, Fact] = {}
    said: dict[str, object] = {}
    for block in blocks:
        if block.name == SAID:
            said = dict(block.content)
        else:
            facts.update(block.content)  # type: ignore[arg-type]  # as it was filed; the form reads it again
    act = replace(codec.load(Act, said["act"]), facts=facts) if "act" in said else Act(verb=receipt.verb, role="")
    opening = codec.load(Record, said["case"]) if "case" in said else None
    return _Stored(seq=seq, id=receipt.act, kind=kind, receipt=receipt, act=act, opening=opening, cause=cause)


def _trees() -> Iterator[str]:
    """Each pinned tree is the one that its digest names, and each pin is kept."""
    kept: set[str] = set()
    for digest, kind, name, content in rows("SELECT digest, kind, name, content FROM tree"):
        kept.add(text(name) if kind == CALENDAR else text(digest))
        if hashlib.sha256(canonical(json.loads(text(content)))).hexdigest() != digest:
            yield f"{kind} {name}: its text is not what was pinned"
    pins = [codec.loads(Record, text(row[0])).pin for row in rows("SELECT body FROM record")]
    for missing in sorted({name for pin in pins for name in (pin.tree, pin.calendar)} - kept):
        yield f"{missing}: records stand on it, and it is not kept"
