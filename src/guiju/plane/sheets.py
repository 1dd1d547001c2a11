"""Copies one sheet of a workbook to plain CSV, in a process of its own.

A workbook can be made to ask for any amount of memory (one cell at the far corner of a sheet is enough), and the
reader then dies without a word. So it runs as `python -m guiju.plane.sheets SOURCE TARGET SECONDS [TABLE]` under a
limit, and prints what it found as JSON.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guiju.plane.header import Header, head_of

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

# A full sheet, 1 048 576 rows, of thirty columns fits. A dense sheet costs 32 bytes a cell and its texts.
MEMORY_BYTES = 3 << 30
_BATCH = 8192
_HEAD_ROWS = 50  # a header begins within so many rows of the first cell
_WHOLE = 10**20  # a float beyond this is a measure, never a number somebody wrote out
_GROUPS: dict[type, str] = {
    int: "number", float: "number", bool: "truth", date: "day", datetime: "day", time: "time", timedelta: "time",
}  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Whatever goes wrong is said in one word: what the reader says may quote the sheet."""
    source, target, seconds, *table = arguments
    _limit(int(seconds))
    from python_calamine import CalamineError, PasswordError

    try:
        answer = copy(Path(source), Path(target), table[0] if table else None)
    except PasswordError:
        answer = {"trouble": "encrypted_workbook"}
    except MemoryError:
        answer = {"trouble": "heavy_workbook"}
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        large = "limit exceeded" in str(error)  # the reader has a limit of its own: so many cells
        answer = {"trouble": "heavy_workbook" if large else "damaged_workbook"}
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the reader's own language says that it is at a loss
            raise
        answer = {"trouble": "damaged_workbook"}
    print(json.dumps(answer))


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # a system without such limits; the time is still watched from outside
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, seconds)):
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(kind, (most, most))


def copy(source: Path, target: Path, table: str | None) -> dict[str, object]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    with CalamineWorkbook.from_path(str(source)) as book:
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if table is not None and table not in names:
            return {"trouble": "no_such_table", "tables": names}
        sheet = _chosen(book, [table] if table is not None else names)
        if sheet is None:
            return {"trouble": "empty_workbook"}
        header = head_of(_texts(islice(sheet.iter_rows(), _start(sheet) + _HEAD_ROWS)), _merges(sheet))
        seen = _types(sheet, header)
        while len(seen) > 1 and not seen[-1] and not header.names[len(seen) - 1]:
            seen.pop()  # columns that hold no more than a border or a colour
        _write(sheet, header, seen, target)
    mixed = [number for number, kinds in enumerate(seen) if len({_GROUPS.get(kind, "text") for kind in kinds}) > 1]
    said = {"above": header.above, "titles": header.titles, "depth": header.depth, "merged": header.merged}
    return {
        "table": sheet.name, "others": [name for name in names if name != sheet.name],
        "names": header.names[: len(seen)], "mixed": mixed, **said,
    }  # fmt: skip


def _chosen(book: CalamineWorkbook, names: Sequence[str | None]) -> CalamineSheet | None:
    for name in names:
        sheet = book.get_sheet_by_name(str(name))
        if sheet.height and sheet.width and any(any(map(_filled, row)) for row in sheet.iter_rows()):
            return sheet
    return None


def _start(sheet: CalamineSheet) -> int:
    return sheet.start[0] if sheet.start else 0


def _merges(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    """Top, left, bottom, right; columns counted from the first that holds something, as the rows are given."""
    left = sheet.start[1] if sheet.start else 0
    return [
        (top, first - left, bottom, last - left)
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
        if first >= left
    ]


def _filled(value: object) -> bool:
    return value != "" and not (isinstance(value, str) and value.isspace())


def _texts(rows: Iterator[list[Any]]) -> list[list[str]]:
    return [[_text(value).strip() for value in row] for row in rows]


def _types(sheet: CalamineSheet, header: Header) -> list[set[type]]:
    """The types of each column's values; an empty cell, which is given as an empty text, has none."""
    seen: list[set[type]] = [set() for _ in header.names]
    rows = islice(sheet.iter_rows(), header.body, None)
    while batch := list(islice(rows, _BATCH)):
        for kinds, column in zip(seen, zip(*batch, strict=True), strict=False):
            here = set(map(type, column))
            if str in here and not any(map(_filled, (value for value in column if value.__class__ is str))):
                here.discard(str)
            kinds |= here
    return seen


def _write(sheet: CalamineSheet, header: Header, seen: Sequence[set[type]], target: Path) -> None:
    width, days = len(seen), [number for number, kinds in enumerate(seen) if {date, datetime} <= kinds]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([f"c{number}" for number in range(width)])
        for row in islice(sheet.iter_rows(), header.body, None):
            cells = [value if value.__class__ is str and value.isalnum() else _text(value) for value in row[:width]]
            for number in days:
                if len(cells[number]) == 10:  # a moment at midnight comes as a day
                    cells[number] += " 00:00:00"
            if any(cells):
                writer.writerow(cells)


def _text(value: object) -> str:
    """A cell as somebody would write it into a CSV."""
    return _WORDS[value.__class__](value)


def _number(value: float) -> str:
    """A workbook knows no integers, and shows fifteen digits at most."""
    if value.is_integer() and -_WHOLE < value < _WHOLE:
        return str(int(value))
    return f"{value:.15g}"


def _string(value: str) -> str:
    """Other line ends and NUL would be read differently within a CSV."""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "") if not value.isprintable() else value


_WORDS: dict[type, Callable[[Any], str]] = {
    str: _string,
    float: _number,
    int: str,
    bool: lambda value: "true" if value else "false",
    datetime: lambda value: value.isoformat(" ", "seconds"),
    date: date.isoformat,
    time: lambda value: value.isoformat("seconds"),
    timedelta: str,
}


if __name__ == "__main__":
    main(sys.argv[1:])
