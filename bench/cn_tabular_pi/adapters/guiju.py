"""Guiju itself, by what it promises to everybody: `guiju scan FILE --json`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from bench.cn_tabular_pi.adapters import Found, Given

COMMAND = (sys.executable, "-c", "from guiju.faces.cli import main; main()", "scan")


class NotYet(RuntimeError):
    """The command answers, and says nothing about what the columns hold."""


class Guiju:
    """One process a table, as a person would do it."""

    name = "guiju"
    reads_headers = True

    def missing(self) -> str | None:
        return None

    def look(self, given: Iterable[Given]) -> Iterator[list[Found]]:
        for one in given:
            done = subprocess.run([*COMMAND, str(one.path), "--json"], capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"guiju scan {one.path.name}: {done.returncode}\n{done.stderr[-2000:]}")
            told = json.loads(done.stdout)["columns"]
            if any("info_type" not in column for column in told):
                raise NotYet("`guiju scan --json` names no information types yet")
            yield [_found(column) for column in told]


def _found(column: dict[str, Any]) -> Found:
    cells = column.get("cells")
    return Found(column["name"], column["info_type"], float(column["score"] or 0), tuple(column["contains"]), cells)
