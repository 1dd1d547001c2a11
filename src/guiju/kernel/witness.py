"""What a witness decides, by c2sp.org/tlog-witness: whether a log's new checkpoint extends the last one it cosigned.

A witness remembers one checkpoint of each log. It cosigns a newer one only with a proof that nothing before it was
changed; so a log that shows different people different histories finds no witness for both. Pure: whoever calls keeps
what must be remembered, and must look and keep in one step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guiju.kernel import merkle
from guiju.kernel.checkpoint import Checkpoint, parse_checkpoint, parse_hash, parse_number
from guiju.kernel.notes import Note, NoteError, Verifier, encode64, parse_note, verified
from guiju.kernel.proof import MOST_HASHES
from guiju.kernel.values import Text

COSIGN, WRONG_REQUEST, FORBIDDEN, UNKNOWN, CONFLICT, NOT_PROVEN = 200, 400, 403, 404, 409, 422
SAID: dict[str, Text] = {
    "unknown": Text("见证人不认识日志 {origin}", "the witness does not know the log {origin}"),
    "unsigned": Text("校验点没有 {origin} 可信密钥的签名", "no key trusted for {origin} signed the checkpoint"),
    "backwards": Text("旧大小 {old} 大于校验点的 {size}", "the old size {old} is larger than the checkpoint's {size}"),
    "conflict": Text(
        "见证人最后联署的是 {seen} 条，不是 {old} 条", "the witness cosigned {seen} leaves last, not {old}"
    ),
    "empty": Text("空日志的根不成立", "an empty log has another root"),
    "fork": Text(
        "日志自相矛盾：{size} 条时曾签署另一个根", "the log contradicts itself: it signed another root at {size} leaves"
    ),
    "unproven": Text(
        "没有证明 {size} 条的日志是 {seen} 条的延续", "not proven: that {size} leaves extend the {seen} cosigned before"
    ),
}


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks: cosign the checkpoint in `note`, which extends the `old` leaves cosigned before."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def encode(self) -> bytes:
        """The body that is sent."""
        lines = [f"old {self.old}", *map(encode64, self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note.encode()


def parse_request(body: bytes) -> Request:
    """Read a body; NoteError (status 400) if it is not as the protocol says."""
    head, gap, note = body.partition(b"\n\n")
    try:
        old, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise NoteError("utf8") from None
    if not gap or not old.startswith("old "):
        raise NoteError("proof", found=old)
    if len(lines) > MOST_HASHES:
        raise NoteError("proof_hashes", most=MOST_HASHES)
    found = Request(parse_number(old.removeprefix("old ")), tuple(map(parse_hash, lines)), parse_note(note))
    parse_checkpoint(found.note.text)
    return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer: a status of the protocol, and why. `fork`: the log signed two checkpoints that exclude each other."""

    status: int
    kind: str = ""
    text: Text | None = None
    fork: bool = False

    @property
    def cosigns(self) -> bool:
        return self.status == COSIGN


def recognise(note: Note, known: Sequence[Verifier] | None) -> Verdict | None:
    """The No to a log that is not known (its keys are None), or to a checkpoint that it did not sign."""
    origin = parse_checkpoint(note.text).origin
    if known is None:
        return _no(UNKNOWN, "unknown", origin=origin)
    try:
        signed = verified(note, known)
    except NoteError as error:
        return Verdict(FORBIDDEN, error.kind, error.text)
    return None if signed else _no(FORBIDDEN, "unsigned", origin=origin)


def judge(request: Request, known: Sequence[Verifier] | None, seen: Checkpoint | None) -> Verdict:
    """Whether to cosign. `known` are the log's keys, None for a stranger; `seen` is what was cosigned last, if ever."""
    stranger = recognise(request.note, known)
    if stranger is not None:
        return stranger
    new = parse_checkpoint(request.note.text)
    size, root = (seen.size, seen.root) if seen else (0, merkle.EMPTY_ROOT)
    if request.old > new.size:
        return _no(WRONG_REQUEST, "backwards", old=request.old, size=new.size)
    if request.old != size:
        return _no(CONFLICT, "conflict", old=request.old, seen=size)
    if new.size == 0 and new.root != merkle.EMPTY_ROOT:
        return _no(NOT_PROVEN, "empty")
    if new.size == size and new.root != root:
        return _no(NOT_PROVEN, "fork", True, size=size)
    if not merkle.check_consistency(size, root, new.size, new.root, request.proof):
        return _no(NOT_PROVEN, "unproven", size=new.size, seen=size)
    return Verdict(COSIGN)


def _no(status: int, kind: str, fork: bool = False, **blanks: object) -> Verdict:
    return Verdict(status, kind, SAID[kind].fill(**blanks), fork)
