"""What an office may add to the law: questions, papers, also those kept as another case, posts, letters, views; whom
it serves, and by which answers it knows a mandate; never a length, a state or a step.

Which days it works it says itself: no text tells whether a regional day counts in a term that the law sets.
"""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.shelf.dates import Path
from guiju.shelf.flaws import Flaw, flaw
from guiju.shelf.tree import Node

_OWN = {"rulebook", "extends", "title", "version", "cites", "lineage"}
_ADDABLE = (
    ("facts", "*"),
    ("desks", "*"),
    ("letters", "*"),
    ("views", "*"),
    ("provisions", "*"),
    ("conflicts", "*"),
    ("forms", "*"),
    ("forms", "*", "blocks"),
    ("forms", "*", "blocks", "*"),
    ("forms", "*", "fields"),
    ("forms", "*", "fields", "*"),
    ("roles", "*", "serves"),
    ("roles", "*", "through", "*", "until"),
    ("roles", "*", "through", "*", "scope"),
    ("procedures", "*", "acts", "*", "needs"),
    ("procedures", "*", "acts", "*", "needs", "*"),
)
_WORDING = ("label", "help")
_HINT = Text("办理机构只能增加要求，并写明“本机构要求”", "required by this office, never by law")


def office_flaws(law: Node, office: Node) -> list[Flaw]:
    """Every place where the office's own layer touches what only the law may say."""
    flaws: list[Flaw] = []
    for key, inner in office.items.items():
        if key not in _OWN:
            _walk(law.items.get(key), inner, (key,), flaws)
    return flaws


def _walk(law: Node | None, office: Node, path: Path, flaws: list[Flaw]) -> None:
    if law is None and _may_add(path):
        return
    if path[0] in ("letters", "desks") or path[-1] in _WORDING or _is_desk(path):
        return
    if isinstance(office.value, dict) and (law.items if law else _may_hold(path)):
        for key, inner in office.items.items():
            _walk(law.items.get(key) if law else None, inner, (*path, key), flaws)
        return
    if law is not None and law.value == office.value:
        return
    if path == ("calendar",):  # an office has its own days off: its calendar decides
        return
    name = ".".join(path)
    flaws.append(flaw(office.at, f"办理机构不得改动 {name}", f"an office rule may not change {name}", _HINT))


def _may_add(path: Path) -> bool:
    return any(
        len(path) == len(allowed) and all(part in (step, "*") for step, part in zip(path, allowed, strict=True))
        for allowed in _ADDABLE
    )


def _may_hold(path: Path) -> bool:
    """A collection that the law lacks, or an act that it has through `like`: only the members can be judged."""
    return len(path) == 1 or (path[0] == "procedures" and 3 <= len(path) <= 4)


def _is_desk(path: Path) -> bool:
    return len(path) == 5 and path[0] == "procedures" and path[2] == "acts" and path[4] == "desk"
