"""Columns of contacts, devices and positions."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.cn_tabular_pi.dice import Dice, Ints
from bench.cn_tabular_pi.kind import Kind, Made
from bench.cn_tabular_pi.rows import Rows, places_of_china, words
from bench.cn_tabular_pi.strings import Text, drawn, join, mixed, padded, plain, spelt, take

HEX = "0123456789abcdef"
EIGHT = frozenset(
    "0311 0411 0431 0451 0512 0531 0532 0551 0571 0574 0577 0591 0592 0595 0731 0755 0769 0771 0851 0871".split()
)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def mobile(dice: Dice, rows: Rows) -> Text:
    """Three digits that were given out, and eight more."""
    return join(drawn(dice, words()["mobile"], rows.count), spelt(dice.digits(rows.count, 8)))


def mobile_abroad(dice: Dice, rows: Rows) -> Text:
    """With the country's code, in the ways in which it is written."""
    ways = ["+86", "86", "0086", "+86 ", "+86-", "(+86)", ""]
    return join(take(ways, dice.weighted([40, 10, 8, 12, 10, 5, 15], rows.count)), mobile(dice, rows))


def mobile_masked(dice: Dice, rows: Rows) -> Made:
    """138****1234."""
    stars = rows.style.of("masked mobile").choose(["****", "****", "xxxx"])
    values = join(drawn(dice, words()["mobile"], rows.count), stars, spelt(dice.digits(rows.count, 4)))
    return Made(values, take(["~mobile"], np.zeros(rows.count, np.int64)))


def landline(dice: Dice, rows: Rows) -> Text:
    """Area code and seven or eight digits, in one of four ways; a few with an extension."""
    code = rows.place("phone")
    short = join(drawn(dice, list("2345678"), rows.count), spelt(dice.digits(rows.count, 6)))
    long = join(drawn(dice, list("2345678"), rows.count), spelt(dice.digits(rows.count, 7)))
    eight = np.array([len(code) == 3 or code in EIGHT for code in places_of_china()["phone"]])
    number = mixed(eight[rows.area].astype(np.int64), [short, long])
    before, after = rows.style.of("landline").choose([("", "-"), ("", "-"), ("(", ")"), ("", ""), ("(", ")")])
    whole = join(before, code, after, number)
    branch = join(whole, "-", spelt(dice.digits(rows.count, 3)))
    return mixed(dice.chance(40, rows.count).astype(np.int64), [whole, branch])


def phone_mixed(dice: Dice, rows: Rows) -> Made:
    """联系电话: mostly mobiles, some landlines."""
    which = dice.weighted([78, 22], rows.count)
    values = mixed(which, [mobile(dice, rows), landline(dice, rows)])
    return Made(values, take(["mobile", "landline"], which), ("landline",))


def email(dice: Dice, rows: Rows) -> Text:
    """Words and digits at a host."""
    count, pool = rows.count, words()
    first, second = drawn(dice, pool["mail_words"], count), drawn(dice, pool["mail_words"], count)
    number = plain(dice.below(10_000, count))
    forms = [
        join(first, number),
        join(first, ".", second),
        join(first, "_", second, number),
        spelt(dice.digits(count, 9)),
    ]
    return join(mixed(dice.weighted([40, 20, 20, 20], count), forms), "@", drawn(dice, pool["mail_hosts"], count))


def wechat_given(dice: Dice, rows: Rows) -> Text:
    """Numbers as the service gives them."""
    return join("wxid_", spelt(dice.digits(rows.count, 14, 36), LETTERS))


def wechat_own(dice: Dice, rows: Rows) -> Text:
    """Names that people chose: nothing but a header tells."""
    first, second = (drawn(dice, words()["mail_words"], rows.count) for _ in range(2))
    link = drawn(dice, ["_", "-", "", ""], rows.count)
    return join(first, link, second, padded(dice.below(10_000, rows.count), 4))


def qq(dice: Dice, rows: Rows) -> Text:
    """Five to ten digits."""
    least = 10 ** (dice.weighted([2, 4, 8, 14, 36, 36], rows.count) + 4)
    return plain((dice.below(9, rows.count) + 1) * least + dice.below(1_000_000_000, rows.count) % least)


def ip(dice: Dice, rows: Rows) -> Text:
    """Version 4, private and public."""
    count = rows.count
    first = np.array([10, 192, 172, 36, 58, 110, 117, 120, 183, 218, 223, 8])[dice.below(12, count)]
    second = np.where(first == 192, 168, np.where(first == 172, 16 + dice.below(16, count), dice.below(256, count)))
    third, last = dice.below(256, count), dice.below(254, count) + 1
    return join(plain(first), ".", plain(second), ".", plain(third), ".", plain(last))


def ip_six(dice: Dice, rows: Rows) -> Text:
    """Version 6, written out or shortened."""
    four = [spelt(dice.digits(rows.count, 4, 16), HEX) for _ in range(6)]
    long = join("240e:", four[0], ":", four[1], ":", four[2], ":", four[3], ":", four[4], ":", four[5], ":1a2b")
    short = join("2408:", four[0], ":", four[1], "::", four[2])
    return mixed(dice.chance(300, rows.count).astype(np.int64), [long, short])


def mac(dice: Dice, rows: Rows) -> Text:
    """Six pairs with colons or dashes, or three fours with dots."""
    form = rows.style.of("mac").one(4)
    letters = HEX if form == 0 else HEX.upper()
    if form == 3:
        fours = [spelt(dice.digits(rows.count, 4, 16), HEX) for _ in range(3)]
        return join(fours[0], ".", fours[1], ".", fours[2])
    parts: list[Text | str] = []
    for _ in range(6):
        parts += ["-" if form == 2 else ":", spelt(dice.digits(rows.count, 2, 16), letters)]
    return join(*parts[1:])


def plate(dice: Dice, rows: Rows) -> Text:
    """Seven places; with a dot in some tables."""
    return _plates(dice, rows, 0)


def plate_new(dice: Dice, rows: Rows) -> Text:
    """Seven places, and the eight of vehicles on new energy."""
    return _plates(dice, rows, 450)


def _plates(dice: Dice, rows: Rows, new: int) -> Text:
    count, dot = rows.count, rows.style.of("plate").choose(["", "", "·"])
    letters = words()["plate_letters"]
    alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    digit = spelt(dice.digits(count, 3))
    ends = [
        spelt(dice.digits(count, 5)),
        join(spelt(dice.digits(count, 1, 34), alphabet), digit, spelt(dice.digits(count, 1, 34), alphabet)),
        join(drawn(dice, list("DF"), count), spelt(dice.digits(count, 5))),
        join(spelt(dice.digits(count, 5)), drawn(dice, list("DF"), count)),
    ]
    which = np.where(dice.chance(new, count), 2 + dice.chance(200, count), dice.weighted([60, 40], count))
    return join(rows.place("plate"), drawn(dice, letters, count), dot, mixed(which, ends))


def _degrees(numbers: Ints) -> Text:
    return join(plain(numbers // 1_000_000), ".", padded(numbers % 1_000_000, 6))


def longitude(dice: Dice, rows: Rows) -> Text:
    """East of Greenwich, within the country."""
    return _degrees(dice.between(75_000_000, 132_000_000, rows.count))


def latitude(dice: Dice, rows: Rows) -> Text:
    """North of the equator, within the country."""
    return _degrees(dice.between(19_000_000, 50_000_000, rows.count))


def position(dice: Dice, rows: Rows) -> Text:
    """Both in a cell: with a comma, as a point, or in degrees, minutes and seconds."""
    form, count = rows.style.of("position").one(4), rows.count
    if form == 3:
        east = join(plain(dice.between(75, 131, count)), "°", plain(dice.below(60, count)), "′")
        north = join(plain(dice.between(19, 49, count)), "°", plain(dice.below(60, count)), "′")
        seconds = [plain(dice.below(60, count)) for _ in range(2)]
        return join("东经", east, seconds[0], "″,北纬", north, seconds[1], "″")
    east, north = longitude(dice, rows), latitude(dice, rows)
    if form == 2:
        return join("POINT(", east, " ", north, ")")
    return join(east, ",", north)


def face_template(dice: Dice, rows: Rows) -> Text:
    """A face as a vector, in base 64."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return join(spelt(dice.digits(rows.count, 86, 64), letters), "==")


def finger_template(dice: Dice, rows: Rows) -> Text:
    """A finger print, in hexadecimal."""
    return pc.utf8_upper(spelt(dice.digits(rows.count, 96, 16), HEX))


def financial_account(dice: Dice, rows: Rows) -> Text:
    """Accounts of banks, funds and brokers that are no cards: no check digit, so only a header tells."""
    count, form = rows.count, rows.style.of("account").one(3)
    if form == 0:
        return join(drawn(dice, list("AEF"), count), spelt(dice.digits(count, 9)))
    if form == 1:
        return join(take(["3500", "1402", "4402"], dice.below(3, count)), spelt(dice.digits(count, 11)))
    return join("0", spelt(dice.digits(count, 11)))


def postcode(dice: Dice, rows: Rows) -> Text:
    """Six digits, the first two of the province."""
    return join(rows.place("post"), spelt(dice.digits(rows.count, 2)), padded(dice.below(4, rows.count) * 100, 2))


def none(count: int) -> Text:
    """Labels of cells that hold nothing."""
    return pa.array([""] * 1, pa.string()).take(pa.array(np.zeros(count, np.int64)))


CONTACTS = (
    Kind("mobile", "mobile", "shape", mobile),
    Kind("mobile_abroad", "mobile", "shape", mobile_abroad),
    Kind("mobile_masked", "mobile", "shape", mobile_masked),
    Kind("phone_mixed", "mobile", "shape", phone_mixed),
    Kind("landline", "landline", "shape", landline),
    Kind("email", "email", "shape", email),
    Kind("wechat_given", "wechat", "shape", wechat_given),
    Kind("wechat_own", "wechat", "header", wechat_own),
    Kind("qq", "qq", "header", qq),
    Kind("ip", "ip", "shape", ip),
    Kind("ip_six", "ip", "shape", ip_six),
    Kind("mac", "mac", "shape", mac),
    Kind("plate", "plate", "shape", plate),
    Kind("plate_new", "plate", "shape", plate_new),
    Kind("longitude", "geo_point", "header", longitude),
    Kind("latitude", "geo_point", "header", latitude),
    Kind("position", "geo_point", "shape", position),
    Kind("face_template", "biometric", "header", face_template),
    Kind("finger_template", "biometric", "header", finger_template),
    Kind("financial_account", "financial_account", "header", financial_account),
    Kind("postcode", "postcode", "header", postcode),
)
