"""A process dies at every statement of a deposit that keeps its file: whole with its file, or not there at all."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from guiju.kernel.journal import Receipt
from guiju.store import deposited, deposits
from guiju.store.database import rows
from guiju.store.deposits import Given, deposit
from guiju.store.fsck import fsck
from tests.faults.test_kill import AFTER_COMMIT, BEFORE_COMMIT, FORK, Boundary, Death, statements
from tests.walks.little import Little, close, little

pytestmark = pytest.mark.trial


def made(at: Little, key: str) -> Receipt:
    chunks = [b"what was ", key.encode()]
    done = deposit(at.office, at.anna, [Given(name=f"{key}.log", type="log", chunks=chunks)], keep=True, key=key)
    assert isinstance(done, Receipt)
    return done


def die(at: Little, key: str, boundary: Boundary) -> None:
    with Death(boundary):
        made(at, key)


def test_no_kill_leaves_half_a_deposit(tmp_path: Path) -> None:
    at = little(tmp_path)
    boundaries: list[Boundary] = [*range(statements(lambda: made(at, "measured"))), BEFORE_COMMIT, AFTER_COMMIT]
    assert len(boundaries) > 8
    for boundary in boundaries:
        key = f"at {boundary}"
        close()
        child = FORK.Process(target=die, args=(at, key, boundary))
        child.start()
        child.join(60)
        assert child.exitcode == -signal.SIGKILL, boundary
        there = rows("SELECT receipt FROM act WHERE request_key = %s", (key,))
        assert len(there) == (boundary == AFTER_COMMIT), boundary
        number = made(at, key).number  # nobody was told: the same request again
        assert len(rows("SELECT 1 FROM act WHERE request_key = %s", (key,))) == 1
        found = deposited.look(number, at.anna)
        assert found is not None
        kept = deposited.kept_file(at.office, found, "@file/1")
        assert kept is not None and kept[1].read_bytes() == f"what was {key}".encode()
    numbers = [item.number for item in deposited.of(at.anna, limit=100).items]
    assert numbers == [f"350000-2025-D{place:06}" for place in range(len(boundaries) + 1, 0, -1)], "no number is lost"
    assert fsck(at.office) == []
    known = {str(row[0]) for row in rows("SELECT path FROM attachment")}
    left = {f"{deposits.FOLDER}/{path.name}" for path in (at.office.path / deposits.FOLDER).iterdir()} - known
    assert len(left) < len(boundaries), "only who died between the file and the act left one"
