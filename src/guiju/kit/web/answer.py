"""A No as a page: status, words, remedy and what is open instead, from the one wording in `kit.says`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from guiju.kernel.refusals import Reason
from guiju.kernel.values import Text
from guiju.kit.says import DEFECT, Problem, Trouble, defect
from guiju.store.people import NoSuchUserError

if TYPE_CHECKING:
    from django.http import HttpRequest

CONFLICT = 409
STATUS: Mapping[str, int] = {
    Reason.NOT_YOUR_ROLE.value: 403,
    Reason.WRONG_STATE.value: CONFLICT,
    Reason.HELD.value: CONFLICT,
    Reason.OUTSIDE_WINDOW.value: CONFLICT,
    Reason.KEY_REUSED.value: CONFLICT,
    Reason.AT_MOST.value: CONFLICT,
    "behind": CONFLICT,
    "fork": CONFLICT,
    "unproven": CONFLICT,
    "meanwhile": CONFLICT,
    "not_done": CONFLICT,
    "stopped": CONFLICT,
    "over": CONFLICT,
    "not_over": CONFLICT,
    Reason.DUPLICATE.value: CONFLICT,
    Reason.NO_SUCH_ACT.value: 404,
    "unreadable": 400,
    "not_signed_in": 401,
    "token": 401,
    "forbidden": 403,
    "scope": 403,
    "no_case": 404,
    "no_record": 404,
    "no_draft": 404,
    "no_list": 404,
    "no_assessment": 404,
    "no_part": 404,
    "no_rulebook": 404,
    "no_version": 404,
    "no_upload": 404,
    "no_job": 404,
    "no_peer": 404,
    "no_deposit": 404,
    "no_letter": 404,
    "no_proof": 404,
    "unknown": 404,
    "csrf": 403,
    "method": 405,
    "media": 415,
    "throttled": 429,
    "crowded": 429,
    "too_large": 413,
    "defect": 500,
}
"""The HTTP status of each kind of No; whatever else is wrong lies in what was sent: 422."""


def status_of(problem: Problem) -> int:
    return STATUS.get(problem.kind, 500 if problem.code == DEFECT else 422)


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page of a No. Whoever is not signed in is shown the way, and comes back."""
    context: dict[str, object] = {"problem": problem, "sign_in": None}
    if problem.kind == "not_signed_in":
        context["sign_in"] = f"{reverse('sign_in')}?next={request.get_full_path()}" if request.method == "GET" else ""
    return render(request, "kit/problem.html", context, status=status_of(problem))


UNKNOWN = Problem(
    kind="unknown",
    text=Text("没有这个页面", "there is no such page"),
    remedy=Text("核对网址，或从首页查找", "check the address, or search from the home page"),
)
FORBIDDEN = Problem(kind="forbidden", text=Text("您无权查看或办理", "this is not yours to see or do"))


def told(handle: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what views raise becomes a page."""

    def answer(request: HttpRequest) -> HttpResponse:
        return handle(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None
        if isinstance(error, Trouble):
            return problem_page(request, error.problem)
        if isinstance(error, Http404):
            return problem_page(request, UNKNOWN)
        if isinstance(error, (PermissionDenied, NoSuchUserError)):
            return problem_page(request, FORBIDDEN)
        logging.getLogger("guiju.web").error("defect", exc_info=error)
        return problem_page(request, defect(error))

    answer.process_exception = process_exception  # type: ignore[attr-defined]
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, UNKNOWN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our page, or whose page is older than the sign-in."""
    text = Text("页面已过期，未作任何更改", "this page has expired; nothing was changed")
    remedy = Text("返回上一页，刷新后重新提交", "go back, load the page again and send it once more")
    return problem_page(request, Problem(kind="csrf", text=text, remedy=remedy))
