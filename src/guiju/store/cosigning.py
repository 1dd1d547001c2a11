"""The witnesses of an office's log: who they are, and their cosignatures brought home onto the checkpoint.

`keys/witnesses` lists them, an address and a key a line; `-` stands for one that cannot be reached, whose lines are
brought on paper or stick. A witness that does not answer holds nothing up: it is asked again, and a certificate carries
whatever cosignatures its checkpoint has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from guiju.kernel.notes import Note, NoteError, Signature, Verifier, parse_vkey
from guiju.kernel.values import Text
from guiju.store import files, log
from guiju.store.office import Office
from guiju.store.witnesses import WitnessError, ask, cosignatures, with_signatures

FILE = Path("keys") / "witnesses"
NOWHERE = "-"


@dataclass(frozen=True, slots=True)
class Asked:
    """One witness: where it answers, and by which key it is known."""

    url: str
    key: Verifier

    def __str__(self) -> str:
        return f"{self.url} {self.key.vkey}"


def witnesses(office: Office) -> list[Asked]:
    """Those that the office asks. Raises `LogError` where the list cannot be read."""
    file = office.path / FILE
    if not file.is_file():
        return []
    try:
        lines = [line.split() for line in file.read_text("utf-8").splitlines() if line.strip()]
        return [Asked(url, parse_vkey(vkey)) for url, vkey in lines]
    except (ValueError, NoteError):
        raise log.LogError(Text(f"{FILE} 无法读取", f"{FILE} cannot be read")) from None


def keep(office: Office, asked: list[Asked]) -> None:
    files.make_private(office.path / FILE.parent)
    files.put(office.path / FILE, "".join(f"{one}\n" for one in asked).encode())


def cosign(office: Office, tell: Callable[[Text], None]) -> None:
    """Ask every witness that has not cosigned the newest checkpoint. What stands in the way is told."""
    folder = log.folder_of(office)
    shown = log.published(folder)
    if shown is None:
        return
    done = {(line.name, line.id) for line in shown.note.signatures}
    tree = log.tree_of(folder, shown.checkpoint.size)
    for one in witnesses(office):
        if (one.key.name, one.key.id) in done or one.url == NOWHERE:
            continue
        try:
            lines = ask(one.url, shown.note, 0, tree.consistency, [one.key])
        except WitnessError as error:
            tell(Text(f"{one.key.name}：{error.text.zh}", f"{one.key.name}: {error.text.en}"))
            continue
        _add(folder, shown.note, lines)


def bring(office: Office, lines: bytes) -> list[str]:
    """Take in lines that a witness gave for the newest checkpoint; the names of those that cosigned."""
    folder = log.folder_of(office)
    shown = log.published(folder)
    if shown is None:
        raise log.LogError(Text("日志还没有校验点", "the log has no checkpoint yet"))
    try:
        found = cosignatures(shown.note, lines, [one.key for one in witnesses(office)])
    except (NoteError, WitnessError) as error:
        raise log.LogError(error.text) from None
    _add(folder, shown.note, found)
    return [line.name for line in found]


def _add(folder: Path, note: Note, lines: Sequence[Signature]) -> None:
    """Put the lines under the checkpoint, unless a newer one has taken its place meanwhile."""
    with files.alone(folder / log.LOCK):
        newest = log.published(folder)
        if newest is not None and newest.note.text == note.text:
            log.put(folder / log.CHECKPOINT, with_signatures(newest.note, lines).encode())
