"""What is read as a day: the spelling in full, whichever way the engine takes to read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from random import Random

import duckdb

from guiju.plane.profile import KINDS

SPELT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
BESIDE = "0123456789-/. 年月日+aTZ１é"  # what a slip of the pen puts there


def read(value: str) -> date | None:
    found = SPELT.fullmatch(value)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def written(dice: Random) -> Iterator[str]:
    """Days in ISO's spelling and others, some of them no days, with slips in them."""
    for _ in range(20_000):
        between = dice.choice(("---", "//-", "年月日", "..-"))
        parts = (
            f"{dice.randrange(1, 10_000):04}",
            f"{dice.randrange(14):02}",
            f"{dice.randrange(33):0{dice.choice('12')}}",
        )
        signs = list("".join(map("".join, zip(parts, (*between[:2], ""), strict=True))))
        for _ in range(dice.choice((0, 0, 1, 2))):
            signs[dice.randrange(len(signs))] = dice.choice(BESIDE)
        yield "".join(signs).strip() + dice.choice(("", "", "日", "8"))
    yield from ("infinity", "-infinity", "epoch", "2024-02-29", "2023-02-29", "2024-10-1日", "-024-01-01", "+024-01-01")


def test_a_day_is_what_is_spelt_as_one() -> None:
    values = [value for value in dict.fromkeys(written(Random(5))) if not value.startswith("0000")]
    asked = f"SELECT v, {KINDS['day'].replace('{v}', 'v')} FROM (SELECT unnest(?) AS v)"
    told = dict(duckdb.execute(asked, [values]).fetchall())
    assert told == {value: read(value) for value in values}
    assert sum(map(bool, told.values())) > 3000 and not all(told.values())
