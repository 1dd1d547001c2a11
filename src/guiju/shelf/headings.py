"""Headings under which two texts of one kind are compared: which parameters belong together, and what to call that.

They are data: `_headings/<instrument>.yaml`, the instrument being what stands behind the place in the name of a
rulebook. A heading lists paths of parameters, in which `*` stands for any part of one step, and `**` at the end for
everything below. The first heading that names a parameter has it. Where a text speaks of the matter without giving a
rule that could be run, the heading names its provision, and that is compared by what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from guiju.kernel.values import Cite, Text
from guiju.shelf.book import Path
from guiju.shelf.flaws import Flaw, ShelfError, flaw
from guiju.shelf.reader import read
from guiju.shelf.tree import Node

FOLDER = "_headings"
PROVISIONS = "provisions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """`of`: the paths, in the order in which their parameters are shown; `says`: provisions behind them, by text."""

    label: Text
    of: tuple[str, ...]
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def cites(self) -> frozenset[Cite]:
        return frozenset(f"{text}#{one}" for text, provisions in self.says.items() for one in provisions)

    def place(self, path: Path) -> int | None:
        """Which of the paths names this parameter, if one does."""
        return next((index for index, pattern in enumerate(self.of) if names(pattern, path)), None)


Headings = Mapping[str, Heading]


def names(pattern: str, path: Path) -> bool:
    """Whether a path of a heading names this parameter."""
    steps = pattern.split(".")
    if steps[-1] == "**":
        steps, path = steps[:-1], path[: len(steps) - 1]
    return len(steps) == len(path) and all(map(fnmatchcase, path, steps))


def read_headings(tree: Node) -> Headings:
    """The headings of a file, in its order; `ShelfError` with every flaw."""
    found: dict[str, Heading] = {}
    flaws: list[Flaw] = []
    for key, node in tree.items.items():
        try:
            found[key] = read(node, Heading)
        except ShelfError as error:
            flaws += error.flaws
    if not isinstance(tree.value, dict):
        flaws.append(flaw(tree.where, "标题须按键列出", "headings are a map by key"))
    if flaws:
        raise ShelfError(flaws)
    return found


def heading_flaws(tree: Node, paths: Iterable[Path], provisions: Iterable[Cite] = ()) -> list[Flaw]:
    """A path spelt out that names nothing in any text is a slip; one with a `*` may wait for texts to come."""
    known, cites = set(paths), set(provisions)
    wrong: list[Flaw] = []
    for key, heading in read_headings(tree).items():
        for cite in sorted(heading.cites - cites):
            where = tree.deepest(key, "says", cite.partition("#")[0]).where
            wrong.append(flaw(where, f"没有规则有此条文：{cite}", f"no text has this provision: {cite}"))
        for index, pattern in enumerate(heading.of):
            if "*" not in pattern and tuple(pattern.split(".")) not in known:
                where = tree.deepest(key, "of", str(index)).where
                hint = Text(
                    "核对路径，或用 * 待以后的规则", "check the path, or write a * that waits for texts to come"
                )
                wrong.append(
                    flaw(where, f"没有规则有此参数：{pattern}", f"no text has this parameter: {pattern}", hint)
                )
    return wrong
