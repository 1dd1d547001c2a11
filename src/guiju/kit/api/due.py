"""The last day of a term, for whoever asks; and who asks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Query

from guiju.kernel.calendar import due as reckon
from guiju.kernel.values import Term
from guiju.kit.api import shapes
from guiju.kit.api.answers import answer, public
from guiju.kit.api.callers import READ, caller_in, signed
from guiju.kit.api.routes import KNOWN, UNCHANGED, Router, told
from guiju.kit.looks import badged
from guiju.kit.reckon import elsewhere
from guiju.kit.says import both, trouble
from guiju.kit.web.caller import office

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from guiju.kernel.calendar import Calendar, Due

router = Router(tags=["terms"])
WALKED = 4000  # days that a derivation lists at most

Start = Annotated[date, Query(description="day of the event")]
Length = Annotated[
    str, Query(max_length=8, pattern=r"^[0-9]{1,5}(wd|nd|m|y)$", description="a length, as 20wd, 3nd, 6m, 1y")
]
Named = Annotated[str, Query(max_length=20, description="id of a calendar; the first one of the shelf by default")]
Count = Annotated[Literal["next_day", "same_day"], Query(description="is the day of the event counted?")]
Roll = Annotated[bool | None, Query(description="does an end on a day off move on? By default as `count` has it")]


@router.get(
    "/due",
    response=shapes.DueShape,
    operation_id="due",
    openapi_extra=told(422, headers=("ETag",), more=UNCHANGED),
)
def due(
    request: HttpRequest,
    start: Start,
    length: Length,
    calendar: Named = "",
    count: Count = "next_day",
    roll: Roll = None,
    explain: bool = False,
) -> HttpResponseBase:
    """On which day a term ends. `explain` lists the days, each with the reason why it counts or not."""
    shelf = office().shelf
    calendar = calendar or shelf.calendars()[0]
    if calendar not in shelf.calendars():
        named = ", ".join(shelf.calendars())
        zh, en = f"没有日历 {calendar}，现有：{named}", f"there is no calendar {calendar}; there is {named}"
        raise trouble("no_calendar", zh, en)
    days = shelf.calendar(calendar)
    try:
        reckoned = reckon(start, _term(length), days, count=count, roll=roll)
    except (ValueError, OverflowError):
        zh, en = "届满日超出可计算的年份", "the last day lies beyond the years that can be counted"
        raise trouble("too_far", zh, en) from None
    told = {"due": reckoned.on, "start": start, "term": length, "calendar": reckoned.edition}
    steps = _steps(reckoned, days) if explain else None
    other = elsewhere(reckoned, days)
    return public(request, {**told, "provisional": reckoned.provisional, "elsewhere": other, "derivation": steps})


def _term(length: str) -> Term:
    try:
        return Term.parse(length)
    except ValueError as error:
        raise trouble("not_a_term", f"{length} 不是期限，写作 30wd、3nd、6m、1y", str(error)) from None


def _steps(reckoned: Due, days: Calendar) -> list[dict[str, object]]:
    if reckoned.on is None or (reckoned.on - reckoned.start).days > WALKED:
        raise trouble("too_long", "期限过长，不能逐日列出", "the term is too long to be told day by day")
    return [{"day": step.day, "number": step.number, "why": both(step.why)} for step in reckoned.derivation(days)]


@router.get(
    "/me", response=shapes.Me, auth=signed(READ), operation_id="me", tags=["me"], openapi_extra=told(*KNOWN, 429)
)
def me(request: HttpRequest) -> HttpResponse:
    """Who asks, for whom, and what they may do there."""
    caller = caller_in(request)
    actor, demo = caller.known(), office().demo
    return answer(
        {
            "user": actor.user,
            "label": caller.label,
            "party": {"id": actor.party, "name": badged(caller.party_name, demo)} if actor.party else None,
            "parties": [{"id": number, "name": badged(name, demo)} for number, name in caller.parties],
            "roles": sorted(actor.roles),
            "desks": sorted(actor.desks),
            "scopes": sorted(caller.scopes) if caller.scopes is not None else None,
        }
    )
