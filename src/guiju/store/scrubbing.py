"""Takes out of the office's folder what deleting rows leaves behind: in the database's file, and in files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import OperationalError, connection

from guiju.store import files, takeover
from guiju.store.database import new_id, put_setting, rows, setting, text
from guiju.store.office import Office

_OWED = "scrub"
_ALL, _SOME, _JOURNAL, _DONE = "all", "some", "journal", "done"  # before a number: each debt is another one
_FILE = "rm/"  # begins the setting that names a file to be deleted
_PATIENCE = 500  # milliseconds: whoever waits for readers to go keeps writers waiting


def owe(gone: Iterable[str] = (), *, aside: bool = False) -> None:
    """In the transaction that deleted: what has to be scrubbed, by whoever comes first when nobody is reading.

    `gone`: files of the office's folder; `aside`: also databases that a restored copy or a migration set aside.
    """
    for name in gone:
        put_setting(_FILE + Path(name).name, name)
    kind = _ALL if aside or (setting(_OWED) or "").startswith(_ALL) else _SOME
    put_setting(_OWED, f"{kind}/{new_id()}")


def scrub(office: Office) -> bool:
    """Delete the files, write the database anew, empty its journal. False: somebody is at it just now; try again."""
    office.bind()
    owed = setting(_OWED)
    kind, _, number = (owed or _DONE).partition("/")
    if kind == _DONE:
        return True
    gone = rows("SELECT name, value FROM setting WHERE name LIKE %s", (f"{_FILE}%",))
    for _, name in gone:
        (office.path / text(name)).unlink(missing_ok=True)
    if kind == _ALL:
        takeover.forget(office.path)
    if not files.swept(office.path):
        return False
    try:
        if kind != _JOURNAL:
            rows("VACUUM FULL" if connection.vendor != "sqlite" else "VACUUM")
            _settled(owed, f"{_JOURNAL}/{number}")
        if not _emptied():
            return False
        for name, _ in gone:
            rows("DELETE FROM setting WHERE name = %s", (text(name),))
        _settled(f"{_JOURNAL}/{number}", _DONE)
        _emptied()
    except OperationalError:
        return False  # somebody has been writing for longer than we wait
    return True


def _settled(debt: str | None, rest: str) -> None:
    """What is still owed of a debt; nothing of one that somebody has made since."""
    rows("UPDATE setting SET value = %s WHERE name = %s AND value = %s", (rest, _OWED, debt))


def _emptied() -> bool:
    """Bring the write-ahead journal home and cut it to nothing."""
    if connection.vendor != "sqlite":
        return True
    waits = rows("PRAGMA busy_timeout")[0][0]
    rows(f"PRAGMA busy_timeout = {_PATIENCE}")
    try:
        return not rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
    finally:
        rows(f"PRAGMA busy_timeout = {waits}")
