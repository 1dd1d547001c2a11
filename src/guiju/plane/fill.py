"""Puts what a scan found into the fields of a form, marked there as found by the machine; people may correct it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from guiju.kernel.values import Fact
from guiju.plane.report import Scan
from guiju.shelf.scanned import HOLDS, SCANNER, answers

_PREFIX = f"{SCANNER}."
FINDINGS: Mapping[str, Callable[[Scan], Fact | None]] = MappingProxyType({
    "name": lambda scan: scan.name,
    "rows": lambda scan: scan.rows,
    "bytes": lambda scan: scan.bytes,
    "size_text": lambda scan: size_text(scan.bytes),
    "format": lambda scan: scan.format,
    "encoding": lambda scan: scan.encoding,
    "columns": lambda scan: len(scan.columns),
    "first_day": lambda scan: scan.time_coverage.first if scan.time_coverage else None,
    "last_day": lambda scan: scan.time_coverage.last if scan.time_coverage else None,
    "coverage": lambda scan: f"{scan.time_coverage.first}/{scan.time_coverage.last}" if scan.time_coverage else None,
    "region": lambda scan: scan.region.code if scan.region else None,
    "region_name": lambda scan: scan.region.name if scan.region else None,
    "digest": lambda scan: scan.digest or None,  # only files have one
    "part": lambda scan: scan.table if scan.others else None,
    "structure": lambda scan: "; ".join(f"{column.name}: {column.type}" for column in scan.columns),
})  # fmt: skip


def fill(scan: Scan, fields: Mapping[str, str]) -> dict[str, Fact]:
    """`fields` maps a field to its `filled_by`; the answer holds the fields whose value was found, and no other."""
    return filled(findings(scan), fields)


def findings(scan: Scan) -> dict[str, Fact]:
    """All that was found, by the scanner's words for it."""
    found = {word: find(scan) for word, find in FINDINGS.items()}
    return {word: value for word, value in found.items() if value is not None}


def filled(found: Mapping[str, Fact], fields: Mapping[str, str]) -> dict[str, Fact]:
    """The same from findings that were kept since."""
    values: dict[str, Fact] = {}
    for field, source in fields.items():
        if not source.startswith(_PREFIX):
            continue
        word = source.removeprefix(_PREFIX)
        if not answers(word):
            raise ValueError(f"field {field}: the scanner finds no {word!r}; it finds {', '.join(FINDINGS)}, {HOLDS}…")
        if word in found:
            values[field] = found[word]
    return values


def is_found(source: str | None) -> bool:
    """Whether a scan that only looks at a file answers a field, and nobody else has to."""
    return source is not None and source.startswith(_PREFIX) and not source.startswith(_PREFIX + HOLDS)


def size_text(count: int) -> str:
    """`1.2 MB`, in steps of 1024, cut to one place and never rounded up."""
    for power, unit in ((4, "TB"), (3, "GB"), (2, "MB"), (1, "KB")):
        if count >= 1024**power:
            tenths = count * 10 // 1024**power
            return f"{tenths // 10}.{tenths % 10} {unit}"
    return f"{count} B"
