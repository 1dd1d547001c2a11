"""Certificates of an office: of an entry of the register, for anyone; of any act, for the party that did it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import transaction

from guiju.kernel import certificate
from guiju.kernel.face import PUBLIC
from guiju.kernel.journal import Block
from guiju.kernel.letters import LETTER
from guiju.kernel.record import Record
from guiju.kernel.sameness import SAME
from guiju.store import letters, log, queries
from guiju.store.database import rows, text
from guiju.store.facing import parts_of
from guiju.store.office import Office
from guiju.store.writing import GONE, KEPT, LOST, REGISTER, SAID, docket_of, office_row, put_acts, salted

CERTIFY = "certify"
# blocks that are the office's own: who acted, what an erasure left of others; and letters, each opened by itself
CLOSED = (SAID, KEPT, GONE, LOST, SAME, LETTER)


def of_record(office: Office, number: str) -> bytes | None:
    """The certificate of a register entry as it stands today; None while no checkpoint covers it, or there is none.

    An entry whose last act wrote no public face (it is older than faces) is given one, as an act of the office.
    """
    record = queries.look(number)
    if record.procedure not in office.books.of(record).entries:
        return None
    newest = _face(number) or _certify(office, record)
    return _issued(office, *newest)


def _face(number: str) -> tuple[int, str, Block] | None:
    found = rows(
        "SELECT a.seq, a.receipt, b.salt, b.content FROM block b JOIN act a ON a.id = b.act_id "
        "WHERE b.name = %s AND b.content IS NOT NULL ORDER BY a.seq DESC LIMIT 1",
        (PUBLIC + number,),
    )
    if not found:
        return None
    seq, receipt, salt, content = found[0]
    return int(str(seq)), text(receipt), _block(PUBLIC + number, salt, content)


def _certify(office: Office, record: Record) -> tuple[int, str, Block]:
    with transaction.atomic(durable=True):
        parts = parts_of(office.books, docket_of(record.number), record, office.today())
        blocks = [salted(name, content) for name, content in parts]
        put_acts([office_row(CERTIFY, record.number, office.today(), blocks, pin=record.pin)])
    made = _face(record.number)
    assert made is not None
    return made


def renew(office: Office, number: str) -> None:
    """Give an entry a public face under its own rulebook, as an act of the office: the last one was under none."""
    _certify(office, queries.look(number))


def catch_up(office: Office) -> None:
    """Give every entry a public face that has none, being older than faces: as acts of the office."""
    found = rows(
        "SELECT number FROM record r WHERE listed = %s AND NOT EXISTS "
        "(SELECT 1 FROM block WHERE name = %s || r.number AND content IS NOT NULL) ORDER BY number",
        (REGISTER, PUBLIC),
    )
    for row in found:
        _certify(office, queries.look(text(row[0])))


def of_act(office: Office, act: str, hidden: Iterable[str]) -> bytes | None:
    """The certificate of one act, its blocks opened but for those that hold a hidden field; None while it waits."""
    office.bind()
    found = rows("SELECT seq, receipt FROM act WHERE id = %s", (act,))
    if not found:
        return None
    held = rows("SELECT name, salt, content FROM block WHERE act_id = %s AND content IS NOT NULL ORDER BY name", (act,))
    blocks = [_block(text(name), salt, content) for name, salt, content in held]
    secret = set(hidden)
    shown = [block for block in blocks if not block.name.startswith(CLOSED) and secret.isdisjoint(block.content)]
    return _issued(office, int(str(found[0][0])), text(found[0][1]), *shown)


def of_letter(office: Office, act: str, place: int) -> bytes | None:
    """The certificate of a letter, which opens it and nothing else; None while it waits, or where there is none."""
    office.bind()
    kept = letters.of_act(act).get((act, place))
    if kept is None:
        return None
    found = rows(
        "SELECT a.seq, a.receipt, b.salt, b.content FROM block b JOIN act a ON a.id = b.act_id "
        "WHERE b.act_id = %s AND b.name = %s",
        (kept.held_by, kept.block),
    )
    seq, receipt, salt, content = found[0]
    return _issued(office, int(str(seq)), text(receipt), _block(kept.block, salt, content))


def _block(name: str, salt: object, content: object) -> Block:
    return Block(name, json.loads(text(content)), bytes.fromhex(text(salt)))


def _issued(office: Office, seq: int, receipt: str, *opened: Block) -> bytes | None:
    proof = log.prove(office, seq)
    if proof is None:
        return None
    return certificate.write(json.loads(receipt), opened, proof)
