"""Who may see the year of a registrar: the data authority all of them, a registrar its own, nobody else any."""

from __future__ import annotations

from guiju.kit.says import trouble
from guiju.kit.web.caller import Caller
from guiju.store.people import AUTHORITY, OFFICER, Actor


def oversees(caller: Caller) -> bool:
    return AUTHORITY in caller.roles


def scope(caller: Caller) -> str | None:
    """The one registrar whose year the caller may see; None for all of them. Anybody else is refused."""
    return scope_of(caller.known())


def scope_of(actor: Actor) -> str | None:
    if AUTHORITY in actor.roles:
        return None
    if OFFICER in actor.roles and actor.party:
        return actor.party
    zh, en = (
        "监督数据只向数据管理部门和登记机构本身开放",
        "only a data authority, and a registrar for itself, may see this",
    )
    raise trouble("forbidden", zh, en)


def allowed(caller: Caller, party: str) -> None:
    """What is not the caller's own does not exist for them."""
    only = scope(caller)
    if only is not None and party != only:
        raise trouble("unknown", f"没有登记机构 {party}", f"there is no registrar {party}")
