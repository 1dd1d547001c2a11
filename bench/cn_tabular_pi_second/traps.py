"""Columns that look like personal data and are none: orders, meters, serials, versions, parts, addresses of pages."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from bench.cn_tabular_pi.kind import KnownBy
from bench.cn_tabular_pi_second.people import areas, words
from bench.cn_tabular_pi_second.values import PLATE, digits, luhn, resident_check

Make = Callable[[Random], str]


def day(dice: Random) -> date:
    """Some day of the last years."""
    return date(2021, 1, 1) + timedelta(days=dice.randrange(1600))


def other(dice: Random, right: str) -> str:
    """A digit that is not this one."""
    return dice.choice([one for one in string.digits if one != right])


def order(dice: Random) -> str:
    """Eighteen digits: a time stamp and four more."""
    return f"{day(dice):%Y%m%d}{dice.randrange(24):02}{dice.randrange(60):02}{dice.randrange(60):02}{digits(dice, 4)}"


def device(dice: Random) -> str:
    """Eighteen digits: a county, the day of installation and a number whose last digit never checks."""
    body = f"{dice.choice(areas()).code}{day(dice):%Y%m%d}{digits(dice, 3)}"
    return body + other(dice, resident_check(body))


def asset(dice: Random) -> str:
    """Nineteen digits that begin as cards do and never check."""
    body = "62" + digits(dice, 16)
    return body + other(dice, luhn(body))


def product(dice: Random) -> str:
    """A bar code of thirteen digits, with the check digit of its own."""
    body = "69" + digits(dice, 10)
    return body + str(-sum(int(one) * (1 + 2 * (n % 2)) for n, one in enumerate(body)) % 10)


def chip(dice: Random) -> str:
    """The number on a SIM card: twenty digits by Luhn's rule."""
    body = "8986" + digits(dice, 15)
    return body + luhn(body)


def parcel(dice: Random) -> str:
    return dice.choice(("SF1", "YT8", "JT3", "ZTO7")) + digits(dice, 12)


def page(dice: Random) -> str:
    """An item's number runs like a telephone, a track's like a card."""
    tail = dice.choice((f"item/1{dice.choice('3589')}{digits(dice, 9)}.html", f"track?no=62{digits(dice, 14)}&p=2"))
    return f"https://www.example.com/{tail}"


def version(dice: Random) -> str:
    parts = [str(dice.randrange(1, 9)), str(dice.randrange(30)), str(dice.randrange(400))]
    return dice.choice(("", "V", "v")) + ".".join(parts)


def firm(dice: Random) -> str:
    """The fifteen digits that firms were registered under before they had a credit code."""
    return f"{dice.choice(areas()).code}0000{digits(dice, 5)}"


def picked(of: str) -> Make:
    """One of the words of a list."""
    return lambda dice: str(dice.choice(words()["lists"][of]))


TRAPS: dict[str, tuple[KnownBy, Make]] = {
    "order18": ("check", order),
    "device18": ("check", device),
    "asset19": ("check", asset),
    "serial16": ("check", lambda dice: digits(dice, 16)),
    "serial16_62": ("header", lambda dice: "62" + digits(dice, 14)),
    "serial15": ("check", lambda dice: digits(dice, 15)),
    "firm15": ("check", firm),
    "meter11": ("header", lambda dice: "1" + digits(dice, 10)),
    "meter11_0": ("shape", lambda dice: dice.choice("02") + digits(dice, 10)),
    "product": ("shape", product),
    "chip20": ("shape", chip),
    "parcel": ("shape", parcel),
    "url": ("shape", page),
    "version": ("shape", version),
    "part": ("header", lambda dice: dice.choice("ECGHML") + digits(dice, 8)),
    "part_dash": ("shape", lambda dice: f"{digits(dice, 2, PLATE)}-{digits(dice, 4)}-{digits(dice, 2, PLATE)}"),
    "invoice8": ("header", lambda dice: digits(dice, 8)),
    "tariff10": ("header", lambda dice: str(dice.randrange(10, 97)) + digits(dice, 8)),
    "student10": ("header", lambda dice: f"{dice.randint(2021, 2024)}{digits(dice, 6)}"),
    "period6": ("header", lambda dice: f"{day(dice):%Y%m}"),
    "cents6": ("header", lambda dice: str(dice.randrange(100000, 999999))),
    "millis13": ("shape", lambda dice: f"17{digits(dice, 11)}"),
    "seconds10": ("header", lambda dice: f"17{digits(dice, 8)}"),
    "contract": ("shape", lambda dice: f"HT-{day(dice):%Y}-{digits(dice, 6)}"),
    "count": ("shape", lambda dice: str(dice.randrange(12))),
    **{name: ("words", picked(name)) for name in ("id_kind", "plate_colour", "phone_brand", "card_kind", "yes_no")},
}
