"""Deadlines for calendar programs: of one case, and of all cases of an organisation under an address of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guiju.kernel.values import Text
from guiju.kit.ical import Event, calendar_text, term_events
from guiju.kit.looks import looked
from guiju.kit.pages.reach import asking, seen
from guiju.kit.says import Problem, Trouble
from guiju.kit.templatetags.guiju import language
from guiju.kit.view import case_view
from guiju.kit.waiting import MOST
from guiju.kit.web.caller import Caller, caller_for, office
from guiju.store import lists, people, queries
from guiju.store.people import OFFICER

if TYPE_CHECKING:
    from django.http import HttpRequest

    from guiju.kernel.record import Record

CALENDAR = "calendar"  # the scope of a token that reads deadlines and nothing else


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The deadlines of one case, for whoever may see it."""
    asking(request).known()
    view = case_view(seen(request, number))
    events = term_events(view, language(), base(request), ended=True)
    return _answer(calendar_text(events, name=number, language=language()), number)


@require_GET
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """All deadlines of the organisation that a calendar token stands for. The address is the proof."""
    office().bind()
    caller = _holder(token)
    today = office().today()
    events: list[Event] = []
    for record in _running(caller):
        view = case_view(looked(office(), queries.look(record.number, today), today))
        events += term_events(view, language(), base(request))
    name = _("Deadlines of %(who)s") % {"who": caller.party_name or caller.label}
    return _answer(calendar_text(events, name=name, language=language()), "guiju")


def _holder(token: str) -> Caller:
    """For whom the token stands, as long as its holder still acts for them."""
    holder = people.holder_of(token)
    if holder is None or holder.scopes is None or CALENDAR not in holder.scopes:
        raise Trouble(_unknown())
    if holder.party is not None and holder.party not in dict(people.parties_of(holder.user)):
        raise Trouble(_unknown())
    return caller_for(holder.user, holder.user, holder.party, holder.scopes)


def _unknown() -> Problem:
    text = Text("这个日历地址无效或已停用", "this calendar address is not known, or no longer in use")
    remedy = Text("在“我的账户”页面新建一个", "make a new one on the page of your account")
    return Problem(kind="unknown", text=text, remedy=remedy)


def _running(caller: Caller) -> list[Record]:
    """The cases in which something runs, the newest first: a party's own, and for the office those that wait for it."""
    found: list[Record] = []
    after: str | None = None
    seen_by, waits = (None, OFFICER) if caller.officer else (caller.signs_as, None)
    while len(found) < MOST:
        page = lists.cases(seen_by=seen_by, waits=waits, after=after, limit=lists.MOST)
        found += [record for record in page.records if _runs(record)]
        after = page.after
        if after is None:
            break
    return found


def _runs(record: Record) -> bool:
    return any(run.ended is None for run in record.runs)


def base(request: HttpRequest) -> str:
    """The address under which people reach this office."""
    return request.build_absolute_uri("/")


def _answer(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
