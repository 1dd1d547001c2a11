"""Cases beside a rulebook, which a lawyer can read and add to: given, when, then, and the provision.

`cases.yaml` holds `filings` (forms filled in, by name; `like` starts from another), `neighbours` (what stands beside
every case, by name) and `cases`. The last step of
`when` may be refused, and then `then` says so; every earlier one must be taken. A child runs its parent's cases
too, on its own rulebook and filings; its own of the same name stand in their place, and `null` drops one. A parent's
case of a day on which the child did not stand yet is not the child's: nobody could file under it then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from guiju.kernel.form import Kinds
from guiju.kernel.resolved import Resolved, resolve
from guiju.shelf.beside import neighbours
from guiju.shelf.case import Case, Neighbour, Result, Step
from guiju.shelf.casework import Play, play
from guiju.shelf.flaws import Flaw, ShelfError, flaw, nearest
from guiju.shelf.kinds import KINDS
from guiju.shelf.reader import read
from guiju.shelf.seen import Looks
from guiju.shelf.shelf import Entry, Shelf
from guiju.shelf.tree import Node, Plain, read_tree
from guiju.shelf.verdict import differences

FIRST_DAY = date(2025, 6, 1)
PARTS = ("filings", "neighbours", "cases")


@dataclass(frozen=True, slots=True)
class Told:
    """A case with the text it was written for, whose short provisions and rulebook it means."""

    name: str
    owner: str
    case: Case


@dataclass(frozen=True, slots=True)
class Filing:
    """A form filled in."""

    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Folder:
    """The cases of a rulebook, its parents' included, and the filings as this rulebook needs them."""

    cases: Mapping[str, Told]
    filings: Mapping[str, Mapping[str, str]]
    neighbours: Mapping[str, Neighbour]

    def steps(self, name: str, trail: tuple[str, ...] = ()) -> tuple[Step, ...]:
        """The steps of a case, those of the case it comes after first."""
        if name not in self.cases or name in trail:
            raise LookupError(f"`after: {name}` names no case, or goes in a circle")
        case = self.cases[name].case
        return (*(self.steps(case.given.after, (*trail, name)) if case.given.after else ()), *case.when)

    def beside(self, name: str) -> dict[str, Neighbour]:
        """What stands beside a case: beside every one, beside the case it comes after, and beside itself."""
        given = self.cases[name].case.given
        around = self.beside(given.after) if given.after else dict(self.neighbours)
        return {key: one for key, one in {**around, **given.cases}.items() if key not in given.without}


def read_folder(shelf: Shelf, entry: Entry) -> Folder:
    """Merge the case files from the farthest parent down."""
    cases: dict[str, Told] = {}
    filings: dict[str, dict[str, str]] = {}
    neighbours: dict[str, Neighbour] = {}
    for owner in reversed(_line(shelf, entry)):
        if not owner.cases.is_file():
            continue
        tree = read_tree(owner.cases)
        _known(tree)
        for name, node in _members(tree, "filings"):
            filings[name] = {**filings.get(name, {}), **_filing(node)}
        for name, node in _members(tree, "neighbours"):
            neighbours.pop(name, None)
            if node.value is not None:
                neighbours[name] = read(node, Neighbour)
        for name, node in _members(tree, "cases"):
            cases.pop(name, None)
            if node.value is None:
                continue
            case = read(node, Case)
            if case.given.version is None or owner.id == entry.id:  # a version of the parent is no concern of the child
                cases[name] = Told(name, owner.id, case)
    folder = Folder(cases, {name: _filled(name, filings, ()) for name in filings}, neighbours)
    return replace(folder, cases={name: told for name, told in cases.items() if _fits(entry, folder, told)})


def _fits(entry: Entry, folder: Folder, told: Told) -> bool:
    """Whether the text stood already on every day of an inherited case. One that goes wrong is kept, to be told of."""
    if told.owner == entry.id:
        return True
    try:
        steps = folder.steps(told.name)
    except LookupError:
        return True
    days = [told.case.given.on] if told.case.given.on else [step.on for step in steps]
    return all(_day(day) >= entry.effective for day in days)


def _day(said: str) -> date:
    return date.fromisoformat(said[:10])


def _filing(node: Node) -> Mapping[str, str]:
    return read(Node({"answers": node}, node.where), Filing).answers


def _line(shelf: Shelf, entry: Entry) -> list[Entry]:
    line = [entry]
    while line[-1].extends:
        parent = shelf.pick(line[-1].extends, entry.effective, simulate=True)
        if parent is None or parent in line:
            break
        line.append(parent)
    return line


def _known(tree: Node) -> None:
    flaws: list[Flaw] = []
    for key, node in tree.items.items():
        if key not in PARTS:
            flaws.append(flaw(node.at, f"没有这个键：{key}", f"unknown key: {key}", nearest(key, PARTS)))
    if flaws:
        raise ShelfError(flaws)


def _members(tree: Node, key: str) -> Iterator[tuple[str, Node]]:
    node = tree.find(key)
    yield from (node.items if node else {}).items()


def _filled(name: str, filings: Mapping[str, Mapping[str, str]], trail: tuple[str, ...]) -> dict[str, str]:
    own = dict(filings.get(name, {}))
    like = own.pop("like", None)
    if like is None or like in (*trail, name):
        return own
    return {**_filled(like, filings, (*trail, name)), **own}


class Books:
    """Compiles each resolved tree once."""

    def __init__(self, shelf: Shelf, kinds: Kinds = KINDS) -> None:
        self.shelf = shelf
        self.kinds = kinds
        self._known: dict[str, Resolved] = {}

    def resolved(self, id: str, on: date, version: str | None = None) -> tuple[Resolved, Plain]:
        """The text that stands on that day; or this very version, played as if it stood."""
        entry = self.shelf.numbered(id, version) if version else None
        rulebook, tree, digest = self.shelf.resolved(entry or self.shelf.standing(id, on), on)
        if digest not in self._known:
            calendar = self.shelf.calendar(self.shelf.calendar_of(rulebook))
            self._known[digest] = resolve(rulebook, calendar, digest, self.kinds, simulate=entry is not None)
        return self._known[digest], tree


def run_case(books: Books, entry: Entry, folder: Folder, told: Told) -> Result:
    """Play one case on this rulebook and compare."""
    case = told.case
    cite = case.cite if "#" in case.cite else f"{told.owner}#{case.cite}"
    try:
        steps = folder.steps(told.name)
        named = case.given.on or (steps[0].on if steps else None)
        start = _day(named) if named else max(FIRST_DAY, entry.effective)
        resolved, tree = books.resolved(entry.id, start, case.given.version)
        beside = neighbours(folder.beside(told.name), lambda name: books.resolved(name, start)[0], entry.id)
        played: Play = play(resolved, steps, folder.filings, start, beside)
        looks = Looks(books.shelf, entry.id, told.owner, resolved, tree, played, case.given.facts)
        said = [message for then in case.then for message in differences(looks, then)]
        refusals = [then for then in case.then if then.refused is not None]
        if played.refused is not None and not refusals:
            said.insert(0, f"the last step was refused: {played.refused.text.en}")
    except (ValueError, LookupError, ShelfError) as error:
        said = [f"{type(error).__name__}: {error}"]
    message = "; ".join(said)
    return Result(rulebook=entry.id, case=told.name, passed=not said, cite=cite, message=message, says=case.says)


def iterate_cases(shelf: Shelf, rulebook_id: str | None = None, kinds: Kinds = KINDS) -> Iterator[Result]:
    """Run cases one by one: of one rulebook, or of all on the shelf."""
    books = Books(shelf, kinds)
    entries = {entry.id: entry for entry in shelf.list() if rulebook_id in (None, entry.id)}
    for entry in entries.values():
        folder = read_folder(shelf, entry)
        for told in folder.cases.values():
            yield run_case(books, entry, folder, told)


def run_cases(shelf: Shelf, rulebook_id: str | None = None, kinds: Kinds = KINDS) -> list[Result]:
    return list(iterate_cases(shelf, rulebook_id, kinds))
