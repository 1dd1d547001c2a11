"""The indicators of quality, each counted by hand on a small table; rules, their mistakes, and what never leaves."""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guiju.faces.cli import main
from guiju.plane import scan
from guiju.plane.intake import Detect, Judge
from guiju.plane.quality.model import Indicator, Outcome, Quality
from guiju.plane.quality.rules import read_rules
from guiju.plane.quality.standard import DIMENSIONS, STANDARD
from guiju.plane.report import Scan
from guiju.shelf.flaws import ShelfError

ON = date(2025, 6, 10)
TABLE = """\
id,姓名,身份证号,出生日期,手机号,年龄,开始,结束,代码,更新,区划,省
1,示例甲,11010519491231002X,1949-12-31,13800138000,75,2025-01-01,2025-02-01,A,2025-06-01,350100,福建省
2,示例乙,110105194912310021,1949/12/31,138-0013-8001,200,2025-03-01,2025-02-01,B,2025-05-01,350102,福建省
3,示例丙,440524188001010014,1880-01-02,13900139000,,2025-01-05,2025-02-01,C,2024-05-01,110101,福建省
3,NULL,440524188001010014,1880-01-01,13900139000,,2025-01-05,2025-02-01,C,2024-05-01,999999,福建省
3,NULL,440524188001010014,1880-01-01,13900139000,,2025-01-05,2025-02-01,C,2024-05-01,999999,福建省
"""
RULES = r"""
key: [id]
required: [姓名, 年龄]
unique: [手机号]
range: {年龄: [0, 150], 开始: [2025-01-02, ~]}
pattern: {手机号: '1\d{10}'}
one_of: {代码: [A, B]}
references: {代码: {file: codes.csv, column: code}}
order: [[开始, 结束]]
updated_within: {更新: 30d}
period: {开始: [2025-01-01, 2025-01-31]}
every: {开始: month}
masked: [手机号]
columns: {id: integer, 年龄: text, 没有: text}
"""


def judged(folder: Path, rules: str = "", table: str = TABLE, *, detect: bool = True) -> Scan:
    """The table scanned, with these rules."""
    (folder / "a.csv").write_text(table, "utf-8")
    (folder / "codes.csv").write_text("code,label\nA,x\nC,y\n", "utf-8")
    (folder / "rules.yaml").write_text(rules, "utf-8")
    judge = Judge(rules=read_rules(folder / "rules.yaml") if rules else (), on=ON)
    return scan(folder / "a.csv", detect=Detect(on=ON) if detect else None, judge=judge)


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """The table, scanned once with all rules."""
    return judged(tmp_path_factory.mktemp("ruled"), RULES)


def quality(found: Scan) -> Quality:
    assert found.quality is not None
    return found.quality


def parts(found: Scan) -> dict[str, tuple[int, int] | None]:
    """Indicator -> A and B."""
    return {one.id: None if one.a is None or one.b is None else (one.a, one.b) for one in quality(found).indicators}


def flaws(folder: Path, rules: str, table: str = TABLE) -> list[str]:
    """What is said of rules that cannot be used, without the folder."""
    with pytest.raises(ShelfError) as wrong:
        judged(folder, rules, table)
    return [line.removeprefix(f"{folder}/") for line in wrong.value.say().splitlines()]


def test_the_standard_has_six_dimensions_and_twenty_indicators() -> None:
    assert len(DIMENSIONS) == 6 and len(STANDARD) == 20
    assert [entry.dimension for entry in STANDARD.values()] == [
        one for one, n in zip(DIMENSIONS, (6, 2, 5, 2, 3, 2), strict=True) for _ in range(n)
    ]


def test_what_the_data_alone_tell(tmp_path: Path) -> None:
    assert parts(judged(tmp_path)) == {
        # four of five identity numbers, all telephones, and all days of two columns that no header calls otherwise
        "data_standard": (4 + 5 + 15, 25),
        "data_model": None,
        "metadata": None,
        "business_rules": None,
        "reference_data": (3, 5),  # codes of areas; 999999 is none
        "security": None,
        "element_completeness": (57, 60),
        "record_completeness": (2, 5),
        "content_correctness": (4 + 3, 5 + 5),  # check digits, and the codes again
        # by type: id, birth, age, area; by shape: identity, telephone, three columns of days
        "format_compliance": (5 + 5 + 2 + 5 + 25, 42),
        "duplicate_rate": (1, 5),
        "uniqueness": (3, 5),
        "dirty_rate": (2, 57),
        "same_data": (5 + 4 + 4 + 15, 30),  # one day with strokes, one number with dashes
        "related_data": (1 + 2 + 2, 4 + 3),  # days of birth where the check holds; provinces of codes that exist
        "period_correctness": None,
        "point_timeliness": None,
        "time_sequence": None,
        "accessible": None,
        "available": None,
    }


def test_rules_say_the_rest(ruled: Scan) -> None:
    found = parts(ruled)
    assert {id_: found[id_] for id_ in ("data_model", "metadata", "business_rules", "security")} == {
        "data_model": (2, 3),
        "metadata": (2, 12),
        "business_rules": (0, 5),
        "security": (0, 5),
    }
    assert found["element_completeness"] == (5 + 2, 10) and found["record_completeness"] == (2, 5)
    assert found["reference_data"] == (2 + 4 + 3, 15)
    assert found["format_compliance"] == (42 + 1 + 4 + 4, 42 + 2 + 5 + 5)
    assert found["uniqueness"] == (2 + 2, 10)
    assert found["period_correctness"] == (4, 5)  # months are not added to rows
    assert found["point_timeliness"] == (1, 5)
    assert found["time_sequence"] == (4, 5)
    assert (found["accessible"], found["available"]) == (None, None)


def test_each_rule_counts_its_rows(ruled: Scan) -> None:
    told = quality(ruled).rules
    assert [(one.rule, *one.columns, one.a, one.b) for one in told] == [
        ("key", "id", 2, 5),
        ("required", "姓名", 5, 5),
        ("required", "年龄", 2, 5),
        ("unique", "手机号", 2, 5),
        ("range", "年龄", 1, 2),
        ("range", "开始", 4, 5),
        ("pattern", "手机号", 4, 5),
        ("one_of", "代码", 2, 5),
        ("references", "代码", 4, 5),
        ("order", "开始", "结束", 4, 5),
        ("updated_within", "更新", 1, 5),
        ("period", "开始", 4, 5),
        ("every", "开始", 2, 3),
        ("masked", "手机号", 0, 5),
        ("columns", "id", 1, 1),
        ("columns", "年龄", 1, 1),
        ("columns", "没有", 0, 1),
    ]
    assert all(one.failing == one.b - one.a for one in told)
    assert next(one for one in told if one.rule == "pattern").line == 6


def test_columns_that_say_the_same_and_spans_of_time(tmp_path: Path) -> None:
    table = "a,b,day,n,m\nx,x,2025-01-31,1,2\nx,y,2025-03-01,3,2\n,y,2025-03-02,,2\n"
    rules = "same: [[a, b]]\nevery: {day: month}\norder: [[n, m]]\n"
    told = judged(tmp_path, rules, table)
    counts = [(one.a, one.b, one.of.en) for one in quality(told).rules]
    assert counts == [(1, 2, "rows"), (2, 3, "months"), (1, 2, "rows")]
    found = parts(told)
    assert found["period_correctness"] == (2, 3) and found["related_data"] == (1, 2)
    assert found["time_sequence"] is None  # numbers have no order in time


def test_rows_that_people_would_call_the_same(tmp_path: Path) -> None:
    """Width, case, blanks and punctuation aside; what a number or a day is written with stays."""
    rows = [
        "ＡＢ公司（福州）,1.5,2024-01-02",
        "ab 公司(福州)。,1.5,2024-01-02",
        "ab公司,15,2024-01-02",
        "ab公司,1.5,2024-01-02",
    ]
    found = quality(judged(tmp_path, table="\n".join(("名称,量,日期", *rows, rows[0]))))
    again = next(one for one in found.indicators if one.id == "duplicate_rate")
    assert (again.a, again.b) == (1, 5) and again.counted is not None
    assert "另有 1 行" in again.counted.zh and "1 more differ" in again.counted.en


def test_full_width_digits_tell_the_same_day_and_area(tmp_path: Path) -> None:
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    table = "身份证号,出生日期,区划,省\n" + "".join(
        f"{number},1949-12-31,{area},福建省\n"
        for number, area in (("11010519491231002X", "350100"), ("11010519491231002X".translate(wide), "350102"),
                             ("11010519491231002X", "３５０１０３"))
    )  # fmt: skip
    assert parts(judged(tmp_path, table=table))["related_data"] == (6, 6)


def test_where_nobody_asked_what_the_columns_hold(tmp_path: Path) -> None:
    found = parts(judged(tmp_path, detect=False))
    assert found["data_standard"] is None and found["content_correctness"] == (3, 5)
    assert scan(tmp_path / "a.csv").quality is None


def test_a_table_without_rows_measures_nothing(tmp_path: Path) -> None:
    found = quality(judged(tmp_path, "required: [a]\nkey: [a]\npattern: {b: x}\norder: [[a, b]]\n", "a,b\n"))
    assert all(one.x is None and one.needs for one in found.indicators)
    assert all((one.a, one.b, one.x) == (0, 0, None) for one in found.rules)


def test_columns_with_types_of_their_own(tmp_path: Path) -> None:
    path, rules = tmp_path / "a.parquet", tmp_path / "r.yaml"
    days = [date(2025, 1, 1), date(2025, 1, 3), None]
    pq.write_table(pa.table({"n": [1, 2, 2], "day": days, "list": [[1], [2], [2]], "raw": [b"x", b"y", b"y"]}), path)
    rules.write_text("unique: [n]\nrange: {n: [~, 1.5], day: [2025-01-02, ~]}\nevery: {day: day}\none_of: {n: [2]}\n")
    told = quality(scan(path, detect=Detect(), judge=Judge(rules=read_rules(rules), on=ON)))
    assert [(one.a, one.b) for one in told.rules] == [(1, 3), (1, 3), (1, 2), (2, 3), (2, 3)]
    assert next((one.a, one.b) for one in told.indicators if one.id == "duplicate_rate") == (0, 3)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ("requird: [id]", "rules.yaml:1:1: there is no rule requird; did you mean required?"),
        ("required:\n  - id\n  - nmae\n", "rules.yaml:3:5: the table has no column nmae"),
        ("key: id", "rules.yaml:1:1: columns are listed here; write [column, column]"),
        ("order: [[开始]]", "rules.yaml:1:9: two columns stand here"),
        ("order: [[开始, 姓名]]", "rules.yaml:1:9: the two columns are not both days or numbers"),
        ("range: {年龄: [9, 1]}", "rules.yaml:1:13: the least is greater than the greatest"),
        ("range: {年龄: [1, 2025-01-01]}", "rules.yaml:1:13: both bounds are numbers, or both are days"),
        ("range: {姓名: [2025-01-01, ~]}", "most values of the column are no days"),
        ("pattern: {姓名: '('}", "rules.yaml:1:15: this is no pattern of RE2"),
        ("one_of: {代码: A}", "the values that are allowed are listed here; write [value, value]"),
        ("references: {代码: {file: no.csv, column: a}}", "there is no file no.csv; paths start from"),
        ("references: {代码: {file: codes.csv, column: cod}}", "codes.csv has no column cod; did you mean code?"),
        ("references: {代码: codes.csv}", "a file and a column are named here"),
        ("updated_within: {更新: soon}", "this is no length of time; write 30d, 2w, 3m or 1y"),
        ("period: {开始: [1, 2]}", "both bounds are days; write a day as 2025-01-31"),
        ("every: {开始: fortnight}", "use one of: day, week, month, quarter, year"),
        ("columns: {id: number}", "use one of: text, integer, decimal, date, datetime, boolean"),
        ("columns: [id]", "columns stand here, each with what is required"),
        ("- id", "a file of rules is a map of rules"),
        ("key: [id", "rules.yaml"),
    ],
)
def test_a_mistake_in_the_rules_is_told_with_its_place(tmp_path: Path, rules: str, says: str) -> None:
    told = flaws(tmp_path, rules)
    assert any(says in line for line in told), told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    assert len(flaws(tmp_path, "key: id\nevery: {开始: x}\nwhat: 1\n")) == 3
    assert len(flaws(tmp_path, "key: [x]\nrequired: [y, z]\n")) == 3


def test_names_and_values_that_look_like_sql_are_only_names_and_values(tmp_path: Path) -> None:
    table = "\"a') FROM data --\",b\nx'y,1\n"
    rules = 'one_of: {"a\') FROM data --": ["x\'y", "\');"]}\npattern: {b: "\'|1"}\nkey: ["a\') FROM data --"]\n'
    assert [(one.a, one.b) for one in quality(judged(tmp_path, rules, table)).rules] == [(1, 1)] * 3


def test_no_value_leaves(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    judged(tmp_path, RULES)
    private = ["示例甲", "示例乙", "11010519491231002X", "13800138000", "138-0013-8001", "13900139000", "19491231"]
    rules = RULES + "same: [[姓名, 手机号], [身份证号, 出生日期]]\n"
    (tmp_path / "rules.yaml").write_text(rules, "utf-8")
    for form in ([], ["--json"], ["--lang", "en"]):
        monkeypatch.setattr(
            sys, "argv", ["guiju", "scan", str(tmp_path / "a.csv"), *form, "--rules", str(tmp_path / "rules.yaml")]
        )
        main()
        told = capsys.readouterr().out
        assert "GB/T 36344" in told and not [value for value in private if value in told]


def test_the_command_tells_all_twenty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(tmp_path, RULES)
    argv = ["guiju", "scan", str(tmp_path / "a.csv"), "--json"]
    monkeypatch.setattr(sys, "argv", argv)
    main()
    assert "quality" not in json.loads(capsys.readouterr().out)
    monkeypatch.setattr(sys, "argv", [*argv, "--quality"])
    main()
    told = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in told["quality"]] == list(STANDARD) and told["quality_rules"] == []
    assert all((one["x"] is None) == bool(one["needs"]) for one in told["quality"])
    assert all(one["cite"].startswith("GB/T 36344-2018") for one in told["quality"])
    asked = next(one for one in told["quality"] if one["id"] == "accessible")
    assert (asked["a"], asked["b"], asked["x"], asked["counted"]) == (None, None, None, None)


_CELLS = st.sampled_from(
    ["", "1", "2", "-3.5", "x", "2025-01-31", "2025年2月1日", "350100", "NULL", "13800138000", "'", "\ufffd"]
)
_ANY = """
key: [a, b]
unique: [a, b]
required: [b]
range: {a: [0, 5]}
pattern: {b: '\\d+'}
one_of: {a: ['1', x]}
same: [[a, b]]
masked: [b]
columns: {a: integer, z: text}
"""


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(_CELLS, _CELLS), max_size=12), st.booleans())
def test_a_is_part_of_b(rows: list[tuple[str, str]], ruled: bool) -> None:
    table = "a,b\n" + "".join(f'"{a}","{b}"\n' for a, b in rows)
    with TemporaryDirectory() as spare:
        found = quality(judged(Path(spare), _ANY if ruled else "", table))
    assert [one.id for one in found.indicators] == list(STANDARD)
    every: list[Indicator | Outcome] = [*found.indicators, *found.rules]
    for one in every:
        if one.a is not None and one.b is not None:
            assert 0 <= one.a <= one.b
            assert one.x is None or one.x == Decimal(one.a * 10_000 // one.b) / 10_000
        assert one.x is None or 0 <= one.x <= 1
    assert all((one.counted is None) != (one.needs is None) for one in found.indicators)
