"""The scoring of the benchmark: who knows everything gets everything, and each kind of mistake costs what it should."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from bench.cn_tabular_pi import __main__ as program
from bench.cn_tabular_pi import child, sets, show
from bench.cn_tabular_pi.adapters import Found, Given
from bench.cn_tabular_pi.adapters.guiju import _found
from bench.cn_tabular_pi.adapters.regex import Regex
from bench.cn_tabular_pi.kind import CHECKED, PERSONAL
from bench.cn_tabular_pi.score import Score
from bench.cn_tabular_pi.table import Column, Table

NEEDS = {"presidio": ("presidio_analyzer", "stdnum"), "dataprofiler": ("dataprofiler", "tensorflow")}
Answer = Callable[[Column], Found]


@cache
def tables() -> tuple[Table, ...]:
    return tuple(sets.tables("development", 6))


def scored(answer: Answer, headers: bool = True) -> Score:
    came = Score(headers)
    for table in tables():
        came.add(table, [answer(column) for column in table.columns])
    return came


def truth(column: Column) -> Found:
    """Everything right, and what may be said left unsaid."""
    cells = ["+".join(part for part in cell.split("+") if part[:1] != "~") for cell in column.cells.to_pylist()]
    return Found(column.header, column.kind.info_type, 1.0, column.contains, cells)


def nothing(column: Column) -> Found:
    return Found(column.header, None, 0.0, (), [""] * len(column.cells))


@pytest.mark.parametrize("headers", [True, False])
def test_the_truth_gets_everything(headers: bool) -> None:
    came = scored(truth, headers)
    for part in ("columns", "cells", "contains"):
        assert came.overall(of=part).f1 == 1.0, part
    assert came.macro() == 1.0 and not came.trapped and not came.mistaken and came.structure.missed == 0


def test_silence_gets_nothing_and_flags_nothing() -> None:
    came = scored(nothing)
    assert came.overall().f1 == 0.0 and came.overall().precision is None
    assert came.checked("cells").recall == 0.0 and came.overall(of="contains").recall == 0.0
    assert came.traps > 25 and not came.trapped


def test_one_answer_for_all_flags_every_trap() -> None:
    came = scored(lambda column: Found(column.header, "mobile", 1.0, (), ["mobile"] * len(column.cells)))
    assert sum(came.trapped.values()) == came.traps
    assert came.columns["mobile"].recall == 1.0
    precision = came.columns["mobile"].precision
    assert precision is not None and precision < 0.1


def test_a_date_that_is_called_a_date_is_no_mistake() -> None:
    came = scored(lambda column: Found(column.header, "date"))
    assert came.overall().false == 0 and not came.trapped


def test_what_may_be_said_costs_nothing_either_way() -> None:
    def all_said(column: Column) -> Found:
        cells = [cell.replace("~", "") for cell in column.cells.to_pylist()]
        return Found(column.header, column.kind.info_type, 1.0, column.contains, cells)

    assert any("~" in label for table in tables() for column in table.columns for label in column.cells.to_pylist())
    assert scored(all_said).overall(of="cells").f1 == 1.0


def test_a_wrong_cell_is_a_false_find() -> None:
    def eager(column: Column) -> Found:
        return Found(column.header, column.kind.info_type, 1.0, (), [column.kind.info_type or ""] * len(column.cells))

    came = scored(eager).checked("cells")
    assert came.recall is not None and came.precision is not None and came.precision < 1.0


def test_without_headers_only_what_values_tell_is_asked() -> None:
    named, bare = scored(nothing, True), scored(nothing, False)
    assert bare.overall().asked < named.overall().asked and bare.traps < named.traps
    assert bare.columns["postcode"].asked == 0 and bare.untold["postcode"].asked > 0
    for info_type in CHECKED:
        assert bare.columns[info_type].asked <= named.columns[info_type].asked


def test_an_answer_that_leaves_a_column_out_is_refused() -> None:
    table = tables()[0]
    with pytest.raises(ValueError, match="columns were answered"):
        Score(True).add(table, [truth(column) for column in table.columns[1:]])


def test_the_baseline_reads_values_only() -> None:
    """Where it is asked about a mail column under any name, it says mail."""
    values = ["zhang@example.com"] * 9 + [""]
    (found,) = next(Regex().look([Given(Path("x.csv"), pa.table({"c1": values}))]))
    assert (found.info_type, found.cells) == ("email", ["email"] * 9 + [""])
    wrong = ["手机号13800138000已登记"] * 10
    (found,) = next(Regex().look([Given(Path("x.csv"), pa.table({"c1": wrong}))]))
    assert (found.info_type, found.contains) == (None, ("mobile",))


def test_the_answer_of_guiju_is_read_as_promised() -> None:
    told = {"name": "备注", "info_type": None, "share": 0.1, "score": 0.9, "contains": ["mobile"]}
    assert _found(told) == Found("备注", None, 0.9, ("mobile",), None)
    assert Found.of(truth(tables()[0].columns[1]).plain()) == truth(tables()[0].columns[1])


@pytest.mark.parametrize("peer", sorted(child.PEERS))
def test_a_peer_that_is_not_installed_is_given_no_figure(peer: str, tmp_path: Path) -> None:
    absent = child.PEERS[peer]().missing() is not None
    assert absent == any(importlib.util.find_spec(need) is None for need in NEEDS[peer])
    command = [sys.executable, "-m", "bench.cn_tabular_pi.child", peer, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(program.__file__).parents[2])
    assert (done.returncode == child.MISSING) == absent
    assert "seconds" not in done.stdout
    lines = "\n".join(show.summary({peer: "not installed: pip install …"}))
    assert re.search(rf"^{peer} +not installed: pip install …$", lines, re.MULTILINE)


def test_the_program_prints_a_line_a_tool_and_a_line_a_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["regex", "--first", "1", "--confusion"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"^regex +0\.\d{3}", said, re.MULTILINE)
    assert all(re.search(rf"^{kind}\b", said, re.MULTILINE) for kind in PERSONAL)
    assert program.main(["nobody"]) == 2


def test_the_cards_state_the_hashes_and_the_same_figures() -> None:
    cards = [(sets.CARD / name).read_text("utf-8") for name in ("README.md", "README.zh.md")]
    for name in sets.SETS:
        assert all(sets.committed()[name]["sha256"] in card for card in cards)
    figures = [re.findall(r"^\| (?:regex|presidio|dataprofiler|guiju)\b.*$", card, re.MULTILINE) for card in cards]
    assert figures[0] == figures[1] and len(figures[0]) >= 3
