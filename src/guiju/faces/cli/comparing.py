"""`guiju shelf diff`: two rulebooks side by side, parameter by parameter, each with its provision.

For eyes a table of at most a hundred columns; in a pipe one line for each parameter, its columns set off by tabs.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guiju.faces.cli.options import day
from guiju.faces.cli.paper import emit, pad, paper, say, t, tell, width, wrapped
from guiju.kernel.values import Text
from guiju.kit.cites import say_cite
from guiju.kit.says import USAGE, trouble
from guiju.kit.trust import STATUSES

if TYPE_CHECKING:
    from guiju.kernel.values import Cite
    from guiju.kit.comparison import Compared, Edition, Pair, Told

WIDEST, GAP = 100, 2
SAME, OTHER, NONE = "=", "≠", "—"

_TEXT = typer.Argument(
    metavar="ID[@VERSION]", help="规则编号，可加版本号 · id of a rulebook, and which version where it has several"
)
_DAY = typer.Option("--on", metavar="DAY", help="按何日的文本比较，默认今天 · as they stand on this day")
_CLAUSES = typer.Option("--text", help="并列原文，须设 GUIJU_TEXTS · the clauses too; GUIJU_TEXTS names their folder")
_ALL = typer.Option("--all", help="标题之外相同的也列出 · also what is equal and under no heading")


def diff(
    a: Annotated[str, _TEXT],
    b: Annotated[str, _TEXT],
    on: Annotated[str | None, _DAY] = None,
    text: Annotated[bool, _CLAUSES] = False,
    everything: Annotated[bool, _ALL] = False,
) -> None:
    """比较两部规则或一部规则的两个版本 · compare two rulebooks, or two versions of one, item by item"""
    from guiju.kit.comparison import as_json, compared
    from guiju.shelf.shelf import open_shelf

    folder = _texts() if text else None
    found = compared(open_shelf(), a, b, day(on), datetime.now(UTC).date())
    if paper().json:
        content = as_json(found)
        if folder:
            pairs = [pair for group in found.groups for pair in group.pairs] + list(found.rest)
            content["texts"] = dict(_clauses(found, pairs, folder))
        emit(content)
    elif sys.stdout.isatty():
        _draw(found, everything, folder)
    else:
        _pipe(found, everything, folder)


def _texts() -> Path:
    from guiju.shelf.texts import VARIABLE, texts_folder

    folder = texts_folder()
    if folder is None:
        remedy = Text(f"将 {VARIABLE} 设为存放原文的文件夹", f"let {VARIABLE} name the folder in which you keep them")
        raise trouble("no_texts", "没有可并列的原文", "there are no texts to show beside", code=USAGE, remedy=remedy)
    return folder


def _pipe(found: Compared, everything: bool, folder: Path | None) -> None:
    """Heading, path, label, then value and provisions of each."""
    from guiju.kit.comparison import REST

    groups = [*((group.label, group.equal, group.pairs) for group in found.groups)]
    groups.append((REST, False, found.shown(everything)))
    for label, equal, pairs in groups:
        if not pairs:
            print("\t".join((SAME if equal else OTHER, tell(label), "", "", NONE, "", NONE, "")))
        for pair in pairs:
            sides = [word for side in (pair.a, pair.b) for word in (_value(side), _provisions(side))]
            print("\t".join((SAME if pair.equal else OTHER, tell(label), pair.path, tell(pair.label), *sides)))
        for cite, clause in _clauses(found, pairs, folder) if folder else ():
            print("\t".join(("#", tell(label), cite, clause["text"])))


def _value(side: Told | None) -> str:
    return NONE if side is None else tell(side.text)


def _provisions(side: Told | None) -> str:
    return "" if side is None else tell(side.grounds)


def _draw(found: Compared, everything: bool, folder: Path | None) -> None:
    from guiju.kit.comparison import REST

    page = _Page(min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))
    page.row("", "", *(_heading(one) for one in (found.a, found.b)), style="bold")
    for number, group in enumerate(found.groups, 1):
        page.title(f"{number} {tell(group.label)}", t("相同", "equal") if group.equal else t("不同", "differs"))
        page.pairs(group.pairs)
        page.clauses(_clauses(found, group.pairs, folder) if folder else ())
    shown = found.shown(everything)
    if shown:
        page.title(tell(REST), "")
        page.pairs(shown)
        page.clauses(_clauses(found, shown, folder) if folder else ())
    if same := len(found.rest) - len(shown):
        say()
        say(
            t(
                f"标题之外另有 {same} 项相同，--all 列出",
                f"{same} more are equal and under no heading; --all lists them",
            )
        )


def _heading(one: Edition) -> str:
    return f"{tell(one.title)} {one.number} {tell(STATUSES[one.status])} {one.on}"


class _Page:
    """Three columns that fit the screen, and a sign before them."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        free = columns - 2 - 2 * GAP
        self.widths = (free - 2 * (free * 7 // 20), free * 7 // 20, free * 7 // 20)

    def title(self, label: str, verdict: str) -> None:
        say()
        say(f"{label}  {verdict}".rstrip(), "bold")

    def pairs(self, pairs: Iterable[Pair]) -> None:
        none = True
        for pair in pairs:
            self.row(SAME if pair.equal else OTHER, tell(pair.label), *map(self.told, (pair.a, pair.b)))
            none = False
        if none:
            self.row(SAME, t("均无规定", "neither says anything"), NONE, NONE)

    def told(self, side: Told | None) -> str:
        """The value with its provisions, which begin a line of their own if one line does not hold both."""
        value, provisions = _value(side), _provisions(side)
        joined = f"{value} [{provisions}]" if provisions else value
        return joined if width(joined) <= self.widths[-1] else f"{value}\n[{provisions}]"

    def row(self, sign: str, *cells: str, style: str | None = None) -> None:
        parts = [
            [line for one in cell.split("\n") for line in wrapped(one, size)]
            for cell, size in zip(cells, self.widths, strict=True)
        ]
        for n in range(max(map(len, parts))):
            words = [pad(part[n] if n < len(part) else "", size) for part, size in zip(parts, self.widths, strict=True)]
            say(f"{pad(sign if n == 0 else '', 2)}{(' ' * GAP).join(words)}".rstrip(), style)

    def clauses(self, clauses: Iterable[tuple[Cite, dict[str, str]]]) -> None:
        for cite, clause in clauses:
            head = f"{say_cite(cite, paper().lang)}{clause['note']}："
            for line in wrapped(head + clause["text"], self.columns - 4):
                say(f"    {line}")


def _clauses(found: Compared, pairs: Iterable[Pair], folder: Path) -> Iterator[tuple[Cite, dict[str, str]]]:
    """Each article that these parameters rest on, once, as the reader's copy has it."""
    from guiju.shelf.texts import clause

    provisions, seen = found.provisions, set[tuple[str, str]]()
    for cite in dict.fromkeys(cite for pair in pairs for cite in pair.cites):
        article = cite.partition("(")[0]
        known = clause(folder, cite, provisions.get(article) or provisions.get(cite))
        if known is None or (article, known.text) in seen:
            continue
        seen.add((article, known.text))
        notes = {
            True: "",
            False: t("（与编入的文本不同）", " (not the text encoded)"),
            None: t("（未核对）", " (unchecked)"),
        }
        yield article, {"text": known.text, "note": notes[known.same]}
