"""A certificate: one receipt of the log, some of its blocks opened, and the proof that the log holds it.

Whoever has the office's verifier keys checks it without a database and without a network. It is a JSON file in one byte
form only (sorted members, two spaces, no escapes that are not needed), so that nothing can be said twice or otherwise
than it was proven. Everything a reader sees is bound: blocks by the receipt, the receipt by the tree, the tree by
signatures over its checkpoint.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guiju.kernel.checkpoint import Checkpoint, parse_checkpoint
from guiju.kernel.journal import Block
from guiju.kernel.merkle import check_inclusion, leaf_hash
from guiju.kernel.notes import Note, NoteError, Verifier, verified
from guiju.kernel.proof import Proof, parse_proof
from guiju.kernel.values import Text, canonical

FORMAT = "guiju-certificate/1"
LARGEST = 4_000_000  # bytes of a certificate; a page of a register has some thousand
MEMBERS = frozenset(("format", "open", "proof", "receipt"))
COSIGNATURE = "cosignature"  # the kind of a witness's key
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One reason why a certificate proves nothing. `id` is a stable word for programs."""

    id: str
    text: Text


class CertificateError(ValueError):
    """What was given is no certificate; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.text.en)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it was read: well formed, and not yet believed."""

    receipt: Mapping[str, object]
    opened: tuple[Block, ...]
    proof: Proof
    checkpoint: Checkpoint

    @property
    def leaf(self) -> bytes:
        """The bytes that the log must hold."""
        return canonical(self.receipt)

    def content(self, prefix: str) -> Mapping[str, object] | None:
        """The first opened block whose name begins so."""
        return next((block.content for block in self.opened if block.name.startswith(prefix)), None)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: who signed, and every flaw. Without a flaw the certificate holds."""

    certificate: Certificate
    signers: tuple[Verifier, ...]
    flaws: tuple[Flaw, ...]


def write(receipt: Mapping[str, object], opened: Sequence[Block], proof: Proof) -> bytes:
    """The one byte form of a certificate."""
    blocks = {block.name: {"content": block.content, "salt": block.salt.hex()} for block in opened}
    return form({"format": FORMAT, "receipt": receipt, "open": blocks, "proof": proof.encode()})


def read(data: bytes) -> Certificate:
    """A certificate from its bytes. Raises `CertificateError` for anything that `write` would not have written."""
    if len(data) > LARGEST:
        raise _error("not_json", f"文件大于 {LARGEST} 字节，不是证书", f"larger than {LARGEST} bytes: no certificate")
    try:
        text = data.decode().replace("\r\n", "\n").rstrip() + "\n"
        whole = json.loads(text, parse_float=_no_fraction, parse_constant=_no_fraction)
    except (ValueError, RecursionError):
        raise _error("not_json", "不是 JSON 文件，或已损坏", "no JSON file, or a damaged one") from None
    if not isinstance(whole, dict) or whole.keys() != MEMBERS or whole["format"] != FORMAT:
        said = f"成员应为 {'、'.join(sorted(MEMBERS))}，格式应为 {FORMAT}"
        raise _error("members", said, f"its members must be {', '.join(sorted(MEMBERS))}, its format {FORMAT}")
    if form(whole).decode() != text:
        raise _error("form", "写法与证书的唯一写法不同", "not written in the one form that a certificate has")
    receipt, opened, proof = whole["receipt"], whole["open"], whole["proof"]
    if not (isinstance(receipt, dict) and isinstance(opened, dict) and isinstance(proof, str)):
        raise _error("members", "成员的类型不对", "a member has the wrong type")
    try:
        canonical(receipt)
        blocks = tuple(_block(name, item) for name, item in opened.items())
    except (ValueError, TypeError):  # a number beyond what JSON readers agree on
        raise _error("members", "含有不能核对的值", "it holds a value that cannot be checked") from None
    return Certificate(receipt, blocks, *_proof(proof))


def check(certificate: Certificate, keys: Sequence[Verifier], witnesses: Sequence[Verifier] = ()) -> Checked:
    """Everything that can be wrong with a well-formed certificate, all at once.

    `keys` are those of the log: of each kind among them one at least must have signed, and every signature by one of
    them must be right. Each of `witnesses` must have cosigned.
    """
    signers, flaws = check_note(certificate.proof.note, keys, witnesses)
    return Checked(certificate, signers, (*check_content(certificate), *flaws))


def check_content(certificate: Certificate) -> tuple[Flaw, ...]:
    """What is wrong with it below its checkpoint: blocks that the receipt does not hold, a receipt out of the tree."""
    return (*_blocks(certificate), *_inclusion(certificate))


def check_note(
    note: Note, keys: Sequence[Verifier], witnesses: Sequence[Verifier] = ()
) -> tuple[tuple[Verifier, ...], tuple[Flaw, ...]]:
    """Who of these signed a checkpoint, and what is wrong with its signatures."""
    flaws: list[Flaw] = []
    origin = parse_checkpoint(note.text).origin
    if origin not in {key.name for key in keys}:
        zh, en = "校验点属于另一个日志", "the checkpoint is of another log"
        flaws.append(_flaw("origin", f"{zh}：{origin}", f"{en}: {origin}"))
    signers: list[Verifier] = []
    for verifier in (*keys, *witnesses):
        try:
            signers += verified(note, [verifier])
        except NoteError as error:
            flaws.append(Flaw("signature", error.text))
    flaws += [
        _flaw("unsigned", f"没有日志密钥（{kind}）的有效签名", f"no valid {kind} signature of the log")
        for kind in sorted({key.kind for key in keys} - {signer.kind for signer in signers if signer in keys})
    ]
    flaws += [
        _flaw("witness", f"见证方 {witness.name} 没有会签", f"the witness {witness.name} has not cosigned")
        for witness in witnesses
        if witness not in signers
    ]
    return tuple(signers), tuple(flaws)


def _blocks(certificate: Certificate) -> list[Flaw]:
    named = certificate.receipt.get("blocks")
    known = named if isinstance(named, dict) else {}
    flaws = []
    for block in certificate.opened:
        name = block.name
        if name not in known:
            flaws.append(_flaw("block_unknown", f"回执中没有“{name}”这一块", f"the receipt has no block {name}"))
        elif known[name] != block.digest:
            flaws.append(
                _flaw(
                    "block_changed", f"“{name}”的内容或盐值被改动", f"the content or salt of block {name} was changed"
                )
            )
    return flaws


def _inclusion(certificate: Certificate) -> list[Flaw]:
    proof, checkpoint = certificate.proof, certificate.checkpoint
    if proof.index >= checkpoint.size:
        where = f"{proof.index} ≥ {checkpoint.size}"
        return [_flaw("index", f"位置不在日志之内：{where}", f"its place is outside the log: {where}")]
    leaf = leaf_hash(certificate.leaf)
    if not check_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root):
        return [
            _flaw(
                "inclusion",
                "回执不在此日志中：证明得不出日志的根",
                "the log does not hold this receipt: the proof does not lead to its root",
            )
        ]
    return []


def _block(name: str, item: object) -> Block:
    match item:
        case {"content": dict(content), "salt": str(salt), **more} if not more and _HEX.fullmatch(salt):
            canonical(content)
            return Block(name, content, bytes.fromhex(salt))
    raise _error("members", f"“{name}”须有内容和盐值", f"block {name} needs a content and a salt")


def _proof(text: str) -> tuple[Proof, Checkpoint]:
    try:
        proof = parse_proof(text)
    except NoteError as error:
        raise CertificateError(Flaw("proof_form", error.text)) from None
    if proof.extra:  # no signature covers it, so it must not be there to be read
        raise _error("proof_form", "证明中夹有未经签名的内容", "the proof carries something that nobody signed")
    return proof, proof.checkpoint


def form(whole: Mapping[str, object]) -> bytes:
    """The one way to write a certificate's members."""
    text = json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    return text.encode("utf-8", "replace")  # half a character becomes another: it was not written so


def _no_fraction(text: str) -> object:
    """No certificate holds one; `1.0` would be another way to write 1."""
    raise ValueError(text)


def _flaw(id_: str, zh: str, en: str) -> Flaw:
    return Flaw(id_, Text(zh, en))


def _error(id_: str, zh: str, en: str) -> CertificateError:
    return CertificateError(_flaw(id_, zh, en))
