"""Dated values: of a tree that holds every day, the tree of one day.

`{2025-03-01: 3wd, 2026-01-01: {is: 2wd, cite: a…}}` may stand wherever a value stands: the last day not
after the one asked for wins, and before the first there is no value. An item outside its `since` and
`ended` (both days included) is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from guiju.kernel.values import Text
from guiju.shelf.flaws import Flaw, flaw
from guiju.shelf.tree import Node

Path = tuple[str, ...]
EVER = date.min.isoformat()
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_dated(node: Node) -> bool:
    return bool(node.items) and all(map(_DAY.fullmatch, node.items))


def day_of(text: str | None) -> date | None:
    """The day that a text writes, if it writes one."""
    if text is None or not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def settle(tree: Node, on: date, gone: Callable[[Path], None], flaws: list[Flaw]) -> Node:
    """The tree of that day. What is not there then is told to `gone`, so that `from` lists can be cleaned."""
    return _Settling(on, gone, flaws).walk(tree, ()) or tree


class _Settling:
    def __init__(self, on: date, gone: Callable[[Path], None], flaws: list[Flaw]) -> None:
        self.on, self.gone, self.flaws = on, gone, flaws

    def walk(self, node: Node, path: Path) -> Node | None:
        if isinstance(node.value, list):
            found = [self.walk(self.pick(item) or item, path) for item in node.value if self.present(item)]
            return Node([item for item in found if item], node.where, node.key)
        if not isinstance(node.value, dict):
            return node
        if not self.stands(node):
            return None
        members: dict[str, Node] = {}
        landed: dict[str, Node] = {}
        for key, inner in node.value.items():
            if isinstance(inner.value, str):
                if key not in ("since", "ended") or day_of(inner.value) is None:
                    members[key] = inner
                continue
            value: Node | None = inner
            if is_dated(inner):
                value = self.pick(inner)
                if value and "is" in value.items and path[-1:] != ("when",):  # a guard is itself `is` and `cite`
                    landed |= {name: item for name, item in value.items.items() if name != "is"}
                    value = value.items["is"]
            settled = self.walk(value, (*path, key)) if value else None
            if settled is None:
                self.gone((*path, key))
            else:
                members[key] = settled
        return Node(members | landed, node.where, node.key)

    def present(self, item: Node) -> bool:
        return not is_dated(item) or self.pick(item) is not None

    def pick(self, node: Node) -> Node | None:
        if not is_dated(node):
            return None
        days: list[tuple[date, Node]] = []
        for key, inner in node.items.items():
            day = day_of(key)
            if day is None:
                hint = Text("日期写作 2025-03-01", "write a day as 2025-03-01")
                self.flaws.append(flaw(inner.at, f"没有这一天：{key}", f"no such day: {key}", hint))
            elif day <= self.on:
                days.append((day, inner))
        return max(days, key=lambda pair: pair[0])[1] if days else None

    def stands(self, node: Node) -> bool:
        if "since" not in node.items and "ended" not in node.items:
            return True
        since, ended = (day_of(found.text) if (found := node.find(key)) else None for key in ("since", "ended"))
        return (since is None or since <= self.on) and (ended is None or self.on <= ended)


def turning_days(node: Node) -> Iterator[date]:
    """The days on which the tree may change; between two of them it is the same."""
    for key, inner in node.items.items():
        if day := day_of(key):
            yield day
        if key == "since" and (day := day_of(inner.text)):
            yield day
        if key == "ended" and (day := day_of(inner.text)) and day < date.max:
            yield day + timedelta(days=1)
        yield from turning_days(inner)
    if isinstance(node.value, list):
        for item in node.value:
            yield from turning_days(item)
