"""The benchmark's labels are right: judged by python-stdnum, which shares no line with the generator's check digits.

And its tables are those that were fixed, hash by hash, before anything was written that is measured by them.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from stdnum import ean, iban, imei, luhn
from stdnum.cn import ric, uscc
from stdnum.es import dni, nie
from stdnum.kr import rrn

from bench.cn_tabular_pi import big, marks, sets
from bench.cn_tabular_pi.dice import Dice
from bench.cn_tabular_pi.headers import LIKE, STYLES, headers
from bench.cn_tabular_pi.kind import CHECKED, PERSONAL, STRUCTURAL
from bench.cn_tabular_pi.rows import Rows, places_of_china, words
from bench.cn_tabular_pi.table import KINDS, SECTORS, Column, Maker, Table, sectors
from guiju.shelf.areas import areas

FEW = 12
NARROW = str.maketrans("０１２３４５６７８９－", "0123456789-")


def _resident(number: str) -> bool:
    """The old number has no check digit: its region and its date are what there is to judge."""
    if len(number) == 15:
        return (
            number.isdigit()
            and number[:6] in areas()
            and ric.get_birth_date(number[:6] + "19" + number[6:]) is not None
        )
    return ric.is_valid(number)


JUDGES: dict[str, Callable[[str], bool]] = {
    "resident_id": _resident,
    "bank_card": lambda number: len(number) in (16, 19) and luhn.is_valid(number),
    "uscc": uscc.is_valid,
    "imei": lambda number: len(number) == 15 and imei.is_valid(number),
    "iban": iban.is_valid,
    "dni_nie": lambda number: dni.is_valid(number) or nie.is_valid(number),
    "rrn": rrn.is_valid,
}


@cache
def few() -> tuple[Table, ...]:
    """The first tables of the test set: each sector twice."""
    return tuple(sets.tables("test", FEW))


def _columns() -> Iterator[Column]:
    return (column for table in few() for column in table.columns)


def _bare(cell: str) -> str:
    """A cell without what a typist adds."""
    return cell.translate(NARROW).replace(" ", "").replace("\t", "").replace("'", "")


@pytest.mark.parametrize("info_type", CHECKED)
def test_a_labelled_cell_has_a_good_check_digit_and_an_unlabelled_one_has_none(info_type: str) -> None:
    judge, seen = JUDGES[info_type], Counter[bool]()
    for column in _columns():
        if column.kind.info_type != info_type:
            continue
        for cell, label in zip(column.values.to_pylist(), column.cells.to_pylist(), strict=True):
            if label in (info_type, ""):
                number = _bare(cell).replace("-", "") if info_type == "imei" else _bare(cell)
                assert judge(number) == (label == info_type), (column.kind.name, cell, label)
                seen[label == info_type] += 1
    assert seen[True] > 50


@pytest.mark.parametrize(
    "name", [f"{which}_wrong" for which in ("resident", "card", "uscc", "imei", "iban", "dni", "rrn")]
)
def test_a_trap_never_has_a_good_check_digit(name: str) -> None:
    judge = JUDGES[{"resident": "resident_id", "card": "bank_card", "dni": "dni_nie"}.get(name[:-6], name[:-6])]
    values = KINDS[name].of(Dice("trap"), Rows(Dice("rows"), 3000)).values.to_pylist()
    assert not any(judge(value) for value in values)


def test_the_right_numbers_beside_the_traps_are_right() -> None:
    """The same judges over thousands of clean cells, so that a rare remainder is met."""
    for info_type in CHECKED:
        values = KINDS[info_type].of(Dice("right"), Rows(Dice("rows"), 3000)).values.to_pylist()
        wrong = [value for value in values if not JUDGES[info_type](value)]
        assert not wrong, (info_type, wrong[:3])


def test_orders_pass_luhn_and_barcodes_pass_theirs() -> None:
    rows = Rows(Dice("orders"), 500)
    assert all(luhn.is_valid(value) for value in KINDS["order_luhn"].of(Dice("o"), rows).values.to_pylist())
    assert all(ean.is_valid(value) for value in KINDS["barcode"].of(Dice("b"), rows).values.to_pylist())


def test_published_numbers_have_the_published_check_digits() -> None:
    """Examples of the standards."""

    def row(text: str, letters: str = "0123456789") -> np.ndarray:
        return np.array([[letters.index(letter) for letter in text]], np.uint8)

    for number in ("11010519491231002X", "440524188001010014", "34052419800101001X"):
        assert "0123456789X"[marks.resident(row(number[:17]))[0]] == number[17]
    for number in ("91350100M000100Y43", "91350100M0001000D0", "911100006000073006"):
        assert marks.USCC_LETTERS[marks.uscc(row(number[:17], marks.USCC_LETTERS))[0]] == number[17]
    assert marks.organisation(row("M000100Y", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))[0] == 4
    assert marks.luhn(row("7992739871"))[0] == 3
    assert marks.iban("DE", row("370400440532013000"))[0].tolist() == [8, 9]
    assert marks.iban("ES", row("21000418450200051332"))[0].tolist() == [9, 1]
    assert marks.spanish_account(row("210004180200051332"))[0].tolist() == [4, 5]
    assert chr(marks.dni(np.array([12345678]))[0]) == "Z"


def test_identifiers_inside_texts_are_where_the_labels_say() -> None:
    """A text whose label names a resident's number holds one, and a text without label holds none."""
    seen = 0
    for column in _columns():
        if column.kind.info_type != "free_text":
            continue
        for cell, label in zip(column.values.to_pylist(), column.cells.to_pylist(), strict=True):
            runs = "".join(letter if letter in "0123456789X" else " " for letter in cell).split()
            held = any(len(run) == 18 and ric.is_valid(run) for run in runs)
            assert held == ("resident_id" in label.split("+")), (cell, label)
            seen += held
    assert seen > 20


def test_contains_is_what_the_cells_hold() -> None:
    for column in _columns():
        held = {part for label in column.cells.unique().to_pylist() for part in label.split("+") if part}
        assert held <= {*PERSONAL, *(f"~{kind}" for kind in PERSONAL)}
        own = column.kind.info_type
        assert set(column.contains) - {part for part in held if part[0] != "~"} <= set()
        assert own == "free_text" or not column.contains or own in held


def test_a_trap_is_labelled_as_nothing() -> None:
    traps = [column for column in _columns() if column.kind.trap]
    assert len({column.kind.name for column in traps}) > 30
    for column in traps:
        assert column.kind.info_type is None and column.cells.unique().to_pylist() == [""]


def test_every_region_is_in_the_national_table() -> None:
    assert set(places_of_china()["code"]) <= set(areas())


def test_the_first_tables_are_those_that_were_fixed() -> None:
    fixed = sets.committed()["test"]["tables"]
    assert len(fixed) == sets.TABLES
    for table in few():
        assert fixed[table.name] == {"rows": table.rows, "columns": len(table.columns), **table.digest()}


@pytest.mark.trial
@pytest.mark.parametrize("name", sets.SETS)
def test_all_tables_are_those_that_were_fixed(name: str) -> None:
    fixed = sets.committed()[name]
    assert {table.name: table.digest()["labels"] for table in sets.tables(name)} == {
        name: one["labels"] for name, one in fixed["tables"].items()
    }
    assert sets.over(fixed["tables"]) == fixed["sha256"]


def test_the_sets_share_no_row() -> None:
    """What is learnt by heart on one set is worth nothing on the other."""
    one, two = (next(iter(sets.tables(name, 1))) for name in sets.SETS)
    lines = [set(table.file().decode(table.encoding).splitlines()) for table in (one, two)]
    assert not lines[0] & lines[1]


def test_another_seed_gives_another_table_and_the_same_seed_the_same() -> None:
    assert Maker("a", "x").table(0).digest() == Maker("a", "x").table(0).digest()
    assert Maker("a", "x").table(0).digest() != Maker("b", "x").table(0).digest()


def test_a_file_reads_back_as_its_table() -> None:
    encodings = set()
    for table in few():
        encodings.add(table.encoding)
        read = list(csv.reader(io.StringIO(table.file().decode(table.encoding), newline="")))
        assert read[0] == [column.header for column in table.columns]
        assert [
            list(row) for row in zip(*(column.values.to_pylist() for column in table.columns), strict=True)
        ] == read[1:]
        bare = table.file(headers=False).decode(table.encoding).splitlines()[0]
        assert bare == ",".join(f"c{at}" for at in range(1, len(table.columns) + 1))
        told = json.loads(table.labels())
        assert told["synthetic"] and [len(one["cells"]) for one in told["columns"]] == [table.rows] * len(table.columns)
    assert "gb18030" in encodings and "utf-8" in encodings


@pytest.mark.trial
def test_every_type_has_its_columns_in_both_sets() -> None:
    """The schedule gives each type and each trap its share, so that no figure rests on a handful."""
    for name in sets.SETS:
        columns = [column for table in sets.tables(name) for column in table.columns]
        types = Counter(column.kind.info_type for column in columns)
        assert min(types[kind] for kind in (*PERSONAL, *STRUCTURAL)) >= 13
        assert sum(column.kind.trap for column in columns) >= 300
        assert {column.kind.name for column in columns} == {kind for line in sectors().values() for kind in line} | {
            "serial"
        }


def test_the_data_files_name_nothing_that_is_not_there() -> None:
    assert {kind for line in sectors().values() for kind in line} == set(KINDS) - {"serial"}
    assert {LIKE.get(name, name) for name in KINDS} | {"roles", "opaque"} == set(headers())
    assert all(len(tongues) == 4 and all(tongues) for tongues in headers().values())
    assert set(SECTORS) == {name for name in sectors() if name in SECTORS}
    assert len(STYLES) == 5 and all(words().values())


def test_chance_is_the_same_under_any_version() -> None:
    """Fixed by the raw stream of the bit generator, which NumPy promises for good."""
    dice = Dice("fixed")
    assert dice.below(1000, 5).tolist() == [511, 727, 826, 171, 33]
    assert dice.digits(2, 4).tolist() == [[2, 2, 6, 4], [9, 3, 5, 5]]


def test_the_table_for_speed_keeps_its_rows_when_it_grows(tmp_path: Path) -> None:
    short, cells = big.part(0, 300)
    assert big.write(tmp_path / "big.csv", 200) == (tmp_path / "big.csv").stat().st_size
    read = list(csv.reader((tmp_path / "big.csv").read_text("utf-8").splitlines()))
    assert read[0] == list(big.COLUMNS) and len(read) == 201
    assert read[1:] == [list(row) for row in zip(*(one.to_pylist()[:200] for one in short.columns), strict=True)]
    for number, label in zip(short["身份证号"].to_pylist(), cells["身份证号"].to_pylist(), strict=True):
        assert label.startswith("~") or _resident(_bare(number)) == (label == "resident_id")
    average = (tmp_path / "big.csv").stat().st_size / 200
    assert 320 < average < 360
