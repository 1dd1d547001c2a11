"""The term calculator: on which day does a term end, and why. Every answer has an address that can be shared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from guiju.kernel.calendar import Step
from guiju.kernel.values import Mark, Text, Unit
from guiju.kit.reckon import NEXT_DAY, SAME_DAY, Reckoned, read_day, read_length, reckoned
from guiju.kit.says import Trouble
from guiju.kit.trust import MARKS, UNITS, say_term
from guiju.kit.web.caller import office

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LISTED = 400  # days that are listed one by one
_FIELD_OF = {"not_a_day": "from", "no_calendar": "calendar"}  # any other fault lies in the length
_DAYS = tuple(unit for unit in UNITS if unit is not Unit.HOUR)
_TERM = re.compile(r"([0-9]+)([a-z]+)")
_PARTS = ("from", "length", "unit", "calendar", "count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the derivation, and in the picture of its month."""

    step: Step
    last: bool
    notice: str | None
    url: str | None

    @property
    def kind(self) -> str:
        """What the picture shows: the last day, a day that counts, one that does not."""
        return "last" if self.last else "counts" if self.step.number is not None else "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month as weeks of seven places; days outside the term have no `Day`."""

    first: date
    weeks: tuple[tuple[tuple[date | None, Day | None], ...], ...]


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """What was asked, what is wrong with it at its field, or the day."""
    shelf = office().shelf
    calendars = shelf.calendars()
    asked = {name: request.GET.get(name, "").strip() for name in _PARTS}
    if written := _TERM.fullmatch(asked["length"]):  # `30wd` in one word, as the rulebooks write it
        asked["length"], asked["unit"] = written[1], asked["unit"] or written[2]
    asked["unit"] = asked["unit"] or Unit.WORKING_DAY.value
    asked["calendar"] = asked["calendar"] or next(iter(calendars), "")
    asked["count"] = SAME_DAY if asked["count"] == SAME_DAY else NEXT_DAY
    faults, answer = _answer(asked) if "from" in request.GET or "length" in request.GET else ({}, None)
    asked["from"] = asked["from"] or ("" if request.GET else office().today().isoformat())
    context: dict[str, object] = {
        "asked": asked,
        "faults": faults,
        "units": [{"value": unit.value, "label": UNITS[unit][1]} for unit in _DAYS],
        "calendars": [{"id": name, "label": shelf.calendar(name).title or Text(name, name)} for name in calendars],
        **(_told(answer) if answer else {}),
    }
    return render(
        request, "kit/terms.html", context, status=422 if faults and not request.headers.get("HX-Request") else 200
    )


def _answer(asked: dict[str, str]) -> tuple[dict[str, Text], Reckoned | None]:
    """All that is wrong at once, each at its field; or the answer."""
    faults: dict[str, Text] = {}
    begin = length = None
    try:
        begin = read_day(asked["from"])
    except Trouble as no:
        faults["from"] = no.problem.text if asked["from"] else Text("请填写起算日", "give the day of the event")
    try:
        length = read_length(asked["length"] + (asked["unit"] if asked["length"].isdecimal() else ""))
    except Trouble as no:
        faults["length"] = no.problem.text if asked["length"] else Text("请填写期限长度", "give the length of the term")
    if begin is None or length is None:
        return faults, None
    try:
        return faults, reckoned(office().shelf, begin, length, asked["calendar"], asked["count"])
    except Trouble as no:
        return {_FIELD_OF.get(no.problem.kind, "length"): no.problem.text}, None


def _told(answer: Reckoned) -> dict[str, object]:
    due = answer.due
    short = (answer.on - due.start).days <= LISTED
    days = [_day(answer, step) for step in answer.steps] if short else []
    return {
        "answer": {
            "on": answer.on,
            "start": due.start,
            "term": say_term(due.term),
            "same_day": due.how.same_day,
            "provisional": due.provisional,
            "edition": due.edition,
            "elsewhere": answer.elsewhere,
            "horizon": answer.calendar.horizon,
        },
        "days": days,
        "months": list(_months(days)),
        "short": short,
        "left_out": sum(day.step.number is None for day in days if day.step.day != due.start),
    }


def _day(answer: Reckoned, step: Step) -> Day:
    named = answer.calendar.named.get(step.day)
    doubt = f" ({MARKS[Mark.UNVERIFIED].zh})" if named and named.mark is Mark.UNVERIFIED else ""
    return Day(
        step=step,
        last=step.day == answer.on,
        notice=f"{named.notice.number}{doubt}" if named else None,
        url=named.notice.url if named else None,
    )


def _months(days: list[Day]) -> Iterator[Month]:
    """The days of the term in the weeks of their months, from Monday on."""
    known = {day.step.day: day for day in days}
    first = min(known, default=None)
    while first is not None and first <= max(known):
        first = first.replace(day=1)
        end = (first + timedelta(days=31)).replace(day=1)
        places: list[tuple[date | None, Day | None]] = [(None, None)] * first.weekday()
        places += [(day, known.get(day)) for day in (first + timedelta(n) for n in range((end - first).days))]
        places += [(None, None)] * (-len(places) % 7)
        yield Month(first=first, weeks=tuple(tuple(places[at : at + 7]) for at in range(0, len(places), 7)))
        first = end
