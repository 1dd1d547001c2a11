"""SM2 with SM3 against the values that the standards print, against OpenSSL, and against damage."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import gmalg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guiju.kernel.notes import NoteError, Verifier, parse_note, parse_vkey, sign, verified
from guiju.store.sm import MORE, NUMBER, ORDER, TYPE, USER_ID, Sm2Key, Sm2Verifier, new_private, on_curve

NAME = "register.example/log"
# GB/T 32918.5, annex A: the signature example on the recommended curve
PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
PUBLIC = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
MESSAGE = "message digest"
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
# GB/T 32905, annex A: both examples
DIGESTS = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}
KEY = Sm2Key(NAME, PRIVATE)


def sm3(data: bytes) -> str:
    hashed = gmalg.SM3()
    hashed.update(data)
    return str(hashed.value().hex())


@pytest.mark.parametrize("data", DIGESTS)
def test_sm3_gives_what_the_standard_prints(data: bytes) -> None:
    assert sm3(data) == DIGESTS[data]


@given(st.binary(max_size=300))
@settings(max_examples=40)
def test_sm3_agrees_with_the_hash_that_cryptography_brings(data: bytes) -> None:
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    other = Hash(SM3())
    other.update(data)
    assert sm3(data) == other.finalize().hex()
    if "sm3" in hashlib.algorithms_available:
        assert sm3(data) == hashlib.new("sm3", data).hexdigest()


def test_the_public_key_of_the_standard_follows_from_its_private_key() -> None:
    assert KEY.verifier.public == PUBLIC


def test_the_standards_signature_is_made_from_its_number_and_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gmalg.base.secrets.randbits", lambda bits: NONCE)
    assert KEY.sign(MESSAGE) == SIGNATURE
    assert KEY.verifier.verify(MESSAGE, SIGNATURE)


def test_no_two_signatures_share_their_number() -> None:
    assert len({KEY.sign(MESSAGE) for _ in range(8)}) == 8


@given(st.integers(0, 8 * len(SIGNATURE) - 1))
@settings(max_examples=20, deadline=None)
def test_a_changed_bit_spoils_the_signature(bit: int) -> None:
    spoilt = bytearray(SIGNATURE)
    spoilt[bit // 8] ^= 1 << bit % 8
    assert not KEY.verifier.verify(MESSAGE, bytes(spoilt))


@pytest.mark.parametrize(
    "value",
    [
        b"",
        SIGNATURE[:-1],
        SIGNATURE + b"\0",
        bytes(2 * NUMBER),
        b"\xff" * 2 * NUMBER,
        ORDER.to_bytes(NUMBER, "big") + SIGNATURE[NUMBER:],
        (1).to_bytes(NUMBER, "big") + (ORDER - 1).to_bytes(NUMBER, "big"),  # r + s = 0
    ],
)
def test_what_is_no_signature_is_refused_and_nothing_is_raised(value: bytes) -> None:
    assert KEY.verifier.verify(MESSAGE, value) is False


@pytest.mark.parametrize(
    "point",
    [
        b"",
        b"\0",
        PUBLIC[1:],
        PUBLIC + b"\0",
        b"\x02" + PUBLIC[1:33],
        PUBLIC[:-1] + bytes([PUBLIC[-1] ^ 1]),
        b"\x04" + bytes(64),
        b"\x04" + b"\xff" * 64,
    ],
)
def test_what_is_no_point_of_the_curve_is_no_key(point: bytes) -> None:
    assert not on_curve(point)
    with pytest.raises(NoteError):
        Sm2Verifier(NAME, point)


@pytest.mark.parametrize("number", [0, ORDER - 1, ORDER, 2**256 - 1])
def test_numbers_that_no_private_key_can_be(number: int) -> None:
    with pytest.raises(NoteError):
        Sm2Key(NAME, number.to_bytes(NUMBER, "big"))


def test_a_private_key_is_not_shown() -> None:
    key = Sm2Key(NAME, new_private())
    assert key.private.hex() not in repr(key)
    assert repr(key.private) not in repr(key)
    assert str(int.from_bytes(key.private, "big")) not in repr(key)


def test_a_verifier_key_is_read_back_and_a_reader_without_sm_refuses_only_the_key() -> None:
    vkey = KEY.verifier.vkey
    assert parse_vkey(vkey, MORE) == KEY.verifier
    begins = TYPE + PUBLIC
    assert KEY.verifier.id == hashlib.sha256(NAME.encode() + b"\n" + begins).digest()[:4]
    with pytest.raises(NoteError) as told:
        parse_vkey(vkey)
    assert told.value.kind == "key_type"


def test_a_note_with_both_lines_verifies_with_either_key_or_both() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from guiju.kernel.notes import Ed25519Key

    other = Ed25519Key(NAME, Ed25519PrivateKey.generate())
    note = parse_note(sign("a text\n", [other, KEY]).encode())
    keys: list[Verifier] = [other.verifier, KEY.verifier]
    assert [key.kind for key in verified(note, keys)] == ["ed25519", "sm2"]
    assert [key.kind for key in verified(note, keys[:1])] == ["ed25519"]
    assert [key.kind for key in verified(note, keys[1:])] == ["sm2"]


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    assert len(body) < 128
    return bytes([tag, len(body)]) + body


def number(data: bytes) -> bytes:
    plain = data.lstrip(b"\0")
    return der(2, (b"\0" if plain[0] > 127 else b"") + plain)


EC_KEY, SM2_CURVE = bytes.fromhex("2a8648ce3d0201"), bytes.fromhex("2a811ccf5501822d")


def openssl(*words: str, where: Path) -> str:
    done = subprocess.run(["openssl", *words], cwd=where, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


ABOUT = ("-rawin", "-digest", "sm3", "-pkeyopt", f"distid:{USER_ID.decode()}")


def test_openssl_verifies_what_we_sign_and_we_what_it_signs(tmp_path: Path) -> None:
    key = Sm2Key(NAME, new_private())
    text = f"{NAME}\n27\nrC8+oHwYxEBsAKuWhDnIxUM8S6JKWzGCOWmGkLMiMVc=\n"
    (tmp_path / "text").write_text(text)
    curve = der(0x30, der(6, EC_KEY), der(6, SM2_CURVE))
    (tmp_path / "public").write_bytes(der(0x30, curve, der(3, b"\0", key.verifier.public)))
    ours = key.sign(text)
    (tmp_path / "ours").write_bytes(der(0x30, number(ours[:NUMBER]), number(ours[NUMBER:])))
    told = openssl(
        *("pkeyutl", "-verify", "-pubin", "-inkey", "public", "-keyform", "DER", "-in", "text", "-sigfile", "ours"),
        *ABOUT,
        where=tmp_path,
    )
    assert "Verified Successfully" in told

    held = der(0x30, der(2, b"\1"), der(4, key.private), der(0xA0, der(6, SM2_CURVE)))
    (tmp_path / "private").write_bytes(held)
    words = ("pkeyutl", "-sign", "-inkey", "private", "-keyform", "DER", "-in", "text", "-out", "theirs")
    assert openssl(*words, *ABOUT, where=tmp_path) == ""
    theirs = (tmp_path / "theirs").read_bytes()
    first = 4 + theirs[3]
    r, s = theirs[4:first], theirs[first + 2 :]
    value = b"".join(part.lstrip(b"\0").rjust(NUMBER, b"\0") for part in (r, s))
    assert key.verifier.verify(text, value)
    assert not key.verifier.verify(text + "\n", value)
