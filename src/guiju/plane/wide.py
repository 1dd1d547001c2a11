"""CSV of very many columns: cut once into parts of some columns each, which the engine then reads one at a time.

To plan a query costs the engine time and memory for every column there is, whether it is asked for or not.
"""

from __future__ import annotations

import csv
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from guiju.plane.source import Source, reading
from guiju.plane.table import Layout, bad_line

MANY = 1000  # columns
PART = 960  # of them in one part: a multiple of the batches in which they are asked


def split(source: Source, target: Path, shape: Layout) -> list[Path]:
    """`target`, plain UTF-8, as CSV files beside it, without headers. Raises ScanError for a row of another length."""
    starts = range(0, len(shape.names), PART)
    parts = [target.with_name(f"part{number}.csv") for number in range(len(starts))]
    with reading(source.name), ExitStack() as open_:
        file = open_.enter_context(target.open(encoding="utf-8", newline=""))
        rows = csv.reader(islice(file, shape.skip, None), delimiter=shape.delimiter, strict=True)
        writers = [csv.writer(open_.enter_context(part.open("w", encoding="utf-8", newline=""))) for part in parts]
        try:
            filled = (row for row in rows if row)
            next(filled)
            for row in filled:
                if len(row) != len(shape.names):
                    raise bad_line(source, shape)
                for start, writer in zip(starts, writers, strict=True):
                    writer.writerow(row[start : start + PART])
        except csv.Error:
            raise bad_line(source, shape) from None
    return parts
