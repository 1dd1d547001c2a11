"""The baseline: plain regular expressions on every cell, and the majority of a column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyarrow as pa

from bench.cn_tabular_pi.adapters import Found, Given, verdict
from bench.cn_tabular_pi.adapters.patterns import PATTERNS, WEAK

_COMPILED = {name: re.compile(pattern) for name, pattern in PATTERNS.items()}


class Regex:
    """What anybody has after an afternoon: values only, no header, no check digit."""

    name = "regex"
    reads_headers = False

    def missing(self) -> str | None:
        return None

    def look(self, given: Iterable[Given]) -> Iterator[list[Found]]:
        for one in given:
            yield [_column(name, values) for name, values in zip(one.data.column_names, one.data.columns, strict=True)]


def _column(name: str, values: pa.ChunkedArray) -> Found:
    cells = [(value or "").strip() for value in values.to_pylist()]
    whole, inside = [], []
    for cell in cells:
        full = next((kind for kind, pattern in _COMPILED.items() if pattern.fullmatch(cell)), "") if cell else ""
        whole.append(full)
        found = [kind for kind, pattern in _COMPILED.items() if kind not in WEAK and pattern.search(cell)]
        inside.append(full or "+".join(found))
    return verdict(name, whole, inside, sum(map(bool, cells)))
