"""Whatever goes wrong behind the door of the API leaves it as a problem document."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import AuthenticationError, HttpError, ValidationError

from guiju.kernel.refusals import Fault
from guiju.kernel.values import Text
from guiju.kit.api.answers import PROBLEM, refusal
from guiju.kit.api.reading import storable
from guiju.kit.says import Problem, Trouble, defect
from guiju.kit.scans import LIMIT
from guiju.kit.web.answer import FORBIDDEN
from guiju.kit.web.caller import sign_in_first
from guiju.store.people import NoSuchUserError

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from ninja import NinjaAPI

View = Callable[..., "HttpResponseBase"]

MOST = LIMIT + 1024 * 1024  # bytes of a whole request: the largest file and what stands around it
UNKNOWN = Problem(
    kind="unknown",
    text=Text("没有这个地址", "there is no such address"),
    remedy=Text("地址见 /api/v1/openapi.json", "/api/v1/openapi.json names them all"),
)
METHOD = Problem(kind="method", text=Text("此地址不接受这种请求", "this address does not take such a request"))
TOO_LARGE = Problem(kind="too_large", text=Text("内容过大", "what was sent is too large"))
UNMEASURED = Problem(
    kind="unreadable",
    text=Text("请求没有写明长度", "the request does not say how long it is"),
    remedy=Text("请附上 Content-Length，不用分块传输", "send Content-Length instead of chunks"),
)
UNREADABLE = Problem(kind="unreadable", text=Text("请求无法读取", "the request cannot be read"))


def told(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The problem document of whatever a view raised."""
    return refusal(request, _problem(error))


def _problem(error: Exception | type[Exception]) -> Problem:
    match error:
        case Trouble():
            return error.problem
        case ValidationError():
            return invalid(error)
        case AuthenticationError():
            return sign_in_first().problem
        case HttpError() if isinstance(error.__cause__, Trouble):
            return error.__cause__.problem
        case HttpError() | MultiPartParserError() | UnreadablePostError():
            return UNREADABLE
        case Http404():
            return UNKNOWN
        case RequestDataTooBig():
            return TOO_LARGE
        case PermissionDenied() | NoSuchUserError():
            return FORBIDDEN
        case SuspiciousOperation():
            return UNREADABLE
    raised = error if isinstance(error, Exception) else error()
    logging.getLogger("guiju.api").error("defect", exc_info=raised)
    return defect(raised)


def invalid(error: ValidationError) -> Problem:
    """What does not fit the description of a request: where, and what was expected; never what stood there."""
    faults = tuple(
        Fault(field=".".join(map(str, item["loc"])), kind=str(item["type"]), remedy=_expected(item))
        for item in error.errors
    )
    return Problem(
        kind="invalid",
        text=Text("请求与接口说明不符", "the request does not fit the description of the interface"),
        remedy=Text("按 /api/v1/openapi.json 改正所列各项", "mend what is listed, as /api/v1/openapi.json has it"),
        faults=faults,
    )


def _expected(item: dict[str, Any]) -> Text:
    if item["type"] == "missing":
        return Text("必填", "it must be given")
    if item["type"] == "extra_forbidden":
        return Text("没有这个名称，请删除", "there is no such name; remove it")
    return Text(f"不合要求：{item['type']}", str(item["msg"]))


def guarded(view: View) -> View:
    """Around every address: what no text can hold stays out, and an answer without words gets them."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return refusal(request, UNMEASURED)
        if (length := request.META.get("CONTENT_LENGTH", "")).isascii() and length.isdigit() and int(length) > MOST:
            return refusal(request, TOO_LARGE)  # before anything of it is written down
        try:
            for value in (request.META.get("QUERY_STRING", ""), *kwargs.values(), *request.GET, *request.GET.values()):
                storable(str(value))
            response = view(request, *args, **kwargs)
        except Exception as error:
            return told(request, error)
        if response.status_code == 405 and response.headers.get("Content-Type") != PROBLEM:
            allowed = sorted(response.headers.get("Allow", "").split(", "))
            return refusal(request, METHOD, {"Allow": ", ".join(allowed)})
        return response

    return answer


@csrf_exempt
def unknown(request: HttpRequest, **rest: object) -> HttpResponse:
    """Every other address under the API, for programs too, which hold no cookie."""
    return refusal(request, UNKNOWN)


def mind(api: NinjaAPI) -> None:
    """Let an API tell everything in this form."""
    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, told)
