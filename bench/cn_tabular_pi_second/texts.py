"""Remarks as people write them: mostly nothing, some with numbers that mean nothing, a few with a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from bench.cn_tabular_pi_second import values
from bench.cn_tabular_pi_second.people import Person, words

SHARE = 30  # one row in so many holds a given type


def inside(dice: Random, kind: str, who: Person) -> str:
    """What stands in a sentence: of the person of the row, where it is theirs."""
    made: dict[str, Callable[[], str]] = {
        "mobile": lambda: values.mobile(dice),
        "resident_id": lambda: who.resident_id,
        "email": lambda: values.email(dice),
        "bank_card": lambda: values.bank_card(dice),
        "plate": lambda: values.plate(dice, words()["plates"]),
    }
    return made[kind]()


def decoy(dice: Random) -> str:
    """A sentence with numbers that are nobody's."""
    sentence = dice.choice(words()["decoys"])
    return re.sub(r"\{(\d+)\}", lambda found: values.digits(dice, int(found[1]), "123456789"), sentence)


def remarks(dice: Random, people: Sequence[Person], kinds: Sequence[str]) -> tuple[list[str], list[str]]:
    """A column of remarks and its labels; each kind stands in one row of thirty."""
    said: list[str] = []
    for _ in people:
        turn = dice.random()
        said.append("" if turn < 0.15 else decoy(dice) if turn < 0.28 else dice.choice(words()["plain"]))
    labels = [""] * len(people)
    share = len(people) // SHARE
    rows = dice.sample(range(len(people)), share * len(kinds))
    for n, row in enumerate(rows):
        kind = kinds[n // share]
        found = dice.choice(words()[kind]).format(inside(dice, kind, people[row]))
        said[row] = found + dice.choice(("", "", f"；{dice.choice(words()['plain'])}"))
        labels[row] = kind
    return said, labels
