"""Certificates made by hand, from RFC 6962 and the C2SP texts alone: nothing here uses the code that reads them.

SM2 is signed here in plain arithmetic over whole numbers (GB/T 32918.2), with SM3 in a few lines (GB/T 32905).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "register.example/log"
WITNESS = "witness.example/w1"
SM = b"\xffguiju/sm2-sm3"
COSIGNED = 1_763_532_000  # seconds: 2025-11-19 06:00 UTC
NUMBER = "350000-2025-000005-1"
LEAVES, INDEX = 29, 26

Face = dict[str, Any]
Json = dict[str, Any]


def digest(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


# ---- the tree, as RFC 6962 section 2.1 writes it ----


def head(leaves: Sequence[bytes]) -> bytes:
    """MTH of a list of leaves."""
    if len(leaves) < 2:
        return digest(b"\0", leaves[0]) if leaves else digest()
    half = _half(len(leaves))
    return digest(b"\1", head(leaves[:half]), head(leaves[half:]))


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of a leaf."""
    if len(leaves) < 2:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*path(index, leaves[:half]), head(leaves[half:])]
    return [*path(index - half, leaves[half:]), head(leaves[:half])]


def _half(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


# ---- keys ----


@dataclass(frozen=True)
class Key:
    """A key by a seed, of one of three kinds, and what it says of a text."""

    name: str
    kind: str  # ed25519 | cosignature | sm2
    seed: int = 1
    at: int = COSIGNED

    @property
    def _material(self) -> bytes:
        if self.kind == "sm2":
            return SM + b"\4" + sm2_public(self.seed)
        return {"ed25519": b"\1", "cosignature": b"\4"}[self.kind] + self._ed.public_key().public_bytes_raw()

    @property
    def _ed(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(digest(b"seed %d" % self.seed))

    @property
    def id(self) -> bytes:
        return digest(self.name.encode(), b"\n", self._material)[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self._material).decode()}"

    def line(self, text: str) -> str:
        """Its signature line under a note."""
        if self.kind == "ed25519":
            value = self._ed.sign(text.encode())
        elif self.kind == "cosignature":
            value = self.at.to_bytes(8, "big") + self._ed.sign(f"cosignature/v1\ntime {self.at}\n{text}".encode())
        else:
            value = sm2_sign(self.seed, text.encode())
        return f"— {self.name} {base64.b64encode(self.id + value).decode()}\n"


LOG = Key(ORIGIN, "ed25519", 1)
LOG_SM = Key(ORIGIN, "sm2", 2)
WITNESSED = Key(WITNESS, "cosignature", 3)


# ---- the certificate ----


@dataclass
class Maker:
    """Every part may be changed before or after it is signed; `build` gives the bytes."""

    face: Face
    demo: bool = True
    keys: Sequence[Key] = (LOG, LOG_SM, WITNESSED)
    index: int = INDEX
    leaves: int = LEAVES
    more: Json = field(default_factory=dict)
    block: str | None = None  # the opened one; a public face by default

    def whole(self) -> Json:
        salt = digest(b"salt")
        block = self.block or f"@public/{self.face.get('record', NUMBER)}"
        shown = {block: {"content": self.face, "salt": salt.hex()}}
        receipt: Json = {
            "act": "0199a1b2-0000-7000-8000-000000000001",
            "blocks": {"@act": "5" * 64, block: digest(salt, rfc8785.dumps(self.face)).hex()},
            "calendar": "CN@2026-11-22",
            "number": "350000-2025-000005",
            "on": "2025-11-19",
            "recorded": "2025-11-19",
            "rulebook": {
                "id": "CN-FJ.demo/public-data-registration",
                "revision": 1,
                "tree": "7" * 64,
                "version": "示例规〔2025〕1号",
            },
            "state": "registered",
            "verb": "assign_code",
            **self.more,
        }
        leaves = [b"leaf %d" % i for i in range(self.leaves)]
        leaves[self.index] = rfc8785.dumps(receipt)
        proof = proven(self.index, path(self.index, leaves), self.leaves, head(leaves), self.keys)
        return {"format": "guiju-certificate/1", "open": shown, "proof": proof, "receipt": receipt}

    def build(self) -> bytes:
        return written(self.whole())


def proven(
    index: int, hashes: Iterable[bytes], size: int, root: bytes, keys: Sequence[Key], origin: str = ORIGIN
) -> str:
    """A tlog-proof with its checkpoint."""
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in hashes)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{lines}\n{text}\n" + "".join(key.line(text) for key in keys)


def written(whole: Json) -> bytes:
    """The one byte form."""
    return (json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def text(zh: str, en: str | None = None) -> dict[str, str]:
    return {"zh": zh, "en": zh if en is None else en}


def said(id_: str, label: dict[str, str], value: dict[str, str]) -> Json:
    return {"id": id_, "label": label, "text": value}


def entry(**changes: Any) -> Face:
    """The face of an entry of the register that stands."""
    fields = [
        said("registrant_name", text("登记主体名称", "name of the registrant"), text("示例市大数据管理局")),
        said(
            "registration_type", text("登记类型", "type of registration"), text("公共数据资源", "public data resource")
        ),
        said("data_name", text("登记数据名称", "name of the data"), text("示例市行政区划代码数据集")),
        said(
            "abstract",
            text("数据内容简介", "what the data holds"),
            text("全市县级以上行政区划的代码、名称与上下级关系，按年更新；不含个人信息。"),
        ),
        said("query_code", text("登记结果查询码", "query code"), text("3500002025000000013")),
    ]
    return {
        "code": "query_code",
        "demo": True,
        "fields": fields,
        "issued_under": {
            "id": "CN-FJ.demo/public-data-registration",
            "title": text("示例登记机构业务规则", "Working rules of an example registrar"),
            "version": "示例规〔2025〕1号",
        },
        "kind": text("公共数据资源登记", "Entry of a public data resource"),
        "office": "示例省公共数据资源登记中心",
        "periods": [{"label": text("登记结果有效期", "validity"), "from": "2025-11-19", "to": "2028-11-18"}],
        "record": NUMBER,
        "standing": True,
        "state": {"id": "valid", "zh": "有效", "en": "valid"},
        **changes,
    }


def certificate(**changes: Any) -> bytes:
    return Maker(entry(**changes)).build()


# ---- SM2 and SM3 ----

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A, B = P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
USER = b"1234567812345678"
Point = tuple[int, int] | None


def sm3(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


def sm2_add(a: Point, b: Point) -> Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] + A) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def sm2_times(count: int, point: Point) -> Point:
    total: Point = None
    while count:
        if count & 1:
            total = sm2_add(total, point)
        point, count = sm2_add(point, point), count >> 1
    return total


def sm2_secret(seed: int) -> int:
    return int.from_bytes(digest(b"sm2 %d" % seed), "big") % (N - 1)


@cache
def sm2_public(seed: int) -> bytes:
    point = sm2_times(sm2_secret(seed), G)
    assert point
    return b"".join(part.to_bytes(32, "big") for part in point)


def sm2_digest(public: bytes, data: bytes, user: bytes = USER) -> int:
    curve = b"".join(number.to_bytes(32, "big") for number in (A, B, *G))
    who = sm3((len(user) * 8).to_bytes(2, "big") + user + curve + public)
    return int.from_bytes(sm3(who + data), "big")


def sm2_sign(seed: int, data: bytes) -> bytes:
    secret, nonce = sm2_secret(seed), int.from_bytes(digest(b"nonce", data), "big") % (N - 1) + 1
    point = sm2_times(nonce, G)
    assert point
    r = (sm2_digest(sm2_public(seed), data) + point[0]) % N
    s = pow(1 + secret, -1, N) * (nonce - r * secret) % N
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
