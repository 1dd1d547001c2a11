"""The second generator's labels are right, by python-stdnum, which shares no line with it; its tables are fixed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from stdnum import iban, imei, luhn, numdb
from stdnum.cn import ric, uscc
from stdnum.es import dni, nie
from stdnum.exceptions import ValidationError
from stdnum.kr import rrn

from bench.cn_tabular_pi import __main__ as program
from bench.cn_tabular_pi import sets
from bench.cn_tabular_pi.adapters import Found
from bench.cn_tabular_pi.kind import CHECKED, PERSONAL, STRUCTURAL
from bench.cn_tabular_pi.score import Score
from bench.cn_tabular_pi.table import Column, Table
from bench.cn_tabular_pi_second import tables as second
from bench.cn_tabular_pi_second.dirt import NOTHING

ASKED = set(
    "resident_id mobile landline email bank_card uscc passport hkmo_permit tw_permit officer_card plate "
    "social_security person_name address postcode wechat qq ip mac imei birth_date geo_point ethnic_group religion "
    "health org_name iban dni_nie rrn".split()
)
NUMBERED = 1984  # no number was given out before, so whoever is older has a county's code of that year or later


def resident(number: str) -> bool:
    """Eighteen digits by the check digit, the date and the county; fifteen by the date and the county."""
    long = len(number) == 18
    if not re.fullmatch(r"\d{17}[\dX]" if long else r"\d{15}", number):
        return False
    if not long:
        number = f"{number[:6]}19{number[6:]}"
        number += ric.calc_check_digit(f"{number}0")
    try:
        born = ric.get_birth_date(number).year
        ric.get_birth_place(f"{number[:6]}{max(born, NUMBERED)}0101{number[14:]}")
    except (ValidationError, KeyError):  # no such day; no such county
        return False
    return bool(ric.calc_check_digit(number) == number[-1])


VALID: dict[str, Callable[[str], bool]] = {
    "resident_id": resident,
    "social_security": resident,
    "bank_card": lambda number: number.startswith("62") and 16 <= len(number) <= 19 and luhn.is_valid(number),
    "imei": lambda number: imei.is_valid(number) and len(number) == 15,
    "uscc": uscc.is_valid,
    "iban": iban.is_valid,
    "dni_nie": lambda number: dni.is_valid(number) or nie.is_valid(number),
    "rrn": rrn.is_valid,
}


@cache
def tables() -> tuple[Table, ...]:
    return tuple(sets.tables(sets.SECOND))


def columns() -> Iterator[Column]:
    return (column for table in tables() for column in table.columns)


def cells(column: Column) -> Iterator[tuple[str, str]]:
    return zip(column.values.to_pylist(), column.cells.to_pylist(), strict=True)


def plain(value: str) -> str:
    return unicodedata.normalize("NFKC", value).replace(" ", "")


def holding(label: str) -> set[str]:
    return {part for part in label.split("+") if part and part[0] != "~"}


def test_the_tables_are_those_that_were_fixed() -> None:
    assert sets.manifest([sets.SECOND]) == sets.second_committed()


def test_its_size_and_its_types() -> None:
    assert len(tables()) == 17 and {table.rows for table in tables()} == {second.ROWS}
    assert len({table.sector for table in tables()}) == 4
    count = Counter(column.kind.info_type for column in columns())
    assert count.keys() - {None, *STRUCTURAL} == ASKED and set(PERSONAL) >= ASKED
    assert min(count[kind] for kind in ASKED) >= 3
    assert sum(column.kind.trap for column in columns()) >= 40


@pytest.mark.parametrize("kind", sorted(VALID))
def test_what_is_labelled_holds_and_what_is_not_does_not(kind: str) -> None:
    """A cell of a checked column is valid, or masked, or empty, or a mistake that its check digit gives away."""
    came: Counter[str] = Counter()
    for column in columns():
        if column.kind.info_type != kind:
            continue
        for value, label in cells(column):
            state = "holds" if kind in holding(label) else "may" if label else "empty" if value in NOTHING else "wrong"
            came[state] += 1
            if state in ("holds", "wrong"):
                assert VALID[kind](plain(value)) is (state == "holds"), (column.header, value, label)
            elif state == "may":
                assert "*" in value and label == f"~{kind}"
    assert came["holds"] > 0.9 * came.total()
    assert 0 < came["wrong"] < 0.03 * came.total()  # two in a hundred, in the tables that are not clean


def test_hard_negatives_are_labelled_as_nothing() -> None:
    for column in columns():
        if column.kind.trap:
            assert column.kind.info_type is None and not column.contains and set(column.cells.to_pylist()) == {""}


def test_hard_negatives_that_never_check_never_check() -> None:
    for column in columns():
        for value in column.values.to_pylist() if column.kind.trap else ():
            if value in NOTHING:
                continue
            if column.kind.name in ("device18", "order18"):
                assert not ric.is_valid(value)
            if column.kind.name == "asset19":
                assert not luhn.is_valid(value)


def test_remarks_hold_what_their_labels_say() -> None:
    """In three rows of a hundred or so; a telephone stands in no other, but for numbers in addresses of pages."""
    phone = re.compile(r"(?<![\d/])1[3-9]\d{9}(?!\d)")
    for column in columns():
        if not column.contains:
            continue
        labels = Counter(column.cells.to_pylist())
        assert set(labels) == {"", *column.contains}
        assert all(labels[kind] == second.ROWS // 30 for kind in column.contains)
        for value, label in cells(column):
            assert bool(phone.search(value)) is (label == "mobile"), value
            runs = re.findall(r"\d{17}[\dX](?!\d)|\d{16,19}(?!\d)", value) if label in VALID else ()
            assert label not in VALID or any(VALID[label](run) for run in runs), value


def test_the_rest_have_their_own_formats() -> None:
    """A telephone, a mail, a plate and so on, where a cell is said to hold one."""
    shapes = {
        "mobile": r"(\+86-?)?1[3-9]\d{9}",
        "email": r"[a-z.\d]+@(mail\.)?example\.(com|cn)",
        "plate": r"[一-龥][A-HJ-NP-Z]·?[A-HJ-NP-Z\d]{4,6}[挂学]?",
        "landline": r"\(?0\d{2,3}\)?-?[2-8]\d{6,7}(-\d{3})?",
        "passport": r"(E\d|E[A-HJ-NP-Z]|G\d)\d{7}",
        "hkmo_permit": r"[CHM][A-HJ-NP-Z\d]\d{7}",
        "tw_permit": r"L?\d{8}",
        "officer_card": r"[一-龥]字第\d{7,8}号",
        "mac": r"([\dA-Fa-f]{2}[-:]){5}[\dA-Fa-f]{2}",
        "postcode": r"\d{6}",
        "qq": r"[1-9]\d{6,9}",
        "wechat": r"[a-z][-_a-z\d]{5,19}",
    }
    for column in columns():
        shape = shapes.get(column.kind.info_type or "")
        for value, label in cells(column) if shape else ():
            if column.kind.info_type in holding(label):
                assert re.fullmatch(shape or "", plain(value)), (column.header, value)


def test_every_county_is_one() -> None:
    known = numdb.get("cn/loc")
    for area in second.people.areas():
        told = {key: text for _, found in known.info(area.code) for key, text in found.items()}
        assert told["province"] == area.province and area.county in told["county"]


def test_who_knows_everything_gets_everything() -> None:
    came = Score(True)
    for table in tables():
        said = [
            Found(
                one.header,
                one.kind.info_type,
                1.0,
                one.contains,
                ["+".join(sorted(holding(label))) for label in one.cells.to_pylist()],
            )
            for one in table.columns
        ]
        came.add(table, said)
    assert came.overall().f1 == came.checked("cells").f1 == came.overall(of="contains").f1 == came.macro() == 1.0
    assert not came.trapped and all(came.columns[kind].asked >= 2 for kind in CHECKED)


def test_the_program_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["--set", sets.SECOND, "--write", str(tmp_path)]) == 0
    assert "17 tables" in capsys.readouterr().out
    assert len(list(tmp_path.glob("*.labels.json"))) == 17 and '"synthetic": true' in next(
        tmp_path.glob("*.labels.json")
    ).read_text("utf-8")
