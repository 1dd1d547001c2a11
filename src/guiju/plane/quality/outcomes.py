"""What became of each rule of the user's: rows it speaks of, rows that meet it, and masked examples of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from guiju.kernel.values import Text
from guiju.plane.profile import Tally
from guiju.plane.quality.conditions import BY_ROW, Ask, ask, spread
from guiju.plane.quality.counting import count, grouped, repeated, samples
from guiju.plane.quality.model import Outcome
from guiju.plane.quality.rules import Rule
from guiju.plane.quality.values import text
from guiju.plane.report import Column, share

if TYPE_CHECKING:
    import duckdb

_ROWS = Text("行", "rows")
_COLUMNS = Text("列", "columns")
_SPANS: Mapping[str, Text] = {
    "day": Text("日", "days"),
    "week": Text("周", "weeks"),
    "month": Text("月", "months"),
    "quarter": Text("季度", "quarters"),
    "year": Text("年", "years"),
}
_FITS = {"decimal": ("integer",), "datetime": ("date",)}  # what a column declared so may turn out to be as well


def row_asks(rules: Sequence[Rule], known: Mapping[str, Tally], on: date, tables: Mapping[Rule, str]) -> list[Ask]:
    """The rules that are judged row by row, as conditions."""
    return [ask(rule, known, on, tables) for rule in rules if rule.kind in BY_ROW]


def outcomes(
    connection: duckdb.DuckDBPyConnection,
    rules: Sequence[Rule],
    known: Mapping[str, Tally],
    columns: Sequence[Column],
    of: tuple[int, date],
    tables: Mapping[Rule, str],
) -> tuple[Outcome, ...]:
    """One for each rule, in their order. `of`: the rows of the table, and the day on which it is looked at."""
    rows, on = of
    asks = row_asks(rules, known, on, tables)
    told = iter(zip(asks, count(connection, asks), strict=True))
    types = {column.name: column.type for column in columns}
    return tuple(
        _by_row(connection, rule, known, *next(told))
        if rule.kind in BY_ROW
        else _outcome(rule, *_declared(rule, types), _COLUMNS)
        if rule.kind == "columns"
        else _every(connection, rule, known)
        if rule.kind == "every"
        else _once(connection, rule, known, rows)
        for rule in rules
    )


def _outcome(rule: Rule, a: int, b: int, of: Text, shown: tuple[str, ...] = ()) -> Outcome:
    return Outcome(
        rule=rule.kind, columns=rule.columns, a=a, b=b, x=share(a, b) if b else None, failing=b - a, of=of,
        samples=shown, line=rule.at.line,
    )  # fmt: skip


def _by_row(
    connection: duckdb.DuckDBPyConnection, rule: Rule, known: Mapping[str, Tally], asked: Ask, told: tuple[int, int]
) -> Outcome:
    own = [known[name] for name in rule.columns]
    shown: tuple[str, ...] = ()
    if told[0] < told[1] and rule.kind != "required":  # of which there is nothing to show
        shown = samples(connection, own, f"({asked.counted} AND NOT {asked.meets})")
    return _outcome(rule, *told, _ROWS, shown)


def _declared(rule: Rule, types: Mapping[str, str]) -> tuple[int, int]:
    """Text may be anything, and a column without a value contradicts nothing."""
    found, wanted = types.get(rule.columns[0]), rule.args[0]
    fits = found is not None and (wanted == "text" or found in (wanted, "empty", *_FITS.get(wanted, ())))
    return int(fits), 1


def _every(connection: duckdb.DuckDBPyConnection, rule: Rule, known: Mapping[str, Tally]) -> Outcome:
    some, all_ = connection.execute(spread(rule, known[rule.columns[0]])).fetchone() or (0, 0)
    return _outcome(rule, int(some), int(all_), _SPANS[rule.args[0]])


def _once(connection: duckdb.DuckDBPyConnection, rule: Rule, known: Mapping[str, Tally], rows: int) -> Outcome:
    """A key must be there in every row; what is unique may be missing."""
    own = [known[name] for name in rule.columns]
    filled = " AND ".join(f"{text(one)} IS NOT NULL" for one in own)
    alone, _ = grouped(connection, ", ".join(text(one) for one in own), filled)
    of = rows if rule.kind == "key" else own[0].filled
    return _outcome(rule, alone, of, _ROWS, repeated(connection, own) if alone < of else ())
