"""Kernel values as JSON and back. The types of the dataclasses say how to read: a new field needs no line here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeGuard, TypeVar, Union, get_args, get_origin, get_type_hints

from guiju.kernel.journal import Erasure, Receipt
from guiju.kernel.record import Pin
from guiju.kernel.refusals import Fault
from guiju.kernel.values import ERASED, Erased, Fact, Term, canonical

T = TypeVar("T")
_ABSENT = object()
SAFE = 2**53  # beyond it, readers of JSON disagree about a number


def dumps(value: object) -> str:
    """Canonical JSON of a kernel dataclass: equal values give equal text."""
    return canonical(_dump(type(value), value)).decode()


def loads(kind: type[T], text: str) -> T:
    return load(kind, json.loads(text))


def dump(value: object) -> object:
    """A kernel value as plain data. Fields that stand at their default are left out."""
    return _dump(type(value), value)


def load(kind: type[T], data: object) -> T:
    found: T = _load(kind, data)
    return found


def receipt_from(text: str) -> Receipt:
    """A receipt from the JSON that `Receipt.as_json` gave."""
    data = json.loads(text)
    book = data.get("rulebook")
    pin = book and Pin(
        rulebook=book["id"],
        version=book["version"],
        revision=book["revision"],
        tree=book["tree"],
        calendar=data["calendar"],
    )
    return Receipt(
        act=data["act"],
        verb=data["verb"],
        number=data["number"],
        state=data["state"],
        on=date.fromisoformat(data["on"]),
        recorded=date.fromisoformat(data["recorded"]),
        pin=pin,
        blocks=data["blocks"],
        caused_by=data.get("caused_by"),
        erases=tuple(Erasure(**item) for item in data.get("erases", ())),
    )


def _has_members(kind: object) -> TypeGuard[type]:
    return isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields"))


@lru_cache(maxsize=256)
def _members(kind: type) -> tuple[tuple[str, Any, object], ...]:
    """Name, type and default of each field."""
    hints = get_type_hints(kind)
    if issubclass(kind, tuple):  # a tuple with names
        defaults: Mapping[str, object] = getattr(kind, "_field_defaults", {})
        return tuple((name, hints[name], defaults.get(name, _ABSENT)) for name in getattr(kind, "_fields", ()))
    return tuple((field.name, hints[field.name], _default(field)) for field in fields(kind) if field.init)  # type: ignore[arg-type]


def _default(field: Field[Any]) -> object:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else _ABSENT


def _dump(kind: Any, value: Any) -> Any:
    kind = _bare(kind)
    if value is None:
        return None
    if kind is object or kind == Fact:
        return loose(value)
    if isinstance(value, Term):
        return str(value)
    if _has_members(type(value)):
        members = _members(type(value))  # type: ignore[arg-type]
        items = ((name, hint, getattr(value, name), default) for name, hint, default in members)
        return {name: _dump(hint, item) for name, hint, item, default in items if item != default}
    arguments = get_args(kind)
    if isinstance(value, Mapping):
        return {str(key): _dump(arguments[1], item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_dump(hint, item) for hint, item in zip(_each(arguments, len(value)), value, strict=True)]
    return value.isoformat() if isinstance(value, date) else value


def _load(kind: Any, data: Any) -> Any:
    kind = _bare(kind)
    if data is None:
        return None
    if kind is object or kind == Fact:
        return strict(data)
    if kind is Term:
        return Term.parse(data)
    if kind is date:
        return date.fromisoformat(data)
    if _has_members(kind):
        members = _members(kind)
        known = ((name, hint) for name, hint, _ in members if name in data)
        return kind(**{name: _load(hint, data[name]) for name, hint in known})
    arguments = get_args(kind)
    if isinstance(data, Mapping):
        return {key: _load(arguments[1], item) for key, item in data.items()}
    if isinstance(data, list):
        items = (_load(hint, item) for hint, item in zip(_each(arguments, len(data)), data, strict=True))
        return frozenset(items) if get_origin(kind) is frozenset else tuple(items)
    return kind(data) if isinstance(kind, type) and issubclass(kind, StrEnum) else data


def _bare(kind: Any) -> Any:
    """`X | None` as X; a union of facts stays what it is."""
    if get_origin(kind) in (Union, UnionType):
        rest = [item for item in get_args(kind) if item is not NoneType]
        if len(rest) == 1:
            return rest[0]
    return kind


def _each(arguments: tuple[Any, ...], count: int) -> tuple[Any, ...]:
    """The type of each item: `tuple[X, ...]` and `frozenset[X]` say one for all."""
    return arguments if len(arguments) == count and Ellipsis not in arguments else (arguments[0],) * count


def loose(value: object) -> object:
    """A value whose type only it knows itself; what JSON lacks is written as a map with one `$` key."""
    match value:
        case Erased():
            return {"$erased": True}
        case date():
            return {"$date": value.isoformat()}
        case Decimal():
            return {"$decimal": str(value)}
        case int() if not isinstance(value, bool) and abs(value) >= SAFE:
            return {"$integer": str(value)}
        case Fault():
            return {"$fault": _dump(Fault, value)}
        case Mapping() if any(str(key).startswith("$") for key in value):
            return {"$map": [[str(key), loose(item)] for key, item in value.items()]}
        case Mapping():
            return {str(key): loose(item) for key, item in value.items()}
        case tuple() | list():
            return [loose(item) for item in value]
    return value


def strict(data: object) -> object:
    """What `loose` wrote."""
    match data:
        case {"$erased": True}:
            return ERASED
        case {"$date": str(day)}:
            return date.fromisoformat(day)
        case {"$decimal": str(number)}:
            return Decimal(number)
        case {"$integer": str(number)}:
            return int(number)
        case {"$fault": fault}:
            return load(Fault, fault)
        case {"$map": list(pairs)}:
            return {key: strict(item) for key, item in pairs}
        case Mapping():
            return {key: strict(item) for key, item in data.items()}
        case list():
            return tuple(strict(item) for item in data)
    return data
