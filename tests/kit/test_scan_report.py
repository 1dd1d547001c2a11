"""The report of a scan: every one is as the published schema says, and reads well as Markdown."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from markdown_it import MarkdownIt

from guiju.kernel.values import Mark, plain
from guiju.kit.cites import say_cites
from guiju.kit.grading import grade, grading_shelf
from guiju.kit.grading_answers import read_answers
from guiju.kit.scan_json import scan_json
from guiju.kit.scan_kept import known_of, regraded, scan_from
from guiju.kit.scan_markdown import plainly, scan_markdown
from guiju.kit.scan_schema import scan_schema
from guiju.kit.scan_view import scan_view
from guiju.kit.trust import MARKS
from guiju.plane import scan
from guiju.plane.fill import filled
from guiju.plane.infotypes import info_types
from guiju.plane.intake import Detect, Judge
from guiju.plane.quality.rules import read_rules
from tests.walks.stocked import KINDS

ON = date(2026, 1, 5)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(serial: int, year: int) -> str:
    """A number of nobody, with the check digit that it must have."""
    first = f"110105{year}1231{serial:03d}"
    return first + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


HEADER = "编号,姓名,身份证号,手机号,备注,金额,登记日期,设备号"
PERSONS = "\n".join((HEADER, *(
    f"{n},示例{'甲乙丙丁'[n % 4]},{number(n, 1949 + n)},138{n:08d},电话139{n:08d}联系,{n}.5,2024-{n % 12 + 1:02d}-05,"
    f"2025031812345678{n:04d}"
    for n in range(1, 71)
)))  # fmt: skip
HOSTILE = ("<script>alert(1)</script>", "a|b", "# 大标题", "*强调* [链接](http://x)", "`code`", "a\r\n\n- 列表", "&lt;")


def report(path: Path, answers: dict[str, object] | None = None, *, graded: bool = True, **how: Any) -> dict[str, Any]:
    """The report as it is kept."""
    judge = how.pop("judge", None)
    scheme = how.pop("scheme", None)
    found = scan(path, detect=Detect(on=ON, **how), judge=judge)
    shelf, scheme = grading_shelf(scheme)
    told = grade(shelf, scheme, found, read_answers(answers or {}), ON) if graded else None
    kept: dict[str, Any] = json.loads(json.dumps(plain(scan_json(found, told))))
    return kept


def closed(schema: Any) -> Any:
    """The schema, and nothing beside what it names: a member that is not documented fails."""
    if isinstance(schema, dict):
        inner = {name: closed(value) for name, value in schema.items()}
        return inner | ({"additionalProperties": False} if "properties" in inner and "$defs" not in inner else {})
    return [closed(item) for item in schema] if isinstance(schema, list) else schema


def checker() -> jsonschema_rs.Validator:
    schema = closed(scan_schema()) | {"additionalProperties": False}
    jsonschema_rs.meta.validate(schema)
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def persons(folder: Path) -> Path:
    path = folder / "名单.csv"
    path.write_text(PERSONS, "utf-8")
    return path


def rules(folder: Path) -> Path:
    path = folder / "rules.yaml"
    path.write_text("key: [编号]\nunique: [姓名]\npattern: {手机号: '1\\d{10}'}\nevery: {登记日期: month}\n", "utf-8")
    return path


OVERRULE = {"grade": "important", "reason": "示例理由", "who": "示例甲", "when": "2026-01-05"}
ANSWERS: dict[str, object] = {"harm_public": "none", "abroad": "true", "columns": {"姓名": {"overrule": OVERRULE}}}


def test_every_report_is_as_the_schema_says(tmp_path: Path) -> None:
    check = checker()
    path, judge = persons(tmp_path), Judge(rules=read_rules(rules(tmp_path)))
    full = report(path, ANSWERS, cells=True, judge=judge)
    check.validate(full)
    assert full["quality"] and full["quality_rules"] and full["columns"][1]["grade"]["overrule"]
    assert full["minors"] and full["time_coverage"] and full["columns"][0]["cells"] is not None
    check.validate(report(path, sample=True))
    check.validate(report(path, graded=False))
    for kind, write in KINDS.items():
        write(other := tmp_path / f"other.{kind}", 40)
        check.validate(report(other))


def test_the_schema_refuses_what_is_no_report(tmp_path: Path) -> None:
    check, good = checker(), report(persons(tmp_path))
    for wrong in (
        {**good, "rows": -1},
        {**good, "more": 1},
        {name: value for name, value in good.items() if name != "duties"},
        {**good, "columns": [{**good["columns"][0], "share": 0.5}]},
        {**good, "duties": [{**good["duties"][0], "force": "maybe"}]},
    ):
        assert not check.is_valid(wrong)


def test_the_command_prints_schema_and_markdown(tmp_path: Path) -> None:
    def said(*words: str) -> str:
        program = "import sys; from guiju.faces.cli import main; sys.exit(main(sys.argv[1:]))"
        done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
        return done.stdout

    assert json.loads(said("scan", "--schema")) == scan_schema()
    path = str(persons(tmp_path))
    assert said("scan", path, "--markdown").startswith("# 数据扫描报告：名单.csv\n")
    assert said("scan", path, "--markdown", "--lang", "en").startswith("# Report of a scan: 名单.csv\n")
    assert re.search("of 70 persons \\d+ were under 14 and", said("scan", path, "--lang", "en"))


def test_the_first_screen_says_what_how_bad_and_what_now(tmp_path: Path) -> None:
    view = scan_view(report(persons(tmp_path), ANSWERS))
    assert view.about[1].text.en == "70 rows, 8 columns"
    assert view.grade is not None and view.grade.text.en == "at least important data"
    assert [one.label.en for one in view.personal[:2]] == ["resident identity number", "personal name"]
    assert {one.columns for one in view.personal if one.label.zh == "手机号"} == {("手机号", "备注")}
    assert view.minors is not None and "under 14" in view.minors.en
    assert view.must and all(due["cites"] and due["who"] for due in view.must)
    assert view.questions and view.waiting
    name = view.columns[1]
    assert name.grade is not None and name.grade.overrule and name.grade.text.en == "important data"
    assert name.grade.computed is not None and name.grade.computed.en == "at least general data"
    assert (name.share, name.score, name.personal) == ("100 %", "0.95", True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_markdown_says_all_of_it(tmp_path: Path, language: str) -> None:
    kept = report(persons(tmp_path), ANSWERS, judge=Judge(rules=read_rules(rules(tmp_path))))
    text = scan_markdown(kept, language)
    for due in kept["duties"]:
        assert (due["label"][language] in text) == (not due["missing"])
    for ask in kept["questions"]:
        assert ask["question"][language] in text
    for column in kept["columns"]:
        assert column["why"][language].partition("\uff3b")[0][:12] in text
    assert info_types()["resident_id"].label[language] in text and "示例理由" in text
    assert number(1, 1950) not in text and "13800000001" not in text
    assert text.index("important" if language == "en" else "重要数据") < text.index("### 1. 编号")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_markdown_says_what_the_grade_asks_for(tmp_path: Path, language: str) -> None:
    """With the provision and how far it may be trusted; nothing, while there is no grade."""
    answers: dict[str, object] = {"catalogue": "core", "graded_rows": 10}
    kept = report(persons(tmp_path), answers, scheme="CN/data-grading-bank")
    checker().validate(kept)
    text = scan_markdown(kept, language)
    now = text[text.index("## 现在要做什么" if language == "zh" else "## What has to be done") :]
    rules = kept["grade"]["measures"] + kept["grade"]["retest"]
    assert [rule["row"] for rule in rules] == ["directory", "five_acts", "raised", "changed"]
    for rule in rules:
        line = next(line for line in now.splitlines() if rule["label"][language] in line)
        assert line.startswith("- ") and say_cites(rule["cites"], language, named=True) in line
        assert plainly(MARKS[Mark(rule["mark"])][language]) in line
    head = "措施" if language == "zh" else "What the scheme asks"
    assert head in now and head not in scan_markdown(report(persons(tmp_path)), language)


def test_what_stands_in_a_file_is_no_markup(tmp_path: Path) -> None:
    import csv

    path = tmp_path / "<b>*x*.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HOSTILE, *([f"`{n}`<i>" for _ in HOSTILE] for n in range(5))])
    tokens = MarkdownIt("commonmark").enable("table").parse(scan_markdown(report(path), "zh"))
    assert sum(token.type == "heading_open" and token.tag == "h3" for token in tokens) == len(HOSTILE)
    kinds = {part.type for token in tokens for part in (token, *(token.children or ()))}
    assert not kinds & {"html_inline", "html_block", "link_open", "em_open", "image"}


def test_a_kept_report_is_read_back_whole(tmp_path: Path) -> None:
    path = persons(tmp_path)
    found = scan(path, detect=Detect(on=ON, cells=True))
    kept = report(path, cells=True)
    assert scan_from(kept) == found
    shelf, scheme = grading_shelf(None)
    anew = regraded(kept, grade(shelf, scheme, scan_from(kept), read_answers(ANSWERS), ON))
    assert anew == report(path, ANSWERS, cells=True)


def test_a_form_is_filled_only_with_what_is_certain(tmp_path: Path) -> None:
    """Sensitive by a reading alone is left to a person; so is what nobody can tell yet."""
    known = known_of(report(persons(tmp_path)))
    assert known["rows"] == 70 and known["holds.personal"] is True
    assert "holds.sensitive" not in known and "holds.organisation" not in known
    told = known_of(report(persons(tmp_path), {"sensitive": "false"}))
    assert told["holds.sensitive"] is False
    wanted = {"a": "scanner.rows", "b": "scanner.holds.personal", "c": "scanner.holds.sensitive", "d": "identity"}
    assert filled(known, wanted) == {"a": 70, "b": True}
    with pytest.raises(ValueError, match="finds no 'colour'"):
        filled(known, {"a": "scanner.colour"})
