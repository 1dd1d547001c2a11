"""Takes out of the office's folder what deleting rows leaves behind: in the database's file, and in files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import OperationalError, connection

from guiju.store import files, takeover
from guiju.store.database import put_setting, rows, setting, text
from guiju.store.office import Office

_OWED = "scrub"
_ALL = "all"
_FILE = "rm/"  # begins the setting that names a file to be deleted


def owe(gone: Iterable[str] = (), *, aside: bool = False) -> None:
    """In the transaction that deleted: what has to be scrubbed, by whoever comes first when nobody is reading.

    `gone`: files of the office's folder; `aside`: also databases that a restored copy or a migration set aside.
    """
    for name in gone:
        put_setting(_FILE + Path(name).name, name)
    put_setting(_OWED, _ALL if aside or setting(_OWED) == _ALL else "1")


def scrub(office: Office) -> bool:
    """Delete the files, write the database anew, empty its journal. False: somebody is at it just now; try again."""
    office.bind()
    owed = setting(_OWED)
    if owed in (None, "0"):
        return True
    for (name,) in rows("SELECT value FROM setting WHERE name LIKE %s", (f"{_FILE}%",)):
        (office.path / text(name)).unlink(missing_ok=True)
    if owed == _ALL:
        takeover.forget(office.path)
    if not files.swept(office.path):
        return False
    try:
        rows("VACUUM FULL" if connection.vendor != "sqlite" else "VACUUM")
        if not _emptied():
            return False
        rows("DELETE FROM setting WHERE name LIKE %s", (f"{_FILE}%",))
        put_setting(_OWED, "0")
        _emptied()
    except OperationalError:
        return False  # somebody has been writing for longer than we wait
    return True


def _emptied() -> bool:
    """Bring the write-ahead journal home and cut it to nothing."""
    return connection.vendor != "sqlite" or not rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
