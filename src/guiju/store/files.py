"""Files that are whole or not there: written beside, synced, moved into place, and the folder synced too."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE = 0o600
PUBLIC = 0o644
SCRATCH = ".scratch"


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


def move(source: Path, target: Path) -> None:
    """A whole file into its place, and on the disk."""
    sync(source)
    if not target.parent.is_dir():
        make_private(target.parent)
    source.replace(target)
    sync(target.parent)


def make_private(folder: Path) -> None:
    """A folder that only its owner enters, with everything above it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    sync(folder.parent)


@contextmanager
def alone(file: Path, *, wait: bool = True) -> Iterator[None]:
    """One holder at a time among all threads and processes; a holder that dies lets go.

    Who does not want to wait gets `BlockingIOError`.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(handle)


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder for what is half made, one at a time. It goes in the end; if its maker dies, with the next one."""
    with alone(folder / f"{SCRATCH}.lock"):
        place = folder / SCRATCH
        shutil.rmtree(place, ignore_errors=True)
        make_private(place)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


def swept(folder: Path) -> bool:
    """Delete what somebody who died left half made. False: somebody is making it just now."""
    if not (folder / SCRATCH).exists():
        return True
    try:
        with alone(folder / f"{SCRATCH}.lock", wait=False):
            shutil.rmtree(folder / SCRATCH)
    except BlockingIOError:
        return False
    return True
