"""Judges the certificates of a parcel whose checkpoint is believed: what each says, or why it is not taken in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from guiju.kernel import certificate
from guiju.kernel.certificate import Certificate, CertificateError, check_content
from guiju.kernel.face import PUBLIC
from guiju.kernel.notes import Note
from guiju.kernel.parcel import Parcel
from guiju.kernel.sameness import SAME
from guiju.kernel.values import Text, canonical
from guiju.shelf.flaws import ShelfError
from guiju.store.database import rows
from guiju.store.office import Office
from guiju.store.peers import Peer

_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that was not taken in. `number` is empty for a parcel as a whole; `place` is that of its leaf."""

    number: str
    reason: str
    text: Text
    digest: str
    place: int
    remedy: Text | None = None
    evidence: object = None

    def as_json(self) -> str:
        said = {"text": _both(self.text), "remedy": _both(self.remedy), "evidence": self.evidence}
        return json.dumps(said, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A certificate that holds, and what it says. `carried`: its rulebook's tree, where it came along."""

    held: Certificate
    number: str
    face: Mapping[str, object]
    code: str | None
    rulebook: str
    version: str
    tree: str
    carried: object = None
    same: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> int:
        return self.held.proof.index

    @property
    def on(self) -> str:
        return str(self.held.receipt["on"])

    @property
    def state(self) -> str:
        state = self.face["state"]
        assert isinstance(state, Mapping)
        return str(state["id"]).replace("\0", " ")[:100]

    @property
    def standing(self) -> bool:
        return self.face["standing"] is True

    @property
    def rulebook_name(self) -> str:
        return f"{self.rulebook} {self.version}"[:200]

    def words(self, peer: str) -> str:
        """What a search finds it by."""
        fields = self.face["fields"]
        assert isinstance(fields, Sequence)
        texts = [part for one in fields for part in dict.fromkeys((one["text"]["zh"], one["text"]["en"]))]
        whole = "\n".join((self.number, self.code or "", peer, str(self.face["office"]), *texts))
        return whole.casefold().replace("\0", " ")

    def certificate(self, note: Note) -> str:
        """Under the checkpoint's signatures that were verified, and no others."""
        held = self.held
        return certificate.write(held.receipt, held.opened, replace(held.proof, note=note)).decode()

    def older(self, place: int) -> Refusal:
        zh, en = f"本机构已有更新的证书（第 {place + 1} 条）", f"a newer certificate is here already (leaf {place + 1})"
        return Refusal(self.number, "older", Text(zh, en), self.digest, self.place)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.held.leaf).hexdigest()


class _RefusedError(Exception):
    def __init__(self, reason: str, text: Text, remedy: Text | None = None) -> None:
        super().__init__(reason)
        self.reason, self.text, self.remedy = reason, text, remedy


class Judge:
    """Goes through one parcel. What all its certificates share is looked up once."""

    def __init__(self, office: Office, peer: Peer, parcel: Parcel) -> None:
        self._office, self._peer, self._parcel = office, peer, parcel
        self._trees: dict[str, object] = {}  # digest -> None where the tree is kept here, else the tree itself

    def all(self) -> tuple[list[Judged], list[Refusal]]:
        """Those that hold, in the order of the log, and the others."""
        judged: list[Judged] = []
        refused: list[Refusal] = []
        for data in self._parcel.certificates:
            held: Certificate | None = None
            try:
                held = certificate.read(data)
                judged.append(self._one(held))
            except CertificateError as error:
                refused.append(_refusal(data, held, error.flaw.id, error.flaw.text, None))
            except _RefusedError as no:
                refused.append(_refusal(data, held, no.reason, no.text, no.remedy))
        return sorted(judged, key=lambda one: one.place), refused

    def _one(self, held: Certificate) -> Judged:
        if held.proof.note.text != self._parcel.note.text:
            zh, en = "证书属于另一个校验点", "it is proven at another checkpoint"
            raise _RefusedError("checkpoint", Text(zh, en))
        for flaw in check_content(held):
            raise _RefusedError(flaw.id, flaw.text)
        number, face = _face(held)
        if face["demo"] is not self._office.demo:
            zh, en = "演示记录与正式记录不得混存", "records of a demonstration and of an office do not mix"
            raise _RefusedError("demo", Text(zh, en))
        rulebook, version, tree = _pin(held)
        carried = self._tree(rulebook, tree, date.fromisoformat(str(held.receipt["on"])))
        return Judged(
            held=held,
            number=number,
            face=face,
            code=_code(face),
            rulebook=rulebook,
            version=version,
            tree=tree,
            carried=carried,
            same=_same(held, number),
        )

    def _tree(self, rulebook: str, digest: str, on: date) -> object:
        """None where the rulebook is kept here; else the tree that came along, or stands on our shelf, if it is it."""
        if digest not in self._trees:
            self._trees[digest] = self._found(rulebook, digest, on)
        return self._trees[digest]

    def _found(self, rulebook: str, digest: str, on: date) -> object:
        if rows("SELECT 1 FROM tree WHERE digest = %s", (digest,)):
            return None
        carried = self._parcel.trees.get(digest)
        if carried is not None and _is_it(carried, digest):
            return carried
        try:
            tree, mine = self._office.shelf.tree(rulebook, on)
        except (ShelfError, KeyError, LookupError):
            tree, mine = None, ""
        if mine == digest:
            return tree
        if carried is not None:
            zh, en = "随附的规则与所记摘要不符", "the rulebook that came along is not the one it names"
            raise _RefusedError("tree_changed", Text(zh, en))
        zh, en = f"不认识其规则 {rulebook}（{digest[:12]}）", f"its rulebook {rulebook} is not known ({digest[:12]})"
        remedy = Text("请对方随附规则（默认即附）", "ask for it with its rulebooks, as they are sent by default")
        raise _RefusedError("tree_unknown", Text(zh, en), remedy)


def _is_it(tree: object, digest: str) -> bool:
    try:
        return isinstance(tree, dict) and hashlib.sha256(canonical(tree)).hexdigest() == digest
    except (ValueError, TypeError, RecursionError):
        return False


def _refusal(data: bytes, held: Certificate | None, reason: str, text: Text, remedy: Text | None) -> Refusal:
    named = _named(held) if held else ""
    return Refusal(named, reason, text, hashlib.sha256(data).hexdigest(), held.proof.index if held else -1, remedy)


def _named(held: Certificate) -> str:
    """The number that it speaks of, believed or not."""
    return next((b.name.removeprefix(PUBLIC)[:60] for b in held.opened if b.name.startswith(PUBLIC)), "")


def _face(held: Certificate) -> tuple[str, Mapping[str, object]]:
    """The one public face in it, with all that we read of one."""
    faces = [block for block in held.opened if block.name.startswith(PUBLIC)]
    others = [b.name for b in held.opened if not b.name.startswith((PUBLIC, SAME))]
    if len(faces) != 1 or others:
        zh, en = "须恰好公开一条登记结果，不得有其他内容", "it must open one record's public face and nothing else"
        raise _RefusedError("face", Text(zh, en))
    number, face = faces[0].name.removeprefix(PUBLIC), faces[0].content
    if not (_is_face(face) and face["record"] == number and 0 < len(number) <= 60 and number.isprintable()):
        raise _RefusedError("face", Text("登记结果的写法不对", "the public face is not written as one"))
    return number, face


def _is_face(face: Mapping[str, object]) -> bool:
    match face:
        case {
            "office": str(),
            "demo": bool(),
            "record": str(),
            "kind": kind,
            "state": {"id": str(), **state},
            "standing": bool(),
            "fields": [*fields],
            "periods": [*periods],
            "issued_under": {"id": str(), "version": str(), "title": title},
        }:
            marks = face.get("marks", [])
            return (
                all(map(_is_text, (kind, state, title)))
                and all(map(_is_field, fields))
                and all(map(_is_period, periods))
                and isinstance(marks, list)
                and all(map(_is_text, marks))
            )
    return False


def _is_text(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(one), str) for one in ("zh", "en"))


def _is_field(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return False
    return _is_text(value.get("label")) and _is_text(value.get("text"))


def _is_period(value: object) -> bool:
    if not isinstance(value, dict) or not _is_text(value.get("label")):
        return False
    return all(value.get(one) is None or _is_day(value[one]) for one in ("from", "to"))


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _code(face: Mapping[str, object]) -> str | None:
    """The code that it is found by, among its fields."""
    fields = face["fields"]
    assert isinstance(fields, Sequence)
    named = next((one for one in fields if one["id"] == face.get("code")), None)
    code = str(named["text"]["zh"])[:60] if named else ""
    return code if code and code.isprintable() else None


def _pin(held: Certificate) -> tuple[str, str, str]:
    receipt = held.receipt
    match receipt.get("rulebook"):
        case {"id": str(rulebook), "version": str(version), "tree": str(tree)} if (
            _HEX.fullmatch(tree) and rulebook.isprintable() and len(rulebook) <= 200 and _is_day(receipt.get("on"))
        ):
            return rulebook, version, tree
    zh, en = "回执没有写明所依据的规则版本", "its receipt does not say on which rulebook it stands"
    raise _RefusedError("no_pin", Text(zh, en))


def _same(held: Certificate, number: str) -> dict[str, str]:
    """Digests of what it must not be twice, where they were opened to us."""
    block = next((block for block in held.opened if block.name == SAME + number), None)
    keys = block.content.get("keys") if block else {}
    if not isinstance(keys, dict) or not all(
        isinstance(value, str) and _HEX.fullmatch(value) and 0 < len(rule) <= 100 for rule, value in keys.items()
    ):
        raise _RefusedError("face", Text("查重摘要的写法不对", "its digests against duplicates are not written so"))
    return dict(keys)


def _both(text: Text | None) -> dict[str, str] | None:
    return {"zh": text.zh, "en": text.en} if text else None
