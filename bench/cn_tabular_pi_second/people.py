"""Persons who do not exist, and the vocabulary that they and the tables are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from bench.cn_tabular_pi_second.values import digits, resident_check

HERE = Path(__file__).parent
FIRST_NUMBERS = 1984  # nobody was given a number before: who is older has the code of a county of that year or later
TODAY = date(2025, 6, 30)


class Area(NamedTuple):
    """A county: its code, the year since which it has it, its names, and how telephones run there."""

    code: str
    since: int
    province: str
    city: str
    county: str
    dial: str
    length: int


@dataclass(frozen=True)
class Person:
    """Who a row is about."""

    name: str
    male: bool
    born: date
    area: Area
    resident_id: str


@cache
def words() -> dict[str, Any]:
    """The vocabulary."""
    read: dict[str, Any] = yaml.safe_load((HERE / "words.yaml").read_text("utf-8"))
    return read


@cache
def areas() -> tuple[Area, ...]:
    """The counties that people and firms come from."""
    rows = (line.split() for line in words()["areas"])
    return tuple(Area(row[0], int(row[1]), row[2], row[3], row[4], row[5], int(row[6])) for row in rows)


def name(dice: Random) -> str:
    """A common surname and one or two common characters; a few of two characters, a few with a dot inside."""
    told, turn = words(), dice.random()
    if turn < 0.015:
        return f"{dice.choice(told['far_given'])}·{dice.choice(told['far_given'])}"
    family = dice.choice(told["long_surnames"]) if turn < 0.03 else dice.choice(told["surnames"])
    return str(family) + "".join(dice.choice(told["given"]) for _ in range(1 if dice.random() < 0.2 else 2))


def person(dice: Random, youngest: int = 18, oldest: int = 85) -> Person:
    """One at random, of an age between these."""
    born = TODAY - timedelta(days=dice.randint(youngest * 366, oldest * 365))
    area = dice.choice([one for one in areas() if one.since <= max(born.year, FIRST_NUMBERS)])
    order = dice.randrange(1, 999)
    body = f"{area.code}{born:%Y%m%d}{order:03}"
    return Person(name(dice), order % 2 == 1, born, area, body + resident_check(body))


def old_number(who: Person) -> str:
    """The number of fifteen digits that the same person had before 1999."""
    return who.resident_id[:6] + who.resident_id[8:17]


def address(dice: Random, area: Area) -> str:
    """From the province, or only from the county on, down to the door."""
    told = words()
    head = dice.choice((area.province + area.city, area.city, "")) + area.county
    if dice.random() < 0.3:
        village = dice.choice(told["towns"]) + dice.choice(told["villages"])
        return f"{head}{village}{dice.randint(1, 18)}组{dice.randint(1, 220)}号"
    door = f"{dice.randint(1, 30)}幢{dice.randint(1, 5)}单元{dice.randint(1, 26)}{dice.randint(1, 4):02}室"
    return f"{head}{dice.choice(told['roads'])}{dice.randint(1, 999)}号{dice.choice(told['estates'])}{door}"


def organisation(dice: Random, area: Area) -> str:
    """A place, a made-up word, a trade and a legal form."""
    told = words()
    place = dice.choice((area.city.removesuffix("市"), area.city, area.county))
    word = "".join(dice.choice(told["firm_words"]) for _ in range(2))
    return f"{place}{word}{dice.choice(told['trades'])}"


def birth_date(born: date, shape: int) -> str:
    """In the shape that the column has."""
    plain = (f"{born:%Y-%m-%d}", f"{born:%Y%m%d}", f"{born.year}/{born.month}/{born.day}")
    return (*plain, f"{born.year}年{born.month}月{born.day}日")[shape]


def postcode(dice: Random, area: Area) -> str:
    """Six digits; the first three go by the province."""
    return f"{words()['post'][area.code[:2]]}{digits(dice, 3)}"
