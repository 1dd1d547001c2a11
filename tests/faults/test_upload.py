"""What arrives from outside: limits, names, kinds, and streams that break off."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guiju.plane import ScanError
from guiju.plane.upload import LONGEST_NAME, clean_name, receive
from tests.walks.kinds import KINDS

TABLE = "名称,值\n示例,1\n".encode()


def test_a_file_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    before = os.umask(0)
    try:
        stored = receive(iter([TABLE[:5], b"", TABLE[5:]]), "C:\\数据\\表.csv", folder, len(TABLE))
    finally:
        os.umask(before)
    assert (stored.name, stored.size, stored.kind) == ("表.csv", len(TABLE), "CSV")
    assert stored.sha256 == hashlib.sha256(TABLE).hexdigest()
    assert stored.path.parent == folder and stored.path.read_bytes() == TABLE
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(stored.path.stat().st_mode) == 0o600


def test_the_name_on_the_disk_is_nobodys_choice(tmp_path: Path) -> None:
    one, two = (receive([TABLE], "../../表.csv", tmp_path, 100) for _ in range(2))
    assert one.path != two.path and one.path.parent == two.path.parent == tmp_path
    assert "表" not in one.path.name and "." not in one.path.name


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_known_by_its_bytes(tmp_path: Path, kind: str) -> None:
    form, writes = KINDS[kind]
    path = tmp_path / "given"
    writes(path)
    stored = receive([path.read_bytes()], "upload.bin", tmp_path / "in", 1 << 20)
    assert stored.kind == ("JSON" if form == "NDJSON" else form)


def test_the_limit_holds_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    limit = 10 * len(TABLE)

    def endless() -> Iterator[bytes]:
        while True:
            written.append(sum(path.stat().st_size for path in tmp_path.iterdir()))
            assert len(written) < 100, "the stream was not stopped"
            yield TABLE

    with pytest.raises(ScanError) as caught:
        receive(endless(), "a.csv", tmp_path, limit)
    assert caught.value.kind == "too_large" and str(limit) in caught.value.text.zh
    assert len(written) == 11 and max(written) <= limit
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, b"%PDF-1.7", b"a,b\n\xff\xff\n", b"PK\x03\x04"]
)
def test_what_is_not_taken_is_removed(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ScanError) as caught:
        receive([content], "表.csv", tmp_path, 1000)
    assert "表.csv" in caught.value.text.en
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("broken", [ConnectionResetError, KeyboardInterrupt, RuntimeError])
def test_a_stream_that_breaks_off_leaves_nothing(tmp_path: Path, broken: type[BaseException]) -> None:
    def stream() -> Iterator[bytes]:
        yield TABLE
        raise broken

    with pytest.raises((broken, ScanError)):
        receive(stream(), "a.csv", tmp_path, 1000)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ScanError) as caught:
        receive([TABLE], "a.csv", tmp_path, 1000)
    assert caught.value.kind == "unreadable"
    assert list(tmp_path.iterdir()) == []


def test_a_kept_file_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    sync = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    receive([TABLE], "a.csv", tmp_path, 1000)
    assert synced == [False, True]


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\a\\表 格.xlsx", "表 格.xlsx"),
        ("a\0b\r\nc\u202etxt.csv", "abctxt.csv"),
        ("..", "upload"),
        ("", "upload"),
        ("a/", "upload"),
        (" . ", "upload"),
        ("e\u0301.csv", "é.csv"),
        ("字" * 300 + ".csv", "字" * 196 + ".csv"),
        (".htaccess", "htaccess"),
    ],
)
def test_names_are_cleaned(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text(max_size=400))
@example("a" * 199 + "e\u0301" + ".csv")
@example("́" * 300)
def test_a_clean_name_is_harmless_and_stays_as_it_is(name: str) -> None:
    clean = clean_name(name)
    assert clean and len(clean) <= LONGEST_NAME and not clean.startswith(".")
    assert not set("/\\\0") & set(clean) and clean.isprintable()
    assert unicodedata.is_normalized("NFC", clean) and clean_name(clean) == clean
