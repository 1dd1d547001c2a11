"""Who asks: the signed-in person, the organisation they act for, and what they may do there.

Authority is read from the store for every request and again inside `perform`; the session only says who and for whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from guiju.kernel.values import Text
from guiju.kit.says import Trouble, trouble
from guiju.store import people
from guiju.store.office import Office, current
from guiju.store.people import OFFICER, Actor

if TYPE_CHECKING:
    from django.http import HttpRequest

PARTY = "party"  # in the session: the organisation for which the person acts


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Nobody, or a person for one of their organisations. `scopes` is None unless a program's token asks."""

    user: str | None = None
    label: str = ""
    actor: Actor | None = None
    party_name: str = ""
    parties: tuple[tuple[str, str], ...] = ()  # all that the person may act for: number, name
    scopes: frozenset[str] | None = None

    @property
    def roles(self) -> frozenset[str]:
        return self.actor.roles if self.actor else frozenset()

    @property
    def officer(self) -> bool:
        """Acts for the office itself, whose business every case is."""
        return OFFICER in self.roles

    @property
    def signs_as(self) -> str | None:
        return self.actor.signs_as if self.actor else None

    def known(self) -> Actor:
        """The actor; whoever has not signed in is told to."""
        if self.actor is None:
            raise sign_in_first()
        return self.actor


NOBODY = Caller()


def sign_in_first() -> Trouble:
    return trouble("not_signed_in", "请先登录", "sign in first", remedy=Text("登录后再办理", "sign in, then go on"))


@cache
def office() -> Office:
    """The office of this process, opened once."""
    return current()


def caller_for(user: str, label: str, party: str | None, scopes: frozenset[str] | None = None) -> Caller:
    """A person for the organisation that they chose, else the first of theirs, else for themselves."""
    mine = tuple(people.parties_of(user))
    chosen = party if party in {number for number, _ in mine} else next((number for number, _ in mine), None)
    actor = people.find_actor(user, chosen) if chosen else Actor(user=user)
    return Caller(
        user=user,
        label=label or user,
        actor=actor,
        party_name=dict(mine).get(chosen or "", ""),
        parties=mine,
        scopes=scopes,
    )


def caller_of(request: HttpRequest) -> Caller:
    """The caller of a page. Django's session proves the person."""
    user = request.user
    if not user.is_authenticated:
        return NOBODY
    return caller_for(user.get_username(), user.first_name, request.session.get(PARTY))
