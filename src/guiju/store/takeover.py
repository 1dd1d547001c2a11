"""One database takes the place of another in a single step, and what it replaces is set aside in a folder beside it.

Whoever dies on the way leaves the old database whole or the new one whole, never none: an office that found no database
would begin anew. Nothing that stands beside the old file (its write-ahead journal) may be read into the new one, and
nobody who waited for the old file may write into it once it is replaced.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from guiju.store import files
from guiju.store.database import FILE, OfficeError, new_id

ASIDE = "before-"
_OLDER = f"{ASIDE}*", "guiju.format-*.sqlite3"  # what a restored copy and a migration set aside
_BESIDE = "-wal", "-shm", "-journal"
_HEADER = 100  # bytes without which a file is no database


def take_over(folder: Path, scratch: Path, kept: Iterable[str]) -> None:
    """The database in `scratch` becomes that of the office, with the files beside it in the folders `kept`.

    What the office had, and its database does not name any more, goes aside. Raises `OfficeError`, with nothing
    changed, where somebody has the old database open.
    """
    aside = folder / f"{ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S}-{new_id()[-6:]}"
    if (folder / FILE).exists():
        with _held(folder / FILE) as held:
            _set_aside(held, folder, scratch, aside)
            _settle(folder, scratch, kept)
    else:
        _settle(folder, scratch, kept)
    for name in list(_unnamed(folder, kept)):
        files.move(folder / name, aside / name)


def _set_aside(held: sqlite3.Connection | None, folder: Path, scratch: Path, aside: Path) -> None:
    if held is not None:
        with closing(sqlite3.connect(scratch / ASIDE)) as target:
            held.backup(target)
        files.move(scratch / ASIDE, aside / FILE)
        return
    for ending in ("", *_BESIDE):  # it is damaged: as it is, with what stands beside it
        if (folder / (FILE + ending)).exists():
            shutil.copyfile(folder / (FILE + ending), scratch / ASIDE)
            files.move(scratch / ASIDE, aside / (FILE + ending))
    for ending in _BESIDE:
        (folder / (FILE + ending)).unlink(missing_ok=True)


def _settle(folder: Path, scratch: Path, kept: Iterable[str]) -> None:
    """Files first, the database last: what it names is there."""
    for path in sorted(path for place in kept for path in (scratch / place).rglob("*") if path.is_file()):
        files.move(path, folder / path.relative_to(scratch))
    files.move(scratch / FILE, folder / FILE)


@contextmanager
def _held(file: Path) -> Iterator[sqlite3.Connection | None]:
    """The old database, its journal brought home, locked against everybody; None for a damaged one.

    In the end it is spoilt: to be called only by who has put another in its place.
    """
    handle = os.open(file, os.O_RDWR)  # closed last: closing any handle of a file lets go of all its locks
    try:
        with closing(sqlite3.connect(file, timeout=5, isolation_level=None)) as opened:
            try:
                opened.execute("PRAGMA journal_mode=DELETE").fetchone()
                opened.execute("PRAGMA locking_mode=EXCLUSIVE").fetchone()
                opened.execute("BEGIN EXCLUSIVE")
                opened.execute("COMMIT")
            except sqlite3.OperationalError as error:
                raise OfficeError(
                    f"{file}: somebody has the office open: end that first ({error}) 有程序正打开此机构，请先结束"
                ) from None
            except sqlite3.DatabaseError:
                yield None
                return
            yield opened
            os.pwrite(handle, bytes(_HEADER), 0)
    finally:
        os.close(handle)


def _unnamed(folder: Path, kept: Iterable[str]) -> Iterator[str]:
    """Files of the office that no row of its database names. A folder that is called as a case is named by it."""
    with closing(sqlite3.connect(folder / FILE)) as opened:
        tables = {row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        held = {"upload", "attachment"} & tables
        named = {row[0] for table in held for row in opened.execute(f"SELECT path FROM {table}")}
        numbers = {row[0] for row in opened.execute("SELECT number FROM record")} if "record" in tables else set()
    for place in kept:
        for path in sorted((folder / place).rglob("*")):
            name = str(path.relative_to(folder))
            if path.is_file() and name not in named and path.parent.name not in numbers:
                yield name


def forget(folder: Path) -> None:
    """Delete what was set aside: it holds what an erasure is about to take out."""
    for pattern in _OLDER:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
