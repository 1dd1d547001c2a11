"""Guessing passwords gets slower: after some wrong ones, a name and an address wait."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.cache import cache

from guiju.kernel.values import Text
from guiju.kit.says import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest

TRIES = 5  # wrong passwords for one name from one address, or
FROM_ONE = 30  # from one address for any name
WAIT = 15 * 60  # seconds
SIGN_IN, TOKEN = "sign-in", "token"  # a program with an old token must not lock its neighbours out of the pages


def _keys(request: HttpRequest, name: str, what: str) -> tuple[tuple[str, int], tuple[str, int]]:
    address = request.META.get("REMOTE_ADDR", "")
    named = hashlib.sha256(f"{address}\0{name.casefold()}".encode()).hexdigest()
    return (f"{what}/{named}", TRIES), (f"{what}/from/{address}", FROM_ONE)


def check(request: HttpRequest, name: str, what: str = SIGN_IN) -> None:
    """Raise where too many tries came before."""
    if any(cache.get(key, 0) >= most for key, most in _keys(request, name, what)):
        zh, en = "尝试次数过多", "too many tries"
        remedy = Text(f"{WAIT // 60} 分钟后再试", f"try again in {WAIT // 60} minutes")
        raise trouble("throttled", zh, en, remedy=remedy, later=WAIT)


def failed(request: HttpRequest, name: str, what: str = SIGN_IN) -> None:
    for key, _ in _keys(request, name, what):
        cache.add(key, 0, WAIT)
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two
            cache.set(key, 1, WAIT)


def passed(request: HttpRequest, name: str) -> None:
    """Who has the password need not wait for earlier slips."""
    cache.delete(_keys(request, name, SIGN_IN)[0][0])
