"""Proofs to hand over: a leaf's place, its way to the root, and the signed checkpoint (c2sp.org/tlog-proof).

Whoever has the leaf and the keys of the log needs nothing else: no network, no database, no office.
"""

from __future__ import annotations

from dataclasses import dataclass

from guiju.kernel.checkpoint import LARGEST, Checkpoint, parse_checkpoint, parse_hash, parse_number
from guiju.kernel.merkle import HASH_BYTES
from guiju.kernel.notes import LONGEST_NOTE, Note, NoteError, check_text, decode64, encode64, parse_note

FORMAT = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63  # a leaf of the largest tree that can be named has no longer way to its root


@dataclass(frozen=True, slots=True)
class Proof:
    """Leads from leaf `index` to the root that the checkpoint in `note` names. No signature covers `extra`."""

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.index <= LARGEST:
            raise NoteError("number", found=self.index)
        if len(self.hashes) > MOST_HASHES:
            raise NoteError("proof_hashes", most=MOST_HASHES)
        for step in self.hashes:
            if len(step) != HASH_BYTES:
                raise NoteError("hash", found=step.hex())
        parse_checkpoint(self.note.text)
        if len(self.extra) > LONGEST_NOTE:
            raise NoteError("longest", most=LONGEST_NOTE)

    @property
    def checkpoint(self) -> Checkpoint:
        """What the log signed, once the note is verified."""
        return parse_checkpoint(self.note.text)

    def encode(self) -> str:
        """The text that is handed over."""
        extra = [f"extra {encode64(self.extra)}"] if self.extra else []
        lines = [FORMAT, *extra, f"index {self.index}", *map(encode64, self.hashes), ""]
        return "".join(f"{line}\n" for line in lines) + self.note.encode().decode()


def parse_proof(text: str) -> Proof:
    """Read a proof; no other text gives the same one."""
    if len(text) > 3 * LONGEST_NOTE:
        raise NoteError("longest", most=3 * LONGEST_NOTE)
    check_text(text)
    head, gap, note = text.partition("\n\n")
    form, *lines = head.split("\n")
    if form != FORMAT or not gap:
        raise NoteError("proof", found=form)
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = decode64(lines.pop(0).removeprefix("extra "))
        if not extra:
            raise NoteError("proof", found="extra")
    if not lines or not lines[0].startswith("index "):
        raise NoteError("proof", found=lines[0] if lines else head)
    index, *hashes = lines
    place = parse_number(index.removeprefix("index "))
    return Proof(place, tuple(map(parse_hash, hashes)), parse_note(note.encode()), extra)
