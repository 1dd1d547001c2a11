"""A term reckoned for somebody who asks: from what was written to the last day, and how it was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from guiju.kernel.calendar import Calendar, Due, Step, recompute
from guiju.kernel.calendar import due as reckon
from guiju.kernel.values import Mark, Term, Text, Unit
from guiju.kit.says import USAGE, both, trouble

if TYPE_CHECKING:
    from guiju.shelf.shelf import Shelf

NEXT_DAY, SAME_DAY = "next_day", "same_day"
"""Whether counting begins on the day after the event, or with its own day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """The answer with the calendar that it stands on."""

    due: Due
    on: date
    calendar: Calendar

    @property
    def elsewhere(self) -> dict[str, object] | None:
        return elsewhere(self.due, self.calendar)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every day from the event to the last day, numbered or with the reason why it does not count."""
        return self.due.derivation(self.calendar)


def read_day(text: str) -> date:
    """A day as 2025-06-01; anything else is wrong usage."""
    try:
        found = date.fromisoformat(text)
        if found.isoformat() != text:  # the standard knows more ways to write a day; one is enough
            raise ValueError(text)
        return found
    except ValueError:
        example = Text("日期写作 2025-06-01", "write a day as 2025-06-01")
        raise trouble("not_a_day", f"{text} 不是日期", f"{text} is not a day", code=USAGE, remedy=example) from None


def read_length(text: str) -> Term:
    """A length in days, months or years; hours have no place among days."""
    try:
        length = Term.parse(text)
    except ValueError as error:
        raise trouble("not_a_term", f"{text} 不是期限，写作 30wd、3nd、6m、1y", str(error), code=USAGE) from None
    if length.unit is Unit.HOUR:
        raise trouble("hours", "小时自时刻起算，此处只计日", "hours run from an instant; this counts days", code=USAGE)
    return length


def elsewhere(due: Due, calendar: Calendar) -> dict[str, object] | None:
    """The same term by the calendar that this one stands on, where it ends on another day: both are shown."""
    moved = recompute(calendar, calendar.base, [due]) if calendar.base is not None else []
    if calendar.base is None or calendar.reading is None or not moved:
        return None
    other, reading = moved[0].now, calendar.reading
    where = calendar.base.title or Text(calendar.base.id, calendar.base.id)
    last = other.on or Text("未定", "open")
    said = Text(
        f"依{where.zh}为 {last.zh if isinstance(last, Text) else last}（本站解释：{reading.zh}）",
        f"{where.en}: {last.en if isinstance(last, Text) else last} (our reading: {reading.en})",
    )
    return {
        "due": other.on.isoformat() if other.on else None,
        "calendar": other.edition,
        "provisional": other.provisional,
        "mark": Mark.INTERP.value,
        "said": both(said),
    }


def reckoned(shelf: Shelf, begin: date, length: Term, calendar: str, count: str = NEXT_DAY) -> Reckoned:
    """The last day of a term under a calendar of the shelf."""
    if calendar not in shelf.calendars():
        named = ", ".join(shelf.calendars())
        zh, en = f"没有日历 {calendar}，现有：{named}", f"there is no calendar {calendar}; there is {named}"
        raise trouble("no_calendar", zh, en, code=USAGE)
    days = shelf.calendar(calendar)
    try:
        answer = reckon(begin, length, days, count=count)
    except (ValueError, OverflowError):
        zh, en = "届满日超出可计算的年份", "the last day lies beyond the years that can be counted"
        raise trouble("too_far", zh, en, code=USAGE) from None
    assert answer.on is not None  # nothing stops a term that is only reckoned
    return Reckoned(due=answer, on=answer.on, calendar=days)
