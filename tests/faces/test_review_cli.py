"""A filing held against its data, and a registered set scanned again: points, drift, the change that is proposed."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from guiju.wings.registry.demo.papers import answers
from tests.faces.stall import Stall

PLACE = "CN-FJ.demo"
FILED = date(2025, 11, 20)  # the day on which the demo stands
HEAD = ("序号", "站点", "日期", "数量")


def plain_rows(count: int = 40, last: date = date(2025, 11, 1)) -> list[list[object]]:
    return [[n, f"{n % 7}号站", (last - timedelta(days=count - n)).isoformat(), n * 3] for n in range(1, count + 1)]


def write(path: Path, rows: Iterable[Iterable[object]], head: Iterable[str] = HEAD) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "stations.csv", plain_rows())


def register(demo: Stall, file: Path, tmp_path: Path, **more: object) -> str:
    """File it for the bureau of the demo; the number of the case."""
    said = answers("示例站点数据", "示例站点每日数量", "示例单位", FILED, region="350000", region_name="福建省", **more)
    (tmp_path / "answers.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    words = ("register", str(file), "--place", PLACE, "--as", "bureau", "--answers", str(tmp_path / "answers.yaml"))
    return str(demo.json(*words)["case"]["case"])


def entry_of(demo: Stall, number: str) -> str:
    """Walk it to its code, day by day; the number of the entry."""
    for verb, user in (("accept", "acceptor"), ("complete_review", "reviewer"), ("publicise", "reviewer")):
        assert demo("act", number, verb, "--as", user).code == 0
    clock(demo, "2025-12-05")
    assert demo("act", number, "assign_code", "--as", "reviewer").code == 0
    about = demo.json("case", "show", number)["about"]
    return next(str(case["case"]) for case in about if case["procedure"] == "entry")


def clock(demo: Stall, day: str) -> None:
    from guiju.store.office import open_office

    open_office(demo.home).set_clock(date.fromisoformat(day))


def reviewed(demo: Stall, number: str, file: Path, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = demo.json("case", "review", number, "--data", str(file), *words)
    return {**found, "by": {point["field"]: point for point in found["points"]}}


def test_what_the_machine_filled_in_agrees_with_the_data(demo: Stall, file: Path, tmp_path: Path) -> None:
    found = reviewed(demo, register(demo, file, tmp_path, update_frequency="monthly"), file)
    assert found["points"] == []
    assert {"rows", "byte_count", "evidence_digest", "columns", "format", "last_day", "update_frequency"} <= {
        *found["same"]
    }


def test_a_false_row_count_is_a_point_for_the_reviewer(demo: Stall, file: Path, tmp_path: Path) -> None:
    found = reviewed(demo, register(demo, file, tmp_path, rows=400, update_frequency="monthly"), file)
    (point,) = found["points"]
    assert (point["field"], point["severity"], point["side"]) == ("rows", "differs", "accuracy")
    assert (point["said"]["en"], point["found"]["en"], point["apart"]["en"]) == ("400", "40", "360 fewer (90.0 %)")
    assert point["cites"] == ["CN-FJ.demo/public-data-registration#r1"] and point["question"]["en"].startswith(
        "which is"
    )


def test_every_kind_of_statement_is_held_against_the_data(demo: Stall, tmp_path: Path) -> None:
    phones = [[*row, f"138{row[0]:>08}"] for row in plain_rows(last=date(2024, 1, 1))]
    file = write(tmp_path / "people.csv", phones, (*HEAD, "宗教信仰"))
    for row in phones:
        row[4] = ("佛教", "道教", "基督教")[int(str(row[0])) % 3]
    write(file, phones, (*HEAD, "宗教信仰"))
    said = {"format": "Excel", "first_day": "2020-01-01", "last_day": "2024-06-30", "update_frequency": "monthly"}
    said |= {"columns": "序号: integer; 站名: text; 日期: text", "evidence_digest": "a" * 64}
    found = reviewed(demo, register(demo, file, tmp_path, **said), file)
    by = found["by"]
    assert {name: point["severity"] for name, point in by.items()} == {
        "format": "differs",
        "columns": "differs",
        "first_day": "differs",
        "last_day": "differs",
        "update_frequency": "differs",
        "evidence_digest": "differs",
        "contains_sensitive": "differs",
        "lawful_source": "note",
    }
    assert by["contains_sensitive"]["found"]["en"] == "sensitive personal information: in 宗教信仰"
    assert by["contains_sensitive"]["cites"] == ["CN-FJ.demo/public-data-registration#r1", "CN/PIPL#a28"]
    assert by["lawful_source"]["side"] == "lawfulness" and by["contains_sensitive"]["side"] == "privacy"
    assert (
        by["columns"]["apart"]["en"]
        == "not in the data: 站名; not declared: 站点, 数量, 宗教信仰; of another type: 日期"
    )
    assert by["update_frequency"]["apart"]["en"] == "on the day of filing the data were 689 days old"
    order = [point["severity"] for point in found["points"]]
    assert order == sorted(order, key=("differs", "doubt", "note").index)
    shown = demo("case", "review", str(found["case"]), "--data", str(file))
    assert shown.code == 0 and "differs · accuracy" in shown.out and "佛教" not in shown.out


def test_only_the_office_and_the_parties_keep_a_scan(demo: Stall, file: Path, tmp_path: Path) -> None:
    number = register(demo, file, tmp_path)
    folder = demo.home / "profiles" / number
    for words in ((), ("--as", "operator"), ("--as", "nobody")):
        assert demo("case", "review", number, "--data", str(file), "--keep", *words).code == 1
        assert demo("drift", number, str(file), *words).code == 1
    assert not folder.exists()
    assert demo("case", "review", number, "--data", str(file), "--keep", "--as", "acceptor").code == 0
    assert demo("drift", number, str(file), "--as", "bureau").code == 0
    assert len([*folder.iterdir()]) == 2
    assert "号站" not in "".join(kept.read_text("utf-8") for kept in folder.iterdir()), "no value is kept"


def test_an_added_column_is_a_change_to_be_filed(demo: Stall, file: Path, tmp_path: Path) -> None:
    number = register(demo, file, tmp_path, update_frequency="monthly")
    entry = entry_of(demo, number)
    assert demo.json("drift", entry, str(file), "--as", "bureau")["drift"] == []
    more = write(tmp_path / "later.csv", [[*row, f"1380013{row[0]:>04}"] for row in plain_rows()], (*HEAD, "手机号"))
    draft = tmp_path / "change.yaml"
    clock(demo, "2025-12-10")
    told = demo.json("drift", number, str(more), "--as", "bureau", "--draft", str(draft))
    assert told["since"] == "2025-12-05"
    assert [(one["kind"], one["column"]) for one in told["drift"]][:2] == [("added", "手机号"), ("found", "手机号")]
    proposed = told["proposal"]
    assert (proposed["about"], proposed["procedure"], proposed["force"]) == (entry, "change", "must")
    assert (proposed["term"], proposed["due"]) == ("promptly", None), "the text has no number of days"
    assert proposed["cites"][0] == "CN-FJ/public-data-registration#a10"
    assert (
        proposed["answers"]["changed"] == ["resource", "deposit"] and proposed["answers"]["changed_on"] == "2025-12-10"
    )
    assert "手机号" in proposed["answers"]["change_told"]

    words = ("object", entry, "--procedure", "change", "--as", "bureau", "--answers", str(draft))
    filed = demo.json(*words, "--set", "change_proof=示例.pdf")
    change = filed["case"]["case"]
    assert filed["case"]["facts"]["changed"] == ["resource", "deposit"]
    assert demo.json("drift", number, str(more), "--as", "bureau")["proposal"]["pending"] == change
    for verb, user in (("accept", "acceptor"), ("complete_review", "reviewer"), ("publicise", "reviewer")):
        assert demo("act", change, verb, "--as", user).code == 0
    clock(demo, "2025-12-31")
    assert demo("act", change, "assign_code", "--as", "reviewer").code == 0
    again = demo.json("drift", number, str(more), "--as", "bureau")
    assert again["since"] == "2025-12-10" and again["drift"] == [] and again["proposal"] is None


def test_growth_that_was_foretold_asks_for_nothing(demo: Stall, file: Path, tmp_path: Path) -> None:
    number = register(demo, file, tmp_path, update_frequency="monthly")
    entry_of(demo, number)
    demo.json("drift", number, str(file), "--as", "bureau")
    grown = write(tmp_path / "grown.csv", [*plain_rows(), *plain_rows(30, date(2025, 12, 1))])
    told = demo.json("drift", number, str(grown), "--as", "bureau")
    assert {one["kind"]: one["expected"] for one in told["drift"]} == dict.fromkeys(("grown", "newer", "content"), True)
    assert told["proposal"] is None
    dense = write(
        tmp_path / "dense.csv", [*plain_rows(), *(row for row in plain_rows(30, date(2025, 12, 1)) for _ in "123")]
    )
    told = demo.json("drift", number, str(dense), "--as", "bureau")
    assert {one["kind"] for one in told["drift"] if not one["expected"]} == {"more", "content"}
    assert told["proposal"]["procedure"] == "change"


def test_the_declared_frequency_says_when_the_next_scan_is_due(demo: Stall, file: Path, tmp_path: Path) -> None:
    monthly = register(demo, file, tmp_path, update_frequency="monthly")
    demo.json("drift", monthly, str(file), "--as", "bureau")
    other = write(tmp_path / "other.csv", plain_rows(41))
    once = register(demo, other, tmp_path, update_frequency="once", data_name="示例站点数据二")
    demo.json("drift", once, str(other), "--as", "bureau")
    told = demo.json("drift")
    assert [(one["case"], one["update"], one["last"], one["due"]) for one in told] == [
        (monthly, "monthly", "2025-11-20", "2025-12-20"),
        (once, "once", "2025-11-20", None),
    ]
    assert "!" not in demo("drift", "--on", "2025-12-20").out and "!" in demo("drift", "--on", "2025-12-21").out
    assert demo("drift", monthly).code == 2, "a number without a file"


def test_what_is_kept_is_in_a_backup(demo: Stall, file: Path, tmp_path: Path) -> None:
    number = register(demo, file, tmp_path)
    demo.json("drift", number, str(file), "--as", "bureau")
    assert demo("backup", str(tmp_path / "copy.tar.gz")).code == 0
    for kept in (demo.home / "profiles" / number).iterdir():
        kept.unlink()
    assert demo.json("drift") == []
    assert demo("restore", str(tmp_path / "copy.tar.gz")).code == 0
    assert [one["case"] for one in demo.json("drift")] == [number]


def test_data_that_cannot_be_read_change_nothing(demo: Stall, file: Path, tmp_path: Path) -> None:
    number = register(demo, file, tmp_path)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and no more")
    for words in (("case", "review", number, "--data", str(broken), "--keep"), ("drift", number, str(broken))):
        assert demo(*words, "--as", "bureau").code == 1
    assert demo("case", "review", "350000-2025-999999", "--data", str(file)).code == 1
    assert not (demo.home / "profiles").exists()


def test_an_assessment_is_held_against_its_data(demo: Stall, tmp_path: Path) -> None:
    """What the registrant answers of the six areas, beside what a scan of the same file finds."""
    file = write(tmp_path / "people.csv", [[*row, f"1380013{row[0]:>04}"] for row in plain_rows()], (*HEAD, "手机号"))
    words = ("assess", "begin", str(file), "--as", "bureau", "--set", "data_name=示例名录")
    number = demo.json(*words, "--set", "assessor_kind=own")["case"]["case"]
    (tmp_path / "areas.yaml").write_text("holds_personal: 'no'\n", "utf-8")
    assert demo("assess", "fill", number, "--answers", str(tmp_path / "areas.yaml"), "--as", "bureau").code == 0
    found = reviewed(demo, number, file)
    assert found["same"] == ["data_digest"]
    point = found["by"]["holds_personal"]
    assert (point["severity"], point["found"]["en"]) == ("differs", "personal information: in 手机号")
    assert point["cites"] == ["CN/PIPL#a4"]
