"""A second opinion on dates: slow, naive, and sharing no code and no data with the product.

Working days come from the `holidays` package where notices are known, and from Monday to Friday elsewhere. Terms
are counted by walking one day at a time, as a clerk would with a wall calendar.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import holidays

FIRST, HORIZON = date(2018, 12, 29), date(2026, 12, 31)  # the days that notices cover
ONE = timedelta(days=1)
_CHINA = holidays.country_holidays("CN", years=range(2018, 2027))


@cache
def oracle_working(day: date) -> bool:
    """Is this day worked in China?"""
    if FIRST <= day <= HORIZON:
        return bool(_CHINA.is_working_day(day))
    return day.isoweekday() <= 5


def oracle_due(
    start: date,
    term_text: str,
    *,
    count: str = "next_day",
    roll: bool | None = None,
    stops: Sequence[tuple[date, date | None]] = (),
    extensions: Sequence[str] = (),
) -> date | None:
    """The last day of a term; None when a stop stands before it is over."""
    rolls = (count == "next_day") if roll is None else roll
    last: date | None = start
    for turn, text in enumerate((term_text, *extensions)):
        if last is None:
            return None
        begin = last + ONE if count == "same_day" and turn else last
        last = _one_term(begin, text, count == "same_day", rolls, stops)
    return last


def _one_term(
    begin: date, text: str, same_day: bool, rolls: bool, stops: Sequence[tuple[date, date | None]]
) -> date | None:
    match = re.fullmatch(r"(\d+)(wd|nd|m|y)", text)
    assert match, text
    number, unit = int(match[1]), match[2]
    remaining = (
        number if unit in ("wd", "nd") else _days_in_months(begin, number * (12 if unit == "y" else 1), same_day)
    )
    day = begin if same_day else begin + ONE
    while True:
        held = [lift for stop, lift in stops if stop <= day and (lift is None or day <= lift)]
        if None in held:
            return None
        if not held:
            if remaining > 0 and (unit != "wd" or oracle_working(day)):
                remaining -= 1
            if remaining == 0 and (unit == "wd" or not rolls or oracle_working(day)):
                return day
        day += ONE


def _days_in_months(begin: date, months: int, same_day: bool) -> int:
    """How many days the term has, found by walking until the month and the day of the month are right."""
    days = 0
    day = begin
    while True:
        passed = (day.year - begin.year) * 12 + day.month - begin.month
        ends_month = (day + ONE).month != day.month
        if passed == months and day.day == begin.day:
            return days  # same_day: the eve of this day, with the first day counted, is as many days
        if passed == months and ends_month:  # a month without that day
            return days + 1 if same_day else days
        day += ONE
        days += 1
