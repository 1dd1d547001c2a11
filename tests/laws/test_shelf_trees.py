"""A tree is text with places; pinned as JSON it reads back to the same rulebook and keeps its digest."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from guiju.kernel.rulebook import ActRule, Clock, Field, Rulebook
from guiju.kernel.values import Term, Text, canonical
from guiju.shelf.check import expressions, fact_types
from guiju.shelf.flaws import ShelfError
from guiju.shelf.reader import read
from guiju.shelf.shelf import Shelf, open_shelf, read_rulebook
from guiju.shelf.tree import Node, from_plain, parse, plain
from tests.laws.shelf_kit import DAY, NATION, OFFICE, PROVINCE, broken, shelf

ALL = [NATION, PROVINCE, OFFICE]
IDS = ["XX/reg", "XX-P/reg", "XX-P.demo/reg"]


def test_scalars_stay_text() -> None:
    text = "{on: no, yes: 3.10, n: 007, d: 2025-03-01, t: 1:30, f: 1_000, e: '', q: 'null', z: null, s: ~, v: }"
    expected = {
        "on": "no",
        "yes": "3.10",
        "n": "007",
        "d": "2025-03-01",
        "t": "1:30",
        "f": "1_000",
        "e": "",
        "q": "null",
    }
    assert plain(parse(text, "x")) == expected | {"z": None, "s": None, "v": None}


def test_every_node_knows_its_place() -> None:
    tree = parse("a:\n  b: [c, {d: e}]\n", "x.yaml")
    inner = tree.deepest("a", "b", "1", "d")
    assert (str(inner.where), str(inner.key), inner.text) == ("x.yaml:2:14", "x.yaml:2:11", "e")
    assert str(tree.deepest("a", "missing").at) == "x.yaml:1:1"


TREES = st.recursive(
    st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc_<>-9", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from("abcd"), TREES, min_size=1))
def test_what_is_written_is_what_is_read(value: dict[str, object]) -> None:
    written = yaml.safe_dump(value, allow_unicode=True, default_flow_style=None)
    assert plain(parse(written, "x")) == value
    assert plain(from_plain(value)) == value


@pytest.mark.parametrize("name", IDS)
def test_a_pinned_tree_reads_back_to_the_same_rulebook(tmp_path: Path, name: str) -> None:
    folder = shelf(tmp_path, *ALL)
    tree, digest = folder.tree(name, DAY)
    kept = json.loads(json.dumps(tree))
    assert read_rulebook(kept) == folder.rulebook(name, DAY)
    assert Shelf(tmp_path).tree(name, DAY) == (kept, digest)


def test_the_digest_is_of_the_meaning_not_of_the_layout(tmp_path: Path) -> None:
    _, digest = shelf(tmp_path / "a", NATION).tree("XX/reg", DAY)
    spaced = NATION.replace("calendar: CN\nzone: Asia/Shanghai", "zone: 'Asia/Shanghai'\n\n# a remark\ncalendar: CN")
    assert shelf(tmp_path / "b", spaced).tree("XX/reg", DAY)[1] == digest
    assert shelf(tmp_path / "c", broken(NATION, "10wd", "11wd")).tree("XX/reg", DAY)[1] != digest
    assert shelf(tmp_path / "d", NATION).tree("XX/reg", date(2026, 1, 1))[1] != digest


def test_a_digest_that_must_never_change() -> None:
    """A pinned case names it: a new encoding of the same text would orphan every pin."""
    tree = plain(parse("rulebook: XX/reg\nclocks: {accept: {length: 3wd, cite: XX/reg#a10}}\n", "x"))
    assert canonical(tree) == b'{"clocks":{"accept":{"cite":"XX/reg#a10","length":"3wd"}},"rulebook":"XX/reg"}'


def test_a_pinned_tree_that_is_broken_names_the_path(tmp_path: Path) -> None:
    tree, _ = shelf(tmp_path, NATION).tree("XX/reg", DAY)
    text = json.dumps(tree).replace('"length": "10wd"', '"length": "10"')
    with pytest.raises(ShelfError, match=r"^clocks\.publicity\.length: cannot read 10"):
        read_rulebook(json.loads(text))


def made(kind: type, text: str) -> object:
    return read(parse(text, "x"), kind)


def test_the_annotations_are_the_schema() -> None:
    field = made(Field, "{block: b, required: yes, one_of: {a: {zh: 甲, en: a}}, longest: 5}")
    assert field == Field(block="b", required=True, one_of={"a": Text("甲", "a")}, longest=5)
    assert made(Field, "{block: b, required: 'no'}") == Field(block="b")
    assert made(Field, "{block: b, required: x > 1}") == Field(block="b", required="x > 1")
    assert made(Clock, "{length: promptly, from: a}") == Clock(length="promptly", from_="a")
    assert made(Clock, "{pick: a, lengths: {b: 1wd}}") == Clock(pick="a", lengths={"b": Term.parse("1wd")})
    act = made(ActRule, "{from: start, by: [a, b], window: {from: 2025-01-01, to: 2025-02-01}}")
    assert isinstance(act, ActRule)
    assert act.window and (act.from_, act.by, act.window.from_) == (("start",), ("a", "b"), date(2025, 1, 1))


def test_effects_have_a_brief_and_a_full_form() -> None:
    brief = made(
        ActRule, "{from: a, by: b, effects: [letter: l, publish: v, set: {name: on}, release, mark: m, note: n]}"
    )
    full = made(
        ActRule,
        "{from: a, by: b, effects: [letter: {letter: l}, publish: {view: v, to: platform}, set: {name: on}, release: "
        "{}, mark: {name: m}, note: {event: n}]}",
    )
    assert brief == full


def test_every_expression_is_found(tmp_path: Path) -> None:
    rulebook = shelf(tmp_path, NATION).rulebook("XX/reg", DAY)
    found = {".".join(path): source for path, source in expressions(rulebook)}
    assert found["forms.first.fields.end.required"] == "kind == 'product'"
    assert found["procedures.first.acts.submit.when.before.is"] == "delivered <= on"
    assert found["procedures.first.acts.assign_code.effects.1.set.valid_from"] == "on"
    assert found["procedures.first.acts.assign_code.effects.2.open.set.valid_to"] == "end"
    assert found["tables.must_register.rows.data.when"] == found["duties.file_first.when"] == "kind == 'data'"
    assert fact_types(rulebook) | {"kind": "text", "end": "date", "delivered": "date", "on": "date"} == fact_types(
        rulebook
    )


def test_reading_is_quick(tmp_path: Path) -> None:
    """Hundreds of provinces and mutants are read in one test run: the bound is loose, a lost cache breaks it."""
    tree: Node = from_plain(shelf(tmp_path, NATION).tree("XX/reg", DAY)[0])
    read(tree, Rulebook)
    began = time.perf_counter()
    for _ in range(20):
        read(tree, Rulebook)
    assert (time.perf_counter() - began) / 20 < 0.05


@pytest.mark.parametrize("entry", open_shelf().list(), ids=lambda entry: f"{entry.id} {entry.number}")
def test_the_rulebooks_of_the_house_are_clean(entry: object) -> None:
    folder = open_shelf()
    found = next(other for other in folder.list() if other == entry)
    flaws = folder.check(found.id, found.effective)
    assert [flaw.say() for flaw in flaws] == []
