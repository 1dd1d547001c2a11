"""Receives a file from outside: bounded, hashed, under a name that nobody can choose, and only of known kinds."""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from guiju.plane.source import examine, reading
from guiju.plane.trouble import ScanError

LONGEST_NAME = 200  # characters: a name is shown and kept, and 255 bytes is what most disks take
_UNNAMED = "upload"
_UNSEEN = ("C", "Zl", "Zp")  # Unicode categories: control, format and unassigned characters, line and paragraph ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A received file: where it lies, what its sender called it, and what was found in its bytes.

    `kind` is empty where nobody looked.
    """

    path: Path
    name: str
    size: int
    sha256: str
    kind: str


def receive(chunks: Iterable[bytes], name: str, folder: Path, limit: int) -> Stored:
    """Write what comes to a new file in `folder`, readable by this user only; never more than `limit` bytes.

    Raises ScanError for what is too large, empty or of a kind that `scan` does not take. Whatever goes wrong, also on
    the sender's side, nothing stays behind. `folder` must lie outside of all that a web server hands out.
    """
    stored = keep(chunks, name, folder, limit)
    try:
        source = examine(stored.path, stored.name)
        if source.digest != stored.sha256:
            raise ScanError("changed", stored.name)
    except BaseException:
        stored.path.unlink(missing_ok=True)
        raise
    return replace(stored, kind=source.format)


def keep(chunks: Iterable[bytes], name: str, folder: Path, limit: int) -> Stored:
    """The same for a file of any kind, into which nobody looks: when this returns, it outlives a power cut."""
    name = clean_name(name)
    with reading(name):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)  # it may have stood there before
        path = folder / secrets.token_hex(16)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    kept = False
    try:
        with reading(name), os.fdopen(descriptor, "wb") as file:
            size, digest = _write(file, chunks, name, limit)
        _settle(folder)
        kept = True
    finally:
        if not kept:
            path.unlink(missing_ok=True)
    return Stored(path=path, name=name, size=size, sha256=digest, kind="")


def measure(chunks: Iterable[bytes], name: str, limit: int | None = None) -> tuple[int, str]:
    """Size and SHA-256 of what comes, of which nothing is kept: a file of any size goes by piece by piece."""
    size, digest = 0, hashlib.sha256()
    with reading(name):
        for chunk in chunks:
            size += len(chunk)
            if limit is not None and size > limit:
                raise ScanError("too_large", name, most=limit)
            digest.update(chunk)
    return size, digest.hexdigest()


def _write(file: BinaryIO, chunks: Iterable[bytes], name: str, limit: int) -> tuple[int, str]:
    """The limit is judged before a chunk is written, so that the disk never holds more."""
    size, digest = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise ScanError("too_large", name, most=limit)
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return size, digest.hexdigest()


def _settle(folder: Path) -> None:
    """The folder's own entry must reach the disk, too. Not every system can open a folder."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def clean_name(name: str) -> str:
    """The last part of a path of any system, without characters that are not seen; its ending is kept when cut."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(char for char in unicodedata.normalize("NFC", last) if not _unseen(char))
    tidy = " ".join(seen.split()).strip(". ")
    if len(tidy) > LONGEST_NAME:
        stem, dot, ending = tidy.rpartition(".")
        tail = dot + ending if stem and len(ending) <= 10 else ""
        tidy = tidy[: LONGEST_NAME - len(tail)] + tail
    return tidy or _UNNAMED


def _unseen(char: str) -> bool:
    return unicodedata.category(char).startswith(_UNSEEN) and char not in "\t"
