"""What a scan finds in files of all kinds, and what it keeps to itself."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import subprocess
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from guiju.plane import Column, Scan, fill, scan
from guiju.plane.fill import FINDINGS

EXAMPLES = Path(__file__).parents[2] / "examples"
RESIDENTS = "编号,机构代码,姓名,身份证号,手机,出生日期,金额,登记日期,更新时间,在用\n" + "".join(
    f"{n},0101{n % 100:02d},示例{n % 7},11010519491231{n:04d},1380000{n:04d},1950-01-{n % 28 + 1:02d},"
    f"{n}.50,2024-{n % 12 + 1:02d}-15,2024-03-01 08:00:{n % 60:02d},{'是' if n % 2 else '否'}\n"
    for n in range(1, 201)
)


def write(folder: Path, content: str | bytes, name: str = "data.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def column(found: Scan, name: str) -> Column:
    return next(column for column in found.columns if column.name == name)


def types(found: Scan) -> dict[str, str]:
    return {column.name: column.type for column in found.columns}


def kinds_of_warning(found: Scan) -> str:
    return "\n".join(text.en for text in found.warnings)


def test_a_table_of_residents(tmp_path: Path) -> None:
    path = write(tmp_path, RESIDENTS)
    found = scan(path)
    assert (found.name, found.format, found.encoding, found.rows) == ("data.csv", "CSV", "UTF-8", 200)
    assert found.bytes == path.stat().st_size
    assert found.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert types(found) == {
        "编号": "integer", "机构代码": "text", "姓名": "text", "身份证号": "text", "手机": "text", "出生日期": "date",
        "金额": "decimal", "登记日期": "date", "更新时间": "datetime", "在用": "boolean",
    }  # fmt: skip
    assert column(found, "姓名").distinct == 7 and column(found, "姓名").distinct_exact
    assert (column(found, "编号").min, column(found, "编号").max) == (1, 200)
    assert (column(found, "金额").min, column(found, "金额").max) == (Decimal("1.5"), Decimal("200.5"))
    assert str(column(found, "更新时间").min) == "2024-03-01 08:00:00"
    assert found.time_coverage is not None
    assert (found.time_coverage.first, found.time_coverage.last) == (date(2024, 1, 15), date(2024, 12, 15))
    assert (found.time_coverage.column, found.time_coverage.share) == ("登记日期", Decimal(1))


def test_no_personal_value_is_repeated(tmp_path: Path) -> None:
    said = repr(scan(write(tmp_path, RESIDENTS)))
    for secret in ("示例3", "11010519491231", "1380000", "datetime.date(1950"):
        assert secret not in said
    assert column(scan(tmp_path / "data.csv"), "出生日期").min is None


def test_numbers_that_name_somebody_have_no_bounds(tmp_path: Path) -> None:
    rows = "".join(f"{10_000 + n * 3},{7_654_321 + n % 5}\n" for n in range(50))
    found = scan(write(tmp_path, "qq,座机\n" + rows))
    assert types(found) == {"qq": "integer", "座机": "integer"}
    assert [(column.min, column.max) for column in found.columns] == [(None, None)] * 2


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
        ("utf-16", "UTF-16LE"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
    ],
)
def test_encodings_read_alike(tmp_path: Path, encoding: str, said: str) -> None:
    plain = scan(write(tmp_path, RESIDENTS, "plain.csv"))
    found = scan(write(tmp_path, RESIDENTS, encoding=encoding))
    assert found.encoding == said
    assert (found.columns, found.rows, found.time_coverage) == (plain.columns, plain.rows, plain.time_coverage)
    assert found.warnings == ()


def test_rare_characters_of_four_bytes(tmp_path: Path) -> None:
    """𠮷 and 㑇 take four bytes in GB18030; one of them lies across the border of two chunks."""
    rows = "".join(f"{n},示例{'𠮷㑇龘'[n % 3]}县\n" for n in range(120_000))
    path = write(tmp_path, "序号,地名\n" + rows, encoding="gb18030")
    assert path.stat().st_size > 1 << 20
    found = scan(path)
    assert (found.encoding, found.rows, column(found, "地名").distinct) == ("GB18030", 120_000, 3)


def test_western_text_is_not_silently_taken_for_chinese(tmp_path: Path) -> None:
    found = scan(write(tmp_path, "name\nMüller\nJürgen\n", encoding="latin-1"))
    assert "encoding may be wrong" in kinds_of_warning(found)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_line_ends_and_quotes(tmp_path: Path, delimiter: str, newline: str) -> None:
    path = tmp_path / "data.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
        writer.writerows([["a", "b", "c"], ["1", "x,;|\ty", '说"好"'], ["2", "two\nlines", ""], ["3", "plain", "z"]])
    found = scan(path)
    assert types(found) == {"a": "integer", "b": "text", "c": "text"}
    assert (found.rows, column(found, "c").nulls) == (3, 1)


def test_mixed_line_ends(tmp_path: Path) -> None:
    assert scan(write(tmp_path, "a,b\r\n1,2\n3,4\r\n5,6")).rows == 3


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    assert scan(write(tmp_path, "\n\na,b\n1,2\n\n3,4\n\n")).rows == 2
    assert scan(write(tmp_path, "a\n1\n\n3\n\n")).rows == 2


def test_header_only_is_a_table_without_rows(tmp_path: Path) -> None:
    for content in ("a,b\n", "a,b"):
        found = scan(write(tmp_path, content))
        assert (found.rows, types(found)) == (0, {"a": "empty", "b": "empty"})
        assert "no data row" in kinds_of_warning(found)


def test_names_are_made_unique_and_unnamed_columns_numbered(tmp_path: Path) -> None:
    found = scan(write(tmp_path, "a,a,a_2,,a\n1,2,3,4,5\n"))
    assert [column.name for column in found.columns] == ["a", "a_3", "a_2", "column_4", "a_4"]
    assert len(found.warnings) == 3


def test_a_first_line_of_data_is_not_repeated_as_names(tmp_path: Path) -> None:
    found = scan(write(tmp_path, "13800001234,示例\n13800001235,示例\n"))
    assert "13800001234" not in repr(found) and found.rows == 1
    assert "looks like data" in kinds_of_warning(found)


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        (["010101", "020202"], "text"),
        (["110105194912310021"] * 2, "text"),
        (["99999999999999999999", "1"], "text"),
        (["1", "-2", "+3"], "integer"),
        (["1", "2.50", "-0.1", "1e3"], "decimal"),
        (["2024-1-2", "2024/01/03", "2024.1.4", "2024年1月5日"], "date"),
        (["20240102", "20240103"], "date"),
        (["20240230", "20240103"], "integer"),
        (["2024-02-30", "2024-02-01"], "text"),
        (["2024-01", "2024年2月"], "date"),
        (["2024-01-02T03:04:05Z", "2024-01-02 03:04"], "datetime"),
        (["true", "FALSE"], "boolean"),
        (["", " ", "　"], "empty"),
        (["1", "一"], "text"),
    ],
)
def test_types(tmp_path: Path, values: list[str], type_: str) -> None:
    found = scan(write(tmp_path, "k,v\n" + "".join(f"{n},{value}\n" for n, value in enumerate(values))))
    assert column(found, "v").type == type_


def test_time_coverage_of_months_years_and_far_dates(tmp_path: Path) -> None:
    months = scan(write(tmp_path, "月份,n\n2024-01,1\n2024-02,2\n")).time_coverage
    assert months and (months.first, months.last) == (date(2024, 1, 1), date(2024, 2, 29))
    years = scan(write(tmp_path, "年度,n\n2019,1\n2023,2\n")).time_coverage
    assert years and (years.first, years.last) == (date(2019, 1, 1), date(2023, 12, 31))
    far = scan(write(tmp_path, "有效期至\n2024-01-01\n2025-01-01\n9999-12-31\n"))
    assert far.time_coverage and far.time_coverage.last == date(2025, 1, 1)
    assert "outside 1850" in kinds_of_warning(far)
    assert scan(write(tmp_path, "出生日期\n1980-01-01\n")).time_coverage is None


def test_a_few_bad_dates_are_counted(tmp_path: Path) -> None:
    found = scan(write(tmp_path, "日期\n" + "2024-05-01\n" * 99 + "不详\n"))
    assert column(found, "日期").type == "text"
    assert found.time_coverage and found.time_coverage.share == Decimal("0.99")
    assert "1 values that are not dates" in kinds_of_warning(found)


def test_a_moment_falls_on_the_day_of_its_zone(tmp_path: Path) -> None:
    path = write(tmp_path, "时间\n2023-12-31T16:30:00Z\n")
    here, there = scan(path).time_coverage, scan(path, zone="Europe/Madrid").time_coverage
    assert here and here.first == date(2024, 1, 1)
    assert there and there.first == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("values", "code", "share"),
    [
        (["350102", "350103", "350121"], "350100", "1"),
        (["350102"] * 19 + ["110101"], "350102", "0.95"),
        (["350102", "350203", "350582"], "350000", "1"),
        (["350102001001", "350102002002"], "350102", "1"),
        (["110101", "110105", "110228"], "110000", "1"),
        (["福建省福州市鼓楼区", "福建省厦门市"], "350000", "1"),
        (["福建", "福建", "福建省"], "350000", "1"),
        (["内蒙古自治区", "内蒙古"], "150000", "1"),
        (["海南藏族自治州", "吉林大学"], None, None),
        (["110101", "350102", "420102"], None, None),
        (["999999", "888888"], None, None),
    ],
)
def test_the_area_that_a_table_is_about(tmp_path: Path, values: list[str], code: str | None, share: str | None) -> None:
    found = scan(write(tmp_path, "k,区划\n" + "".join(f"{n},{value}\n" for n, value in enumerate(values))))
    assert (found.region and found.region.code) == code
    if found.region and share:
        assert (found.region.share, found.region.column) == (Decimal(share), "区划")


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table({
        "区划代码": ["350102", "350103", None],
        "人数": [1, 2, 3],
        "金额": [Decimal("1.20"), Decimal("3.40"), None],
        "统计日期": [date(2024, 1, 1), date(2024, 6, 30), date(2024, 3, 1)],
        "标签": [["a"], ["b"], []],
        "空": pyarrow.nulls(3),
    })  # fmt: skip
    path = tmp_path / "数据[1]*.parquet"
    parquet.write_table(table, path)
    found = scan(path)
    assert (found.format, found.rows, found.name) == ("Parquet", 3, "数据[1]*.parquet")
    assert types(found) == {
        "区划代码": "text", "人数": "integer", "金额": "decimal", "统计日期": "date", "标签": "text", "空": "empty",
    }  # fmt: skip
    assert found.region and (found.region.code, found.region.share) == ("350100", Decimal(1))
    assert found.time_coverage and found.time_coverage.last == date(2024, 6, 30)
    assert column(found, "金额").max == Decimal("3.4")
    assert "nested" in kinds_of_warning(found)
    renamed = path.rename(tmp_path / "data.csv")
    assert "read as Parquet" in kinds_of_warning(scan(renamed)) and scan(renamed).digest == found.digest


def test_a_large_file_is_quick_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    head = "流水,代码,名称,金额,日期\n"
    rows = "".join(
        f"{100_000_000_000_000_000 + n},{n % 90_000:06d},名称{n},{n}.25,2024-01-{n % 28 + 1:02d}\n"
        for n in range(200_000)
    )
    path = write(tmp_path, head + rows, "it's [big]*.csv", "gb18030")
    started = time.monotonic()
    found = scan(path)
    assert time.monotonic() - started < 15
    assert (found.rows, column(found, "流水").type, column(found, "代码").distinct) == (200_000, "text", 90_000)
    assert list(spare.iterdir()) == []


def test_larger_files_are_estimated_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guiju.plane.intake.EXACT_BYTES", 10)
    found = scan(write(tmp_path, RESIDENTS))
    assert not found.columns[0].distinct_exact and abs(found.columns[0].distinct - 200) < 20
    assert "estimated" in kinds_of_warning(found)


def test_the_real_table_of_divisions(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("divisions", EXAMPLES / "divisions.py")
    assert spec and spec.loader
    divisions = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(divisions)
    path = tmp_path / "divisions.csv"
    rows = divisions.write_divisions(path)
    with path.open(encoding="utf-8", newline="") as file:
        lines = {(row["code"], row["name"]): row for row in csv.DictReader(file)}
    assert rows > 6000 and "Wikipedia" in divisions.SOURCE
    assert (lines["110103", "崇文区"]["valid_from"], lines["110103", "崇文区"]["valid_to"]) == ("", "2010")
    assert (lines["110111", "房山区"]["valid_from"], lines["110111", "房山区"]["valid_to"]) == ("1986", "")
    assert lines["350111", "晋安区"]["province"] == "福建省"
    found = scan(path)
    assert found.rows == rows and types(found)["code"] == "text"
    assert found.time_coverage and found.time_coverage.first.year >= 1949
    assert found.region is None and "34 provinces" in kinds_of_warning(found)


def test_the_form_is_filled_with_what_was_found(tmp_path: Path) -> None:
    found = scan(write(tmp_path, "区划,日期\n350102,2024-01-01\n350103,2024-12-31\n"))
    filled = fill(found, {f"the_{word}": f"scanner.{word}" for word in FINDINGS} | {"other": "identity"})
    assert filled == {
        "the_name": "data.csv", "the_rows": 2, "the_bytes": found.bytes, "the_size_text": f"{found.bytes} B",
        "the_format": "CSV", "the_encoding": "UTF-8", "the_columns": 2, "the_first_day": date(2024, 1, 1),
        "the_last_day": date(2024, 12, 31), "the_coverage": "2024-01-01/2024-12-31", "the_region": "350100",
        "the_region_name": "福州市", "the_digest": found.digest, "the_structure": "区划: text; 日期: date",
    }  # fmt: skip
    bare = scan(write(tmp_path, "a\nx\n"))
    assert fill(bare, {"r": "scanner.region", "t": "scanner.coverage", "n": "scanner.rows"}) == {"n": 1}
    with pytest.raises(ValueError, match="colour"):
        fill(bare, {"r": "scanner.colour"})


def test_importing_the_plane_loads_no_engine() -> None:
    code = "import sys, guiju.plane; print([m for m in ('duckdb', 'pyarrow', 'numpy', 'django') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
