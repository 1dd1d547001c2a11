"""A sample decides what the whole is asked; what it left out and comes up all the same is asked again."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from guiju.plane import compiled, scan
from guiju.plane.detect import cells
from guiju.plane.detect.plain import characters
from guiju.plane.detect.shapes import inside, whole
from guiju.plane.intake import Detect
from guiju.plane.plan import Count, first, missed, then, wider
from guiju.plane.report import Holding
from guiju.plane.texts import Texts
from tests.plane.test_automaton import SEEDS, near

NO_CHECK = [f"11010519{n % 90 + 10}0101{n % 1000:03}" for n in range(6000)]
PEOPLE = [number + ric.calc_check_digit(number + "0") for number in NO_CHECK]
WRONG = [number[:-1] + ("1" if number[-1] != "1" else "2") for number in PEOPLE]


def held(path: Path, header: str, values: list[str]) -> Holding:
    path.write_text("\n".join((f"n,{header}", *(f'{n},"{value}"' for n, value in enumerate(values)))), "utf-8")
    found = scan(path, detect=Detect()).columns[1].holds
    assert found is not None
    return found


def test_checks_that_a_sample_fails_are_left_out() -> None:
    few, many, good = Count(shaped=10), Count(valid=9, shaped=90), Count(valid=80, shaped=90)
    asked = then(first({}), 100, {"bank_card": many, "imei": few, "uscc": good}, {})
    assert asked.failing == {"bank_card"}
    assert then(first({}), 100, {"bank_card": many}, {"bank_card": 2}).failing == set()


def test_what_was_left_out_and_comes_up_is_asked_again() -> None:
    asked = then(first({}), 100, {"bank_card": Count(valid=9, shaped=90)}, {})
    guard = missed(asked)
    assert guard is not None and "bank_card" in guard.whole and "bank_card" not in guard.failing
    assert wider(asked, 50, {"bank_card": Count(valid=3, shaped=40)}) is None
    again = wider(asked, 50, {"bank_card": Count(valid=30, shaped=40), "address": Count(valid=20, shaped=20)})
    assert again is not None and not again.failing and "address" in again.words


def test_words_beside_the_type_that_the_header_names_are_idle() -> None:
    seen = {"org_name": Count(valid=90, shaped=90), "address": Count(valid=20, shaped=20)}
    asked = then(first({"org_name": 2}), 100, seen, {"org_name": 2})
    assert "org_name" in asked.words and asked.idle == {"address"} and "address" not in asked.words
    assert wider(asked, 100, seen) is None
    assert "address" in then(first({}), 100, seen, {}).words


def test_numbers_that_begin_to_pass_behind_the_sample_are_counted(tmp_path: Path) -> None:
    found = held(tmp_path / "a.csv", "c1", WRONG[:5000] + PEOPLE * 4)
    assert (found.info_type, found.valid, found.wrong) == ("resident_id", 24_000, 5000)


def test_a_sequence_is_one_in_a_large_table_too(tmp_path: Path) -> None:
    found = held(tmp_path / "a.csv", "c1", [str(13_800_138_000 + 3 * n) for n in range(40_000)])
    assert found.info_type is None and "mobile" in found.possible


@settings(max_examples=40, deadline=None)
@given(st.lists(near(), min_size=1, max_size=8))
def test_the_compiled_loops_say_what_numpy_says(texts: list[str]) -> None:
    values = pa.array([*texts, "", *SEEDS], pa.large_string())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "MANY", 10**9)
        patch.setattr(compiled, "_SOME", 10**9)
        slow = cells.look(values, first({"address": 2}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_SOME", 1)
        assert compiled.loops(compiled.MANY) is not None  # it is there from now on
        fast = cells.look(values, first({"address": 2}))
    assert (slow.seen == fast.seen).all() and (slow.places == fast.places).all()
    assert slow.texts.strings() == fast.texts.strings()
    assert characters(slow.texts, slow.seen).tolist() == characters(fast.texts, fast.seen).tolist()
    assert slow.inside.keys() == fast.inside.keys() and slow.whole.keys() == fast.whole.keys()
    for id_, marks in slow.whole.items():
        assert (marks.valid == fast.whole[id_].valid).all() and (marks.masked == fast.whole[id_].masked).all(), id_
    for id_, hits in slow.inside.items():
        assert (hits == fast.inside[id_]).all(), id_


def test_the_compiled_loop_asks_a_very_long_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MANY", 1)
    long = "a1B2" * 100_000
    texts = Texts.from_strings([long, f"{long} 13800138000", "13800138000"])
    assert inside().ask(texts).of(("mobile", "inside")).tolist() == [False, True, True]
    assert whole().ask(texts).of(("mobile", "whole")).tolist() == [False, False, True]
