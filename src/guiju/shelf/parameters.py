"""A rulebook as a flat list of everything that may differ in another: each value with its path and its provision.

An item (a term, a field, an act …) is itself a parameter, for one text may have what the other lacks; its values are
parameters below it. Labels, helps and the wording of letters are words for readers and no parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from guiju.kernel.rulebook import Conflict, Effect, Item, LetterForm, Procedure, Rulebook, Set, Table, Version
from guiju.kernel.values import Cite, Mark, Term, Text, Unit
from guiju.shelf.book import WORDS, Path

Value = bool | int | str | date | Term | Text | tuple[str, ...]

_WORDING = {"label", "cite", "also", "mark", "why", "help", "remedy"}
_LEFT_OUT: Mapping[type, set[str]] = {
    Rulebook: {"rulebook", "extends", "title", "provisions", "lineage", "titles"},
    Version: {"number", "revision", "issued", "source", "text_sha256"},
    LetterForm: {"zh", "en"},
    Table: {"gives"},
    Procedure: {"abstract"},
    Conflict: {"with_", "about", "theirs", "ours"},
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """`item`: the path of what it belongs to, its own if it is an item. `of`: the type that has it.

    `usual`: it has the value that stands where nothing is said.
    """

    path: Path
    value: Value
    item: Path
    of: type
    name: str
    cites: tuple[Cite, ...] = ()
    mark: Mark | None = None
    usual: bool = False

    @property
    def is_item(self) -> bool:
        return self.path == self.item


@dataclass(frozen=True, slots=True)
class _Bearer:
    """The nearest item above a value, and the nearest provision, which may be a farther item's."""

    item: Path
    of: type
    cites: tuple[Cite, ...]
    mark: Mark | None


def parameters(book: Rulebook) -> dict[Path, Parameter]:
    """Every parameter by its path, in the order of the rulebook. Patterns are seen in the procedures made from them."""
    bearer = _Bearer((), Rulebook, (), None)
    found = list(_members(book, (), bearer))
    found += _span(book.version)
    return {one.path: one for one in found}


def _members(thing: Any, path: Path, bearer: _Bearer) -> Iterator[Parameter]:
    """The values of a dataclass, each under its key."""
    if isinstance(thing, Conflict):
        for side, said in (("ours", thing.ours), ("theirs", thing.theirs)):
            yield Parameter((*path, side), said.gives, path, Conflict, side, (said.cite,))
    left_out = _WORDING | _LEFT_OUT.get(type(thing), set())
    kind: Any = type(thing)
    for member in _fields(kind):
        if member.name in left_out:
            continue
        value, here = getattr(thing, member.name), (*path, member.name.rstrip("_"))
        if member.name == "effects":
            yield from _effects(value, here, bearer)
        elif isinstance(value, Mapping):
            for key, inner in value.items():
                yield from _inner(inner, (*here, key), bearer, member.name)
        elif is_dataclass(value) and not isinstance(value, (Term, Text)):
            yield from _members(value, here, _bearing(value, here, bearer, item=False))
        elif value not in (None, ()):
            yield _parameter(here, value, bearer, member.name, usual=value == _usual(member))


def _inner(value: Any, path: Path, bearer: _Bearer, name: str) -> Iterator[Parameter]:
    """A member of a collection: an item, a collection again, or a value."""
    if isinstance(value, Procedure) and value.abstract:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _inner(inner, (*path, key), bearer, name)
    elif is_dataclass(value) and not isinstance(value, (Term, Text)):
        below = _bearing(value, path, bearer, item=True)
        yield Parameter(path, True, path, type(value), name, below.cites, below.mark)
        yield from _members(value, path, below)
    elif value is not None:
        yield _parameter(path, value, bearer, name)


def _effects(effects: tuple[Effect, ...], path: Path, bearer: _Bearer) -> Iterator[Parameter]:
    """Each by its word and what it names: `effects.letter.acceptance`; what it says beside is below."""
    seen: dict[Path, int] = {}
    for effect in effects:
        kind: Any = type(effect)
        word, brief = WORDS[kind]
        here = (*path, word)
        members = [(member, getattr(effect, member.name)) for member in _fields(kind)]
        main = next((value for _, value in members if isinstance(value, str)), None)
        if isinstance(main, str):
            here = (*here, main)
        seen[here] = seen.get(here, 0) + 1
        if seen[here] > 1:
            here = (*here, str(seen[here]))  # the same letter twice is said twice
        if not isinstance(effect, Set):
            yield _parameter(here, True, bearer, word)
        for member, value in members:
            step = here if member.name == brief else (*here, member.name.rstrip("_"))
            if isinstance(value, Mapping):
                for key, inner in value.items():
                    yield _parameter((*step, key), inner, bearer, "values")
            elif value not in (None, (), main):
                usual = value == _usual(member)
                yield Parameter(step, value, bearer.item, kind, member.name, bearer.cites, bearer.mark, usual)


def _parameter(path: Path, value: Value, bearer: _Bearer, name: str, usual: bool = False) -> Parameter:
    return Parameter(path, value, bearer.item, bearer.of, name, bearer.cites, bearer.mark, usual)


def _bearing(value: object, path: Path, above: _Bearer, *, item: bool) -> _Bearer:
    own = value.cites if isinstance(value, Item) else _cite_of(value)
    mark = value.mark if isinstance(value, Item) else None
    return _Bearer(path if item else above.item, type(value), own or above.cites, mark or (None if own else above.mark))


def _cite_of(value: object) -> tuple[Cite, ...]:
    if isinstance(value, Conflict):
        return (value.ours.cite, value.theirs.cite)
    cite = getattr(value, "cite", None)
    return (cite,) if isinstance(cite, str) else ()


def _span(version: Version) -> Iterator[Parameter]:
    """How long the text itself stands, in whole years or months where it is that."""
    if version.expires is not None:
        value = _length(version.effective, version.expires)
        cites = (version.cite,) if version.cite else ()
        yield Parameter(("version", "term"), value, (), Version, "term", cites)


def _length(first: date, last: date) -> Term:
    end = last + timedelta(days=1)
    months = (end.year - first.year) * 12 + end.month - first.month
    if end.day != first.day or months < 1:
        return Term((end - first).days, Unit.NATURAL_DAY)
    return Term(months // 12, Unit.YEAR) if months % 12 == 0 else Term(months, Unit.MONTH)


@cache
def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)


def _usual(member: Field[Any]) -> object:
    return None if member.default is MISSING else member.default
