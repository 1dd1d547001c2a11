"""Workbooks: has one sheet copied to CSV by a process under limits, and says what was passed over on the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guiju.kernel.values import Text
from guiju.plane.source import Source
from guiju.plane.table import Layout, tidy_names
from guiju.plane.trouble import ScanError, listed, other_tables, warn
from guiju.plane.watch import Pace

SECONDS = 300  # a full sheet of twenty columns takes about one minute of one processor
_LOOK = 0.2  # seconds between two looks whether it is still wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as a CSV file: where it lies, how it is cut, and its name in the workbook."""

    path: Path
    layout: Layout
    table: str
    others: tuple[str, ...] = ()


def sheet_of(source: Source, folder: Path, table: str | None, pace: Pace) -> Sheet:
    """The sheet `table`, or the first one that holds something."""
    given = folder / f"book.{source.format.lower()}"  # the reader goes by the ending; the kind was seen in the bytes
    given.symlink_to(source.path.resolve())
    target = folder / "sheet.csv"
    words = [str(given), str(target), str(SECONDS), *([table] if table is not None else [])]
    answer = _ask(words, source.name, pace)
    if "trouble" in answer:
        names = answer.get("tables", ())
        blanks: dict[str, Any] = {"table": table, "tables": listed(names)} if names else {}
        raise ScanError(answer["trouble"], source.name, **blanks)
    names, told = tidy_names(answer["names"])
    warnings = [*_passed_over(answer), *told, *(warn("mixed", name=names[number]) for number in answer["mixed"])]
    layout = Layout(delimiter=",", names=names, skip=0, warnings=tuple(warnings))
    return Sheet(path=target, layout=layout, table=answer["table"], others=tuple(answer["others"]))


def _ask(arguments: Sequence[str], name: str, pace: Pace) -> Mapping[str, Any]:
    # -P: a file in the current folder that is called like a module of Python's must not be run
    command = [sys.executable, "-P", "-m", "guiju.plane.sheets", *arguments]
    paths = os.pathsep.join(path for path in sys.path if path)
    env, pipe = {**os.environ, "PYTHONPATH": paths}, subprocess.PIPE
    # a session of its own: who stops us at a terminal does not stop it, so that we do
    with subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, start_new_session=True) as reader:
        try:
            out, err = _answer(reader, name, pace)
        except BaseException:
            reader.kill()
            raise
    if reader.returncode < 0:  # ended by the system: memory or time
        raise ScanError("heavy_workbook", name)
    if reader.returncode:
        raise RuntimeError(f"the reader of workbooks did not start: {err.decode('utf-8', 'replace')[-500:]}")
    answer: Mapping[str, Any] = json.loads(out)
    return answer


def _answer(reader: subprocess.Popen[bytes], name: str, pace: Pace) -> tuple[bytes, bytes]:
    end = time.monotonic() + SECONDS
    while (left := end - time.monotonic()) > 0:
        pace.add(0)
        with suppress(subprocess.TimeoutExpired):
            return reader.communicate(timeout=min(left, _LOOK))
    raise ScanError("heavy_workbook", name)


def _passed_over(answer: Mapping[str, Any]) -> list[Text]:
    told = other_tables(answer["table"], answer["others"])
    for kind, count, from_ in (
        ("rows_above", answer["above"], 1), ("title_rows", answer["titles"], 1), ("merged_header", answer["depth"], 2),
        ("merged_cells", answer["merged"], 1),
    ):  # fmt: skip
        if count >= from_:
            told.append(warn(kind, n=count))
    return told
