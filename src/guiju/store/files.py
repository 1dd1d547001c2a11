"""Files that are whole or not there: written beside, synced, moved into place, and the folder synced too."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE = 0o600
PUBLIC = 0o644


def put(file: Path, data: bytes, mode: int = PRIVATE) -> None:
    """Write a whole file or none. When this returns it outlives a power cut; nobody could read it half written."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)  # left by a process that died; it may have another mode
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        os.fchmod(handle, mode)  # whatever the umask took away or left
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(file)
    sync(file.parent)


def sync(folder: Path) -> None:
    """Names that were made or moved in a folder are on the disk only after this."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_private(folder: Path) -> None:
    """A folder that only its owner enters, with everything above it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    sync(folder.parent)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """One holder at a time among all threads and processes; a holder that dies lets go."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
