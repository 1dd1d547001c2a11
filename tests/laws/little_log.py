"""A small log in a folder, honest or not: it signs whatever it is told to, as a log must never do."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guiju.kernel.checkpoint import Checkpoint
from guiju.kernel.merkle import leaf_hash, root
from guiju.kernel.notes import Ed25519Key, Note, sign
from guiju.kernel.tiles import Tile, Tree
from guiju.kernel.witness import Request

ORIGIN = "register.example/log"
KEY = Ed25519Key(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def leaves(count: int, story: str = "") -> list[bytes]:
    return [f"{story}{place}".encode() for place in range(count)]


class LittleLog:
    """Tiles in memory; `publish` writes them, with a checkpoint, into a folder."""

    def __init__(self, entries: list[bytes], key: Ed25519Key = KEY) -> None:
        self.key, self.tiles = key, dict[Tile, bytes]()
        self.tree = Tree(0, self.tiles.__getitem__)
        self.grow(entries)

    def grow(self, entries: list[bytes]) -> None:
        self.tiles |= self.tree.grow([leaf_hash(entry) for entry in entries])

    @property
    def size(self) -> int:
        return self.tree.size

    def note(self, size: int | None = None) -> Note:
        size = self.size if size is None else size
        return sign(Checkpoint(self.key.name, size, root(size, self.tree)).text, [self.key])

    def request(self, old: int, size: int | None = None) -> Request:
        """What it asks of a witness, now or when it had an earlier size."""
        size = self.size if size is None else size
        proof = self.tree.consistency(old, size) if 0 < old <= size else ()
        return Request(old, proof, self.note(size))

    def publish(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for tile, data in self.tiles.items():
            (folder / tile.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / tile.path).write_bytes(data)
        (folder / "checkpoint").write_bytes(self.note().encode())
        return folder
