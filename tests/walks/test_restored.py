"""An older copy in the place of an office: what was erased is erased again, what is lost is owned up to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from guiju.kernel.merkle import check_consistency
from guiju.store import certificates, log, restoring
from guiju.store.database import rows
from guiju.store.erasing import Wish
from guiju.store.fsck import fsck
from guiju.store.office import OfficeError
from tests.walks.little import close
from tests.walks.persons import (
    ABSTRACT,
    PERSON,
    TABLE,
    Town,
    again,
    found,
    gone,
    holds,
    town,
    whole,
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    yield town(tmp_path)
    close()


def copied(here: Town) -> Path:
    file = here.office.path.parent / "copy.tar.gz"
    restoring.make_copy(here.office, file)
    return file


def back(here: Town, file: Path) -> Town:
    close()
    restoring.restore(file, here.office.path)
    return again(here)


def test_a_restored_copy_is_erased_again_before_it_opens(here: Town) -> None:
    file = copied(here)
    gone(here, whole(here))
    gone(here, Wish(case=here.entry.removesuffix("-1"), blocks=("resource",), fields=("abstract",)))
    log.sequence(here.office)
    earlier = log.published(log.folder_of(here.office))
    assert earlier is not None
    here = back(here, file)
    assert found(here.office.path) == []
    assert found(here.office.path, (ABSTRACT,)) == []
    assert restoring.missing(here.office) == 2
    with pytest.raises(log.LogError) as caught:
        log.sequence(here.office)
    assert "guiju log acknowledge" in caught.value.text.zh and "guiju log acknowledge" in caught.value.text.en
    between = here.do("reject", here.objection)
    size = earlier.checkpoint.size
    assert int(str(rows("SELECT seq FROM act WHERE id = %s", (between.act,))[0][0])) <= size
    restoring.acknowledge(here.office, "演练")
    assert int(str(rows("SELECT seq FROM act WHERE id = %s", (between.act,))[0][0])) > size
    assert restoring.missing(here.office) == 0
    after = log.sequence(here.office)
    assert after is not None
    tree = log.tree_of(log.folder_of(here.office), after.size)
    root = earlier.checkpoint.root
    assert check_consistency(size, root, after.size, after.root, tree.consistency(size))
    assert fsck(here.office) == []
    assert found(here.office.path) == []
    holds(here, certificates.of_record(here.office, here.entry))


@pytest.mark.parametrize("what", ["account", "draft", "upload"])
def test_what_no_block_held_is_erased_again_too(here: Town, what: str) -> None:
    """An account that never acted, a draft, an upload: the log names no leaf for them."""
    here.office.add_user("quiet-7731", "示例静者七七三一")
    file = copied(here)
    number = {name: str(rows(f"SELECT id FROM {name}")[0][0]) for name in ("draft", "upload")}
    wish, trace = {
        "account": (Wish(user="quiet-7731"), "示例静者七七三一"),
        "draft": (Wish(drafts=(number["draft"],)), "草稿秘文七七三一"),
        "upload": (Wish(uploads=(number["upload"],)), "私数据七七三一"),
    }[what]
    gone(here, wish)
    assert found(here.office.path, (trace,)) == []
    log.sequence(here.office)
    here = back(here, file)
    assert found(here.office.path, (trace,)) == []
    restoring.acknowledge(here.office, "演练")
    log.sequence(here.office)
    assert fsck(here.office) == []


def test_new_numbers_are_not_those_of_lost_cases(here: Town) -> None:
    file = copied(here)
    filed = again(here)
    lost = _object(filed)
    log.sequence(here.office)
    here = back(here, file)
    between = _object(here)
    assert between != lost
    restoring.acknowledge(here.office, "演练")
    log.sequence(here.office)
    after = _object(here)
    log.sequence(here.office)
    assert len({lost, between, after}) == 3
    assert fsck(here.office) == []
    assert restoring.acknowledge(here.office, "再次") is None
    kept = {json.loads(str(row[0]))["number"] for row in rows("SELECT receipt FROM act")}
    assert {between, after} <= kept and lost not in kept


def _object(here: Town) -> str:
    from tests.walks.persons import object_to

    return object_to(here.office, here.case, here.office.actor("objector"))


def listed(here: Town) -> list[str]:
    """The files of the office, but for locks and what comes and goes beside an open database."""
    passing = (".lock", ".in-use", "-wal", "-shm")
    names = [str(path) for path in here.office.path.rglob("*") if path.is_file()]
    return sorted(name for name in names if not name.endswith(passing))


def test_an_office_that_somebody_has_open_stays_as_it_is(here: Town) -> None:
    file = copied(here)
    close()
    before = listed(here)
    with closing(sqlite3.connect(here.office.path / "guiju.sqlite3")) as other:
        other.execute("SELECT count(*) FROM act").fetchone()
        with pytest.raises(OfficeError, match="somebody has the office open"):
            restoring.restore(file, here.office.path)
    assert listed(here) == before
    here = again(here)
    assert fsck(here.office) == []


@pytest.mark.parametrize("damage", [b"", b"no database at all"])
def test_a_damaged_office_is_restored_and_set_aside_as_it_was(here: Town, damage: bytes) -> None:
    file = copied(here)
    close()
    for ending in ("-wal", "-shm"):
        (here.office.path / f"guiju.sqlite3{ending}").unlink(missing_ok=True)
    (here.office.path / "guiju.sqlite3").write_bytes(damage)
    here = back(here, file)
    assert fsck(here.office) == [] and restoring.missing(here.office) == 0
    (aside,) = here.office.path.glob("before-*")
    assert (aside / "guiju.sqlite3").read_bytes()[: len(damage)] == damage


def test_a_copy_that_is_cut_short_changes_nothing(here: Town) -> None:
    file = copied(here)
    file.write_bytes(file.read_bytes()[:-200])
    close()
    with pytest.raises(OfficeError):
        restoring.restore(file, here.office.path)
    here = again(here)
    assert fsck(here.office) == [] and not list(here.office.path.glob("before-*"))


def test_files_come_back_with_their_rows_and_newer_ones_stand_aside(here: Town) -> None:
    file = copied(here)
    (here.office.path / "uploads" / "newer").write_text("later")
    (here.office.path / "uploads" / "a7").unlink()
    mode = here.office.path.stat().st_mode
    here = back(here, file)
    assert (here.office.path / "uploads" / "a7").read_text("utf-8") == TABLE
    assert [path.name for path in here.office.path.glob("before-*/uploads/*")] == ["newer"]
    assert here.office.path.stat().st_mode == mode
    assert fsck(here.office) == []


def test_a_copy_of_an_acknowledged_office_restored_again(here: Town) -> None:
    """Loss upon loss: an older copy than the one before, then the newer one."""
    first = copied(here)
    _object(here)
    log.sequence(here.office)
    here = back(here, first)
    restoring.acknowledge(here.office, "一")
    log.sequence(here.office)
    second = here.office.path.parent / "second.tar.gz"
    restoring.make_copy(here.office, second)
    _object(here)
    log.sequence(here.office)
    here = back(here, first)
    assert restoring.missing(here.office) == 3
    restoring.acknowledge(here.office, "二")
    log.sequence(here.office)
    assert fsck(here.office) == []
    here = back(here, second)
    assert restoring.missing(here.office) == 2
    restoring.acknowledge(here.office, "三")
    log.sequence(here.office)
    assert fsck(here.office) == []


def test_what_stands_aside_and_what_was_half_made_forget_too(here: Town) -> None:
    file = copied(here)
    here = back(here, file)
    scratch = here.office.path / ".scratch"
    scratch.mkdir()
    (scratch / "half").write_text(PERSON["objector_name"])
    assert list(here.office.path.glob("before-*"))
    gone(here, whole(here))
    assert found(here.office.path) == []
    assert not list(here.office.path.glob("before-*")) and not scratch.exists()
