"""The office around the acts: its database and format, its clock, its sign-ins, its identifiers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guiju.store import database, people, queries
from guiju.store.database import FILE, FORMAT, OfficeError, put_setting
from guiju.store.office import open_office
from tests.walks.little import DAY, Little, close, contents, little, little_shelf


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Little]:
    yield little(tmp_path)
    close()


def test_a_newer_database_is_refused_and_left_alone(at: Little) -> None:
    put_setting("format", str(FORMAT + 1))
    close()
    file = at.office.path / FILE
    before = file.read_bytes()
    with pytest.raises(OfficeError, match="newer"):
        open_office(at.office.path)
    assert file.read_bytes() == before


def test_an_older_database_is_backed_up_before_it_is_migrated(at: Little) -> None:
    number = at.file().number
    put_setting("format", str(FORMAT - 1))
    close()
    office = open_office(at.office.path, at.office.shelf)
    assert database.format_of(office.path / FILE) == FORMAT
    [copy] = office.path.glob(f"guiju.format-{FORMAT - 1}.*.sqlite3")
    assert database.format_of(copy) == FORMAT - 1
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT number FROM record").fetchall() == [(number,)]
    assert queries.load(number).state == "filed"


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is not a database, " * 50)
    with pytest.raises(OfficeError, match="not a database"):
        open_office(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"this is not a database, " * 50


def test_only_a_demo_moves_the_clock(tmp_path: Path) -> None:
    office = open_office(tmp_path / "real", little_shelf(tmp_path / "shelf"))
    with pytest.raises(OfficeError):
        office.set_clock(DAY)
    with pytest.raises(OfficeError):
        open_office(tmp_path / "real", demo=True)
    assert office.today() == datetime.now(office.zone).date()


def test_two_offices_in_one_process_do_not_mix(at: Little, tmp_path: Path) -> None:
    other = little(tmp_path / "other")
    assert other.file().number == at.file().number
    at.file()
    assert len(queries.receipts(at.office)) == 2
    assert len(queries.receipts(other.office)) == 1


def test_a_sign_in_lasts_and_only_its_hash_is_kept(at: Little) -> None:
    user = at.office.add_user("fred", "示例")
    assert at.office.sign_in("fred", "") is None
    at.office.set_password("fred", "correct horse")
    assert at.office.sign_in("fred", "wrong") is None
    assert at.office.sign_in("nobody", "correct horse") is None
    token = at.office.sign_in("fred", "correct horse")
    assert token is not None
    assert at.office.signed_in(token) == "fred"
    assert not [line for line in contents() if token in line or "correct horse" in line]
    old = people.issue_token(user, datetime.now(UTC) - timedelta(days=2))
    assert at.office.signed_in(old) is None
    at.office.sign_out(token)
    assert at.office.signed_in(token) is None


def test_identifiers_are_uuids_of_version_7_in_order_of_time() -> None:
    made = [database.new_id() for _ in range(50)]
    assert all(name[14] == "7" and name[19] in "89ab" for name in made)
    assert len(set(made)) == 50
