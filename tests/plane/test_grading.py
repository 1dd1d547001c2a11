"""Grades and duties of what a scan found: the path of each, the highest member, questions, and a person's word."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from guiju.faces.cli import main
from guiju.kernel.values import Text
from guiju.kit.graded import graded_json, standing
from guiju.kit.grading import Due, Graded, grade
from guiju.kit.grading_answers import read_answers
from guiju.kit.says import Trouble
from guiju.plane.infotypes import info_types
from guiju.plane.report import Column, Holding, Minors, Scan
from guiju.shelf.shelf import BUILT_IN, Shelf, open_shelf

NATION, BANK, DUTIES = "CN/data-grading", "CN/data-grading-bank", "CN/data-duties"
ON = date(2026, 1, 5)
SHELF = open_shelf(only=(NATION, BANK, DUTIES))
HARMLESS = dict.fromkeys(("catalogue", "harm_security", "harm_economy", "harm_order", "harm_public"), "none")
KEPT = dict.fromkeys(
    ("automated", "entrusted", "provided", "joint", "published", "abroad", "major_effect", "statutory", "by_consent"),
    "false",
)


def column(name: str, info_type: str | None, *, possible: tuple[str, ...] = (), inside: tuple[str, ...] = ()) -> Column:
    held = Holding(
        info_type=info_type,
        share=Decimal(1),
        score=Decimal("0.9"),
        contains=inside,
        possible=possible,
        filled=5,
        valid=5,
        masked=0,
        wrong=0,
        why=Text("示例", "example"),
        samples=(),
    )
    return Column(name=name, type="text", nulls=0, distinct=5, distinct_exact=True, holds=held)


def found(*columns: Column, minors: tuple[int, int] | None = None, rows: int = 5) -> Scan:
    """A scan; `minors`: of how many persons the day of birth is known, and how many are under 14."""
    young = Minors(on=ON, known=minors[0], under_14=minors[1], under_18=minors[1]) if minors else None
    return Scan(
        name="a.csv", format="CSV", encoding="UTF-8", bytes=1, rows=rows, columns=columns, digest="0" * 64, minors=young
    )


def graded(scan: Scan, said: Mapping[str, object] | None = None, scheme: str = NATION, shelf: Shelf = SHELF) -> Graded:
    return grade(shelf, scheme, scan, read_answers(said or {}), ON)


def duties(told: Graded) -> dict[str, Due]:
    return {due.row: due for due in told.duties}


def test_every_information_type_is_of_a_kind() -> None:
    """A type that the rulebook does not know would leave every set undetermined."""
    for id_ in info_types():
        evidence = graded(found(column("c", id_))).columns[0].evidence
        assert [one.info_type for one in evidence] == [id_] and evidence[0].kinds, id_


def test_a_path_leads_from_a_finding_through_a_row_to_a_provision() -> None:
    told = graded(found(column("phone", "mobile"), column("n", "amount")))
    phone, amount = told.columns
    assert (phone.grade, standing(phone)) == ("general", "at_least")
    assert [(one.info_type, [kind.cites for kind in one.kinds]) for one in phone.evidence] == [
        ("mobile", [("CN/PIPL#a4",)])
    ]
    assert [(rule.row, rule.cites, rule.mark) for rule in phone.rules] == [
        ("person", ("CN/data-grading#r1",), "unverified")
    ]
    assert (amount.grade, standing(amount)) == (None, "not_determined") and set(HARMLESS) <= set(amount.missing)
    assert [rule.columns for rule in told.whole.rules] == [("phone",)]
    assert {one.column for one in told.whole.evidence} == {"phone"}


def test_answers_settle_the_grade_and_the_questions_go() -> None:
    told = graded(found(column("n", "amount")), HARMLESS)
    assert (told.whole.grade, standing(told.whole)) == ("general", "determined")
    assert not [ask for ask in told.questions if "grade" in ask.serves]
    open_ = graded(found(column("n", "amount")))
    asked = {ask.fact: ask for ask in open_.questions}
    assert open_.whole.grade is None and set(HARMLESS) <= asked.keys()
    assert set(asked["harm_public"].choices) == {"none", "general", "serious", "grave"}


def test_the_highest_member_wins() -> None:
    said = {**HARMLESS, "columns": {"map": {"harm_security": "general"}}}
    told = graded(found(column("map", "geo_point"), column("n", "amount")), said)
    assert [one.grade for one in told.columns] == ["important", "general"]
    assert (told.whole.grade, standing(told.whole)) == ("important", "determined")
    assert [(rule.row, rule.columns) for rule in told.whole.rules] == [("member_important", ("map",))]


def test_a_change_of_scale_and_aggregation_ask_to_look_again() -> None:
    same = {"graded_rows": "5", "aggregated": "false", "persons": "5"}
    assert graded(found(column("a", "mobile")), same).retest == ()
    more = {**same, "graded_rows": "4", "aggregated": "true", "persons": "1000001"}
    assert [rule.row for rule in graded(found(column("a", "mobile")), more).retest] == [
        "changed",
        "mass_personal",
        "aggregated",
    ]


def test_a_persons_word_stands_beside_what_was_computed() -> None:
    word = {"grade": "core", "reason": "示例", "who": "示例甲", "when": "2026-01-02"}
    told = graded(found(column("a", "mobile"), column("b", "amount")), {"columns": {"a": {"overrule": word}}})
    one = told.columns[0]
    assert (one.grade, one.stands, told.whole.grade) == ("general", "core", "core")
    assert one.overrule is not None and (one.overrule.reason, one.overrule.when) == ("示例", date(2026, 1, 2))
    whole = graded_json(graded(found(column("a", "mobile")), {"overrule": {**word, "grade": "important"}}))["grade"]
    assert isinstance(whole, dict) and (whole["grade"], whole["stands"]) == ("general", "important")
    assert whole["overrule"] == {**word, "grade": "important"}


@pytest.mark.parametrize(
    "said",
    [
        {"catalog": "none"},
        {"harm_public": "big"},
        {"columns": {"b": {"harm_public": "none"}}},
        {"columns": "a"},
        {"overrule": {"grade": "core"}},
        {"overrule": {"grade": "4", "reason": "r", "who": "w", "when": "2026-01-02"}},
        {"overrule": {"grade": "core", "reason": "r", "who": "w", "when": "today"}},
    ],
)
def test_an_answer_that_nobody_asked_for_is_refused(said: Mapping[str, object]) -> None:
    with pytest.raises(Trouble):
        graded(found(column("a", "mobile")), said)


def test_the_bank_has_four_grades() -> None:
    scan = found(
        column("card", "bank_card"), column("name", "person_name"), column("n", "amount"), column("x", "plate")
    )
    said: dict[str, object] = {"catalogue": "none", "listed_sensitive": "false"}
    said["columns"] = {"n": {"catalogue": "important"}, "x": {"catalogue": "core"}}
    told = graded(scan, said, BANK)
    assert [one.grade for one in told.columns] == ["sensitive", "other", "important", "core"]
    assert told.whole.grade == "core" and list(told.levels) == ["core", "important", "sensitive", "other"]


def test_sensitive_information_has_to_be_assessed_before() -> None:
    due = duties(graded(found(column("card", "bank_card"), column("name", "person_name"))))["pia_sensitive"]
    assert due.must and due.columns == ("card",) and due.cites == ("CN/PIPL#a56", "CN/PIPL#a55(1)")
    assert due.who is not None and due.who.en == "handler of personal information"


def test_what_is_sensitive_by_a_reading_is_asked_about() -> None:
    due = duties(graded(found(column("id", "resident_id"))))["pia_reading"]
    assert not due.must and due.mark == "unverified" and not due.missing


def test_what_is_only_possible_binds_nobody() -> None:
    told = duties(graded(found(column("c1", None, possible=("bank_card",)))))
    assert not told["pia_sensitive"].must and told["pia_sensitive"].missing == ("sensitive",)


def test_free_text_may_hold_anything_and_what_stands_inside_counts() -> None:
    told = duties(graded(found(column("note", "free_text"))))
    assert told["pia_sensitive"].missing == ("sensitive",)
    told = duties(graded(found(column("note", "free_text", inside=("bank_card",)))))
    assert told["pia_sensitive"].must


def test_nothing_personal_and_nothing_follows() -> None:
    told = graded(found(column("n", "amount")), {**HARMLESS, **KEPT})
    assert told.duties == () and [ask.fact for ask in told.questions] == ["aggregated", "deidentified"]


def test_children_have_rules_of_their_own() -> None:
    said = {**KEPT, "handler_persons": "5"}
    born = column("born", "birth_date")
    some = duties(graded(found(born, minors=(3, 1)), said))
    assert {name for name, due in some.items() if due.must} == {"pia_children", "children_rules"}
    assert "children_rules" not in duties(graded(found(born, minors=(5, 0)), said))
    unsure = duties(graded(found(born, minors=(4, 0)), said))["children_rules"]
    assert not unsure.must and unsure.missing == ("under_14",)


def test_faces_of_100_000_persons_are_filed() -> None:
    """The scan finds the faces; of how many persons the organisation stores them in all, it is told."""
    scan = found(column("face", "biometric"))
    for persons, due in ((99_999, False), (100_000, True)):
        told = duties(graded(scan, {**KEPT, "recognised": "true", "faces": str(persons)}))
        assert ("face_filing" in told) is due and told["face_assessment"].must, persons
    filing = told["face_filing"]
    assert filing.must and filing.mark is None and filing.cites == ("CN/face-recognition#a15",)
    assert filing.who is not None and "faces" in filing.who.en and "thirty working days" in filing.when.en
    assert filing.remedy is not None and "province" in filing.remedy.en and filing.columns == ("face",)
    open_ = duties(graded(scan, {**KEPT, "recognised": "true"}))["face_filing"]
    assert not open_.must and open_.missing == ("faces",)
    assert "face_filing" not in duties(graded(found(column("name", "person_name")), {"faces": "100000"}))


def test_measures_follow_the_grade_that_stands() -> None:
    card = graded(found(column("card", "bank_card")), scheme=BANK)
    assert [rule.row for rule in card.measures] == ["directory", "five_acts", "raised"]
    assert graded(found(column("n", "amount")), scheme=BANK).measures == (), "no grade, no measures"
    word = {"grade": "other", "reason": "示例", "who": "示例甲", "when": "2026-01-02"}
    assert [rule.row for rule in graded(found(column("card", "bank_card")), {"overrule": word}, BANK).measures] == [
        "directory",
        "five_acts",
    ]


def test_use_decides_what_the_machine_cannot_know() -> None:
    scan = found(column("name", "person_name"))
    asked = duties(graded(scan))
    assert not asked["pia_abroad"].must and asked["pia_abroad"].missing == ("abroad",)
    told = duties(graded(scan, {**KEPT, "abroad": "true"}))
    assert told["pia_abroad"].must and told["export_route"].must and "pia_automated" not in told


def test_a_holders_own_scheme_is_a_rulebook(tmp_path: Path) -> None:
    text = (BUILT_IN / "CN/data-grading-bank/2024-24.yaml").read_text("utf-8")
    folder = tmp_path / "CN-XX.example" / "grades"
    folder.mkdir(parents=True)
    (folder / "1.yaml").write_text(text.replace(BANK, "CN-XX.example/grades"), "utf-8")
    told = graded(found(column("card", "bank_card")), scheme="CN-XX.example/grades", shelf=open_shelf(tmp_path))
    assert told.whole.grade == "sensitive"
    with pytest.raises(Trouble, match="no rulebook in force that grades"):
        graded(found(column("card", "bank_card")), scheme="CN/third-party-service", shelf=open_shelf())


def test_the_command_shows_grade_duties_and_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, facts = tmp_path / "a.csv", tmp_path / "facts.yaml"
    data.write_text("宗教信仰,手机号\n佛教,13800138000\n道教,13700137000\n", "utf-8")
    facts.write_text("catalogue: important\n", "utf-8")
    words = ["guiju", "scan", str(data), "--facts", str(facts), "--on", "2026-01-05"]
    monkeypatch.setattr(sys, "argv", [*words, "--json"])
    main()
    told = json.loads(capsys.readouterr().out)
    assert told["grade"]["grade"] == "important" and told["columns"][1]["grade"]["path"][0]["info_type"] == "mobile"
    assert {one["duty"] for one in told["duties"] if one["force"] == "must"} >= {"pia_sensitive", "important_yearly"}
    monkeypatch.setattr(sys, "argv", [*words, "--lang", "en"])
    main()
    said = capsys.readouterr().out
    assert (
        "grade: at least important data" in said and "must: yearly risk assessment" in said and "(--facts FILE)" in said
    )


def test_a_scan_opens_duties_with_who_when_and_provision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a file to what must be done: an assessment because of what is found, a filing because of how many."""
    file, facts = tmp_path / "faces.csv", tmp_path / "facts.yaml"
    lines = [f"{n},{f'{n:03}aB' * 9}" for n in range(40)]
    file.write_text("\n".join(["编号,人脸特征", *lines]), "utf-8")
    found: dict[int, dict[str, Any]] = {}
    for persons in (99_999, 100_000):
        facts.write_text(f"recognised: true\nfaces: {persons}\n", "utf-8")
        assert main(["scan", str(file), "--facts", str(facts), "--on", "2026-01-05", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)["duties"]
        found[persons] = {due["duty"]: due for due in told if due["force"] == "must"}
    assert set(found[99_999]) == {"pia_sensitive", "face_assessment"}
    assert set(found[100_000]) == {"pia_sensitive", "face_assessment", "face_filing"}
    filing, assessment = found[100_000]["face_filing"], found[100_000]["pia_sensitive"]
    assert filing["cites"] == ["CN/face-recognition#a15"] and filing["columns"] == ["人脸特征"]
    assert filing["who"]["zh"].startswith("应用人脸识别技术") and "三十个工作日" in filing["when"]["zh"]
    assert (
        assessment["cites"] == ["CN/PIPL#a56", "CN/PIPL#a55(1)"] and assessment["when"]["en"] == "before the processing"
    )
