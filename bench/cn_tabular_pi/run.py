"""Asks a tool about every table of a set and scores what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from bench.cn_tabular_pi.adapters import Adapter, Found, Given, cpu
from bench.cn_tabular_pi.adapters.guiju import Guiju
from bench.cn_tabular_pi.adapters.regex import Regex
from bench.cn_tabular_pi.child import MISSING, PEERS
from bench.cn_tabular_pi.score import Score
from bench.cn_tabular_pi.table import Table

HERE: dict[str, type[Adapter]] = {"guiju": Guiju, "regex": Regex}
TOOLS = (*HERE, *PEERS)
ROOT = Path(__file__).parents[2]


class NotInstalled(RuntimeError):
    """A peer that is not there is not given a figure."""


class Failed(RuntimeError):
    """A peer that fell over is not given a figure either."""


def score(tool: str, tables: Sequence[Table], python: str = sys.executable) -> tuple[Score, Score]:
    """A tool's score on these tables, with headers and with c1 to cn instead; peers run under `python`."""
    named = list(_asked(tool, tables, True, python))
    bare = list(_asked(tool, tables, False, python)) if (HERE | PEERS)[tool].reads_headers else named
    both = (Score(True), Score(False))
    for came, answers in zip(both, (named, bare), strict=True):
        for table, (found, took) in zip(tables, answers, strict=True):
            came.add(table, found)
            came.seconds += took
    return both


def _asked(tool: str, tables: Sequence[Table], headers: bool, python: str) -> Iterator[tuple[list[Found], float]]:
    with tempfile.TemporaryDirectory() as folder:
        given = [_written(table, Path(folder), headers) for table in tables]
        yield from _here(HERE[tool](), given) if tool in HERE else _peer(tool, folder, python)


def _written(table: Table, folder: Path, headers: bool) -> Given:
    path = folder / f"{table.name}.csv"
    path.write_bytes(table.file(headers))
    data = table.data(headers)
    # a peer must not stumble over a header: the file beside it has the same columns
    pq.write_table(data, path.with_suffix(".parquet"))
    return Given(path, data)


def _here(adapter: Adapter, given: Sequence[Given]) -> Iterator[tuple[list[Found], float]]:
    began = cpu()
    for found in adapter.look(given):
        yield found, cpu() - began
        began = cpu()


def _peer(tool: str, folder: str, python: str) -> Iterator[tuple[list[Found], float]]:
    command = [python, "-m", "bench.cn_tabular_pi.child", tool, folder]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode == MISSING or "No module named 'pyarrow'" in done.stderr:
        raise NotInstalled(
            "not installed: pip install -r bench/cn-tabular-pi/peers.txt (better in an environment of its own)"
        )
    if done.returncode:
        raise Failed(f"failed: {(done.stderr.strip().splitlines() or ['without a word'])[-1]}")
    for line in done.stdout.splitlines():
        if line.startswith('{"seconds"'):
            told = json.loads(line)
            yield [Found.of(one) for one in told["found"]], told["seconds"]
