"""Records between two offices: verified before they are kept, renewed by newer ones, and theirs who registered them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from guiju.kernel import certificate, parcel
from guiju.kernel.refusals import Reason, Refused
from guiju.store import mirrors, queries
from guiju.store.fsck import fsck
from guiju.store.perform import Opening
from guiju.store.signing import open_keys
from tests.walks.deeds import BOOK, Deeds, deeds, only, reached, two


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Deeds, Deeds]:
    return two(tmp_path)


def test_a_record_goes_over_with_its_proof(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    number = province.register("示例甲")
    done = nation.receive(province.parcel())
    assert (done.taken, done.renewed, done.same, done.refused) == ([number], [], 0, [])
    found = only(nation.office)
    assert (found.peer, found.origin, found.number, found.standing) == (
        "province",
        "province.example/log",
        number,
        True,
    )
    assert found.code == "Q350000202500001" and found.face["office"] == "示例登记中心"
    checked = certificate.check(found.held, open_keys(province.office.path).verifiers())
    assert checked.flaws == ()
    assert fsck(nation.office) == [] and fsck(province.office) == []


def test_both_ways_at_once(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    province.register("示例甲")
    nation.register("示例乙")
    assert nation.receive(province.parcel()).taken and province.receive(nation.parcel()).taken
    assert only(nation.office).peer == "province" and only(province.office).peer == "nation"


def test_nothing_secret_and_nothing_private_goes_over(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    province.register("示例甲", secret_note="不可外传", evidence="9f86d081884c7d65", catalogue="CAT-7")
    sent = b"".join(province.parcel().lines()).decode()
    for private in ("不可外传", "9f86d081884c7d65", "CAT-7", "12350000DEM000014H", "示例一局"):
        assert private not in sent
    nation.receive(parcel.read(sent.encode().splitlines()))
    assert "不可外传" not in str(nation.tables())


def test_the_same_twice_is_one(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    number = province.register()
    sent = province.parcel()
    nation.receive(sent)
    before = nation.tables()
    again = nation.receive(sent)
    assert (again.taken, again.renewed, again.same) == ([], [], 1)
    assert nation.tables() == before
    doubled = replace(sent, certificates=[*sent.certificates, *sent.certificates])
    assert nation.receive(doubled).same == 2 and only(nation.office).number == number


def test_later_changes_follow(pair: tuple[Deeds, Deeds]) -> None:
    """Amended, marked, unmarked, ended: each by a newer certificate, and only what is new is sent."""
    province, nation = pair
    number = province.register("示例甲")
    other = province.register("示例不变")
    nation.receive(province.parcel())
    cursor, size = reached(nation)

    def follow() -> dict[str, Any]:
        nonlocal cursor, size
        sent = province.parcel(cursor, size)
        assert len(sent.certificates) == 1
        done = nation.receive(sent)
        assert done.renewed == [number] and done.refused == []
        cursor, size = reached(nation)
        found = next(one for one in mirrors.listed().rows if one.number == number)
        return {**found.face, "standing": found.standing}

    province.amend(number, "示例甲新名")
    assert follow()["fields"][0]["text"]["zh"] == "示例甲新名"
    dispute = province.dispute(number)
    assert [mark["en"] for mark in follow()["marks"]] == ["disputed"]
    province.do("settle", "chen", case=dispute)
    assert "marks" not in follow()
    province.do("end", "chen", case=number)
    after = follow()
    assert after["state"]["id"] == "ended" and after["standing"] is False
    nation.office.bind()
    assert {one.number for one in mirrors.listed().rows} == {number, other}
    assert fsck(nation.office) == [] and fsck(province.office) == []


def test_a_feed_goes_on_where_it_stopped(pair: tuple[Deeds, Deeds]) -> None:
    from guiju.store import sending

    province, nation = pair
    numbers = [province.register(f"示例{n}") for n in range(7)]
    province.sequence()
    seen: list[str] = []
    after, more = 0, True
    while more:
        part = sending.parcel(province.office, after, limit=3, trees=True)
        seen += nation.receive(part).taken
        assert part.next > after
        after, more = part.next, part.more
    assert seen == numbers
    assert not sending.parcel(province.office, after).certificates


def test_it_is_searched_with_its_origin_and_cannot_be_acted_upon(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    number = province.register("示例独有之名")
    nation.receive(province.parcel())
    nation.office.bind()
    for search in ("独有", number, "Q3500002025", "province", "示例登记中心 独有"):
        assert [one.peer for one in mirrors.listed(search=search).rows] == ["province"], search
    assert mirrors.listed(search="别的").rows == () and mirrors.listed(peer="nation").rows == ()
    assert [one.number for one in mirrors.under("Q350000202500001")] == [number]
    for refused in (
        nation.tried("end", "chen", case=number),
        nation.tried("contest", "eve", opens=Opening(BOOK, "dispute", number)),
    ):
        assert isinstance(refused, Refused) and refused.reason is Reason.NO_SUCH_ACT
        assert refused.detail is not None and "province" in refused.detail.en and "province" in refused.detail.zh
    assert not queries.exists(number)


def test_equal_numbers_of_two_offices_stand_side_by_side(tmp_path: Path) -> None:
    province, nation = deeds(tmp_path, "province", "350000"), deeds(tmp_path, "nation", "350000")
    nation.knows(province)
    mine, theirs = nation.register("示例我方"), province.register("示例对方")
    assert mine == theirs
    nation.receive(province.parcel())
    assert only(nation.office).face["fields"][0]["text"]["zh"] == "示例对方"  # type: ignore[index]
    nation.do("end", "chen", case=mine)
    assert only(nation.office).standing and fsck(nation.office) == []


def test_fsck_finds_a_mirror_that_was_changed_by_hand(pair: tuple[Deeds, Deeds]) -> None:
    from guiju.store.database import rows

    province, nation = pair
    province.register("示例甲")
    nation.receive(province.parcel())
    nation.sequence()
    nation.office.bind()
    for change, undo in (
        ("UPDATE mirror SET state = 'ended'", "UPDATE mirror SET state = 'valid'"),
        ("UPDATE mirror SET standing = 0", "UPDATE mirror SET standing = 1"),
        (
            "UPDATE mirror SET certificate = replace(certificate, '甲', '乙')",
            "UPDATE mirror SET certificate = replace(certificate, '乙', '甲')",
        ),
        ("UPDATE peer SET keys = ''", None),
    ):
        rows(change)
        assert len(fsck(nation.office)) == 1, change
        if undo:
            rows(undo)
            assert fsck(nation.office) == []


def test_a_thousand_records_in_reasonable_time(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    numbers = [province.register(f"示例第{n}号") for n in range(1000)]
    started = monotonic()
    raw = b"".join(province.parcel().lines())
    sent = parcel.read(raw.splitlines(keepends=True))
    made = monotonic() - started
    done = nation.receive(sent)
    took = monotonic() - started - made
    assert done.taken == numbers and not done.refused
    assert made < 15 and took < 15, (made, took)
    assert len(raw) < 8_000_000
    found = mirrors.listed(search="示例第777号").rows
    assert [one.number for one in found] == [numbers[777]]
