"""Columns of identifiers that carry a check digit, or a format that an office has fixed."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from bench.cn_tabular_pi import marks
from bench.cn_tabular_pi.dice import Dice, Digits, Ints
from bench.cn_tabular_pi.kind import Kind, Made
from bench.cn_tabular_pi.rows import Rows, places_of_china, words, year_month_day
from bench.cn_tabular_pi.strings import (
    Text,
    drawn,
    fixed,
    join,
    mixed,
    padded,
    places,
    spelt,
    take,
)

ELEVEN = "0123456789X"
BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _areas(at: Ints) -> Digits:
    return places(np.array([int(code) for code in places_of_china()["code"]])[at], 6)


def _days(days: np.ndarray, width: int = 8) -> Digits:
    year, month, day = year_month_day(days)
    return places(year * 10_000 + month * 100 + day, width)


def resident_places(dice: Dice, rows: Rows) -> Digits:
    """All 18 places of a resident's number, the check place included: 10 stands for X."""
    order = dice.below(500, rows.count) * 2 + rows.male
    body = np.hstack([places(rows.registered, 6), _days(rows.born), places(order, 3)])
    return np.hstack([body, marks.resident(body)[:, None]])


def resident_id(dice: Dice, rows: Rows) -> Text:
    """GB 11643-1999; one in a hundred ends in a small x."""
    number = resident_places(dice, rows)
    small = dice.chance(100, rows.count) & (number[:, 17] == 10)
    return mixed(small.astype(np.int64), [spelt(number, ELEVEN), spelt(number, "0123456789x")])


def resident_id_15(dice: Dice, rows: Rows) -> Text:
    """The old number: two digits of the year and no check digit; nobody born after 1999 has one."""
    born = np.minimum(rows.born, np.datetime64("1999-12-31"))
    return spelt(np.hstack([places(rows.registered, 6), _days(born, 6), dice.digits(rows.count, 3)]))


def resident_id_ages(dice: Dice, rows: Rows) -> Text:
    """Old and new numbers in one column."""
    old = dice.chance(120, rows.count).astype(np.int64)
    return mixed(old, [resident_id(dice, rows), resident_id_15(dice, rows)])


def resident_id_masked(dice: Dice, rows: Rows) -> Made:
    """The birth date hidden, as printed on notices."""
    number = spelt(resident_places(dice, rows), ELEVEN)
    shown = rows.style.of("masked id").one(2)
    values = join(_part(number, 0, (6, 3)[shown]), "*" * (8, 11)[shown], _part(number, 14, 18))
    return Made(values, take(["~resident_id"], np.zeros(rows.count, np.int64)))


def _part(values: Text, start: int, stop: int) -> Text:
    return pc.utf8_slice_codeunits(values, start, stop)


def identity_mixed(dice: Dice, rows: Rows) -> Made:
    """A column of documents: mostly residents' numbers, some passports and permits."""
    which = dice.weighted([80, 12, 8], rows.count)
    values = mixed(which, [resident_id(dice, rows), passport(dice, rows), hkmo_permit(dice, rows)])
    kinds = ("resident_id", "passport", "hkmo_permit")
    return Made(values, take(kinds, which), kinds[1:])


def card_places(dice: Dice, count: int) -> tuple[Digits, Digits]:
    """Bank cards of 16 and of 19 digits, as many of each: an issuer's first six, an account, Luhn."""
    both = []
    for width, issuers in ((16, "bank_16"), (19, "bank_19")):
        first = np.array([int(one) for one in words()[issuers]])
        body = np.hstack([places(first[dice.below(len(first), count)], 6), dice.digits(count, width - 7)])
        both.append(np.hstack([body, marks.luhn(body)[:, None]]))
    return both[0], both[1]


def bank_card(dice: Dice, rows: Rows) -> Text:
    """Debit cards of 19 digits and others of 16."""
    short, long = card_places(dice, rows.count)
    return mixed(dice.chance(650, rows.count).astype(np.int64), [spelt(short), spelt(long)])


def bank_card_spaced(dice: Dice, rows: Rows) -> Text:
    """In groups of four, as on the card."""
    short, long = card_places(dice, rows.count)
    grouped = [_grouped(spelt(short), 16), _grouped(spelt(long), 19)]
    return mixed(dice.chance(650, rows.count).astype(np.int64), grouped)


def _grouped(values: Text, width: int) -> Text:
    parts: list[Text | str] = []
    for at in range(0, width, 4):
        parts += [" ", _part(values, at, at + 4)]
    return join(*parts[1:])


def bank_card_masked(dice: Dice, rows: Rows) -> Made:
    """The middle hidden."""
    number = bank_card(dice, rows)
    values = join(_part(number, 0, 6), "******", _last(number, 4))
    return Made(values, take(["~bank_card"], np.zeros(rows.count, np.int64)))


def _last(values: Text, width: int) -> Text:
    return pc.utf8_slice_codeunits(values, -width, 1 << 30)


def uscc_places(dice: Dice, rows: Rows) -> Digits:
    """All 18 places by value in the alphabet: who registered it, where, the organisation's code, the check place."""
    kinds = ("91", "92", "93", "11", "12", "51", "52", "53")
    first = places(np.array([int(one) for one in kinds])[dice.weighted([60, 12, 4, 4, 12, 4, 3, 1], rows.count)], 2)
    digits = dice.digits(rows.count, 8)
    digits[:, 0] = np.where(dice.chance(600, rows.count), BASE_36.index("M"), digits[:, 0])
    digits[:, 1] = np.where(digits[:, 0] > 9, BASE_36.index("A"), digits[:, 1])
    check = marks.organisation(digits)
    code = np.hstack([digits, np.where(check == 10, BASE_36.index("X"), check)[:, None]]).astype(np.uint8)
    values = np.array([marks.USCC_LETTERS.find(letter) for letter in BASE_36])
    body = np.hstack([first, _areas(rows.area), values[code].astype(np.uint8)])
    return np.hstack([body, marks.uscc(body)[:, None]])


def uscc(dice: Dice, rows: Rows) -> Text:
    """GB 32100-2015, with the organisation's own check digit (GB 11714) in its place."""
    return spelt(uscc_places(dice, rows), marks.USCC_LETTERS)


def imei_places(dice: Dice, count: int) -> Digits:
    """All 15 digits: type allocation, serial, Luhn."""
    types = np.array([int(one) for one in words()["tac"]])
    body = np.hstack([places(types[dice.below(len(types), count)], 8), dice.digits(count, 6)])
    return np.hstack([body, marks.luhn(body)[:, None]])


def imei(dice: Dice, rows: Rows) -> Text:
    """A telephone's own number."""
    return spelt(imei_places(dice, rows.count))


def iban(dice: Dice, rows: Rows) -> Text:
    """Spanish accounts with their inner control digits, and German ones; now and then in groups of four."""
    spain = dice.digits(rows.count, 18)
    spain = np.hstack([spain[:, :8], marks.spanish_account(spain), spain[:, 8:]])
    germany = dice.digits(rows.count, 18)
    both = [join(land, spelt(marks.iban(land, one)), spelt(one)) for land, one in (("ES", spain), ("DE", germany))]
    grouped = [_grouped(one, 24) for one in both]
    style = rows.style.of("iban").one(3) == 0
    return mixed(dice.chance(500, rows.count).astype(np.int64), grouped if style else both)


def dni_nie(dice: Dice, rows: Rows) -> Text:
    """Spanish identity numbers, a third of them foreigners'."""
    number = dice.below(90_000_000, rows.count) + 10_000_000
    own = np.hstack([np.frombuffer(b"0123456789", np.uint8)[places(number, 8)], marks.dni(number)[:, None]])
    first, rest = dice.below(3, rows.count), dice.below(10_000_000, rows.count)
    letter = marks.dni(first * 10_000_000 + rest)
    seven = np.frombuffer(b"0123456789", np.uint8)[places(rest, 7)]
    foreign = np.hstack([np.frombuffer(b"XYZ", np.uint8)[first][:, None], seven, letter[:, None]])
    return mixed(dice.chance(330, rows.count).astype(np.int64), [fixed(own), fixed(foreign)])


def rrn_places(dice: Dice, rows: Rows) -> Digits:
    """All 13 digits of a Korean resident registration number; 1 and 2 are of the last century, 3 and 4 of this one."""
    year, month, day = year_month_day(rows.born)
    sex = np.where(year < 2000, 1, 3) + ~rows.male
    body = np.hstack(
        [places(year * 10_000 + month * 100 + day, 6), sex[:, None].astype(np.uint8), dice.digits(rows.count, 5) % 9]
    )
    return np.hstack([body, marks.korean(body)[:, None]])


def rrn(dice: Dice, rows: Rows) -> Text:
    """With its dash, or without."""
    number = rrn_places(dice, rows)
    dash = "-" if rows.style.of("rrn").one(3) else ""
    return join(spelt(number[:, :6]), dash, spelt(number[:, 6:]))


def passport(dice: Dice, rows: Rows) -> Text:
    """E or G and eight digits, or E, a letter and seven; a few of officials (D, S, P)."""
    count = rows.count
    letters = take(["E", "G", "D", "S", "P"], dice.weighted([70, 22, 2, 3, 3], count))
    plain = join(letters, spelt(dice.digits(count, 8)))
    newer = join("E", drawn(dice, list("ABCDEFGHJK"), count), spelt(dice.digits(count, 7)))
    return mixed(dice.chance(400, count).astype(np.int64), [plain, newer])


def hkmo_permit(dice: Dice, rows: Rows) -> Text:
    """Home-return permits: H or M and eight digits, older ones ten."""
    head = take(["H", "M"], dice.weighted([75, 25], rows.count))
    both = [join(head, spelt(dice.digits(rows.count, width))) for width in (8, 10)]
    return mixed(dice.chance(200, rows.count).astype(np.int64), both)


def tw_permit(dice: Dice, rows: Rows) -> Text:
    """Eight digits; the older ones ten, with the issue in brackets."""
    eight = padded(dice.below(90_000_000, rows.count) + 1_000_000, 8)
    older = join("00", spelt(dice.digits(rows.count, 8)), drawn(dice, ["(A)", "(B)", "(C)"], rows.count))
    return mixed(dice.chance(150, rows.count).astype(np.int64), [eight, older])


def officer_card(dice: Dice, rows: Rows) -> Text:
    """军字第1234567号 and its sisters."""
    head = drawn(dice, ["军", "军", "军", "士", "文", "武"], rows.count)
    width = 7 + rows.style.of("officer").one(2)
    return join(head, "字第", spelt(dice.digits(rows.count, width)), "号")


def social_security(dice: Dice, rows: Rows) -> Text:
    """Card and insurance numbers: every place has its own, so only a header tells."""
    count, form = rows.count, rows.style.of("social").one(3)
    if form == 0:
        return join(drawn(dice, list("ABCDEFGHKLMNQRT"), count), spelt(dice.digits(count, 8)))
    if form == 1:
        return join("10", spelt(dice.digits(count, 8)))
    return join(_part(rows.place("code"), 0, 4), spelt(dice.digits(count, 8)))


NUMBERS = (
    Kind("resident_id", "resident_id", "check", resident_id),
    Kind("resident_id_15", "resident_id", "shape", resident_id_15),
    Kind("resident_id_ages", "resident_id", "check", resident_id_ages),
    Kind("resident_id_masked", "resident_id", "shape", resident_id_masked),
    Kind("identity_mixed", "resident_id", "check", identity_mixed),
    Kind("bank_card", "bank_card", "check", bank_card),
    Kind("bank_card_spaced", "bank_card", "check", bank_card_spaced),
    Kind("bank_card_masked", "bank_card", "header", bank_card_masked),
    Kind("uscc", "uscc", "check", uscc),
    Kind("imei", "imei", "check", imei),
    Kind("iban", "iban", "check", iban),
    Kind("dni_nie", "dni_nie", "check", dni_nie),
    Kind("rrn", "rrn", "check", rrn),
    Kind("passport", "passport", "header", passport),
    Kind("hkmo_permit", "hkmo_permit", "header", hkmo_permit),
    Kind("tw_permit", "tw_permit", "header", tw_permit),
    Kind("officer_card", "officer_card", "shape", officer_card),
    Kind("social_security", "social_security", "header", social_security),
)
