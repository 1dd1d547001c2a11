"""A second reader of logs, written from the C2SP texts and RFC 6962 alone; it shares no code with Guiju.

Slow and plain on purpose: every tree is the recursive definition of the RFC over all leaves, every hash that a log
publishes is computed again from its entries, and whatever is not as the texts say ends in `Refused`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Fetch = Callable[[str], bytes]


class Refused(Exception):
    """What was read is not what the texts describe."""


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class Definitions:
    """RFC 6962, section 2.1: MTH, PATH and SUBPROOF over the entries D, word for word."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        leaves = [sha(b"\x00" + entry) for entry in entries]

        @cache
        def mth(first: int, end: int) -> bytes:
            if end - first < 2:
                return leaves[first] if end > first else sha(b"")
            k = split(end - first)
            return sha(b"\x01" + mth(first, first + k) + mth(first + k, end))

        self.mth = mth

    def path(self, m: int, first: int, end: int) -> list[bytes]:
        """PATH(m, D[first:end])."""
        if end - first == 1:
            return []
        k = split(end - first)
        if m < k:
            return [*self.path(m, first, first + k), self.mth(first + k, end)]
        return [*self.path(m - k, first + k, end), self.mth(first, first + k)]

    def proof(self, m: int, n: int) -> list[bytes]:
        """PROOF(m, D[n])."""
        return self._subproof(m, 0, n, True)

    def _subproof(self, m: int, first: int, end: int, whole: bool) -> list[bytes]:
        if m == end - first:
            return [] if whole else [self.mth(first, end)]
        k = split(end - first)
        if m <= k:
            return [*self._subproof(m, first, first + k, whole), self.mth(first + k, end)]
        return [*self._subproof(m - k, first + k, end, False), self.mth(first, first + k)]


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def root_by_path(leaf: bytes, m: int, n: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof comes to: PATH read backwards."""
    if n == 1:
        if path:
            raise Refused("a step too many")
        return leaf
    if not path:
        raise Refused("a step is missing")
    k, last = split(n), path[-1]
    if m < k:
        return sha(b"\x01" + root_by_path(leaf, m, k, path[:-1]) + last)
    return sha(b"\x01" + last + root_by_path(leaf, m - k, n - k, path[:-1]))


def roots_by_proof(m: int, n: int, proof: Sequence[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """Old and new root that a consistency proof comes to: SUBPROOF read backwards."""
    if m == n:
        if known is None:
            if len(proof) != 1:
                raise Refused("one step should be left")
            return proof[0], proof[0]
        if proof:
            raise Refused("a step too many")
        return known, known
    if not proof:
        raise Refused("a step is missing")
    k, last = split(n), proof[-1]
    if m <= k:
        old, new = roots_by_proof(m, k, proof[:-1], known)
        return old, sha(b"\x01" + new + last)
    old, new = roots_by_proof(m - k, n - k, proof[:-1], None)
    return sha(b"\x01" + last + old), sha(b"\x01" + last + new)


def unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError as wrong:
        raise Refused("base64") from wrong
    if base64.b64encode(data).decode() != text:
        raise Refused("base64 in a second spelling")
    return data


def opened(note: bytes, vkeys: Sequence[str]) -> tuple[str, list[str]]:
    """The text of a signed note, and the names of the keys among `vkeys` that signed it; at least one must have."""
    keys = {}
    for vkey in vkeys:
        name, number, key = vkey.split("+", 2)
        keys[name, bytes.fromhex(number)] = unbase64(key)
        if sha(name.encode() + b"\n" + unbase64(key))[:4].hex() != number:
            raise Refused("the key has another id")
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise Refused("not UTF-8") from wrong
    if any(letter < " " and letter != "\n" for letter in whole):
        raise Refused("control character")
    end = whole.rfind("\n\n")
    if end < 0 or not whole.endswith("\n"):
        raise Refused("no blank line, or no end")
    text, lines = whole[: end + 1], whole[end + 2 : -1].split("\n")
    signed = []
    for line in lines:
        match = re.fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/]+=*)", line)
        if match is None:
            raise Refused("signature line")
        value = unbase64(match[2])
        key = keys.get((match[1], value[:4]))
        if key is not None:
            _verify(key, text, value[4:])
            signed.append(match[1])
    if not signed:
        raise Refused("no known signature")
    return text, signed


def _verify(key: bytes, text: str, value: bytes) -> None:
    message = text
    if key[0] == 4:
        (moment,) = struct.unpack(">Q", value[:8])
        message, value = f"cosignature/v1\ntime {moment}\n{text}", value[8:]
    elif key[0] != 1:
        raise Refused("signature type")
    try:
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(value, message.encode())
    except InvalidSignature as wrong:
        raise Refused("signature") from wrong


def checkpoint(text: str) -> tuple[str, int, bytes]:
    """Origin, size and root."""
    match = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]*)\n([^\n]+)\n((?:[^\n]+\n)*)", text)
    if match is None or len(unbase64(match[3])) != 32:
        raise Refused("checkpoint")
    return match[1], int(match[2]), unbase64(match[3])


def place(level: str, index: int, width: int) -> str:
    """Where a tile or bundle is served."""
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03d}")
    return f"tile/{level}/{'/'.join(parts)}" + ("" if width == 256 else f".p/{width}")


def widths(size: int, level: int) -> list[int]:
    """How wide the tiles of a level are in a tree of a size."""
    count = size // 256**level
    return [256] * (count // 256) + [count % 256] * (count % 256 > 0)


@dataclass(frozen=True)
class Log:
    """What a log publishes, read and computed again."""

    origin: str
    size: int
    root: bytes
    entries: tuple[bytes, ...]
    tree: Definitions

    @classmethod
    def read(cls, fetch: Fetch, vkeys: Sequence[str]) -> Log:
        origin, size, root = checkpoint(opened(fetch("checkpoint"), vkeys)[0])
        entries: list[bytes] = []
        for index, width in enumerate(widths(size, 0)):
            found = list(_unbundled(fetch(place("entries", index, width))))
            if len(found) != width:
                raise Refused("a bundle holds another number of entries")
            entries += found
        tree = Definitions(entries)
        if tree.mth(0, size) != root:
            raise Refused("the entries have another root")
        for level in range(64):
            span = 256**level
            for index, width in enumerate(widths(size, level)):
                firsts = range(index * 256 * span, (index * 256 + width) * span, span)
                due = b"".join(tree.mth(first, first + span) for first in firsts)
                if fetch(place(str(level), index, width)) != due:
                    raise Refused(f"tile {level}/{index} holds other hashes")
        return cls(origin, size, root, tuple(entries), tree)


def _unbundled(data: bytes) -> list[bytes]:
    found = []
    while data:
        if len(data) < 2 or len(data) < 2 + int.from_bytes(data[:2], "big"):
            raise Refused("the bundle is cut short")
        length = int.from_bytes(data[:2], "big")
        found.append(data[2 : 2 + length])
        data = data[2 + length :]
    return found


def proved(text: str, entry: bytes, origin: str, vkeys: Sequence[str]) -> tuple[int, list[str]]:
    """The index that a tlog-proof proves for an entry, and who signed; or it is refused."""
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Refused("first line")
    if lines and lines[0].startswith("extra "):
        unbase64(lines.pop(0)[6:])
    match = re.fullmatch(r"index (0|[1-9][0-9]*)", lines.pop(0) if lines else "")
    if match is None:
        raise Refused("index")
    steps = [unbase64(line) for line in lines]
    said, signed = opened(note.encode(), vkeys)
    name, size, root = checkpoint(said)
    index = int(match[1])
    if name != origin or any(len(step) != 32 for step in steps) or index >= size:
        raise Refused("origin, hash or index")
    if root_by_path(sha(b"\x00" + entry), index, size, steps) != root:
        raise Refused("the proof leads elsewhere")
    return index, signed
