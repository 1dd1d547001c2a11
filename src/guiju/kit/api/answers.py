"""Answers as JSON: what may be kept by a cache, what never; and a No as a problem document (RFC 9457)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from guiju.kernel.refusals import SAYS, Reason
from guiju.kernel.values import Text, plain
from guiju.kit.says import Problem, both, fault_json
from guiju.kit.web.answer import status_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

Json = dict[str, object]
JSON, PROBLEM = "application/json", "application/problem+json"
BRIEFLY = "public, max-age=60"  # a register that is a minute behind misleads nobody
NEVER = "private, no-store"
TITLES: Mapping[int, Text] = {
    400: Text("无法读取", "cannot be read"),
    401: Text("尚未登录", "not signed in"),
    403: Text("无权办理", "not yours to do"),
    404: Text("没有找到", "not found"),
    405: Text("此处没有这种请求", "no such request here"),
    409: Text("现在不能办理", "cannot be done now"),
    413: Text("内容过大", "too large"),
    415: Text("内容类型不符", "wrong kind of content"),
    422: Text("内容有误", "something is wrong with what was sent"),
    429: Text("请求过多", "too many requests"),
    500: Text("程序缺陷", "a defect of ours"),
}
_WORDED = {reason.value: text for reason, text in SAYS.items()}
assert _WORDED.keys() == {reason.value for reason in Reason}


def language_of(request: HttpRequest) -> str:
    """The one of our two languages that the caller likes better."""
    for name, _ in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        if name.partition("-")[0] in ("zh", "en"):
            return name.partition("-")[0]
    return "zh"


def document(problem: Problem, status: int, language: str) -> Json:
    """The problem as RFC 9457 has it, with our members beside."""
    title = _WORDED.get(problem.kind) or TITLES.get(status) or problem.text
    return {
        "type": f"/problems/{problem.kind}",
        "title": title[language],
        "status": status,
        "detail": problem.text[language],
        "kind": problem.kind,
        "text": both(problem.text),
        "cite": problem.cite,
        "remedy": both(problem.remedy) if problem.remedy else None,
        "faults": [fault_json(fault) for fault in problem.faults],
        "missing": list(problem.missing),
        "instead": [{"act": act, "label": both(label)} for act, label in problem.instead],
    }


def refusal(request: HttpRequest, problem: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A No of any kind. 401 says how to prove who one is."""
    status, language = status_of(problem), language_of(request)
    response = HttpResponse(_dumps(document(problem, status, language)), content_type=PROBLEM, status=status)
    response["Content-Language"] = "zh-Hans-CN" if language == "zh" else "en"
    response["Cache-Control"] = NEVER
    if status == 401:
        wrong = ', error="invalid_token"' if problem.kind == "token" else ""
        response["WWW-Authenticate"] = f'Bearer realm="guiju"{wrong}'
    if problem.later is not None:
        response["Retry-After"] = str(problem.later)
    for name, value in (headers or {}).items():
        response[name] = value
    patch_vary_headers(response, ["Accept-Language"])
    return response


def answer(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """What is for this caller only."""
    response = HttpResponse(_dumps(content), content_type=JSON, status=status)
    response["Cache-Control"] = NEVER
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def public(request: HttpRequest, content: object, headers: Mapping[str, str] | None = None) -> HttpResponseBase:
    """What anyone may see: kept for a moment, and not sent again to whoever has it."""
    body = _dumps(content)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=JSON)
    response["ETag"] = etag
    response["Cache-Control"] = BRIEFLY
    for name, value in (headers or {}).items():
        response[name] = value
    return get_conditional_response(request, etag=etag, response=response) or response


def following(request: HttpRequest, after: str | None) -> dict[str, str]:
    """The header that leads to the next page of a list."""
    if after is None:
        return {}
    query = request.GET.copy()
    query["after"] = after
    return {"Link": f'<{request.path}?{query.urlencode()}>; rel="next"'}


def line(content: object) -> bytes:
    """One line of a long file."""
    return _dumps(content) + b"\n"


def _dumps(content: object) -> bytes:
    return json.dumps(plain(content), ensure_ascii=False).encode()
