"""Numbers with the check digits of their standards, and other identifiers that have a format of their own."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from random import Random

USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
PLATE = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # GA 36: no I, no O
# MIIT's numbering plan: the three digits that a mobile number begins with, carriers and resellers
MOBILE = (
    "130 131 132 133 134 135 136 137 138 139 145 147 149 150 151 152 153 155 156 157 158 159 162 165 166 167 170 171 "
    "172 173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 190 191 192 193 195 196 197 198 199"
).split()
# issuers under 62, which ISO 7812 gives to UnionPay, and the length of their cards
ISSUERS = (
    *((first, 19) for first in ("622202", "621226", "622848", "622841", "621700", "621661", "621098", "622260")),
    *((first, 19) for first in ("621799", "622188", "623091", "621483")),
    *((first, 16) for first in ("622588", "622609", "625912", "628268", "622155")),
    *((first, 18) for first in ("622908", "622909")),
)
# ISO 13616: how the national part is built; n for a digit, a for a letter
IBANS = {"DE": "n18", "AT": "n16", "NL": "a4n10", "GB": "a4n14", "IE": "a4n14", "DK": "n14", "LT": "n16"}
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714


def digits(dice: Random, many: int, of: str = string.digits) -> str:
    """That many characters at random."""
    return "".join(dice.choice(of) for _ in range(many))


def luhn(body: str) -> str:
    """The digit that completes a number by Luhn's rule (ISO 7812)."""
    doubled = [int(one) * (2 - n % 2) for n, one in enumerate(reversed(body))]
    return str(-sum(one - 9 * (one > 9) for one in doubled) % 10)


def resident_check(body: str) -> str:
    """ISO 7064 MOD 11-2, as GB 11643 has it."""
    return "10X98765432"[sum(int(one) * 2 ** (17 - n) for n, one in enumerate(body)) % 11]


def organisation_check(body: str) -> str:
    """GB 11714: the check character of the nine-place organisation code within a credit code."""
    value = 11 - sum(int(one, 36) * weight for one, weight in zip(body, WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(value, str(value))


def credit_check(body: str) -> str:
    """GB 32100: MOD 31 with weights that are powers of three."""
    return USCC[-sum(USCC.index(one) * 3**n for n, one in enumerate(body)) % 31]


def iban_check(country: str, national: str) -> str:
    """ISO 7064 MOD 97-10 over the national part, then the country."""
    number = "".join(str(int(one, 36)) for one in f"{national}{country}00")
    return f"{98 - int(number) % 97:02}"


def korean_check(body: str) -> str:
    """The rule for residents of Korea registered before October 2020."""
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    return str((11 - sum(int(one) * weight for one, weight in zip(body, weights, strict=True)) % 11) % 10)


def spanish_check(number: str) -> str:
    """The letter that follows from the number; a foreigner's X, Y, Z count as 0, 1, 2."""
    return DNI[int(number.translate(str.maketrans("XYZ", "012"))) % 23]


def bank_card(dice: Random) -> str:
    first, length = dice.choice(ISSUERS)
    body = first + digits(dice, length - len(first) - 1)
    return body + luhn(body)


def imei(dice: Random) -> str:
    body = dice.choice(("35", "86", "01")) + digits(dice, 12)
    return body + luhn(body)


def uscc(dice: Random, areas: Sequence[str]) -> str:
    """A firm's, a family business's or a farmers' cooperative's; with the place that registered it."""
    inner = "MA" + digits(dice, 6, USCC) if dice.random() < 0.7 else digits(dice, 8)
    body = dice.choice(("91", "92", "93")) + dice.choice(areas) + inner + organisation_check(inner)
    return body + credit_check(body)


def iban(dice: Random) -> str:
    """As stored: without the spaces of print."""
    country = dice.choice(sorted(IBANS))
    national = "".join(
        digits(dice, int(part[1:]), string.ascii_uppercase if part[0] == "a" else string.digits)
        for part in IBANS[country].replace("n", " n").split()
    )
    return country + iban_check(country, national) + national


def dni_nie(dice: Random) -> str:
    number = dice.choice("XYZ") + digits(dice, 7) if dice.random() < 0.6 else digits(dice, 8)
    return number + spanish_check(number)


def rrn(dice: Random) -> str:
    born = f"{dice.randint(50, 99)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
    body = born + dice.choice("1256") + f"{dice.randint(0, 95):02}" + digits(dice, 3)
    return f"{body[:6]}-{body[6:]}{korean_check(body)}"


def mobile(dice: Random) -> str:
    return dice.choice(MOBILE) + digits(dice, 8)


def landline(dice: Random, area: tuple[str, int]) -> str:
    """With its area's code; some with brackets, some run together, some with an extension."""
    code, length = area
    number = dice.choice("2345678") + digits(dice, length - 1)
    shape = dice.choices(("{}-{}", "({}){}", "{}{}", "{}-{}-8"), (70, 10, 12, 8))[0]
    return shape.format(code, number) + (digits(dice, 2) if shape.endswith("-8") else "")


def email(dice: Random) -> str:
    name = digits(dice, dice.randint(3, 8), string.ascii_lowercase)
    tail = dice.choice(("", digits(dice, dice.randint(2, 4)), "." + digits(dice, 3, string.ascii_lowercase)))
    return f"{name}{tail}@{dice.choice(('', '', 'mail.'))}example.{dice.choice(('com', 'cn'))}"


def passport(dice: Random) -> str:
    """E and eight digits; since those ran out, E, a letter and seven; a few of the older G."""
    turn = dice.random()
    if turn < 0.6:
        return "E" + digits(dice, 8)
    return "E" + dice.choice(PLATE) + digits(dice, 7) if turn < 0.92 else "G" + digits(dice, 8)


def hkmo_permit(dice: Random) -> str:
    """To there: C and eight places. From there: H or M and eight digits."""
    turn = dice.random()
    if turn < 0.5:
        return "C" + (digits(dice, 8) if turn < 0.35 else dice.choice(PLATE) + digits(dice, 7))
    return dice.choice("HHM") + digits(dice, 8)


def tw_permit(dice: Random) -> str:
    """From there: eight digits. To there: L and eight digits."""
    return digits(dice, 8) if dice.random() < 0.7 else "L" + digits(dice, 8)


def officer_card(dice: Random) -> str:
    return f"{dice.choice('军军军政后装海空武')}字第{digits(dice, dice.choice((7, 7, 8)))}号"


def plate(dice: Random, provinces: str) -> str:
    """Seven places, or eight for a new-energy car: D or F first for a small one, last for a large one."""
    head, turn = dice.choice(provinces) + dice.choice(PLATE), dice.random()
    if turn < 0.25:
        tail = dice.choice("DF") + dice.choice(PLATE + string.digits) + digits(dice, 4)
    elif turn < 0.3:
        tail = digits(dice, 5) + dice.choice("DF")
    elif turn < 0.35:
        tail = digits(dice, 4) + dice.choice("挂学")
    else:
        letters = dice.choice((0, 1, 1, 2))
        mixed = list(digits(dice, 5 - letters) + digits(dice, letters, PLATE))
        dice.shuffle(mixed)
        tail = "".join(mixed)
    return head + dice.choice(("", "", "", "·", " ")) + tail


def wechat(dice: Random) -> str:
    """The one that everybody is given, or one's own: a letter, then five to nineteen."""
    if dice.random() < 0.45:
        return "wxid_" + digits(dice, 14, string.ascii_lowercase + string.digits)
    word = digits(dice, dice.randint(4, 8), string.ascii_lowercase)
    return word + dice.choice(("", "_", "-")) + digits(dice, dice.randint(2, 5))


def qq(dice: Random) -> str:
    return dice.choice("123456789") + digits(dice, dice.randint(6, 9))


def ip(dice: Random) -> str:
    """Private addresses, and those that are kept for examples; one in ten of version 6."""
    if dice.random() < 0.1:
        return "2001:db8:" + ":".join(f"{dice.randrange(1, 65536):x}" for _ in range(6))
    net = dice.choice(("10.{}.{}", "192.168.{}", "172.16.{}", "203.0.113", "198.51.100"))
    return f"{net.format(dice.randrange(256), dice.randrange(256))}.{dice.randrange(1, 255)}"


def mac(dice: Random) -> str:
    """With colons or dashes, large letters or small."""
    parts = [f"{dice.randrange(256):02x}" for _ in range(6)]
    return dice.choice((":".join(parts), "-".join(parts).upper(), ":".join(parts).upper()))


def geo_point(dice: Random) -> str:
    """Longitude and latitude in one cell."""
    return f"{longitude(dice)}{dice.choice((',', ', '))}{latitude(dice)}"


def longitude(dice: Random) -> str:
    return f"{dice.uniform(98, 122):.6f}"


def latitude(dice: Random) -> str:
    return f"{dice.uniform(22, 40):.6f}"


def _resident(number: str) -> bool:
    return len(number) == 18 and resident_check(number[:-1]) == number[-1]


def _luhn(number: str) -> bool:
    return luhn(number[:-1]) == number[-1]


def _iban(number: str) -> bool:
    whole = number.replace(" ", "")
    return iban_check(whole[:2], whole[4:]) == whole[2:4]


# whether a number that was tampered with still passes
PASSES: dict[str, Callable[[str], bool]] = {
    "resident_id": _resident,
    "social_security": _resident,
    "bank_card": _luhn,
    "imei": _luhn,
    "uscc": lambda number: credit_check(number[:-1]) == number[-1],
    "iban": _iban,
    "dni_nie": lambda number: spanish_check(number[:-1]) == number[-1],
    "rrn": lambda number: korean_check(number.replace("-", "")[:-1]) == number[-1],
}
