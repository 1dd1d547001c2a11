"""What a scan says of columns: found, possible and nothing; what is masked; and what never leaves."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stdnum.cn import ric

from guiju.faces.cli import main
from guiju.plane import scan
from guiju.plane.infotypes import info_types
from guiju.plane.intake import Detect, tells_when
from guiju.plane.report import Holding, Minors

PEOPLE = [f"110105{1960 + n % 40}0{1 + n % 9}{10 + n % 18}{n:03}" for n in range(120)]
PEOPLE = [number + ric.calc_check_digit(number + "0") for number in PEOPLE]


def held(path: Path, header: str, values: list[str], *, cells: bool = False) -> Holding:
    """What a column of that name with those values holds."""
    path.write_text("\n".join((f"n,{header}", *(f'{n},"{value}"' for n, value in enumerate(values)))), "utf-8")
    found = scan(path, detect=Detect(cells=cells)).columns[1].holds
    assert found is not None
    return found


def test_a_check_tells_without_a_header(tmp_path: Path) -> None:
    found = held(tmp_path / "a.csv", "c1", PEOPLE)
    assert (found.info_type, found.share, found.wrong) == ("resident_id", 1, 0)


def test_the_same_with_wrong_checks_is_nothing(tmp_path: Path) -> None:
    wrong = [number[:-1] + ("1" if number[-1] != "1" else "2") for number in PEOPLE]
    found = held(tmp_path / "a.csv", "身份证号", wrong)
    assert found.info_type != "resident_id" and found.contains == ()


def test_what_no_header_tells_is_possible_and_no_find(tmp_path: Path) -> None:
    values = [f"E{10_000_000 + 7919 * n % 90_000_000}" for n in range(100)]
    bare, named = held(tmp_path / "a.csv", "c1", values), held(tmp_path / "b.csv", "护照号", values)
    assert bare.info_type is None and "passport" in bare.possible
    assert held(tmp_path / "c.csv", "合同编号", values).possible == (), "the header names another thing"
    assert named.info_type == "passport" and named.score > bare.score


@pytest.mark.parametrize(
    ("header", "possible", "told"),
    [("登记日期", (), True), ("c1", ("birth_date",), False), ("csrq", (), False), ("birth_dt", (), False)],
)
def test_a_day_that_may_be_a_birthday_is_not_told(
    tmp_path: Path, header: str, possible: tuple[str, ...], told: bool
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("\n".join((f"n,{header}", *(f"{n},{1961 + n % 40}-03-1{n % 9}" for n in range(99)))), "utf-8")
    for detect in (None, Detect()):
        found = scan(file, detect=detect)
        column = found.columns[1]
        assert (column.min is not None, column.max is not None, found.time_coverage is not None) == (told,) * 3
    assert column.holds is not None and column.holds.possible == possible


def test_no_name_of_a_birthday_speaks_of_a_time() -> None:
    said = info_types()["birth_date"].header
    names = [*said.zh.split(), *said.pinyin.split(), *said.initials.split(), *said.en.split("|")]
    assert [name for name in names if tells_when(name) or tells_when(name.replace(" ", "_"))] == []


def test_where_two_types_share_their_numbers_the_header_decides(tmp_path: Path) -> None:
    named = {"社会保障号": "social_security", "身份证号": "resident_id", "证件号码": "resident_id", "c1": "resident_id"}
    found = {name: held(tmp_path / f"{n}.csv", name, PEOPLE).info_type for n, name in enumerate(named)}
    assert found == named


def test_numbers_in_sequence_are_no_telephones(tmp_path: Path) -> None:
    orders = [str(13_800_138_000 + 3 * n) for n in range(200)]
    found = held(tmp_path / "a.csv", "c1", orders)
    assert found.info_type is None and "mobile" in found.possible


def test_masked_values_are_found_as_masked(tmp_path: Path) -> None:
    found = held(tmp_path / "a.csv", "c1", [f"138****{1000 + n}" for n in range(50)])
    assert (found.info_type, found.valid, found.masked) == ("mobile", 0, 50)


def test_where_a_text_tells_a_tale_an_address_is_a_part_of_it(tmp_path: Path) -> None:
    tale = (
        "原告{n}诉称，其住福建省福州市鼓楼区新华街{n}号楼，自2019年起多次要求物业公司修缮漏水的屋顶，"
        "物业公司以资金不足为由一直拖延，直至家具受损，故请求判令赔偿并恢复原状。"
    )
    found = held(tmp_path / "a.csv", "诉称", [tale.format(n=n) for n in range(1, 99)])
    assert (found.info_type, found.contains) == ("free_text", ("address",))
    plain = held(tmp_path / "b.csv", "c1", [f"福建省福州市鼓楼区新华街{n}号" for n in range(1, 99)])
    assert plain.info_type == "address"


def test_text_says_what_it_contains_and_each_cell_too(tmp_path: Path) -> None:
    values = ["无", "客户要求周末送货", "请联系13800138000(本人)", f"身份证{PEOPLE[0]},已核验", "a@example.com"]
    found = held(tmp_path / "a.csv", "备注", values * 4, cells=True)
    assert found.info_type == "free_text" and set(found.contains) == {"mobile", "resident_id", "email"}
    assert found.cells is not None
    assert found.cells[:5] == ("", "", "mobile", "resident_id", "email") and len(found.cells) == 20


def test_what_stands_in_text_is_found_however_it_is_spaced(tmp_path: Path) -> None:
    number = PEOPLE[0]
    spaced = f"身份证号{number[:6]} {number[6:14]} {number[14:]}已核验"
    assert held(tmp_path / "a.csv", "c1", [spaced, "事故发生在78.327515,28.038686附近"] * 5).contains == (
        "geo_point",
        "resident_id",
    )


def test_few_names_that_come_again_are_names_where_the_header_says_who_acts(tmp_path: Path) -> None:
    names = ["曾轩丹", "陆超超", "周秀", "宋雨刚"] * 50
    assert held(tmp_path / "a.csv", "审核人", names).info_type == "person_name"
    assert held(tmp_path / "b.csv", "医师", ["高级", "中级", "初级"] * 50).info_type == "enumeration"
    assert held(tmp_path / "c.csv", "姓名", [f"{one}、{one}" for one in names]).info_type == "person_name"


def test_where_persons_and_firms_stand_in_one_column_the_more_frequent_name_it(tmp_path: Path) -> None:
    values = ["曾轩丹", "陆超超", "宋雨刚", "杭州云帆贸易有限公司"] * 30
    found = held(tmp_path / "a.csv", "客户名称", values)
    assert found.info_type == "person_name" and found.contains == ("org_name",)


def test_an_account_whose_check_fails_is_an_account_where_the_header_says_so(tmp_path: Path) -> None:
    numbers = [str(31_503_295_090_254_196 + 7919 * 10**9 * (n * n % 97)) for n in range(97)]
    sums = [str(10_000 * (n + 100)) for n in range(97)]
    assert held(tmp_path / "a.csv", "收款账号", numbers).info_type == "financial_account"
    assert held(tmp_path / "b.csv", "年末贷款", sums).info_type is None


def test_telephones_are_told_from_numbers_that_look_like_some_by_chance(tmp_path: Path) -> None:
    numbers = [str(20_000_000_000 + 7_919_000_013 * n % 79_999_999_999) for n in range(95)]
    assert held(tmp_path / "a.csv", "会员号", [*numbers, *["13800138000", "18911112222"] * 2]).contains == ()
    logins = [f"user{n}@example.com" for n in range(50)] + [f"138{n:04}8000" for n in range(50)]
    assert held(tmp_path / "b.csv", "支付宝账号", logins).contains == ("email", "mobile")
    codes = [f"1111{n:04}-0e2b-4f70-8d7e-{'057123456789' if n == 7 else 'a57123b5678c'}" for n in range(90)]
    assert held(tmp_path / "c.csv", "会话ID", codes).contains == ()
    assert (
        held(tmp_path / "d.csv", "c1", [f"1380013{n:04}.0" for n in (*range(0, 9000, 97),)][::-1]).info_type == "mobile"
    )


MASKED = {
    "姓名": ("person_name", "*志洋"),
    "电话": ("mobile", "1381234****"),
    "卡号": ("bank_card", "**** **** **** 0354"),
    "c1": (None, "621483*********7637"),  # 19 places are no resident's number
}


@pytest.mark.parametrize("header", MASKED)
def test_whichever_part_is_hidden(tmp_path: Path, header: str) -> None:
    id_, value = MASKED[header]
    assert held(tmp_path / "a.csv", header, [value] * 40).info_type in (id_, "enumeration" if id_ is None else id_)


def test_a_permit_for_going_to_hong_kong_is_found_under_its_name(tmp_path: Path) -> None:
    values = [f"C{10_000_000 + 7919 * n}" for n in range(60)]
    assert held(tmp_path / "a.csv", "港澳通行证", values).info_type == "hkmo_permit"


def test_no_value_leaves_a_report(tmp_path: Path) -> None:
    found = held(tmp_path / "a.csv", "身份证号", PEOPLE)
    told = json.dumps([found.samples, found.why.zh, found.why.en], ensure_ascii=False)
    assert found.samples and not any(number in told or number[6:14] in told for number in PEOPLE)


def test_numbers_and_days_with_types_of_their_own(tmp_path: Path) -> None:
    """Parquet says that a column is a number; it may be somebody's all the same."""
    path = tmp_path / "a.parquet"
    mobiles = [13_800_000_000 + 7_919_777 * n % 99_999_999 for n in range(100)]
    pq.write_table(pa.table({"手机": mobiles, "raw": [b"x"] * 100, "many": [[1]] * 100}), path)
    one, raw, many = (column.holds for column in scan(path, detect=Detect()).columns)
    assert one is not None and one.info_type == "mobile" and raw is None and many is None


def test_a_sample_says_that_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("手机号\n" + "".join(f"139{n:08}\n" for n in range(0, 5_000_000, 1000)), "utf-8")
    assert scan(path, detect=Detect(sample=True)).sampled == 4096
    whole = scan(path, detect=Detect())
    assert whole.sampled is None and whole.columns[0].holds is not None
    assert whole.columns[0].holds.filled == 5000
    assert scan(path).columns[0].holds is None  # nobody asked


def test_what_begins_late_in_a_file_is_found(tmp_path: Path) -> None:
    """Whatever the first rows say: numbers, and words that the plan had left out."""
    path = tmp_path / "a.csv"
    late = [f"福建省福州市鼓楼区东街{n}号,{PEOPLE[n % 120]},请回13800{n:06}" for n in range(3000)]
    path.write_text("\n".join(("c1,c2,c3", *("甲,x,无" for _ in range(6000)), *late)), "utf-8")
    where, who, text = (column.holds for column in scan(path, detect=Detect()).columns)
    assert who is not None and who.contains == ("resident_id",)
    assert text is not None and text.contains == ("mobile",)
    assert where is not None and where.info_type != "address"  # a third is too little to be the column's type
    path.write_text("\n".join(("c1,c2,c3", *("甲,x,无" for _ in range(4200)), *(late * 3))), "utf-8")
    assert next(column.holds.info_type for column in scan(path, detect=Detect()).columns if column.holds) == "address"


def test_a_sample_comes_from_all_over(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("c1\n" + "x\n" * 3000 + "".join(f"{number}\n" for number in PEOPLE * 50), "utf-8")
    found = scan(path, detect=Detect(sample=True)).columns[0].holds
    assert found is not None and found.filled == 4096 and 2700 < found.valid < 2760


def test_children_are_counted_on_the_day_of_the_scan(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    days = ("2011-01-01", "2011年1月2日", "20070101", "2007/1/2", "2026-01-01", "不详")
    path.write_text("\n".join(("出生日期,c2", *(f"{day},{day}" for day in days * 5))), "utf-8")
    found = scan(path, detect=Detect(on=date(2025, 1, 1)))
    born, other = (column.holds for column in found.columns)
    assert born is not None and other is not None and other.minors is None  # any day might be one of birth
    assert born.minors == found.minors == Minors(on=date(2025, 1, 1), known=20, under_14=5, under_18=15)
    path.write_text("\n".join(("c1", *PEOPLE, "440524900101001")), "utf-8")
    children = scan(path, detect=Detect(on=date(1999, 6, 1))).minors
    born_on = [int(number[6:14]) for number in PEOPLE]
    assert children is not None
    assert children.known == sum(day <= 19990601 for day in born_on) + 1
    assert children.under_14 == sum(19850601 < day <= 19990601 for day in born_on) + 1


def test_empty_and_odd_columns_end_in_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("身份证号,手机\n,\n无,NULL\n", "utf-8")
    for column in scan(path, detect=Detect(cells=True)).columns:
        assert column.holds is not None
        assert (column.holds.info_type, column.holds.filled, column.holds.cells) == (None, 0, ("", ""))
    path.write_text("姓名,') FROM data --\n", "utf-8")
    assert [column.holds.filled for column in scan(path, detect=Detect()).columns if column.holds] == [0, 0]


def test_the_interface_that_others_rely_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("手机号,备注\n13800138000,请回电13900139000\n13700137000,无\n", "utf-8")
    monkeypatch.setattr(sys, "argv", ["guiju", "scan", str(path), "--json", "--cells"])
    main()
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == 2
    one, other = told["columns"]
    assert (one["name"], one["info_type"], one["contains"]) == ("手机号", "mobile", [])
    assert float(one["share"]) == 1 and 0 < float(one["score"]) <= 1
    assert other["contains"] == ["mobile"] and other["cells"] == ["mobile", ""]
    assert (told["grade"]["grade"], told["grade"]["standing"]) == ("general", "at_least")
    assert {one["force"] for one in told["duties"]} == {"question"}
