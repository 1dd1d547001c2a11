"""The exchange as every face shows it: peers, mirrored records, what came of a parcel, why something was refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from guiju.kernel import parcel
from guiju.kernel.certificate import CertificateError
from guiju.kernel.parcel import Parcel, ParcelError
from guiju.kit.says import Problem, Trouble, both, trouble
from guiju.kit.view import Json
from guiju.store import exchange, mirrors, peers, sending
from guiju.store.courier import prover
from guiju.store.exchange import Outcome
from guiju.store.judging import Refusal
from guiju.store.mirrors import Mirror
from guiju.store.office import Office
from guiju.store.peers import ExchangeError, Peer


@contextmanager
def told() -> Iterator[None]:
    """What the exchange refuses, in the form of every other No."""
    try:
        yield
    except ExchangeError as error:
        raise Trouble(Problem(kind=error.kind, text=error.text, remedy=error.remedy)) from None
    except ParcelError as error:
        raise trouble("parcel", error.text.zh, error.text.en) from None
    except CertificateError as error:
        raise trouble(error.flaw.id, error.flaw.text.zh, error.flaw.text.en) from None


def parcel_of(lines: Iterable[bytes]) -> Parcel:
    """A parcel, or a single certificate as anyone may have it."""
    whole = list(lines)
    if whole and whole[0].strip() == b"{":  # a certificate has a member a line; a parcel's first line is whole
        return parcel.one(b"".join(whole))
    return parcel.read(whole)


def received(office: Office, lines: Iterable[bytes]) -> Outcome:
    """Take over a parcel that came as a file. Where the other log can be read, a proof that it lacks is fetched."""
    with told():
        office.bind()
        found = parcel_of(lines)
        known = peers.of_origin(found.checkpoint.origin)
        return exchange.receive(office, found, prover(known.url, found.checkpoint) if known else None)


def sent(office: Office, file: Path, after: int, since: int, most: int, trees: bool) -> Parcel:
    """Write a parcel of what this office has registered to a file, digests against duplicates and all."""
    with told():
        made = sending.parcel(office, after, since, most, closed=False, trees=trees)
    file.write_bytes(b"".join(made.lines()))
    return made


def outcome_json(done: Outcome) -> Json:
    return {
        "peer": done.peer,
        "size": done.size,
        "cursor": done.cursor,
        "taken": done.taken,
        "renewed": done.renewed,
        "same": done.same,
        "refused": [*done.refused_there, *map(_refusal, done.refused)],
    }


def _refusal(one: Refusal) -> Json:
    remedy = both(one.remedy) if one.remedy else None
    return {"number": one.number, "reason": one.reason, "text": both(one.text), "remedy": remedy}


def peer_json(peer: Peer, records: int = 0) -> Json:
    """All that is known of another office. Its keys are public; our token for it is not here."""
    return {
        "name": peer.name,
        "origin": peer.origin,
        "url": peer.url,
        "keys": [{"vkey": key.vkey, "id": key.id.hex(), "kind": key.kind} for key in peer.keys],
        "witnesses": [{"vkey": key.vkey, "name": key.name} for key in peer.witnesses],
        "way": peer.way,
        "every": peer.every,
        "size": peer.seen.size if peer.seen else 0,
        "cursor": peer.cursor,
        "heard": peer.heard or None,
        "trouble": both(peer.told) if peer.told else None,
        "forked": peer.forked or None,
        "records": records,
    }


def peers_json() -> list[Json]:
    counted = mirrors.counts()
    return [peer_json(peer, counted.get(peer.name, 0)) for peer in peers.every_peer()]


def mirror(name: str, number: str) -> Mirror:
    """One mirrored record by whose it is and its number (or code)."""
    found = mirrors.under(number, name)
    if not found:
        zh, en = f"没有来自 {name} 的登记结果 {number}", f"there is no record {number} of {name}"
        raise trouble("no_record", zh, en)
    return found[0]


def mirror_json(one: Mirror) -> Json:
    return mirrors.shown(one)


def certificate(one: Mirror) -> bytes:
    """The other office's certificate, for everybody: digests against duplicates are not opened in it."""
    return sending.shut(one.held)


def link(one: Mirror) -> str:
    """Where the other office shows it; empty where it has no address."""
    return f"{one.url.rstrip('/')}/records/{one.number}/" if one.url else ""


def refusals(most: int = 100) -> list[Json]:
    """What was not taken in, with the name of whoever it came from."""
    names = {peer.origin: peer.name for peer in peers.every_peer()}
    return [{**one, "peer": names.get(str(one["origin"]))} for one in exchange.declined(most=most)]


def evidence_text(one: Json) -> str:
    return json.dumps(one["evidence"], ensure_ascii=False, indent=2)
