"""`/account/`: who I am, for whom I act, and what programs may do in my name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guiju.kit.pages.account import sign_in_again
from guiju.kit.pages.feeds import CALENDAR
from guiju.kit.pages.reach import asking, new_key, sent_key
from guiju.kit.view import label
from guiju.kit.web import kept
from guiju.kit.web.caller import Caller, office
from guiju.store import people
from guiju.store.people import ANYONE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

READ, ACT, FILE = "read", "act", "file"
LONGEST, USUAL = 366, 90  # days that a token lives
ISSUED = "issued"  # in the session: forms that have made a token
_MANY = 20


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Myself, my organisations, my tokens."""
    asking(request).known()
    office().bind()
    before = kept.take(request) or {}
    return _page(request, {name: values[-1] for name, values in before.items() if values})


def scopes() -> list[dict[str, str]]:
    """What a program may be allowed."""
    words = {
        READ: _("read cases and records"),
        ACT: _("do acts on cases"),
        FILE: _("hand in files and applications"),
        CALENDAR: _("read deadlines, for a calendar"),
    }
    return [{"name": name, "label": words[name]} for name in words]


@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """A token for a program; it is shown once, in this answer."""
    caller = asking(request)
    if caller.user is None:
        return sign_in_again(request)
    office().bind()
    key = sent_key(request.POST.get("key", ""))
    done = request.session.get(ISSUED, [])
    if key in done:
        return _page(request, {}, wrong=_("This token was made already, and is not shown again. Make another one."))
    chosen = [scope["name"] for scope in scopes() if scope["name"] in request.POST.getlist("scope")]
    name, days = request.POST.get("label", "").strip()[:100], request.POST.get("days", "")
    typed = {"label": name, "days": days}
    if not chosen or not name or not (days.isascii() and days.isdigit() and 1 <= int(days) <= LONGEST):
        wrong = _("Give it a name, at least one permission, and 1 to %(most)s days.") % {"most": LONGEST}
        return _page(request, {**typed, "scopes": chosen}, wrong=wrong, status=422)
    user = User.objects.get(username=caller.user)
    party = caller.known().party
    token = people.issue_token(user, life=timedelta(days=int(days)), scopes=chosen, party=party, label=name)
    request.session[ISSUED] = [*done, key][-_MANY:]
    address = request.build_absolute_uri(reverse("calendar_ics", args=[token])) if chosen == [CALENDAR] else None
    return _page(request, {}, token=token, address=address)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """The program is shut out from now on."""
    caller = asking(request)
    if caller.user is None:
        return sign_in_again(request)
    office().bind()
    people.end_token(caller.user, request.POST.get("token", ""))
    return redirect("account")


def _page(
    request: HttpRequest,
    typed: dict[str, object],
    *,
    token: str | None = None,
    address: str | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    caller = asking(request)
    words = _role_words()
    names = {**dict(caller.parties), "": caller.label}
    known = {scope["name"]: scope["label"] for scope in scopes()}
    chosen = typed.get("scopes") or []
    tokens = [
        {
            **item,
            "for": names.get(item["party"], item["party"]),
            "may": [known.get(scope, scope) for scope in item["scopes"].split()],
        }
        for item in people.tokens_of(caller.user or "")
    ]
    context = {
        "organisations": [_organisation(caller, number, name, words) for number, name in caller.parties],
        "tokens": tokens,
        "scopes": [{**scope, "chosen": scope["name"] in chosen} for scope in scopes()],  # type: ignore[operator]
        "typed": {"days": USUAL, **typed},
        "longest": LONGEST,
        "key": new_key(),
        "calendar_key": new_key(),
        "token": token,
        "address": address,
        "wrong": wrong,
        "crumbs": [{"label": _("Account")}],
    }
    return render(request, "kit/account.html", context, status=status)


def _organisation(caller: Caller, number: str, name: str, words: dict[str, dict[str, str]]) -> dict[str, object]:
    """One organisation with what the person may do there."""
    actor = people.find_actor(caller.user or "", number)
    roles = sorted(actor.roles - ANYONE) or sorted(actor.roles)
    told = [words.get(word, {"zh": word, "en": word}) for word in (*roles, *sorted(actor.desks))]
    current = caller.actor is not None and caller.actor.party == number
    return {"id": number, "name": name, "roles": told, "late": actor.may_record_late, "current": current}


def _role_words() -> dict[str, dict[str, str]]:
    """What roles and posts are called by the rules in force."""
    house, today = office(), office().today()
    found: dict[str, dict[str, str]] = {}
    for id in dict.fromkeys(entry.id for entry in house.shelf.list()):
        resolved = house.books.opening(id, today)
        items = {**resolved.rulebook.roles, **resolved.rulebook.desks} if resolved is not None else {}
        found |= {name: label(item, name) for name, item in items.items()}
    return found
