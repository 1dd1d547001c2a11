"""Provisions get the name of their text: `a…` becomes `XX/rules#a…` before anything is merged.

A child may restate an inherited item with its own provision (`cites: {accept: a…}`); both are then shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from guiju.shelf.dates import Path
from guiju.shelf.flaws import Flaw, flaw, nearest
from guiju.shelf.tree import Node


def qualify(file: Node) -> Node:
    """The file with every provision under the name of its rulebook."""
    name = file.find("rulebook")
    own = (name.text if name else None) or ""
    members = {key: _qualified(inner, own) for key, inner in file.items.items()}
    if provisions := members.get("provisions"):
        named = {_full(key, own): inner for key, inner in provisions.items.items()}
        members["provisions"] = Node(named, provisions.where, provisions.key)
    if cites := members.get("cites"):
        told = {key: _cite(inner, own) for key, inner in cites.items.items()}
        members["cites"] = Node(told, cites.where, cites.key)
    if conflicts := file.find("conflicts"):
        both = {key: _conflict(inner, own) for key, inner in conflicts.items.items()}
        members["conflicts"] = Node(both, conflicts.where, conflicts.key)
    return Node(members, file.where)


def _qualified(node: Node, own: str) -> Node:
    if isinstance(node.value, list):
        return Node([_qualified(item, own) for item in node.value], node.where, node.key)
    if not isinstance(node.value, dict):
        return node
    members = {
        key: _cite(inner, own) if key in ("cite", "also") else _qualified(inner, own)
        for key, inner in node.value.items()
    }
    return Node(members, node.where, node.key)


def _conflict(node: Node, own: str) -> Node:
    """The other side cites the other text."""
    other = node.find("with")
    sides = {"theirs": (other.text if other else None) or own}
    members = {key: _qualified(inner, sides.get(key, own)) for key, inner in node.items.items()}
    return Node(members, node.where, node.key) if node.items else node


def _cite(node: Node, own: str) -> Node:
    return _qualified(node, own) if node.text is None else Node(_full(node.text, own), node.where, node.key)


def _full(cite: str, own: str) -> str:
    return cite if "#" in cite or not own else f"{own}#{cite}"


def restate(tree: Node, flaws: list[Flaw]) -> Node:
    """Each item named by `cites` gets the child's provision as `also`."""
    cites = tree.find("cites")
    for key, cite in (cites.items if cites else {}).items():
        path = next((path for path in _paths(key) if _reaches(tree, path)), None)
        if path is None:
            hint = nearest(key, _restatable(tree))
            flaws.append(flaw(cite.at, f"cites 所指不存在：{key}", f"cites names nothing that exists: {key}", hint))
        elif not isinstance(tree.deepest(*path).value, dict):
            flaws.append(flaw(cite.at, f"cites 所指不是条目：{key}", f"cites names a value, not an item: {key}"))
        else:
            tree = _put(tree, (*path, "also"), cite)
    return tree


def _paths(key: str) -> Iterator[Path]:
    steps = tuple(key.split("."))
    if len(steps) == 1:
        yield ("clocks", key)
    if len(steps) == 2:
        yield ("procedures", steps[0], "acts", steps[1])
    if len(steps) > 1:
        yield steps
        yield ("procedures", *steps)


def _reaches(tree: Node, path: Path, seen: Path = ()) -> bool:
    """Whether the path leads to something, be it through the procedure that this one is like."""
    node: Node | None = tree
    for step in path:
        node = node.items.get(step) if node else None
        if node is not None and node.value is None:
            return False
    if node is not None or path[0] != "procedures" or len(path) < 3:
        return node is not None
    like = tree.find("procedures", path[1], "like")
    if like is None or like.text is None or like.text in seen:
        return False
    return _reaches(tree, ("procedures", like.text, *path[2:]), (*seen, like.text))


def _restatable(tree: Node) -> list[str]:
    """Clocks and acts, also those that come by `like`: what a writer most likely meant."""
    names = list(tree.deepest("clocks").items) if tree.find("clocks") else []
    for name in tree.deepest("procedures").items if tree.find("procedures") else ():
        pattern, seen = name, set[str]()
        while pattern not in seen:
            seen.add(pattern)
            acts, like = tree.find("procedures", pattern, "acts"), tree.find("procedures", pattern, "like")
            names += [f"{name}.{verb}" for verb in (acts.items if acts else ())]
            pattern = (like.text if like else None) or pattern
    return names


def _put(node: Node, path: Path, value: Node) -> Node:
    if not path:
        return value
    inner = node.items.get(path[0]) or Node({}, value.where, value.key)
    return Node(node.items | {path[0]: _put(inner, path[1:], value)}, node.where, node.key)
