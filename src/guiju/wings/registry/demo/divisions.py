"""Writes a real table to CSV: the administrative divisions of China with the years in which each name was in use.

The table is `cn/loc.dat` inside the python-stdnum package (LGPL), whose header says that it was taken from the Chinese
Wikipedia's pages 中华人民共和国行政区划代码 (CC BY-SA). Nothing is copied into this project:
the file is made on your machine, from the package that is installed there.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from stdnum import numdb

SOURCE = "python-stdnum, cn/loc.dat (source named there: Wikipedia, 中华人民共和国行政区划代码)"
SAID_ZH = "python-stdnum 所附 cn/loc.dat（其中注明来源为维基百科“中华人民共和国行政区划代码”）"
HEADER = ("code", "name", "province", "valid_from", "valid_to")

_PERIOD = re.compile(r"\[(\d{0,4})-(\d{0,4})\]([^,\[]+)")


def write_divisions(path: str | Path) -> int:
    """Write the table as UTF-8 CSV and return its number of rows. A code that changed its name has a row for each name.

    An empty `valid_from` or `valid_to` means that the source names no first, or no last, year.
    """
    rows = 0
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for _, prefix, _, above, below in numdb.get("cn/loc").prefixes:
            for _, rest, _, entry, _ in below:
                for first, last, name in _PERIOD.findall(entry["county"]) or [("", "", entry["county"])]:
                    writer.writerow((prefix + rest, name, above["province"], first, last))
                    rows += 1
    return rows


if __name__ == "__main__":
    import sys

    target = Path(sys.argv[1] if len(sys.argv) > 1 else "divisions.csv")
    print(f"{target}: {write_divisions(target)} rows from {SOURCE}")
