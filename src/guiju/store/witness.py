"""A witness: a folder with its key, the logs that it knows, and the last checkpoint of each that it cosigned.

    keys/, witness.pub          its own keys, as an office has them
    logs/<hash of origin>.json  a log: origin, trusted keys, and the checkpoint cosigned last
    evidence/*.json             two checkpoints that a log signed and that exclude each other

What is remembered is looked at and replaced under one lock and synced before anybody is answered, so that two requests
at the same time, in one process or in two, can never take a log back to an earlier state.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from guiju.kernel import merkle, witness
from guiju.kernel.checkpoint import Checkpoint, parse_checkpoint
from guiju.kernel.notes import Note, NoteError, Signature, Verifier, cosign, encode64, parse_note, parse_vkey
from guiju.kernel.values import Text
from guiju.kernel.witness import Request, Verdict
from guiju.store import files, signing
from guiju.store.publication import Publication, UnreadableError
from guiju.store.signing import Keys, KeysError
from guiju.store.sm import MORE

PUBLIC = "witness.pub"
LOGS, EVIDENCE = "logs", "evidence"
TRIES = 3  # at a log that grows, and is cosigned by another process, while it is read
MOST_EVIDENCE = 100  # of one log; the first two checkpoints prove as much as a thousand
SAID = {
    "behind": Text(
        "日志只有 {size} 条，此前联署过 {seen} 条", "the log has {size} leaves, and {seen} were cosigned before"
    ),
    "broken": Text("日志文件与其校验点不符", "the log's files do not lead to the root of its checkpoint"),
    "fork": Text(
        "日志自相矛盾：其 {size} 条的校验点改写了此前联署的 {seen} 条",
        "the log contradicts itself: its checkpoint of {size} leaves rewrites the {seen} cosigned before",
    ),
}

TOLD = Text(
    "证据已保存，可交给任何人核对；对该日志的证书暂勿采信",
    "the evidence is kept, and anyone can check it; rely on no certificate of this log until it is explained",
)


def today() -> date:
    """A witness has no office; its day is that of UTC."""
    return datetime.now(UTC).date()


def digest(origin: str) -> str:
    """How a log is named in addresses and in files."""
    return sha256(origin.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """A log that the witness knows. `note` is the checkpoint cosigned last: the log's signatures and the witness's."""

    origin: str
    keys: tuple[Verifier, ...]
    note: Note | None = None

    @property
    def seen(self) -> Checkpoint | None:
        return parse_checkpoint(self.note.text) if self.note else None

    def encode(self) -> bytes:
        note = self.note.encode().decode() if self.note else None
        content = {"origin": self.origin, "keys": [key.vkey for key in self.keys], "note": note}
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two checkpoints of one log that exclude each other. Where `after` is the larger one, `proof` shows that it
    extends a log with the root `instead`, which `before` does not have."""

    origin: str
    found: str
    before: str
    after: str
    instead: str
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request or a look at a log led to."""

    verdict: Verdict
    seen: int  # leaves cosigned last
    lines: tuple[Signature, ...] = ()  # the cosignatures
    note: Note | None = None  # the checkpoint with the log's signatures and these


@dataclass(frozen=True, slots=True)
class Witness:
    """An open witness. Its key is decrypted when it first cosigns."""

    folder: Path
    keys: Keys

    def trust(self, keys: Sequence[Verifier], origin: str | None = None) -> Known:
        """Know a log by its keys; those it was known by before stay. The origin is the keys' name if not given."""
        names = {key.name for key in keys}
        if origin is None and len(names) != 1:
            zh, en = "这些密钥的名称不同，请写明日志来源", "these keys have several names: give the log's origin"
            raise KeysError("origin", Text(zh, en))
        name = origin or names.pop()
        with self._held(name):
            before = self._read(name) or Known(name, ())
            added = tuple(key for key in keys if key not in before.keys)
            known = replace(before, keys=(*before.keys, *added))
            files.put(self._file(name), known.encode())
        return known

    def submit(self, request: Request) -> Answer:
        """Judge what a log asks for; cosign and remember it if all is well."""
        return self._judged(request, None)

    def look(self, log: Publication) -> Answer:
        """Read a published log and judge it as if it had asked. UnreadableError, NoteError if it cannot be read."""
        note = log.note()
        new = parse_checkpoint(note.text)
        for _ in range(TRIES):
            known = self._read(new.origin)
            stranger = witness.recognise(note, known.keys if known else None)
            seen = known.seen if known else None
            size = seen.size if seen else 0
            if stranger is not None:
                return Answer(stranger, size)
            if new.size < size:
                return Answer(_no("behind", size=new.size, seen=size), size)
            answer = self._compared(log, note, new, seen)
            if answer.verdict.status != witness.CONFLICT:
                return answer
        return answer

    def _compared(self, log: Publication, note: Note, new: Checkpoint, seen: Checkpoint | None) -> Answer:
        """Rebuild the proof from the log's own tiles. They are believed only as far as they lead to what it signed."""
        old, tree = seen.size if seen else 0, log.tree(new.size)
        if seen and old == new.size and seen.root != new.root:
            return self._judged(Request(old, (), note), None)  # two roots of one size need no tile
        try:
            proof = tree.consistency(old) if 0 < old < new.size else ()
            instead = merkle.root(old, tree)
            sound = tree.root() == new.root and (
                old in (0, new.size) or merkle.check_consistency(old, instead, new.size, new.root, proof)
            )
        except NoteError as error:
            raise UnreadableError("tile", error.text.en) from None
        if not sound:
            return Answer(_no("broken"), old)
        return self._judged(Request(old, proof, note), instead)

    def _judged(self, request: Request, instead: bytes | None) -> Answer:
        """`instead`: the root at the old size that the proof leads from, where it was rebuilt and holds."""
        origin = parse_checkpoint(request.note.text).origin
        with self._held(origin) if self._file(origin).exists() else _nothing():
            known = self._read(origin)
            verdict = witness.judge(request, known.keys if known else None, known.seen if known else None)
            size = known.seen.size if known and known.seen else 0
            if known is None or not verdict.cosigns:
                if known and verdict.kind == "unproven" and instead is not None:
                    told = SAID["fork"].fill(size=parse_checkpoint(request.note.text).size, seen=size)
                    verdict = Verdict(verdict.status, "fork", told, fork=True)
                if known and verdict.fork:
                    self._keep_evidence(known, request, instead)
                return Answer(verdict, size)
            return self._cosigned(known, request.note)

    def _cosigned(self, known: Known, note: Note) -> Answer:
        """Under the lock: sign, and remember on the disk before anybody hears of it."""
        trusted = {(key.name, key.id) for key in known.keys}
        kept = Note(note.text, tuple(line for line in note.signatures if (line.name, line.id) in trusted))
        ours = kept
        for signer in self.keys.signers(today()):
            ours = cosign(ours, signer)
        files.put(self._file(known.origin), replace(known, note=ours).encode())
        new = parse_checkpoint(note.text)
        return Answer(Verdict(witness.COSIGN), new.size, ours.signatures[len(kept.signatures) :], ours)

    def logs(self) -> list[Known]:
        """Every log that the witness knows."""
        found = (_parse(file) for file in (self.folder / LOGS).glob("*.json"))
        return sorted(found, key=lambda known: known.origin)

    def known(self, name: str) -> Known | None:
        """A log by the hash of its origin."""
        file = self.folder / LOGS / f"{name}.json"
        return _parse(file) if file.is_file() else None

    def evidence(self) -> list[Evidence]:
        """What logs were caught at, the oldest first."""
        found = [json.loads(file.read_bytes()) for file in (self.folder / EVIDENCE).glob("*.json")]
        return sorted((Evidence(**one | {"proof": tuple(one["proof"])}) for one in found), key=lambda one: one.found)

    def _keep_evidence(self, known: Known, request: Request, instead: bytes | None) -> None:
        assert known.note is not None
        folder, name = self.folder / EVIDENCE, digest(known.origin)[:16]
        before, after = known.note.encode().decode(), request.note.encode().decode()
        file = folder / f"{name}-{sha256((known.note.text + request.note.text).encode()).hexdigest()[:16]}.json"
        if file.exists() or len(list(folder.glob(f"{name}-*.json"))) >= MOST_EVIDENCE:
            return
        content = {
            "origin": known.origin,
            "found": datetime.now(UTC).isoformat(timespec="seconds"),
            "before": before,
            "after": after,
            "instead": encode64(instead or parse_checkpoint(request.note.text).root),
            "proof": [encode64(step) for step in request.proof],
        }
        files.put(file, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())

    def _file(self, origin: str) -> Path:
        return self.folder / LOGS / f"{digest(origin)}.json"

    @contextmanager
    def _held(self, origin: str) -> Iterator[None]:
        with files.alone(self._file(origin).with_suffix(".lock")):
            yield

    def _read(self, origin: str) -> Known | None:
        return self.known(digest(origin))


@contextmanager
def _nothing() -> Iterator[None]:
    yield  # strangers leave no trace, not even a lock


def _parse(file: Path) -> Known:
    """A damaged memory is never taken for none: the witness would cosign anything."""
    try:
        content = json.loads(file.read_bytes())
        keys = tuple(parse_vkey(vkey, MORE) for vkey in content["keys"])
        note = parse_note(content["note"].encode()) if content["note"] is not None else None
        known = Known(content["origin"], keys, note)
        if digest(known.origin) != file.stem or (known.seen and known.seen.origin != known.origin):
            raise ValueError("another log")
    except (ValueError, KeyError, TypeError, AttributeError):
        zh, en = f"见证记录已损坏：{file.name}", f"what the witness remembers is damaged: {file.name}"
        raise KeysError("witness_damaged", Text(zh, en)) from None
    return known


def _no(kind: str, **blanks: object) -> Verdict:
    return Verdict(witness.NOT_PROVEN, kind, SAID[kind].fill(**blanks))


def make_witness(folder: Path, name: str, passphrase: str | None = None, *, demo: bool = False) -> Witness:
    """Set up a witness under a name such as `witness.example/w1`."""
    kinds = (signing.WITNESS,)
    keys = signing.make_keys(
        folder, name, demo=demo, today=today(), sm=False, kinds=kinds, public=PUBLIC, passphrase=passphrase
    )
    return _opened(folder, keys)


def open_witness(folder: Path, passphrase: str | None = None) -> Witness:
    """A witness that was set up before."""
    try:
        keys = signing.open_keys(folder, passphrase)
    except KeysError as error:
        if error.kind != "no_keys":
            raise
        keys = None
    if keys is None or keys.public != PUBLIC:
        zh, en = f"{folder} 不是见证人的文件夹", f"{folder} is not the folder of a witness"
        remedy = Text("设立：guiju witness init", "set one up: guiju witness init")
        raise KeysError("no_witness", Text(zh, en), remedy)
    return _opened(folder, keys)


def _opened(folder: Path, keys: Keys) -> Witness:
    for name in (LOGS, EVIDENCE):
        (folder / name).mkdir(exist_ok=True)
    files.sync(folder)
    return Witness(folder, keys)
