"""Columns about persons, places and organisations, and the plain columns beside them."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from bench.cn_tabular_pi.dice import Dice, Ints
from bench.cn_tabular_pi.kind import Kind, Made
from bench.cn_tabular_pi.rows import Rows, words, year_month_day
from bench.cn_tabular_pi.strings import Text, drawn, join, mixed, padded, plain, take


def person_name(dice: Dice, rows: Rows) -> Text:
    """A surname, common names the oftener, and one or two characters; a few names of other build."""
    count, pool = rows.count, words()
    common = [6 if at < 10 else 2 if at < 50 else 1 for at in range(len(pool["surnames"]))]
    surname = take(pool["surnames"], dice.weighted(common, count))
    one, two = drawn(dice, pool["given"], count), drawn(dice, pool["given"], count)
    rare = join(drawn(dice, pool["rare_surnames"], count), one)
    dotted = join(drawn(dice, pool["uyghur"], count), "·", drawn(dice, pool["uyghur"], count))
    forms = [join(surname, one, two), join(surname, one), join(rare, two), rare, dotted]
    return mixed(dice.weighted([740, 200, 20, 20, 20], count), forms)


def person_name_latin(dice: Dice, rows: Rows) -> Text:
    """As in a passport."""
    first, last = (drawn(dice, words()[pool], rows.count) for pool in ("pinyin_given", "pinyin_surnames"))
    if rows.style.of("latin name").one(2):
        return join(last, " ", first)
    return join(pc.utf8_capitalize(first), " ", pc.utf8_capitalize(last))


def person_name_masked(dice: Dice, rows: Rows) -> Made:
    """张**, as on lists that are shown."""
    stars = rows.style.of("masked name").choose(["*", "**", "某某", "某"])
    values = join(drawn(dice, words()["surnames"], rows.count), stars)
    return Made(values, take(["~person_name"], np.zeros(rows.count, np.int64)))


def _door(dice: Dice, count: int) -> Text:
    pool = words()
    number = join(drawn(dice, pool["streets"], count), plain(dice.below(300, count) + 1), "号")
    flat = join(
        plain(dice.below(30, count) + 1),
        "栋",
        plain(dice.below(30, count) + 1),
        padded(dice.below(8, count) + 1, 2),
        "室",
    )
    estate = join(number, drawn(dice, pool["estates"], count), flat)
    village = join(
        drawn(dice, pool["villages"], count),
        plain(dice.below(12, count) + 1),
        "组",
        plain(dice.below(90, count) + 1),
        "号",
    )
    return mixed(dice.weighted([35, 45, 20], count), [number, estate, village])


def address(dice: Dice, rows: Rows) -> Text:
    """From the province down to the door."""
    return join(rows.place("province"), rows.place("city"), rows.place("county"), _door(dice, rows.count))


def address_short(dice: Dice, rows: Rows) -> Text:
    """From the county down."""
    return join(rows.place("county"), _door(dice, rows.count))


def org_name(dice: Dice, rows: Rows) -> Text:
    """Firms."""
    count, pool = rows.count, words()
    where = pc.replace_substring_regex(rows.place("province"), "(省|市|(壮族|回族|维吾尔)?自治区)$", "")
    middle = join(drawn(dice, pool["brand"], count), drawn(dice, pool["trade"], count))
    tail = take(pool["org_tail"], dice.weighted([60, 12, 10, 6, 3, 3, 3, 3], count))
    return mixed(dice.weighted([70, 30], count), [join(where, middle, tail), join(where, "(", middle, ")", tail)])


def org_public(dice: Dice, rows: Rows) -> Text:
    """Offices, schools, hospitals."""
    place = rows.place("county")
    return join(place, drawn(dice, words()["bureaus"], rows.count))


def _of(pool: str, heavy_first: int = 1):  # type: ignore[no-untyped-def]
    def make(dice: Dice, rows: Rows) -> Text:
        known = words()[pool]
        return take(known, dice.weighted([heavy_first, *[1] * (len(known) - 1)], rows.count))

    return make


def ethnic_short(dice: Dice, rows: Rows) -> Text:
    """Without 族, as many forms want it."""
    return pc.replace_substring_regex(_of("ethnic", 200)(dice, rows), "族$", "")


def ethnic_code(dice: Dice, rows: Rows) -> Text:
    """GB/T 3304: 01 to 56."""
    return padded(dice.weighted([200, *[1] * 55], rows.count) + 1, 2)


def diagnosis(dice: Dice, rows: Rows) -> Text:
    """One illness, or two."""
    one, two = (drawn(dice, words()["diagnoses"], rows.count) for _ in range(2))
    return mixed(dice.chance(250, rows.count).astype(np.int64), [one, join(one, ";", two)])


def dated(days: np.ndarray, form: int) -> Text:
    """Days in one of four ways of writing."""
    year, month, day = year_month_day(days)
    two = [padded(part, 2) for part in (month, day)]
    whole = plain(year)
    if form == 0:
        return join(whole, "-", two[0], "-", two[1])
    if form == 1:
        return join(whole, "/", plain(month), "/", plain(day))
    if form == 2:
        return join(whole, two[0], two[1])
    return join(whole, "年", plain(month), "月", plain(day), "日")


def birth_date(dice: Dice, rows: Rows) -> Text:
    """The row's person's."""
    return dated(rows.born, rows.style.of("birth").choose([0, 0, 1, 2, 3]))


def _recent(dice: Dice, count: int) -> np.ndarray:
    return np.datetime64("2018-01-01") + dice.below(2900, count).astype("timedelta64[D]")


def date(dice: Dice, rows: Rows) -> Text:
    """When something was done."""
    return dated(_recent(dice, rows.count), rows.style.of("date").choose([0, 0, 1, 2, 3]))


def time(dice: Dice, rows: Rows) -> Text:
    """Date and time."""
    hour, minute, second = (padded(dice.below(limit, rows.count), 2) for limit in (24, 60, 60))
    return join(dated(_recent(dice, rows.count), rows.style.of("time").one(2)), " ", hour, ":", minute, ":", second)


def _cents(dice: Dice, count: int) -> tuple[Ints, Ints]:
    size = 10 ** (dice.weighted([1, 3, 4, 3, 1], count) + 1)
    return dice.below(1_000_000, count) * size // 1_000_000, dice.below(100, count)


def amount(dice: Dice, rows: Rows) -> Text:
    """Money, in one of four ways of writing."""
    whole, cents = _cents(dice, rows.count)
    form = rows.style.of("amount").one(4)
    if form == 0:
        return join("¥", plain(whole), ".", padded(cents, 2))
    if form == 1:
        thousands = [plain(whole), join(plain(whole // 1000), ",", padded(whole % 1000, 3))]
        return join(mixed((whole >= 1000).astype(np.int64), thousands), ".", padded(cents, 2))
    return join(plain(whole), ".", padded(cents, 2), "元" if form == 2 else "")


def year(dice: Dice, rows: Rows) -> Text:
    """Years, with or without 年."""
    return join(plain(dice.between(1998, 2026, rows.count)), "年" if rows.style.of("year").one(3) == 0 else "")


def sex(dice: Dice, rows: Rows) -> Text:
    """The row's person's."""
    return take(["女", "男"], rows.male.astype(np.int64))


def serial(dice: Dice, rows: Rows) -> Text:
    """The number of the row."""
    return plain(np.arange(1, rows.count + 1))


PERSONS = (
    Kind("person_name", "person_name", "words", person_name),
    Kind("person_name_latin", "person_name", "header", person_name_latin),
    Kind("person_name_masked", "person_name", "header", person_name_masked),
    Kind("address", "address", "words", address),
    Kind("address_short", "address", "words", address_short),
    Kind("org_name", "org_name", "words", org_name),
    Kind("org_public", "org_name", "words", org_public),
    Kind("ethnic_group", "ethnic_group", "words", _of("ethnic", 400)),
    Kind("ethnic_short", "ethnic_group", "header", ethnic_short),
    Kind("ethnic_code", "ethnic_group", "header", ethnic_code),
    Kind("religion", "religion", "words", _of("religions", 12)),
    Kind("diagnosis", "health", "words", diagnosis),
    Kind("anamnesis", "health", "words", _of("allergies")),
    Kind("icd", "health", "header", _of("icd")),
    Kind("birth_date", "birth_date", "header", birth_date),
)
PLAIN = (
    Kind("date", "date", "shape", date),
    Kind("time", "date", "shape", time),
    Kind("amount", "amount", "header", amount),
    Kind("year", "year", "header", year),
    Kind("sex", "enumeration", "words", sex),
    Kind("degree", "enumeration", "words", _of("degrees")),
    Kind("state", "enumeration", "words", _of("states")),
    Kind("serial", None, "shape", serial),
)
