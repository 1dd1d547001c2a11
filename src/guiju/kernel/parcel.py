"""A parcel: certificates of one log at one checkpoint, as one office hands them to another, by file or over HTTP.

It is JSON, a line each: a head with the signed checkpoint and the proof that it extends an earlier one; rulebook trees
that the other side may lack; the certificates, whose own form is kept in `certificate`; and an end that counts them, so
that a file that was cut off is found out. Nothing in it is believed for standing there: the certificates prove
themselves, and the head is judged as a witness judges (`witness.judge`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from guiju.kernel import certificate
from guiju.kernel.checkpoint import LARGEST, Checkpoint, parse_checkpoint, parse_hash
from guiju.kernel.notes import Note, NoteError, encode64, parse_note
from guiju.kernel.proof import MOST_HASHES
from guiju.kernel.values import Text

FORMAT = "guiju-parcel/1"
LARGEST_PARCEL = 64_000_000  # bytes
HEAD = frozenset(("after", "extends", "format", "more", "next", "note"))
_BROKEN = Text("不是交换包，或已损坏：{why}", "no parcel, or a damaged one: {why}")


class ParcelError(ValueError):
    """What was given is no parcel; `text` says why."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(_BROKEN.zh.format(why=zh), _BROKEN.en.format(why=en))
        super().__init__(self.text.en)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one office hands over. It covers the positions of its log behind `after`, up to `next`."""

    note: Note
    certificates: Sequence[bytes]
    trees: Mapping[str, object] = field(default_factory=dict)  # digest -> rulebook tree; nothing of it is checked yet
    old: int = 0  # leaves of the earlier checkpoint that `proof` leads from
    proof: tuple[bytes, ...] = ()
    after: int = 0
    next: int = 0
    more: bool = False

    @property
    def checkpoint(self) -> Checkpoint:
        return parse_checkpoint(self.note.text)

    def lines(self) -> Iterator[bytes]:
        """The parcel as it is handed over."""
        yield _line(
            {
                "format": FORMAT,
                "note": self.note.encode().decode(),
                "extends": {"size": self.old, "proof": [encode64(step) for step in self.proof]},
                "after": self.after,
                "next": self.next,
                "more": self.more,
            }
        )
        for digest, tree in self.trees.items():
            yield _line({"tree": tree, "digest": digest})
        for one in self.certificates:
            yield _line({"certificate": json.loads(one)})
        yield _line({"end": len(self.certificates)})


def read(lines: Iterable[bytes]) -> Parcel:
    """A parcel from its lines. Raises `ParcelError`; what the certificates say is for whoever reads them."""
    found = [_object(line) for line in _within(lines)]
    if not found or found[0].keys() != HEAD or found[0]["format"] != FORMAT:
        raise ParcelError(f"首行须为 {FORMAT}", f"its first line must be {FORMAT}")
    head, *rest = found
    if not rest or rest[-1].keys() != {"end"}:
        raise ParcelError("没有末行，文件不完整", "its last line is missing: it was cut off")
    certificates = [certificate.form(_mapping(item["certificate"])) for item in rest if item.keys() == {"certificate"}]
    trees = {str(item["digest"]): item["tree"] for item in rest if item.keys() == {"digest", "tree"}}
    if rest[-1]["end"] != len(certificates) or len(trees) + len(certificates) + 1 != len(rest):
        raise ParcelError("行数与末行所记不符", "it does not hold the lines that its end counts")
    try:
        return _read(head, certificates, trees)
    except NoteError as error:
        raise ParcelError(error.text.zh, error.text.en) from None


def one(data: bytes) -> Parcel:
    """A single certificate, as it is handed to anyone, taken for a parcel that proves no earlier checkpoint."""
    known = certificate.read(data)
    return Parcel(known.proof.note, (data,))


def _read(head: Mapping[str, object], certificates: Sequence[bytes], trees: Mapping[str, object]) -> Parcel:
    match head:
        case {"note": str(note), "extends": {"size": int(old), "proof": list(proof), **other}, "more": bool(more)} if (
            not other and _is_count(old) and len(proof) <= MOST_HASHES
        ):
            after, next_ = head["after"], head["next"]
            if _is_count(after) and _is_count(next_) and all(isinstance(step, str) for step in proof):
                assert isinstance(after, int) and isinstance(next_, int)
                hashes = tuple(parse_hash(step) for step in proof)
                found = Parcel(parse_note(note.encode()), certificates, trees, old, hashes, after, next_, more)
                if after <= next_ <= found.checkpoint.size:
                    return found
    raise ParcelError("首行的成员不对", "a member of its first line is wrong")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _within(lines: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for line in lines:
        size += len(line)
        if size > LARGEST_PARCEL:
            raise ParcelError(f"大于 {LARGEST_PARCEL} 字节", f"larger than {LARGEST_PARCEL} bytes")
        if line.strip():
            yield line


def _object(line: bytes) -> dict[str, object]:
    try:
        return dict(_mapping(json.loads(line)))
    except (ValueError, RecursionError):
        raise ParcelError("有一行不是 JSON", "one of its lines is no JSON") from None


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ParcelError("有一行不是 JSON 对象", "one of its lines is no JSON object")
    return value


def _line(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
