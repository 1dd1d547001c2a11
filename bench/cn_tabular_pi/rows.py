"""The rows of one table: whom or what each is about, so that number, birth date, address and postcode agree."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
import yaml

from bench.cn_tabular_pi.dice import Dice, Ints
from bench.cn_tabular_pi.strings import Text, take

HERE = Path(__file__).parent
OLDEST, LATEST = np.datetime64("1935-01-01"), np.datetime64("2022-12-31")


@cache
def words() -> Mapping[str, Sequence[str]]:
    """The vocabularies by name."""
    read = yaml.safe_load((HERE / "words.yaml").read_text("utf-8"))
    return MappingProxyType({name: tuple(line.split()) for name, line in read.items()})


@cache
def places_of_china() -> Mapping[str, Sequence[str]]:
    """The counties (GB/T 2260) by column: code, names, and the first letters of plates, postcodes and telephones."""
    with (HERE / "areas.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    return MappingProxyType({name: tuple(row[name] for row in read) for name in read[0]})


@dataclass(frozen=True)
class Rows:
    """So many rows of one sector; what several columns share is drawn once."""

    dice: Dice
    count: int
    sector: str = "government"
    style: Dice = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "style", self.dice.of("style"))

    @cached_property
    def area(self) -> Ints:
        """For each row a county; most rows of a table live in a few."""
        dice = self.dice.of("area")
        known = len(places_of_china()["code"])
        near = np.array(dice.several(range(known), 6))
        return np.where(dice.chance(800, self.count), near[dice.below(6, self.count)], dice.below(known, self.count))

    @cached_property
    def born(self) -> np.ndarray:
        """The day of birth; pupils are young, others of every age."""
        dice = self.dice.of("born")
        first = np.datetime64("2007-01-01") if self.sector == "school" else OLDEST
        return first + dice.below(int((LATEST - first).astype(int)), self.count).astype("timedelta64[D]")

    @cached_property
    def male(self) -> np.ndarray:
        """Whether the row's person is a man."""
        return self.dice.of("male").chance(510, self.count)

    @cached_property
    def registered(self) -> Ints:
        """The code of the county where the person was registered: one that was in force in the year of birth.

        Counties come and go, and a number keeps the code that it was given.
        """
        known = places_of_china()
        now, former, since, until = (
            np.array([int(one) for one in known[name]])[self.area] for name in ("code", "former", "since", "until")
        )
        years = self.born.astype("datetime64[Y]").astype(np.int64) + 1970
        moved = self.dice.of("moved").chance(60, self.count) & (years <= until)
        return np.where((years < since) | moved, former, now)

    def place(self, what: str) -> Text:
        """A column of the table of counties for each row."""
        return take(places_of_china()[what], self.area)


def year_month_day(days: np.ndarray) -> tuple[Ints, Ints, Ints]:
    """Days as three whole numbers."""
    months = days.astype("datetime64[M]")
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return years, months.astype(np.int64) % 12 + 1, (days - months.astype("datetime64[D]")).astype(np.int64) + 1
