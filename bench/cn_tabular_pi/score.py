"""How right a tool was: by column, by cell, on the hard negatives, and what it took for what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.cn_tabular_pi.adapters import Found
from bench.cn_tabular_pi.kind import CHECKED, PERSONAL, STRUCTURAL
from bench.cn_tabular_pi.table import Column, Table


@dataclass
class Tally:
    """Hits, false finds and misses of one type."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    def __iadd__(self, other: Tally) -> Tally:
        self.hit, self.false, self.missed = self.hit + other.hit, self.false + other.false, self.missed + other.missed
        return self

    @property
    def asked(self) -> int:
        return self.hit + self.missed

    @property
    def precision(self) -> float | None:
        """Nothing was found: there is none."""
        return self.hit / (self.hit + self.false) if self.hit + self.false else None

    @property
    def recall(self) -> float | None:
        return self.hit / self.asked if self.asked else None

    @property
    def f1(self) -> float | None:
        whole = 2 * self.hit + self.false + self.missed
        return 2 * self.hit / whole if whole else None


@dataclass
class Score:
    """What a tool came to on a set of tables; with headers, or with c1 to cn instead."""

    headers: bool
    columns: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    untold: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))  # only a header could tell, none did
    cells: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    contains: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    mistaken: Counter[tuple[str, str]] = field(default_factory=Counter)  # (what it is, what was said)
    traps: int = 0
    trapped: Counter[str] = field(default_factory=Counter)  # trap -> how many columns were flagged
    structure: Tally = field(default_factory=Tally)
    asked: int = 0  # cells that were shown
    seconds: float = 0.0

    def tellable(self, column: Column) -> bool:
        """Whether anything that is shown can tell what the column is."""
        return column.kind.known_by != "header" or (self.headers and not column.opaque)

    def overall(self, types: Iterable[str] = PERSONAL, of: str = "columns") -> Tally:
        """All types together, each column counting as much."""
        tallies: dict[str, Tally] = getattr(self, of)
        whole = Tally()
        for kind in types:
            whole += tallies.get(kind, Tally())
        return whole

    def checked(self, of: str = "columns") -> Tally:
        """The types that carry a check digit."""
        return self.overall(CHECKED, of)

    def macro(self) -> float:
        """The mean of the types' F1; each type counts as much."""
        known = [tally.f1 or 0.0 for kind, tally in self.columns.items() if kind in PERSONAL and tally.asked]
        return sum(known) / len(known) if known else 0.0

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        told: dict[str, Any] = {"f1": self.overall().f1, "mean_f1": self.macro(), "checked_f1": self.checked().f1}
        told |= {
            "traps": self.traps,
            "trapped": dict(self.trapped),
            "cells_per_second": self.asked / (self.seconds or 1),
        }
        for part in ("columns", "untold", "cells", "contains"):
            told[part] = {kind: {**vars(tally), "f1": tally.f1} for kind, tally in sorted(getattr(self, part).items())}
        told["mistaken"] = [[*pair, count] for pair, count in self.mistaken.most_common()]
        return told

    def add(self, table: Table, found: Sequence[Found]) -> None:
        """A table and what was said about it, in the order of its columns."""
        if len(found) != len(table.columns):
            raise ValueError(f"{table.name}: {len(found)} columns were answered of {len(table.columns)}")
        self.asked += table.rows * len(found)
        for column, said in zip(table.columns, found, strict=True):
            self._column(column, said)
            self._contains(column, said)
            if said.cells is not None:
                self._cells(column, said.cells)

    def _column(self, column: Column, said: Found) -> None:
        kind = column.kind
        truth = kind.info_type if kind.info_type in PERSONAL else None
        answer = said.info_type if said.info_type in PERSONAL else None
        if kind.info_type in STRUCTURAL:
            self.structure += Tally(said.info_type == kind.info_type, 0, said.info_type != kind.info_type)
        tellable = self.tellable(column)
        if kind.trap and tellable:
            self.traps += 1
            self.trapped.update([kind.name] if answer else [])
        tallies = self.columns if tellable else self.untold
        if answer == truth:
            if truth:
                tallies[truth].hit += 1
            return
        if answer:
            tallies[answer].false += 1
        if truth:
            tallies[truth].missed += 1
        if tellable:
            self.mistaken[truth or (f"trap {kind.name}" if kind.trap else kind.name), answer or "-"] += 1

    def _contains(self, column: Column, said: Found) -> None:
        """A text's types by column; what may be said, and the column's own type, count neither way."""
        truth = set(column.contains)
        labels = column.cells.unique().to_pylist()
        may = {part.removeprefix("~") for label in labels for part in label.split("+")} | {column.kind.info_type}
        answer = {kind for kind in said.contains if kind in PERSONAL}
        for kind in truth:
            self.contains[kind] += Tally(kind in answer, 0, kind not in answer)
        for kind in answer - truth - may:
            self.contains[kind].false += 1

    def _cells(self, column: Column, said: Sequence[str]) -> None:
        for (label, answer), count in Counter(zip(column.cells.to_pylist(), said, strict=True)).items():
            parts = [part for part in label.split("+") if part]
            truth = {part for part in parts if part[0] != "~"}
            may = {part[1:] for part in parts if part[0] == "~"}
            given = {part for part in answer.split("+") if part in PERSONAL}
            for kind in truth:
                self.cells[kind] += Tally(count * (kind in given), 0, count * (kind not in given))
            for kind in given - truth - may:
                self.cells[kind].false += count
