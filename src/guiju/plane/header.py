"""Where the table of a sheet begins: empty rows and titles above it, and names that stretch over several rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_DEEPEST = 5  # rows of names; a merged area that reaches further down is data
Merge = tuple[int, int, int, int]  # top, left, bottom, right


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """`body` is the first row of data; `above` and `titles` count what stands over the names, `depth` their rows."""

    names: list[str]
    body: int
    above: int
    titles: int
    depth: int
    merged: int


def head_of(rows: Sequence[Sequence[str]], merges: Sequence[Merge]) -> Header:
    """`rows` are the first ones of the sheet, from its very first row on; at least one holds something."""
    above = next((number for number, row in enumerate(rows) if any(row)), 0)
    top = above
    while _title(rows, merges, top):
        top += 1
    depth = _depth(rows, merges, top)
    titles = sum(1 for row in rows[above:top] if any(row))
    names = _names(rows[top : top + depth], [merge for merge in merges if top <= merge[0] < top + depth], top)
    body = top + depth
    merged = sum(1 for merge in merges if merge[0] >= body)
    return Header(names=names, body=body, above=top - titles, titles=titles, depth=depth, merged=merged)


def _title(rows: Sequence[Sequence[str]], merges: Sequence[Merge], at: int) -> bool:
    """A row with one cell filled above a row with more is a title; so is an empty row between a title and the names."""
    if at + 1 >= len(rows):
        return False
    filled = [number for number, cell in enumerate(rows[at]) if cell]
    if len(filled) > 1:
        return False
    return any(sum(map(bool, row)) > 1 for row in rows[at + 1 :])


def _depth(rows: Sequence[Sequence[str]], merges: Sequence[Merge], top: int) -> int:
    """How many rows the names take: as far down as a merged name reaches, and one row beneath a name over columns."""
    here = [merge for merge in merges if merge[0] == top and merge[2] - merge[0] < _DEEPEST]
    tall = max((bottom - first + 1 for first, _, bottom, _ in here), default=1)
    wide = any(bottom == first and right > left for first, left, bottom, right in here)
    return min(max(tall, 2 if wide else 1), max(1, len(rows) - top))


def _names(rows: Sequence[Sequence[str]], merges: Sequence[Merge], top: int) -> list[str]:
    """Each column's names from above to below, a name over several columns said in each of them."""
    grid = [list(row) for row in rows]
    for first, left, bottom, right in merges:
        if first - top < len(grid) and left < len(grid[first - top]):
            name = grid[first - top][left]
            for number in range(first - top, min(bottom - top + 1, len(grid))):
                for column in range(left, min(right + 1, len(grid[number]))):
                    grid[number][column] = name
    names = []
    for cells in zip(*grid, strict=True):
        parts = dict.fromkeys(part for part in cells if part)
        names.append("/".join(parts))
    return names
