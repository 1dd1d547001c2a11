"""Signed notes: a short text with signature lines under it, as people and programs both read it (c2sp.org/signed-note).

A reader knows some keys. It ignores signatures of keys that it does not know, and refuses the whole note if a key that
it knows did not make the signature that bears its name. Two kinds of keys are at home here: Ed25519 over the text, and
the witness's Ed25519 over the text and the moment (c2sp.org/tlog-cosignature). Others are brought along by their type.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from guiju.kernel.values import Text

LONGEST_NOTE = 1_000_000
MOST_SIGNATURES = 64
ID_BYTES = 4
KEY_BYTES = 32
TIME_BYTES = 8
LATEST = 2**63 - 1
ED25519 = b"\x01"
COSIGNATURE = b"\x04"

WRONG: Mapping[str, Text] = {
    "longest": Text("超过 {most} 字节", "longer than {most} bytes"),
    "utf8": Text("不是有效的 UTF-8 文本", "not valid UTF-8 text"),
    "control": Text("含有控制字符", "a control character stands in it"),
    "note": Text(
        "不是签名文本：应为正文、一个空行、签名行", "not a signed note: a text, an empty line, signature lines"
    ),
    "signatures": Text("签名须为 1 至 {most} 个", "a note has 1 to {most} signatures"),
    "signature_line": Text("签名行写法不正确：{line}", "not a signature line: {line}"),
    "key_name": Text("密钥名称不成立：{name}", "not a name for a key: {name}"),
    "base64": Text("不是规范的 Base64：{found}", "not canonical base64: {found}"),
    "vkey": Text("验证密钥写法不正确：{found}", "not a verifier key: {found}"),
    "key_type": Text("密钥 {name} 的签名类型未知", "the signature type of key {name} is not known"),
    "key_id": Text("密钥 {name} 与其编号不符", "key {name} and its id do not belong together"),
    "key": Text("密钥 {name} 的内容不成立", "what key {name} holds is not a key"),
    "same_id": Text("两个不同的密钥同为 {name} 且编号相同", "two different keys are {name} with the same id"),
    "signature": Text("{name} 的签名不成立", "the signature of {name} is wrong"),
    "cosignature": Text("不是带时间的联署", "not a cosignature with its time"),
    "checkpoint": Text("不是检查点：应有来源、数目、根", "not a checkpoint: an origin, a size, a root"),
    "number": Text("不是规范的十进制数：{found}", "not a plain decimal number: {found}"),
    "hash": Text("不是 SHA-256 值：{found}", "not a SHA-256 hash: {found}"),
    "proof": Text("不是记录证明：{found}", "not a proof of the log: {found}"),
    "proof_hashes": Text("证明最多 {most} 个散列值", "a proof has at most {most} hashes"),
    "tile": Text("{path} 应有 {due} 字节，实有 {found} 字节", "{path} should have {due} bytes and has {found}"),
    "entry": Text("一条记录最多 {most} 字节，实有 {found} 字节", "an entry has at most {most} bytes, not {found}"),
    "bundle": Text("不是记录包：最多 {most} 条，且不得有余", "not a bundle of whole entries, {most} at most"),
}


class NoteError(ValueError):
    """What a reader refuses, and why: `kind` for programs, `text` for people."""

    def __init__(self, kind: str, **blanks: object) -> None:
        self.kind = kind
        # what was found may be long, or unfit for a screen
        self.text = WRONG[kind].fill(**{k: v if isinstance(v, int) else _shown(str(v)) for k, v in blanks.items()})
        super().__init__(self.text.en)


def _shown(found: str) -> str:
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in found)
    return plain if len(plain) <= 60 else plain[:59] + "…"


def decode64(text: str) -> bytes:
    """Standard base64, in the one spelling that the same bytes are written in."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        raise NoteError("base64", found=text) from None
    if encode64(found) != text:
        raise NoteError("base64", found=text)
    return found


def encode64(data: bytes) -> str:
    """Standard base64, in one line."""
    return base64.b64encode(data).decode("ascii")


def check_text(text: str) -> None:
    """No note may hold what a terminal would obey, or what UTF-8 cannot write."""
    if re.search(r"[\x00-\x09\x0b-\x1f]", text):
        raise NoteError("control")
    if re.search(r"[\ud800-\udfff]", text):
        raise NoteError("utf8")


def check_name(name: str) -> None:
    """A key's name is one word without plus; it should be an address without its scheme, `register.example/log`."""
    if not name or "+" in name or any(letter.isspace() or letter < " " for letter in name):
        raise NoteError("key_name", name=name)
    check_text(name)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: which key says that it signed, and what it left."""

    name: str
    id: bytes
    value: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.id) != ID_BYTES or not self.value:
            raise NoteError("signature_line", line=self.name)

    def __str__(self) -> str:
        return f"— {self.name} {encode64(self.id + self.value)}\n"

    @classmethod
    def parse(cls, line: str) -> Signature:
        """Read a line, without its end."""
        dash, *rest = line.split(" ")
        if dash != "—" or len(rest) != 2:
            raise NoteError("signature_line", line=line)
        value = decode64(rest[1])
        return cls(rest[0], value[:ID_BYTES], value[ID_BYTES:])


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a line end, and who says to have signed it."""

    text: str
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        check_text(self.text)
        if not self.text.endswith("\n"):
            raise NoteError("note")
        if not 1 <= len(self.signatures) <= MOST_SIGNATURES:
            raise NoteError("signatures", most=MOST_SIGNATURES)
        if len(self.encode()) > LONGEST_NOTE:
            raise NoteError("longest", most=LONGEST_NOTE)

    def encode(self) -> bytes:
        """The bytes that are published."""
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()


def parse_note(data: bytes) -> Note:
    """Read a note; no other bytes give the same note. Nothing of it is true before it is `verified`."""
    if len(data) > LONGEST_NOTE:
        raise NoteError("longest", most=LONGEST_NOTE)
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise NoteError("utf8") from None
    check_text(whole)
    text, gap, lines = whole.rpartition("\n\n")  # a text may hold empty lines: the last one ends it
    if not gap or not lines.endswith("\n"):
        raise NoteError("note")
    return Note(text + "\n", tuple(map(Signature.parse, lines[:-1].split("\n"))))


class Verifier(Protocol):
    """A public key under its name. Name and id together tell which signature lines are its own."""

    @property
    def name(self) -> str: ...
    @property
    def id(self) -> bytes: ...
    @property
    def kind(self) -> str:
        """`ed25519`, `cosignature`, or what the module that brings it says."""
        ...

    @property
    def vkey(self) -> str:
        """The one line in which the key is handed on."""
        ...

    def verify(self, text: str, value: bytes) -> bool:
        """Whether `value` is this key's signature of `text`."""
        ...


class Signer(Protocol):
    """A private key under its name."""

    @property
    def verifier(self) -> Verifier: ...
    def sign(self, text: str) -> bytes: ...


def key_id(name: str, key: bytes) -> bytes:
    """Four bytes that tell keys of one name apart; `key` is the signature type with the public key behind it."""
    return sha256(name.encode() + b"\n" + key).digest()[:ID_BYTES]


def write_vkey(name: str, key: bytes) -> str:
    """The verifier key of the signature type and public key in `key`."""
    return f"{name}+{key_id(name, key).hex()}+{encode64(key)}"


@dataclass(frozen=True, slots=True)
class Ed25519Verifier:
    """Verifies plain Ed25519 signatures over the text (signature type 0x01)."""

    name: str
    public: bytes
    kind: ClassVar[str] = "ed25519"
    begins: ClassVar[bytes] = ED25519

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != KEY_BYTES:
            raise NoteError("key", name=self.name)

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.begins + self.public)

    @property
    def vkey(self) -> str:
        return write_vkey(self.name, self.begins + self.public)

    def verify(self, text: str, value: bytes) -> bool:
        return _verifies(self.public, value, text)


class CosignatureVerifier(Ed25519Verifier):
    """Verifies what a witness says of a checkpoint at a time (signature type 0x04, c2sp.org/tlog-cosignature)."""

    __slots__ = ()
    kind: ClassVar[str] = "cosignature"
    begins: ClassVar[bytes] = COSIGNATURE

    def verify(self, text: str, value: bytes) -> bool:
        try:
            at = cosigned_at(value)
        except NoteError:
            return False
        return _verifies(self.public, value[TIME_BYTES:], _cosigned(at, text))


def _verifies(public: bytes, value: bytes, text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(value, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _cosigned(at: int, text: str) -> str:
    """What a witness signs: a header that keeps it apart from other signatures, the time, and the text."""
    return f"cosignature/v1\ntime {at}\n{text}"


def cosigned_at(value: bytes) -> int:
    """When a witness signed, in POSIX seconds."""
    at = int.from_bytes(value[:TIME_BYTES], "big")
    if len(value) <= TIME_BYTES or at > LATEST:
        raise NoteError("cosignature")
    return at


@dataclass(frozen=True, slots=True)
class Ed25519Key:
    """Signs a text as it stands."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> Ed25519Verifier:
        return Ed25519Verifier(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> bytes:
        return self.private.sign(text.encode())


@dataclass(frozen=True, slots=True)
class CosignatureKey:
    """Signs a checkpoint as a witness does, with the time; whoever holds it has checked what it cosigns."""

    name: str
    private: Ed25519PrivateKey
    now: Callable[[], int]

    @property
    def verifier(self) -> CosignatureVerifier:
        return CosignatureVerifier(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> bytes:
        at = self.now()
        return at.to_bytes(TIME_BYTES, "big") + self.private.sign(_cosigned(at, text).encode())


# (name, id, public key without its type) -> the key
Maker = Callable[[str, bytes, bytes], Verifier]
AT_HOME: Mapping[bytes, Maker] = {
    ED25519: lambda name, _id, public: Ed25519Verifier(name, public),
    COSIGNATURE: lambda name, _id, public: CosignatureVerifier(name, public),
}


def parse_vkey(text: str, more: Mapping[bytes, Maker] | None = None) -> Verifier:
    """Read a verifier key. `more` knows further signature types, by the bytes that such a key begins with."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not re.fullmatch(r"[0-9a-f]{8}", parts[1]):
        raise NoteError("vkey", found=text)
    name, given, key = parts[0], bytes.fromhex(parts[1]), decode64(parts[2])
    check_name(name)
    for begins, make in {**AT_HOME, **(more or {})}.items():
        if key.startswith(begins):
            verifier = make(name, given, key[len(begins) :])
            if (verifier.name, verifier.id) != (name, given):
                raise NoteError("key_id", name=name)
            return verifier
    raise NoteError("key_type", name=name)


def sign(text: str, signers: Sequence[Signer]) -> Note:
    """A note signed by each of them, in this order."""
    return Note(text, tuple(_signed(text, signer) for signer in signers))


def cosign(note: Note, signer: Signer) -> Note:
    """The same note with one more signature."""
    return Note(note.text, (*note.signatures, _signed(note.text, signer)))


def _signed(text: str, signer: Signer) -> Signature:
    check_text(text)
    return Signature(signer.verifier.name, signer.verifier.id, signer.sign(text))


def verified(note: Note, verifiers: Sequence[Verifier]) -> tuple[Verifier, ...]:
    """Which of the given keys signed, each once; none is an answer too, and it is not a good one.

    Raises where a line bears the name and id of a given key and the signature is not that key's.
    """
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if known.setdefault((verifier.name, verifier.id), verifier).vkey != verifier.vkey:
            raise NoteError("same_id", name=verifier.name)
    found = {}
    for signature in note.signatures:
        place = signature.name, signature.id
        if place in known:
            if not known[place].verify(note.text, signature.value):
                raise NoteError("signature", name=signature.name)
            found[place] = known[place]
    return tuple(found.values())
