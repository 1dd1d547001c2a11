"""Guiju itself, by what it promises to everybody: the members that `guiju scan FILE --json --cells` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bench.cn_tabular_pi.adapters import Found, Given


class NotYet(RuntimeError):
    """The command answers, and says nothing about what the columns hold."""


class Guiju:
    """In this process, for its start is no part of what is measured."""

    name = "guiju"
    reads_headers = True

    def missing(self) -> str | None:
        return None

    def look(self, given: Iterable[Given]) -> Iterator[list[Found]]:
        from guiju.kit.scan_json import scan_json
        from guiju.plane.intake import Detect, scan

        for one in given:
            told: Any = scan_json(scan(one.path, detect=Detect(cells=True)))["columns"]
            if any("info_type" not in column for column in told):
                raise NotYet("`guiju scan --json` names no information types yet")
            yield [_found(column) for column in told]


def _found(column: dict[str, Any]) -> Found:
    cells = column.get("cells")
    return Found(column["name"], column["info_type"], float(column["score"] or 0), tuple(column["contains"]), cells)
