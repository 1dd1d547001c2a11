"""Deposit of evidence 存证: that a file was there on a day, as an act of the office that anyone can check.

The act holds the file's SHA-256, one block a file, so that one can be opened or erased without the others. The file
itself is kept only where that was asked for. What belongs to it (screenshots, query results, logs) is attached later,
by whoever deposited it or by the office, as further acts under the same number. `deposited` reads what is here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from guiju.kernel.journal import Block, Receipt
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.values import Text
from guiju.plane import upload
from guiju.plane.trouble import ScanError
from guiju.store import codec, files, people, writing
from guiju.store.database import new_id, places, rows, serial, text
from guiju.store.deposited import ABOUT, ATTACH, DEPOSIT, FILE, TYPES, owner
from guiju.store.office import Office
from guiju.store.people import OFFICER, Actor, Granted
from guiju.store.perform import NO_TEXT

FOLDER = "attachments"  # in the office's folder: the files that were to be kept
MOST = 100  # files of one act: its receipt must fit into an entry of the log
LONGEST = 2000  # characters of a note


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file as it comes: what it is called, what it is (one of `TYPES`), and its bytes, which are read once."""

    name: str
    type: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """A file that has been read. `path` is where it is kept, inside the office's folder."""

    name: str
    type: str
    size: int
    sha256: str
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is to be written, after all that takes long."""

    actor: Actor
    number: str | None  # of the deposit to attach to; None: a new one
    note: str
    files: tuple[_Taken, ...]
    key: str | None

    @property
    def verb(self) -> str:
        return ATTACH if self.number else DEPOSIT

    def digest(self) -> str:
        sent = [[file.name, file.type, file.size, file.sha256, file.path is not None] for file in self.files]
        said = {"verb": self.verb, "number": self.number or "", "note": self.note, "files": sent}
        return writing.request_digest({**said, "user": self.actor.user, "party": self.actor.party or ""})


class _RefusedError(Exception):
    """Leaves the transaction, so that it rolls back."""

    def __init__(self, reason: Reason, zh: str = "", en: str = "") -> None:
        super().__init__(reason)
        self.refused = Refused(reason=reason, detail=Text(zh, en) if en else None)


def deposit(
    office: Office,
    actor: Actor,
    given: Sequence[Given],
    *,
    note: str = "",
    keep: bool = False,
    limit: int | None = None,
    key: str | None = None,
) -> Receipt | Refused:
    """Deposit files, as one act under a number of its own. Whoever has signed in may.

    `limit`: bytes of one file. `key` names the request: sent again, it gives the same receipt, and nothing happens.
    """
    return _done(office, actor, None, given, note=note, keep=keep, limit=limit, key=key)


def attach(
    office: Office,
    actor: Actor,
    number: str,
    given: Sequence[Given],
    *,
    note: str = "",
    keep: bool = False,
    limit: int | None = None,
    key: str | None = None,
) -> Receipt | Refused:
    """Add files to a deposit: its depositor may, and the office."""
    return _done(office, actor, number, given, note=note, keep=keep, limit=limit, key=key)


def _done(
    office: Office,
    actor: Actor,
    number: str | None,
    given: Sequence[Given],
    *,
    note: str,
    keep: bool,
    limit: int | None,
    key: str | None,
) -> Receipt | Refused:
    office.bind()
    try:
        _judge(given, note, key)
        _granted(actor, number)  # before anything long begins; it is asked again when the act is written
        with _read(office, given, keep, limit) as taken:
            asked = _Asked(actor=actor, number=number, note=note, files=tuple(taken), key=key)
            try:
                receipt, new = _written(office, asked)
            except IntegrityError:  # the same key, from another process, between our look and our write
                if key is None:
                    raise
                receipt, new = _written(office, asked)
            if new:
                taken.clear()  # they are the act's now
            return receipt
    except _RefusedError as no:
        return no.refused


def _judge(given: Sequence[Given], note: str, key: str | None) -> None:
    """What is wrong before a byte has been read."""
    if not given:
        raise _RefusedError(Reason.FORM_FAULTS, "没有选择文件", "no file was chosen")
    if len(given) > MOST:
        raise _RefusedError(Reason.FORM_FAULTS, f"一次最多 {MOST} 个文件", f"at most {MOST} files at once")
    if len(note) > LONGEST:
        raise _RefusedError(Reason.FORM_FAULTS, f"说明不得超过 {LONGEST} 字", f"a note has at most {LONGEST} letters")
    if NO_TEXT.search(note) or NO_TEXT.search(key or ""):
        zh, en = "含有不能存储的字符，请重新输入", "it holds half a character, which no text can; type it again"
        raise _RefusedError(Reason.FORM_FAULTS, zh, en)
    for one in given:
        if one.type not in TYPES:
            named = ", ".join(TYPES)
            raise _RefusedError(Reason.FORM_FAULTS, f"文件种类须为 {named}", f"a file is one of: {named}")


@contextmanager
def _read(office: Office, given: Sequence[Given], keep: bool, limit: int | None) -> Iterator[list[_Taken]]:
    """Every file hashed, and written and synced where it is to be kept. What is left in the list at the end goes."""
    folder = office.path / FOLDER
    taken: list[_Taken] = []
    try:
        for one in given:
            try:
                if keep:
                    files.make_private(folder)
                    stored = upload.keep(one.chunks, one.name, folder, limit or sys.maxsize)
                    size, sha256, path = stored.size, stored.sha256, f"{FOLDER}/{stored.path.name}"
                else:
                    (size, sha256), path = upload.measure(one.chunks, one.name, limit), None
            except ScanError as error:
                raise _RefusedError(Reason.FORM_FAULTS, error.text.zh, error.text.en) from None
            name = upload.clean_name(one.name)
            taken.append(_Taken(name=name, type=one.type, size=size, sha256=sha256, path=path))
            if not size:
                raise _RefusedError(Reason.FORM_FAULTS, f"{name}：文件是空的", f"{name}: the file is empty")
        yield taken
    finally:
        for file in taken:
            if file.path is not None:
                (office.path / file.path).unlink(missing_ok=True)


def _written(office: Office, asked: _Asked) -> tuple[Receipt, bool]:
    """The receipt, and whether it is new: everything between BEGIN and COMMIT."""
    digest = asked.digest() if asked.key is not None else None
    with transaction.atomic(durable=True):
        known = rows("SELECT request_digest, receipt FROM act WHERE request_key = %s", (asked.key or "",))
        if known and known[0][0] != digest:
            raise _RefusedError(Reason.KEY_REUSED)
        if known:
            return codec.receipt_from(text(known[0][1])), False
        granted = _granted(asked.actor, asked.number)
        today = office.day(granted.clock)
        number = asked.number or f"{office.region}-{today.year}-D{serial(f'deposit/{office.region}/{today.year}'):06}"
        row = writing.office_row(
            asked.verb,
            number,
            today,
            _blocks(asked, number),
            signed=writing.Request(user_id=granted.user_id, key=asked.key, digest=digest),
            party=asked.actor.signs_as,
        )
        writing.put_acts([row])
        _keep(row.id, row.blocks, asked.files)
        return row.receipt, True


def _granted(actor: Actor, number: str | None) -> Granted:
    """The actor's authority: to deposit, whoever they are; to attach, as the depositor or for the office."""
    granted = people.granted(actor)
    if granted is None:
        raise _RefusedError(
            Reason.NOT_YOUR_ROLE, "未登录，或不代表该单位", "not signed in, or not acting for that party"
        )
    whose = owner(number) if number is not None else None
    if number is not None and (whose is None or (whose != actor.signs_as and OFFICER not in granted.roles)):
        # somebody else's deposit is told like one that does not exist
        raise _RefusedError(Reason.NO_SUCH_ACT, f"没有存证 {number}", f"there is no deposit {number}")
    return granted


def _blocks(asked: _Asked, number: str) -> list[Block]:
    """Files are numbered on through all acts of a deposit, so that one name means one file."""
    signs_as = asked.actor.signs_as
    about = {"number": number, "depositor": people.names_of({signs_as}).get(signs_as, signs_as), "note": asked.note}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    first = serial(f"deposit/{number}", len(asked.files)) - len(asked.files) + 1
    blocks = [writing.salted(ABOUT, about)]
    for place, file in enumerate(asked.files, first):
        what = {"name": file.name, "sha256": file.sha256, "size": file.size, "type": file.type}
        blocks.append(writing.salted(f"{FILE}{place}", {**what, "at": at, "kept": file.path is not None}))
    return blocks


def _keep(act: str, blocks: Sequence[Block], taken: Sequence[_Taken]) -> None:
    kept = [
        (new_id(), act, block.name, file.sha256, file.size, file.path)
        for block, file in zip(blocks[1:], taken, strict=True)
        if file.path is not None
    ]
    if kept:
        rows(
            f"INSERT INTO attachment (id, act_id, block, sha256, size, path) VALUES {places(len(kept), 6)}",
            [value for row in kept for value in row],
        )
