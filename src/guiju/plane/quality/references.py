"""Lists of allowed values that a rule takes from another file: its distinct values, ready for the engine to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from guiju.kernel.values import Text
from guiju.plane.load import load, prepare
from guiju.plane.profile import engine
from guiju.plane.quality.rules import Rule
from guiju.plane.quality.values import TABLE, literal, text
from guiju.plane.source import examine
from guiju.plane.watch import Pace
from guiju.shelf.flaws import ShelfError, flaw, nearest


def references(rules: Sequence[Rule], folder: Path, zone: str, pace: Pace) -> Mapping[Rule, Path]:
    """Each file is read before the table is, so that the two do not need memory at the same time."""
    asked = [rule for rule in rules if rule.kind == "references"]
    return {rule: _values(rule, folder / f"list{n}.parquet", zone, pace) for n, rule in enumerate(asked)}


def _values(rule: Rule, target: Path, zone: str, pace: Pace) -> Path:
    import duckdb

    path, column = rule.args
    source = examine(Path(path))
    with TemporaryDirectory(dir=target.parent) as spare:
        prepared = prepare(source, Path(spare), None, pace)
        with engine(Path(spare), zone, source.path, target) as connection, pace.over(connection):
            try:
                tallies = load(connection, source, prepared).tallies
                own = next((tally for tally in tallies if tally.name == column), None)
                if own is None:
                    names = [tally.name for tally in tallies]
                    zh, en = f"{source.name} 中没有列 {column}", f"{source.name} has no column {column}"
                    hint = nearest(column, names) or Text("请核对列名", "check the column's name")
                    raise ShelfError([flaw(rule.at, zh, en, hint)])
                query = f"SELECT DISTINCT {text(own)} AS value FROM {TABLE} WHERE {text(own)} IS NOT NULL"
                connection.execute(f"COPY ({query}) TO {literal(str(target))} (FORMAT parquet)")
            except duckdb.Error:
                raise prepared.broken(source) from None
    return target
