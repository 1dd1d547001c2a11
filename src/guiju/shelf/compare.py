"""Two texts side by side, parameter by parameter: under the headings of their kind first, then all that is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guiju.kernel.rulebook import Provision, Rulebook
from guiju.kernel.values import Text
from guiju.shelf.book import Path
from guiju.shelf.headings import PROVISIONS, Headings
from guiju.shelf.parameters import Parameter, parameters


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter in both texts. `below`: of an item that only one text has, its values."""

    path: Path
    a: Parameter | None
    b: Parameter | None
    below: tuple[Parameter, ...] = ()

    @property
    def equal(self) -> bool:
        return self.a is not None and self.b is not None and self.a.value == self.b.value

    @property
    def known(self) -> Parameter:
        """What either text says, for the words that both share."""
        found = self.a or self.b
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines. Where neither text says anything, they agree."""

    key: str
    label: Text
    lines: tuple[Line, ...]

    @property
    def equal(self) -> bool:
        return all(line.equal for line in self.lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rest`: every parameter that is under no heading."""

    sections: tuple[Section, ...]
    rest: tuple[Line, ...]


def compare(a: Rulebook, b: Rulebook, headings: Headings) -> Comparison:
    """Every parameter of both texts, each in one place."""
    left, right = ({**parameters(book), **_spoken(book, headings)} for book in (a, b))
    under: dict[str, list[tuple[int, Line]]] = {key: [] for key in headings}
    rest: list[Line] = []
    for line in _folded([Line(path, left.get(path), right.get(path)) for path in _in_order(left, right)], headings):
        key, place = _heading(line.path, headings)
        if key is None:
            rest.append(line)
        else:
            under[key].append((place, line))
    sections = tuple(
        Section(key, heading.label, tuple(line for _, line in sorted(under[key], key=lambda pair: pair[0])))
        for key, heading in headings.items()
    )
    return Comparison(sections, tuple(rest))


def _spoken(book: Rulebook, headings: Headings) -> dict[Path, Parameter]:
    """By heading, what the provisions say that it names because no rule in the text speaks of the matter."""
    found: dict[Path, Parameter] = {}
    for key, heading in headings.items():
        said = {cite: item.says for cite, item in book.provisions.items() if item.says and cite in heading.cites}
        if said:
            zh, en = ("；".join(text.zh for text in said.values()), "; ".join(text.en for text in said.values()))
            path = (PROVISIONS, key)
            found[path] = Parameter(path, Text(zh, en), (), Provision, "says", tuple(said))
    return found


def _heading(path: Path, headings: Headings) -> tuple[str | None, int]:
    if path[0] == PROVISIONS:
        return path[1], len(headings[path[1]].of)
    for key, heading in headings.items():
        place = heading.place(path)
        if place is not None:
            return key, place
    return None, 0


def _in_order(left: Mapping[Path, Parameter], right: Mapping[Path, Parameter]) -> list[Path]:
    """The order of the first text; what only the second has stands behind what it follows there."""
    behind: dict[Path | None, list[Path]] = {}
    last: Path | None = None
    for path in right:
        if path in left:
            last = path
        else:
            behind.setdefault(last, []).append(path)
    return [path for known in (None, *left) for path in (*([known] if known else ()), *behind.get(known, ()))]


def _folded(lines: list[Line], headings: Headings) -> Iterator[Line]:
    """Of an item that one text lacks, one line with its values; of one that both have, its values alone.

    What a heading spells out has its own line in any case.
    """
    wanted = {tuple(path.split(".")) for heading in headings.values() for path in heading.of if "*" not in path}
    lines = [line for line in lines if line.path in wanted or not _unsaid(line)]
    single = {line.path for line in lines if line.known.is_item and (line.a is None or line.b is None)}
    below: dict[Path, list[Line]] = {}
    for line in lines:
        if not line.known.is_item and line.path not in wanted:
            below.setdefault(line.known.item, []).append(line)
    for line in lines:
        if line.path in single:
            yield Line(line.path, line.a, line.b, tuple(inner.known for inner in below.get(line.path, ())))
        elif line.path in wanted:
            yield line
        elif line.known.is_item:
            if line.path not in below:
                yield line
        elif line.known.item not in single:
            yield line


def _unsaid(line: Line) -> bool:
    """Neither text says it: both have what is usual."""
    return all(side is None or side.usual for side in (line.a, line.b))
