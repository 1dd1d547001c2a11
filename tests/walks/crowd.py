"""A register of 100 000 cases as its rows have it, made without performing an act: for counting over many."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from django.db import connection, transaction

BOOK = "XX/crowd"
STEPS = (("accept", 3), ("review", 20), ("publicity_end", 10), ("code", 5))
STATES = ("registered", "registered", "registered", "declined", "reviewing")
BODY = "x" * 3000  # as long as a record is


def fill(many: int, parties: tuple[str, ...], year: int = 2025) -> dict[str, int]:
    """Cases of several registrars, four terms each; returns how many terms of each registrar were late."""
    random = Random(7)
    late = dict.fromkeys(parties, 0)
    records, terms = [], []
    for serial in range(many):
        number, party = f"350000-{year}-{serial:06}", random.choice(parties)
        day = date(year, 1, 1) + timedelta(days=random.randrange(365))
        state = random.choice(STATES)
        records.append((number, party, "first", state, BOOK, day.isoformat(), BODY))
        for place, (term, length) in enumerate(STEPS):
            used = random.randrange(length + 2)
            late[party] += used > length
            began, due = day.isoformat(), (day + timedelta(days=length)).isoformat()
            ended = (day + timedelta(days=used)).isoformat()
            terms.append((number, place, "first", BOOK, term, "registrar", party, began, due, ended, length, used))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO record (number, registrar, procedure, state, rulebook, opened, body, listed, waits, shown, "
            "words, locked) VALUES (%s, %s, %s, %s, %s, %s, %s, '', '', '', '', 0)",
            records,
        )
        cursor.executemany(
            "INSERT INTO term (number, place, procedure, rulebook, term, binds, party, began, due, ended, unit, "
            "length, used, hearsay) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'wd', %s, %s, 0)",
            terms,
        )
    return late
