"""Hard negatives: columns that look like an identifier and are none.

A trap's `known_by` says what shows that it is harmless: a check digit that fails, its shape, its words, or only its
header. Where only the header shows it, the trap does not count when headers are taken away.
"""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from bench.cn_tabular_pi import marks, numbers
from bench.cn_tabular_pi.contacts import HEX, mobile, none
from bench.cn_tabular_pi.dice import Dice, Digits
from bench.cn_tabular_pi.kind import Kind, Made
from bench.cn_tabular_pi.persons import dated
from bench.cn_tabular_pi.rows import Rows, words
from bench.cn_tabular_pi.strings import Text, drawn, fixed, join, mixed, padded, places, plain, spelt


def _wrong(dice: Dice, check: Digits, base: int) -> Digits:
    """Any other value than the right one."""
    return ((check + 1 + dice.below(base - 1, len(check))) % base).astype(np.uint8)


def _day(dice: Dice, count: int) -> Text:
    return dated(np.datetime64("2023-01-01") + dice.below(1000, count).astype("timedelta64[D]"), 2)


def _clock(dice: Dice, count: int) -> Text:
    return join(*(padded(dice.below(limit, count), 2) for limit in (24, 60, 60)))


def order_luhn(dice: Dice, rows: Rows) -> Text:
    """Orders by day whose last digit is a Luhn digit, as shops make them."""
    day = np.datetime64("2023-01-01") + dice.below(1000, rows.count).astype("timedelta64[D]")
    width = 16 + rows.style.of("luhn").one(4)
    body = np.hstack([numbers._days(day), dice.digits(rows.count, width - 9)])
    return spelt(np.hstack([body, marks.luhn(body)[:, None]]))


def order_like_card(dice: Dice, rows: Rows) -> Text:
    """Sixteen digits that begin as a card does; the last is no check digit but in one of ten."""
    return join("62", spelt(dice.digits(rows.count, 14)))


def order_like_phone(dice: Dice, rows: Rows) -> Text:
    """Eleven digits in sequence, from a first one that a telephone might have."""
    first = 13_000_000_000 + rows.style.of("first order").one(2_000_000_000)
    return plain(first + np.cumsum(dice.below(7, rows.count) + 1))


def serial_eleven(dice: Dice, rows: Rows) -> Text:
    """Eleven digits at random that begin with 1: seven of ten look like telephones."""
    return join("1", spelt(dice.digits(rows.count, 10)))


def order_around_phone(dice: Dice, rows: Rows) -> Text:
    """A telephone's eleven digits inside a longer number."""
    return join(drawn(dice, ["20", "9", "00", "7"], rows.count), mobile(dice, rows), spelt(dice.digits(rows.count, 5)))


def device_18(dice: Dice, rows: Rows) -> Text:
    """Eighteen digits of a device: no region that exists, or no date."""
    return join("86", spelt(dice.digits(rows.count, 2)), "0", spelt(dice.digits(rows.count, 13)))


def resident_wrong(dice: Dice, rows: Rows) -> Text:
    """Region and date as in a resident's number, and never the right check digit."""
    number = numbers.resident_places(dice, rows)
    number[:, 17] = _wrong(dice, number[:, 17], 11)
    return spelt(number, numbers.ELEVEN)


def card_wrong(dice: Dice, rows: Rows) -> Text:
    """An issuer's digits, and never the right check digit."""
    number = numbers.card_places(dice, rows.count)[1]
    number[:, -1] = _wrong(dice, number[:, -1], 10)
    return spelt(number)


def uscc_wrong(dice: Dice, rows: Rows) -> Text:
    """As long as a social credit code, from its alphabet, and never the right check place."""
    number = numbers.uscc_places(dice, rows)
    number[:, -1] = _wrong(dice, number[:, -1], 31)
    return spelt(number, marks.USCC_LETTERS)


def imei_wrong(dice: Dice, rows: Rows) -> Text:
    """Fifteen digits from a telephone's range, and never the right check digit."""
    number = numbers.imei_places(dice, rows.count)
    number[:, -1] = _wrong(dice, number[:, -1], 10)
    return spelt(number)


def iban_wrong(dice: Dice, rows: Rows) -> Text:
    """Two letters and 22 digits, with check digits that are one off."""
    body = dice.digits(rows.count, 18)
    check = marks.iban("DE", body).astype(np.int64) @ np.array([10, 1])
    return join("DE", padded((check + 1 + dice.below(95, rows.count)) % 97, 2), spelt(body))  # one value a remainder


def dni_wrong(dice: Dice, rows: Rows) -> Text:
    """Eight digits and a letter, never the right one."""
    number = dice.below(90_000_000, rows.count) + 10_000_000
    letters = np.frombuffer(marks.DNI_LETTERS.encode(), np.uint8)
    wrong = letters[(number % 23 + 1 + dice.below(22, rows.count)) % 23]
    return join(padded(number, 8), fixed(wrong[:, None]))


def rrn_wrong(dice: Dice, rows: Rows) -> Text:
    """Six digits, a dash and seven, never the right last one."""
    number = numbers.rrn_places(dice, rows)
    number[:, -1] = _wrong(dice, number[:, -1], 10)
    return join(spelt(number[:, :6]), "-", spelt(number[:, 6:]))


def code_6(dice: Dice, rows: Rows) -> Text:
    """Six digits that are a product's, a share's, a code sent to somebody."""
    return spelt(dice.digits(rows.count, 6))


def region_code(dice: Dice, rows: Rows) -> Text:
    """GB/T 2260 itself: six digits, and no postcode."""
    return rows.place("code")


def stamp_14(dice: Dice, rows: Rows) -> Text:
    """20250318123456."""
    return join(_day(dice, rows.count), _clock(dice, rows.count))


def flow_20(dice: Dice, rows: Rows) -> Text:
    """Day, time and six more digits: 20 in all."""
    return join(stamp_14(dice, rows), spelt(dice.digits(rows.count, 6)))


def epoch(dice: Dice, rows: Rows) -> Text:
    """Seconds since 1970, or milliseconds: ten or thirteen digits that begin with 17."""
    seconds = 1_700_000_000 + dice.below(50_000_000, rows.count)
    thousandths = spelt(dice.digits(rows.count, 3)) if rows.style.of("epoch").one(2) else ""
    return join(plain(seconds), thousandths)


def version(dice: Dice, rows: Rows) -> Text:
    """Four numbers with dots; of most, one is beyond a byte."""
    build = plain(10_000 + dice.below(20_000, rows.count))
    return join("10.", plain(dice.below(4, rows.count)), ".", build, ".", plain(dice.below(5000, rows.count)))


def version_like_ip(dice: Dice, rows: Rows) -> Text:
    """Four small numbers with dots: an address as well, but for the header."""
    one, two, three, four = (plain(dice.below(limit, rows.count)) for limit in (8, 20, 30, 200))
    return join(one, ".", two, ".", three, ".", four)


def version_short(dice: Dice, rows: Rows) -> Text:
    """v3.10.2-beta."""
    one, two, three = (plain(dice.below(limit, rows.count)) for limit in (8, 20, 30))
    tail = mixed(
        dice.chance(300, rows.count).astype(np.int64),
        [none(rows.count), drawn(dice, words()["versions_tail"], rows.count)],
    )
    return join("v", one, ".", two, ".", three, tail)


def part_like_passport(dice: Dice, rows: Rows) -> Text:
    """A letter and eight digits, of parts."""
    return join(drawn(dice, list("EGHPDMK"), rows.count), spelt(dice.digits(rows.count, 8)))


def part_number(dice: Dice, rows: Rows) -> Text:
    """AB-1234-56C."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    head, tail = (spelt(dice.digits(rows.count, width, 24), letters) for width in (2, 1))
    return join(head, "-", spelt(dice.digits(rows.count, 4)), "-", spelt(dice.digits(rows.count, 2)), tail)


def sku_18(dice: Dice, rows: Rows) -> Text:
    """Eighteen letters and digits."""
    return join("SKU", spelt(dice.digits(rows.count, 15, 36), numbers.BASE_36))


def url_number(dice: Dice, rows: Rows) -> Text:
    """Addresses of pages with numbers in them that look like telephones and residents' numbers."""
    count, pool = rows.count, words()
    inner = mixed(dice.below(3, count), [mobile(dice, rows), spelt(dice.digits(count, 18)), stamp_14(dice, rows)])
    start = join("https://", drawn(dice, pool["hosts"], count), "/", drawn(dice, pool["paths"], count), "/")
    return join(start, inner, "?sid=", spelt(dice.digits(count, 12, 16), HEX), "&t=", spelt(dice.digits(count, 13)))


def han_long(dice: Dice, rows: Rows) -> Text:
    """Chinese characters right beside digits that are longer than an identifier."""
    head = drawn(dice, ["批次", "单号", "流水", "业务编号", "发票"], rows.count)
    return join(
        head, join(stamp_14(dice, rows), mobile(dice, rows)), drawn(dice, ["号", "已入库", "", "件"], rows.count)
    )


def digest(dice: Dice, rows: Rows) -> Text:
    """MD5 and the like: long runs of digits occur."""
    return spelt(dice.digits(rows.count, 32, 16), HEX)


def uuid(dice: Dice, rows: Rows) -> Text:
    """Eight, four, four, four and twelve places."""
    parts = [spelt(dice.digits(rows.count, width, 16), HEX) for width in (8, 4, 3, 3, 12)]
    return join(parts[0], "-", parts[1], "-4", parts[2], "-a", parts[3], "-", parts[4])


def parcel(dice: Dice, rows: Rows) -> Text:
    """Numbers of parcels, with a telephone's digits in some."""
    digits = mixed(dice.below(2, rows.count), [join(mobile(dice, rows), "00"), spelt(dice.digits(rows.count, 13))])
    return join(drawn(dice, ["SF", "YT", "JD", "ZTO"], rows.count), digits)


def barcode(dice: Dice, rows: Rows) -> Text:
    """Articles (69…) or books (9787…), with the right thirteenth digit."""
    head = (
        np.array([6901234, 6923450, 6935678, 6970001]) if rows.style.of("bar").one(2) else np.array([9787100, 9787302])
    )
    body = np.hstack([places(head[dice.below(len(head), rows.count)], 7), dice.digits(rows.count, 5)])
    return spelt(np.hstack([body, marks.ean(body)[:, None]]))


def meter_15(dice: Dice, rows: Rows) -> Text:
    """Fifteen digits of a meter."""
    return join("0", spelt(dice.digits(rows.count, 14)))


def reading(dice: Dice, rows: Rows) -> Text:
    """Decimal numbers that are no degrees."""
    return join(plain(dice.below(300, rows.count)), ".", spelt(dice.digits(rows.count, 6)))


def size_pair(dice: Dice, rows: Rows) -> Text:
    """Two numbers with a comma that are no position."""
    return join(plain(dice.below(900, rows.count) + 200), ",", plain(dice.below(900, rows.count) + 200))


def package(dice: Dice, rows: Rows) -> Text:
    """react@18.2.0: an at sign and dots, and no mail."""
    one, two, three = (plain(dice.below(limit, rows.count)) for limit in (19, 20, 30))
    return join(drawn(dice, words()["packages"], rows.count), "@", one, ".", two, ".", three)


def handle(dice: Dice, rows: Rows) -> Text:
    """@name."""
    return join("@", drawn(dice, words()["mail_words"], rows.count), padded(dice.below(1000, rows.count), 3))


def tag_pairs(dice: Dice, rows: Rows) -> Text:
    """Pairs with colons, but not six of them: a time with its frame."""
    four = [padded(dice.below(limit, rows.count), 2) for limit in (24, 60, 60, 25)]
    return join(four[0], ":", four[1], ":", four[2], ":", four[3])


def counted(dice: Dice, rows: Rows) -> Text:
    """How many; the header names what is counted, and that is no person's."""
    return plain(dice.below(1_000_000, rows.count) * 300)


def flag(dice: Dice, rows: Rows) -> Text:
    """Y or N; the header names what a row has or has not."""
    return drawn(dice, rows.style.of("flag").choose([("Y", "N"), ("是", "否"), ("0", "1")]), rows.count)


def code_short(dice: Dice, rows: Rows) -> Text:
    """Codes of three digits, under headers with a telling syllable in another word (acid_level, academic_year_code)."""
    return spelt(dice.digits(rows.count, 3))


def _words(pool: str):  # type: ignore[no-untyped-def]
    def make(dice: Dice, rows: Rows) -> Made | Text:
        return drawn(dice, words()[pool], rows.count)

    return make


def upper_digest(dice: Dice, rows: Rows) -> Text:
    """Twelve places of hexadecimal, as a MAC has, but of a batch and without its marks."""
    return join("B", pc.utf8_upper(spelt(dice.digits(rows.count, 12, 16), HEX)))


def _trap(name: str, known_by: str, make) -> Kind:  # type: ignore[no-untyped-def]
    return Kind(name, None, known_by, make, trap=True)  # type: ignore[arg-type]


_BY_CHECK = (resident_wrong, card_wrong, uscc_wrong, imei_wrong, iban_wrong, dni_wrong, rrn_wrong, order_like_card)
_BY_SHAPE = (
    *(order_luhn, order_around_phone, device_18, stamp_14, flow_20, epoch, version, version_short, part_number, sku_18),
    *(url_number, han_long, digest, uuid, parcel, barcode, meter_15, size_pair, package, handle, tag_pairs, counted),
    *(flag, code_short, upper_digest, serial_eleven),
)
_BY_HEADER = (order_like_phone, code_6, region_code, version_like_ip, part_like_passport, reading)
_BY_WORDS = ("product", "drug", "department", "course", "brand", "room", "card_kind", "level")

TRAPS = (
    *(_trap(make.__name__, "check", make) for make in _BY_CHECK),
    *(_trap(make.__name__, "shape", make) for make in _BY_SHAPE),
    *(_trap(make.__name__, "header", make) for make in _BY_HEADER),
    *(_trap(name, "words", _words(f"{name}s")) for name in _BY_WORDS),
    _trap("short_word", "header", _words("short_words")),  # 高明, 江宁: every one could be a person's name
)
