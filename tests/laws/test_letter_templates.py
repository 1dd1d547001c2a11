"""Templates of letters: what they may say, what is told of a slip and where, whose words a letter has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiju.kernel.provisions import numeral, provisions
from guiju.kernel.template import EMPTY, Kind, filled, parse
from guiju.kernel.values import Text
from guiju.shelf.flaws import Flaw, ShelfError
from guiju.shelf.shelf import Shelf
from guiju.shelf.texts import number
from tests.laws.shelf_kit import DAY, NATION, OFFICE, PROVINCE, broken, put

WORDS = "acceptance: {to: registrant, zh: 已受理, en: accepted}"
LETTER = "acceptance: {to: registrant}"


def at(folder: Path, **files: str) -> Shelf:
    """The nation's rulebook with its letter in files: `zh` and `en`, or others by their names."""
    put(folder, broken(NATION, WORDS, LETTER))
    letters = folder / "XX" / "reg" / "letters"
    letters.mkdir(exist_ok=True)
    for name, text in files.items():
        stem = f"acceptance.{name}.md" if name in ("zh", "en") else name.replace("__", ".")
        (letters / stem).write_text(text, "utf-8")
    return Shelf(folder)


def told(shelf: Shelf, name: str = "XX/reg") -> list[Flaw]:
    try:
        return [*shelf.check(name, DAY), *shelf.letter_flaws()]
    except ShelfError as error:
        return list(error.flaws)


# ---- the language ----


def test_the_parts_of_a_letter() -> None:
    text = "# 标题\n\n{a}：\n\n第一段，\n接着写。\n\n[?b] 有乙{b}。\n| 甲 | {a} |\n## 附件\n{faults}\n"
    parts = parse(text).parts
    assert [(part.kind.value, part.cells, part.line) for part in parts] == [
        ("title", ("标题",), 1),
        ("to", ("{a}：",), 3),
        ("text", ("第一段，接着写。",), 5),
        ("text", ("有乙{b}。",), 8),
        ("row", ("甲", "{a}"), 9),
        ("heading", ("附件",), 10),
        ("list", ("faults",), 11),
    ]
    assert parts[3].guard is not None and (parts[3].guard.sign, parts[3].guard.name) == ("?", "b")
    assert set(parse(text).facts()) == {"a", "b"} and parse(text).slips == ()


def test_lines_become_one_with_a_space_only_between_words() -> None:
    assert parse("one\ntwo").parts[0].cells == ("one two",)
    assert parse("一\n二").parts[0].cells == ("一二",)


def test_only_the_first_paragraph_is_an_addressee() -> None:
    kinds = [part.kind for part in parse("# T\n\nFirst.\n\nReasons:").parts]
    assert kinds == [Kind.TITLE, Kind.TEXT, Kind.TEXT]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# 标题\n\n您好{", 3),
        ("{a.b.c}", 1),
        ("{a!r}", 1),
        ("{a:>9}", 1),
        ("{A}", 1),
        ("{a[0]}", 1),
        ("甲\n# 标题", 2),
        ("甲\n\n[?a]", 3),
        ("[?a] [?b] 乙", 1),
    ],
)
def test_a_slip_is_told_with_its_line(text: str, line: int) -> None:
    assert [slip.line for slip in parse(text).slips] == [line]


def test_what_is_filled_in_is_no_template() -> None:
    assert filled("甲{a}乙", lambda _: "{b}[?c] # | {faults}") == "甲{b}[?c] # | {faults}乙"


@given(st.text(alphabet="{}[]?!@#| \nab.甲：:", max_size=60))
def test_every_text_has_a_template(text: str) -> None:
    """Whatever somebody writes: it is read, told what is wrong, and can be filled."""
    template = parse(text)
    assert all(1 <= slip.line <= text.count("\n") + 1 for slip in template.slips)
    for part in template.parts:
        for cell in part.cells:
            assert EMPTY not in cell
            filled(cell, lambda name: name)


# ---- provisions in words ----


@given(st.integers(1, 99))
def test_numerals_are_those_that_texts_are_read_by(value: int) -> None:
    assert number(numeral(value)) == value


def test_provisions_of_one_text_stand_under_one_title() -> None:
    titles = {"A/x": Text("甲办法", "Measures A"), "B/x": Text("乙办法", "Measures B")}
    said = provisions(["A/x#a16", "A/x#a9(1)", "B/x#a10", "A/x#a16"], titles)
    assert said == Text(
        "《甲办法》第十六条、第九条第（一）项、《乙办法》第十条",
        "article 16, article 9(1) of the Measures A and article 10 of the Measures B",
    )
    assert provisions([None], titles) is None
    assert provisions(["C/x#annexIII.5"], titles) == Text("《C/x》annexIII.5", "annexIII.5 of the C/x")


# ---- files beside a rulebook ----

GOOD = {"zh": "# 受理\n\n{name}：\n\n已受理。", "en": "# Accepted\n\n{name}:\n\nAccepted."}


def test_a_letter_has_the_words_of_its_files(tmp_path: Path) -> None:
    shelf = at(tmp_path, **GOOD)
    letter = shelf.rulebook("XX/reg", DAY).letters["acceptance"]
    assert (letter.zh, letter.en) == (GOOD["zh"], GOOD["en"])
    assert told(shelf) == []


@pytest.mark.parametrize(
    ("zh", "line", "says"),
    [
        ("# 受理\n\n{nome}：", 3, "no such fact: nome"),
        ("# 受理\n\n{name}{@ofice}", 3, "no such fact: @ofice"),
        ("# 受理\n\n{name}\n\n到{@due.nothing}", 5, "no such fact: @due.nothing"),
        ("# 受理\n\n[?nome] {name}", 3, "no such fact: nome"),
        ("# 受理\n\n{name}\n[@nowhere] 甲", 4, "no procedure that sends it has the state nowhere"),
        ("# 受理\n\n{name}\n{faults}", 4, "what this letter lists is —"),
        ("# 受理\n\n{name} {on}", 3, "the words in the other language lack {on}"),
        ("# 受理\n\n{name", 3, "braces hold the name of a fact"),
    ],
)
def test_a_slip_names_file_and_line(tmp_path: Path, zh: str, line: int, says: str) -> None:
    shelf = at(tmp_path, zh=zh, en=GOOD["en"])
    file = str(tmp_path / "XX" / "reg" / "letters" / "acceptance.zh.md")
    found = [flaw for flaw in told(shelf) if says in flaw.text.en]
    assert [(flaw.where.file, flaw.where.line) for flaw in found] == [(file, line)], told(shelf)


def test_a_secret_field_enters_no_letter(tmp_path: Path) -> None:
    shelf = at(tmp_path, zh="{name}{proof}", en="{name}{proof}")
    assert [flaw.text.en for flaw in told(shelf)] == ["a secret field may not enter a letter: proof"] * 2


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "the letter acceptance has no words: letters/acceptance.zh.md is missing"),
        ({"zh": GOOD["zh"]}, "letters/acceptance.en.md is missing"),
        ({**GOOD, "acceptance__md": "x"}, "no name of a template"),
        ({**GOOD, "acceptance__fr__md": "x"}, "no name of a template"),
        ({**GOOD, "zh": " \n"}, "the file is empty"),
        ({**GOOD, "refusal__zh__md": "甲", "refusal__en__md": "a"}, "no rulebook sends this letter: refusal"),
    ],
)
def test_files_that_do_not_fit_are_told(tmp_path: Path, files: dict[str, str], says: str) -> None:
    assert any(says in flaw.text.en for flaw in told(at(tmp_path, **files))), told(at(tmp_path, **files))


def test_words_stand_in_one_place(tmp_path: Path) -> None:
    at(tmp_path, **GOOD)
    put(tmp_path, NATION)
    assert {flaw.text.en for flaw in told(Shelf(tmp_path))} == {"the words of this letter stand in its file already"}


def test_a_province_words_a_letter_anew_and_an_office_again(tmp_path: Path) -> None:
    at(tmp_path, **GOOD)
    for text, folder in ((PROVINCE, "XX-P"), (OFFICE, "XX-P.demo")):
        place = put(tmp_path, text).parent / "letters"
        assert folder in str(place)
        place.mkdir()
        for language in ("zh", "en"):
            (place / f"acceptance.{language}.md").write_text(f"{folder} {{name}}", "utf-8")
    for name, text in (("XX/reg", GOOD["zh"]), ("XX-P/reg", "XX-P {name}"), ("XX-P.demo/reg", "XX-P.demo {name}")):
        shelf = Shelf(tmp_path)
        assert shelf.rulebook(name, date(2025, 6, 1)).letters["acceptance"].zh == text


def test_words_of_a_letter_that_only_provinces_send(tmp_path: Path) -> None:
    """The nation words it, and does not have it; a province sends it in these words."""
    shelf = at(tmp_path, **GOOD, slip__zh__md="确认{name}", slip__en__md="confirmed {name}")
    assert any("no rulebook sends" in flaw.text.en for flaw in told(shelf))
    put(tmp_path, PROVINCE + "\nletters: {slip: {to: registrant, cite: a14}}\n")
    shelf = Shelf(tmp_path)
    assert shelf.letter_flaws() == ()
    assert "slip" not in shelf.rulebook("XX/reg", DAY).letters
    assert shelf.rulebook("XX-P/reg", DAY).letters["slip"].en == "confirmed {name}"


def test_a_folder_outside_may_word_a_letter_anew(tmp_path: Path) -> None:
    at(tmp_path / "in", **GOOD)
    place = tmp_path / "out" / "XX" / "reg" / "letters"
    place.mkdir(parents=True)
    (place / "acceptance.zh.md").write_text("本机构已受理{name}", "utf-8")
    letter = Shelf(tmp_path / "in", tmp_path / "out").rulebook("XX/reg", DAY).letters["acceptance"]
    assert letter.zh == "本机构已受理{name}" and letter.en == GOOD["en"]


def test_the_words_are_part_of_the_tree_that_a_case_is_pinned_to(tmp_path: Path) -> None:
    _, before = at(tmp_path / "a", **GOOD).tree("XX/reg", DAY)
    _, after = at(tmp_path / "b", **{**GOOD, "zh": GOOD["zh"] + "!"}).tree("XX/reg", DAY)
    assert before != after


@pytest.mark.parametrize(
    ("number_", "says"),
    [("甲字〔{year}〕号", "a number needs its serial"), ("甲字{serial}{x}", "a number needs its serial")],
)
def test_how_an_office_numbers(tmp_path: Path, number_: str, says: str) -> None:
    at(tmp_path, **GOOD)
    put(tmp_path, PROVINCE)
    put(tmp_path, OFFICE + f'\nletters: {{acceptance: {{number: "{number_}"}}}}\n')
    assert any(says in flaw.text.en for flaw in told(Shelf(tmp_path), "XX-P.demo/reg"))


def test_no_text_of_law_says_how_letters_are_numbered(tmp_path: Path) -> None:
    at(tmp_path, **GOOD)
    put(tmp_path, PROVINCE + '\nletters: {acceptance: {number: "甲字〔{year}〕{serial}号"}}\n')
    assert any("the office's rule" in flaw.text.en for flaw in told(Shelf(tmp_path), "XX-P/reg"))
    put(tmp_path, PROVINCE)
    put(tmp_path, OFFICE + '\nletters: {acceptance: {number: "甲字〔{year}〕{serial}号"}}\n')
    assert told(Shelf(tmp_path), "XX-P.demo/reg") == []
