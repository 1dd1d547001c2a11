"""Takes out of the database's file what deleting rows leaves behind in it."""

from __future__ import annotations

from django.db import connection

from guiju.store.database import put_setting, rows, setting
from guiju.store.office import Office

_OWED = "scrub"


def owe() -> None:
    """In the transaction that deleted: the file has to be scrubbed, by whoever comes first when nobody is reading."""
    put_setting(_OWED, "1")


def scrub(office: Office) -> bool:
    """Write the file anew, and empty its journal. False: somebody is reading just now; try again later."""
    office.bind()
    if setting(_OWED) != "1":
        return True
    if connection.vendor != "sqlite":
        rows("VACUUM FULL")
        put_setting(_OWED, "0")
        return True
    rows("VACUUM")
    done = _emptied()
    if done:
        put_setting(_OWED, "0")
        _emptied()
    return done


def _emptied() -> bool:
    """Bring the write-ahead journal home and cut it to nothing."""
    return not rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
