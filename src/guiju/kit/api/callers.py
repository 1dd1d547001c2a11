"""Who a program is: the holder of a token with scopes, or a person's own sign-in in the browser.

A token is worth what its holder may do now: roles are read anew with every request, scopes only narrow them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja.security import HttpBearer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from guiju.kernel.values import Text
from guiju.kit.says import trouble
from guiju.kit.web import throttle
from guiju.kit.web.caller import Caller, caller_for, sign_in_first
from guiju.store import people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

READ, ACT, FILE, EXCHANGE = SCOPES = ("read", "act", "file", "exchange")
"""See one's own cases; act on them; open new ones and hand in files; exchange records as another office."""
SAFE = ("GET", "HEAD", "OPTIONS")


class Token(HttpBearer):
    """`Authorization: Bearer …`."""

    openapi_description = "A token made by its holder, with the scopes read, act, file, exchange"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller | None:
        sent = request.headers.get("Authorization")
        if sent is None:
            return None
        kind, _, token = sent.partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise _wrong()
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        holder = people.holder_of(token)
        caller = None
        if holder is not None:
            caller = caller_for(holder.user, "", holder.party, holder.scopes)
            if holder.party is not None and (caller.actor is None or caller.actor.party != holder.party):
                caller = None  # they no longer act for whom the token was made
        if caller is None:
            throttle.failed(request, token, throttle.TOKEN)
            throttle.check(request, token, throttle.TOKEN)
            raise _wrong()
        if caller.scopes is not None and self.scope not in caller.scopes:
            need = Text(f"换用含 {self.scope} 权限的令牌", f"use a token with the scope {self.scope}")
            raise trouble("scope", "此令牌没有这项权限", "this token does not reach that far", remedy=need)
        request.caller = caller  # type: ignore[attr-defined]
        return caller


class SignIn(AuthBase):
    """The session of a browser; what changes something also carries the token of its page."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"
    openapi_description = "A person's sign-in; requests that change something also send X-CSRFToken"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller | None:
        caller: Caller = request.caller  # type: ignore[attr-defined]
        if caller.actor is None:
            raise sign_in_first()
        if request.method not in SAFE and check_csrf(request) is not None:
            need = Text("附上页面的 X-CSRFToken，或改用令牌", "send the page's X-CSRFToken, or use a token")
            zh, en = "请求未附页面令牌，未作任何更改", "the token of the page is missing; nothing was changed"
            raise trouble("csrf", zh, en, remedy=need)
        return caller


def signed(scope: str) -> Sequence[AuthBase]:
    """Either proof, reaching as far as this scope."""
    return [Token(scope), SignIn(scope)]


def caller_in(request: HttpRequest) -> Caller:
    caller: Caller = request.caller  # type: ignore[attr-defined]
    return caller


def _wrong() -> Exception:
    need = Text("换用有效的令牌", "use a token that is valid")
    return trouble("token", "令牌无效或已过期", "the token is unknown, expired or withdrawn", remedy=need)
