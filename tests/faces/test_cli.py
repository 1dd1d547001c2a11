"""The command line: what it prints, how it ends, and who may do what."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guiju.faces.cli.office import logins
from tests.faces.stall import Stall, shelf_with
from tests.place import PLACE

WAITING = "350000-2025-000006"  # the demo's last case, returned to the park for supplement


def test_due_prints_the_day(stall: Stall) -> None:
    assert stall("due", "2025-06-01", "30wd", "--calendar", "CN").out == "2025-07-14\n"
    assert stall("due", "2025-09-22", "20wd", "--calendar", "CN").out == "2025-10-24\n"
    assert stall("due", "2025-04-01", "30wd").out == "2025-05-16\n"


def test_due_says_when_it_is_provisional(stall: Stall) -> None:
    line, rest = stall("due", "2027-06-01", "3wd").out.split("\n", 1)
    assert line.startswith("2027-06-04  (provisional") and rest == ""
    assert "暂定" in stall("due", "2027-06-01", "3wd", "--lang", "zh").out
    assert stall.json("due", "2027-06-01", "3wd")["provisional"] is True


def test_due_explains_day_by_day(stall: Stall) -> None:
    answer = stall("due", "2025-09-28", "5wd", "--explain")
    lines = answer.out.splitlines()
    assert lines[0] == "2025-10-11" and len(lines) == 2 + 14
    assert sum("National Day" in line for line in lines) == 9, "eight days off and one worked in exchange"
    told = stall.json("due", "2025-09-28", "5wd", "--explain")
    assert [step["number"] for step in told["derivation"] if step["number"]] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "words",
    [
        ("due", "yesterday", "3wd"),
        ("due", "2025-06-01", "3 weeks"),
        ("due", "2025-06-01"),
        ("shelf", "test", "CN/nothing"),
        ("nonsense",),
        ("due", "2025-06-01", "3wd", "--lang", "fr"),
        ("register", "x.csv", "--place", PLACE, "--set", "novalue"),
    ],
)
def test_wrong_usage_ends_with_two(stall: Stall, words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    assert stall(*words).code == 2


def test_help_speaks_both_languages(stall: Stall) -> None:
    for words in ((), ("case", "show"), ("register",), ("due",), ("shelf",), ("users", "grant")):
        answer = stall(*words, "--help")
        assert answer.code == 0
        assert any("\u4e00" <= char <= "\u9fff" for char in answer.out) and "print JSON" not in answer.err
        assert "--json" in answer.out


def test_version_is_light(tmp_path: Path) -> None:
    """At most fifteen bare interpreters; measured as the best of three, since other work may disturb one."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def best(*code: str) -> int:
        took = []
        for _ in range(3):
            begin = time.perf_counter_ns()
            subprocess.run([sys.executable, *code], check=True, capture_output=True, env=environment)
            took.append(time.perf_counter_ns() - begin)
        return min(took)

    ask = "from guiju.faces.cli import main; main(['--version'])"
    assert best("-c", ask) <= 15 * best("-c", "pass")


def test_a_command_loads_no_other_and_due_no_database() -> None:
    code = (
        "import sys; from guiju.faces.cli import main; main(['due', '2025-06-01', '30wd']);"
        "others = {f'guiju.faces.cli.{name}' for name in ('scanning', 'serve', 'exchange')};"
        "sys.exit(', '.join(sys.modules.keys() & {'django', 'duckdb', 'numpy', 'pyarrow', *others}) or 0)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr


def test_a_defect_is_ours_and_tells_no_data(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("somebody's name")

    monkeypatch.setattr("guiju.shelf.shelf.open_shelf", broken)
    answer = stall("shelf", "list")
    assert answer.code == 3 and "ZeroDivisionError" in answer.err and "somebody" not in answer.err


def test_shelf_list_show_and_test(stall: Stall) -> None:
    assert {row["id"] for row in stall.json("shelf", "list")} >= {f"{PLACE}/public-data-registration"}
    shown = stall("shelf", "show", "CN-FJ/public-data-registration", "--on", "2025-06-01")
    assert shown.code == 0 and "art. 16" in shown.out
    tested = stall("shelf", "test", "CN/public-data-registration")
    passed, failed = tested.out.splitlines()[-1].replace(" passed", "").replace(" failed", "").split(", ")
    assert tested.code == 0 and int(passed) >= 60 and int(failed) == 0


def test_a_shelf_from_outside_replaces_and_says_so(
    stall: Stall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIJU_SHELF", str(shelf_with(tmp_path / "shelf", ("length: 3wd", "length: 4wd"))))
    assert [row["replaces"] for row in stall.json("shelf", "list") if row["id"] == "CN/public-data-registration"] == [
        True
    ]
    failing = stall("shelf", "test", "CN/public-data-registration")
    assert failing.code == 1 and not failing.out.endswith(" 0 failed\n")


def test_a_typo_is_told_with_file_line_and_column(
    stall: Stall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIJU_SHELF", str(shelf_with(tmp_path / "shelf", ("length: 3wd", "lenght: 3wd"))))
    answer = stall("shelf", "check")
    assert answer.code == 1
    assert "2025-26.yaml:" in answer.out and "length" in answer.out
    place = answer.out.split("2025-26.yaml:")[1].split(" ")[0].rstrip(":").split(":")
    assert len(place) == 2 and all(part.isdigit() for part in place)


def test_a_wrong_expression_is_told_with_its_place(
    stall: Stall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = ("check: supplied_on <= on", "check: suplied_on <= on")
    monkeypatch.setenv("GUIJU_SHELF", str(shelf_with(tmp_path / "shelf", change)))
    answer = stall("shelf", "check")
    assert answer.code == 1 and "2025-26.yaml:" in answer.out and "suplied_on" in answer.out


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("empty.csv", b"", "scan.empty"),
        ("mislabelled.csv", b"PK\x03\x04" + bytes(40), "scan.mislabelled"),
        ("ragged.csv", b"a,b\n1,2\n1,2,3\n", "scan.ragged"),
        ("cut.parquet", b"PAR1" + bytes(50), "scan.truncated_parquet"),
    ],
)
def test_a_bad_file_is_told_and_nothing_is_filed(
    demo: Stall, tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    (tmp_path / name).write_bytes(content)
    before = demo.json("case", "list")
    answer = demo("register", str(tmp_path / name), "--place", PLACE, "--as", "park", "--json")
    assert answer.code == 1 and answer.json["refused"]["kind"] == kind and answer.json["refused"]["remedy"]
    assert demo.json("case", "list") == before


def test_a_draft_shows_which_rule_applies_and_what_is_missing(demo: Stall, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("区划代码,日期\n350102,2025-01-01\n350103,2025-01-02\n", "utf-8")
    words = ("register", str(tmp_path / "x.csv"), "--place", PLACE, "--dry-run")
    drawn = demo.json(*words)
    assert drawn["rulebook"]["id"] == f"{PLACE}/public-data-registration"
    assert drawn["tables"]["must_register"]["verdict"] == "not_determined"
    assert drawn["tables"]["must_register"]["missing"]
    assert {"rows", "region", "evidence_digest"} <= set(drawn["found"])
    known = demo.json(*words, "--as", "park", "--set", "in_scope=true")
    assert known["tables"]["must_register"]["gives"] == ["must"] and known["tables"]["must_register"]["cites"]
    assert "found by the machine" in demo(*words).out


def test_a_place_without_rules_is_refused(demo: Stall, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    answer = demo("register", str(tmp_path / "x.csv"), "--place", "EU", "--as", "park", "--json")
    assert answer.code == 1 and answer.json["refused"]["kind"] == "not_in_force"


def test_four_callers(demo: Stall) -> None:
    """Nobody, another organisation, the wrong role, the right one."""
    files = ("act", WAITING, "resubmit", "--json")
    nobody = demo(*files)
    assert nobody.code == 1 and nobody.json["refused"]["kind"] == "not_signed_in"
    other = demo(*files, "--as", "bureau")
    assert other.code == 1 and other.json["refused"]["kind"] == "not_your_role"
    wrong = demo(*files, "--as", "acceptor")
    assert wrong.code == 1 and wrong.json["refused"]["kind"] == "not_your_role"
    assert demo.json("case", "show", WAITING)["state"] == "returned"
    right = demo(*files, "--as", "park", "--set", "abstract=树木")
    assert (
        right.code == 0 and right.json["case"]["state"] == "submitted" and right.json["receipt"]["verb"] == "resubmit"
    )


def test_the_wrong_desk_is_refused(demo: Stall) -> None:
    assert demo("act", WAITING, "resubmit", "--as", "park").code == 0
    refused = demo("act", WAITING, "accept", "--as", "reviewer")
    assert refused.code == 1 and "acceptor" in refused.err
    assert demo("act", WAITING, "accept", "--as", "acceptor").code == 0


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("accept", "--as", "acceptor"), "wrong_state"),
        (("fly", "--as", "park"), "no_such_act"),
        (("resubmit", "--as", "park", "--on", "2025-10-01"), "wrong_day"),
        (("resubmit", "--as", "park", "--on", "2099-01-01"), "wrong_day"),
        (("resubmit", "--as", "park", "--set", "colour=green"), "form_faults"),
    ],
)
def test_a_refusal_names_its_kind_and_changes_nothing(demo: Stall, words: tuple[str, ...], kind: str) -> None:
    before = demo.json("case", "show", WAITING)
    answer = demo("act", WAITING, *words, "--json")
    assert answer.code == 1 and answer.json["refused"]["kind"] == kind
    assert answer.json["refused"]["remedy"]["zh"] and answer.json["refused"]["remedy"]["en"]
    assert demo.json("case", "show", WAITING) == before


def test_the_same_key_does_it_once(demo: Stall) -> None:
    words = ("act", WAITING, "resubmit", "--as", "park", "--key", "k1", "--json")
    first, again = demo(*words), demo(*words)
    assert first.json["receipt"] == again.json["receipt"]
    other = demo(*words, "--set", "abstract=另一内容")
    assert other.code == 1 and other.json["refused"]["kind"] == "key_reused"


def test_a_second_return_may_name_only_what_is_new(demo: Stall) -> None:
    assert demo("act", WAITING, "resubmit", "--as", "park", "--set", "abstract=树木").code == 0
    words = ("act", WAITING, "return", "--as", "acceptor", "--fault", "data_name=名称不规范", "--json")
    refused = demo(*words)
    assert refused.code == 1 and refused.json["refused"]["kind"] == "nothing_new"


def test_an_objection_needs_a_publicity(demo: Stall) -> None:
    answer = demo("object", WAITING, "--as", "objector", "--set", "objector_kind=organisation", "--json")
    assert answer.code == 1 and answer.json["refused"]["kind"] in ("outside_window", "form_faults")


def test_case_show_has_the_promised_keys(demo: Stall) -> None:
    view = demo.json("case", "show", WAITING)
    assert {"case", "rulebook", "state", "on", "next", "terms", "breaches", "history", "duties"} <= view.keys()
    assert {"id", "version", "revision"} <= view["rulebook"].keys()
    assert all({"act", "by", "cite"} <= act.keys() for act in view["next"])
    assert demo("act", WAITING, "resubmit", "--as", "park").code == 0
    term = demo.json("case", "show", WAITING)["terms"][0]
    assert {"id", "due", "start", "left", "unit", "cite", "provisional", "late"} <= term.keys()


def test_a_breach_runs_from_its_day_whenever_one_looks(demo: Stall) -> None:
    assert demo("act", WAITING, "resubmit", "--as", "park").code == 0
    due = demo.json("case", "show", WAITING)["terms"][0]["due"]
    early, late = (demo.json("case", "show", WAITING, "--on", day)["breaches"] for day in (due, "2026-03-02"))
    assert early == [] and late[0]["due"] == due and late[0]["since"] > due


def test_secrets_are_not_shown(demo: Stall) -> None:
    for words in (("case", "show", WAITING), ("case", "show", "350000-2025-000001")):
        assert "来源说明.pdf" not in demo(*words).out + demo(*words, "--json").out


def test_no_such_case(demo: Stall) -> None:
    for words in (("case", "show", "x"), ("record", "show", "x"), ("act", "x", "accept", "--as", "acceptor")):
        assert demo(*words).code == 1


def test_the_demo_replays(demo: Stall) -> None:
    assert demo("fsck").code == 0


def test_sign_in_act_sign_out(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    def typed(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))

    typed("correct horse")
    assert stall("users", "add", "clerk", "--password-stdin").code == 0
    granted = ("users", "grant", "clerk", "registrant", "--party", "示例单位", "--uscc", "11350000DEM000030A")
    assert stall(*granted).code == 0
    typed("wrong")
    assert stall("login", "clerk", "--password-stdin").code == 1
    assert stall("case", "list").code == 0, "looking needs no sign-in"
    typed("correct horse")
    assert stall("login", "clerk", "--password-stdin").code == 0
    kept = stall.home / "logins.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and list(logins()) == ["clerk"]
    assert stall("act", "x", "submit", "--as", "boss", "--json").json["refused"]["kind"] == "not_signed_in"
    assert stall("logout").code == 0 and logins() == {}
    assert [row["user"] for row in stall.json("users", "list")] == ["clerk"]


def test_a_token_of_another_is_no_proof(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
        assert stall("users", "add", name, "--password-stdin").code == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
    assert stall("login", "one", "--password-stdin").code == 0
    kept = stall.home / "logins.json"
    kept.write_text(kept.read_text("utf-8").replace('"one"', '"two"'), "utf-8")
    answer = stall("act", "x", "submit", "--as", "two", "--json")
    assert answer.json["refused"]["kind"] == "not_signed_in"
