"""What comes from another office: verified first, then kept as a mirror that says whose it is.

A parcel as a whole stands or falls with its checkpoint: signed by a known peer, cosigned by the witnesses that were
asked for, and extending the last one seen, by the rule of `kernel.witness`. Then each certificate is judged by itself.
What is refused changes no mirror; why is kept in a list. A process that dies has taken over whole records, in batches.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.db import transaction

from guiju.kernel import witness
from guiju.kernel.certificate import check_note
from guiju.kernel.checkpoint import Checkpoint
from guiju.kernel.notes import Note, encode64
from guiju.kernel.parcel import Parcel
from guiju.kernel.values import Text
from guiju.kernel.witness import Request
from guiju.store import peers
from guiju.store.database import Value, new_id, places, rows, text
from guiju.store.judging import Judge, Judged, Refusal
from guiju.store.office import Office
from guiju.store.peers import ExchangeError, Peer

BATCH = 50  # records of one transaction
MOST_DECLINED = 1000  # kept of one peer; the newest
Prove = Callable[[int], tuple[Sequence[bytes], bytes] | None]
"""A size -> a proof that leads from it to the parcel's checkpoint, and the root that it leads from; None: not found."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of a parcel. `taken`: new here; `renewed`: in the place of an older certificate; `same`: known."""

    peer: str
    size: int
    taken: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    same: int = 0
    refused: list[Refusal] = field(default_factory=list)
    refused_there: list[dict[str, object]] = field(default_factory=list)  # where we brought it
    cursor: int = 0
    more: bool = False


def receive(office: Office, parcel: Parcel, prove: Prove | None = None) -> Outcome:
    """Take over what a parcel proves. Raises `ExchangeError` where nothing of it can be believed.

    `prove` gives the proof that the parcel lacks, where the other log can be read.
    """
    office.bind()
    origin = parcel.checkpoint.origin
    try:
        peer = _sender(office, origin)
        note = _believed(peer, parcel)
        _extends(peer, parcel, note, prove)
    except ExchangeError as error:
        decline(origin, [_whole(parcel, error)])
        raise
    judged, refused = Judge(office, peer, parcel).all()
    outcome = Outcome(peer=peer.name, size=parcel.checkpoint.size, refused=refused, more=parcel.more)
    try:
        _store(peer, parcel, note, judged, outcome)
    finally:
        decline(origin, outcome.refused)
    return outcome


def _sender(office: Office, origin: str) -> Peer:
    if origin == peers.own_origin(office):
        zh, en = "这是本机构自己的记录", "these are the records of this very office"
        raise ExchangeError("own", Text(zh, en))
    peer = peers.of_origin(origin)
    if peer is None:
        remedy = Text("先确认其公钥：guiju exchange peers add", "make sure of its key: guiju exchange peers add")
        raise ExchangeError("stranger", Text(f"不认识日志 {origin}", f"the log {origin} is not known here"), remedy)
    if not peer.keys:
        zh, en = f"已不再信任 {peer.name} 的密钥", f"no key of {peer.name} is trusted any more"
        raise ExchangeError("ended", Text(zh, en))
    return peer


def _believed(peer: Peer, parcel: Parcel) -> Note:
    """The checkpoint with the signatures that count, if those that must be there are."""
    _, flaws = check_note(parcel.note, peer.keys, peer.witnesses)
    trusted = {(key.name, key.id) for key in (*peer.keys, *peer.witnesses)}
    if flaws:
        worst = min(flaws, key=lambda flaw: flaw.id == "witness")
        remedy = None
        strangers = [line for line in parcel.note.signatures if line.name == peer.origin]
        unknown = [line.id.hex() for line in strangers if (line.name, line.id) not in trusted]
        if worst.id == "unsigned" and unknown:
            zh = f"它用本机构不认识的密钥 {'、'.join(unknown)} 签署；若已另行确认其换钥，再 guiju exchange peers add"
            en = f"it signs by the key {', '.join(unknown)}; if you made sure that it is its new one: guiju exchange"
            remedy = Text(zh, f"{en} peers add")
        elif worst.id == "witness":
            remedy = Text("等见证方会签后再收", "wait until the witness has cosigned")
        raise ExchangeError(worst.id, worst.text, remedy)
    return Note(parcel.note.text, tuple(line for line in parcel.note.signatures if (line.name, line.id) in trusted))


def _extends(peer: Peer, parcel: Parcel, note: Note, prove: Prove | None) -> None:
    """Nothing that this log said before was taken back."""
    new, seen = parcel.checkpoint, peer.seen
    size = seen.size if seen else 0
    if new.size < size:
        zh, en = f"日志只有 {new.size} 条，此前已见 {size} 条", f"the log has {new.size} leaves, and {size} were seen"
        remedy = Text(f"请对方重新发送：--since {size}", f"ask for a fresh one: guiju exchange send --since {size}")
        raise ExchangeError("behind", Text(zh, en), remedy)
    proof = parcel.proof if 0 < size < new.size and parcel.old == size else ()
    instead = new.root if new.size == size else None
    verdict = witness.judge(Request(size, proof, note), peer.keys, seen)
    if verdict.kind == "unproven" and prove is not None and (found := prove(size)) is not None:
        proof, instead = tuple(found[0]), found[1]
        verdict = witness.judge(Request(size, proof, note), peer.keys, seen)
    if verdict.cosigns:
        return
    assert verdict.text is not None
    if seen is not None and instead is not None and instead != seen.root:
        raise _forked(peer, note, seen, new, instead, proof)
    remedy = Text(f"请对方重新发送：--since {size}", f"ask for one that proves it: guiju exchange send --since {size}")
    raise ExchangeError(verdict.kind, verdict.text, remedy)


def _forked(
    peer: Peer, note: Note, seen: Checkpoint, new: Checkpoint, instead: bytes, proof: Sequence[bytes]
) -> ExchangeError:
    """Two signed checkpoints that exclude each other: kept, for anyone to check, as a witness keeps them."""
    assert peer.note is not None
    rows("UPDATE peer SET forked = %s WHERE name = %s AND forked = ''", (_now(), peer.name))
    zh = f"{peer.name} 的日志自相矛盾：{new.size} 条的校验点改写了此前所见的 {seen.size} 条"
    en = f"the log of {peer.name} contradicts itself: its checkpoint of {new.size} leaves rewrites the {seen.size} seen"
    evidence = {
        "before": peer.note.encode().decode(),
        "after": note.encode().decode(),
        "instead": encode64(instead),
        "proof": [encode64(step) for step in proof],
    }
    remedy = Text(
        "证据已保存；查明之前勿采信该机构的记录",
        "the evidence is kept; rely on no record of this office until it is explained",
    )
    return ExchangeError("fork", Text(zh, en), remedy, evidence)


def _whole(parcel: Parcel, error: ExchangeError) -> Refusal:
    digest = hashlib.sha256(parcel.note.text.encode()).hexdigest()
    return Refusal("", error.kind, error.text, digest, -1, error.remedy, error.evidence)


def _store(peer: Peer, parcel: Parcel, note: Note, judged: Sequence[Judged], outcome: Outcome) -> None:
    """Batch by batch, each a transaction; the place up to which the log was gone through moves with the last one."""
    batches = [judged[at : at + BATCH] for at in range(0, len(judged), BATCH)] or [()]
    for number, batch in enumerate(batches):
        with transaction.atomic(durable=True):
            held = rows("UPDATE peer SET locked = locked + 1 WHERE name = %s RETURNING note, cursor", (peer.name,))
            before, cursor = text(held[0][0]), int(str(held[0][1]))
            if before != (peer.note.encode().decode() if peer.note else ""):
                zh, en = "同时另有记录来自该机构，请再试", "other records of it came meanwhile: try again"
                raise ExchangeError("meanwhile", Text(zh, en))
            _mirror(peer, parcel, note, batch, outcome)
            if number == len(batches) - 1 and parcel.after <= cursor:
                cursor = max(cursor, parcel.next)
            peer = replace(peer, note=note)
            rows(
                "UPDATE peer SET note = %s, cursor = %s, heard = %s WHERE name = %s",
                (note.encode().decode(), cursor, _now(), peer.name),
            )
        outcome.cursor = cursor


def _mirror(peer: Peer, parcel: Parcel, note: Note, batch: Sequence[Judged], outcome: Outcome) -> None:
    if not batch:
        return
    marks = ", ".join(["%s"] * len(batch))
    found = rows(
        "SELECT number, place, (SELECT COUNT(*) FROM same s WHERE s.origin = m.origin AND s.number = m.number) "
        f"FROM mirror m WHERE origin = %s AND number IN ({marks})",
        [peer.origin, *(one.number for one in batch)],
    )
    known = {text(row[0]): int(str(row[1])) for row in found}
    bare = {text(row[0]) for row in found if not row[2]}
    fresh: dict[str, Judged] = {}
    opened: dict[str, Judged] = {}  # known already, and now with the digests against duplicates
    for one in batch:
        place = known.get(one.number, -1)
        if place == one.place:
            outcome.same += 1
            if one.same and one.number in bare:
                opened[one.number] = one
        elif place > one.place:
            outcome.refused.append(one.older(place))
        else:
            fresh[one.number] = one
            known[one.number] = one.place
    before = {text(row[0]) for row in found}
    outcome.taken += [number for number in fresh if number not in before]
    outcome.renewed += [number for number in fresh if number in before]
    changed = [*fresh.values(), *(one for one in opened.values() if one.number not in fresh)]
    if changed:
        _trees(changed)
        _rows(peer, parcel.checkpoint.size, note, changed)


def _trees(batch: Sequence[Judged]) -> None:
    carried = {one.tree: one for one in batch if one.carried is not None}
    values: list[Value] = []
    for digest, one in carried.items():
        values += [digest, "rulebook", one.rulebook_name, json.dumps(one.carried, ensure_ascii=False)]
    if values:
        rows(
            f"INSERT INTO tree (digest, kind, name, content) VALUES {places(len(carried), 4)} "
            "ON CONFLICT (digest) DO NOTHING",
            values,
        )


def _rows(peer: Peer, size: int, note: Note, batch: Sequence[Judged]) -> None:
    now = _now()
    values: list[Value] = []
    for one in batch:
        values += [peer.origin, one.number, one.code, one.state, one.standing, one.rulebook, one.tree]
        values += [one.place, size, one.on, now, now, one.words(peer.name), one.certificate(note)]
    columns = (
        "origin, number, code, state, standing, rulebook, tree, place, size, happened, received, renewed, words, "
        "certificate"
    )
    fixed = ("origin", "number", "received")
    fresh = ", ".join(f"{name} = excluded.{name}" for name in columns.split(", ") if name not in fixed)
    rows(
        f"INSERT INTO mirror ({columns}) VALUES {places(len(batch), 14)} ON CONFLICT (origin, number) DO UPDATE "
        f"SET {fresh} WHERE mirror.place <= excluded.place",
        values,
    )
    same = [[peer.origin, one.number, rule, digest] for one in batch for rule, digest in one.same.items()]
    if same:
        rows(
            f"INSERT INTO same (origin, number, rule, digest) VALUES {places(len(same), 4)} "
            "ON CONFLICT (origin, number, rule) DO UPDATE SET digest = excluded.digest",
            [part for row in same for part in row],
        )
    for one in batch:
        rows(
            "UPDATE declined SET settled = %s WHERE origin = %s AND number = %s AND settled = '' AND place <= %s",
            (now, peer.origin, one.number, one.place),
        )


def decline(origin: str, refused: Sequence[Refusal]) -> None:
    """Keep what was refused, and why, each once."""
    if not refused:
        return
    now = _now()
    with transaction.atomic():
        for one in refused:
            rows(
                "INSERT INTO declined (id, origin, number, reason, digest, place, told, times, instant, settled) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, 1, %s, '') ON CONFLICT (origin, number, reason, digest) "
                "DO UPDATE SET times = declined.times + 1, instant = excluded.instant, settled = ''",
                (new_id(), origin[:200], one.number, one.reason, one.digest, one.place, one.as_json(), now),
            )
        rows(
            "DELETE FROM declined WHERE origin = %s AND id NOT IN "
            "(SELECT id FROM declined WHERE origin = %s ORDER BY instant DESC, id DESC LIMIT %s)",
            (origin[:200], origin[:200], MOST_DECLINED),
        )


def declined(origin: str | None = None, most: int = 100) -> Iterator[dict[str, object]]:
    """What was refused, the newest first; what was settled since comes last."""
    where, values = ("WHERE origin = %s", [origin]) if origin else ("", [])
    found = rows(
        f"SELECT origin, number, reason, place, told, times, instant, settled FROM declined {where} "
        "ORDER BY settled <> '', instant DESC LIMIT %s",
        [*values, most],
    )
    for origin_, number, reason, place, told, times, at, settled in found:
        said = json.loads(text(told))
        yield {
            "origin": origin_, "number": number, "reason": reason, "place": place, "text": said["text"],
            "remedy": said["remedy"], "evidence": said["evidence"], "times": times, "at": at, "settled": settled,
        }  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
