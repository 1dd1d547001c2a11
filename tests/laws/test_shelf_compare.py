"""Two texts side by side: everything that may differ is there, in one place, with its provision."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiju.kernel.rulebook import Rulebook
from guiju.kernel.values import Term, Text
from guiju.shelf.compare import Comparison, compare
from guiju.shelf.flaws import ShelfError
from guiju.shelf.headings import Heading, heading_flaws, names, read_headings
from guiju.shelf.parameters import parameters
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.shelf.texts import articles, clause, digest
from guiju.shelf.tree import parse
from tests.laws.shelf_kit import DAY, NATION, PROVINCE, broken, overlay, put, shelf

STEP = st.text("abc_", min_size=1, max_size=4)


def book(folder: Path, name: str = "XX/reg", on: date = DAY) -> Rulebook:
    return shelf(folder).rulebook(name, on)


def both(folder: Path, **members: object) -> Comparison:
    put(folder, NATION)
    put(folder, overlay(**members))
    return compare(book(folder), book(folder, "XX-P/reg"), {})


def differing(found: Comparison) -> dict[str, tuple[object, object]]:
    return {
        ".".join(line.path): (line.a and line.a.value, line.b and line.b.value)
        for line in found.rest
        if not line.equal and line.path[0] != "version"
    }


def test_a_text_equals_itself(tmp_path: Path) -> None:
    nation = book(shelf_with_nation(tmp_path))
    found = compare(nation, nation, {})
    assert len(found.rest) > 50 and all(line.equal for line in found.rest)


def shelf_with_nation(folder: Path) -> Path:
    put(folder, NATION)
    return folder


def test_each_value_has_its_own_provision_and_the_nearest_one(tmp_path: Path) -> None:
    put(tmp_path, NATION)
    put(tmp_path, PROVINCE)
    nation, province = parameters(book(tmp_path)), parameters(book(tmp_path, "XX-P/reg"))
    length = ("clocks", "accept", "length")
    assert (nation[length].value, nation[length].cites) == (Term.parse("3wd"), ("XX/reg#a10",))
    assert (province[length].value, province[length].cites) == (Term.parse("5wd"), ("XX-P/reg#a14",))
    duty = ("duties", "file_first", "clock", "length")
    assert nation[duty].cites == ("XX/reg#a9",), "the clock of a duty rests on what the duty rests on"
    state = ("procedures", "first", "states", "submitted", "waits_for")
    assert nation[state].cites == ()


def test_what_is_not_said_is_as_is_usual(tmp_path: Path) -> None:
    """To say `must` where nothing else was said changes nothing; to say `may` does."""
    assert differing(both(tmp_path, duties={"file_first": {"force": "must"}})) == {}
    assert differing(both(tmp_path, duties={"file_first": {"force": "may"}})) == {
        "duties.file_first.force": ("must", "may")
    }


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"clocks": {"publicity": {"length": "12wd"}}}, {"clocks.publicity.length": ("10wd", "12wd")}),
        ({"views": {"publicity": {"fields": ["name"]}}}, {"views.publicity.fields": (("name", "kind"), ("name",))}),
        ({"grounds": {"decline": {"late": {"cite": "a1"}}}}, {"grounds.decline.late": (None, True)}),
        ({"grounds": {"decline": {"fraud": None, "x": {"cite": "a1"}}}}, {"grounds.decline.fraud": (True, None)}),
        (
            {"roles": {"registrant": {"through": {"operator": None}}}},
            {"roles.registrant.through.operator": (True, None)},
        ),
        (
            {"tables": {"must_register": {"rows": {"data": {"gives": "may"}}}}},
            {"tables.must_register.rows.data.gives": ("must", "may")},
        ),
        (
            {"procedures": {"first": {"acts": {"accept": {"effects": {"drop": [{"letter": "acceptance"}]}}}}}},
            {"procedures.first.acts.accept.effects.letter.acceptance": (True, None)},
        ),
        (
            {"procedures": {"first": {"acts": {"submit": {"when": {"before": {"is": "delivered < on"}}}}}}},
            {"procedures.first.acts.submit.when.before.is": ("delivered <= on", "delivered < on")},
        ),
    ],
)
def test_each_kind_of_difference_is_found(
    tmp_path: Path, members: dict[str, object], expected: dict[str, tuple[object, object]]
) -> None:
    found = differing(both(tmp_path, provisions={"a1": {}}, **members))
    said = {path: tuple(str(one) if isinstance(one, Term) else one for one in pair) for path, pair in found.items()}
    assert expected.items() <= said.items()


def test_an_item_that_one_text_lacks_is_one_line_with_its_values(tmp_path: Path) -> None:
    field = {"block": "subject", "type": "date", "required": "yes", "label": {"zh": "日", "en": "day"}, "cite": "a1"}
    found = both(tmp_path, forms={"first": {"fields": {"born": field}}}, provisions={"a1": {}})
    line = next(line for line in found.rest if line.path[-1] == "born")
    assert (line.a, line.b is not None) == (None, True)
    assert {one.name: one.value for one in line.below} == {"block": "subject", "type": "date", "required": True}
    assert not [one for one in found.rest if one.path[:-1] == line.path]


def test_nothing_is_left_out_and_nothing_said_twice() -> None:
    """Over every pair of texts on the shelf: each parameter that is not merely usual has its place."""
    folder = Shelf(BUILT_IN)
    books = [folder.version(entry, entry.effective) for entry in folder.list()]
    for a in books:
        for b in books:
            found = compare(a, b, folder.headings(a.rulebook))
            lines = [line for section in found.sections for line in section.lines] + list(found.rest)
            placed = [line.path for line in lines] + [one.path for line in lines for one in line.below]
            assert not [path for path, count in Counter(placed).items() if count > 1]
            left, right = parameters(a), parameters(b)
            said = {path for side in (left, right) for path, one in side.items() if not one.usual and not one.is_item}
            assert said <= set(placed)
            for line in lines:
                if line.path[0] != "provisions":
                    assert (line.a, line.b) == (left.get(line.path), right.get(line.path))


def test_a_heading_takes_what_it_names_and_the_first_one_wins(tmp_path: Path) -> None:
    put(tmp_path, NATION)
    put(tmp_path, PROVINCE)
    headings = {
        "lengths": Heading(label=Text("长度", "lengths"), of=("clocks.accept.length", "clocks.*.length")),
        "clocks": Heading(label=Text("期限", "clocks"), of=("clocks.**",)),
        "nothing": Heading(label=Text("无", "nothing"), of=("letters.none*",)),
    }
    found = compare(book(tmp_path), book(tmp_path, "XX-P/reg"), headings)
    lengths, clocks, nothing = found.sections
    assert [line.path[1] for line in lengths.lines] == ["accept", "publicity"] and not lengths.equal
    assert ("clocks", "validity", "until") in [line.path for line in clocks.lines] and clocks.equal
    assert nothing.lines == () and nothing.equal
    assert not [line for line in found.rest if line.path[0] == "clocks"]


def test_a_provision_that_gives_no_rule_is_compared_by_what_it_says(tmp_path: Path) -> None:
    put(tmp_path, NATION)
    own = {"a7": {"says": {"zh": "备份", "en": "backup"}, "effect": "none", "why": "no rule"}}
    put(tmp_path, overlay(provisions=own))
    nation, province = book(tmp_path), book(tmp_path, "XX-P/reg")
    kept = Heading(label=Text("保存", "kept"), of=("clocks.keep.length",), says={"XX-P/reg": ("a7", "a8")})
    (section,) = compare(nation, province, {"kept": kept}).sections
    (line,) = section.lines
    assert line.a is None and line.b is not None and not section.equal
    assert (line.b.value, line.b.cites) == (Text("备份", "backup"), ("XX-P/reg#a7",))
    (same,) = compare(province, province, {"kept": kept}).sections
    assert same.equal and len(same.lines) == 1
    (silent,) = compare(nation, nation, {"kept": kept}).sections
    assert silent.equal and silent.lines == ()


@given(st.lists(STEP, min_size=1, max_size=4), st.lists(STEP, min_size=1, max_size=4))
def test_a_path_names_itself_its_stars_and_nothing_else(path: list[str], other: list[str]) -> None:
    steps = tuple(path)
    assert names(".".join(path), steps) and names(".".join("*" for _ in path), steps)
    assert names(".".join([*path[:-1], "**"]), steps)
    assert names(".".join(path), tuple(other)) == (path == other)
    assert not names(".".join([*path, "*"]), steps)


def test_a_slip_in_a_heading_is_told_with_its_place() -> None:
    tree = parse("a: {label: {zh: 甲, en: a}, of: [clocks.accept.length, clocks.acept.length, 'x.*']}\n", "h.yaml")
    (wrong,) = heading_flaws(tree, [("clocks", "accept", "length")])
    assert str(wrong.where) == "h.yaml:1:55" and "clocks.acept.length" in wrong.text.en and wrong.hint
    tree = parse("a: {label: {zh: 甲, en: a}, of: ['x.*'], says: {XX/reg: [a1, a2]}}\n", "h.yaml")
    (wrong,) = heading_flaws(tree, [], ["XX/reg#a1"])
    assert str(wrong.where) == "h.yaml:1:56" and "XX/reg#a2" in wrong.text.en
    for text, says in {
        "a: {label: {zh: 甲, en: a}}": "missing: of",
        "a: {of: x, lable: y}": "did you mean label?",
    }.items():
        with pytest.raises(ShelfError, match=says.replace("?", ".")):
            read_headings(parse(text + "\n", "h.yaml"))


@pytest.mark.parametrize(
    ("effective", "expires", "length"),
    [
        ("2025-03-01", "2030-02-28", "5y"),
        ("2025-04-01", "2027-03-31", "2y"),
        ("2025-04-01", "2026-09-30", "18m"),
        ("2025-04-01", "2025-04-10", "10nd"),
        ("2024-02-29", "2025-02-27", "365nd"),
    ],
)
def test_how_long_a_text_stands(tmp_path: Path, effective: str, expires: str, length: str) -> None:
    text = broken(NATION, "effective: 2025-03-01}", f"effective: {effective}, expires: {expires}, cite: a29}}")
    put(tmp_path, text)
    found = parameters(book(tmp_path, on=date.fromisoformat(effective)))[("version", "term")]
    assert str(found.value) == length and found.cites == ("XX/reg#a29",)


def test_draft_and_final_of_one_place_are_two_versions(tmp_path: Path) -> None:
    put(tmp_path, NATION)
    put(
        tmp_path,
        broken(
            broken(NATION, "number: '1', status: in_force", "number: d, status: draft"), "length: 10wd", "length: 7wd"
        ),
        "d.yaml",
    )
    folder = shelf(tmp_path)
    final, draft = folder.list()
    assert differing(compare(folder.version(final, DAY), folder.version(draft, DAY), {})) == {
        "clocks.publicity.length": (Term.parse("10wd"), Term.parse("7wd"))
    }


def test_the_clause_is_that_of_the_text_it_was_written_from(tmp_path: Path) -> None:
    said = "第一章 总则\n第一条 为了\n示例。\n第二条 三个工作日内受理。\n来源：示例\n"
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "XX-reg-2025.md").write_text(said, "utf-8")
    (tmp_path / "XX-reg-draft.md").write_text("第二条 五个工作日内受理。\n", "utf-8")
    (tmp_path / "XX-reg.pdf").write_bytes(b"no text")
    from guiju.kernel.rulebook import Provision

    cut = articles(said)
    assert cut == {"a1": "第一条为了示例。", "a2": "第二条三个工作日内受理。"}
    right = clause(tmp_path, "XX/reg#a2(1)", Provision(text_sha256=digest(cut["a2"])))
    assert right is not None and (right.text, right.same) == (cut["a2"], True)
    other = clause(tmp_path, "XX/reg#a2", Provision(text_sha256="0" * 64))
    assert other is not None and other.same is False
    unknown = clause(tmp_path, "XX/reg#a1", Provision())
    assert unknown is not None and unknown.same is None
    assert clause(tmp_path, "XX/reg#a3", None) is None and clause(tmp_path, "XX-P/reg#a1", None) is None
    assert clause(tmp_path, "XX/reg#r1", None) is None, "an office's rule is no article"
