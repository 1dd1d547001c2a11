"""`guiju shelf diff` and the counts of `guiju shelf check`, word for word as they were last looked at by a person.

`GUIJU_GOLDEN=write` writes what is printed now over the kept pages; what then changed is read in the difference.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiju.faces.cli.paper import width, wrapped
from guiju.shelf.texts import VARIABLE
from tests.faces.stall import Answer, Stall, shelf_with

GOLDEN = Path(__file__).parent / "golden"
NATION, FUJIAN = "CN/public-data-registration", "CN-FJ/public-data-registration"
HUBEI, TIANJIN = "CN-HB/public-data-registration", "CN-TJ/public-data-registration"
GUIZHOU = "CN-GZ/public-data-registration"
ON = ("--on", "2025-06-01")
STYLE = re.compile(r"\x1b\[[0-9;]*m")
Eyes = Callable[..., Answer]


@pytest.fixture
def eyes(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> Eyes:
    """The command as it prints where somebody looks, on a screen of that many columns."""

    def look(*words: str, columns: int = 140) -> Answer:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        answer = stall(*words)
        return Answer(answer.code, STYLE.sub("", answer.out), answer.err)

    return look


def held(name: str, printed: str) -> None:
    """What is printed is what is kept."""
    path = GOLDEN / name
    if os.environ.get("GUIJU_GOLDEN") == "write":
        path.write_text(printed, "utf-8")
    assert printed == path.read_text("utf-8"), f"{name} differs; look at it, then write it with GUIJU_GOLDEN=write"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_texts_on_a_screen(eyes: Eyes, language: str) -> None:
    answer = eyes("shelf", "diff", NATION, FUJIAN, *ON, "--lang", language)
    assert answer.code == 0
    held(f"diff-CN-CN-FJ.{language}.txt", answer.out)
    assert max(width(line) for line in answer.out.splitlines()) <= 100
    numbered = [line for line in answer.out.splitlines() if re.match(r"\d+ .* (?:相同|不同|equal|differs)$", line)]
    assert len(numbered) == 16, "the headings"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("other", [HUBEI, TIANJIN, GUIZHOU])
def test_two_provinces_under_the_headings(eyes: Eyes, other: str, language: str) -> None:
    """The sixteen headings with their limits beneath; what is under none would change the page with every field."""
    printed = eyes("shelf", "diff", FUJIAN, other, *ON, "--lang", language).out
    under, _, rest = printed.partition({"zh": "\n未列入标题", "en": "\nnot under a heading"}[language])
    held(f"diff-CN-FJ-{other.partition('/')[0]}.{language}.txt", under)
    numbered = [line for line in under.splitlines() if re.match(r"\d+ .* (?:相同|不同|equal|differs)$", line)]
    assert len(numbered) == 16 and rest


@pytest.mark.parametrize(
    ("text", "draft", "fell_away", "came_in"),
    [
        (
            HUBEI,
            "2025-draft",
            {"deposit_told", "deposit_proof", "authorised_resources", "product_document", "risk_areas"},
            {"kind", "storage_screenshot", "query_screenshot", "operation_log", "deposit_witness", "product_use"}
            | {
                "deposit_certificate",
                "deposit_report",
                "operation_info",
                "risk_firm",
                "by_agent",
                "principal",
                "mandate",
            },
        ),
        (
            TIANJIN,
            "2024-draft",
            {"stock_taken", "data_source", "update_frequency", "format", "owner", "share_condition", "use_limits"},
            {"commitment", "protected_secrets"},
        ),
    ],
)
def test_what_fell_away_between_draft_and_final_text(
    stall: Stall, text: str, draft: str, fell_away: set[str], came_in: set[str]
) -> None:
    found = stall.json("shelf", "diff", f"{text}@{draft}", text, *ON)
    assert found["a"]["status"] == "as_told" and found["b"]["status"] == "in_force"
    fields = re.compile(r"forms\.first\.fields\.(\w+)")
    lines = [(match[1], line) for line in found["rest"] if (match := fields.fullmatch(line["path"]))]
    assert {name for name, line in lines if line["b"] is None} == fell_away
    assert {name for name, line in lines if line["a"] is None} == came_in
    assert all(line["a"]["mark"] == "as_told" for name, line in lines if name in fell_away)


def test_two_texts_in_a_pipe(stall: Stall) -> None:
    answer = stall("shelf", "diff", NATION, FUJIAN, *ON)
    held("diff-CN-CN-FJ.tsv", answer.out)
    rows = [line.split("\t") for line in answer.out.splitlines()]
    assert {len(row) for row in rows} == {8}
    everything = stall("shelf", "diff", NATION, FUJIAN, *ON, "--all").out.splitlines()
    assert set(answer.out.splitlines()) < set(everything) and len(everything) > 250


def test_a_narrow_screen_is_not_overrun(eyes: Eyes) -> None:
    for language in ("zh", "en"):
        printed = eyes("shelf", "diff", NATION, FUJIAN, *ON, "--all", "--lang", language, columns=60).out
        assert max(width(line) for line in printed.splitlines() if not line.endswith(("--all", "列出"))) <= 60


def test_programs_get_everything(stall: Stall) -> None:
    content = stall.json("shelf", "diff", NATION, FUJIAN, *ON)
    assert [heading["equal"] for heading in content["headings"]].count(False) == 10
    assert len(content["headings"]) == 16 and len(content["rest"]) > 200
    for line in [line for heading in content["headings"] for line in heading["lines"]]:
        assert all(line[side] is None or line[side]["cites"] for side in "ab"), line["path"]
    same = stall.json("shelf", "diff", NATION, NATION, *ON)
    assert all(line["equal"] for line in same["rest"]) and all(heading["equal"] for heading in same["headings"])


def test_a_version_is_named_by_its_number_or_its_file(
    stall: Stall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = (
        ("number: 发改数据规〔2025〕26号", "number: 示例草案"),
        ("in_force", "draft"),
        ("length: 3wd", "length: 4wd"),
    )
    shelf_with(tmp_path / "shelf", *changes)
    monkeypatch.setenv("GUIJU_SHELF", str(tmp_path / "shelf"))
    for name in ("示例草案", "2025-26"):
        found = stall.json("shelf", "diff", f"{NATION}@发改数据规〔2025〕26号", f"{NATION}@{name}", *ON)
        handling = found["headings"][1]["lines"][0]
        told = {side: handling[side]["text"]["en"] for side in "ab"}
        assert found["b"]["number"] in ("示例草案", "发改数据规〔2025〕26号")
        assert told["a"] == "3 working days" and (name == "2025-26" or told["b"] == "4 working days")
    bare = stall.json("shelf", "diff", NATION, NATION, *ON)
    assert bare["a"]["status"] == "in_force", "without a version the text in force is meant"


def test_a_text_that_does_not_stand_is_looked_at_on_its_nearest_day(stall: Stall) -> None:
    found = stall.json("shelf", "diff", NATION, FUJIAN, "--on", "2029-01-01")
    assert (found["a"]["on"], found["b"]["on"]) == ("2029-01-01", "2027-03-31")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((NATION, "CN-FJ/public-data-registratio"), "CN-FJ/public-data-registration"),
        ((NATION, f"{FUJIAN}@9"), "闽数据〔2025〕15号"),
        ((NATION, FUJIAN, "--on", "tomorrow"), "2025"),
        ((NATION, FUJIAN, "--text"), VARIABLE),
    ],
)
def test_what_cannot_be_compared_is_wrong_usage(
    stall: Stall, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    answer = stall("shelf", "diff", *words)
    assert answer.code == 2 and says in answer.err


def test_the_clause_stands_beside_the_rule_for_whoever_has_the_texts(
    eyes: Eyes, stall: Stall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "CN-public-data-registration.txt").write_text("第十条 示例文字甲。\n第十一条 示例文字乙。\n", "utf-8")
    monkeypatch.setenv(VARIABLE, str(folder))
    found = stall.json("shelf", "diff", NATION, FUJIAN, *ON, "--text")
    assert found["texts"][f"{NATION}#a10"]["text"] == "第十条示例文字甲。"
    piped = stall("shelf", "diff", NATION, FUJIAN, *ON, "--text").out
    assert len([line for line in piped.splitlines() if line.startswith("#\t") and "示例文字甲" in line]) == 1
    drawn = eyes("shelf", "diff", NATION, FUJIAN, *ON, "--text").out
    assert "CN art. 10 (not the text encoded)：第十条示例文字甲。" in drawn, "a copy that is another text says so"


def test_the_check_counts_what_it_looked_at(stall: Stall) -> None:
    printed = stall("shelf", "check")
    assert printed.code == 0
    held("check.txt", printed.out)
    content = stall.json("shelf", "check")
    assert content["flaws"] == []
    for one in content["model"]:
        assert one["states"] == one["final"] + one["timed"] + len(one["dormant"])
        assert all(state["why"] and (state["cites"] or state["mark"]) for state in one["dormant"])


def test_a_slip_in_the_headings_is_told_by_the_check(
    stall: Stall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from guiju.shelf.shelf import BUILT_IN

    name = "_headings/public-data-registration.yaml"
    text = (BUILT_IN / name).read_text("utf-8")
    (tmp_path / "shelf/_headings").mkdir(parents=True)
    (tmp_path / "shelf" / name).write_text(text.replace("clocks.review.length", "clocks.revue.length"), "utf-8")
    monkeypatch.setenv("GUIJU_SHELF", str(tmp_path / "shelf"))
    answer = stall("shelf", "check")
    assert answer.code == 1 and "public-data-registration.yaml:" in answer.out and "clocks.revue.length" in answer.out


@given(st.text("ab 受理，。“”（）1—", max_size=60), st.integers(2, 30))
def test_wrapping_loses_nothing_and_overruns_nothing(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert lines and all(width(line) <= columns for line in lines)
