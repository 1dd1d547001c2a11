"""Two rulebooks compared, in words: what the command line, the page and the API show.

A rulebook is named by its id, or by id and version (`CN/x@2025-26`, or with the number of the document): so a draft
and the final text of one place can be laid side by side. Each text is looked at on the day asked for, or on the
nearest day on which it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guiju.kernel.resolved import Resolved, resolve
from guiju.kernel.rulebook import Provision, Rulebook, Status
from guiju.kernel.values import Cite, Mark, Text
from guiju.kit.cites import say_cites
from guiju.kit.paths import Namer
from guiju.kit.says import USAGE, Trouble, both, trouble
from guiju.kit.trust import MARKS
from guiju.shelf.compare import Comparison, Line, compare
from guiju.shelf.flaws import ShelfError, nearest
from guiju.shelf.kinds import KINDS
from guiju.shelf.parameters import Parameter
from guiju.shelf.shelf import ACTS, Entry, Shelf

Json = dict[str, object]
REST = Text("未列入标题", "not under a heading")


@dataclass(frozen=True, slots=True)
class Edition:
    """One of the two texts, and the day on which it is looked at."""

    id: str
    number: str
    status: Status
    title: Text
    on: date
    rulebook: Rulebook

    @property
    def acts(self) -> bool:
        """Whether cases are handled under it; a draft only serves to compare."""
        return self.status in ACTS


@dataclass(frozen=True, slots=True)
class Told:
    """What one text says, and where."""

    text: Text
    cites: tuple[Cite, ...]
    mark: Mark | None

    @property
    def grounds(self) -> Text:
        """Its provisions and, where it has one, its mark; a dash where the text gives none."""
        mark = MARKS[self.mark] if self.mark else None
        said = {language: say_cites(self.cites, language) or "—" for language in ("zh", "en")}
        return Text(
            f"{said['zh']}（{mark.zh}）" if mark else said["zh"], f"{said['en']} ({mark.en})" if mark else said["en"]
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """One parameter in both texts."""

    path: str
    label: Text
    equal: bool
    a: Told | None
    b: Told | None

    @property
    def cites(self) -> tuple[Cite, ...]:
        return tuple(dict.fromkeys(cite for side in (self.a, self.b) if side for cite in side.cites))


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with its parameters."""

    key: str
    label: Text
    equal: bool
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """`rest`: what is under no heading."""

    a: Edition
    b: Edition
    groups: tuple[Group, ...]
    rest: tuple[Pair, ...]

    @property
    def provisions(self) -> Mapping[Cite, Provision]:
        return {**self.b.rulebook.provisions, **self.a.rulebook.provisions}

    def shown(self, everything: bool) -> tuple[Pair, ...]:
        """Of what is under no heading, all, or what differs."""
        return tuple(pair for pair in self.rest if everything or not pair.equal)


def compared(shelf: Shelf, a: str, b: str, on: date | None, today: date) -> Compared:
    """Both texts side by side; one that is not on the shelf, or whose parent does not stand that day, is a trouble."""
    try:
        left, right = (edition(shelf, named, on, today) for named in (a, b))
    except ShelfError as error:
        raise _absent("no_rulebook", Text(error.say("zh"), error.say("en"))) from None
    headings = next(filter(None, (shelf.headings(one.id) for one in (left, right))), {})
    comparison = compare(left.rulebook, right.rulebook, headings)
    return _in_words(comparison, left, right, Writer(shelf, left), Writer(shelf, right))


def edition(shelf: Shelf, named: str, on: date | None, today: date) -> Edition:
    """The text that is meant, as it stands on the day or as near to it as it ever stood."""
    id, _, number = named.partition("@")
    entry = version_of(shelf, id, number, on or today)
    day = max(on or today, entry.effective)
    day = min(day, entry.expires) if entry.expires else day
    book = shelf.version(entry, day)
    return Edition(id, entry.number, entry.status, book.title, day, book)


def version_of(shelf: Shelf, id: str, number: str, on: date) -> Entry:
    """By its number or the name of its file; without either, what stands on the day, else the newest."""
    known = [entry for entry in shelf.list() if entry.id == id]
    if not known:
        near = nearest(id, {entry.id for entry in shelf.list()})
        raise _absent("no_rulebook", Text(f"没有这部规则：{id}", f"there is no rulebook {id}"), near)
    if number:
        found = [entry for entry in known if number in (entry.number, entry.origin.stem)]
        if not found:
            names = ", ".join(entry.number for entry in known)
            known_ones = Text(f"现有：{names}", f"there are: {names}")
            raise _absent("no_version", Text(f"{id} 没有此版本：{number}", f"{id} has no version {number}"), known_ones)
        return found[0]
    return shelf.pick(id, on) or shelf.pick(id, on, simulate=True) or known[-1]


def _absent(kind: str, text: Text, remedy: Text | None = None) -> Trouble:
    remedy = remedy or Text("guiju shelf list 列出全部规则", "guiju shelf list names all rulebooks")
    return trouble(kind, text.zh, text.en, code=USAGE, remedy=remedy)


class Writer:
    """Says the parameters of one text in words."""

    def __init__(self, shelf: Shelf, text: Edition) -> None:
        book = text.rulebook
        calendar = shelf.calendar(shelf.calendar_of(book))
        self.resolved: Resolved = resolve(book, calendar, "", KINDS)
        self.namer = Namer(self.resolved, shelf.glossary())

    def told(self, parameter: Parameter | None, below: Sequence[Parameter], verbatim: bool) -> Told | None:
        if parameter is None:
            return None
        text = self.namer.summary(below) if below else self.namer.value(parameter, verbatim=verbatim)
        return Told(text, parameter.cites, parameter.mark)


def _in_words(found: Comparison, a: Edition, b: Edition, left: Writer, right: Writer) -> Compared:
    def pairs(lines: Iterable[Line]) -> Iterator[Pair]:
        for line in lines:
            label = (left if line.a else right).namer.label(line.known)
            sides = _sides(line, left, right, verbatim=False)
            if not line.equal and sides[0] and sides[1] and sides[0].text == sides[1].text:
                sides = _sides(line, left, right, verbatim=True)  # the words hide what differs
            yield Pair(".".join(line.path), label, line.equal, *sides)

    groups = tuple(Group(one.key, one.label, one.equal, tuple(pairs(one.lines))) for one in found.sections)
    return Compared(a, b, groups, tuple(pairs(found.rest)))


def _sides(line: Line, left: Writer, right: Writer, *, verbatim: bool) -> tuple[Told | None, Told | None]:
    return left.told(line.a, line.below, verbatim), right.told(line.b, line.below, verbatim)


def as_json(found: Compared) -> Json:
    """Everything, for programs: the rest with what is equal in it."""
    return {
        "a": _edition(found.a),
        "b": _edition(found.b),
        "headings": [
            {"id": one.key, "label": both(one.label), "equal": one.equal, "lines": [_pair(pair) for pair in one.pairs]}
            for one in found.groups
        ],
        "rest": [_pair(pair) for pair in found.rest],
    }


def _edition(one: Edition) -> Json:
    return {
        "id": one.id,
        "number": one.number,
        "status": one.status.value,
        "title": both(one.title),
        "on": one.on,
    }


def _pair(pair: Pair) -> Json:
    sides = {name: _told(side) for name, side in (("a", pair.a), ("b", pair.b))}
    return {"path": pair.path, "label": both(pair.label), "equal": pair.equal, **sides}


def _told(side: Told | None) -> Json | None:
    if side is None:
        return None
    return {"text": both(side.text), "cites": list(side.cites), "mark": side.mark.value if side.mark else None}
