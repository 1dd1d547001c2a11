"""How a log asks its witnesses for cosignatures (c2sp.org/tlog-witness), and adds them to its checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from guiju.kernel.checkpoint import parse_checkpoint, parse_number
from guiju.kernel.notes import Note, NoteError, Signature, Verifier, parse_note
from guiju.kernel.values import Text
from guiju.kernel.witness import CONFLICT, Request

TIMEOUT = 5.0
LONGEST = 1 << 16


class WitnessError(Exception):
    """A witness gave no cosignature: `kind` for programs, `text` for people. The log goes on without it."""

    def __init__(self, kind: str, text: Text) -> None:
        super().__init__(text.en)
        self.kind, self.text = kind, text


def ask(
    url: str,
    note: Note,
    old: int,
    prove: Callable[[int], Sequence[bytes]],
    keys: Sequence[Verifier],
    timeout: float = TIMEOUT,
) -> list[Signature]:
    """Cosignatures of `note` by the given keys of one witness.

    `old` is the size that it cosigned last, as far as the log remembers; 0 if it does not. A witness that remembers
    another says so, and is asked once more. `prove(size)` gives the proof from that size to the checkpoint's.
    """
    if not url.startswith(("http://", "https://")):
        raise WitnessError("address", Text(f"不是网址：{url}", f"not an address: {url}"))
    size = parse_checkpoint(note.text).size
    try:
        status, body = _post(url, Request(old, _proof(prove, old, size), note), timeout)
        if status == CONFLICT:
            seen = parse_number(body.decode("ascii", "replace").removesuffix("\n"))
            if seen > size:
                zh, en = f"见证人已联署 {seen} 条，多于 {size} 条", f"the witness cosigned {seen} leaves, not {size}"
                raise WitnessError("ahead", Text(zh, en))
            status, body = _post(url, Request(seen, _proof(prove, seen, size), note), timeout)
        if status != 200:
            why = " ".join(body.decode("utf-8", "replace").split())[:200]
            raise WitnessError(f"status_{status}", Text(f"见证人拒绝：{status} {why}", f"refused: {status} {why}"))
        return cosignatures(note, body, keys)
    except NoteError as error:
        text = Text(f"见证人的答复不成立：{error.text.zh}", f"the answer of the witness is wrong: {error.text.en}")
        raise WitnessError("answer", text) from None


def with_signatures(note: Note, more: Sequence[Signature]) -> Note:
    """The note with further lines; a line takes the place of an earlier one by the same key."""
    fresh = {(line.name, line.id) for line in more}
    kept = tuple(line for line in note.signatures if (line.name, line.id) not in fresh)
    return Note(note.text, (*kept, *more))


def _proof(prove: Callable[[int], Sequence[bytes]], old: int, size: int) -> tuple[bytes, ...]:
    return tuple(prove(old)) if 0 < old < size else ()


def _post(url: str, request: Request, timeout: float) -> tuple[int, bytes]:
    """Status and body. What a witness says beyond a few lines is not read."""
    heads = {"Content-Type": "text/plain; charset=utf-8"}
    asked = HttpRequest(f"{url.rstrip('/')}/add-checkpoint", request.encode(), heads, method="POST")
    try:
        with urlopen(asked, timeout=timeout) as answer:
            return answer.status, answer.read(LONGEST)
    except HTTPError as error:
        with error:
            return error.code, error.read(LONGEST)
    except (URLError, HTTPException, OSError, ValueError) as error:
        cause = error.reason if isinstance(error, URLError) else error
        why = cause.strerror if isinstance(cause, OSError) and cause.strerror else type(cause).__name__
        raise WitnessError("no_answer", Text(f"见证人没有答复：{why}", f"no answer: {why}")) from None


def cosignatures(note: Note, body: bytes, keys: Sequence[Verifier]) -> list[Signature]:
    """Lines as a witness hands them out: those of keys that we know, each verified; others are left alone."""
    lines = parse_note(note.text.encode() + b"\n" + body).signatures
    known = {(key.name, key.id): key for key in keys}
    found = [line for line in lines if (line.name, line.id) in known]
    for line in found:
        if not known[line.name, line.id].verify(note.text, line.value):
            raise NoteError("signature", name=line.name)
    if not found:
        raise WitnessError("stranger", Text("联署的不是已知密钥", "no key that we know cosigned"))
    return found
