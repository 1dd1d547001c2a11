"""Signing keys: made, opened, rotated, and refused without a passphrase."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from guiju.kernel.notes import Ed25519Key, Signer
from guiju.store import sealing, signing
from guiju.store.signing import Keys, KeysError, make_keys, open_keys, read_keys, rotate
from tests.walks.bunch import ORIGIN, TODAY, in_accord, kinds, trusted

WORDS = "示例 correct horse battery"


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test, and stretching takes no time."""
    for name in (sealing.GIVEN, sealing.FILE, sealing.RING):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sealing, "COST", 2**4)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A demo office with both kinds of keys."""
    make_keys(tmp_path, ORIGIN, demo=True, today=TODAY, sm=True)
    return tmp_path


def raw(signer: Signer) -> bytes:
    secret: Any = signer
    return secret.private.private_bytes_raw() if isinstance(signer, Ed25519Key) else bytes(secret.private)


def test_new_keys_sign_and_the_public_file_verifies(office: Path) -> None:
    keys = in_accord(office)
    assert keys.origin == ORIGIN
    assert kinds(keys.signers(TODAY)) == ["ed25519", "sm2"]
    assert [key.name for key in keys.verifiers()] == [ORIGIN, ORIGIN]


def test_an_office_may_do_without_sm_and_take_it_up_later(tmp_path: Path) -> None:
    make_keys(tmp_path, ORIGIN, demo=True, today=TODAY, sm=False)
    assert kinds(open_keys(tmp_path).signers(TODAY)) == ["ed25519"]
    rotate(tmp_path, 0, TODAY, sm=True)
    assert kinds(in_accord(tmp_path).signers(TODAY)) == ["ed25519", "sm2"]
    rotate(tmp_path, 0, TODAY, sm=False)
    assert kinds(in_accord(tmp_path).signers(TODAY)) == ["ed25519"]


def test_only_the_owner_reads_private_files(office: Path) -> None:
    old = os.umask(0)
    try:
        rotate(office, 3, TODAY)
    finally:
        os.umask(old)
    assert stat.S_IMODE((office / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (office / "keys").iterdir()} == {0o600}
    assert stat.S_IMODE((office / "log.pub").stat().st_mode) == 0o644


def test_no_private_key_in_any_file_repr_or_error(office: Path, caplog: pytest.LogCaptureFixture) -> None:
    keys = rotate(office, 9, TODAY)
    secrets = [raw(signer) for signer in keys.signers(TODAY)]
    words = sealing.find(office / "keys", keys.source)
    shown = repr(keys) + str(keys) + repr(keys.sealer()) + caplog.text
    for file in office.rglob("*"):
        if file.is_file() and file.name != sealing.PASSPHRASE:
            shown += file.read_text("utf-8")
    wrong = open_keys(office, "another passphrase")
    with pytest.raises(KeysError) as told:
        wrong.signers(TODAY)
    shown += repr(wrong) + repr(told.value) + str(told.value.remedy)
    for secret in secrets:
        for spelling in (secret.hex(), repr(secret), sealing.base64.b64encode(secret).decode()):
            assert spelling not in shown
    assert words not in shown
    assert "another passphrase" not in shown


# --- the passphrase ---------------------------------------------------------------------------------------------------


def test_without_any_setting_no_key_is_made(tmp_path: Path) -> None:
    with pytest.raises(KeysError) as told:
        make_keys(tmp_path, ORIGIN, demo=False, today=TODAY, sm=True)
    assert told.value.kind == "no_passphrase"
    assert told.value.remedy is not None
    for language in ("zh", "en"):
        for name in (sealing.GIVEN, sealing.FILE, sealing.RING):
            assert name in told.value.remedy[language]
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sealing.GIVEN, WORDS)
    make_keys(tmp_path, ORIGIN, demo=False, today=TODAY, sm=True)
    assert kinds(open_keys(tmp_path).signers(TODAY)) == ["ed25519", "sm2"]
    assert not (tmp_path / "keys" / sealing.PASSPHRASE).exists()

    monkeypatch.delenv(sealing.GIVEN)
    keys = open_keys(tmp_path)
    assert len(keys.verifiers()) == len(keys.current(TODAY)) == 2  # who only looks needs no passphrase
    with pytest.raises(KeysError) as told:
        keys.signers(TODAY)
    assert told.value.kind == "no_passphrase"
    assert kinds(open_keys(tmp_path, WORDS).signers(TODAY)) == ["ed25519", "sm2"]


def test_a_wrong_passphrase_is_told_and_rotates_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sealing.GIVEN, WORDS)
    make_keys(tmp_path, ORIGIN, demo=False, today=TODAY, sm=True)
    before = (tmp_path / "keys/keys.json").read_bytes()
    monkeypatch.setenv(sealing.GIVEN, WORDS + "!")
    for use in (lambda: open_keys(tmp_path).signers(TODAY), lambda: rotate(tmp_path, 1, TODAY)):
        with pytest.raises(KeysError) as told:
            use()
        assert told.value.kind == "passphrase_wrong"
    assert (tmp_path / "keys/keys.json").read_bytes() == before


def test_a_passphrase_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "credential"
    file.write_text(WORDS + "\n", "utf-8")
    monkeypatch.setenv(sealing.FILE, str(file))
    file.chmod(0o644)
    with pytest.raises(KeysError) as told:
        make_keys(tmp_path / "office", ORIGIN, demo=False, today=TODAY, sm=False)
    assert told.value.kind == "passphrase_file"
    file.chmod(0o400)
    make_keys(tmp_path / "office", ORIGIN, demo=False, today=TODAY, sm=False)
    assert kinds(open_keys(tmp_path / "office").signers(TODAY)) == ["ed25519"]
    assert kinds(open_keys(tmp_path / "office", WORDS).signers(TODAY)) == ["ed25519"]
    for content in ("\n", None):
        file.chmod(0o600)
        file.write_text(content, "utf-8") if content else file.unlink()
        with pytest.raises(KeysError):
            open_keys(tmp_path / "office").signers(TODAY)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeysError) as told:
        make_keys(tmp_path, ORIGIN, demo=False, today=TODAY, sm=False, passphrase="x" * (sealing.SHORTEST - 1))
    assert told.value.kind == "passphrase_short"


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


def test_the_systems_keyring_keeps_a_random_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring, before = Ring(), keyring.get_keyring()
    keyring.set_keyring(ring)
    monkeypatch.setenv(sealing.RING, "1")
    try:
        make_keys(tmp_path / "a", ORIGIN, demo=False, today=TODAY, sm=True)
        (entry,) = ring.kept
        assert entry == (sealing.SERVICE, str(tmp_path / "a" / "keys"))
        assert len(ring.kept[entry]) == 64
        monkeypatch.delenv(sealing.RING)
        (tmp_path / "a").rename(tmp_path / "b")  # the list remembers the entry: an office may move
        assert kinds(open_keys(tmp_path / "b").signers(TODAY)) == ["ed25519", "sm2"]
        ring.kept.clear()
        with pytest.raises(KeysError) as told:
            open_keys(tmp_path / "b").signers(TODAY)
        assert told.value.kind == "no_passphrase"
    finally:
        keyring.set_keyring(before)


def test_a_machine_without_a_keyring_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    monkeypatch.setenv(sealing.RING, "1")
    try:
        with pytest.raises(KeysError) as told:
            make_keys(tmp_path, ORIGIN, demo=False, today=TODAY, sm=False)
        assert told.value.kind == "keyring"
    finally:
        keyring.set_keyring(before)


def test_a_demo_says_that_its_passphrase_protects_nothing(office: Path) -> None:
    words = (office / "keys" / sealing.PASSPHRASE).read_text("utf-8")
    assert "仅供演示" in words
    assert "protects nothing" in words


# --- rotation ---------------------------------------------------------------------------------------------------------


def test_after_a_rotation_both_sign_until_the_day(office: Path) -> None:
    old = open_keys(office).verifiers()
    keys = rotate(office, 9, TODAY)
    until = TODAY + timedelta(days=9)
    assert [len(keys.signers(day)) for day in (TODAY, until - timedelta(days=1), until)] == [4, 4, 2]
    assert not {key.vkey for key in old} & {signer.verifier.vkey for signer in keys.signers(until)}
    assert [key.vkey for key in keys.verifiers()][:2] == [key.vkey for key in old]
    assert (office / "log.pub").read_text("utf-8").count(f"# retired {until}\n") == 2
    assert kinds(in_accord(office).signers(until)) == ["ed25519", "sm2"]


def test_a_rotation_without_overlap_ends_the_old_key_at_once(office: Path) -> None:
    assert len(rotate(office, 0, TODAY).signers(TODAY)) == 2


def test_an_overlap_never_grows_and_a_retired_key_loses_its_private_half(office: Path) -> None:
    rotate(office, 9, TODAY)
    keys = rotate(office, 30, TODAY + timedelta(days=1))
    assert [key.until for key in keys.keys[:2]] == [TODAY + timedelta(days=9)] * 2
    assert all(key.file for key in keys.keys)
    keys = rotate(office, 1, TODAY + timedelta(days=9))
    assert [bool(key.file) for key in keys.keys] == [False] * 2 + [True] * 6
    assert len(list((office / "keys").glob("*.key"))) == 6
    assert len(trusted(office)) == 8


@pytest.mark.parametrize("days", [-1, signing.LONGEST_OVERLAP + 1])
def test_an_overlap_is_a_number_of_days(office: Path, days: int) -> None:
    with pytest.raises(KeysError) as told:
        rotate(office, days, TODAY)
    assert told.value.kind == "overlap"


def test_keys_that_another_process_rotated_are_seen(office: Path) -> None:
    keys = open_keys(office)
    keys.signers(TODAY)
    rotate(office, 9, TODAY)
    assert len(keys.signers(TODAY)) == 2
    assert len(keys.renewed().signers(TODAY)) == 4


# --- what is wrong ----------------------------------------------------------------------------------------------------


def test_keys_are_not_made_twice(office: Path) -> None:
    before = {file: file.read_bytes() for file in office.rglob("*") if file.is_file()}
    with pytest.raises(KeysError) as told:
        make_keys(office, ORIGIN, demo=True, today=TODAY, sm=True)
    assert told.value.kind == "keys_stand"
    assert {file: file.read_bytes() for file in office.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("use", [open_keys, lambda folder: rotate(folder, 1, TODAY)])
def test_a_folder_without_keys(tmp_path: Path, use: Callable[[Path], Keys]) -> None:
    with pytest.raises(KeysError) as told:
        use(tmp_path)
    assert told.value.kind == "no_keys"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "origin", ["", "a b", "a+b", "https://register.example/log", "#log", "/log", "log/", "日志\u3000"]
)
def test_what_cannot_name_a_log(tmp_path: Path, origin: str) -> None:
    with pytest.raises(KeysError) as told:
        make_keys(tmp_path, origin, demo=True, today=TODAY, sm=False)
    assert told.value.kind == "origin"


def spoil_list(folder: Path) -> None:
    (folder / "keys/keys.json").write_text("{}")


def spoil_key(folder: Path) -> None:
    next((folder / "keys").glob("ed25519*")).write_text("[]")


def lose_key(folder: Path) -> None:
    next((folder / "keys").glob("ed25519*")).unlink()


def swap_keys(folder: Path) -> None:
    """Somebody puts the file of one key in another's place."""
    rotate(folder, 9, TODAY)
    first, second = sorted((folder / "keys").glob("ed25519*"))
    first.write_bytes(second.read_bytes())


@pytest.mark.parametrize("spoil", [spoil_list, spoil_key, lose_key, swap_keys])
def test_damage_is_told_and_not_signed_with(office: Path, spoil: Callable[[Path], None]) -> None:
    spoil(office)
    with pytest.raises(KeysError) as told:
        open_keys(office).signers(TODAY)
    assert told.value.kind == "keys_damaged"


def test_a_sealed_key_is_bound_to_its_public_key(office: Path) -> None:
    rotate(office, 9, TODAY)
    first, second = sorted((office / "keys").glob("ed25519*"))
    forged = json.loads(second.read_text()) | {"vkey": json.loads(first.read_text())["vkey"]}
    first.write_text(json.dumps(forged))
    with pytest.raises(KeysError) as told:
        open_keys(office).signers(TODAY)
    assert told.value.kind == "passphrase_wrong"


def test_a_public_file_is_read_with_its_comments_and_wrong_lines_are_named(office: Path) -> None:
    text = (office / "log.pub").read_text("utf-8")
    assert len(read_keys("\n  # a remark\r\n" + text + text)) == 2
    for wrong, line in ((text + "not a key\n", "line 6"), (text.replace("+A", "+B", 1), "line 3")):
        with pytest.raises(KeysError) as told:
            read_keys(wrong)
        assert told.value.text.en.startswith(line)
    with pytest.raises(KeysError):
        read_keys("# nothing\n")


def test_a_changed_public_file_is_put_right_at_the_next_opening(office: Path) -> None:
    (office / "log.pub").write_text("")
    in_accord(office)
