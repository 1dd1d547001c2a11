"""Terms for a calendar program: iCalendar text (RFC 5545), an all-day event for each day by which something is due.

Pure: the same case gives the same text, so that a program that asks again sees only what has changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from guiju.kit.cites import say_cites

ALARM_DAYS = (3, 1)
_LINE_OCTETS = 75  # RFC 5545, 3.1
_MORNING = 9  # o'clock at which an alarm rings: a day begins at midnight, when nobody reads it
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_FIRST_DAY = date(2020, 1, 1)  # editions of calendars are counted from here


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A day on which something ends. `revision` grows when the event changes; alarms ring so many days before."""

    uid: str
    day: date
    title: str
    detail: str
    url: str
    updated: datetime
    cancelled: bool = False
    provisional: bool = False
    revision: int = 0
    alarm_days: tuple[int, ...] = ALARM_DAYS


def calendar_text(events: Iterable[Event], *, name: str, language: str) -> str:
    """A whole calendar; `language` is that of its texts."""
    english = language.startswith("en")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Guiju//Guiju//{'EN' if english else 'ZH'}",
        "CALSCALE:GREGORIAN",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    for event in events:
        lines += _event(event, "en" if english else "zh-CN")
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(event: Event, language: str) -> Iterator[str]:
    stamp = event.updated.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{event.revision}"
    yield f"DTSTART;VALUE=DATE:{_basic(event.day)}"
    if event.day < date.max:  # without an end an event lasts its day, too
        yield f"DTEND;VALUE=DATE:{_basic(event.day + timedelta(days=1))}"
    yield f"SUMMARY;LANGUAGE={language}:{_escaped(event.title)}"
    yield f"DESCRIPTION;LANGUAGE={language}:{_escaped(event.detail)}"
    if event.url:
        yield f"URL:{_address(event.url)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'TENTATIVE' if event.provisional else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    for days in () if event.cancelled else event.alarm_days:
        yield from (
            "BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{_before(days)}", f"DESCRIPTION:{_escaped(event.title)}",
            "END:VALARM",
        )  # fmt: skip
    yield "END:VEVENT"


def _basic(day: date) -> str:
    return day.isoformat().replace("-", "")  # strftime leaves the zeros of early years out


def _before(days: int) -> str:
    """From the midnight with which the day begins to a morning before it."""
    return f"-P{days - 1}DT{24 - _MORNING}H" if days > 0 else f"PT{_MORNING}H"


def _escaped(text: str) -> str:
    """As RFC 5545, 3.3.11; what no text may hold is left out."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_ESCAPES)


def _address(url: str) -> str:
    """An address is no text and is not escaped, so it may hold nothing that would end its line."""
    return quote(_CONTROL.sub("", url), safe=":/?#[]@!$&'()*+,;=%~-._")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, cut between characters; what goes on begins with a space."""
    start, size = 0, 0
    for at, char in enumerate(line):
        width = len(char.encode())
        if size + width > _LINE_OCTETS:
            yield (" " if start else "") + line[start:at]
            start, size = at, 1
        size += width
    yield (" " if start else "") + line[start:]


def term_events(view: Mapping[str, Any], language: str, base_url: str, *, ended: bool = False) -> list[Event]:
    """The terms that run in a case, and the duties not yet met. `ended` adds the terms that are over, as cancelled, so
    that they leave the calendars into which they were copied.
    """
    items = [(term, False) for term in view["terms"]]
    items += [(duty, False) for duty in view["duties"] if duty["applies"] and not duty["met"]]
    items += [(term, True) for term in view["past"]] if ended else []
    seen: Counter[str] = Counter()
    events = []
    for item, over in items:
        if item["due"] is None:
            continue
        key = f"{item['id']}/{item.get('began') or item.get('arose')}"
        seen[key] += 1
        key += f"/{seen[key]}" if seen[key] > 1 else ""
        events.append(_due(view, item, key, over, "en" if language.startswith("en") else "zh", base_url))
    return events


def _due(view: Mapping[str, Any], item: Mapping[str, Any], key: str, over: bool, lang: str, base_url: str) -> Event:
    english, case, history = lang == "en", str(view["case"]), view["history"]
    what = item["label"][lang]
    title = f"{what} ends · {case}" if english else f"{what}届满 · {case}"
    if item["provisional"]:
        title = f"(provisional) {title}" if english else f"(暂定){title}"
    updated = date.fromisoformat(history[-1]["recorded"] if history else view["opened"])
    return Event(
        uid=f"{case}/{key}@{urlsplit(base_url).hostname or 'guiju'}",
        day=date.fromisoformat(item["due"][:10]),
        title=title,
        detail="\n".join(_detail(view, item, lang)),
        url=f"{base_url.rstrip('/')}{'/en' if english else ''}/cases/{quote(case, safe='')}/",
        updated=datetime(updated.year, updated.month, updated.day, tzinfo=UTC),
        cancelled=over,
        provisional=bool(item["provisional"]),
        revision=len(history) + _edition(view["calendar"]),
    )


def _edition(calendar: str) -> int:
    """A newer edition of the calendar may move a date without an act in the case."""
    try:
        return max(0, (date.fromisoformat(calendar.rpartition("@")[2]) - _FIRST_DAY).days)
    except ValueError:
        return 0


def _detail(view: Mapping[str, Any], item: Mapping[str, Any], lang: str) -> Iterator[str]:
    english = lang == "en"
    yield f"{view['procedure_label'][lang]} · {view['case']} · {view['state_label'][lang]}"
    since, length = item.get("start") or item.get("arose"), item["length"]
    if since and length:
        yield f"{length} from {since} to {item['due']}" if english else f"{length}：自 {since} 起，至 {item['due']} 止"
    if bound := view["parties"].get(item["binds"]):
        yield f"{bound['label'][lang]}{': ' if english else '：'}{bound['name']}"
    if cited := say_cites((item["also"], item["cite"]), lang):
        yield f"under {cited}" if english else f"依据 {cited}"
    yield from _left_out(item["left_out"], lang)
    if item["provisional"]:
        yield (
            "Provisional: the notice of the year's public holidays is not out yet; the day may move."
            if english
            else "暂定：当年节假日安排尚未公布，日期可能变动。"
        )


def _left_out(stretches: Sequence[Mapping[str, Any]], lang: str) -> Iterator[str]:
    for stretch in stretches:
        first, last, why = stretch["from"], stretch["to"], stretch["why"][lang]
        days = first if first == last else f"{first}…{last}"
        yield f"not counted: {days} {why}" if lang == "en" else f"不计入：{days} {why}"
