"""The shelf: every rulebook there is, from the package and from outside, and which of them stands on a day."""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from guiju.kernel.rulebook import Rulebook, Status, Version
from guiju.kernel.values import Text, canonical
from guiju.shelf.book import Book, Others
from guiju.shelf.check import CheckExpression, check
from guiju.shelf.dates import turning_days
from guiju.shelf.flaws import Flaw, ShelfError, Where, either, flaw, nearest
from guiju.shelf.headings import FOLDER, Headings, heading_flaws, read_headings
from guiju.shelf.inherit import resolve
from guiju.shelf.model import Survey, survey
from guiju.shelf.parameters import parameters
from guiju.shelf.reader import read
from guiju.shelf.tree import Node, Plain, from_plain, plain, read_tree
from guiju.shelf.words import Words, read_words, spare

if TYPE_CHECKING:
    from guiju.kernel.calendar import Calendar

BUILT_IN = Path(__file__).parent.parent / "rulebooks"
ACTS = (Status.IN_FORCE, Status.OFFICE_RULE)
"""Only under these do acts on real records happen; the others simulate and compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version of one text on the shelf. `replaced`: the file that this one, from outside, stands in for."""

    id: str
    number: str
    status: Status
    effective: date
    expires: date | None
    extends: str | None
    origin: Path
    replaced: Path | None = None
    tree: Node = field(repr=False, compare=False)

    @property
    def cases(self) -> Path:
        """The cases of this instrument; the file need not exist."""
        return self.origin.parent / "cases.yaml"

    def stands(self, on: date) -> bool:
        return self.effective <= on and (self.expires is None or on <= self.expires)


_Entries = list[Entry]  # in the class below, `list` is a verb


@dataclass(frozen=True, slots=True)
class _Resolved:
    node: Node
    rulebook: Rulebook
    tree: Plain
    digest: str


def open_shelf(folder: Path | None = None, *, only: Collection[str] = ()) -> Shelf:
    """The built-in rulebooks, those of `GUIJU_SHELF`, those of `folder`; the same version from a later one replaces.

    `only`: who needs no more than these reads no others, which is quicker.
    """
    outside = [Path(name) for name in os.environ.get("GUIJU_SHELF", "").split(os.pathsep) if name]
    for path in outside:
        if not path.is_dir():  # a slip in the setting must not quietly bring back the built-in texts
            zh, en = "GUIJU_SHELF 所指的文件夹不存在", "GUIJU_SHELF names this folder, and it does not exist"
            raise ShelfError([flaw(Where(str(path)), zh, en)])
    return Shelf(BUILT_IN, *outside, *([folder] if folder else []), only=only)


def read_rulebook(tree: Mapping[str, object]) -> Rulebook:
    """A resolved tree as it was pinned, read again; needs no shelf."""
    return read(from_plain(tree), Rulebook)


class Shelf:
    """Reads each file once, and each text once for every stretch of days on which it says the same."""

    def __init__(self, *folders: Path, only: Collection[str] = ()) -> None:
        self.folders = folders
        self.only = only
        self._resolved: dict[tuple[object, ...], _Resolved] = {}
        self._turns: dict[tuple[Path, ...], list[date]] = {}
        self._calendars: dict[str, Calendar] = {}
        self._read: dict[str, Words] = {}

    def list(self) -> tuple[Entry, ...]:
        return tuple(sorted(self._entries, key=lambda entry: (entry.id, entry.effective, entry.number)))

    def pick(self, name: str, on: date, simulate: bool = False) -> Entry | None:
        """The version that stands on that day; drafts and hearsay only when simulating."""
        fit = [entry for entry in self._by_id.get(name, ()) if entry.stands(on) and (simulate or entry.status in ACTS)]
        return max(fit, key=lambda entry: (entry.effective, entry.status in ACTS, entry.number), default=None)

    def in_force(self, name: str, on: date) -> Entry | None:
        """The version that a new case may stand on: that day it stands, and everything above it."""
        entry = self.pick(name, on)
        return entry if entry and all(self._parents(entry, on)) else None

    def applicable(self, place: str, instrument: str, on: date) -> Entry | None:
        """What applies to a new case there: the place's own text, or the nearest above whose whole chain stands."""
        seen: set[str] = set()
        name: str | None = f"{place}/{instrument}"
        while name and name not in seen:
            seen.add(name)
            entry = self.in_force(name, on)
            if entry:
                return entry
            name = self._above(name, on)
        return None

    def rulebook(self, name: str, on: date, simulate: bool = False) -> Rulebook:
        return self._resolve(name, on, simulate).rulebook

    def tree(self, name: str, on: date, simulate: bool = False) -> tuple[Plain, str]:
        """The resolved tree and its SHA-256. Keep the tree in its order: the digest does not depend on it, pages do."""
        found = self._resolve(name, on, simulate)
        return found.tree, found.digest

    def node(self, name: str, on: date, simulate: bool = False) -> Node:
        """The resolved tree with its places in the files, for messages."""
        return self._resolve(name, on, simulate).node

    def check(
        self, name: str, on: date, check_expression: CheckExpression | None = None, simulate: bool = True
    ) -> tuple[Flaw, ...]:
        """What is wrong with a rulebook that can be read; drafts are checked too."""
        found = self._resolve(name, on, simulate)
        return check(found.rulebook, found.node, check_expression, self._others(on))

    def check_version(self, entry: Entry, check_expression: CheckExpression | None = None) -> tuple[Flaw, ...]:
        """What is wrong with this very version on its first day, though another one may stand on it as well."""
        found = self._resolve_entry(entry, entry.effective)
        return check(found.rulebook, found.node, check_expression, self._others(entry.effective))

    def _others(self, on: date) -> Others:
        """The rulebooks that one of them may name, on that day or, where none then stands, on their first."""

        def get(name: str) -> Rulebook | None:
            near = self.pick(name, on) or self.pick(name, on, simulate=True)
            entry = near or next(iter(self._by_id.get(name, ())), None)
            try:
                return self._resolve_entry(entry, on if near else entry.effective).rulebook if entry else None
            except ShelfError:  # what is wrong with it is told in its own place
                return None

        return Others(tuple(self._by_id), get)

    def survey(self, entry: Entry) -> Survey:
        """What its procedures are made of, and what in them waits without a term."""
        found = self._resolve_entry(entry, entry.effective)
        return survey(Book(found.rulebook, found.node))

    def calendar(self, name: str) -> Calendar:
        from guiju.shelf.calendars import read_calendar  # who only lists the shelf counts no days

        if name not in self._calendars:
            if name not in self.calendars():
                hint = nearest(name, self.calendars()) or either(self.calendars())
                zh, en = f"规则架上没有这部日历：{name}", f"no such calendar: {name}"
                raise ShelfError([flaw(Where("_calendar"), zh, en, hint)])
            self._calendars[name] = read_calendar(self._beside(_file_of(name)), self.calendar_tree(name))
        return self._calendars[name]

    def calendar_of(self, book: Rulebook) -> str:
        """The calendar that a rulebook names, or that of its country."""
        return book.calendar or book.rulebook.partition("/")[0].partition("-")[0].partition(".")[0]

    def calendar_tree(self, name: str) -> Plain:
        """A calendar as plain data, in it the one that it stands on."""
        from guiju.shelf.calendars import whole

        return whole(self._beside(_file_of(name)), self.calendar_tree)

    def calendars(self) -> tuple[str, ...]:
        """The calendars there are, by name."""
        return tuple(sorted({file.stem for folder in self.folders for file in folder.glob("_calendar/*.yaml")}))

    def headings(self, name: str) -> Headings:
        """What the texts of this kind are compared by; none where nobody has written any."""
        file = Path(FOLDER, f"{name.partition('/')[2]}.yaml")
        return read_headings(self._beside(file)) if any((folder / file).is_file() for folder in self.folders) else {}

    def heading_flaws(self) -> tuple[Flaw, ...]:
        """What is wrong with the headings by which texts are compared."""
        wrong: list[Flaw] = []
        for name in sorted({file.stem for folder in self.folders for file in folder.glob(f"{FOLDER}/*.yaml")}):
            texts = [entry for entry in self._entries if entry.id.partition("/")[2] == name]
            books = [self.version(entry, entry.effective) for entry in texts]
            paths = {path for book in books for path in parameters(book)}
            cites = {cite for book in books for cite in book.provisions}
            try:
                wrong += heading_flaws(self._beside(Path(FOLDER, f"{name}.yaml")), paths, cites)
            except ShelfError as error:
                wrong += error.flaws
        return tuple(wrong)

    def _words(self, name: str) -> Words:
        """The templates of the letters beside a text; a folder outside may word some anew."""
        if name not in self._read:
            self._read[name] = read_words(folder / name for folder in self.folders)
        return self._read[name]

    def letter_flaws(self) -> tuple[Flaw, ...]:
        """Templates that nobody uses, or that lack a language."""
        sent: dict[str, set[str]] = {}
        for entry in self._entries:
            book = self.version(entry, entry.effective)
            for name in book.lineage:
                sent.setdefault(name, set()).update(book.letters)
        return tuple(found for name in sent for found in spare(self._words(name), sent[name]))

    def glossary(self) -> dict[str, Plain]:
        return {key: plain(inner) for key, inner in self._beside(Path("_glossary.yaml")).items.items()}

    def grading(self) -> dict[str, str]:
        """The rulebooks by which a scanned data set is graded where nobody names one: `scheme` and `duties`."""
        return {key: inner.text or "" for key, inner in self._beside(Path("_grading.yaml")).items.items()}

    def _beside(self, file: Path) -> Node:
        for folder in reversed(self.folders):
            if (folder / file).is_file():
                return read_tree(folder / file)
        where = Where(str(self.folders[-1] / file))
        raise ShelfError([flaw(where, "规则架上没有这个文件", "there is no such file on the shelf")])

    def version(self, entry: Entry, on: date) -> Rulebook:
        """This very version, though another one may stand beside it on that day."""
        return self._resolve_entry(entry, on).rulebook

    def numbered(self, name: str, number: str) -> Entry:
        """The version of that number."""
        known = self._by_id.get(name, ())
        if found := next((entry for entry in known if entry.number == number), None):
            return found
        hint = either(entry.number for entry in known) if known else None
        zh, en = f"{name} 没有这个版本：{number}", f"{name} has no version {number}"
        raise ShelfError([flaw(Where(str(known[-1].origin if known else self.folders[-1])), zh, en, hint)])

    def standing(self, name: str, on: date, simulate: bool = False) -> Entry:
        """The version that stands on that day, or what does stand, told as a flaw."""
        return self.pick(name, on, simulate) or self._absent(name, on)

    def resolved(self, entry: Entry, on: date) -> tuple[Rulebook, Plain, str]:
        """This very version with its parents merged in: read, as a tree, and the tree's SHA-256."""
        found = self._resolve_entry(entry, on)
        return found.rulebook, found.tree, found.digest

    def _resolve(self, name: str, on: date, simulate: bool) -> _Resolved:
        return self._resolve_entry(self.standing(name, on, simulate), on)

    def _resolve_entry(self, entry: Entry, on: date) -> _Resolved:
        chain = tuple(self._chain(entry, on))
        files = tuple(link.origin for link in chain)
        if files not in self._turns:
            self._turns[files] = sorted({day for link in chain for day in turning_days(link.tree)})
        key = (files, bisect_right(self._turns[files], on))
        if key not in self._resolved:
            node = resolve([link.tree for link in chain], on, [self._words(link.id) for link in chain])
            tree = plain(node)
            digest = hashlib.sha256(canonical(tree)).hexdigest()
            self._resolved[key] = _Resolved(node, read(node, Rulebook), tree, digest)
        return self._resolved[key]

    def _chain(self, entry: Entry, on: date) -> Iterator[Entry]:
        yield entry
        for parent in self._parents(entry, on):
            if parent is None:
                at = entry.tree.deepest("extends")
                zh, en = (
                    f"上位规则 {at.text} 在 {on} 不可用",
                    f"the parent {at.text} does not stand on {on}, or is on no shelf",
                )
                raise ShelfError([flaw(at.where, zh, en, nearest(at.text or "", self._by_id))])
            yield parent
            entry = parent

    def _parents(self, entry: Entry, on: date) -> Iterator[Entry | None]:
        """The chain above; it ends with None where a parent does not stand that day, or in a circle."""
        seen = {entry.id}
        while entry.extends:
            parent = self.pick(entry.extends, on) or self.pick(entry.extends, on, simulate=entry.status not in ACTS)
            if parent is None or parent.id in seen:
                yield None
                return
            seen.add(parent.id)
            yield parent
            entry = parent

    def _above(self, name: str, on: date) -> str | None:
        """The parent that the text names, else the wider place: `XX-P.office`, `XX-P`, `XX`."""
        known = sorted(self._by_id.get(name, ()), key=lambda entry: (entry.effective <= on, entry.effective))
        if known and known[-1].extends:
            return known[-1].extends
        place, _, instrument = name.partition("/")
        for mark in (".", "-"):
            if mark in place:
                return f"{place.rpartition(mark)[0]}/{instrument}"
        return None

    def _absent(self, name: str, on: date) -> Entry:
        known = self._by_id.get(name)
        where = Where(str(known[-1].origin if known else self.folders[-1]))
        if known is None:
            hint = nearest(name, self._by_id) or either(sorted(self._by_id))
            raise ShelfError([flaw(where, f"没有这部规则：{name}", f"no such rulebook: {name}", hint)])
        spans = either(f"{x.number} ({x.effective} – {x.expires or '…'}, {x.status.value})" for x in known)
        raise ShelfError(
            [flaw(where, f"{name} 在 {on} 没有有效版本", f"{name} has no version in force on {on}", spans)]
        )

    @cached_property
    def _by_id(self) -> dict[str, _Entries]:
        found: dict[str, _Entries] = {}
        for entry in self._entries:
            found.setdefault(entry.id, []).append(entry)
        return found

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        """All files. One that cannot be read stops the shelf: a replacement must not silently fail to replace."""
        flaws: list[Flaw] = []
        found: dict[tuple[str, str], Entry] = {}
        for folder in self.folders:
            here: dict[tuple[str, str], Entry] = {}
            for path in sorted(folder.glob("[!_]*/*/*.yaml")):
                if path.name == "cases.yaml" or not self._wanted(path.parent.relative_to(folder)):
                    continue
                try:
                    entry = _entry(path, folder)
                except ShelfError as error:
                    flaws += error.flaws
                    continue
                key = (entry.id, entry.number)
                if key in here:
                    zh, en = f"与 {here[key].origin} 是同一版本", f"the same version as {here[key].origin}"
                    flaws.append(flaw(entry.tree.deepest("version", "number").where, zh, en))
                here[key] = replace(entry, replaced=found[key].origin) if key in found else entry
            found |= here
        if flaws:
            raise ShelfError(flaws)
        return tuple(found.values())

    def _wanted(self, folder: Path) -> bool:
        return not self.only or folder.as_posix() in self.only


def _file_of(calendar: str) -> Path:
    return Path("_calendar", f"{calendar}.yaml")


def _entry(path: Path, folder: Path) -> Entry:
    tree = read_tree(path)
    if not isinstance(tree.value, dict):
        raise ShelfError([flaw(tree.where, "规则须是按键列出的表", "a rulebook is a map by key")])
    missing = [key for key in ("rulebook", "title", "version") if key not in tree.items]
    if missing:
        names = ", ".join(missing)
        raise ShelfError([flaw(tree.where, f"缺少：{names}", f"missing: {names}", nearest(missing[0], tree.items))])
    name, extends = tree.deepest("rulebook"), tree.find("extends")
    expected = path.parent.relative_to(folder).as_posix()
    if name.text != expected:
        hint = Text(f"文件夹说明它是 {expected}", f"its folder says {expected}")
        raise ShelfError([flaw(name.where, "规则编号与文件夹不符", "the name differs from its folder", hint)])
    version = read(tree.deepest("version"), Version)
    return Entry(
        id=expected,
        number=version.number,
        status=version.status,
        effective=version.effective,
        expires=version.expires,
        extends=extends.text if extends else None,
        origin=path,
        tree=tree,
    )
