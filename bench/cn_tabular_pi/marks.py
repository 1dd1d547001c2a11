"""Check digits by the column, computed from the standards: GB 11643, GB 32100, GB 11714, ISO 7064, ISO 13616, Luhn.

Written for the generator alone: a detector that is measured by these tables shares no line with it.
Every function takes a matrix, one row a number and one column a place, and returns the check places to append.
"""

from __future__ import annotations

import numpy as np

from bench.cn_tabular_pi.dice import Digits

USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I O S V Z
DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def _sum(places: Digits, weights: list[int]) -> np.ndarray:
    return np.asarray(places, np.int64) @ np.asarray(weights, np.int64)


def resident(places: Digits) -> Digits:
    """GB 11643-1999 over 17 digits, ISO 7064 MOD 11-2: 0 to 9, and 10 which is written X."""
    weights = [2 ** (17 - at) % 11 for at in range(17)]
    return ((12 - _sum(places, weights) % 11) % 11).astype(np.uint8)


def uscc(places: Digits) -> Digits:
    """GB 32100-2015 over 17 places of its alphabet of 31: the value of the 18th."""
    weights = [3**at % 31 for at in range(17)]
    return ((31 - _sum(places, weights) % 31) % 31).astype(np.uint8)


def organisation(places: Digits) -> Digits:
    """GB 11714 over 8 places (0 to 9, A = 10 to Z = 35): 0 to 9, and 10 which is written X."""
    return ((11 - _sum(places, [3, 7, 9, 10, 5, 8, 4, 2]) % 11) % 11).astype(np.uint8)


def luhn(places: Digits) -> Digits:
    """ISO/IEC 7812-1 annex B: bank cards, and IMEI by 3GPP TS 23.003."""
    doubled = places.astype(np.int64)
    doubled[:, ::-1][:, ::2] *= 2
    doubled = doubled // 10 + doubled % 10
    return ((10 - doubled.sum(axis=1) % 10) % 10).astype(np.uint8)


def ean(places: Digits) -> Digits:
    """GS1: the 13th digit of an article number (GTIN-13, ISBN-13)."""
    weights = [1 + 2 * (at % 2) for at in range(12)]
    return ((10 - _sum(places, weights) % 10) % 10).astype(np.uint8)


def iban(country: str, places: Digits) -> Digits:
    """ISO 13616 over the digits of a national account number: the two check digits, by ISO 7064 MOD 97-10."""
    left = np.zeros(len(places), np.int64)
    tail = [int(digit) for letter in country for digit in str(ord(letter) - 55)] + [0, 0]
    for column in (*places.T, *tail):
        left = (left * 10 + column) % 97
    check = 98 - left
    return np.stack([check // 10, check % 10], axis=1).astype(np.uint8)


def spanish_account(places: Digits) -> Digits:
    """The two control digits of a Spanish account, over bank and office (8) and account (10)."""
    weights = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6]
    pair = [11 - _sum(places[:, :8], weights[2:]) % 11, 11 - _sum(places[:, 8:], weights) % 11]
    return np.stack([np.where(one == 11, 0, np.where(one == 10, 1, one)) for one in pair], axis=1).astype(np.uint8)


def dni(numbers: np.ndarray) -> np.ndarray:
    """The letter of a Spanish DNI, or of an NIE whose X, Y or Z counts as 0, 1 or 2 before its seven digits."""
    return np.frombuffer(DNI_LETTERS.encode(), np.uint8)[np.asarray(numbers) % 23]


def korean(places: Digits) -> Digits:
    """The last digit of a Korean resident registration number, over the first twelve."""
    return ((11 - _sum(places, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11) % 10).astype(np.uint8)
