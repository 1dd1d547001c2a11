"""Which days are worked: the calendar of a country as a value, made of dated public notices.

A `Calendar` is built from plain data (`_calendar/CN.yaml`), knows which notice made each day what it is, and
can be asked as it was known on an earlier day. Beyond the years it covers it falls back to Monday to Friday;
whoever relies on such a day is told that the answer is provisional. Terms are counted in `guiju.kernel.calendar`.

A region's calendar stands on the country's: it adds days off of its own, in the years whose notices are known. A year
in which one of its festivals is named by no notice is not covered.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from guiju.kernel.values import Mark, Text

Tree = Mapping[str, Any]  # plain data: text, lists, maps
_Span = tuple[int, int]

_WEEKDAYS = (
    Text("周一", "Monday"),
    Text("周二", "Tuesday"),
    Text("周三", "Wednesday"),
    Text("周四", "Thursday"),
    Text("周五", "Friday"),
    Text("周六", "Saturday"),
    Text("周日", "Sunday"),
)
_OFF = Text("{festival}放假({notice})", "day off for {festival} ({notice})")
_WORKED = Text("调休上班：{festival}({notice})", "worked in exchange for {festival} ({notice})")
_WEEKEND = Text("{day}，休息日", "weekend ({day})")
_ORDINARY = Text("{day}，工作日", "ordinary working day ({day})")
_UNTOLD = Text(
    "{year}年的地区节日通知未收录，暂按全国日历计",
    "no regional notice for {year} is on file, so the country's calendar is assumed: provisional",
)
_BEYOND = Text(
    "{year}年的放假通知未收录，暂按周一至周五计",
    "no notice for {year} is on file, so Monday to Friday is assumed: provisional",
)


@dataclass(frozen=True, slots=True)
class Days:
    """What a notice says of one festival: one span off or some days worked."""

    days: tuple[date, ...]
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One public notice. `mark` says how far its day of publication may be trusted."""

    number: str
    published: date
    mark: Mark | None = None
    url: str | None = None
    off: Mapping[str, Days]
    worked: Mapping[str, Days]


@dataclass(frozen=True, slots=True)
class Year:
    """The notice for a year and the later notices that changed it, in the order of their publication."""

    year: int
    notice: Notice
    changes: tuple[Notice, ...] = ()

    def named(self) -> Iterator[tuple[date, Named]]:
        """Each day that a notice names, changes applied: a change replaces what stood for a festival."""
        for kind in ("off", "worked"):
            settled: dict[str, tuple[Days, Notice]] = {}
            for notice in (self.notice, *self.changes):
                settled |= {festival: (days, notice) for festival, days in getattr(notice, kind).items()}
            for festival, (days, notice) in settled.items():
                for day in days.days:
                    yield day, Named(kind == "worked", festival, notice, days.mark)


@dataclass(frozen=True, slots=True)
class Named:
    """What a notice makes of one day."""

    works: bool
    festival: str
    notice: Notice
    mark: Mark | None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Calendar:
    """The working days of one country, in one edition. `first` to `horizon` are covered by notices.

    A notice may still move the last days of the December before its year (2018-12-29 was worked under the notice
    for 2019); when it comes, `recompute` finds the terms that it moves.
    """

    id: str
    edition: str
    zone: str
    years: Mapping[int, Year]
    festivals: Mapping[str, Text]
    title: Text | None = None
    base: Calendar | None = None  # the calendar that this one stands on
    reading: Text | None = None  # why this one decides and not its base, which no text says
    label: str = field(init=False)  # CN@2026-11-22, as receipts name it
    first: date = field(init=False)
    horizon: date = field(init=False)
    unsure: tuple[_Span, ...] = field(init=False, repr=False)  # ordinals; days that a region may still take
    first_ordinal: int = field(init=False, repr=False)
    last_ordinal: int = field(init=False, repr=False)
    named: Mapping[date, Named] = field(init=False, repr=False)
    # counts[i]: covered working days up to and with the i-th covered day; worked: these days in order. The working day
    # that comes n days after the i-th day is therefore worked[counts[i] + n - 1].
    counts: array[int] = field(init=False, repr=False)
    worked: tuple[date, ...] = field(init=False, repr=False)
    _before: int = field(init=False, repr=False)  # working days before the first covered day
    _drift: int = field(init=False, repr=False)  # what festivals took, net, over the whole cover

    def __post_init__(self) -> None:
        named, unsure = _settle(self.years, self.festivals), tuple[_Span, ...]()
        if self.base is None:
            _check_years(self.years)
            first, horizon = date(min(self.years), 1, 1), date(max(self.years), 12, 31)
            while first - timedelta(1) in named:  # the first notice reaches into the December before
                first -= timedelta(1)
            start, end = first.toordinal(), horizon.toordinal()
        else:
            start, end = self.base.first_ordinal, self.base.last_ordinal
            unsure = _unsure(self.years, start, end)
            first, horizon = _sure(unsure, start, end)
            named = {**self.base.named, **named}
        before = plain_count(start - 1)
        counts, worked = array("l"), []
        for ordinal in range(start, end + 1):
            day = date.fromordinal(ordinal)
            rule = named.get(day)
            if rule.works if rule else day.weekday() < 5:
                worked.append(day)
            counts.append(len(worked))
        made = {
            "label": f"{self.id}@{self.edition}",
            "unsure": unsure,
            "first": first,
            "horizon": horizon,
            "first_ordinal": start,
            "last_ordinal": end,
            "named": named,
            "counts": counts,
            "worked": tuple(worked),
            "_before": before,
            "_drift": before + len(worked) - plain_count(end),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_tree(cls, tree: Tree) -> Calendar:
        """Read a calendar file, loaded as plain text, lists and maps. A flaw is a ValueError that names the place."""
        needed = {"calendar", "edition", "festivals", "years"}
        base = cls.from_tree(tree["base"]) if "base" in tree else None
        also = {"zone"} if base is None else {"base", "reading"}
        _keys(tree, needed | also | {"title", "extends"}, "calendar", needed=needed | also)
        festivals = {key: _text(label, f"festival {key}") for key, label in tree["festivals"].items()}
        years = {}
        for key, item in tree["years"].items():
            if not re.fullmatch(r"\d{4}", str(key)):
                raise ValueError(f"years: {key!r} is not a year")
            years[int(key)] = _year(int(key), item)
        title = _text(tree["title"], "title") if "title" in tree else None
        edition = str(_day(tree["edition"], "edition"))
        if base is None:
            return cls(tree["calendar"], edition, tree["zone"], years, festivals, title)
        # a newer edition of the base is a newer one of this too
        both, edition = {**base.festivals, **festivals}, max(edition, base.edition)
        reading = _text(tree["reading"], "reading")
        return cls(tree["calendar"], edition, base.zone, years, both, title, base, reading)

    def as_of(self, known_on: date) -> Calendar:
        """The calendar as the notices published up to that day made it. A later day than the edition adds nothing."""
        if str(known_on) >= self.edition:
            return self
        years = {
            key: replace(year, changes=tuple(change for change in year.changes if change.published <= known_on))
            for key, year in self.years.items()
            if year.notice.published <= known_on
        }
        if not years:
            raise ValueError(f"calendar {self.id}: no notice on file was published by {known_on}")
        return replace(self, edition=str(known_on), years=years, base=self.base and self.base.as_of(known_on))

    def covers(self, day: date) -> bool:
        ordinal = day.toordinal()
        return self.first_ordinal <= ordinal <= self.last_ordinal and not self.doubts(ordinal, ordinal)

    def doubts(self, first: int, last: int) -> bool:
        """Whether a region may still take one of these days, given as ordinals."""
        return any(start <= last and first <= end for start, end in self.unsure)

    def is_working(self, day: date) -> bool:
        rule = self.named.get(day)
        return rule.works if rule else day.weekday() < 5

    def count(self, ordinal: int) -> int:
        """Working days up to and with a day given as a proleptic ordinal. Only differences mean something."""
        index = ordinal - self.first_ordinal
        if index < 0:
            return plain_count(ordinal)
        if ordinal <= self.last_ordinal:
            return self.counts[index] + self._before
        return plain_count(ordinal) + self._drift

    def nth(self, count: int) -> date:
        """The day on which `count` reaches this number: the inverse of `count`."""
        index = count - self._before - 1
        if index < 0:
            return date.fromordinal(plain_nth(count))
        if index < len(self.worked):
            return self.worked[index]
        return date.fromordinal(plain_nth(count - self._drift))

    def why(self, day: date) -> Text:
        """Why a day is worked or not, in words, with the notice that says so."""
        weekday = _WEEKDAYS[day.weekday()]
        rule = self.named.get(day)
        if rule is None:
            plain = _ORDINARY if day.weekday() < 5 else _WEEKEND
            said = Text(plain.zh.format(day=weekday.zh), plain.en.format(day=weekday.en))
        else:
            form, festival = _WORKED if rule.works else _OFF, self.festivals[rule.festival]
            said = Text(
                form.zh.format(festival=festival.zh, notice=rule.notice.number),
                form.en.format(festival=festival.en, notice=rule.notice.number),
            )
            if rule.mark is Mark.UNVERIFIED:
                said = Text(f"{said.zh}，未核实", f"{said.en}, unverified")
        if self.covers(day) or (rule is not None and self.base is not None):
            return said
        beyond = (_UNTOLD if self.base and self.base.covers(day) else _BEYOND).fill(year=day.year)
        return Text(f"{said.zh}；{beyond.zh}", f"{said.en}; {beyond.en}")


def plain_count(ordinal: int) -> int:
    """Mondays to Fridays from day 1 of the proleptic calendar, which was a Monday, up to this day."""
    weeks, days = divmod(ordinal, 7)
    return weeks * 5 + min(days, 5)


def plain_nth(count: int) -> int:
    """The inverse of `plain_count`."""
    weeks, days = divmod(count - 1, 5)
    return weeks * 7 + days + 1


def _check_years(years: Mapping[int, Year]) -> None:
    if not years:
        raise ValueError("years: a calendar needs at least one year")
    for year in range(min(years), max(years)):
        if year not in years:
            raise ValueError(f"year {year} is missing between {min(years)} and {max(years)}")


def _unsure(years: Mapping[int, Year], start: int, end: int) -> tuple[_Span, ...]:
    """The days of years in which a region's notices do not name each of its festivals, as spans."""
    own = {rule.festival for year in years.values() for _, rule in year.named()}
    spans: list[_Span] = []
    for year in range(date.fromordinal(start).year, date.fromordinal(end).year + 1):
        if year in years and {rule.festival for _, rule in years[year].named()} == own:
            continue
        span = (max(start, date(year, 1, 1).toordinal()), date(year, 12, 31).toordinal())
        spans = [*spans[:-1], (spans[-1][0], span[1])] if spans and spans[-1][1] + 1 == span[0] else [*spans, span]
    return tuple(spans)


def _sure(unsure: tuple[_Span, ...], start: int, end: int) -> tuple[date, date]:
    """The first and the last day that is not unsure."""
    first = unsure[0][1] + 1 if unsure and unsure[0][0] == start else start
    last = unsure[-1][0] - 1 if unsure and unsure[-1][1] == end else end
    if first > last:
        raise ValueError("years: no year names every festival of the region")
    return date.fromordinal(first), date.fromordinal(last)


def _settle(years: Mapping[int, Year], festivals: Mapping[str, Text]) -> dict[date, Named]:
    """All days that notices name; two notices may not disagree about a day."""
    named: dict[date, Named] = {}
    for key in sorted(years):
        for day, rule in years[key].named():
            if rule.festival not in festivals:
                raise ValueError(f"year {key}: {rule.festival!r} is not among the festivals")
            if not date(key - 1, 12, 1) <= day <= date(key, 12, 31):
                raise ValueError(f"year {key}: {day} lies outside the year and the December before it")
            if rule.works and day.weekday() < 5:
                raise ValueError(f"year {key}: {day} is a {_WEEKDAYS[day.weekday()].en}, which is worked anyway")
            if day in named:
                raise ValueError(f"year {key}: {day} is named twice, for {named[day].festival} and {rule.festival}")
            named[day] = rule
    return named


def _year(key: int, tree: object) -> Year:
    where = f"year {key}"
    known = {"notice", "published", "url", "off", "worked", "changes"}
    item = _keys(tree, known, where, needed={"notice", "published", "off"})
    notice = _notice(item["notice"], item, where)
    changes = []
    for number, change in item.get("changes", {}).items():
        place = f"{where}, change {number}"
        _keys(change, {"published", "url", "off", "worked"}, place, needed={"published"})
        changes.append(_notice(number, change, place))
    for earlier, later in zip((notice, *changes), changes, strict=False):
        if later.published < earlier.published:
            raise ValueError(f"{where}: {later.number} is published before {earlier.number}, which it changes")
    return Year(key, notice, tuple(changes))


def _notice(number: str, item: Tree, where: str) -> Notice:
    published, mark = _marked(item["published"], where)
    return Notice(
        number=number,
        published=_day(published, f"{where}, published"),
        mark=mark,
        url=item.get("url"),
        off={key: _days(value, f"{where}, off, {key}") for key, value in item.get("off", {}).items()},
        worked={key: _days(value, f"{where}, worked, {key}") for key, value in item.get("worked", {}).items()},
    )


def _days(value: object, where: str) -> Days:
    plain, mark = _marked(value, where)
    days: list[date] = []
    for part in plain if isinstance(plain, (list, tuple)) else [plain]:
        first, dots, last = str(part).partition("..")
        start = _day(first, where)
        end = _day(last, where) if dots else start
        if end < start:
            raise ValueError(f"{where}: {part} ends before it begins")
        if (end - start).days > 60:
            raise ValueError(f"{where}: {part} is longer than any festival")
        days += [start + timedelta(n) for n in range((end - start).days + 1)]
    return Days(tuple(days), mark)


def _marked(value: object, where: str) -> tuple[object, Mark | None]:
    """A value, or `{is: value, mark: unverified}`."""
    if not isinstance(value, Mapping):
        return value, None
    item = _keys(value, {"is", "mark"}, where, needed={"is"})
    if "mark" not in item:
        return item["is"], None
    try:
        return item["is"], Mark(item["mark"])
    except ValueError:
        raise ValueError(f"{where}: {item['mark']!r} is not a mark: {', '.join(Mark)}") from None


def _day(value: object, where: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{where}: {value!r} is not a day: write 2025-10-01") from None


def _text(value: object, where: str) -> Text:
    item = _keys(value, {"zh", "en"}, where, needed={"zh", "en"})
    return Text(item["zh"], item["en"])


def _keys(value: object, known: set[str], where: str, *, needed: set[str]) -> Tree:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where}: a map is needed here, not {value!r}")
    for key in value:
        if key not in known:
            raise ValueError(f"{where}: unknown key {key!r}; known are {', '.join(sorted(known))}")
    for key in sorted(needed):
        if key not in value:
            raise ValueError(f"{where}: {key!r} is missing")
    return value
