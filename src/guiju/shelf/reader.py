"""Trees into the frozen types of the kernel. The annotations of a class are its schema; there is no second one.

One converter is made for each annotation and kept, so reading a rulebook is a walk over its tree. Every
flaw is gathered; a value that cannot be read counts as missing, and the whole reading then fails.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast

from guiju.kernel.rulebook import EFFECTS, All, Condition, Effect, Unique
from guiju.kernel.values import Term, Text
from guiju.shelf.flaws import Flaw, ShelfError, either, flaw, nearest
from guiju.shelf.tree import Node

T = TypeVar("T")
Flaws = list[Flaw]
Convert = Callable[[Node, Flaws], object]
_UNREAD = object()
ALONE = "unique"
_YES, _NO = ("true", "yes"), ("false", "no")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ENDED = Text("起止日期写作 2025-03-01", "write the day as 2025-03-01")


def read(node: Node, kind: type[T]) -> T:
    """The node as an instance of a kernel type, or `ShelfError` with every flaw."""
    flaws: Flaws = []
    value = _converter(cast(Any, kind))(node, flaws)
    if flaws:
        raise ShelfError(flaws)
    return cast(T, value)


@cache
def _converter(hint: Any) -> Convert:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint == Effect:
        return _effect
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is tuple:
        return _sequence(_converter(arguments[0]))
    if origin is Mapping:
        return (_one_or_more if arguments[1] is Unique else _collection)(_converter(arguments[1]))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice(hint)
    if hint is Condition:
        return _condition(_record(hint))
    if is_dataclass(hint) and hint is not Term:
        return _record(cast(type, hint))
    return _SCALARS[hint]


def _refuse(flaws: Flaws, node: Node, zh: str, en: str, hint: Text | None = None) -> object:
    flaws.append(flaw(node.where, zh, en, hint))
    return _UNREAD


def _text(node: Node, flaws: Flaws) -> object:
    if not isinstance(node.value, str):
        return _refuse(flaws, node, "此处应为一个值", f"expected one value, found {_kind(node)}")
    return node.value if node.value.strip() else _refuse(flaws, node, "空值", "the value is empty")


def _kind(node: Node) -> str:
    if node.value is None:
        return "nothing"
    return "a map" if isinstance(node.value, dict) else "a list" if isinstance(node.value, list) else "one value"


def _scalar(parse: Callable[[str], object], hint: Text) -> Convert:
    def convert(node: Node, flaws: Flaws) -> object:
        text = _text(node, flaws)
        if text is _UNREAD:
            return _UNREAD
        try:
            return parse(str(text))
        except ValueError:
            return _refuse(flaws, node, f"无法读作所需类型：{text}", f"cannot read {text}", hint)

    return convert


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,18}", text):
        raise ValueError(text)
    return int(text)


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _boolean(text: str) -> bool:
    if text not in _YES + _NO:
        raise ValueError(text)
    return text in _YES


_SCALARS: dict[object, Convert] = {
    str: _text,
    int: _scalar(_integer, Text("请写整数", "write a whole number")),
    bool: _scalar(_boolean, Text("请写 true 或 false", "write true or false")),
    date: _scalar(_day, Text("日期写作 2025-03-01", "write a day as 2025-03-01")),
    Term: _scalar(
        Term.parse, Text("写数字加 h、wd、nd、m 或 y,如 20wd", "write a number and h, wd, nd, m or y, as in 20wd")
    ),
}


def _union(arguments: tuple[Any, ...]) -> Convert:
    members = [member for member in arguments if member is not type(None)]
    if len(members) == 1:
        return _converter(members[0])
    if set(members) == {bool, str}:  # yes, no, or an expression
        return lambda node, flaws: _boolean(node.value) if node.value in _YES + _NO else _text(node, flaws)
    if set(members) == {Term, str}:  # a term, or the one word that is no number
        term = _converter(Term)
        return lambda node, flaws: "promptly" if node.value == "promptly" else term(node, flaws)
    raise TypeError(f"the reader knows no union of {members}")


def _sequence(member: Convert) -> Convert:
    """A list; a single value counts as a list of one."""

    def convert(node: Node, flaws: Flaws) -> object:
        if isinstance(node.value, dict) and member is not _effect:
            if set(node.value) == {"all"} and member is _text:
                together = convert(node.items["all"], flaws)
                return together if together is _UNREAD else All(cast("tuple[str, ...]", together))
            return _refuse(flaws, node, "此处应为列表", "expected a list, found a map")
        values = [member(item, flaws) for item in (node.value if isinstance(node.value, list) else [node])]
        return _UNREAD if _UNREAD in values else tuple(values)

    return convert


def _collection(member: Convert) -> Convert:
    def convert(node: Node, flaws: Flaws) -> object:
        if not isinstance(node.value, dict):
            return _refuse(flaws, node, "此处应为按键列出的表", f"expected a map by key, found {_kind(node)}")
        return {key: member(inner, flaws) for key, inner in node.value.items()}

    return convert


def _one_or_more(member: Convert) -> Convert:
    """A collection; a single one may stand without a name."""
    several = _collection(member)

    def convert(node: Node, flaws: Flaws) -> object:
        alone = node.find("key")
        if alone is not None and not isinstance(alone.value, dict):
            return {ALONE: member(node, flaws)}
        return several(node, flaws)

    return convert


def _choice(kind: type[StrEnum]) -> Convert:
    names = [member.value for member in kind]

    def convert(node: Node, flaws: Flaws) -> object:
        if isinstance(node.value, str) and node.value in names:
            return kind(node.value)
        said = node.value if isinstance(node.value, str) else _kind(node)
        hint = nearest(said, names) or either(names)
        return _refuse(flaws, node, f"没有这个值：{said}", f"no such value: {said}", hint)

    return convert


def _condition(record: Convert) -> Convert:
    def convert(node: Node, flaws: Flaws) -> object:
        if isinstance(node.value, str):
            hint = Text("写作 {is: …, cite: …}", "write {is: …, cite: …}")
            return _refuse(flaws, node, "条件须注明依据", "a guard needs its provision", hint)
        return record(node, flaws)

    return convert


def _record(kind: type) -> Convert:
    hints = typing.get_type_hints(kind)
    schema: dict[str, tuple[str, Convert]] = {}
    wanted: list[str] = []
    for item in fields(kind):
        key = item.name.rstrip("_")
        schema[key] = (item.name, _converter(hints[item.name]))
        if item.default is MISSING and item.default_factory is MISSING:
            wanted.append(key)
    positional = kind is Text

    def convert(node: Node, flaws: Flaws) -> object:
        if not isinstance(node.value, dict):
            hint = either(schema)
            return _refuse(flaws, node, "此处应为表", f"expected a map, found {_kind(node)}", hint)
        values: dict[str, object] = {}
        for key, inner in node.value.items():
            if key in schema:
                name, member = schema[key]
                values[name] = member(inner, flaws)
            else:
                hint = _ENDED if key in ("since", "ended") else nearest(key, schema) or either(schema)
                flaws.append(flaw(inner.at, f"没有这个键：{key}", f"unknown key: {key}", hint))
        missing = [key for key in wanted if key not in node.value]
        if missing:
            names = ", ".join(missing)
            flaws.append(flaw(node.at, f"缺少：{names}", f"missing: {names}"))
        if missing or _UNREAD in values.values():
            return _UNREAD
        return kind(*values.values()) if positional and list(values) == ["zh", "en"] else kind(**values)

    return convert


def _effect(node: Node, flaws: Flaws) -> object:
    """A bare word, or a map of one word to what belongs to it."""
    if isinstance(node.value, str):
        word, inner = node.value, Node({}, node.where)
    elif isinstance(node.value, dict) and len(node.value) == 1:
        ((word, inner),) = node.value.items()
    else:
        return _refuse(flaws, node, "每项只写一个效果", f"one effect an entry, found {_kind(node)} of several or none")
    if word not in EFFECTS:
        hint = nearest(word, EFFECTS) or either(EFFECTS)
        flaws.append(flaw(inner.at, f"没有这个效果：{word}", f"unknown effect: {word}", hint))
        return _UNREAD
    kind, brief = EFFECTS[word]
    if brief and (_is_map(kind, brief) or not isinstance(inner.value, dict)):
        inner = Node({brief: inner}, inner.where, inner.key)
    return _converter(kind)(inner, flaws)


@cache
def _is_map(kind: type, name: str) -> bool:
    return typing.get_origin(typing.get_type_hints(kind)[name]) is Mapping
