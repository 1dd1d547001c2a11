"""A table with its labels: how one is drawn up, written down, and told from every other by its hash."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import yaml

from bench.cn_tabular_pi.contacts import CONTACTS
from bench.cn_tabular_pi.dice import Dice
from bench.cn_tabular_pi.dirt import dirtied, holed
from bench.cn_tabular_pi.headers import STYLES, header
from bench.cn_tabular_pi.kind import Kind
from bench.cn_tabular_pi.numbers import NUMBERS
from bench.cn_tabular_pi.persons import PERSONS, PLAIN
from bench.cn_tabular_pi.rows import HERE, Rows
from bench.cn_tabular_pi.strings import Text
from bench.cn_tabular_pi.texts import TEXTS
from bench.cn_tabular_pi.traps import TRAPS

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*NUMBERS, *CONTACTS, *PERSONS, *PLAIN, *TEXTS, *TRAPS)}
SECTORS = ("government", "bank", "hospital", "school", "retail", "logistics")
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "gb18030")


@dataclass(frozen=True)
class Column:
    """One column: its label, what its cells hold, and what it takes to know it. An opaque header tells nothing."""

    header: str
    kind: Kind
    opaque: bool
    values: Text
    cells: Text
    contains: tuple[str, ...]

    def label(self) -> dict[str, Any]:
        """The label, for those who read files."""
        kind = self.kind
        return {
            "name": self.header,
            "kind": kind.name,
            "info_type": kind.info_type,
            "hard_negative": kind.trap,
            "known_by": kind.known_by,
            "opaque_header": self.opaque,
            "contains": list(self.contains),
            "cells": self.cells.to_pylist(),
        }


@dataclass(frozen=True)
class Table:
    """A named table of one sector; `encoding` is its file's."""

    name: str
    sector: str
    style: str
    dirty: bool
    encoding: str
    columns: Sequence[Column]

    @property
    def rows(self) -> int:
        return len(self.columns[0].values)

    def data(self, headers: bool = True) -> pa.Table:
        """The values; without headers the columns are called c1, c2 and so on."""
        names = [column.header if headers else f"c{at}" for at, column in enumerate(self.columns, 1)]
        return pa.table([column.values for column in self.columns], names=names)

    def file(self, headers: bool = True) -> bytes:
        """The CSV file, byte for byte."""
        data, out = self.data(headers), io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n" if self.encoding == "utf-8-sig" else "\n")
        writer.writerow(data.column_names)
        writer.writerows(zip(*(column.to_pylist() for column in data.columns), strict=True))
        return out.getvalue().encode(self.encoding)

    def labels(self) -> bytes:
        """The labels as a JSON document."""
        told = {"table": self.name, "synthetic": True, "sector": self.sector, "headers": self.style}
        told |= {"dirty": self.dirty, "encoding": self.encoding, "rows": self.rows}
        columns = [column.label() for column in self.columns]
        return json.dumps(told | {"columns": columns}, ensure_ascii=False, sort_keys=True).encode()

    def digest(self) -> dict[str, str]:
        """SHA-256 of the file and of its labels."""
        return {
            part: hashlib.sha256(made).hexdigest() for part, made in (("table", self.file()), ("labels", self.labels()))
        }


@cache
def sectors() -> Mapping[str, Sequence[str]]:
    """What may stand in a sector's tables."""
    read = yaml.safe_load((HERE / "sectors.yaml").read_text("utf-8"))
    return MappingProxyType({name: tuple(line.split()) for name, line in read.items()})


class Maker:
    """Draws up the tables of one set, in turn; kinds that were rare so far come first, so that each gets its share."""

    def __init__(self, seed: str, name: str) -> None:
        self.seed, self.name = seed, name
        self.used: Counter[str] = Counter()

    def _draw(self, dice: Dice, pool: Sequence[str], count: int) -> list[str]:
        """The least used of the pool, ties by chance."""
        order = sorted(dice.several(pool, len(pool)), key=lambda name: self.used[name])
        picked = order[:count]
        self.used.update(picked)
        return picked

    def kinds(self, dice: Dice, sector: str) -> list[str]:
        """The columns of a table, in their order."""
        known = sectors()
        typed = self._draw(dice.of("typed"), known[sector], 11 + dice.one(5))
        traps = self._draw(dice.of("traps"), (*known["traps"], *known[f"{sector}_traps"]), 5 + dice.one(3))
        plain = self._draw(dice.of("plain"), known["everywhere"], 3 + dice.one(2))
        return ["serial", *dice.of("order").several([*typed, *plain, *dict.fromkeys(traps)], 99)]

    def table(self, number: int) -> Table:
        """The table of that number in the set; its rows, its style and its dirt are drawn."""
        sector = SECTORS[number % len(SECTORS)]
        dice = Dice(self.seed, number)
        rows = Rows(dice.of("rows"), dice.choose([60, 120, 200, 300, 400]), sector)
        style, dirty = STYLES[(number // len(SECTORS)) % len(STYLES)], dice.one(100) < 60
        columns: list[Column] = []
        for name in self.kinds(dice.of("kinds"), sector):
            columns.append(_column(dice.of(name), KINDS[name], rows, style, dirty, {one.header for one in columns}))
        return Table(f"{self.name}-{number:03}-{sector}", sector, style, dirty, dice.choose(ENCODINGS), columns)


def _column(dice: Dice, kind: Kind, rows: Rows, style: str, dirty: bool, taken: set[str]) -> Column:
    name, opaque = header(dice.of("header"), kind, style)
    while name in taken:
        name += str(dice.one(9) + 1)
    made = dirtied(dice.of("dirt"), kind, kind.of(dice.of("values"), rows), clean=not dirty)
    if kind.name != "serial":
        made = holed(dice.of("holes"), made, dice.choose([0, 20, 80, 250] if dirty else [0, 0, 15]))
    assert made.cells is not None
    return Column(name, kind, opaque, made.values, made.cells, made.contains)
