"""Twelve ways to forge a certificate. `guiju verify` sees through each and says why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guiju.kernel.certificate import Certificate, read, write
from guiju.kernel.checkpoint import Checkpoint
from guiju.kernel.journal import Block
from guiju.kernel.merkle import leaf_hash
from guiju.kernel.notes import Ed25519Key, Note, Signature, sign
from guiju.kernel.proof import Proof
from guiju.kernel.values import Text

Json = dict[str, Any]


def forgeries(data: bytes) -> Iterator[tuple[Text, bytes]]:
    """What was tried, and the forged certificate."""
    true = read(data)
    for told, change in _EDITS:
        whole: Json = json.loads(data)
        change(whole)
        yield told, (json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()
    yield Text("改内容，并重算摘要", "the content, and its digest reckoned anew"), _redigested(true)
    proof = true.proof
    for told, forged in (
        (Text("换成另一行为的位置", "the place of another act"), Proof(proof.index - 1, proof.hashes, proof.note)),
        (Text("改日志条数", "the size of the log"), _checkpoint(true, size=true.checkpoint.size + 1)),
        (Text("改日志的根", "the root of the log"), _checkpoint(true, root=leaf_hash(b"forged"))),
        (Text("改签名", "the signature"), _signature(true)),
        (Text("另造一个同名日志", "a log of the same name, made by somebody else"), _own_log(true)),
    ):
        yield told, write(true.receipt, true.opened, forged)
    yield Text("插入重复的成员", "a member written twice"), data.replace(b'"format"', b'"format": "",\n  "format"', 1)


def _face(whole: Json) -> Json:
    content: Json = next(iter(whole["open"].values()))["content"]
    return content


def _name(whole: Json) -> None:
    field = next(field for field in _face(whole)["fields"] if field["id"] == "data_name")
    field["text"] = {"zh": "另一份数据", "en": "other data"}


def _code(whole: Json) -> None:
    for field in _face(whole)["fields"]:
        field["text"] = {
            lang: text[:-1] + str((int(text[-1]) + 1) % 10) if text.isdigit() else text
            for lang, text in field["text"].items()
        }


def _term(whole: Json) -> None:
    _face(whole)["periods"][0]["to"] = "2099-12-31"


def _day(whole: Json) -> None:
    whole["receipt"]["on"] = "2024-01-01"


def _salt(whole: Json) -> None:
    block = next(iter(whole["open"].values()))
    block["salt"] = block["salt"][::-1]


_EDITS: tuple[tuple[Text, Callable[[Json], None]], ...] = (
    (Text("改登记数据名称", "the name of the data"), _name),
    (Text("改查询码", "the query code"), _code),
    (Text("改有效期", "the validity"), _term),
    (Text("改赋码日期", "the day of the act"), _day),
    (Text("改盐值", "the salt"), _salt),
)


def _redigested(true: Certificate) -> bytes:
    """A careful forger also mends the receipt."""
    old = true.opened[0]
    block = Block(old.name, {**old.content, "office": "另一机构"}, old.salt)
    named = true.receipt["blocks"]
    assert isinstance(named, dict)
    return write({**true.receipt, "blocks": {**named, old.name: block.digest}}, [block], true.proof)


def _checkpoint(true: Certificate, size: int | None = None, root: bytes | None = None) -> Proof:
    was = true.checkpoint
    now = Checkpoint(was.origin, size or was.size, root or was.root)
    return Proof(true.proof.index, true.proof.hashes, Note(now.text, true.proof.note.signatures))


def _signature(true: Certificate) -> Proof:
    first, *rest = true.proof.note.signatures
    changed = Signature(first.name, first.id, bytes([first.value[0] ^ 1]) + first.value[1:])
    return Proof(true.proof.index, true.proof.hashes, Note(true.proof.note.text, (changed, *rest)))


def _own_log(true: Certificate) -> Proof:
    """A tree of one leaf, well signed, by a key that nobody was told to trust."""
    checkpoint = Checkpoint(true.checkpoint.origin, 1, leaf_hash(true.leaf))
    key = Ed25519Key(true.checkpoint.origin, Ed25519PrivateKey.generate())
    return Proof(0, (), sign(checkpoint.text, [key]))
