"""What things are called: the labels of a rulebook, for sentences about states, acts, roles, clocks and facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from guiju.kernel.rulebook import Item, Rulebook
from guiju.kernel.values import Text


class Words:
    """The labels of one rulebook; what has no label goes by its key."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._book = rulebook
        forms = reversed(list(rulebook.forms.values()))  # of fields of one name, the first form's is the one
        asked = {name: field for form in forms for name, field in form.fields.items()}
        self._facts: Mapping[str, Item] = {**rulebook.facts, **asked}

    def state(self, procedure: str, key: str) -> Text:
        known = self._book.procedures.get(procedure)
        return _called(known.states if known else {}, key)

    def act(self, procedure: str, key: str) -> Text:
        known = self._book.procedures.get(procedure)
        return _called(known.acts if known else {}, key)

    def role(self, key: str) -> Text:
        return _called(self._book.roles, key)

    def desk(self, key: str) -> Text:
        return _called(self._book.desks, key)

    def clock(self, key: str) -> Text:
        return _called(self._book.clocks, key)

    def mark(self, key: str) -> Text:
        return _called(self._book.marks, key)

    def fact(self, key: str) -> Text:
        return _called(self._facts, key)

    def facts(self, keys: Iterable[str]) -> Text:
        return listed(map(self.fact, keys))


def listed(labels: Iterable[Text]) -> Text:
    """Several labels as one: A、B, and A, B; a dash where there is none."""
    known = tuple(labels) or (Text("—", "—"),)
    return Text("、".join(label.zh for label in known), ", ".join(label.en for label in known))


def _called(items: Mapping[str, Item], key: str) -> Text:
    item = items.get(key)
    return item.label if item is not None and item.label is not None else Text(key, key)
