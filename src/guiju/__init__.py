"""Guiju 规矩: the text of a rule becomes a procedure that runs, and proves what happened.

These are the names that are promised. Each is loaded when it is first used, so that `import guiju` costs nothing.
"""

from __future__ import annotations

import importlib
import typing

if typing.TYPE_CHECKING:
    from guiju.faces.house import open_office
    from guiju.kernel.calendar import Calendar, Due, due
    from guiju.kernel.journal import Receipt
    from guiju.kernel.procedure import decide
    from guiju.kernel.record import Act, Record, Taken
    from guiju.kernel.refusals import Refused
    from guiju.kernel.rulebook import Rulebook
    from guiju.plane import scan
    from guiju.shelf.shelf import Shelf, open_shelf
    from guiju.store.perform import perform

__version__ = "0.1.0"
__all__ = [
    "Act",
    "Calendar",
    "Due",
    "Receipt",
    "Record",
    "Refused",
    "Rulebook",
    "Shelf",
    "Taken",
    "decide",
    "due",
    "open_office",
    "open_shelf",
    "perform",
    "scan",
]

_ROOMS = {
    "kernel.calendar": ("Calendar", "Due", "due"),
    "kernel.journal": ("Receipt",),
    "kernel.procedure": ("decide",),
    "kernel.record": ("Act", "Record", "Taken"),
    "kernel.refusals": ("Refused",),
    "kernel.rulebook": ("Rulebook",),
    "plane": ("scan",),
    "shelf.shelf": ("Shelf", "open_shelf"),
    "faces.house": ("open_office",),
    "store.perform": ("perform",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    room = _ROOM_OF.get(name)
    if room is None:
        raise AttributeError(f"module 'guiju' has no attribute {name!r}")
    return getattr(importlib.import_module(f"guiju.{room}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
