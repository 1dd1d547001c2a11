"""The rulebooks that cases stand on: from the shelf for a new case, from the pinned tree for a running one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

from guiju.kernel.calendar import Calendar
from guiju.kernel.form import Kinds
from guiju.kernel.record import Pin, Record
from guiju.kernel.resolved import Resolved, resolve
from guiju.kernel.rulebook import Rulebook
from guiju.kernel.values import canonical
from guiju.shelf.shelf import Shelf, read_rulebook
from guiju.shelf.tree import Plain
from guiju.store.database import OfficeError, Value, places, rows, text

RULEBOOK, CALENDAR = "rulebook", "calendar"


class PinError(OfficeError):
    """A case is pinned to a tree that the store does not hold: the database is damaged."""


@dataclass(slots=True)
class Books:
    """Compiled rulebooks, each built once. What is only now pinned is written with the act that pins it."""

    shelf: Shelf
    kinds: Kinds
    _resolved: dict[tuple[str, str], Resolved] = field(default_factory=dict)
    _calendars: dict[str, Calendar] = field(default_factory=dict)
    _kept: set[str] = field(default_factory=set)  # digests and labels that a commit has put into the tree table
    _trees: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)  # not yet known to be kept

    def opening(self, rulebook: str, on: date) -> Resolved | None:
        """What a new case stands on that day; None when no version is in force."""
        if self.shelf.in_force(rulebook, on) is None:
            return None
        tree, digest = self.shelf.tree(rulebook, on)
        book = self.shelf.rulebook(rulebook, on)
        calendar = self._current(self.shelf.calendar_of(book))
        key = (digest, calendar.label)
        if key not in self._resolved:
            self._resolved[key] = resolve(book, calendar, digest, self.kinds)
        if digest not in self._kept:
            name = f"{rulebook} {book.version.number} r{book.version.revision}"
            self._trees[digest] = (digest, RULEBOOK, name, json.dumps(tree, ensure_ascii=False))
        return self._resolved[key]

    def of(self, record: Record) -> Resolved:
        """The rulebook that a record is pinned to, whatever the shelf says today."""
        return self.pinned(record.pin)

    def pinned(self, pin: Pin) -> Resolved:
        key = (pin.tree, pin.calendar)
        if key not in self._resolved:
            self._resolved[key] = resolve(self._rulebook(pin), self.calendar(pin.calendar), pin.tree, self.kinds)
        return self._resolved[key]

    def calendar(self, label: str) -> Calendar:
        """An edition that the store holds."""
        if label not in self._calendars:
            found = rows("SELECT content FROM tree WHERE kind = %s AND name = %s", (CALENDAR, label))
            if not found:
                raise PinError(f"calendar {label} is not in the store")
            self._calendars[label] = Calendar.from_tree(json.loads(text(found[0][0])))
        return self._calendars[label]

    def keep(self, pin: Pin) -> None:
        """Write what the pin names, on its first use; inside the transaction of the act."""
        wanted = [row for row in (self._trees.get(pin.tree), self._trees.get(pin.calendar)) if row is not None]
        if wanted:
            values: list[Value] = [value for row in wanted for value in row]
            rows(
                f"INSERT INTO tree (digest, kind, name, content) VALUES {places(len(wanted), 4)} "
                "ON CONFLICT (digest) DO NOTHING",
                values,
            )

    def kept(self, pin: Pin) -> None:
        """The commit went through: these need not be written again."""
        for name in (pin.tree, pin.calendar):
            self._kept.add(name)
            self._trees.pop(name, None)

    def take_in(self, tree: Plain) -> Calendar:
        """A calendar edition, to be pinned by what happens next."""
        if not isinstance(tree, dict):
            raise PinError("a calendar is a map by key 日历须是按键列出的表")
        calendar = Calendar.from_tree(tree)
        digest = hashlib.sha256(canonical(tree)).hexdigest()
        newest = rows("SELECT max(name) FROM tree WHERE kind = %s AND name LIKE %s", (CALENDAR, f"{calendar.id}@%"))
        if newest[0][0] is not None and text(newest[0][0]) > calendar.label:
            raise PinError(f"{newest[0][0]} is in use; {calendar.label} is older 已在用更新的日历版本")
        known = rows("SELECT digest FROM tree WHERE kind = %s AND name = %s", (CALENDAR, calendar.label))
        if known and text(known[0][0]) != digest:
            raise PinError(f"another calendar {calendar.label} is in use already: give the new one its own edition")
        if not known:
            self._trees[calendar.label] = (digest, CALENDAR, calendar.label, json.dumps(tree, ensure_ascii=False))
        self._calendars[calendar.label] = calendar
        return calendar

    def digest_of(self, label: str) -> str:
        """The digest of a calendar edition that is kept, or is about to be."""
        if label in self._trees:
            return self._trees[label][0]
        return text(rows("SELECT digest FROM tree WHERE kind = %s AND name = %s", (CALENDAR, label))[0][0])

    def _current(self, name: str) -> Calendar:
        """The newest edition of a calendar: the shelf's, or one that was installed here since."""
        mine, tree = self.shelf.calendar(name), self.rebased(name)
        if tree is not None:  # what it stands on is newer here than on the shelf
            mine = Calendar.from_tree(tree)
        found = rows("SELECT max(name) FROM tree WHERE kind = %s AND name LIKE %s", (CALENDAR, f"{name}@%"))
        if found[0][0] is not None and text(found[0][0]) > mine.label:
            return self.calendar(text(found[0][0]))
        if mine.label not in self._kept and mine.label not in self._trees:
            self.take_in(self.shelf.calendar_tree(name) if tree is None else tree)
        return mine

    def rebased(self, name: str) -> dict[str, Plain] | None:
        """A calendar of the shelf over an edition, installed here, that is newer than the one it stands on there."""
        base = self.shelf.calendar(name).base
        if base is None or self._current(base.id).label == base.label:
            return None
        tree = self.shelf.calendar_tree(name)
        assert isinstance(tree, dict)
        return self.based(tree)

    def based(self, tree: dict[str, Plain]) -> dict[str, Plain]:
        """A calendar as its file has it, in it the newest edition of the one that it stands on."""
        if not isinstance(name := tree.get("extends"), str):
            return tree
        label = self._current(name).label
        found = rows("SELECT content FROM tree WHERE kind = %s AND name = %s", (CALENDAR, label))
        return {**tree, "base": json.loads(text(found[0][0])) if found else self.shelf.calendar_tree(name)}

    def standing_on(self, name: str) -> tuple[str, ...]:
        """The calendars of the shelf that stand on this one."""
        known = {one: self.shelf.calendar(one).base for one in self.shelf.calendars()}
        return tuple(one for one, base in known.items() if base is not None and base.id == name)

    def _rulebook(self, pin: Pin) -> Rulebook:
        found = rows("SELECT content FROM tree WHERE digest = %s", (pin.tree,))
        if not found:
            raise PinError(f"{pin.rulebook} {pin.version}: the tree {pin.tree[:12]} is not in the store")
        return read_rulebook(json.loads(text(found[0][0])))
