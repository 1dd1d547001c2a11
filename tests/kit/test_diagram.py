"""The picture of a procedure shows each state and each act once, and nothing covers anything."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guiju.kernel.resolved import START, Resolved
from guiju.kernel.rulebook import State
from guiju.kernel.values import Text
from guiju.kit.diagram import diagram, diagram_rows, names_of
from guiju.kit.layout import COLUMN, MARGIN, NARROW, Box, Label, Layout, Line, lay_out, overlapping
from guiju.kit.measure import width, wrapped
from guiju.kit.ways import arrows_of, ways
from tests.kit.books import books, drawn, procedures
from tests.laws.builders import law, rule
from tests.walks.provinces import Province, provinces

SVG = "{http://www.w3.org/2000/svg}"
PROCEDURES = tuple(procedures())
LANGUAGES = ("zh", "en")


def looks_right(known: Resolved, procedure: str, language: str) -> None:
    """Everything that holds for any picture."""
    text = known.rulebook.procedures[procedure]
    root = ElementTree.fromstring(diagram(known, procedure, language, next(iter(text.states)), text.states))
    shown = Counter(key for group in root.iter(f"{SVG}g") if (key := group.get("data-state")))
    begun = {key for key in shown if key.partition(":")[0] == START}
    assert shown == Counter([*text.states, *begun]) and len(begun) <= 1 + len(text.states)
    acts = Counter(key for group in root.iter(f"{SVG}g") if (key := group.get("data-act")))
    assert acts == Counter(list(text.acts))
    layout = lay_out(ways(known, procedure), names_of(known, procedure, language))
    assert list(overlapping(layout)) == []
    assert Counter(label.arrow for label in layout.labels) == Counter(arrows_of(known, procedure))
    assert Counter(line.arrow for line in layout.lines if line.arrow) == Counter(arrows_of(known, procedure))
    assert keeps_its_lanes(layout)
    boxes = {box.key: box for box in layout.boxes}
    column = {box.x for box in layout.boxes}
    assert layout.wide - MARGIN - min(column) <= max(COLUMN, max(column) - min(column) + NARROW)
    for line in layout.lines:
        assert all(0 <= x <= layout.wide and 0 <= y <= layout.high for x, y in line.corners)
        if line.arrow:
            assert on_edge(boxes[line.arrow.from_], line.corners[0])
            assert on_edge(boxes[line.arrow.to], line.corners[-1])
        assert not [box.key for box in layout.boxes if crosses(line, box)]
        assert not [label.arrow for label in layout.labels if crosses(line, label)]


def keeps_its_lanes(layout: Layout) -> bool:
    """What runs back or across has its own lane where it runs beside another."""
    runs = [(line.corners[2][0], *sorted((line.corners[2][1], line.corners[3][1]))) for line in loops(layout)]
    return not [
        (one, two)
        for place, one in enumerate(runs)
        for two in runs[place + 1 :]
        if one[0] == two[0] and one[1] <= two[2] and two[1] <= one[2]
    ]


def loops(layout: Layout) -> list[Line]:
    return [line for line in layout.lines if len(line.corners) == 5]


def on_edge(box: Box, point: tuple[int, int]) -> bool:
    x, y = point
    return box.x <= x <= box.right and box.y <= y <= box.bottom and (x == box.x or y in (box.y, box.bottom))


def crosses(line: Line, box: Box | Label) -> bool:
    """Whether a line runs through the inside of a box or a label."""
    right, bottom = box.x + box.wide, box.y + box.high
    for (ax, ay), (bx, by) in zip(line.corners, line.corners[1:], strict=False):
        if min(ax, bx) < right and max(ax, bx) > box.x and min(ay, by) < bottom and max(ay, by) > box.y:
            return True
    return False


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "procedure"), PROCEDURES)
def test_each_procedure_of_the_shelf(name: str, procedure: str, language: str) -> None:
    looks_right(books()[name], procedure, language)


@settings(max_examples=25)
@given(province=provinces)
def test_each_drawn_province(province: Province) -> None:
    known = drawn(province)
    for procedure, text in known.rulebook.procedures.items():
        if not text.abstract:
            looks_right(known, procedure, "zh")


KEYS = tuple("abcdefg")
labels = st.text("受理abW ，。（）—<&\"'i1", min_size=1, max_size=60)
moves = st.tuples(st.sampled_from((START, "*", *KEYS)), st.sampled_from((None, *KEYS)))


@settings(max_examples=150)
@given(drawn_moves=st.lists(moves, min_size=1, max_size=14), label=labels, final=st.sets(st.sampled_from(KEYS)))
def test_any_tangle_is_drawn_without_a_clash(
    drawn_moves: list[tuple[str, str | None]], label: str, final: set[str]
) -> None:
    said = Text(label, f"x{label}")
    acts = {
        f"act{n}": rule(from_, to, by=("a", "clock", "case:case")[n % 3], label=said)
        for n, (from_, to) in enumerate(drawn_moves)
        if from_ != START or to is not None
    }
    known = law(stands={key: State(label=said, final=key in final) for key in KEYS}, acts=acts)
    looks_right(known, "case", "en")


def chain() -> Resolved:
    """start → one → two → end, with a side exit, a way back, and an act that moves nothing."""
    acts = {
        "file": rule(to="one"),
        "drop": rule("one", "out"),
        "move": rule("one", "two"),
        "back": rule("two", "one"),
        "stay": rule("two"),
        "close": rule("two", "end"),
    }
    finals = {"end": State(final=True), "out": State(final=True)}
    return law(stands={"out": finals["out"], "two": State(), "one": State(), "end": finals["end"]}, acts=acts)


def test_the_main_way_is_one_column_and_exits_are_set_in() -> None:
    known = chain()
    walk = ways(known, "case")
    assert walk.main == ("one", "two", "end")
    assert walk.sides["one"] == ("out",)
    assert [arrow.verb for arrow in walk.loops("two")] == ["back", "stay"]
    boxes = {box.key: box for box in lay_out(walk, names_of(known, "case", "zh")).boxes}
    column = [boxes[key] for key in (START, *walk.main)]
    assert {box.x for box in column} == {boxes["one"].x}
    assert [box.y for box in column] == sorted(box.y for box in column)
    assert boxes["out"].x > boxes["one"].x
    assert boxes["one"].y < boxes["out"].y < boxes["two"].y


def test_what_runs_back_goes_by_the_left() -> None:
    known = chain()
    layout = lay_out(ways(known, "case"), names_of(known, "case", "zh"))
    column = min(box.x for box in layout.boxes)
    leftmost = {line.arrow.verb: min(x for x, _ in line.corners) for line in layout.lines if line.arrow}
    assert {verb for verb, x in leftmost.items() if x < column} == {"back", "stay"}


def test_the_main_way_ends_where_something_ends() -> None:
    """A longer way that leads to no end is a side of it; a star leaves from every state but the final ones."""
    acts = {
        "file": rule(to="one"),
        "stray": rule("one", "far"),
        "on": rule("far", "further"),
        "close": rule("one", "end"),
        "note": rule("*"),
    }
    known = law(stands={"far": State(), "one": State(), "further": State(), "end": State(final=True)}, acts=acts)
    walk = ways(known, "case")
    assert walk.main == ("one", "end")
    assert {arrow.from_ for arrow in walk.arrows if arrow.verb == "note"} == {"far", "one", "further"}


def test_the_shelf_leads_from_filing_to_the_record() -> None:
    mains = {(name, procedure): ways(books()[name], procedure).main for name, procedure in PROCEDURES}
    for (name, procedure), main in mains.items():
        states = books()[name].rulebook.procedures[procedure].states
        assert states[main[-1]].final
        assert not any(states[key].final for key in main[:-1])


def test_marks_of_a_case() -> None:
    drawn_ = diagram(chain(), "case", "zh", present="two", visited=("one",))
    assert '<g class="state visited" data-state="one">' in drawn_
    assert '<g class="state present" data-state="two">' in drawn_
    assert '<g class="state final" data-state="end">' in drawn_
    assert "当前状态：two。" in drawn_ and "<title>" in drawn_
    assert "当前状态" not in diagram(chain(), "case", "zh")


@pytest.mark.parametrize(("name", "procedure"), PROCEDURES)
def test_a_picture_has_no_style_and_no_script_of_its_own(name: str, procedure: str) -> None:
    drawn_ = diagram(books()[name], procedure, "en")
    assert not re.search(r"style|script|\bon\w+=|href|url\(|\bid=", drawn_)
    assert drawn_ == diagram(books()[name], procedure, "en")
    assert re.match(r'<svg [^>]*role="img" lang="en" viewBox="0 0 \d+ \d+"', drawn_)
    assert int(drawn_.split('viewBox="0 0 ')[1].split()[0]) <= 420


def test_labels_are_escaped() -> None:
    bad = Text("<script>alert(1)</script>", '"><script>&')
    known = law(stands={"end": State(final=True, label=bad)}, acts={"go": rule(to="end", label=bad)})
    for language in LANGUAGES:
        drawn_ = diagram(known, "case", language, present="end")
        assert "<script" not in drawn_ and "&lt;script&gt;" in drawn_
        ElementTree.fromstring(drawn_)


def test_the_table_says_the_same_as_the_picture() -> None:
    for name, procedure in PROCEDURES:
        known = books()[name]
        rows = diagram_rows(known, procedure, "zh")
        assert [row.verb for row in rows] == list(known.rulebook.procedures[procedure].acts)
        assert all(row.act and row.by and row.to and row.cite and row.from_ for row in rows)
        assert sum(len(row.from_) for row in rows) == len(arrows_of(known, procedure))
    (stay,) = [row for row in diagram_rows(chain(), "case", "en") if row.verb == "stay"]
    assert (stay.from_, stay.to) == (("two",), "unchanged")


def test_overlaps_are_found() -> None:
    """The finder itself can find."""
    layout = lay_out(ways(chain(), "case"), names_of(chain(), "case", "zh"))
    first = layout.boxes[1]
    moved = Box("twin", first.x + 5, first.y + 5, first.wide, first.high, ())
    out = Box("out", layout.wide - 3, layout.high - 3, 9, 9, ())
    found = overlapping(replace(layout, boxes=(*layout.boxes, moved, out)))
    assert {a.key for a, _ in found if isinstance(a, Box)} >= {first.key, "out"}


@given(text=labels, size=st.integers(10, 16), room=st.integers(30, 300))
def test_wrapped_lines_fit_and_lose_nothing(text: str, size: int, room: int) -> None:
    lines = wrapped(text, size, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line, size) <= room for line in lines)


def test_wrapping_keeps_words_and_stops() -> None:
    assert wrapped("return with notice", 10, 70) == ("return with", "notice")
    assert wrapped("一二三四，五", 10, 40) == ("一二三", "四，五")
    assert width("受理", 10) == 20 and width("il", 10) < width("mw", 10) < 20
