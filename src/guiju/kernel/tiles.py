"""The log as plain files: tiles of 256 hashes, and bundles of the entries under them (c2sp.org/tlog-tiles).

A tile at level L holds hashes over 256^L leaves each, so that a few small files, which never change once they are
full, are enough to compute the root of any past size and any proof. What lies between two levels of tiles is hashed
again by the reader; a `Tree` does so once a tile and keeps a bounded number of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from guiju.kernel import merkle
from guiju.kernel.merkle import HASH_BYTES
from guiju.kernel.notes import NoteError

WIDTH = 256
HEIGHT = 8
ENTRIES = -1  # the "level" of bundles: they hold what the tiles of level 0 hold the hashes of
LONGEST_ENTRY = 0xFFFF
TOP = 63

# Where in an expanded tile the hashes of each height begin: 256 of them, then 128, ... then the one over all.
_BEGINS = tuple((2 * WIDTH - (2 * WIDTH >> height)) * HASH_BYTES for height in range(HEIGHT))


@dataclass(frozen=True, slots=True)
class Tile:
    """The place of a tile or of a bundle, and how far it is filled."""

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not (ENTRIES <= self.level <= TOP and self.index >= 0 and 1 <= self.width <= WIDTH):
            raise ValueError(f"there is no tile {self.level}/{self.index} of width {self.width}")

    @property
    def path(self) -> str:
        """Where it is served: three digits a folder, so that no folder grows long and none is also a file."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *upper, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        place = "/".join(["tile", level, *(f"x{part}" for part in upper), last])
        return place if self.full else f"{place}.p/{self.width}"

    @property
    def full(self) -> bool:
        """A full tile never changes."""
        return self.width == WIDTH


def touched(level: int, old: int, new: int) -> Iterator[Tile]:
    """The tiles of one level (or the bundles) that must be written when a log grows from `old` to `new` leaves."""
    below = HEIGHT * max(level, 0)
    first, end = old >> below, new >> below
    if first < end:
        for index in range(first // WIDTH, -(-end // WIDTH)):
            yield Tile(level, index, min(WIDTH, end - index * WIDTH))


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after another, each behind its length in two bytes."""
    if len(entries) > WIDTH:
        raise NoteError("bundle", most=WIDTH)
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise NoteError("entry", most=LONGEST_ENTRY, found=len(entry))
    return b"".join(part for entry in entries for part in (len(entry).to_bytes(2, "big"), entry))


def entries(bundle: bytes) -> list[bytes]:
    """What a bundle holds; it must end where its last entry ends."""
    found: list[bytes] = []
    at = 0
    while at < len(bundle):
        begin = at + 2
        at = begin + int.from_bytes(bundle[at:begin], "big")
        if begin > len(bundle) or at > len(bundle) or len(found) == WIDTH:
            raise NoteError("bundle", most=WIDTH)
        found.append(bundle[begin:at])
    return found


class Tree:
    """The tree of one log: reads tiles when it needs them, answers every hash and proof, and grows.

    `read` gives the bytes of a published tile. At most `keep` tiles stay expanded, 16 KiB each.
    """

    def __init__(self, size: int, read: Callable[[Tile], bytes], keep: int = 4096) -> None:
        if size < 0 or keep <= TOP:
            raise ValueError("a tree has no negative size, and keeps the last tile of each level")
        self._size, self._read, self._keep = size, read, keep
        self._expanded: dict[tuple[int, int], bytes] = {}

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self._size

    def __call__(self, level: int, index: int) -> bytes:
        """The hash over leaves [index << level, (index + 1) << level), all of which must be in the tree."""
        if level < 0 or index < 0 or (index + 1) << level > self._size:
            raise ValueError(f"a tree of {self._size} leaves has no full subtree {index} at level {level}")
        height, tile = level % HEIGHT, (level // HEIGHT, index >> HEIGHT - level % HEIGHT)
        rows = self._expanded.get(tile) or self._rows(*tile)
        at = _BEGINS[height] + index % (WIDTH >> height) * HASH_BYTES
        return rows[at : at + HASH_BYTES]

    def root(self) -> bytes:
        """The root of the tree as it is."""
        return merkle.root(self._size, self)

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """A proof that leaf `index` is in the tree, as it is or as it was at an earlier size."""
        return merkle.prove_inclusion(index, self._size if size is None else size, self.__call__)  # faster than `self`

    def consistency(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """A proof that the tree of `old` leaves is how the tree of `new` leaves begins."""
        return merkle.prove_consistency(old, self._size if new is None else new, self)

    def grow(self, leaves: Sequence[bytes]) -> dict[Tile, bytes]:
        """Append leaf hashes. Returns each tile, full or partial, to be written before the new size is published.

        Nothing has changed if this raises. Whoever fails to write the tiles forgets this tree and opens another.
        """
        if any(len(leaf) != HASH_BYTES for leaf in leaves):
            raise ValueError("a tree grows by leaf hashes, not by entries")
        written: dict[Tile, bytes] = {}
        expanded: dict[tuple[int, int], bytes] = {}
        level, new, fresh = 0, self._size + len(leaves), b"".join(leaves)
        while fresh:
            row = self._tail(level) + fresh
            tops = []
            for at, tile in enumerate(touched(level, self._size, new)):
                begin = at * WIDTH * HASH_BYTES
                data = row[begin : begin + tile.width * HASH_BYTES]
                rows = expanded[level, tile.index] = _expand(data)
                written[tile] = data
                if tile.full:
                    tops.append(rows[-HASH_BYTES:])
            level, fresh = level + 1, b"".join(tops)
        self._size = new
        for place, rows in expanded.items():
            self._remember(place, rows)
        return written

    def _tail(self, level: int) -> bytes:
        """The hashes of the last tile of a level, if it is partial."""
        count = self._size >> (HEIGHT * level)
        width = count % WIDTH
        return self._rows(level, count // WIDTH)[: width * HASH_BYTES] if width else b""

    def _rows(self, level: int, index: int) -> bytes:
        """A tile, expanded: as it was kept, or read again."""
        kept = self._expanded.get((level, index))
        if kept is not None:
            return kept
        width = min(WIDTH, (self._size >> (HEIGHT * level)) - index * WIDTH)
        tile = Tile(level, index, width)
        data = self._read(tile)
        if len(data) != width * HASH_BYTES:
            raise NoteError("tile", path=tile.path, due=width * HASH_BYTES, found=len(data))
        return self._remember((level, index), _expand(data))

    def _remember(self, place: tuple[int, int], rows: bytes) -> bytes:
        self._expanded.pop(place, None)
        if len(self._expanded) >= self._keep:
            del self._expanded[next(iter(self._expanded))]  # the oldest; it can be read again
        self._expanded[place] = rows
        return rows


def _expand(data: bytes) -> bytes:
    """The hashes of a tile and all full nodes above them, row upon row, each row in the room of a full tile's."""
    pair, rows, room = 2 * HASH_BYTES, [], WIDTH * HASH_BYTES
    while room >= HASH_BYTES:
        rows.append(data.ljust(room, b"\x00"))
        ends = range(pair, len(data) + 1, pair)
        data, room = b"".join([sha256(b"\x01" + data[end - pair : end]).digest() for end in ends]), room // 2
    return b"".join(rows)
