"""Checkpoints: what a log signs, its name, its size and its root at one moment (c2sp.org/tlog-checkpoint)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guiju.kernel.merkle import HASH_BYTES
from guiju.kernel.notes import NoteError, check_text, decode64, encode64

LARGEST = 2**63 - 1


def parse_number(text: str) -> int:
    """A count in plain decimal digits: no sign, no leading zero, small enough for every reader."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text) or int(text) > LARGEST:
        raise NoteError("number", found=text)
    return int(text)


def parse_hash(text: str) -> bytes:
    """A SHA-256 hash in base64."""
    found = decode64(text)
    if len(found) != HASH_BYTES:
        raise NoteError("hash", found=text)
    return found


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree of a log at one size. `extensions` are lines that a foreign log may add; ours never does."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise NoteError("checkpoint")
        for line in lines:
            check_text(line)
        if not 0 <= self.size <= LARGEST:
            raise NoteError("number", found=self.size)
        if len(self.root) != HASH_BYTES:
            raise NoteError("hash", found=self.root.hex())

    @property
    def text(self) -> str:
        """What is signed: one line each."""
        lines = (self.origin, str(self.size), encode64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note as a checkpoint; no other text gives the same one."""
    *lines, end = text.split("\n")
    if len(lines) < 3 or end:
        raise NoteError("checkpoint")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, parse_number(size), parse_hash(root), tuple(extensions))
