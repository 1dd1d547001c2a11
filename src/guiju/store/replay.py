"""The stored acts, read again and folded through the kernel: what the office's records must be.

`fsck` compares the outcome with what is stored; an erasure writes it, since a record is what its acts make of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from guiju.kernel.docket import Proceeded, expire, proceed
from guiju.kernel.journal import Block, Receipt
from guiju.kernel.needs import recalled
from guiju.kernel.record import Act, Met, Record, Taken
from guiju.kernel.refusals import Refused
from guiju.kernel.resolved import CLOCK
from guiju.kernel.values import ERASED, Fact
from guiju.store import codec, unlike
from guiju.store.beside import settled
from guiju.store.books import Books
from guiju.store.calendars import is_final, repin
from guiju.store.database import Value, rows, text
from guiju.store.writing import ACT, KEPT, LOST, MOVE, SAID

Mine = tuple[str, str, date, str]  # number, verb, day and state: by which a step and its stored act are matched
Kept = Mapping[tuple[str, str], Mapping[str, object]]
"""By act and block: what an erasure kept of it (`content`), and the names of what it took out (`erased`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An act as the file has it. `gone`: blocks that were erased, each with what was kept of it."""

    seq: int
    kind: str
    receipt: Receipt
    act: Act
    opening: Record | None
    cause: str | None
    blocks: Mapping[str, Block]
    met: tuple[Met, ...] = ()  # the other cases that it stood on, as they then were

    @property
    def mine(self) -> Mine:
        receipt = self.receipt
        return receipt.number, receipt.verb, receipt.on, receipt.state


@dataclass(slots=True)
class Replay:
    """The office as the acts so far make it."""

    books: Books
    flaws: list[str] = field(default_factory=list)
    whole: bool = False  # every act of the office is told, none is left out
    records: dict[str, Record] = field(default_factory=dict)
    expected: list[tuple[Mine, Taken]] = field(default_factory=list)  # what told acts must now follow

    def take(self, stored: Stored) -> Taken | None:
        """The next act. What it was, once more; None for an act of the office, or one that does not come about."""
        if stored.kind != ACT:
            self.settle(f"before act {stored.seq}")
            if stored.kind == MOVE:
                self.install(stored.receipt)
            return None
        waiting = next((item for item in self.expected if item[0] == stored.mine), None)
        if waiting is not None:
            self.expected.remove(waiting)
            return waiting[1]
        number, receipt = stored.receipt.number, stored.receipt
        if stored.act.role == CLOCK:
            return self.follow(stored, expire(self.books.of, self.chain(number), receipt.recorded))
        if stored.cause is not None:
            self.flaws.append(f"act {stored.seq}: nothing that happened before told {number} to {receipt.verb}")
            return None
        self.settle(f"before act {stored.seq}")
        if stored.opening is not None:
            self.records[number] = stored.opening
        for one in stored.met:
            self.stood(stored, one)
        cases = recalled(stored.met)
        return self.follow(stored, proceed(self.books.of, self.docket(number), number, stored.act, receipt.on, cases))

    def stood(self, stored: Stored, met: Met) -> None:
        """The other case that an act stood on was then as the act says; where all acts are told, that can be seen."""
        if unlike.is_theirs(met.number):
            if not unlike.held(met.number):
                self.flaws.append(f"act {stored.seq}: it stood on {met.number}, which is not kept here")
            return
        record = self.records.get(met.number)
        if record is None:
            if self.whole:
                self.flaws.append(f"act {stored.seq}: it stood on {met.number}, which was not there")
            return
        seen = settled(self.books, self.docket(met.number), stored.receipt.on).docket[met.number]
        if seen.state != met.state:
            self.flaws.append(f"act {stored.seq}: {met.number} was {seen.state}, not {met.state} as it says")

    def follow(self, stored: Stored, done: Proceeded | Refused) -> Taken | None:
        if isinstance(done, Refused):
            self.flaws.append(f"act {stored.seq}: replayed, {stored.receipt.verb} is refused: {done.text.en}")
            return None
        steps = [((step.record.number, step.act.verb, step.on, step.record.state), step) for step in done.steps]
        mine = next((item for item in steps if item[0] == stored.mine), None)
        if mine is None:
            number, verb, _, state = stored.mine
            self.flaws.append(f"act {stored.seq}: replayed, {number} {verb} does not lead to {state}")
        else:
            steps.remove(mine)
        self.expected += steps
        self.records.update({number: done.docket[number] for number in done.changed})
        return mine[1] if mine is not None else None

    def settle(self, where: str) -> None:
        """All that an act set off stands before the next one."""
        for (number, verb, on, state), _ in self.expected:
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
        """A calendar edition moves all running cases; the office's other acts move none."""
        if receipt.pin is None:
            return
        label = receipt.pin.calendar
        for number, record in self.records.items():
            same = record.pin.calendar.partition("@")[0] == label.partition("@")[0]
            if same and not is_final(self.books, record):
                self.records[number] = repin(record, label)


def stored_acts(
    flaws: list[str],
    numbers: Sequence[str] | None = None,
    *,
    gone: frozenset[tuple[str, str]] = frozenset(),
    rest: Kept = MappingProxyType({}),
) -> Iterator[Stored]:
    """The acts in order, of all cases or of some, each with its blocks checked against its receipt.

    `gone` and `rest`: blocks that are just being erased, and what is kept of them.
    """
    where, values = _only(numbers)
    kept, lost, erased = {**_kept(), **rest}, lost_acts(), _erased() | gone
    blocks = _blocks(flaws, kept, erased, where, values)
    previous = 0
    found = rows(f"SELECT seq, kind, receipt, cause FROM act {where} ORDER BY seq", values)
    for seq_, kind, receipt, cause in found:
        seq = int(str(seq_))
        try:
            taken = codec.receipt_from(text(receipt))
        except (ValueError, KeyError, TypeError):
            flaws.append(f"act {seq}: its receipt cannot be read")
            continue
        mine = blocks.pop(taken.act, {})
        if numbers is None and any(number not in lost for number in range(previous + 1, seq)):
            flaws.append(f"act {seq}: acts {previous + 1} to {seq - 1} are missing")
        if mine.keys() != taken.blocks.keys() or any(
            block is not None and block.digest != taken.blocks[name] for name, block in mine.items()
        ):
            flaws.append(f"act {seq}: its receipt names other blocks than are stored")
        previous = seq
        yield _stored(seq, text(kind), taken, mine, kept, text(cause) if cause else None)
    flaws.extend(f"{act}: blocks without an act" for act in blocks)


def _only(numbers: Sequence[str] | None) -> tuple[str, list[Value]]:
    if numbers is None:
        return "", []
    marks = ", ".join(["%s"] * len(numbers))
    return f"WHERE (number IN ({marks}) OR kind <> '{ACT}')", list(numbers)


def _blocks(
    flaws: list[str], kept: Kept, erased: frozenset[tuple[str, str]], where: str, values: list[Value]
) -> dict[str, dict[str, Block | None]]:
    """Blocks by act and name; None where an act took one out."""
    blocks: dict[str, dict[str, Block | None]] = {}
    found = rows(
        f"SELECT act_id, name, digest, salt, content FROM block WHERE act_id IN (SELECT id FROM act {where})", values
    )
    for act_, name_, digest, salt, content in found:
        act, name = text(act_), text(name_)
        block: Block | None = None
        if salt is not None and content is not None:
            try:
                block = Block(name, json.loads(text(content)), bytes.fromhex(text(salt)))
            except ValueError:
                flaws.append(f"{act}: block {name} cannot be read")
                continue
            if block.digest != digest:
                flaws.append(f"{act}: block {name} is not what was filed")
            if (act, name) in erased:
                flaws.append(f"{act}: block {name} was erased, and is there")
        elif (act, name) not in erased:
            flaws.append(f"{act}: block {name} is gone, and no act erased it")
        blocks.setdefault(act, {})[name] = block
    return blocks


def _kept() -> Kept:
    """What earlier erasures kept."""
    found = rows("SELECT content FROM block WHERE name LIKE %s AND content IS NOT NULL", (f"{KEPT}%",))
    items = [json.loads(text(row[0])) for row in found]
    return {(item["act"], item["block"]): item for item in items}


def lost_acts() -> set[int]:
    """Numbers of acts that a restored office has owned up to have lost."""
    found = rows("SELECT content FROM block WHERE name = %s AND content IS NOT NULL", (LOST,))
    gaps = [json.loads(text(row[0])) for row in found]
    return {number for gap in gaps for number in range(gap["from"], gap["to"] + 1)}


def _erased() -> frozenset[tuple[str, str]]:
    """Every block that some act took out."""
    found = rows("SELECT receipt FROM act WHERE kind <> %s", (ACT,))
    return frozenset((one.act, one.block) for row in found for one in codec.receipt_from(text(row[0])).erases)


def _stored(
    seq: int, kind: str, receipt: Receipt, blocks: Mapping[str, Block | None], kept: Kept, cause: str | None
) -> Stored:
    facts: dict[str, Fact] = {}
    said: Mapping[str, object] = {}
    for name, block in blocks.items():
        rest = kept.get((receipt.act, name), {}) if block is None else {"content": block.content}
        content = rest.get("content", {})
        assert isinstance(content, Mapping)
        if name == SAID and kind == ACT:
            said = content
        elif not name.startswith("@"):
            facts.update(content)  # as it was filed; the form reads it again
            facts.update(dict.fromkeys(rest.get("erased", ()), ERASED))  # type: ignore[call-overload]
    act = replace(codec.load(Act, said["act"]), facts=facts) if "act" in said else Act(verb=receipt.verb, role="")
    return Stored(
        seq=seq,
        kind=kind,
        receipt=receipt,
        act=act,
        opening=codec.load(Record, said["case"]) if "case" in said else None,
        cause=cause,
        blocks={name: block for name, block in blocks.items() if block is not None},
        met=codec.load(tuple[Met, ...], said.get("met", [])),
    )
