"""Reads a user's rules of quality: a small YAML file, whose every flaw is told with its line and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from guiju.kernel.values import Text
from guiju.plane.report import COLUMN_TYPES
from guiju.shelf.flaws import Flaw, ShelfError, Where, either, flaw, nearest
from guiju.shelf.tree import Node, read_tree

EACH = ("required", "unique", "masked")  # a list of columns, each of them a rule
PAIRS = ("order", "same")  # a list of pairs of columns
MAPS = ("columns", "range", "pattern", "one_of", "references", "updated_within", "period", "every")
KINDS = ("key", *EACH, *PAIRS, *MAPS)
STEPS = ("day", "week", "month", "quarter", "year")
_AGE = re.compile(r"([1-9]\d{0,4})([dwmy])")
_GREATEST = Decimal(10) ** 28  # the engine holds no more beside nine places behind the point
_UNITS = {"d": "DAY", "w": "WEEK", "m": "MONTH", "y": "YEAR"}
_LIST = Text("写成 [列, 列]", "write [column, column]")
_MAP = Text("写成 列: 要求", "write column: what is required of it")
_BOUNDS = Text("写成 [最小, 最大]，不限的一端写 ~", "write [least, greatest], with ~ for an open end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule about one column, or about some together; `places`: where each column is named."""

    kind: str
    columns: tuple[str, ...]
    args: tuple[str, ...] = ()
    at: Where
    places: tuple[Where, ...]


def read_rules(path: Path) -> tuple[Rule, ...]:
    """All rules of a file, in its order. Raises ShelfError with every flaw found."""
    tree = read_tree(path)
    reader = _Reader(path.parent)
    rules = tuple(reader.rules(tree))
    if reader.flaws:
        raise ShelfError(reader.flaws)
    return rules


def _place(said: str) -> tuple[str, Decimal] | None:
    """What kind of bound this is, a day or a number, and where it lies among its kind."""
    try:
        return "day", Decimal(date.fromisoformat(said).toordinal())
    except ValueError:
        pass
    try:
        number = Decimal(said)
    except InvalidOperation:
        return None
    return ("number", number) if number.is_finite() and abs(number) < _GREATEST else None


class _Reader:
    """Turns nodes into rules and gathers what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.flaws: list[Flaw] = []

    def rules(self, tree: Node) -> Iterator[Rule]:
        if not isinstance(tree.value, dict):
            self._flaw(tree, "规则文件须是“规则: 内容”的形式", "a file of rules is a map of rules", either(KINDS))
        for kind, node in tree.items.items():
            if kind not in KINDS:
                hint = nearest(kind, KINDS) or either(KINDS)
                self._flaw(node, f"没有名为 {kind} 的规则", f"there is no rule {kind}", hint)
            elif kind in MAPS:
                yield from self._map(kind, node)
            elif kind in PAIRS:
                yield from self._pairs(kind, node)
            else:
                names = self._names(node)
                if kind == "key" and names:
                    yield self._rule(kind, node, names)
                elif kind != "key":
                    yield from (self._rule(kind, one, [one]) for one in names)

    def _rule(self, kind: str, at: Node, names: list[Node], args: tuple[str, ...] = ()) -> Rule:
        columns = tuple(name.text or "" for name in names)
        return Rule(kind=kind, columns=columns, args=args, at=at.at, places=tuple(name.where for name in names))

    def _names(self, node: Node) -> list[Node]:
        """A list of columns."""
        items = node.value if isinstance(node.value, list) else []
        good = [item for item in items if item.text]
        if not items or len(good) < len(items):
            self._flaw(node, "这里须列出列名", "columns are listed here", _LIST)
        return good

    def _pairs(self, kind: str, node: Node) -> Iterator[Rule]:
        if not isinstance(node.value, list) or not node.value:
            self._flaw(node, "这里须列出成对的列", "pairs of columns are listed here", _LIST)
            return
        for pair in node.value:
            names = self._names(pair)
            if len(names) == 2:
                yield self._rule(kind, pair, names)
            elif names:
                self._flaw(pair, "这里须是两列", "two columns stand here", _LIST)

    def _map(self, kind: str, node: Node) -> Iterator[Rule]:
        if not node.items:
            self._flaw(node, "这里须按列写明要求", "columns stand here, each with what is required", _MAP)
        for column, said in node.items.items():
            args = self._args(kind, said)
            if args is not None:
                place = said.at
                yield Rule(kind=kind, columns=(column,), args=args, at=place, places=(place,))

    def _args(self, kind: str, said: Node) -> tuple[str, ...] | None:
        match kind:
            case "columns":
                return self._word(said, tuple(one for one in COLUMN_TYPES if one != "empty"))
            case "every":
                return self._word(said, STEPS)
            case "range":
                return self._bounds(said, numbers=True)
            case "period":
                return self._bounds(said, numbers=False)
            case "pattern":
                return self._pattern(said)
            case "one_of":
                return self._values(said)
            case "references":
                return self._reference(said)
        if (found := _AGE.fullmatch(said.text or "")) is not None:
            return found[1], _UNITS[found[2]]
        hint = Text("写成 30d、2w、3m 或 1y", "write 30d, 2w, 3m or 1y")
        return self._no(said, "这不是时长", "this is no length of time", hint)

    def _word(self, said: Node, words: tuple[str, ...]) -> tuple[str, ...] | None:
        if said.text in words:
            return (said.text,)
        return self._no(said, "这个词不能用在这里", "this word does not stand here", either(words))

    def _bounds(self, said: Node, *, numbers: bool) -> tuple[str, ...] | None:
        """Two bounds of one kind; the kind stands behind them."""
        ends = said.value if isinstance(said.value, list) else []
        given = [end.text for end in ends if end.text is not None]
        if len(ends) != 2 or not given or any(isinstance(end.value, (dict, list)) for end in ends):
            return self._no(said, "这里须有两端", "two bounds stand here", _BOUNDS)
        found = [place for text in given if (place := _place(text)) is not None and (numbers or place[0] == "day")]
        if len(found) != len(given) or len({kind for kind, _ in found}) > 1:
            hint = Text("日期写成 2025-01-31", "write a day as 2025-01-31")
            what = Text("两端须同为数字或同为日期", "both bounds are numbers, or both are days")
            what = what if numbers else Text("两端须是日期", "both bounds are days")
            return self._no(said, what.zh, what.en, hint)
        if found[0][1] > found[-1][1]:
            return self._no(said, "最小大于最大", "the least is greater than the greatest", _BOUNDS)
        low, high = (end.text or "" for end in ends)
        return low, high, found[0][0]

    def _pattern(self, said: Node) -> tuple[str, ...] | None:
        import duckdb  # late: only the engine knows what it takes for a pattern

        hint = Text("按 RE2 语法书写，加单引号", "write it in the syntax of RE2, in single quotes")
        if not said.text:
            return self._no(said, "这里须有模式", "a pattern stands here", hint)
        try:
            with duckdb.connect() as own:
                own.execute("SELECT regexp_full_match('', ?)", [said.text]).fetchall()
        except duckdb.Error:
            return self._no(said, "模式不合 RE2 语法", "this is no pattern of RE2", hint)
        return (said.text,)

    def _values(self, said: Node) -> tuple[str, ...] | None:
        values = said.value if isinstance(said.value, list) else []
        texts = tuple(value.text for value in values if value.text is not None)
        if not texts or len(texts) < len(values):
            hint = Text("写成 [值, 值]", "write [value, value]")
            return self._no(said, "这里须列出允许的值", "the values that are allowed are listed here", hint)
        return texts

    def _reference(self, said: Node) -> tuple[str, ...] | None:
        file, column = (said.items[key].text if key in said.items else None for key in ("file", "column"))
        if not file or not column or set(said.items) != {"file", "column"}:
            hint = Text("写成 {file: 文件, column: 列}", "write {file: name, column: name}")
            return self._no(said, "这里须指明文件和列", "a file and a column are named here", hint)
        path = self.folder / file
        if not path.is_file():
            hint = Text("路径从规则文件所在文件夹算起", "paths start from the folder of the rules")
            return self._no(said.items["file"], f"没有文件 {file}", f"there is no file {file}", hint)
        return str(path), column

    def _no(self, node: Node, zh: str, en: str, hint: Text | None) -> tuple[str, ...] | None:
        self.flaws.append(flaw(node.where, zh, en, hint))
        return None

    def _flaw(self, node: Node, zh: str, en: str, hint: Text | None) -> None:
        self.flaws.append(flaw(node.at, zh, en, hint))
