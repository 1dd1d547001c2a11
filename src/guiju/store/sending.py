"""What this office hands to others: its register as a feed by log position, each record once, as it stands now.

A position is the number of an act. Whoever has gone through the log up to one goes on behind it: nothing is kept here
of who has read how far. Digests against duplicates are opened only to those who are known here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from guiju.kernel import certificate
from guiju.kernel.certificate import Certificate
from guiju.kernel.face import PUBLIC
from guiju.kernel.journal import Block
from guiju.kernel.parcel import Parcel
from guiju.kernel.proof import Proof
from guiju.kernel.sameness import SAME
from guiju.kernel.values import Text
from guiju.store import certificates, log, queries
from guiju.store.database import rows, text
from guiju.store.office import Office
from guiju.store.peers import ExchangeError

PAGE = 100
MOST = 1000  # records of one parcel
_AT = "FROM act a JOIN block b ON b.act_id = a.id"
_FACE = "b.name >= %s AND b.name < %s AND b.content IS NOT NULL"
_BEGINS = (PUBLIC, PUBLIC[:-1] + "0")  # every name that begins so, and nothing else


def parcel(
    office: Office,
    after: int = 0,
    known: int = 0,
    limit: int = PAGE,
    *,
    closed: bool = True,
    trees: bool = False,
    but: Iterable[str] = (),
) -> Parcel:
    """Records whose newest certificate lies behind a position, with the proof that the log extends `known` leaves.

    `closed` leaves the digests against duplicates shut; `trees` takes the rulebooks along, `but` those that are there.
    """
    office.bind()
    if after == 0:
        certificates.catch_up(office)
    queries.settle_lists(office)
    folder = log.folder_of(office)
    shown = log.published(folder)
    if shown is None:
        again = Text("先建立密钥：guiju key make", "make its keys first: guiju key make")
        raise ExchangeError("log", Text("日志还没有校验点", "the log has no checkpoint yet"), again)
    size = shown.checkpoint.size
    tree = log.tree_of(folder, size)
    count = max(1, min(limit, MOST))
    found = _faces(after, size, count + 1)
    page, more = found[:count], len(found) > count
    made, digests = [], dict[str, None]()
    for seq, receipt, blocks in page:
        said = json.loads(receipt)
        if "rulebook" not in said:  # an erasure showed it anew: it comes with the act that says under which rulebook
            certificates.renew(office, blocks[0].name.removeprefix(PUBLIC))
            continue
        opened = [block for block in blocks if not closed or block.name.startswith(PUBLIC)]
        made.append(certificate.write(said, opened, Proof(seq - 1, tree.inclusion(seq - 1), shown.note)))
        digests[said["rulebook"]["tree"]] = None
    return Parcel(
        note=shown.note,
        certificates=made,
        trees=_trees(digests.keys() - set(but)) if trees else {},
        old=known if 0 < known < size else 0,
        proof=tree.consistency(known) if 0 < known < size else (),
        after=after if after <= size else size,
        next=page[-1][0] if more else size,
        more=more,
    )


def _faces(after: int, size: int, count: int) -> list[tuple[int, str, list[Block]]]:
    """Acts behind a position with the newest face of some record, in order: position, receipt, blocks to open."""
    found = rows(
        f"SELECT a.seq, a.receipt, b.name, b.salt, b.content, s.name, s.salt, s.content {_AT} "
        "LEFT JOIN block s ON s.act_id = a.id AND s.name = %s || substr(b.name, %s) AND s.content IS NOT NULL "
        f"WHERE a.seq > %s AND a.seq <= %s AND {_FACE} AND NOT EXISTS (SELECT 1 FROM block n JOIN act m "
        "ON m.id = n.act_id WHERE n.name = b.name AND n.content IS NOT NULL AND m.seq > a.seq AND m.seq <= %s) "
        "ORDER BY a.seq LIMIT %s",
        (SAME, len(PUBLIC) + 1, after, size, *_BEGINS, size, count),
    )
    made: list[tuple[int, str, list[Block]]] = []
    for seq, receipt, *blocks in found:
        opened = [_block(*blocks[at : at + 3]) for at in (0, 3) if blocks[at] is not None]
        made.append((int(str(seq)), text(receipt), opened))
    return made


def _block(name: object, salt: object, content: object) -> Block:
    return Block(text(name), json.loads(text(content)), bytes.fromhex(text(salt)))


def _trees(digests: Iterable[str]) -> dict[str, object]:
    return {digest: found for digest in sorted(digests) if (found := tree_of(digest)) is not None}


def tree_of(digest: str) -> object:
    """A rulebook that records stand on, as it was pinned; None where it is not kept here."""
    found = rows("SELECT content FROM tree WHERE digest = %s AND kind = 'rulebook'", (digest,))
    return json.loads(text(found[0][0])) if found else None


def shut(held: Certificate) -> bytes:
    """The same certificate for everybody: without the digests against duplicates."""
    opened = [block for block in held.opened if block.name.startswith(PUBLIC)]
    return certificate.write(held.receipt, opened, replace(held.proof))
