"""The house put together: whoever opens an office through this door has every wing in it."""

from __future__ import annotations

from pathlib import Path

from guiju.shelf.shelf import Shelf
from guiju.store import office, restoring
from guiju.store.office import Office
from guiju.wings import oversight, registry

WINGS = (registry, oversight)  # loading a wing makes its codes known to the store


def open_office(path: Path | None = None, shelf: Shelf | None = None, demo: bool = False) -> Office:
    """Open the office in a folder, `GUIJU_HOME` by default; a new folder becomes one, an older one is migrated.

    In one that was restored from an older copy, what was erased since is erased again before anybody sees it.
    """
    opened = office.open_office(path, shelf, demo)
    restoring.notice(opened)
    return opened
