"""The whole road by hand: a data file is registered, accepted, reviewed, publicised, coded, and anyone reads it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from guiju.wings.registry.codes import is_query_code
from guiju.wings.registry.demo.divisions import write_divisions
from guiju.wings.registry.demo.papers import answers
from tests.faces.stall import Stall

PLACE = "CN-FJ.demo"
FILED = date(2025, 11, 20)  # the day on which the demo stands
AREA = {"coverage": "历年", "region": "100000", "region_name": "全国"}
ANSWERS = answers("行政区划表", "县级以上行政区划的代码和名称", "示例单位", FILED, **AREA)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    write_divisions(tmp_path / "divisions.csv")
    lines = (tmp_path / "divisions.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "divisions.csv").write_text("".join(lines[:-1]), "utf-8")  # the story has registered the whole of it
    (tmp_path / "answers.json").write_text(json.dumps(ANSWERS, ensure_ascii=False), "utf-8")
    return tmp_path / "divisions.csv"


def move_clock(stall: Stall, day: str) -> None:
    """A demo's clock; what happens to a case on the way, happens when somebody looks."""
    from guiju.store.office import open_office

    open_office(stall.home).set_clock(date.fromisoformat(day))


def test_a_real_file_walks_to_a_code(demo: Stall, table: Path) -> None:
    words = (
        "register",
        str(table),
        "--place",
        PLACE,
        "--as",
        "bureau",
        "--answers",
        str(table.parent / "answers.json"),
    )
    filed = demo.json(*words, "--key", "one")
    number, case = filed["case"]["case"], filed["case"]
    assert case["state"] == "submitted" and case["on"] == "2025-11-20"
    assert {"rows", "evidence_digest", "columns"} <= set(case["found"]) and case["facts"]["rows"] > 3000
    assert [(term["id"], term["due"]) for term in case["terms"]] == [("accept", "2025-11-25")]
    assert demo.json(*words, "--key", "one")["receipt"] == filed["receipt"], "the same key files once"

    def act(verb: str, user: str) -> object:
        answer = demo("act", number, verb, "--as", user, "--json")
        assert answer.code == 0, answer.out
        return answer.json["case"]["state"]

    assert act("accept", "acceptor") == "reviewing"
    assert act("complete_review", "reviewer") == "reviewed"
    assert act("publicise", "reviewer") == "publicity"
    early = demo("act", number, "assign_code", "--as", "reviewer", "--json")
    assert early.code == 1 and early.json["refused"]["kind"] == "outside_window"
    ends = next(term["due"] for term in demo.json("case", "show", number)["terms"] if term["id"] == "publicity")
    assert ends == "2025-12-04"
    move_clock(demo, "2025-12-05")
    assert act("assign_code", "reviewer") == "registered"

    code = demo.json("case", "show", number)["code"]
    assert is_query_code(code)
    entry = demo.json("record", "show", code)
    assert entry["state"] == "valid" and entry["fields"]["data_name"] == "行政区划表"
    assert set(entry["fields"]) == {"registrant_name", "registration_type", "data_name", "abstract"}
    assert entry["validity"][0]["from"] == "2025-12-05"
    assert demo("fsck").code == 0


def test_filing_in_words(demo: Stall, table: Path) -> None:
    """For eyes: choices by their labels, yes and no, faults once, secrets as dots."""
    words = ("register", str(table), "--place", PLACE, "--as", "bureau")
    full = demo(*words, "--answers", str(table.parent / "answers.json"))
    assert full.code == 0 and "sharing: unconditional" in full.out and "filed by the operator: no" in full.out
    assert "来源说明.pdf" not in full.out and "True" not in full.out
    bare = demo(*words)
    assert bare.code == 1 and (bare.out + bare.err).count("(data_producer;") == 1
    assert "data_producer" in demo(*words, "--dry-run").out


def test_who_acts_for_two_organisations_says_for_which(demo: Stall, table: Path) -> None:
    words = (
        "register",
        str(table),
        "--place",
        PLACE,
        "--as",
        "bureau",
        "--answers",
        str(table.parent / "answers.json"),
    )
    assert demo("users", "grant", "bureau", "registrant", "--party", "示例市水务局").code == 0
    unsaid = demo(*words, "--json")
    assert unsaid.code == 1 and unsaid.json["refused"]["kind"] == "which_party"
    wrong = demo(*words, "--for", "示例市园林中心", "--json")
    assert wrong.code == 1 and wrong.json["refused"]["kind"] == "no_user"
    filed = demo.json(*words, "--for", "示例市水务局")
    assert filed["case"]["parties"]["registrant"]["name"].startswith("示例市水务局")
