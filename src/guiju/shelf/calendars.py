"""A calendar file as a `Calendar`; a mistake in it is a flaw with its place, as in a rulebook."""

from __future__ import annotations

import re
from collections.abc import Callable

from guiju.kernel.calendar import Calendar
from guiju.shelf.flaws import ShelfError, flaw, nearest
from guiju.shelf.tree import Node, Plain, plain

_QUOTED = re.compile(r"'([^']+)'")


def whole(tree: Node, find: Callable[[str], Plain]) -> Plain:
    """The file as plain data, in it the calendar that it stands on: what a case is pinned to explains itself."""
    content, base = plain(tree), tree.find("extends")
    if not isinstance(content, dict) or base is None or base.text is None:
        return content
    if base.text == content.get("calendar"):
        raise ShelfError([flaw(base.where, "日历不能以自身为基础", "a calendar cannot stand on itself")])
    return {**content, "base": find(base.text)}


def read_calendar(tree: Node, content: Plain) -> Calendar:
    """The kernel says in words where a calendar is wrong (`year 2025, off, …: …`); here they become line and column."""
    try:
        if not isinstance(content, dict):
            raise ValueError("calendar: a map by key is needed here")
        return Calendar.from_tree(content)
    except (ValueError, TypeError, AttributeError) as error:
        said = str(error)
        spot = _spot(tree, said)
        word = _QUOTED.search(said)
        meant = (
            nearest(word[1], tree.deepest("festivals").items) if word and said.endswith("among the festivals") else None
        )
        raise ShelfError([flaw(spot.where, f"日历有误：{said}", f"the calendar is wrong: {said}", meant)]) from None


def _spot(tree: Node, said: str) -> Node:
    """The deepest node that the words before the colon lead to."""
    path: list[str] = []
    for word in said.partition(":")[0].split(", "):
        head, _, rest = word.partition(" ")
        path += {"year": ["years", rest], "change": ["changes", rest], "festival": ["festivals", rest]}.get(
            head, [word]
        )
    return tree.deepest(*path)
