"""Two hundred seeded `kill -9` in acts, in the sequencer, in backup, in restoring and in the rotation of keys.

After each: what was acknowledged is there (or, where an older copy took the office's place, the log says what is
missing), `fsck` is clean after the next sequence, and every checkpoint that was ever signed is consistent with every
other, for us, for a witness with a memory of its own, and for a reader that shares no code with us.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import count, pairwise
from pathlib import Path

import pytest

from guiju.faces import house
from guiju.kernel.checkpoint import parse_checkpoint
from guiju.kernel.journal import Receipt
from guiju.kernel.merkle import check_consistency
from guiju.kernel.notes import parse_note, verified
from guiju.store import log, restoring
from guiju.store.database import FILE, rows
from guiju.store.fsck import fsck
from guiju.store.signing import Keys, make_keys, open_keys, rotate
from tests.faults import doom
from tests.laws.tlog_reader import Log, roots_by_proof
from tests.walks.little import DAY, Little, close, little, reopened

pytestmark = pytest.mark.trial
SEED = 20250603
ORIGIN = "register.example/log"
OFFICES = 13
EACH = {"acts": 6, "backup": 2, "restore": 3, "rotation": 2, "any moment": 3}  # deaths in one office


def receipts(file: Path) -> list[str]:
    """What a database holds, read by nobody's leave."""
    with closing(sqlite3.connect(file)) as opened:
        return [row[0] for row in opened.execute("SELECT receipt FROM act ORDER BY seq")]


@dataclass
class Witness:
    """Remembers one checkpoint, and moves on only by a proof. Reads proofs by the other reader."""

    size: int = 0
    root: bytes = b""

    def see(self, size: int, root: bytes, proof: tuple[bytes, ...]) -> None:
        if 0 < self.size < size:
            assert roots_by_proof(self.size, size, proof, self.root) == (self.root, root)
        elif self.size == size:
            assert self.root == root
        assert size >= self.size
        self.size, self.root = size, root


@dataclass
class Trial:
    """An office whose processes die, and what the world outside knows of it."""

    folder: Path
    chance: random.Random
    at: Little
    keys: Keys
    acknowledged: set[str] = field(default_factory=set)
    signed: set[tuple[int, bytes]] = field(default_factory=set)  # every checkpoint that any process was about to show
    witness: Witness = field(default_factory=Witness)
    names: Iterator[int] = field(default_factory=count)
    deaths: int = 0

    @classmethod
    def begun(cls, folder: Path, chance: random.Random) -> Trial:
        at = little(folder)
        return cls(folder, chance, at, make_keys(at.office.path, ORIGIN, demo=True, today=DAY, sm=False))

    @property
    def log(self) -> Path:
        return self.at.office.path / log.FOLDER

    def outside(self, name: str, words: str) -> None:
        """Tell the world: in a file that is no part of the office."""
        with (self.folder / name).open("a", encoding="utf-8") as file:
            file.write(words + "\n")

    def watch(self, source: str, target: str) -> None:
        if target.endswith(log.CHECKPOINT):
            found = parse_checkpoint(parse_note(Path(source).read_bytes()).text)
            self.outside("signed", f"{found.size} {found.root.hex()}")

    def hear(self) -> None:
        """What processes told before they died."""
        if (self.folder / "acknowledged").exists():
            self.acknowledged |= set((self.folder / "acknowledged").read_text("utf-8").splitlines())
        if (self.folder / "signed").exists():
            for line in (self.folder / "signed").read_text("utf-8").splitlines():
                size, _, root = line.partition(" ")
                self.signed.add((int(size), bytes.fromhex(root)))
        shown = log.published(self.log)
        if shown is not None:
            self.signed.add((shown.checkpoint.size, shown.checkpoint.root))

    # what a process does until it dies

    def acts(self) -> None:
        for name in (next(self.names) for _ in range(3)):
            filed = self.ack(self.at.file(key=f"{os.getpid()} {name}"))
            log.sequence(self.at.office, self.keys)
            self.ack(self.at.do("accept", self.at.chen, filed.number))
            log.sequence(self.at.office, self.keys)

    def ack(self, receipt: Receipt) -> Receipt:
        self.outside("acknowledged", receipt.leaf().decode())
        return receipt

    def backup(self) -> None:
        restoring.make_copy(self.at.office, self.folder / "copy.tar.gz")

    def restore(self) -> None:
        restoring.restore(self.folder / "copy.tar.gz", self.at.office.path)

    def rotation(self) -> None:
        rotate(self.at.office.path, self.chance.randrange(3), DAY)
        log.sequence(self.at.office)

    # what the office finds when it opens again

    def suffer(self, name: str, die: Callable[[Callable[[], None]], bool]) -> bool:
        """A process dies at that work, or just escapes. Only restoring may bring back an older office: a whole one."""
        before = receipts(self.at.office.path / FILE)
        died = die({"acts": self.acts, "backup": self.backup, "restore": self.restore, "rotation": self.rotation}[name])
        after = receipts(self.at.office.path / FILE)
        if after[: len(before)] != before:
            assert name == "restore" and after == before[: len(after)]
            newest = max(self.at.office.path.glob("before-*"), key=lambda aside: aside.stat().st_mtime_ns)
            assert receipts(newest / FILE) == before
        return died

    def survive(self) -> None:
        close()
        self.hear()
        self.at = reopened(self.folder)
        office = house.open_office(self.at.office.path, self.at.office.shelf)
        assert rows("PRAGMA integrity_check") == [("ok",)]
        if restoring.missing(office):
            with pytest.raises(log.LogError):
                log.sequence(office)
            restoring.acknowledge(office, "drill")
        self.keys = open_keys(office.path)
        log.sequence(office, self.keys)
        assert fsck(office) == []
        self.hear()
        shown = log.published(self.log)
        kept = {str(row[0]) for row in rows("SELECT receipt FROM act")}
        if shown is None:
            assert not kept and not self.acknowledged and not self.signed
            return
        kept |= {leaf.decode() for leaf in log.leaves_of(self.log, 0, shown.checkpoint.size)}
        assert self.acknowledged <= kept
        self.consistent(shown)

    def consistent(self, shown: log.Published) -> None:
        """Every checkpoint ever signed is a beginning of this one."""
        size, root = shown.checkpoint.size, shown.checkpoint.root
        assert len(verified(shown.note, self.keys.verifiers())) >= 1
        tree = log.tree_of(self.log, size)
        assert len({old for old, _ in self.signed}) == len(self.signed)
        for old, old_root in self.signed:
            assert check_consistency(old, old_root, size, root, tree.consistency(old)), (old, size)
        self.witness.see(size, root, tree.consistency(self.witness.size))

    def read(self) -> None:
        """The other reader finds the same, from the files alone."""
        vkeys = [key.vkey for key in self.keys.verifiers() if key.kind == "ed25519"]
        found = Log.read(lambda path: (self.log / path).read_bytes(), vkeys)
        for (old, old_root), (new, new_root) in pairwise(sorted(self.signed)):
            assert roots_by_proof(old, new, found.tree.proof(old, new), old_root) == (old_root, new_root)
            assert found.tree.mth(0, old) == old_root


def test_no_kill_loses_an_act_or_contradicts_a_checkpoint(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    deaths: dict[str, int] = dict.fromkeys(EACH, 0)
    for number in range(OFFICES):
        (tmp_path / str(number)).mkdir()
        trial = Trial.begun(tmp_path / str(number), chance)
        trial.survive()
        trial.ack(trial.at.file())
        log.sequence(trial.at.office, trial.keys)
        trial.backup()
        lengths = {name: doom.length(getattr(trial, name), tmp_path / "length") for name in list(EACH)[:-1]}
        todo = [kind for kind, times in EACH.items() for _ in range(times)]
        chance.shuffle(todo)
        for kind in todo:
            name = kind if kind in lengths else chance.choice(list(lengths))
            steps, seconds = lengths[name]
            at, after = chance.randrange(steps), chance.random() * seconds
            die = partial(doom.killed_at, at=at) if kind in lengths else partial(doom.killed_after, seconds=after)
            deaths[kind] += trial.suffer(name, partial(die, watch=trial.watch))
            trial.survive()
        trial.read()
    assert sum(deaths.values()) >= 200, deaths
