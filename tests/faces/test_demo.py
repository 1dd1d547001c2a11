"""The demo tells what the cases say, and another shelf tells another story."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guiju.shelf.kinds import is_uscc
from guiju.wings.registry.codes import is_query_code
from guiju.wings.registry.demo.cast import ORGANISATIONS
from guiju.wings.registry.demo.story import story
from tests.faces.stall import Stall, shelf_with


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The story as JSON, and the folder that it left."""
    return play(tmp_path_factory.mktemp("told"))


def play(folder: Path) -> tuple[Path, Any]:
    import contextlib
    import io
    import json

    from guiju.faces.cli import main

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert main(["demo", "--folder", str(folder / "demo"), "--json"]) == 0
    return folder / "demo", json.loads(printed.getvalue())


def test_every_line_is_read_back_from_the_case(
    told: tuple[Path, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, content = told
    monkeypatch.setenv("GUIJU_HOME", str(folder))
    stall = Stall(folder, capsys)
    assert len(content["chapters"]) == 5
    for chapter in content["chapters"]:
        views = [stall.json("case", "show", number) for number in chapter["cases"]]
        read = [{**line.as_json(), "day": line.day.isoformat()} for line in story(views)]
        assert read == chapter["lines"]


def test_acts_happen_on_the_days_that_the_terms_say(told: tuple[Path, Any]) -> None:
    """The main case acts on every last day: so the dates of the lines are those of the terms."""
    days = [line["day"] for line in told[1]["chapters"][0]["lines"]]
    assert days == ["2025-06-23", "2025-06-26", "2025-07-24", "2025-07-25", "2025-08-11"]
    holiday = [line["day"] for line in told[1]["chapters"][3]["lines"]]
    assert holiday[:3] == ["2025-09-25", "2025-09-29", "2025-11-03"]


def test_ten_errors_are_told_at_once(told: tuple[Path, Any]) -> None:
    chapter = told[1]["chapters"][4]
    refused, lines = chapter["refused"], chapter["lines"]
    assert len(refused) == 1 and len(refused[0]["notes"]) == 10
    notice = [note for note in lines[-1]["notes"] if note["en"].startswith("   ·")]
    assert len(notice) == 5, "those that did not stop the draft stand in the one notice"


def test_an_objection_holds_the_code_back(told: tuple[Path, Any]) -> None:
    lines = told[1]["chapters"][2]["lines"]
    said = [line["what"]["en"] for line in lines]
    waiting = next(n for n, words in enumerate(said) if "unresolved" in words)
    coded = next(n for n, line in enumerate(lines) if any("query code" in note["en"] for note in line["notes"]))
    assert waiting < coded and lines[waiting]["day"] < lines[coded]["day"]


def test_anyone_sees_the_published_fields_only(
    told: tuple[Path, Any], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    folder, content = told
    monkeypatch.setenv("GUIJU_HOME", str(folder))
    view = Stall(folder, capsys).json("record", "show", content["code"])
    assert set(view["fields"]) == {"registrant_name", "registration_type", "data_name", "abstract"}
    assert view["code"] == content["code"] and is_query_code(content["code"])
    assert view["state"] == "valid" and len(view["validity"]) == 1


def test_another_shelf_tells_other_dates(
    told: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = shelf_with(tmp_path / "shelf", ("length: 3wd", "length: 4wd"))
    monkeypatch.setenv("GUIJU_SHELF", str(shelf))
    _, content = play(tmp_path)
    ours, theirs = told[1]["chapters"], content["chapters"]
    for mine, other in zip(ours, theirs, strict=True):
        assert len(mine["lines"]) == len(other["lines"])
        assert [line["day"] for line in mine["lines"]] != [line["day"] for line in other["lines"]]
    assert theirs[0]["lines"][1]["day"] == "2025-06-27"


def test_the_players_do_not_exist() -> None:
    assert all(body.name.startswith("示例") for body in ORGANISATIONS.values())
    assert all(is_uscc(body.code) and body.code[8:12] == "DEM0" for body in ORGANISATIONS.values())
    assert len({body.code for body in ORGANISATIONS.values()}) == len(ORGANISATIONS)


def test_the_demo_wipes_only_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work", "utf-8")
    answer = Stall(mine, capsys)("demo", "--folder", str(mine))
    assert answer.code == 1 and "thesis" not in answer.err
    assert (mine / "thesis.txt").read_text("utf-8") == "years of work"


def test_for_eyes_each_line_begins_with_its_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = Stall(tmp_path, capsys)("demo", "--folder", str(tmp_path / "demo"), "--lang", "zh")
    days = [date.fromisoformat(found) for found in re.findall(r"^(\d{4}-\d\d-\d\d)  ", answer.out, re.MULTILINE)]
    assert answer.code == 0 and len(days) > 20
    assert "[示例]" in answer.out and re.search(r"查询码: \d{19}", answer.out)
