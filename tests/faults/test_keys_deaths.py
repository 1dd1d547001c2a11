"""A process dies at every file operation of making and rotating keys: the folder opens and agrees with itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guiju.store.signing import make_keys, rotate
from tests.walks.bunch import ORIGIN, TODAY, in_accord

OPERATIONS = ("open", "write", "fsync", "fchmod", "replace", "rename", "unlink", "mkdir", "chmod")
DIED = 9


def dying(at: int, work: Callable[[], object]) -> bool:
    """Do the work in a child that dies at its n-th file operation, a write half done. True if it died."""
    child = os.fork()
    if child == 0:
        left = at

        def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*words: Any, **more: Any) -> Any:
                nonlocal left
                if left == 0:
                    if name == "write":
                        real(words[0], bytes(words[1])[: len(words[1]) // 2])
                    os._exit(DIED)
                left -= 1
                return real(*words, **more)

            return call

        for name in OPERATIONS:
            setattr(os, name, counted(name, getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DIED


def test_a_death_in_a_rotation_leaves_old_keys_or_new(tmp_path: Path) -> None:
    seen, at = set(), 0
    while True:
        office = tmp_path / str(at)
        make_keys(office, ORIGIN, demo=True, today=TODAY, sm=False)
        rotate(office, 0, TODAY)  # so that this rotation also destroys private halves
        died = dying(at, lambda office=office: rotate(office, 9, TODAY))
        keys = in_accord(office)
        seen.add((len(keys.keys), len(keys.signers(TODAY))))
        rotate(office, 9, TODAY)  # nothing stands in the way of the next one
        in_accord(office)
        if not died:
            break
        at += 1
    assert seen == {(2, 1), (3, 2)}
    assert at > 20


def test_a_death_while_keys_are_made_leaves_keys_or_none(tmp_path: Path) -> None:
    stood, at = set(), 0
    while True:
        office = tmp_path / str(at)
        died = dying(at, lambda office=office: make_keys(office, ORIGIN, demo=True, today=TODAY, sm=False))
        stands = (office / "keys/keys.json").exists()
        stood.add(stands)
        if not stands:
            make_keys(office, ORIGIN, demo=True, today=TODAY, sm=False)
        assert len(in_accord(office).signers(TODAY)) == 1
        if not died:
            break
        at += 1
    assert stood == {False, True}


def test_files_are_synced_before_they_take_their_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut could undo is not relied upon: content is synced before the name, the folder after it."""
    make_keys(tmp_path, ORIGIN, demo=True, today=TODAY, sm=True)
    done: list[tuple[str, str]] = []
    names: dict[int, str] = {}

    def watch(name: str) -> None:
        real = getattr(os, name)

        def call(*words: Any, **more: Any) -> Any:
            found = real(*words, **more)
            if name == "open":
                names[found] = str(words[0])
            done.append((name, names.get(words[0], "") if name in ("write", "fsync") else str(words[0])))
            return found

        monkeypatch.setattr(os, name, call)

    for name in ("open", "write", "fsync", "replace"):
        watch(name)
    rotate(tmp_path, 9, TODAY)
    monkeypatch.undo()
    moved = [place for place, (name, _) in enumerate(done) if name == "replace"]
    assert len(moved) == 4  # two keys, the list, the public file
    for place in moved:
        fresh = done[place][1]
        assert ("fsync", fresh) in done[:place]
        assert ("write", fresh) not in done[max(i for i in range(place) if done[i] == ("fsync", fresh)) : place]
        assert any(step == ("fsync", str(Path(fresh).parent)) for step in done[place:])
