"""Notes, checkpoints and proofs as text: one spelling each, everything else refused, and no byte without effect."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, example, given
from hypothesis import strategies as st

from guiju.kernel import notes
from guiju.kernel.checkpoint import Checkpoint, parse_checkpoint, parse_number
from guiju.kernel.merkle import check_consistency, check_inclusion, leaf_hash
from guiju.kernel.notes import (
    CosignatureKey,
    CosignatureVerifier,
    Ed25519Key,
    Ed25519Verifier,
    Note,
    NoteError,
    Signature,
    Verifier,
    cosign,
    cosigned_at,
    parse_note,
    parse_vkey,
    sign,
    verified,
)
from guiju.kernel.proof import Proof, parse_proof
from guiju.kernel.tiles import Tile, Tree, bundle, entries

LOG = Ed25519Key("register.example/log", Ed25519PrivateKey.from_private_bytes(b"l" * 32))
WITNESS = CosignatureKey("witness.example/见证", Ed25519PrivateKey.from_private_bytes(b"w" * 32), lambda: 1_790_000_000)
KEYS = [LOG.verifier, WITNESS.verifier]
STRANGER = Ed25519Key("stranger.example", Ed25519PrivateKey.from_private_bytes(b"s" * 32))

DATA = [b"entry %d" % n for n in range(27)]
TREE = Tree(0, lambda tile: b"")
TREE.grow([leaf_hash(data) for data in DATA])
CHECKPOINT = Checkpoint(LOG.name, TREE.size, TREE.root())
NOTE = cosign(sign(CHECKPOINT.text, [LOG]), WITNESS)
PROOF = Proof(26, TREE.inclusion(26), NOTE)
HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
LINE = str(NOTE.signatures[0])

letters = st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in range(32)])
names = st.text(letters, min_size=1, max_size=20).filter(lambda name: "+" not in name and not re.search(r"\s", name))
texts = st.text(letters | st.just("\n"), max_size=60).map(lambda text: text + "\n")
signatures = st.builds(Signature, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80))
hashes = st.binary(min_size=32, max_size=32)
sizes = st.integers(0, 2**63 - 1)
lines = st.text(letters, min_size=1, max_size=30)
checkpoints = st.builds(Checkpoint, lines, sizes, hashes, st.lists(lines, max_size=2).map(tuple))
some_signatures = st.lists(signatures, min_size=1, max_size=4).map(tuple)
proofs = st.builds(
    Proof,
    sizes,
    st.lists(hashes, max_size=63).map(tuple),
    st.builds(Note, checkpoints.map(lambda point: point.text), some_signatures),
    st.binary(max_size=40),
)


@given(st.builds(Note, texts, some_signatures))
@example(Note("\n", (Signature("a", b"1234", b"5"),)))
@example(Note("\n\n\n", (Signature("a", b"1234", b"5"),)))
def test_notes_come_back(note: Note) -> None:
    assert parse_note(note.encode()) == note


@given(checkpoints)
def test_checkpoints_come_back(point: Checkpoint) -> None:
    assert parse_checkpoint(point.text) == point


@given(proofs)
def test_proofs_come_back(proof: Proof) -> None:
    assert parse_proof(proof.encode()) == proof
    assert parse_checkpoint(proof.note.text) == proof.checkpoint


@given(names, st.binary(min_size=32, max_size=32))
def test_keys_come_back(name: str, public: bytes) -> None:
    for kind in (Ed25519Verifier, CosignatureVerifier):
        key = kind(name, public)
        found = parse_vkey(key.vkey)
        assert found == key and type(found) is kind and found.vkey == key.vkey
    plain, witness = Ed25519Verifier(name, public), CosignatureVerifier(name, public)
    assert plain != witness and plain.id != witness.id


def spliced(whole: bytes, data: st.DataObject) -> bytes:
    """Nearly `whole`: some of it exchanged for a little of anything, or for another part of it."""
    first, end, again = sorted(data.draw(st.lists(st.integers(0, len(whole)), min_size=3, max_size=3)))
    put = data.draw(st.binary(max_size=4) | st.just(whole[end:again]))
    return whole[:first] + put + whole[end:]


@given(st.data())
def test_readers_of_anything_only_ever_refuse(data: st.DataObject) -> None:
    good = data.draw(
        st.sampled_from([NOTE.encode(), PROOF.encode().encode(), bundle(DATA), LOG.verifier.vkey.encode()])
    )
    given_bytes = data.draw(st.binary(max_size=80)) if data.draw(st.booleans()) else spliced(good, data)
    text = given_bytes.decode("utf-8", data.draw(st.sampled_from(["surrogateescape", "replace"])))
    for read, what in (
        (parse_note, given_bytes),
        (entries, given_bytes),
        (cosigned_at, given_bytes),
        (parse_checkpoint, text),
        (parse_proof, text),
        (parse_vkey, text),
        (Signature.parse, text),
    ):
        try:
            found = read(what)
        except NoteError as refused:
            assert refused.kind in notes.WRONG
            assert refused.text.en == str(refused) and refused.text.zh.isprintable() and len(str(refused)) < 160
        else:
            if isinstance(found, (Note, Proof)):
                assert found.encode() == what  # so nothing is read that is not written


steps = st.lists(st.binary(max_size=33) | hashes, max_size=70)
numbers = st.integers(-3, 40) | st.integers()


@given(numbers, numbers, steps, hashes | st.binary(max_size=33), hashes)
def test_checking_is_total(first: int, second: int, proof: list[bytes], leaf: bytes, root: bytes) -> None:
    assume(leaf != root)
    assert not check_inclusion(leaf, first, second, proof, root)
    assert not check_consistency(first, leaf, second, root, proof)


@given(st.data())
def test_any_changed_byte_of_a_proof_is_seen(data: st.DataObject) -> None:
    whole = PROOF.encode().encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    other = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    assert holds(whole.decode()) and not holds(other.decode("utf-8", "surrogateescape"))


def test_any_flipped_bit_of_a_proof_is_seen() -> None:
    whole = PROOF.encode().encode()
    for at in range(len(whole)):
        other = whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :]
        assert not holds(other.decode("utf-8", "surrogateescape"))


def holds(text: str) -> bool:
    """Whether a proof of the last entry stands, with the signatures of both keys."""
    try:
        proof = parse_proof(text)
        signed = verified(proof.note, KEYS)
    except NoteError:
        return False
    point = proof.checkpoint
    found = check_inclusion(leaf_hash(DATA[-1]), proof.index, point.size, proof.hashes, point.root)
    return found and list(signed) == KEYS


def test_who_signed() -> None:
    assert verified(NOTE, KEYS) == tuple(KEYS)
    assert verified(NOTE, KEYS[::-1]) == tuple(KEYS)  # in the order of the lines
    assert verified(NOTE, [*KEYS, *KEYS]) == tuple(KEYS)
    assert verified(NOTE, [STRANGER.verifier]) == ()
    assert verified(cosign(NOTE, LOG), KEYS) == tuple(KEYS)
    assert verified(cosign(NOTE, STRANGER), KEYS) == tuple(KEYS)


def test_one_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    forged = Signature(LOG.name, LOG.verifier.id, NOTE.signatures[1].value)
    for note in (Note(NOTE.text, (*NOTE.signatures, forged)), Note(NOTE.text, (forged, *NOTE.signatures))):
        with pytest.raises(NoteError, match="signature of register"):
            verified(note, KEYS)
    # a line that shares only the name, or only the id, with a known key is a stranger's
    near = (Signature(LOG.name, b"\x00" * 4, b"x"), Signature(STRANGER.name, LOG.verifier.id, b"x"))
    assert verified(Note(NOTE.text, (*near, *NOTE.signatures)), KEYS) == tuple(KEYS)


def test_a_witness_signs_the_moment_too() -> None:
    value = NOTE.signatures[1].value
    assert cosigned_at(value) == 1_790_000_000
    assert WITNESS.verifier.verify(NOTE.text, value)
    later = (1_790_000_001).to_bytes(8, "big") + value[8:]
    for wrong in (later, value[:-1], value[8:], value[:8], b"", b"\xff" + value[1:]):
        assert not WITNESS.verifier.verify(NOTE.text, wrong)
    message = b"cosignature/v1\ntime 1790000000\n" + NOTE.text.encode()
    WITNESS.private.public_key().verify(value[8:], message)
    # a signature of the plain kind over the same words is none of the witness's, nor the other way round
    plain = Ed25519Key(WITNESS.name, WITNESS.private)
    assert not WITNESS.verifier.verify(NOTE.text, plain.sign(NOTE.text))
    assert not plain.verifier.verify(NOTE.text, value)


class Sealed:
    """A signature type from elsewhere: the seal is a hash. What counts is that it fits in."""

    kind = "sealed"

    def __init__(self, name: str, key: bytes) -> None:
        self.name, self.key = name, key
        self.id = notes.key_id(name, b"\xffsealed" + key)
        self.vkey = notes.write_vkey(name, b"\xffsealed" + key)
        self.verifier: Verifier = self

    def sign(self, text: str) -> bytes:
        return sha256(self.key + text.encode()).digest()

    def verify(self, text: str, value: bytes) -> bool:
        return value == self.sign(text)


def test_other_types_of_signature_are_brought_along() -> None:
    seal = Sealed("seal.example", b"key")
    with pytest.raises(NoteError) as unknown:
        parse_vkey(seal.vkey)
    assert unknown.value.kind == "key_type"
    more = {b"\xffsealed": lambda name, _id, key: Sealed(name, key)}
    found = parse_vkey(seal.vkey, more)
    assert (found.name, found.id, found.kind, found.vkey) == (seal.name, seal.id, "sealed", seal.vkey)
    both = cosign(NOTE, seal)
    assert verified(both, [*KEYS, found]) == (*KEYS, found) and verified(both, KEYS) == tuple(KEYS)
    with pytest.raises(NoteError, match=r"seal\.example"):
        verified(Note("other\n", both.signatures[2:]), [found])


def _refused(kind: str, do: Callable[[], object]) -> None:
    with pytest.raises(NoteError) as refused:
        do()
    assert refused.value.kind == kind


def _vkey(name: str, key: bytes) -> str:
    return notes.write_vkey(name, key)


def head(*lines: str) -> str:
    """A proof with these lines at its head."""
    return "".join(f"{line}\n" for line in ("c2sp.org/tlog-proof@v1", *lines, "")) + NOTE.encode().decode()


ONE = Signature("a.example", b"1234", b"5")
SAME = Ed25519Verifier("a.example", bytes(32))
MISTAKES: list[tuple[str, Callable[[], object]]] = [
    ("longest", lambda: parse_note(b"a" * 1_000_001)),
    ("longest", lambda: Note("a" * (1_000_000 - 1 - len(str(ONE).encode())) + "\n", (ONE,))),
    ("longest", lambda: parse_proof("a" * 3_000_001)),
    ("longest", lambda: Proof(0, (), NOTE, bytes(1_000_001))),
    ("utf8", lambda: parse_note(b"\xff\n\n" + LINE.encode())),
    ("utf8", lambda: Note("\ud800\n", (ONE,))),
    ("utf8", lambda: Ed25519Verifier("\ud800", bytes(32))),
    ("control", lambda: parse_note(b"a\tb\n\n" + LINE.encode())),
    ("control", lambda: parse_note(b"a\r\n\n" + LINE.encode())),
    ("control", lambda: sign("a\x00b\n", [LOG])),
    ("note", lambda: parse_note(b"")),
    ("note", lambda: parse_note(b"a\n" + LINE.encode())),
    ("note", lambda: parse_note(b"a\n\n" + LINE.encode()[:-1])),
    ("note", lambda: parse_note(NOTE.encode() + b"\n")),
    ("note", lambda: sign("no end", [LOG])),
    ("signatures", lambda: parse_note(b"a\n\n" + LINE.encode() * 65)),
    ("signatures", lambda: sign("a\n", [])),
    ("signatures", lambda: sign("a\n", [LOG] * 65)),
    ("signature_line", lambda: Signature.parse("- a.example MTIzNDU=")),
    ("signature_line", lambda: Signature.parse("— a.example")),
    ("signature_line", lambda: Signature.parse("— a.example MTIzNDU= more")),
    ("signature_line", lambda: Signature.parse("— a.example MTIzNA==")),
    ("signature_line", lambda: Signature("a.example", b"123", b"5")),
    ("key_name", lambda: Signature.parse("—  MTIzNDU=")),
    ("key_name", lambda: Signature.parse("— a+b MTIzNDU=")),
    ("key_name", lambda: Signature("a\N{NO-BREAK SPACE}b", b"1234", b"5")),
    ("key_name", lambda: Ed25519Verifier("", bytes(32))),
    ("key_name", lambda: CosignatureVerifier("a b", bytes(32))),
    ("base64", lambda: Signature.parse("— a.example MTIzNDU")),
    ("base64", lambda: Signature.parse("— a.example MTIzNDV=")),  # the same bytes in a second spelling
    ("base64", lambda: Signature.parse("— a.example MTIz_-U=")),
    ("base64", lambda: Signature.parse("— a.example 签名")),
    ("vkey", lambda: parse_vkey("a.example")),
    ("vkey", lambda: parse_vkey(SAME.vkey.replace(SAME.id.hex(), SAME.id.hex().upper()))),
    ("vkey", lambda: parse_vkey("a.example+12345+AA==")),
    ("key_type", lambda: parse_vkey(_vkey("a.example", b"\x02" + bytes(32)))),
    ("key_id", lambda: parse_vkey(SAME.vkey.replace("a.", "b."))),
    ("key", lambda: parse_vkey(_vkey("a.example", b"\x01" + bytes(31)))),
    ("key", lambda: parse_vkey(_vkey("a.example", b"\x04" + bytes(33)))),
    ("signature", lambda: verified(Note(NOTE.text + "more\n", NOTE.signatures), KEYS)),
    ("cosignature", lambda: cosigned_at(bytes(8))),
    ("cosignature", lambda: cosigned_at(b"\x80" + bytes(71))),
    ("checkpoint", lambda: parse_checkpoint("")),
    ("checkpoint", lambda: parse_checkpoint(f"a\n1\n{HASH}")),
    ("checkpoint", lambda: parse_checkpoint(f"\n1\n{HASH}\n")),
    ("checkpoint", lambda: parse_checkpoint(f"a\n1\n{HASH}\n\n")),
    ("checkpoint", lambda: Checkpoint("a\nb", 1, bytes(32))),
    ("checkpoint", lambda: Proof(0, (), sign("no checkpoint\n", [LOG]))),
    ("control", lambda: Checkpoint("a\tb", 1, bytes(32))),
    ("number", lambda: parse_checkpoint(f"a\n01\n{HASH}\n")),
    ("number", lambda: parse_checkpoint(f"a\n-1\n{HASH}\n")),
    ("number", lambda: parse_checkpoint(f"a\n1_0\n{HASH}\n")),
    ("number", lambda: parse_checkpoint(f"a\n１\n{HASH}\n")),
    ("number", lambda: parse_checkpoint(f"a\n{2**63}\n{HASH}\n")),
    ("number", lambda: parse_number("9" * 5000)),
    ("number", lambda: Checkpoint("a", -1, bytes(32))),
    ("number", lambda: Proof(-1, (), NOTE)),
    ("hash", lambda: parse_checkpoint("a\n1\nMTIz\n")),
    ("hash", lambda: Checkpoint("a", 1, bytes(31))),
    ("hash", lambda: Proof(0, (bytes(33),), NOTE)),
    ("hash", lambda: parse_proof(head("index 0", "MTIz"))),
    ("base64", lambda: parse_proof(head("index 0", " " + HASH))),
    ("base64", lambda: parse_proof(head("extra MTIz=", "index 0"))),
    ("number", lambda: parse_proof(head("index 00"))),
    ("number", lambda: parse_proof(head("index "))),
    ("proof", lambda: parse_proof("")),
    ("proof", lambda: parse_proof(head("index 0").replace("@v1", "@v2"))),
    ("proof", lambda: parse_proof(head())),
    ("proof", lambda: parse_proof(head("extra MTIz"))),
    ("proof", lambda: parse_proof(head("extra ", "index 0"))),
    ("proof", lambda: parse_proof(head("Index 0"))),
    ("proof", lambda: parse_proof("c2sp.org/tlog-proof@v1\nindex 0\n")),
    ("note", lambda: parse_proof("c2sp.org/tlog-proof@v1\nindex 0\n\n")),
    ("control", lambda: parse_proof(head("index 0").replace("\n", "\r\n"))),
    ("proof_hashes", lambda: parse_proof(head("index 0", *[HASH] * 64))),
    ("proof_hashes", lambda: Proof(0, (bytes(32),) * 64, NOTE)),
    ("tile", lambda: Tree(1, lambda tile: b"").root()),
    ("entry", lambda: bundle([bytes(0x10000)])),
    ("bundle", lambda: entries(b"\x00")),
]


@pytest.mark.parametrize(("kind", "do"), MISTAKES)
def test_each_mistake_has_its_name(kind: str, do: Callable[[], object]) -> None:
    _refused(kind, do)


def test_no_refusal_is_without_its_mistake() -> None:
    assert {kind for kind, _ in MISTAKES} | {"same_id"} == set(notes.WRONG)


def test_two_keys_that_nothing_tells_apart_are_refused() -> None:
    """An id has four bytes, so that a second key can be found for it; here it is simply given one."""
    first, second = Sealed("seal.example", b"key"), Sealed("seal.example", b"other key")
    second.id = first.id
    _refused("same_id", lambda: verified(NOTE, [first, second]))


@given(st.text(max_size=200))
def test_a_refusal_is_fit_for_a_screen(found: str) -> None:
    refused = NoteError("vkey", found=found)
    assert refused.text.zh.isprintable() and refused.text.en.isprintable() and len(refused.text.en) < 100


def test_a_proof_may_carry_something_beside() -> None:
    """Nobody signed it: another proof with other extra bytes holds just as well, which is why it says so."""
    text = Proof(PROOF.index, PROOF.hashes, NOTE, b"beside").encode()
    assert text.split("\n")[1] == "extra YmVzaWRl" and parse_proof(text).extra == b"beside"
    assert holds(text) and holds(PROOF.encode())


def test_the_largest_of_everything_is_read() -> None:
    """Each limit from below; the mistakes above hold it from the other side."""
    most = 2**63 - 1
    point = Checkpoint("a", most, bytes(32))
    assert parse_checkpoint(point.text) == point
    line = sum(map(len, (b"\n", str(ONE).encode())))
    note = Note("a" * (1_000_000 - line - 1) + "\n", (ONE,))
    assert len(note.encode()) == 1_000_000 and parse_note(note.encode()) == note
    many = Note(CHECKPOINT.text, (ONE,) * 64)
    proof = Proof(most, (bytes(32),) * 63, many, bytes(1_000_000))
    assert parse_proof(proof.encode()) == proof
    assert cosigned_at(most.to_bytes(8, "big") + b"x") == most


def test_sixteen_signatures_of_five_kilobytes_are_read() -> None:
    """What every reader must be able to take (c2sp.org/signed-note)."""
    note = Note("a\n", tuple(Signature(f"k{n}", b"1234", bytes(5000)) for n in range(16)))
    assert parse_note(note.encode()) == note and Tile(0, 0).full
