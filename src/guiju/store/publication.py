"""A published log (c2sp.org/tlog-tiles) as anyone may read it: from a folder, or over HTTP. No database, no office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from guiju.kernel.merkle import HASH_BYTES
from guiju.kernel.notes import LONGEST_NOTE, Note, parse_note
from guiju.kernel.tiles import ENTRIES, WIDTH, Tile, Tree
from guiju.kernel.values import Text

CHECKPOINT = "checkpoint"
TIMEOUT = 10.0
LONGEST = 2 * LONGEST_NOTE  # no checkpoint and no tile of hashes is longer


class UnreadableError(Exception):
    """A file of the log cannot be read; `text` says which and why."""

    def __init__(self, name: str, why: str) -> None:
        self.text = Text(f"无法读取日志文件 {name}：{why}", f"the log's file {name} cannot be read: {why}")
        super().__init__(self.text.en)


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a log is published. `read` gives a file by its path, and raises FileNotFoundError where there is none."""

    read: Callable[[str], bytes]

    def note(self) -> Note:
        """The signed checkpoint; nothing of it has been verified."""
        return parse_note(self._file(CHECKPOINT))

    def tree(self, size: int) -> Tree:
        """The tree at one size. Its hashes are what the log says, until they lead to a root that it signed."""
        return Tree(size, self._tile)

    def _tile(self, tile: Tile) -> bytes:
        """A tile, or the beginning of the full one that has taken its place."""
        try:
            return self._file(tile.path)
        except FileNotFoundError:
            if tile.full or tile.level == ENTRIES:
                raise UnreadableError(tile.path, "404") from None
        try:
            return self._file(Tile(tile.level, tile.index, WIDTH).path)[: tile.width * HASH_BYTES]
        except FileNotFoundError:
            raise UnreadableError(tile.path, "404") from None

    def _file(self, path: str) -> bytes:
        try:
            found = self.read(path)
        except FileNotFoundError:
            if path == CHECKPOINT:
                raise UnreadableError(path, "404") from None
            raise
        except (OSError, HTTPException, ValueError) as error:
            raise UnreadableError(path, type(error).__name__) from None
        if len(found) > LONGEST:
            raise UnreadableError(path, "> 2 MB")
        return found


def at(place: str) -> Publication:
    """A log in a folder, or under an address that begins with http:// or https://."""
    if place.startswith(("http://", "https://")):
        return Publication(lambda path: _get(f"{place.rstrip('/')}/{path}"))
    return Publication(lambda path: _open(Path(place) / path))


def _open(file: Path) -> bytes:
    with file.open("rb") as handle:
        return handle.read(LONGEST + 1)


def _get(address: str) -> bytes:
    try:
        with urlopen(address, timeout=TIMEOUT) as answer:
            return bytes(answer.read(LONGEST + 1))
    except HTTPError as error:
        if error.code in (404, 410):
            raise FileNotFoundError(address) from None
        raise
