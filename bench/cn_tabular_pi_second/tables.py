"""Puts the second set together: the columns of the plan, person by person, with their labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from random import Random
from typing import Any

import pyarrow as pa
import yaml

from bench.cn_tabular_pi.kind import Kind, KnownBy, Made
from bench.cn_tabular_pi.table import Column, Table
from bench.cn_tabular_pi_second import people, values
from bench.cn_tabular_pi_second.dirt import soiled
from bench.cn_tabular_pi_second.people import HERE, Person, words
from bench.cn_tabular_pi_second.texts import remarks
from bench.cn_tabular_pi_second.traps import TRAPS, day, picked

ROWS = 300
SEED = "cn-tabular-pi-second/1"
MANIFEST = HERE / "manifest.json"
Make = Callable[[Random, Person], str]


@dataclass(frozen=True)
class Recipe:
    """How a column's cells are made and labelled; `info_type` is its label."""

    info_type: str | None
    known_by: KnownBy
    make: Make
    trap: bool = False


def _alone(make: Callable[[Random], str]) -> Make:
    return lambda dice, _: make(dice)


def _word(of: str) -> Make:
    return lambda dice, _: str(dice.choice(words()[of]))


def _born(shape: int) -> Make:
    return lambda _, who: people.birth_date(who.born, shape)


def _old_or_new(dice: Random, who: Person) -> str:
    """Those born long ago are in a few files with the number of fifteen digits."""
    return people.old_number(who) if who.born.year < 1970 and dice.random() < 0.03 else who.resident_id


def _uscc(dice: Random, _: Person) -> str:
    return values.uscc(dice, [one.code for one in people.areas()])


def _grouped(dice: Random, _: Person) -> str:
    number = values.iban(dice)
    return " ".join(number[n : n + 4] for n in range(0, len(number), 4))


PERSONS: dict[str, Recipe] = {
    "person_name": Recipe("person_name", "words", lambda _, who: who.name),
    "other_name": Recipe("person_name", "words", _alone(people.name)),
    "resident_id": Recipe("resident_id", "check", lambda _, who: who.resident_id),
    "resident_id_15": Recipe("resident_id", "check", _old_or_new),
    "social_security": Recipe("social_security", "header", lambda _, who: who.resident_id),
    "address": Recipe("address", "words", lambda dice, who: people.address(dice, who.area)),
    "postcode": Recipe("postcode", "header", lambda dice, who: people.postcode(dice, who.area)),
    "ethnic_group": Recipe("ethnic_group", "words", _word("ethnic")),
    "religion": Recipe("religion", "words", _word("religion")),
    "health": Recipe("health", "words", _word("health")),
    **{f"birth_date_{shape}": Recipe("birth_date", "header", _born(shape)) for shape in range(4)},
}

CONTACTS: dict[str, Recipe] = {
    "landline": Recipe("landline", "shape", lambda dice, who: values.landline(dice, (who.area.dial, who.area.length))),
    "org_name": Recipe("org_name", "words", lambda dice, who: people.organisation(dice, who.area)),
    "plate": Recipe("plate", "shape", lambda dice, _: values.plate(dice, words()["plates"])),
    "uscc": Recipe("uscc", "check", _uscc),
    "iban_grouped": Recipe("iban", "check", _grouped),
    "longitude": Recipe("geo_point", "header", _alone(values.longitude)),
    "latitude": Recipe("geo_point", "header", _alone(values.latitude)),
    **{
        name: Recipe(name, "check", _alone(getattr(values, name)))
        for name in ("bank_card", "imei", "iban", "dni_nie", "rrn")
    },
    **{
        name: Recipe(name, "shape", _alone(getattr(values, name)))
        for name in ("mobile", "email", "officer_card", "ip", "mac", "geo_point")
    },
    **{
        name: Recipe(name, "header", _alone(getattr(values, name)))
        for name in ("passport", "hkmo_permit", "tw_permit", "wechat", "qq")
    },
}

PLAIN: dict[str, Recipe] = {
    "date": Recipe("date", "shape", lambda dice, _: f"{day(dice):%Y-%m-%d}"),
    "amount": Recipe("amount", "header", lambda dice, _: f"{dice.lognormvariate(5, 1.5):.2f}"),
    "year": Recipe("year", "header", lambda dice, _: str(dice.randint(2015, 2025))),
    "sex": Recipe("enumeration", "words", lambda _, who: "男" if who.male else "女"),
    **{
        name: Recipe("enumeration", "words", _alone(picked(name)))
        for name in ("dept", "status", "goods", "class", "currency", "subject", "grade")
    },
}

RECIPES: dict[str, Recipe] = {
    **PERSONS,
    **CONTACTS,
    **PLAIN,
    **{name: Recipe(None, known, _alone(make), True) for name, (known, make) in TRAPS.items()},
}


@cache
def plan() -> Mapping[str, Mapping[str, Any]]:
    """The tables and their columns."""
    read: Mapping[str, Mapping[str, Any]] = yaml.safe_load((HERE / "plan.yaml").read_text("utf-8"))
    return read


def tables(first: int | None = None) -> Iterator[Table]:
    """The first tables of the set, or all; each depends on the seed and on its name alone."""
    for name, told in islice(plan().items(), first):
        dice = Random(f"{SEED}/{name}")
        crowd = [people.person(dice, *told.get("ages", (18, 85))) for _ in range(ROWS)]
        columns = [_column(dice, crowd, header, what, told["dirty"]) for header, what in told["columns"].items()]
        yield Table(f"second-{name}", told["sector"], told["headers"], told["dirty"], told["encoding"], columns)


def _column(dice: Random, crowd: Sequence[Person], header: str, what: str, dirty: bool) -> Column:
    """A column; `mobile!` has a header that tells nothing, `text mobile email` is remarks with these inside."""
    opaque, what = what.endswith("!"), what.removesuffix("!")
    if what.startswith("text"):
        contains = tuple(what.split()[1:])
        made, labels = remarks(dice, crowd, contains)
        kind = _kind("remark", Recipe("free_text", "words", lambda *_: ""))
        return Column(header, kind, opaque, pa.array(made), pa.array(labels), contains)
    recipe = RECIPES[what]
    cells = [(recipe.make(dice, who), _label(recipe)) for who in crowd]
    if dirty:
        cells = [soiled(dice, recipe.info_type, *cell) for cell in cells]
    made, labels = [value for value, _ in cells], [label for _, label in cells]
    return Column(header, _kind(what, recipe), opaque, pa.array(made), pa.array(labels), ())


def _label(recipe: Recipe) -> str:
    """A date or an amount is named by column only; a social security number is the resident's number again."""
    if recipe.info_type == "social_security":
        return "social_security+~resident_id"
    return "" if recipe.info_type in (None, "date", "amount", "year", "enumeration") else str(recipe.info_type)


def _kind(name: str, recipe: Recipe) -> Kind:
    def make(*_: object) -> Made:
        raise NotImplementedError("the second set makes its columns itself")

    return Kind(name, recipe.info_type, recipe.known_by, make, recipe.trap)
