"""A list of resources as it comes in, and in the hands of whoever it belongs to: for the pages and for programs."""

from __future__ import annotations

from collections.abc import Iterable

from guiju.kit.says import trouble
from guiju.kit.scans import LIMIT
from guiju.kit.web.caller import Caller, office
from guiju.plane.archive import loosened
from guiju.plane.inventory import stock
from guiju.plane.trouble import ScanError
from guiju.plane.upload import keep
from guiju.store import inventories
from guiju.wings.registry.apply import UPLOADS, Way, owner_of, way_to
from guiju.wings.registry.listing import LIMITS, Desk, begun


def received(caller: Caller, way: Way, key: str, chunks: Iterable[bytes], name: str) -> None:
    """Keep the archive until all in it was looked at; what gzip has packed is unpacked once, within the limits."""
    house = office()
    stored = keep(chunks, name, house.path / UPLOADS, LIMIT)
    path = stored.path
    try:
        path, name = loosened(stored.path, stored.name, house.path / UPLOADS, LIMITS)
        with stock(path, LIMITS, name) as held:
            files = len(held.spots)
        if not files:
            raise ScanError("empty", stored.name)
        begun(house, owner_of(caller), way, key, name, f"{UPLOADS}/{path.name}", files)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        if path != stored.path:
            stored.path.unlink(missing_ok=True)


def desk_of(caller: Caller, id: str) -> Desk:
    """The list with the rules that apply there today. What is not theirs does not exist."""
    actor, owner = caller.known(), owner_of(caller)
    office().bind()
    held = inventories.load(owner, id)
    if held is None:
        raise trouble("no_list", "没有这份清单", "there is no such list")
    way = way_to(held.place, held.procedure)
    if way is None:
        zh, en = f"{held.place} 今天没有可适用的规则", f"no rules of {held.place} apply today"
        raise trouble("not_in_force", zh, en)
    return Desk(office=office(), actor=actor, owner=owner, way=way, held=held)


def removed(desk: Desk) -> None:
    """The list and what lies of it in the folder; the drafts stay."""
    if desk.held.path:
        (desk.office.path / desk.held.path).unlink(missing_ok=True)
    inventories.remove(desk.held.id)
