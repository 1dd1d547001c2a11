"""A rulebook together with its places in the files: what the checks look at, and where they put what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, cached_property
from typing import TypeVar

from guiju.kernel.rulebook import EFFECTS, ActRule, Effect, Procedure, Rulebook
from guiju.kernel.values import Text
from guiju.shelf.flaws import Flaw, Where, either, flaw, nearest
from guiju.shelf.reader import ALONE
from guiju.shelf.tree import Node

Path = tuple[str, ...]
E = TypeVar("E")
WORDS: Mapping[type, tuple[str, str | None]] = {kind: (word, brief) for word, (kind, brief) in EFFECTS.items()}


@dataclass(frozen=True, slots=True)
class Others:
    """The other rulebooks of the shelf, as they stand on the same day; `get` gives None for one that cannot be read."""

    names: tuple[str, ...] = ()
    get: Callable[[str], Rulebook | None] = lambda name: None


class Book:
    """Gathers flaws by path; the tree, if there is one, turns paths into lines and columns."""

    def __init__(self, rulebook: Rulebook, tree: Node | None = None, others: Others | None = None) -> None:
        self.rulebook, self.tree, self.others = rulebook, tree, others or Others()
        self.flaws: list[Flaw] = []

    def say(self, path: Path, zh: str, en: str, hint: Text | None = None) -> None:
        self.flaws.append(flaw(self.where(path), zh, en, hint))

    def where(self, path: Path) -> Where:
        if self.tree is None:
            return Where(".".join(path))
        pairs = zip(path, ("", *path), strict=False)  # a rule that stands alone has no name in the file
        node = self.tree.deepest(*(step for step, above in pairs if step != ALONE or above != ALONE))
        return node.where if isinstance(node.value, str) else node.at

    def expect(self, path: Path, name: str | None, names: Iterable[str], kind: Text) -> bool:
        """Whether a name, if one is given, is among those that exist; a flaw if not."""
        known = list(names)
        if name is None or name in known:
            return True
        hint = nearest(name, known) or (either(known) if len(known) <= 12 else None)
        self.say(path, f"没有这个{kind.zh}：{name}", f"no such {kind.en}: {name}", hint)
        return False

    @cached_property
    def procedures(self) -> dict[str, Procedure]:
        """Those that are really opened: a pattern is judged in what is made from it."""
        return {name: item for name, item in self.rulebook.procedures.items() if not item.abstract}

    def acts(self) -> Iterator[tuple[Path, str, Procedure, str, ActRule]]:
        for name, procedure in self.procedures.items():
            for verb, act in procedure.acts.items():
                yield ("procedures", name, "acts", verb), name, procedure, verb, act

    @cached_property
    def facts(self) -> dict[str, str]:
        """Every fact that an expression may name, with its type."""
        return fact_types(self.rulebook)


def fact_types(rulebook: Rulebook) -> dict[str, str]:
    """Form fields, facts set by acts, the day of the act, and the state of the case that this one is about."""
    plain = {"integer": "integer", "decimal": "decimal", "boolean": "boolean", "date": "date", "choices": "list"}
    types = {"on": "date", "subject_state": "text"}
    for form in rulebook.forms.values():
        types |= {name: plain.get(item.type, "text") for name, item in form.fields.items()}
    return types | {name: item.type for name, item in rulebook.facts.items()}


def starts_from(act: ActRule, procedure: Procedure) -> set[str]:
    """The states in which the act is open; `*` is every state that is not final."""
    if "*" in act.from_:
        return {name for name, state in procedure.states.items() if not state.final} | (set(act.from_) - {"*"})
    return set(act.from_)


def effects(act: ActRule, kind: type[E]) -> Iterator[tuple[Path, E]]:
    """The effects of one kind, each with its path below the act."""
    for index, effect in enumerate(act.effects):
        if isinstance(effect, kind):
            yield ("effects", str(index), WORDS[kind][0]), effect


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every instance of a kernel type inside, with the path by which the file says it."""
    if is_dataclass(value) and not isinstance(value, (type, Text)):
        yield path, value
        brief = WORDS.get(type(value), ("", None))[1]
        for name, key in _keys(type(value)):
            inner = getattr(value, name)
            if inner is not None:
                yield from walk(inner, path if name == brief else (*path, key))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from walk(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            step = (*path, str(index))
            yield from walk(inner, (*step, WORDS[type(inner)][0]) if isinstance(inner, Effect) else step)


@cache
def _keys(kind: type) -> list[tuple[str, str]]:
    return [(item.name, item.name.rstrip("_")) for item in fields(kind)]
