"""Terms: on which day does a period end, and why.

`due` counts a term from a day: the day after the trigger is day 1, working days come from a `Calendar`, a deadline
that ends on a day off moves to the next working day, days on which the clock was stopped do not count, an
extension is a new term from the old last day. Every answer names the edition of the calendar it stands on, says
whether a day that no notice covers was needed (provisional), and can print how it was counted, day by day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from guiju.kernel.almanac import Calendar, Days, Notice, Year
from guiju.kernel.values import Term, Text, Unit

__all__ = [
    "Calendar",
    "Counting",
    "Days",
    "Due",
    "Moved",
    "Notice",
    "Step",
    "Year",
    "add_months",
    "due",
    "due_hours",
    "end_of",
    "left",
    "recompute",
    "working_days_between",
]

Stop = tuple[date, date | None]  # stop day and lift day, both included; None: still standing
_Held = list[tuple[int, int]]  # stops as ordinals, merged, in order
_STANDING = date.max.toordinal() + 1  # the lift day of a stop that stands
_WORKING_DAY, _NATURAL_DAY, _MONTH, _HOUR = Unit.WORKING_DAY, Unit.NATURAL_DAY, Unit.MONTH, Unit.HOUR

_TRIGGER = Text("起算事由发生之日，不计入", "the day of the event, which does not count")
_COUNTS = Text("计入", "counts")
_STOPPED = Text("中止期间，不计入", "stopped: does not count")
_OPEN = Text("中止尚未解除，届满日未定", "stopped and not yet lifted: the last day is open")
_MOVES = Text("末日逢休息，顺延：", "the term ends on a day off and moves on: ")
_MOVED = Text("顺延至此：", "the term moves to this day: ")


@dataclass(frozen=True, slots=True)
class Counting:
    """How a term was counted."""

    same_day: bool = False  # the first day counts, as for a validity
    roll: bool = True  # an end in nd, m or y moves past days off
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a derivation. `number` is its place in `term`, or None: then `why` says why it does not count."""

    day: date
    number: int | None
    why: Text
    term: Term


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a term; `on` is None while a stop stands. `edition` is the calendar's, e.g. CN@2026-11-22."""

    on: date | None
    start: date
    term: Term
    provisional: bool
    edition: str
    how: Counting

    def __init__(
        self, on: date | None, start: date, term: Term, provisional: bool, edition: str, how: Counting
    ) -> None:
        # Written out because a frozen dataclass makes its own three times slower, and every act makes several.
        _set_on(self, on)
        _set_start(self, start)
        _set_term(self, term)
        _set_provisional(self, provisional)
        _set_edition(self, edition)
        _set_how(self, how)

    def derivation(self, calendar: Calendar) -> tuple[Step, ...]:
        """Each day from the trigger to the last day, numbered or with the reason why it does not count."""
        if calendar.label != self.edition:
            raise ValueError(f"this date was computed under {self.edition}, not under {calendar.label}")
        return tuple(_walk(self, calendar))


_set_on, _set_start, _set_term, _set_provisional, _set_edition, _set_how = (
    Due.__dict__[name].__set__ for name in ("on", "start", "term", "provisional", "edition", "how")
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A term whose last day another edition of the calendar changes."""

    term: Term
    was: Due
    now: Due


_HOW = {
    ("next_day", None): Counting(False, True),
    ("next_day", True): Counting(False, True),
    ("next_day", False): Counting(False, False),
    ("same_day", None): Counting(True, False),
    ("same_day", True): Counting(True, True),
    ("same_day", False): Counting(True, False),
}
_parse = lru_cache(maxsize=1024)(Term.parse)


def due(
    start: date,
    term: Term | str,
    calendar: Calendar,
    *,
    count: str = "next_day",
    roll: bool | None = None,
    stops: Sequence[Stop] = (),
    extensions: Sequence[Term] = (),
) -> Due:
    """The last day of a term that begins with an event on `start`.

    `count="next_day"`: the day after is day 1, and an end on a day off moves on unless `roll` is False (a waiting
    period). `count="same_day"`: `start` is day 1, and the end stays where it is unless `roll` is True (a validity).
    """
    if isinstance(term, str):
        term = _parse(term)
    how = _HOW.get((count, roll))
    if how is None:
        raise ValueError(f"count is next_day or same_day, not {count!r}")
    if start.__class__ is not date:
        raise TypeError("a term in days begins on a day; an instant belongs to due_hours")
    if stops or extensions:
        how = Counting(how.same_day, how.roll, tuple(stops), tuple(extensions))
        return _due_in_stages(start, term, calendar, how)
    first = start.toordinal() + (not how.same_day)
    if term.unit is _WORKING_DAY:
        index = first - 1 - calendar.first_ordinal
        if index >= 0:  # the hot path: all within the notices
            try:
                on = calendar.worked[calendar.counts[index] + term.count - 1]
            except IndexError:
                pass  # the end lies beyond the horizon
            else:
                doubt = calendar.unsure != () and calendar.doubts(first, on.toordinal())
                return Due(on, start, term, doubt, calendar.label, how)
        on = calendar.nth(calendar.count(first - 1) + term.count)
        return Due(on, start, term, _doubt(first, on.toordinal(), calendar), calendar.label, how)
    raw = _plain_end(start.toordinal(), term, how.same_day)
    if not how.roll:
        return Due(date.fromordinal(raw), start, term, False, calendar.label, how)
    on = calendar.nth(calendar.count(raw - 1) + 1)
    return Due(on, start, term, _doubt(raw, on.toordinal(), calendar), calendar.label, how)


def due_hours(
    instant: datetime,
    hours: Term | str | int,
    *,
    stops: Sequence[tuple[datetime, datetime | None]] = (),
) -> datetime | None:
    """Elapsed time from an instant, through summer time; stopped time is added exactly. Hours never roll.

    The answer is in the zone of the instant; None while a stop stands.
    """
    if isinstance(hours, str):
        hours = _parse(hours)
    if isinstance(hours, Term):
        if hours.unit is not _HOUR:
            raise ValueError(f"{hours} is not a term in hours")
        hours = hours.count
    begin = _utc(instant)
    end = begin + timedelta(hours=hours)
    reached = begin  # what lies before has been looked at: overlapping stops are left out once
    for stop, lift in sorted(((_utc(a), b and _utc(b)) for a, b in stops), key=lambda pair: pair[0]):
        since = max(stop, reached)
        if since >= end:
            continue
        if lift is None:
            return None
        if lift < stop:
            raise ValueError(f"a stop of {stop} is lifted before, on {lift}")
        if lift > since:
            end += lift - since
            reached = lift
    return end.astimezone(instant.tzinfo)


def end_of(day: date, zone: str) -> datetime:
    """24:00 of a day. An act that is known only by its day counts as done then, when hours run from it."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


def working_days_between(a: date, b: date, calendar: Calendar) -> int:
    """Working days after `a` up to and with `b`; negative when `b` lies before `a`."""
    return calendar.count(b.toordinal()) - calendar.count(a.toordinal())


def left(on: date, term: Due, calendar: Calendar) -> int | None:
    """Days that remain after `on`, in the term's unit (working days for wd, else natural days).

    0 on the last day, negative when it is over, None while a stop stands.
    """
    if term.on is None:
        return None
    unit = (term.how.extensions or (term.term,))[-1].unit
    first, last = sorted((on.toordinal(), term.on.toordinal()))
    total = _measure(first + 1, last, unit, calendar)
    for stop, lift in _merge(term.how.stops):
        if lift > first and stop <= last:
            total -= _measure(max(stop, first + 1), min(lift, last), unit, calendar)
    return total if on <= term.on else -total


def recompute(old: Calendar, new: Calendar, dues: Iterable[Due]) -> list[Moved]:
    """Which of these terms end on another day under the new edition. Both dates are kept."""
    moved = []
    for item in dues:
        was, now = _again(item, old), _again(item, new)
        if was.on != now.on:
            moved.append(Moved(item.term, was, now))
    return moved


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"{months} months from {day} is beyond the calendar")
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _again(item: Due, calendar: Calendar) -> Due:
    how = item.how
    count = "same_day" if how.same_day else "next_day"
    return due(item.start, item.term, calendar, count=count, roll=how.roll, stops=how.stops, extensions=how.extensions)


def _doubt(first: int, last: int, calendar: Calendar) -> bool:
    """Whether a day was needed that no notice covers."""
    return first < calendar.first_ordinal or last > calendar.last_ordinal or calendar.doubts(first, last)


def _plain_end(start: int, term: Term, same_day: bool) -> int:
    """Last day of a term in nd, m or y before it moves, without stops."""
    if term.unit is _NATURAL_DAY:
        return start + term.count - same_day
    if term.unit is _HOUR or term.unit is _WORKING_DAY:
        raise ValueError(f"{term} is not counted in natural days; hours run from an instant: due_hours")
    day = date.fromordinal(start)
    end = add_months(day, term.count if term.unit is _MONTH else 12 * term.count)
    # From the 16th, day 1, to the 15th. A month without the day ends the term with its last day, in full.
    return end.toordinal() - (same_day and end.day == day.day)


def _due_in_stages(start: date, term: Term, calendar: Calendar, how: Counting) -> Due:
    """A term with stops or extensions: each extension counts on from the old last day."""
    held = _merge(how.stops)
    origin = start.toordinal()
    on: date | None = start
    provisional = False
    for length in (term, *how.extensions):
        last, doubt = _stage(origin, length, calendar, how, held)
        provisional |= doubt
        if last is None:
            return Due(None, start, term, provisional, calendar.label, how)
        origin = last + how.same_day
        on = date.fromordinal(last)
    return Due(on, start, term, provisional, calendar.label, how)


def _stage(origin: int, term: Term, calendar: Calendar, how: Counting, held: _Held) -> tuple[int | None, bool]:
    """Last day of one term, None while a stop stands; and whether a day that no notice covers was needed."""
    first = origin + (not how.same_day)
    working = term.unit is _WORKING_DAY
    if working:
        last = calendar.nth(calendar.count(first - 1) + term.count).toordinal()
    else:
        last = _plain_end(origin, term, how.same_day)
    for stop, lift in held:
        if lift < first:
            continue
        if stop > last:
            break
        if lift == _STANDING:
            return None, False
        lost = _measure(max(stop, first), lift, term.unit, calendar)
        last = calendar.nth(calendar.count(last) + lost).toordinal() if working else last + lost
    if working:
        return last, _doubt(first, last, calendar)
    if not how.roll:
        return last, False
    on = _next_open(last, calendar, held)
    return on, _doubt(last, on or last, calendar)


def _next_open(ordinal: int, calendar: Calendar, held: _Held) -> int | None:
    """This day, or the next one that is worked and not stopped."""
    on = calendar.nth(calendar.count(ordinal - 1) + 1).toordinal()
    for stop, lift in held:
        if stop <= on <= lift:
            if lift == _STANDING:
                return None
            on = calendar.nth(calendar.count(lift) + 1).toordinal()
    return on


def _measure(first: int, last: int, unit: Unit, calendar: Calendar) -> int:
    """Days from `first` to `last`, both included: working days if the unit is wd, else all."""
    if unit is _WORKING_DAY:
        return calendar.count(last) - calendar.count(first - 1)
    return last - first + 1


def _merge(stops: Sequence[Stop]) -> _Held:
    """Stops in order, those that overlap or touch as one: each day is left out once."""
    merged: _Held = []
    for stop, lift in sorted((stop, lift or date.max) for stop, lift in stops):
        since, until = stop.toordinal(), _STANDING if lift == date.max else lift.toordinal()
        if until < since:
            raise ValueError(f"a stop of {stop} is lifted before, on {lift}")
        if merged and since <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return merged


def _utc(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC)


def _walk(item: Due, calendar: Calendar) -> Iterator[Step]:
    """The derivation, by walking: slower than `due`, and a check on it."""
    held = _merge(item.how.stops)
    if not item.how.same_day:
        yield Step(item.start, None, _TRIGGER, item.term)
    origin = item.start.toordinal()
    for length in (item.term, *item.how.extensions):
        for step in _walk_stage(origin, length, calendar, item.how, held):
            yield step
            if step.why is _OPEN:
                return
        origin = step.day.toordinal() + item.how.same_day


def _walk_stage(origin: int, term: Term, calendar: Calendar, how: Counting, held: _Held) -> Iterator[Step]:
    working = term.unit is _WORKING_DAY
    ordinal = origin + (not how.same_day)
    wanted = term.count if working else _plain_end(origin, term, how.same_day) - ordinal + 1
    number = 0
    while True:
        day = date.fromordinal(ordinal)
        works = calendar.is_working(day)
        lift = next((b for a, b in held if a <= ordinal <= b), None)
        if lift is not None:
            yield Step(day, None, _OPEN if lift == _STANDING else _STOPPED, term)
            if lift == _STANDING:
                return
        elif number == wanted:  # the days are counted, the end is moving past days off
            yield Step(day, None, _join(_MOVED, calendar.why(day)) if works else calendar.why(day), term)
            if works:
                return
        elif working and not works:
            yield Step(day, None, calendar.why(day), term)
        else:
            number += 1
            moves = number == wanted and how.roll and not works
            plain = calendar.why(day) if working else _COUNTS
            yield Step(day, number, _join(_MOVES, calendar.why(day)) if moves else plain, term)
            if number == wanted and not moves:
                return
        ordinal += 1


def _join(first: Text, then: Text) -> Text:
    return Text(first.zh + then.zh, first.en + then.en)
