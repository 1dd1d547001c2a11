"""The mistakes of clerks and systems, and what each does to a cell's label."""

from __future__ import annotations

import string
from itertools import pairwise
from random import Random

from bench.cn_tabular_pi_second.values import PASSES

NOTHING = ("", "", "", "-", "无", "NULL")
WIDE = {ord(one): ord(one) + 0xFEE0 for one in string.digits}
RATES = {"empty": 0.03, "wide": 0.02, "spaced": 0.02, "masked": 0.015, "wrong": 0.02}
SPACED = {"resident_id": (6, 14), "mobile": (3, 7), "bank_card": (4, 8, 12, 16), "social_security": (6, 14)}
WIDENED = ("resident_id", "mobile", "bank_card", "social_security", "landline", "uscc", "qq", "postcode", "imei")
MASKED = {
    "resident_id": (6, 4),
    "mobile": (3, 4),
    "bank_card": (6, 4),
    "social_security": (3, 4),
    "person_name": (1, 0),
}


def mistaken(dice: Random, kind: str, value: str) -> str:
    """One digit is another, so that the check digit no longer fits."""
    places = [n for n, one in enumerate(value) if one.isdigit() and n > 1]
    while True:
        n = dice.choice(places)
        wrong = f"{value[:n]}{dice.choice(string.digits)}{value[n + 1 :]}"
        if not PASSES[kind](wrong):
            return wrong


def masked(kind: str, value: str) -> str:
    """Stars in the middle, as screens show it."""
    head, tail = MASKED[kind]
    return value[:head] + "*" * (len(value) - head - tail) + value[len(value) - tail :]


def spaced(kind: str, value: str) -> str:
    """In groups, as people write it."""
    cuts = (0, *(cut for cut in SPACED[kind] if cut < len(value)), len(value))
    return " ".join(value[a:b] for a, b in pairwise(cuts))


def soiled(dice: Random, kind: str | None, value: str, label: str) -> tuple[str, str]:
    """A cell and its label, after what happened to it; most are left alone."""
    turn, happened = dice.random(), ""
    for name, rate in RATES.items():
        if turn < rate:
            happened = name
            break
        turn -= rate
    if happened == "empty":
        return dice.choice(NOTHING), ""
    if kind is None or not label:
        return value, label
    if happened == "wide" and kind in WIDENED:
        return value.translate(WIDE), label
    if happened == "spaced" and kind in SPACED:
        return spaced(kind, value), label
    if happened == "masked" and kind in MASKED:
        return masked(kind, value), f"~{kind}"
    if happened == "wrong" and kind in PASSES and not (kind == "resident_id" and len(value) == 15):
        return mistaken(dice, kind, value), ""
    if kind == "mobile" and dice.random() < 0.02:
        return f"+86{dice.choice(('', ' ', '-'))}{value}", label
    return value, label
