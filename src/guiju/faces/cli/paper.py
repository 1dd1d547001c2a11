"""What a command prints on: Chinese or English, for eyes, for a pipe, or as JSON.

Rich is loaded only when somebody is looking; what goes into a pipe is plain text.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from guiju.kernel.values import Text, plain

if TYPE_CHECKING:
    from guiju.kit.says import Problem

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Paper:
    """Language and form of one command's output."""

    lang: str = "zh"
    json: bool = False


_PLAIN = Paper()
_CHINESE, _OPENERS, _CLOSERS = "\u2e80-\u9fff\uff01-\uff60…—", "“‘（「『《〔", "，。；：、）」』》〕”’"
_WORD = rf"[{_CHINESE}]|[^\s{_CHINESE}{_OPENERS}{_CLOSERS}]+"
_PIECES = re.compile(rf"[{_OPENERS}]*(?:(?![{_OPENERS}{_CLOSERS}])(?:{_WORD}))?[{_CLOSERS}]*\s*")
_CALM = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "�")  # what a screen would obey
_PAPER: ContextVar[Paper] = ContextVar("paper", default=_PLAIN)


def paper() -> Paper:
    return _PAPER.get()


@contextmanager
def laid(sheet: Paper) -> Iterator[None]:
    """Print on this sheet until the command is done."""
    token = _PAPER.set(sheet)
    try:
        yield
    finally:
        _PAPER.reset(token)


def t(zh: str, en: str) -> str:
    return en if paper().lang == "en" else zh


def tell(text: Text | Mapping[str, str] | object) -> str:
    """A label as it stands in values or in JSON, in the language of the command."""
    if isinstance(text, Text):
        return text[paper().lang]
    if isinstance(text, Mapping):
        return str(text[paper().lang])
    return "" if text is None else str(text)


def say(text: str = "", style: str | None = None, *, to: IO[str] | None = None) -> None:
    """One line (or several) for people."""
    stream, text = to or sys.stdout, text.translate(_CALM)
    if style is None or not stream.isatty():
        print(text, file=stream)
        return
    from rich.console import Console
    from rich.text import Text as Styled

    Console(file=stream, soft_wrap=True).print(Styled(text, style=style), highlight=False)


def emit(content: object) -> None:
    """JSON on standard output, readable and in the order it was built."""
    print(json.dumps(plain(content), ensure_ascii=False, indent=2))


def width(text: str) -> int:
    """Columns on a screen: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of that many columns. Chinese breaks anywhere, other words at blanks, or where they must."""
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if width(line) + width(piece.rstrip()) > columns and line.strip():
            lines.append(line.rstrip())
            line = ""
        while width(piece.rstrip()) > columns:
            fits = next(size for size in range(columns, 0, -1) if width(piece[:size]) <= columns)
            lines.append(piece[:fits])
            piece = piece[fits:]
        line += piece.lstrip() if not line else piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table: drawn for eyes, aligned by blanks in a pipe."""
    body = [[str(cell).translate(_CALM) for cell in row] for row in rows]
    if sys.stdout.isatty():
        from rich import box
        from rich.console import Console
        from rich.table import Table

        drawn = Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False)
        for row in body:
            drawn.add_row(*row)
        Console().print(drawn, highlight=False, markup=False)
        return
    lines = [list(heads), *body]
    widths = [max(width(row[column]) for row in lines) for column in range(len(heads))]
    for row in lines:
        print("  ".join(pad(cell, columns) for cell, columns in zip(row, widths, strict=True)).rstrip())


@contextmanager
def working(label: str) -> Iterator[None]:
    """Shows that long work goes on; silent in a pipe and in JSON."""
    if paper().json or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(label, total=None)
        yield


@contextmanager
def counting(label: str, total: int) -> Iterator[Callable[[str], None]]:
    """The same for work of many steps; call what is given with the name of each that is done."""
    if paper().json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=total)
        yield lambda name: progress.update(task, advance=1, description=f"{label} {escape(name[-40:])}")


def problem(trouble: Problem) -> None:
    """A No with its provision, its faults by block, what to do and what is open instead."""
    if paper().json:
        emit(trouble.as_json())
        return
    from guiju.kit.cites import say_cite

    lang, err = paper().lang, sys.stderr
    cited = f" [{say_cite(trouble.cite, lang)}]" if trouble.cite else ""
    say(f"✗ {trouble.text[lang]}{cited}", "bold red", to=err)
    faults(trouble, to=err)
    if trouble.missing:
        say(f"  {t('缺少的事实', 'facts needed')}: {', '.join(trouble.missing)}", to=err)
    if trouble.remedy is not None:
        say(f"  {t('怎么办', 'what to do')}: {trouble.remedy[lang]}", to=err)
    if trouble.instead:
        offered = ", ".join(f"{act} ({label[lang]})" if act != label[lang] else act for act, label in trouble.instead)
        say(f"  {t('现在可办', 'open now')}: {offered}", to=err)


def unread(name: str, text: Text, remedy: Text) -> None:
    """One of many files that cannot be read: its name once, what is wrong, and what to do beneath."""
    said = tell(text)
    say(f"✗ {said}" if said.startswith(name) else f"✗ {name}: {said}", "red")
    say(f"    {t('怎么办', 'what to do')}: {tell(remedy)}", "dim")


def faults(trouble: Problem, *, to: IO[str] | None = None) -> None:
    """All faults, block by block, each with its remedy and whether it stops the filing."""
    from guiju.kit.cites import say_cite

    lang, labels = paper().lang, trouble.blocks or {}
    for block in dict.fromkeys(fault.block for fault in trouble.faults):
        if block is not None:
            say(f"  {labels[block][lang] if block in labels else block}", "bold", to=to)
        for fault in (fault for fault in trouble.faults if fault.block == block):
            stops = (
                t("须先改正", "stops the filing")
                if fault.at == "draft"
                else t("列入一次性告知", "stands in the notice")
            )
            cited = f", {say_cite(fault.cite, lang)}" if fault.cite else ""
            say(f"    · {fault.remedy[lang]} ({fault.field}; {stops}{cited})", to=to)
