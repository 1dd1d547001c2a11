"""Records of other offices as they are kept here: searched, looked up, counted, and checked again by `fsck`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from guiju.kernel.certificate import Certificate, CertificateError, check, read
from guiju.kernel.face import PUBLIC
from guiju.kernel.notes import parse_vkey
from guiju.store import peers
from guiju.store.database import Value, rows, text
from guiju.store.lists import MOST, PAGE
from guiju.store.office import Office
from guiju.store.sm import MORE

_COLUMNS = (
    "m.origin, m.number, m.code, m.state, m.standing, m.rulebook, m.tree, m.place, m.size, m.happened, m.received, "
    "m.renewed, m.certificate, p.name, p.url, p.forked"
)
_FROM = "FROM mirror m JOIN peer p ON p.origin = m.origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A record that stands in the register of another office, `peer`. Nothing can be done to it here."""

    peer: str
    url: str
    forked: str
    origin: str
    number: str
    code: str | None
    state: str
    standing: bool
    rulebook: str
    tree: str
    place: int
    size: int
    on: str
    received: str
    renewed: str
    certificate: bytes

    @property
    def held(self) -> Certificate:
        return read(self.certificate)

    @property
    def face(self) -> Mapping[str, object]:
        """What the other office shows of it."""
        face = self.held.content(PUBLIC)
        assert face is not None
        return face


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    rows: tuple[Mirror, ...]
    after: str | None


def listed(*, search: str = "", peer: str = "", after: str | None = None, limit: int = PAGE) -> Page:
    """A page of what other offices have registered, the newest number first. Every word of the search must occur."""
    where, values = ["1 = 1"], list[Value]()
    for word in search.casefold().split():
        where.append("m.words LIKE %s ESCAPE '!'")
        values.append("%{}%".format(word.replace("!", "!!").replace("%", "!%").replace("_", "!_")))
    if peer:
        where.append("p.name = %s")
        values.append(peer)
    if after is not None:
        number, _, origin = after.partition(" ")
        where.append("(m.number < %s OR (m.number = %s AND m.origin < %s))")
        values += [number, number, origin]
    count = max(1, min(limit, MOST))
    found = _mirrors(
        f"WHERE {' AND '.join(where)} ORDER BY m.number DESC, m.origin DESC LIMIT %s", [*values, count + 1]
    )
    shown = tuple(found[:count])
    return Page(rows=shown, after=f"{shown[-1].number} {shown[-1].origin}" if len(found) > count else None)


def under(name: str, peer: str = "") -> list[Mirror]:
    """What other offices have under a number or a code."""
    found = _mirrors("WHERE (m.number = %s OR m.code = %s) ORDER BY p.name, m.number", [name, name])
    return [one for one in found if peer in ("", one.peer)]


def whose(number: str) -> tuple[str, ...]:
    """In whose registers a record of this number stands."""
    found = rows(f"SELECT p.name {_FROM} WHERE m.number = %s ORDER BY p.name", (number,))
    return tuple(text(row[0]) for row in found)


def counts() -> dict[str, int]:
    """How many records came from each peer."""
    found = rows(f"SELECT p.name, COUNT(*) {_FROM} GROUP BY p.name")
    return {text(row[0]): int(str(row[1])) for row in found}


def _mirrors(where: str, values: Sequence[Value]) -> list[Mirror]:
    return [_mirror(row) for row in rows(f"SELECT {_COLUMNS} {_FROM} {where}", values)]


def _mirror(row: tuple[object, ...]) -> Mirror:
    origin, number, code, state, standing, rulebook, tree, place, size, on, received, renewed, data, *whose = row
    name, url, forked = map(text, whose)
    return Mirror(
        peer=name,
        url=url,
        forked=forked,
        origin=text(origin),
        number=text(number),
        code=text(code) if code else None,
        state=text(state),
        standing=bool(standing),
        rulebook=text(rulebook),
        tree=text(tree),
        place=int(str(place)),
        size=int(str(size)),
        on=str(on),
        received=text(received),
        renewed=text(renewed),
        certificate=text(data).encode(),
    )


def flaws(office: Office) -> Iterator[str]:
    """Where the exchange does not agree with the acts that allowed it, or with what it proves."""
    office.bind()
    trusted = peers.trusted_by_acts()
    known = {peer.name: peer for peer in peers.every_peer()}
    for name in sorted(trusted.keys() | known.keys()):
        origin, now, _ = trusted.get(name, ("", set(), set()))
        peer = known.get(name)
        if peer is None or (peer.origin, {key.vkey for key in peer.keys}) != (origin, now):
            yield f"peer {name}: the keys that are trusted are not those that acts of this office installed"
    kept = {text(row[0]) for row in rows("SELECT digest FROM tree")}
    ever = {origin: [parse_vkey(one, MORE) for one in sorted(keys)] for origin, _, keys in trusted.values()}
    for name in sorted(known):
        for one in _mirrors("WHERE p.name = %s ORDER BY m.number", [name]):
            yield from (f"{name} {one.number}: {flaw}" for flaw in _wrong(one, ever.get(one.origin, ()), kept))


def _wrong(one: Mirror, keys: Sequence[object], kept: set[str]) -> Iterator[str]:
    """Any key that was ever trusted may have signed: a mirror is not undone when a key retires."""
    try:
        held = one.held
    except CertificateError as error:
        yield f"its certificate is damaged: {error.flaw.text.en}"
        return
    checked = [check(held, [key]) for key in keys]  # type: ignore[list-item]
    if not any(not found.flaws for found in checked):
        yield "its certificate does not hold under any key that was trusted"
    face = held.content(PUBLIC) or {}
    state = face.get("state")
    said = (face.get("record"), state.get("id") if isinstance(state, Mapping) else None, face.get("standing"))
    if said != (one.number, one.state, one.standing) or held.proof.index != one.place:
        yield "its row says otherwise than its certificate"
    if one.tree not in kept:
        yield f"the rulebook {one.tree[:12]} that it stands on is not kept"


def shown(one: Mirror) -> dict[str, object]:
    """The row as plain values, without its certificate."""
    face = one.face
    return {
        "peer": one.peer,
        "origin": one.origin,
        "record": one.number,
        "code": one.code,
        "standing": one.standing,
        **{name: json.loads(json.dumps(face[name])) for name in ("office", "kind", "state", "fields", "periods")},
        "marks": face.get("marks", []),
        "issued_under": face["issued_under"],
        "on": one.on,
        "received": one.received,
        "renewed": one.renewed,
        "log": {"place": one.place + 1, "size": one.size},
    }
