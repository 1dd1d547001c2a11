"""YAML as a tree of nodes, each knowing its place in the file.

Scalars stay text: `3.10`, `on` and `no` are what the writer wrote, and only an empty value, `~` or
`null` is nothing. What YAML offers beyond maps, lists and scalars (anchors, aliases, tags, merge keys)
is refused: two readers of a law must see the same text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from guiju.kernel.values import Text
from guiju.shelf.flaws import Flaw, ShelfError, Where, flaw

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_SCALARS = {_TAG + name for name in ("str", "int", "float", "bool", "timestamp", "null", "value")}
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REMEDIES = (
    ("'\\t'", Text("缩进请用空格，不用制表符", "indent with spaces, not tabs")),
    ("single document", Text("一个文件只写一份规则", "write one document a file")),
    ("could not find expected ':'", Text("键后须有冒号和空格", "a key needs a colon and a space after it")),
    ("mapping values are not allowed", Text("含冒号的文字请加引号", "quote a text that holds a colon and a space")),
    ("expected <block end>", Text("同级的键须对齐", "keys of one level start in one column")),
    ("',' or", Text("缺逗号或收尾的括号", "a comma or a closing bracket is missing")),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar, map or list, or nothing. `key` is where the key stands that leads to it."""

    value: str | dict[str, Node] | list[Node] | None
    where: Where
    key: Where | None = None

    @property
    def at(self) -> Where:
        """The place to point at when the item as a whole is meant."""
        return self.key or self.where

    @property
    def items(self) -> dict[str, Node]:
        """The members of a map; of anything else, none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def text(self) -> str | None:
        return self.value if isinstance(self.value, str) else None

    def find(self, *path: str) -> Node | None:
        node: Node | None = self
        for step in path:
            node = node.items.get(step) if node else None
        return node

    def deepest(self, *path: str) -> Node:
        """The node at the end of the path, or the last one on the way that exists."""
        node = self
        for step in path:
            inner = node.items.get(step)
            if isinstance(node.value, list) and step.isdigit() and int(step) < len(node.value):
                inner = node.value[int(step)]
            if inner is None:
                break
            node = inner
        return node


def read_tree(path: Path) -> Node:
    """The tree of a file; `ShelfError` says what is wrong with it, and where."""
    try:
        return parse(path.read_bytes().decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        column = error.start - error.object.rfind(b"\n", 0, error.start)
        hint = Text("请存为 UTF-8", "save it as UTF-8")
        raise ShelfError([flaw(Where(str(path), line, column), "不是 UTF-8 文本", "not UTF-8 text", hint)]) from error


@lru_cache(maxsize=64)
def _last(_file: str) -> dict[str, Node]:
    """Where the tree of a file's newest text is kept."""
    return {}


def parse(text: str, file: str) -> Node:
    """Kept by the text itself: a file changed within one tick of the disk's clock is not taken for the old one."""
    last = _last(file)
    tree = last.get(text)
    if tree is None:
        tree = _parsed(text, file)
        last.clear()
        last[text] = tree
    return tree


def _parsed(text: str, file: str) -> Node:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise ShelfError([_syntax(error, text, file)]) from error
    if root is None:
        raise ShelfError([flaw(Where(file, 1, 1), "文件为空", "the file is empty")])
    builder = _Builder(file)
    tree = builder.build(root, None)
    if builder.flaws:
        raise ShelfError(builder.flaws)
    return tree


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Flaw:
    mark = getattr(error, "problem_mark", None)
    if mark is None:  # a character that YAML does not allow
        found = _UNPRINTABLE.search(text)
        at = found.start() if found else 0
        where = Where(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        return flaw(where, "含有不允许的字符", "a character that YAML does not allow")
    problem = getattr(error, "problem", None) or getattr(error, "context", None) or "not YAML"
    line = text.splitlines()[mark.line] if mark.line < len(text.splitlines()) else ""
    said = f"{getattr(error, 'context', '')} {problem}" + (" '\\t'" if line.startswith("\t") else "")
    hint = next((remedy for sign, remedy in _REMEDIES if sign in said), None)
    return flaw(Where(file, mark.line + 1, mark.column + 1), f"不是合法的 YAML:{problem}", f"not YAML: {problem}", hint)


class _Builder:
    """Turns YAML's nodes into ours and gathers what is refused."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.flaws: list[Flaw] = []
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, key: Where | None) -> Node:
        where = self._where(node)
        if id(node) in self._seen:
            self._refuse(key or where, "不用锚点和别名", "anchors and aliases are not used here", _SPELL_OUT)
            return Node(None, where, key)
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            self._expect(node, {_TAG + "map"}, where)
            return Node(self._members(node), where, key)
        if isinstance(node, yaml.SequenceNode):
            self._expect(node, {_TAG + "seq"}, where)
            return Node([self.build(item, None) for item in node.value], where, key)
        self._expect(node, _SCALARS, where)
        return Node(None if node.tag == _TAG + "null" else node.value, where, key)

    def _members(self, node: yaml.MappingNode) -> dict[str, Node]:
        members: dict[str, Node] = {}
        for key, value in node.value:
            where = self._where(key)
            if key.tag == _TAG + "merge":
                self._refuse(where, "不用合并键 <<", "merge keys << are not used here", _SPELL_OUT)
            elif not isinstance(key, yaml.ScalarNode) or not key.value:
                self._refuse(where, "键须是一个词", "a key is one word")
            elif key.value in members:
                first = members[key.value].at
                self._refuse(
                    where,
                    f"键 {key.value} 重复，已见于第 {first.line} 行",
                    f"the key {key.value} stands twice, first on line {first.line}",
                )
            else:
                members[key.value] = self.build(value, where)
        return members

    def _expect(self, node: yaml.Node, tags: set[str], where: Where) -> None:
        if node.tag not in tags:
            self._refuse(where, f"不用标签 {node.tag}", f"tags are not used here: {node.tag}")

    def _refuse(self, where: Where, zh: str, en: str, hint: Text | None = None) -> None:
        self.flaws.append(flaw(where, zh, en, hint))

    def _where(self, node: yaml.Node) -> Where:
        return Where(self.file, node.start_mark.line + 1, node.start_mark.column + 1)


_SPELL_OUT = Text("请直接写出，或用 like", "spell it out, or use `like`")

Plain = str | dict[str, "Plain"] | list["Plain"] | None


def plain(node: Node) -> Plain:
    """The tree as JSON holds it: text, maps and lists."""
    if isinstance(node.value, dict):
        return {key: plain(inner) for key, inner in node.value.items()}
    if isinstance(node.value, list):
        return [plain(inner) for inner in node.value]
    return node.value


def from_plain(value: object, path: str = "") -> Node:
    """A tree without a file; its places are paths, as in `clocks.accept.length`."""
    where = Where(path or "tree")
    if isinstance(value, Mapping):
        return Node(
            {str(key): from_plain(inner, f"{path}.{key}" if path else str(key)) for key, inner in value.items()}, where
        )
    if isinstance(value, (list, tuple)):
        return Node([from_plain(inner, f"{path}[{index}]") for index, inner in enumerate(value)], where)
    return Node(None if value is None else str(value), where)
