"""`kill -9` while a parcel is received: whole records were taken over or none, and doing it again brings the rest."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from guiju.kernel import parcel
from guiju.store import mirrors, peers
from guiju.store.database import rows
from guiju.store.fsck import fsck
from tests.faults import doom
from tests.walks.deeds import Deeds, reopened, two
from tests.walks.little import close

SEED = 20260523
RECORDS = 120  # more than two batches
DEATHS = 10


def kept(nation: Deeds) -> int:
    nation.office.bind()
    return sum(mirrors.counts().values())


def test_no_kill_leaves_half_a_record(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    province, nation = two(tmp_path)
    for number in range(RECORDS):
        province.register(f"示例第{number}号")
    file = tmp_path / "parcel.jsonl"
    file.write_bytes(b"".join(province.parcel().lines()))
    nation.sequence()

    def fresh(name: str) -> Path:
        close()
        (tmp_path / name).mkdir()
        for part in ("nation", "shelf"):
            shutil.copytree(tmp_path / part, tmp_path / name / part)
        return tmp_path / name

    def receive(home: Path) -> None:
        reopened(home, "nation").receive(parcel.read(file.open("rb")))

    whole = fresh("whole")
    steps, _ = doom.length(lambda: receive(whole), tmp_path / "length")
    survived = []
    for number, at in enumerate(sorted(chance.sample(range(steps), DEATHS))):
        home = fresh(str(number))
        assert doom.killed_at(lambda home=home: receive(home), lambda *_: None, at)  # type: ignore[misc]
        after = reopened(home, "nation")
        survived.append(kept(after))
        assert rows("PRAGMA integrity_check") == [("ok",)]
        assert fsck(after.office) == []
        assert peers.named("province").cursor == 0 or kept(after) == RECORDS
        receive(home)
        assert kept(after) == RECORDS and peers.named("province").cursor > 0 and fsck(after.office) == []
    assert set(survived) - {0, RECORDS}, "no death fell between two batches"
