"""The same file in every place: the runs show what the texts say, and nothing is filed under a draft."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from guiju.kernel.refusals import Reason
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store.fsck import fsck
from guiju.store.office import open_office
from guiju.store.perform import Opening, perform
from guiju.wings.registry.demo.everywhere import BEGINS, Toured, everywhere, texts
from guiju.wings.registry.demo.findings import READERS
from guiju.wings.registry.demo.stands import OfficeStand, PaperStand
from tests.faces.matrix import MATRIX, PLACES, said
from tests.faces.stall import Stall

INSTRUMENT = "public-data-registration"
NEW = """
rulebook: CN-QH/public-data-registration
extends: CN/public-data-registration
title: {zh: 青海省示例办法, en: Example measures}
version: {number: 示例1号, status: in_force, effective: 2025-08-01, expires: 2028-07-31, source: 本测试自拟, cite: a1}
clocks: {accept: {length: 5wd, cite: a2}}
provisions: {a1: {effect: encoded}, a2: {effect: encoded}}
"""


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Toured]]]:
    folder = tmp_path_factory.mktemp("everywhere") / "demo"
    yield folder, list(everywhere(Shelf(BUILT_IN), folder))


def real(toured: tuple[Path, list[Toured]]) -> dict[str, Toured]:
    return {one.name: one for one in toured[1] if one.stand.real}


def test_the_file_is_registered_in_every_place(toured: tuple[Path, list[Toured]]) -> None:
    assert set(real(toured)) == set(PLACES)
    for one in toured[1]:
        assert [event.act for event in one.stand.log].count("assign_code") == 3, one.name
        assert one.found.keys() == MATRIX.keys()
    digests = {
        event.record.facts["evidence_digest"]
        for one in toured[1]
        for event in [next(event for event in one.stand.log if event.act == "submit")]
    }
    assert len(digests) == 1, "the same file everywhere"
    codes = [one.code for one in real(toured).values()]
    assert len(set(codes)) == len(codes), "each place codes in its own name"


@pytest.mark.parametrize("heading", MATRIX)
def test_the_runs_differ_as_the_texts_do(toured: tuple[Path, list[Toured]], heading: str) -> None:
    shown = {place: one.found[heading].en for place, one in real(toured).items()}
    assert shown == {place: said(heading, place) for place in PLACES}


def test_the_headings_are_those_of_the_shelf() -> None:
    assert list(READERS) == list(MATRIX) == list(Shelf(BUILT_IN).headings(f"CN/{INSTRUMENT}"))


def test_a_text_as_told_is_played_and_nothing_is_filed_under_it(toured: tuple[Path, list[Toured]]) -> None:
    told = [one for one in toured[1] if not one.stand.real]
    assert {one.entry.id.partition("/")[0] for one in told} >= {"CN-HB"}
    for one in told:
        assert isinstance(one.stand, PaperStand) and one.entry.status.value == "as_told"
        assert any(event.act == "assign_code" for event in one.stand.log)
        assert all(event.record.pin.version == one.entry.number for event in one.stand.log)
    for one in real(toured).values():
        assert isinstance(one.stand, OfficeStand)
        office = open_office(one.stand.office.path, Shelf(BUILT_IN))
        assert fsck(office) == []
        day = min(entry.effective for entry in texts(Shelf(BUILT_IN)) if entry.id == one.entry.id)
        if day < one.entry.effective:  # while only the draft was there to be read
            office.set_clock(day)
            opens = Opening(one.entry.id, "first")
            refused = perform(office, "submit", office.actor("registrant"), opens=opens, role="registrant")
            assert getattr(refused, "reason", None) is Reason.NOT_IN_FORCE


def test_a_province_added_as_yaml_is_toured_too(tmp_path: Path) -> None:
    """Nobody wrote a word of Python for it."""
    place = tmp_path / "shelf" / "CN-QH" / INSTRUMENT
    place.mkdir(parents=True)
    (place / "1.yaml").write_text(NEW, "utf-8")
    for name in ("CN", "_calendar", "_headings"):
        shutil.copytree(BUILT_IN / name, tmp_path / "shelf" / name)
    found = {one.name: one for one in everywhere(Shelf(tmp_path / "shelf"), tmp_path / "demo")}
    assert list(found) == ["CN", "CN-QH"]
    new = found["CN-QH"]
    assert new.stand.log[0].day >= new.entry.effective > BEGINS
    assert (new.found["handling"].en, new.found["term"].en) == ("5 / 20 / 10 / 10 wd", "3 y")
    assert new.code.startswith("630000")


def test_the_command_prints_each_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stall = Stall(tmp_path, capsys)
    answer = stall("demo", "--everywhere", "--folder", str(tmp_path / "demo"), "--lang", "zh")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert len([line for line in lines if line.startswith(("=  ", "≠  ")) and line[3].isdigit()]) == 16
    assert "可以，须经同意" in answer.out and "仅推演" in answer.out
    told = stall.json("demo", "--everywhere", "--folder", str(tmp_path / "demo"))
    assert {text["id"].partition("/")[0] for text in told["texts"]} == set(PLACES)
    run = next(text for text in told["texts"] if text["id"].startswith("CN-GZ"))
    assert run["acts"][0]["act"] == "enrol" and run["found"]["retention"]["en"] == ">= 20 y"
