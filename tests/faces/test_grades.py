"""A sample bank's folder as a directory: four grades, each with its path and its measures. All of it is made up."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from tests.faces.stall import Stall

BANK = "CN/data-grading-bank"
ROWS = 60


def card(random: Random) -> str:
    """A bank card number whose last digit is right."""
    body = "622202" + "".join(random.choices("0123456789", k=12))
    doubled = [int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(body))]
    return body + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def sample_bank(folder: Path) -> Path:
    """Customers with cards, branches, the settlement of an area, and the layout of a clearing network."""
    random = Random(6)
    folder.mkdir()

    def write(name: str, head: Iterable[str], row: Callable[[int], Iterable[object]]) -> None:
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *map(row, range(1, ROWS + 1))])

    write("客户.csv", ("客户号", "银行卡号", "余额"), lambda n: (n, card(random), random.randint(1, 9999)))
    write("网点.csv", ("序号", "年份", "柜台数量"), lambda n: (n, 2000 + n % 20, n % 9))
    write("区域支付清算.csv", ("序号", "日期", "清算金额"), lambda n: (n, f"2025-03-{n % 28 + 1:02}", n * 1000))
    write("清算网络.csv", ("序号", "年份", "节点数量"), lambda n: (n, 2020, n))
    return folder


def said(folder: Path, **tables: dict[str, object]) -> Path:
    path = folder / "facts.yaml"
    answers = {"catalogue": "none", "listed_sensitive": "false", "sensitive_read": "false"}
    path.write_text(yaml.safe_dump({**answers, "tables": tables}, allow_unicode=True), "utf-8")
    return path


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return sample_bank(tmp_path / "bank")


LISTED = {"区域支付清算.csv": {"catalogue": "important"}, "清算网络.csv": {"catalogue": "core"}}


def directory(stall: Stall, source: Path, facts: Path | None = None) -> dict[str, Any]:
    words = ("scan", str(source), "--scheme", BANK, "--on", "2025-06-01")
    told: dict[str, Any] = stall.json(*words, *(("--facts", str(facts)) if facts else ()))
    grades = {one["grade"]: one["tables"] for one in told["summary"]["grades"]}
    return {**told, "grades": grades, "by": {table["file"]: table for table in told["tables"]}}


def test_a_sample_bank_has_all_four_grades(stall: Stall, bank: Path, tmp_path: Path) -> None:
    told = directory(stall, bank, said(tmp_path, **LISTED))
    assert told["grades"] == {"core": 1, "important": 1, "sensitive": 1, "other": 1}
    paths = {name: table["grade"]["path"] for name, table in told["by"].items()}
    rows = {name: [step["row"] for step in path if step["step"] == "rule"] for name, path in paths.items()}
    assert rows == {
        "客户.csv": ["named"],
        "网点.csv": ["rest"],
        "区域支付清算.csv": ["catalogue_important"],
        "清算网络.csv": ["catalogue_core"],
    }
    found = [step for step in paths["客户.csv"] if step["step"] == "finding"]
    assert [(step["column"], step["info_type"]) for step in found] == [("银行卡号", "bank_card")]
    assert [kind["cites"] for kind in found[0]["kinds"]] == [["CN/PIPL#a28"], ["CN/PIPL#a4"]]


def test_measures_go_by_the_grade(stall: Stall, bank: Path, tmp_path: Path) -> None:
    told = directory(stall, bank, said(tmp_path, **LISTED))
    measures = {name: [rule["row"] for rule in table["grade"]["measures"]] for name, table in told["by"].items()}
    assert measures["网点.csv"] == ["directory", "five_acts"]
    assert {tuple(rows) for name, rows in measures.items() if name != "网点.csv"} == {
        ("directory", "five_acts", "raised")
    }
    marks = {rule["mark"] for table in told["tables"] for rule in table["grade"]["measures"]}
    assert marks == {"as_told"}, "their text was not read: nobody is bound by it"


def test_what_a_machine_cannot_know_is_asked(stall: Stall, bank: Path) -> None:
    told = directory(stall, bank)
    assert told["grades"] == {None: 3, "sensitive": 1}
    branch, customers = told["by"]["网点.csv"], told["by"]["客户.csv"]
    assert branch["grade"]["standing"] == "not_determined" and branch["grade"]["measures"] == []
    assert "catalogue" in {ask["fact"] for ask in branch["questions"]}
    assert customers["grade"]["standing"] == "at_least"
    shown = stall("scan", str(bank), "--scheme", BANK)
    assert shown.code == 0 and "at least general data: sensitive" in shown.out and "grade not determined" in shown.out
    assert (
        "← sensitive personal information [CN/data-grading-bank rule 2]" in shown.out
        and "▸ listed in the directory" in shown.out
    )


def test_an_archive_and_what_cannot_be_read(stall: Stall, bank: Path, tmp_path: Path) -> None:
    (bank / "broken.parquet").write_bytes(b"PAR1 and no more")
    with zipfile.ZipFile(tmp_path / "bank.zip", "w") as packed:
        for file in bank.iterdir():
            packed.write(file, file.name)
    told = directory(stall, tmp_path / "bank.zip", said(tmp_path, **LISTED))
    assert sum(told["grades"].values()) == 4 and [one["file"] for one in told["unread"]] == ["broken.parquet"]
    assert "622202" not in json.dumps(told, ensure_ascii=False), "no number of anybody"
    (tmp_path / "wrong.yaml").write_text("tables: [a]\n", "utf-8")
    assert stall("scan", str(bank), "--facts", str(tmp_path / "wrong.yaml")).code == 2
    none = stall("scan", str(bank), "--facts", str(tmp_path / "none.yaml"))
    assert none.code == 2 and "Errno" not in none.err and "check the path and the name" in none.err


@pytest.mark.parametrize("scheme", ["nope", "CN/public-data-registration"])
def test_a_scheme_that_grades_nothing_is_told_before_anything_is_read(stall: Stall, scheme: str) -> None:
    told = stall("scan", "there-is-no-such-file.csv", "--scheme", scheme, "--lang", "en")
    assert told.code == 2 and f"{scheme} is no rulebook in force that grades" in told.err
    assert "use one of CN/data-grading, CN/data-grading-bank" in told.err and "rulebooks/" not in told.err
