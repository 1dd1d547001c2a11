"""A folder of files becomes a list, and the list becomes applications: the good ones in one go, each bad one told."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from guiju.wings.registry.demo.papers import answers
from tests.faces.stall import Stall
from tests.place import PLACE
from tests.walks.stocked import KINDS, NAMES, broken, mixed, text

FILED = date(2025, 11, 20)  # the day on which the demo stands
COMMON = answers("{stem}", "{folder}的{stem}，{rows} 行", "示例单位", FILED)


class Crash(BaseException):
    """As when the machine stops."""


def listed(stall: Stall, source: Path, out: Path, *more: str) -> Any:
    return stall.json("inventory", str(source), "--place", PLACE, "--out", str(out), *more)


def file(stall: Stall, inventory: Path, *more: str) -> Any:
    common = inventory.with_name("common.json")
    common.write_text(json.dumps(COMMON, ensure_ascii=False), "utf-8")
    words = ("register", "--inventory", str(inventory), "--place", PLACE, "--as", "bureau", "--answers", str(common))
    answer = stall(*words, *more, "--json")
    return answer.code, answer.json


def cases(stall: Stall) -> int:
    return len(stall.json("case", "list"))


def outcomes(told: Any) -> dict[str, str]:
    return {" + ".join(item["files"]): item["outcome"] for item in told["items"]}


def test_two_hundred_mixed_files(demo: Stall, tmp_path: Path) -> None:
    """The good ones are filed in one go, and each bad one is told with its reason and what to do."""
    wrong = mixed(tmp_path / "files", 200)
    inventory = tmp_path / "inventory.yaml"
    told = listed(demo, tmp_path / "files", inventory)
    assert len(told["items"]) == 200
    assert {item["file"]: item["trouble"]["kind"] for item in told["items"] if "trouble" in item} == wrong
    before = cases(demo)
    code, report = file(demo, inventory)
    assert code == 1, "some were refused"
    assert report["counts"] == {"filed": 200 - len(wrong), "refused": len(wrong)}
    assert cases(demo) == before + 200 - len(wrong)
    for item in report["items"]:
        if item["outcome"] == "refused":
            (name,) = item["files"]
            no = item["refused"]
            assert no["kind"] == f"scan.{wrong[name]}" and name in no["text"]["zh"] and name in no["text"]["en"]
            assert no["remedy"]["zh"] and no["remedy"]["en"]
        else:
            assert item["case"].startswith("350000-2025-") and item["act"]
    again, second = file(demo, inventory)
    assert again == 1 and second["counts"] == {"already": 200 - len(wrong), "refused": len(wrong)}
    assert [item["case"] for item in second["items"]] == [item["case"] for item in report["items"]]
    assert cases(demo) == before + 200 - len(wrong), "the same list files nothing twice"
    one = next(item for item in report["items"] if item["files"][0].endswith("资料000.csv"))
    case = demo.json("case", "show", one["case"])
    assert case["facts"]["data_name"] == "资料000" and case["facts"]["abstract"] == "甲的资料000，5 行"
    assert {"rows", "columns", "region", "first_day", "evidence_digest"} <= set(case["found"])


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A series of three, a copy, a file of its own, and a broken one."""
    folder = tmp_path / "files"
    folder.mkdir()
    for month in (1, 2, 3):
        KINDS["csv"](folder / f"月报-2024-{month:02}.csv", 40 * month)
    (folder / "copy.csv").write_bytes((folder / "月报-2024-01.csv").read_bytes())
    KINDS["json"](folder / "other.json", 7)
    (folder / "empty.csv").write_bytes(b"")
    return folder


def test_a_crash_in_the_middle_files_nothing_twice(
    demo: Stall, few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from guiju.wings.registry import many

    inventory = tmp_path / "list.yaml"
    listed(demo, few, inventory)
    before, perform, done = cases(demo), many.perform, []

    def dies(*words: Any, **more: Any) -> Any:
        if len(done) == 2:
            raise Crash
        done.append(1)
        return perform(*words, **more)

    monkeypatch.setattr(many, "perform", dies)
    with pytest.raises(Crash):
        file(demo, inventory)
    monkeypatch.setattr(many, "perform", perform)
    assert cases(demo) == before + 2
    code, report = file(demo, inventory)
    assert code == 1 and report["counts"] == {"filed": 2, "already": 2, "refused": 2}
    assert cases(demo) == before + 4


def test_duplicates_are_told_and_one_is_filed(demo: Stall, few: Path, tmp_path: Path) -> None:
    inventory = tmp_path / "list.json"
    listed(demo, few, inventory)
    _, report = file(demo, inventory)
    twin = next(item for item in report["items"] if item["files"] == ["月报-2024-01.csv"])
    assert twin["refused"]["kind"] == "duplicate" and "copy.csv" in twin["refused"]["text"]["en"]
    seen = demo("inventory", str(few))
    assert "月报-2024-01.csv: the same content as copy.csv" in seen.out and seen.code == 0


def test_a_series_becomes_one_resource(demo: Stall, few: Path, tmp_path: Path) -> None:
    (few / "copy.csv").unlink()
    inventory = tmp_path / "list.yaml"
    told = listed(demo, few, inventory, "--merge")
    assert [item.get("merge") for item in told["items"] if item["file"].startswith("月报")] == ["月报"] * 3
    code, report = file(demo, inventory)
    assert code == 1 and report["counts"] == {"filed": 2, "refused": 1}
    one = next(item for item in report["items"] if len(item["files"]) == 3)
    facts = demo.json("case", "show", one["case"])["facts"]
    assert facts["rows"] == 15 and facts["data_name"] == "月报"
    assert (facts["first_day"], facts["last_day"]) == ("2024-02-10", "2024-05-04")


def test_a_person_edits_the_list(demo: Stall, few: Path, tmp_path: Path) -> None:
    """Rows dropped, one answered by itself, a number corrected by hand, unlike files put together."""
    (few / "wide.csv").write_text(text(9, (*NAMES[:2], "别的")), "utf-8")
    inventory = tmp_path / "list.yaml"
    listed(demo, few, inventory)
    content = yaml.safe_load(inventory.read_text("utf-8"))
    rows = {item["file"]: item for item in content["items"] if item["file"] not in ("copy.csv", "empty.csv")}
    rows["other.json"]["answers"] = {"data_name": "另一项"}
    rows["other.json"]["found"]["rows"] = "4"
    rows["wide.csv"]["merge"] = rows["月报-2024-03.csv"]["merge"] = "不合"
    content["items"] = [*rows.values()]
    inventory.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    code, report = file(demo, inventory)
    assert code == 1
    assert outcomes(report) == {
        "月报-2024-01.csv": "filed",
        "月报-2024-02.csv": "filed",
        "wide.csv + 月报-2024-03.csv": "refused",
        "other.json": "filed",
    }
    no = next(item["refused"] for item in report["items"] if item["outcome"] == "refused")
    assert no["kind"] == "columns" and "月报-2024-03.csv" in no["text"]["zh"]
    case = demo.json("case", "show", next(item["case"] for item in report["items"] if item["files"] == ["other.json"]))
    assert case["facts"]["data_name"] == "另一项" and case["facts"]["rows"] == 4
    assert "rows" not in case["found"], "what a person wrote is not the machine's"


def test_what_lacks_answers_is_told_field_by_field(demo: Stall, few: Path, tmp_path: Path) -> None:
    inventory = tmp_path / "list.yaml"
    listed(demo, few, inventory)
    words = ("register", "--inventory", str(inventory), "--place", PLACE, "--as", "bureau")
    before = cases(demo)
    answer = demo(*words, "--json")
    assert answer.code == 1 and answer.json["counts"] == {"refused": 6} and cases(demo) == before
    faults = answer.json["items"][0]["refused"]["faults"]
    assert "data_name" in {fault["field"] for fault in faults}
    tried = demo(*words, "--dry-run", "--json")
    assert tried.code == 1 and tried.json["counts"] == {"refused": 6}
    spoken = demo(*words)
    assert spoken.code == 1 and "empty.csv: the file is empty" in spoken.err and "(data_name)" in spoken.err


def test_a_list_as_a_table_comes_back(demo: Stall, few: Path, tmp_path: Path) -> None:
    """People open it in a program for tables: an answer typed there is filed, and no cell is a formula."""
    (few / "=cmd.csv").write_text(text(3), "utf-8")
    inventory = tmp_path / "list.csv"
    listed(demo, few, inventory)
    with inventory.open(encoding="utf-8-sig", newline="") as table:
        reader = csv.DictReader(table)
        rows, names = list(reader), list(reader.fieldnames or ())
    assert {row["file"] for row in rows} >= {"'=cmd.csv"} and "answer:data_name" in names
    for row in rows:
        row["answer:data_name"] = f"表中所填 {row['id']}"
    with inventory.open("w", encoding="utf-8-sig", newline="") as table:
        writer = csv.DictWriter(table, names)
        writer.writeheader()
        writer.writerows(rows)
    _, report = file(demo, inventory)
    assert report["counts"] == {"filed": 5, "refused": 2}
    one = next(item for item in report["items"] if item["files"] == ["=cmd.csv"])
    assert demo.json("case", "show", one["case"])["facts"]["data_name"] == f"表中所填 {one['id']}"


def test_wrong_words(demo: Stall, tmp_path: Path) -> None:
    (tmp_path / "no.yaml").write_text("a: 1\n", "utf-8")
    assert demo("register", "--inventory", str(tmp_path / "no.yaml"), "--place", PLACE, "--as", "bureau").code == 2
    assert demo("register", "--place", PLACE).code == 2
    assert demo("inventory", str(tmp_path), "--out", str(tmp_path / "list.txt")).code == 2
    assert demo("inventory", str(tmp_path / "nowhere")).code == 1
    folder = tmp_path / "bad"
    folder.mkdir()
    broken(folder)
    assert demo("inventory", str(folder), "--json").code == 0
