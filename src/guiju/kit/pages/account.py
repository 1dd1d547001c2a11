"""Sign in and out, and choose for which organisation to act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from guiju.kit.web import kept, throttle
from guiju.kit.web.caller import PARTY, Caller, office
from guiju.store import people

if TYPE_CHECKING:
    from django.http import HttpRequest


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; in a demo a click on a person is enough."""
    where = _safe(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "GET":
        return _form(request, where)
    name, password = request.POST.get("name", "").strip(), request.POST.get("password", "")
    player = request.POST.get("as", "") if office().demo else ""
    if player:
        user = User.objects.filter(username=player, is_active=True).first()
    else:
        throttle.check(request, name)
        user = authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        throttle.failed(request, name)
        return _form(request, where, name=name, wrong=_("Name and password do not fit."), status=422)
    throttle.passed(request, name)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    back = kept.unpack(request, request.POST["kept"]) if request.POST.get("kept") else None
    return redirect(back or where)


def _form(request: HttpRequest, where: str, *, name: str = "", wrong: str = "", status: int = 200) -> HttpResponse:
    context = {
        "next": where,
        "name": name,
        "wrong": wrong,
        "kept": request.POST.get("kept", ""),
        "players": people.all_users() if office().demo else [],
    }
    return render(request, "kit/sign_in.html", context, status=status)


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """The answer to a form that was sent by somebody who is no longer signed in: nothing of it is lost."""
    context = {
        "next": request.path,
        "kept": kept.pack(request),
        "players": people.all_users() if office().demo else [],
        "again": True,
    }
    return render(request, "kit/sign_in.html", context, status=401)


def _safe(request: HttpRequest, where: str | None) -> str:
    """Only addresses of this house."""
    known = where and url_has_allowed_host_and_scheme(where, {request.get_host()}, request.is_secure())
    return where if known and where else reverse("home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("home")


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for another of one's organisations from now on."""
    caller: Caller = request.caller  # type: ignore[attr-defined]
    caller.known()
    chosen = request.POST.get("party", "")
    if chosen in {number for number, _name in caller.parties}:
        request.session[PARTY] = chosen
    return redirect(_safe(request, request.POST.get("next")))
