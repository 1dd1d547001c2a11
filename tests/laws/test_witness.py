"""A witness cosigns what extends what it cosigned, and nothing else: every clause of c2sp.org/tlog-witness."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from guiju.kernel.checkpoint import Checkpoint, parse_checkpoint
from guiju.kernel.merkle import EMPTY_ROOT, check_consistency
from guiju.kernel.notes import Ed25519Key, Note, NoteError, Signature, decode64, parse_note, sign, verified
from guiju.kernel.witness import Request, judge, parse_request
from guiju.store.publication import UnreadableError, at
from guiju.store.signing import KeysError, make_keys, read_keys, rotate
from guiju.store.witness import Witness, digest, make_witness, open_witness, today
from tests.laws.little_log import KEY, ORIGIN, LittleLog, leaves

NAME = "witness.example/w1"
KNOWN = [KEY.verifier]
OTHER = Ed25519Key(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32)))


def checkpoint(log: LittleLog) -> Checkpoint:
    return parse_checkpoint(log.note().text)


def ruling(request: Request, seen: LittleLog | None = None) -> tuple[int, str]:
    verdict = judge(request, KNOWN, checkpoint(seen) if seen else None)
    assert (verdict.text is None) == verdict.cosigns
    return verdict.status, verdict.kind


# --- the decision -----------------------------------------------------------------------------------------------------


@given(st.integers(0, 600), st.integers(0, 600))
@settings(max_examples=60, deadline=None)
def test_what_extends_the_log_is_cosigned(one: int, other: int) -> None:
    old, new = sorted((one, other))
    assert ruling(LittleLog(leaves(new)).request(old), LittleLog(leaves(old))) == (200, "")


@given(st.integers(1, 300), st.integers(0, 300), st.data())
@settings(max_examples=60, deadline=None)
def test_what_changes_a_leaf_that_was_cosigned_is_not(old: int, more: int, data: st.DataObject) -> None:
    entries = leaves(old + more)
    entries[data.draw(st.integers(0, old - 1))] = b"another"
    verdict = judge(LittleLog(entries).request(old), KNOWN, checkpoint(LittleLog(leaves(old))))
    assert (verdict.status, verdict.cosigns, verdict.fork) == (422, False, more == 0)


@given(st.integers(2, 300), st.integers(1, 100), st.data())
@settings(max_examples=60, deadline=None)
def test_no_other_proof_will_do(old: int, more: int, data: st.DataObject) -> None:
    request = LittleLog(leaves(old + more)).request(old)
    spoilt = list(request.proof)
    spoil = data.draw(st.sampled_from(["drop", "add", "change"]))
    place = data.draw(st.integers(0, len(spoilt) - 1))
    if spoil == "drop":
        del spoilt[place]
    elif spoil == "add":
        spoilt.insert(place, data.draw(st.binary(min_size=32, max_size=32)))
    else:
        spoilt[place] = bytes([spoilt[place][0] ^ 1]) + spoilt[place][1:]
    assert ruling(replace(request, proof=tuple(spoilt)), LittleLog(leaves(old))) == (422, "unproven")


def test_the_statuses_in_the_order_of_the_text() -> None:
    five, nine = LittleLog(leaves(5)), LittleLog(leaves(9))
    assert judge(nine.request(5), None, None).status == 404
    unsigned = replace(nine.request(5), note=sign(nine.note().text, [OTHER]))
    assert ruling(unsigned, five) == (403, "unsigned")
    line = nine.note().signatures[0]
    wrong = Signature(line.name, line.id, bytes(64))
    assert ruling(replace(nine.request(5), note=Note(nine.note().text, (wrong,))), five) == (403, "signature")
    assert ruling(replace(nine.request(5), note=Note(nine.note().text, (line, wrong))), five) == (403, "signature")
    assert ruling(replace(five.request(5), old=9), nine) == (400, "backwards")
    assert ruling(nine.request(4), five) == (409, "conflict")
    assert ruling(nine.request(0), five) == (409, "conflict")
    assert ruling(nine.request(5)) == (409, "conflict")
    assert ruling(five.request(5), nine) == (409, "conflict")
    assert ruling(replace(nine.request(0), proof=(EMPTY_ROOT,))) == (422, "unproven")
    assert ruling(replace(nine.request(9), proof=(EMPTY_ROOT,)), nine) == (422, "unproven")
    rooted = sign(Checkpoint(ORIGIN, 0, bytes(32)).text, [KEY])
    assert ruling(Request(0, (), rooted)) == (422, "empty")
    assert ruling(LittleLog(leaves(9, "other")).request(9), nine) == (422, "fork")


def test_signatures_of_strangers_are_ignored() -> None:
    nine = LittleLog(leaves(9))
    both = sign(nine.note().text, [OTHER, KEY])
    assert ruling(replace(nine.request(0), note=both)) == (200, "")


# --- what is sent -----------------------------------------------------------------------------------------------------


@given(st.integers(0, 300), st.integers(0, 300))
@settings(max_examples=30, deadline=None)
def test_a_request_is_read_back(one: int, other: int) -> None:
    request = LittleLog(leaves(max(one, other))).request(min(one, other))
    assert parse_request(request.encode()) == request


BODY = LittleLog(leaves(9)).request(5).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        BODY.replace(b"old 5", b"old 05"),
        BODY.replace(b"old 5", b"old -5"),
        BODY.replace(b"old 5", b"old  5"),
        BODY.replace(b"old 5", b"new 5"),
        BODY.replace(b"old 5", b"old 9223372036854775808"),
        BODY.replace(b"old 5", "old ５".encode()),
        BODY.replace(b"\n", b"\r\n"),
        BODY.replace(b"=\n", b"\n", 1),
        BODY.replace(b"old 5\n", b"old 5\nAAAA\n"),
        BODY.replace(b"old 5\n", b"old 5\n\n"),
        BODY.replace(b"\n9\n", b"\n09\n"),
        BODY[:-1],
        BODY + b"x",
        b"old 5\n" + b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n" * 64 + b"\n" + BODY.partition(b"\n\n")[2],
    ],
)
def test_a_body_that_is_not_as_the_protocol_says(body: bytes) -> None:
    assert parse_request(BODY).old == 5
    with pytest.raises(NoteError):
        parse_request(body)


# --- what is kept -----------------------------------------------------------------------------------------------------


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    made = make_witness(tmp_path / "witness", NAME, demo=True)
    made.trust(KNOWN)
    return made


def seen(witness: Witness) -> int:
    (known,) = open_witness(witness.folder).logs()
    return known.seen.size if known.seen else -1


def test_a_cosignature_is_what_the_text_says(witness: Witness) -> None:
    """Checked from the bytes up: key id, eight bytes of time, Ed25519 over a header, the time and the text."""
    from hashlib import sha256

    log = LittleLog(leaves(9))
    (line,) = witness.submit(log.request(0)).lines
    _, vkey = (witness.folder / "witness.pub").read_text().strip().rsplit("\n", 1)
    name, number, key = vkey.split("+", 2)
    public = decode64(key)
    assert (name, public[:1], line.name) == (NAME, b"\x04", NAME)
    assert line.id.hex() == number == sha256(f"{NAME}\n".encode() + public).hexdigest()[:8]
    moment = int.from_bytes(line.value[:8], "big")
    assert 0 < moment < 2**63
    signed = f"cosignature/v1\ntime {moment}\n{log.note().text}"
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(line.value[8:], signed.encode())


def test_a_witness_remembers_over_a_restart(witness: Witness) -> None:
    log = LittleLog(leaves(5))
    first = witness.submit(log.request(0))
    assert (first.verdict.status, len(first.lines), seen(witness)) == (200, 1, 5)
    log.grow(leaves(4, "more"))
    again = open_witness(witness.folder)
    assert (again.submit(log.request(0)).verdict.status, again.submit(log.request(0)).seen) == (409, 5)
    answer = again.submit(log.request(5))
    assert answer.note is not None
    assert [key.kind for key in verified(answer.note, [*KNOWN, *witness.keys.verifiers()])] == [
        "ed25519",
        "cosignature",
    ]
    assert seen(witness) == 9
    assert again.submit(log.request(9)).verdict.cosigns  # the same once more: the answer may have been lost


def test_only_lines_of_the_log_are_kept_beside_ones_own(witness: Witness) -> None:
    log = LittleLog(leaves(3))
    note = sign(log.note().text, [OTHER, KEY])
    witness.submit(Request(0, (), note))
    (known,) = witness.logs()
    assert known.note is not None
    assert [line.name for line in known.note.signatures] == [ORIGIN, NAME]
    assert witness.known(digest(ORIGIN)) == known


def test_a_stranger_leaves_no_trace(witness: Witness) -> None:
    stranger = LittleLog(leaves(3), Ed25519Key("elsewhere.example/log", KEY.private))
    before = {file: file.read_bytes() for file in witness.folder.rglob("*") if file.is_file()}
    assert witness.submit(stranger.request(0)).verdict.status == 404
    assert {file: file.read_bytes() for file in witness.folder.rglob("*") if file.is_file()} == before


def test_a_no_changes_nothing(witness: Witness) -> None:
    log = LittleLog(leaves(5))
    witness.submit(log.request(0))
    before = witness.logs()
    other = LittleLog(leaves(9, "other"))
    for request in (other.request(5), other.request(3), other.request(0), replace(log.request(5), old=7)):
        assert not witness.submit(request).verdict.cosigns
    assert witness.logs() == before


def test_two_roots_of_one_size_are_kept_as_evidence_once(witness: Witness) -> None:
    one, other = LittleLog(leaves(5)), LittleLog(leaves(5, "other"))
    witness.submit(one.request(0))
    for _ in range(3):
        assert witness.submit(other.request(5)).verdict.fork
    (found,) = witness.evidence()
    for text in (found.before, found.after):
        assert verified(parse_note(text.encode()), KNOWN) == tuple(KNOWN)
    assert {parse_checkpoint(parse_note(text.encode()).text).size for text in (found.before, found.after)} == {5}


def test_a_bad_proof_accuses_nobody(witness: Witness) -> None:
    """Anyone can send a log's true checkpoint with a wrong proof."""
    witness.submit(LittleLog(leaves(5)).request(0))
    request = LittleLog(leaves(9)).request(5)
    assert witness.submit(replace(request, proof=request.proof[:-1])).verdict.status == 422
    assert witness.evidence() == []


def test_a_rotated_log_is_trusted_by_old_and_new_keys(witness: Witness) -> None:
    new = LittleLog(leaves(3), OTHER)
    assert witness.submit(new.request(0)).verdict.status == 403
    known = witness.trust([OTHER.verifier, *KNOWN])
    assert set(known.keys) == {OTHER.verifier, *KNOWN}
    assert witness.submit(new.request(0)).verdict.cosigns


def test_trust_keeps_what_was_cosigned(witness: Witness) -> None:
    witness.submit(LittleLog(leaves(5)).request(0))
    witness.trust([OTHER.verifier])
    assert seen(witness) == 5


def test_a_rotated_witness_signs_with_both_keys(witness: Witness) -> None:
    rotate(witness.folder, 9, today())
    assert len(open_witness(witness.folder).submit(LittleLog(leaves(2)).request(0)).lines) == 2


def test_an_sm2_signature_of_a_log_is_enough(tmp_path: Path) -> None:
    from guiju.store.sm import Sm2Key, new_private

    made = make_witness(tmp_path, NAME, demo=True)
    key = Sm2Key(ORIGIN, new_private())
    made.trust([key.verifier])
    note = sign(LittleLog(leaves(2)).note().text, [key])
    assert made.submit(Request(0, (), note)).verdict.cosigns


def lose_note(file: Path) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | {"note": ""}))


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100])


def misplace(file: Path) -> None:
    file.write_text(file.read_text().replace(ORIGIN + '",', 'else.example/log",', 1))


@pytest.mark.parametrize("spoil", [lose_note, cut, misplace])
def test_a_damaged_memory_is_not_taken_for_none(witness: Witness, spoil: Callable[[Path], None]) -> None:
    witness.submit(LittleLog(leaves(5)).request(0))
    spoil(witness.folder / "logs" / f"{digest(ORIGIN)}.json")
    with pytest.raises(KeysError) as told:
        witness.submit(LittleLog(leaves(5, "other")).request(0))
    assert told.value.kind == "witness_damaged"


def test_an_offices_folder_is_no_witness(tmp_path: Path) -> None:
    make_keys(tmp_path, ORIGIN, demo=True, today=today(), sm=False)
    with pytest.raises(KeysError) as told:
        open_witness(tmp_path)
    assert told.value.kind == "no_witness"


def test_the_key_of_a_witness_is_private(witness: Witness) -> None:
    assert stat.S_IMODE((witness.folder / "keys").stat().st_mode) == 0o700
    assert [key.kind for key in read_keys((witness.folder / "witness.pub").read_text())] == ["cosignature"]


# --- a log that is read, not asked ------------------------------------------------------------------------------------


def looked(witness: Witness, log: LittleLog, folder: Path) -> tuple[int, str]:
    answer = witness.look(at(str(log.publish(folder))))
    assert answer.verdict.cosigns == bool(answer.lines)
    return answer.verdict.status, answer.verdict.kind


@pytest.mark.parametrize("sizes", [(0, 1), (1, 2, 3), (5, 255, 256, 257), (255, 70_000)])
def test_an_honest_log_is_cosigned_as_it_grows(witness: Witness, tmp_path: Path, sizes: tuple[int, ...]) -> None:
    log = LittleLog([])
    for size in sizes:
        log.grow(leaves(size - log.size, str(size)))
        assert looked(witness, log, tmp_path / "log") == (200, "")
        assert looked(witness, log, tmp_path / "log") == (200, "")
        assert seen(witness) == size


def test_full_tiles_stand_for_partial_ones_that_were_removed(witness: Witness, tmp_path: Path) -> None:
    log = LittleLog(leaves(200)).publish(tmp_path / "log")
    LittleLog(leaves(256)).publish(tmp_path / "more")
    (log / "tile/0/000.p/200").unlink()
    (log / "tile/0/000").write_bytes((tmp_path / "more/tile/0/000").read_bytes())
    assert witness.look(at(str(log))).verdict.cosigns


@pytest.mark.parametrize("size", [5, 9, 300])
def test_a_log_that_was_rewritten_is_shown_as_such(witness: Witness, tmp_path: Path, size: int) -> None:
    looked(witness, LittleLog(leaves(5)), tmp_path / "log")
    assert looked(witness, LittleLog(leaves(size, "other")), tmp_path / "other") == (422, "fork")
    assert seen(witness) == 5
    (found,) = witness.evidence()
    before, after = (parse_checkpoint(parse_note(text.encode()).text) for text in (found.before, found.after))
    assert (before.size, after.size) == (5, size)
    # whoever gets the evidence can check it without the log: `after` extends a log that `before` is not
    instead, proof = decode64(found.instead), [decode64(step) for step in found.proof]
    assert check_consistency(5, instead, size, after.root, proof)
    assert instead != before.root


def test_a_log_that_shows_less_than_before_is_told(witness: Witness, tmp_path: Path) -> None:
    looked(witness, LittleLog(leaves(9)), tmp_path / "log")
    assert looked(witness, LittleLog(leaves(5)), tmp_path / "less") == (422, "behind")
    assert (seen(witness), witness.evidence()) == (9, [])


def test_files_that_do_not_lead_to_the_checkpoint(witness: Witness, tmp_path: Path) -> None:
    log = LittleLog(leaves(5))
    looked(witness, log, tmp_path / "log")
    log.grow(leaves(4))
    folder = log.publish(tmp_path / "log")
    tile = folder / "tile/0/000.p/9"
    for spoilt in (bytes(32) + tile.read_bytes()[32:], tile.read_bytes()[:-32] + bytes(32)):
        tile.write_bytes(spoilt)
        assert witness.look(at(str(folder))).verdict.kind == "broken"
    for wrong in (b"", bytes(31)):
        tile.write_bytes(wrong)
        with pytest.raises(UnreadableError):
            witness.look(at(str(folder)))
    tile.unlink()
    with pytest.raises(UnreadableError):
        witness.look(at(str(folder)))
    assert (seen(witness), witness.evidence()) == (5, [])


def test_a_folder_that_is_no_log(witness: Witness, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        witness.look(at(str(tmp_path)))
    stranger = LittleLog(leaves(3), Ed25519Key("elsewhere.example/log", KEY.private))
    assert looked(witness, stranger, tmp_path / "strange") == (404, "unknown")
    assert looked(witness, LittleLog(leaves(3), OTHER), tmp_path / "forged") == (403, "unsigned")
