"""The language of a letter's template: lines with blanks, and nothing that runs.

    # 公共数据资源登记受理通知书            the title
    {registrant_name}：                    the addressee: the first paragraph, if it ends with a colon
    根据{@provision}，予以受理……            a paragraph; lines that follow each other are one
    [?agreement_end] 协议至{agreement_end}。  stands only where that fact is known, and is not No
    [!refiled] ……    [@upheld] ……            only where it is not; only where the case has come to that state
    [?@due.review] ……                        only where that clock runs
    | 数据名称 | {data_name} |               a row of a table
    ## 附件                                  a heading
    {faults}                                 on a line of its own: what the letter lists

A blank names a fact of the case, or one of the words below that begin with `@`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from guiju.kernel.values import Text

WORDS = ("@office", "@case", "@kind", "@date", "@provision", "@count", "@state")
"""The office, the case, its kind, the day of the letter, its provisions, how many things it lists, where it stands."""
DUE = "@due."
"""`@due.review`: the last day of a clock that now runs."""
LISTS = ("faults", "grounds", "findings")
EMPTY = "＿＿＿＿"

_BLANK = re.compile(r"\{(@?[a-z]\w*(?:\.\w+)?)\}", re.ASCII)
_GUARD = re.compile(r"\[(@(?=[a-z]\w*\])|[?!])(@?[a-z][\w.]*)\]\s*", re.ASCII)
_ROW = re.compile(r"\|(.+)\|")
_LIST = re.compile(r"\{(faults|grounds|findings)\}")
_NARROW = re.compile(r"[\x00-\x7f]")


class Kind(StrEnum):
    TITLE = "title"
    TO = "to"
    TEXT = "text"
    HEADING = "heading"
    ROW = "row"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Guard:
    """Where a part stands: `?` the fact is known and not No, `!` it is not, `@` the case has come to that state."""

    sign: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a letter. `cells`: its text, or the cells of a row."""

    kind: Kind
    cells: tuple[str, ...]
    guard: Guard | None
    line: int


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a template, and on which of its lines."""

    line: int
    text: Text


@dataclass(frozen=True, slots=True)
class Template:
    parts: tuple[Part, ...]
    slips: tuple[Slip, ...] = ()

    def blanks(self) -> Iterator[tuple[str, int]]:
        """Every blank with its line, in order."""
        for part in self.parts:
            for cell in part.cells:
                yield from ((found[1], part.line) for found in _BLANK.finditer(cell))

    def guards(self) -> Iterator[tuple[Guard, int]]:
        yield from ((part.guard, part.line) for part in self.parts if part.guard is not None)

    def facts(self) -> Iterator[str]:
        """The facts that it names, be it only to ask whether they are known."""
        yield from (name for name, _ in self.blanks() if not name.startswith("@"))
        asked = (guard.name for guard, _ in self.guards() if guard.sign != "@")
        yield from (name for name in asked if not name.startswith("@"))


def filled(cell: str, word: Callable[[str], str]) -> str:
    """A text with its blanks filled. What is filled in is never read as a template again."""
    return _BLANK.sub(lambda found: word(found[1]), cell)


@lru_cache(maxsize=1024)
def parse(text: str) -> Template:
    """The template of a text. It reads on after a slip, so that all are told at once."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), 1):
        reader.take(line.strip(), number)
    reader.close()
    return Template(tuple(_addressed(reader.parts)), tuple(reader.slips))


class _Reader:
    """Gathers the parts, and the lines of the paragraph that is open."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.slips: list[Slip] = []
        self._open: list[str] = []
        self._first = 0
        self._guard: Guard | None = None

    def take(self, line: str, number: int) -> None:
        guard = _GUARD.match(line)
        bare = line[guard.end() :] if guard else line
        kind, cells = _kind_of(bare)
        if guard is not None or kind is not Kind.TEXT or not bare:
            self.close()
        if not line:
            return
        self._judge(bare, kind, number)
        asked = Guard(guard[1], guard[2]) if guard else None
        if kind is not Kind.TEXT:
            self.parts.append(Part(kind, cells, asked, number))
        elif bare:
            if not self._open:
                self._first, self._guard = number, asked
            self._open.append(bare)

    def close(self) -> None:
        """The paragraph that is open ends here."""
        if self._open:
            self.parts.append(Part(Kind.TEXT, (_joined(self._open),), self._guard, self._first))
            self._open = []

    def _judge(self, bare: str, kind: Kind, number: int) -> None:
        if re.search(r"[{}]", _BLANK.sub("", bare)):
            zh, en = "花括号里应是一个事实的名称，如 {data_name}", "braces hold the name of a fact, as in {data_name}"
            self.slips.append(Slip(number, Text(zh, en)))
        if re.match(r"\[[?!@]", bare) or not bare:
            zh, en = (
                "条件写作 [?fact]、[!fact] 或 [@state]，一行一个，其后须有文字",
                "a condition is [?fact], [!fact] or [@state], one a line, with words after it",
            )
            self.slips.append(Slip(number, Text(zh, en)))
        if kind is Kind.TITLE and (self.parts or self._open):
            self.slips.append(Slip(number, Text("标题只在第一行", "the title is the first line")))


def _kind_of(bare: str) -> tuple[Kind, tuple[str, ...]]:
    if found := _LIST.fullmatch(bare):
        return Kind.LIST, (found[1],)
    if found := _ROW.fullmatch(bare):
        return Kind.ROW, tuple(cell.strip() for cell in found[1].split("|"))
    for mark, kind in (("## ", Kind.HEADING), ("# ", Kind.TITLE)):
        if bare.startswith(mark):
            return kind, (bare.removeprefix(mark).strip(),)
    return Kind.TEXT, (bare,)


def _addressed(parts: list[Part]) -> Iterator[Part]:
    """The first paragraph is the addressee if it ends with a colon."""
    first = next((place for place, part in enumerate(parts) if part.kind is not Kind.TITLE), None)
    for place, part in enumerate(parts):
        addressee = place == first and part.kind is Kind.TEXT and part.cells[0].endswith(("：", ":"))
        yield Part(Kind.TO, part.cells, part.guard, part.line) if addressee else part


def _joined(lines: list[str]) -> str:
    """Lines as one: a space between words, none between Chinese characters."""
    whole = lines[0]
    for line in lines[1:]:
        narrow = _NARROW.fullmatch(whole[-1]) and _NARROW.fullmatch(line[0])
        whole += f" {line}" if narrow else line
    return whole
