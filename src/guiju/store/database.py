"""The file behind an office: made, checked, backed up and migrated by itself. One process works on one at a time."""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

from django.db import connection

FORMAT = 9  # raise it with every migration; a program that knows only smaller numbers then leaves the file alone
FILE = "guiju.sqlite3"


class OfficeError(Exception):
    """The office cannot be opened as asked; nothing was changed."""


Value = str | int | None


def rows(sql: str, values: Sequence[Value] = ()) -> list[tuple[object, ...]]:
    """One statement, read to its end."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall()) if cursor.description else []


def places(count: int, width: int) -> str:
    """`(%s, %s), (%s, %s)`: the values of an INSERT of several rows."""
    return ", ".join([f"({', '.join(['%s'] * width)})"] * count)


def text(value: object) -> str:
    """A column that is always text."""
    assert isinstance(value, str)
    return value


def new_id() -> str:
    """A UUID of version 7: the instant in milliseconds, then chance."""
    bits = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    bits = bits & ~(0xF << 76) | 0x7 << 76
    return str(UUID(int=bits & ~(0x3 << 62) | 0x2 << 62))


def serial(name: str, step: int = 1) -> int:
    """The next number under a name, held until commit. A refused act gives its number back."""
    sql = (
        "INSERT INTO serial (name, last) VALUES (%s, %s) "
        "ON CONFLICT (name) DO UPDATE SET last = serial.last + excluded.last RETURNING last"
    )
    return int(str(rows(sql, (name, step))[0][0]))


def setting(name: str) -> str | None:
    found = rows("SELECT value FROM setting WHERE name = %s", (name,))
    return text(found[0][0]) if found else None


def put_setting(name: str, value: str) -> None:
    rows(
        "INSERT INTO setting (name, value) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def start_django() -> None:
    """Load Django once. Settings that are there already (a web server's) are kept."""
    import django
    from django.apps import apps

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guiju.store.settings")
        django.setup()


def bind(folder: Path) -> None:
    """Let this process's connection work on that folder's file."""
    name = str(folder / FILE)
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def prepare(folder: Path, demo: bool) -> None:
    """Make the file, or bring it to this format. A newer file is refused untouched, an older one first backed up."""
    found = format_of(folder / FILE)
    if found is not None and found > FORMAT:
        raise OfficeError(
            f"{folder / FILE}: format {found} is newer than {FORMAT}, which this version reads; nothing was changed"
            f" 数据库格式 {found} 比本程序所知的 {FORMAT} 新，未作任何改动"
        )
    bind(folder)
    if found == FORMAT:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        found = format_of(folder / FILE)
        if found == FORMAT:
            return
        if found is not None:
            back_up(
                folder / FILE, folder / f"guiju.format-{found}.{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.sqlite3"
            )
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        if found is None:
            put_setting("demo", str(int(demo)))
        put_setting("format", str(FORMAT))  # last: without it the file counts as unfinished


def format_of(file: Path) -> int | None:
    """The format number of a file; None when there is no file, or one that was never finished."""
    if not file.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as opened:
            if not opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'setting'").fetchone():
                return None
            row = opened.execute("SELECT value FROM setting WHERE name = 'format'").fetchone()
    except sqlite3.DatabaseError as error:
        raise OfficeError(f"{file}: {error}; nothing was changed 无法作为数据库打开，未作任何改动") from None
    return int(row[0]) if row else None


def back_up(file: Path, copy: Path) -> None:
    """A whole copy, also while others write."""
    with closing(sqlite3.connect(file, timeout=30)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two processes that open a new office at once make it once."""
    with (folder / ".opening").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
