"""Slips of the people at the keyboard: each is told as what it is, and nothing is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from guiju.shelf.shelf import BUILT_IN
from tests.faces.stall import Stall

CALENDAR = BUILT_IN / "_calendar" / "CN.yaml"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("due", "2025-06-01", "3wd", "--calendar", "XX"), "no_calendar"),
        (("due", "2025-06-01", "3wd", "--calendar", "../CN"), "no_calendar"),
        (("due", "9999-12-31", "3wd"), "too_far"),
        (("due", "2025-W01-1", "3wd"), "not_a_day"),
        (("due", "20250601", "3wd"), "not_a_day"),
        (("due", "2025-06-01"), "usage"),
        (("nonsense",), "usage"),
        (("case",), "usage"),
        ((), "usage"),
    ],
)
def test_wrong_usage_is_json_too(stall: Stall, words: tuple[str, ...], kind: str) -> None:
    answer = stall(*words, "--json")
    assert answer.code == 2 and answer.json["error"]["kind"] == kind


@pytest.mark.parametrize(
    "words",
    [("case", "list"), ("case", "show", "x"), ("record", "show", "x"), ("act", "x", "y"), ("fsck",), ("users", "list")],
)
def test_looking_makes_no_office(stall: Stall, words: tuple[str, ...]) -> None:
    answer = stall(*words, "--json")
    assert answer.code == 1 and answer.json["refused"]["kind"] == "no_office"
    assert not stall.home.exists()


def test_the_version_in_any_company(stall: Stall) -> None:
    from guiju import __version__

    assert stall("--version", "--lang", "zh").out == f"guiju {__version__}\n"
    assert stall.json("--version") == {"version": __version__}


def test_a_draft_needs_no_office(stall: Stall, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    drawn = stall("register", str(tmp_path / "x.csv"), "--place", "CN-FJ", "--dry-run", "--on", "2026-01-05", "--json")
    assert drawn.json["rulebook"]["id"] == "CN-FJ/public-data-registration" and not stall.home.exists()


def test_an_office_where_there_can_be_none(stall: Stall, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    monkeypatch.setenv("GUIJU_HOME", str(tmp_path / "file" / "office"))
    monkeypatch.setattr("sys.stdin", __import__("io").StringIO("secret\n"))
    answer = stall("users", "add", "x", "--password-stdin", "--json")
    assert answer.code == 1 and answer.json["refused"]["kind"] == "office"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("2025-10-01..2025-10-08", "2025-10-01..2025-09-08", "157:"),
        ("national_day_mid_autumn: 2025", "national_day_mid_atumn: 2025", "did you mean national_day_mid_autumn"),
        ("calendar: CN", "calender: CN", ":"),
        ("  2026:", "  2028:", "year 2028: 2026-01-01 lies outside"),
    ],
)
def test_a_wrong_calendar_is_told_with_its_place(
    demo: Stall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, place: str
) -> None:
    file = tmp_path / "shelf" / "_calendar" / "CN.yaml"
    file.parent.mkdir(parents=True)
    text = CALENDAR.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    installed = demo("calendar", "install", str(file))
    assert installed.code == 1 and f"{file}:" in installed.err and place in installed.err
    monkeypatch.setenv("GUIJU_SHELF", str(file.parent.parent))
    checked = demo("shelf", "check")
    assert checked.code == 1 and checked.out.count(f"{file}:") == 1 and place in checked.out
    assert demo("due", "2025-06-01", "30wd").code == 1


def test_an_older_calendar_does_not_come_back(demo: Stall, tmp_path: Path) -> None:
    for edition, code in (("2031-01-01", 0), ("2030-01-01", 1)):
        file = tmp_path / f"{edition}.yaml"
        text = CALENDAR.read_text("utf-8")
        file.write_text(text.replace("edition: 2026-11-22", f"edition: {edition}"), "utf-8")
        assert demo("calendar", "install", str(file)).code == code
    assert demo("fsck").code == 0


def test_a_shelf_that_is_not_there_is_not_overlooked(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIJU_SHELF", "/nowhere/at/all")
    answer = stall("shelf", "list", "--json")
    assert answer.code == 1 and "GUIJU_SHELF" in answer.json["refused"]["text"]["en"]


def test_a_flaw_is_told_once_where_it_stands(stall: Stall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.faces.stall import shelf_with

    monkeypatch.setenv("GUIJU_SHELF", str(shelf_with(tmp_path / "shelf", ("length: 3wd", "length: 3dw"))))
    assert stall("shelf", "check").out.count("3dw") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("registrar", "--party", "示例市园林中心", "--desk", "acceptr"),
        ("emperor", "--party", "示例市园林中心"),
        ("clock", "--party", "示例市园林中心"),
    ],
)
def test_only_roles_that_a_rulebook_knows_are_granted(demo: Stall, words: tuple[str, ...]) -> None:
    before = demo.json("users", "list")
    assert demo("users", "grant", "park", *words).code == 2
    assert demo.json("users", "list") == before


def test_one_credit_code_is_one_organisation(demo: Stall) -> None:
    words = ("users", "grant", "park", "registrant", "--uscc", "11350000DEM000030A", "--party")
    assert demo(*words, "示例甲单位").code == 1


def test_a_role_is_withdrawn(demo: Stall) -> None:
    words = ("users", "revoke", "park", "registrant", "--party", "示例市园林中心")
    assert demo(*words).code == 0
    refused = demo("act", "350000-2025-000006", "resubmit", "--as", "park", "--json")
    assert refused.code == 1 and refused.json["refused"]["kind"] == "not_your_role"
    assert demo(*words).code == 1


def test_a_case_before_it_was_opened(demo: Stall) -> None:
    answer = demo("case", "show", "350000-2025-000001", "--on", "2024-01-01", "--json")
    assert answer.code == 1 and answer.json["refused"]["kind"] == "not_yet"


def test_chinese_for_eyes_says_roles_by_their_labels(demo: Stall) -> None:
    shown = demo("case", "show", "350000-2025-000002", "--lang", "zh").out
    assert "登记主体: 示例市交通运输局" in shown and "registra" not in shown.replace("public-data-registration", "")


def test_a_scan_shows_a_zero(stall: Stall, tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("n\n0\n7\n", "utf-8")
    lines = [line.split() for line in stall("scan", str(tmp_path / "n.csv")).out.splitlines()]
    assert ["n", "integer", "0", "2", "0", "7"] in lines


def test_a_day_before_the_last_act_is_not_made_up(demo: Stall) -> None:
    """A case is shown as of a day on which it stood as it stands, or not at all."""
    early = demo("case", "show", "350000-2025-000006", "--on", "2025-10-15")
    assert early.code == 1
    assert "2025-10-17" in early.err
    assert demo.json("case", "show", "350000-2025-000006", "--on", "2025-10-17")["state"] == "returned"


def test_the_office_says_where_it_is(demo: Stall) -> None:
    assert demo.json("region") == {"region": "350000"}
    assert demo("region", "999999").code == 2
    assert demo.json("region", "420100") == {"region": "420100"}
    assert demo.json("region") == {"region": "420100"}
