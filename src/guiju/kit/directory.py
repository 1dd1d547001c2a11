"""The directory of a holder's data: every table of a folder with its grade, how that came about, and its measures.

Answers as for one file (`grading_answers`); below `tables` those of a table by its file, which stand before the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from guiju.kit.grading import Graded, grade
from guiju.kit.grading_answers import Answers, read_answers
from guiju.kit.says import USAGE, trouble
from guiju.plane.intake import Detect
from guiju.plane.inventory import Spot, Stock, Unread
from guiju.plane.report import Scan
from guiju.shelf.shelf import Shelf

TABLES = "tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One table, or the file that could not be read."""

    file: str
    table: str
    scan: Scan | None = None
    graded: Graded | None = None
    unread: Unread | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What people say of all tables, and of one by its file or by its file and its table (`a.xlsx · Sheet1`)."""

    all: Mapping[str, object]
    each: Mapping[str, Mapping[str, object]]

    @classmethod
    def read(cls, content: Mapping[str, object]) -> Told:
        each = content.get(TABLES, {})
        if not isinstance(each, Mapping) or not all(isinstance(one, Mapping) for one in each.values()):
            zh, en = f"{TABLES} 须按文件名列出各表的答案", f"{TABLES} must map files to answers"
            raise trouble("answers_unreadable", zh, en, code=USAGE)
        return cls({name: value for name, value in content.items() if name != TABLES}, each)

    def of(self, file: str, table: str) -> Answers:
        return read_answers({**self.all, **self.each.get(file, {}), **self.each.get(f"{file} · {table}", {})})


def listed(shelf: Shelf, scheme: str, held: Stock, spot: Spot, told: Told, on: date) -> Iterator[Listed]:
    """All tables of one file."""
    for found in held.scans(spot, Detect(on=on)):
        if isinstance(found, Unread):
            yield Listed(file=spot.file, table=found.table, unread=found)
            continue
        table = found.table or ""
        graded = grade(shelf, scheme, found, told.of(spot.file, table), on)
        yield Listed(file=spot.file, table=table, scan=found, graded=graded)
