"""From a sound file to a table that the engine can read: delimiter, header, names, and the place of a bad line."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from guiju.kernel.values import Text
from guiju.plane.source import Source, reading
from guiju.plane.trouble import ScanError, warn

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 18
_HEADER = 4 << 20  # characters in which a header must end
COLUMNS = 20_000  # a sheet of a workbook has 16 384; beyond it, a table was written as one line
_ENDS = {"\n", "\r"}
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*")
_LOOKS_LIKE_DATA = re.compile(r"\d{7,}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|@\w+\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the lines of a CSV are cut; `skip` counts blank lines before the header."""

    delimiter: str
    names: tuple[str, ...]
    skip: int
    warnings: tuple[Text, ...]


def layout(source: Source) -> Layout:
    with reading(source.name), _open(source) as text:
        sample = text.read(_SAMPLE)
        if not _ENDS & set(sample):
            sample += text.read(_HEADER - _SAMPLE)
        more = text.read(1)
    if more and not _ENDS & set(sample):
        raise ScanError("long_row", source.name, line=1, most=f"{_HEADER >> 20} MB")
    blank = _BLANK_LINES.match(sample)
    assert blank is not None  # it matches nothing, too
    skip, sample = len(blank[0].splitlines()), sample[blank.end() :]
    if not sample.strip():
        raise ScanError("empty", source.name)
    delimiter = _delimiter(sample, not more)
    header = next(_rows(sample, delimiter), None)
    if header is None:
        raise ScanError("quote", source.name, line=skip + 1)
    if len(header) > COLUMNS:
        raise ScanError("wide", source.name, most=COLUMNS)
    names, warnings = tidy_names(header)
    return Layout(delimiter=delimiter, names=names, skip=skip, warnings=warnings)


def _open(source: Source) -> io.TextIOWrapper:
    """The file as text without its byte order mark, line endings as they stand."""
    raw = source.path.open("rb")
    raw.seek(source.start)
    return io.TextIOWrapper(raw, encoding=source.codec, newline="")


def _delimiter(sample: str, whole: bool) -> str:
    """The one under which most rows are as long as the header; the longer header wins a tie."""

    def merit(delimiter: str) -> tuple[bool, float, int]:
        rows = [len(row) for row in islice(_rows(sample, delimiter), 500) if row]
        if len(rows) > 1 and not whole:
            rows.pop()  # the sample may end inside a row
        width = rows[0] if rows else 1
        return width > 1, Counter(rows)[width] / max(1, len(rows)), width

    best = max(DELIMITERS, key=merit)
    return best if merit(best)[0] else ","


def _rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except (StopIteration, csv.Error):
            return


def tidy_names(header: list[str]) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """Every column gets a name of its own. A cell that looks like somebody's data is not repeated as a name."""
    names: dict[str, None] = {}
    given = set(header)
    last: dict[str, int] = {}  # of each stem the last number given, so that thousands of equal names take no longer
    warnings: list[Text] = []
    for number, cell in enumerate(header, 1):
        name = "".join(sign for sign in " ".join(cell.split()) if sign.isprintable())
        if not name or _LOOKS_LIKE_DATA.search(name):
            kind = "data_as_name" if name else "unnamed"
            name = _free("column", number, names)
            warnings.append(warn(kind, n=number, new=name))
        elif name in names:
            new = _free(name, last.get(name, 1) + 1, names, given)
            last[name] = int(new.rpartition("_")[2])
            warnings.append(warn("duplicate", name=name, new=new))
            name = new
        names[name] = None
    return tuple(names), tuple(warnings)


def _free(stem: str, number: int, *taken: Container[str]) -> str:
    while any(f"{stem}_{number}" in names for names in taken):
        number += 1
    return f"{stem}_{number}"


def place(source: Source, folder: Path) -> Path:
    """A path that the engine may open: plain UTF-8, and a name without characters that it would read as a pattern."""
    target = folder / f"data.{source.format.lower()}"
    if not source.rewrite:
        target.symlink_to(source.path.resolve())
        return target
    with reading(source.name), source.path.open("rb") as raw, target.open("w", encoding="utf-8", newline="\n") as copy:
        raw.seek(source.start)
        text = io.TextIOWrapper(raw, encoding=source.codec, newline=None)
        while chunk := text.read(1 << 20):
            copy.write(chunk)
    return target


def bad_line(source: Source, shape: Layout) -> ScanError:
    """Read slowly to the line that the engine stumbled over. Its own message is not passed on: it quotes the line."""
    ahead, end = 0, source.start  # lines and bytes read so far

    def lines(text: io.TextIOWrapper) -> Iterator[str]:
        nonlocal ahead, end
        for line in text:
            ahead, end = ahead + 1, end + len(line.encode(source.codec))
            yield line

    with _open(source) as text:
        reader = csv.reader(lines(text), delimiter=shape.delimiter, strict=True)
        while True:
            passed, start = ahead, end
            try:
                row = next(reader)
            except StopIteration:
                return ScanError("unparsable", source.name)
            except csv.Error:
                return ScanError("quote", source.name, line=passed + 1, offset=start)
            if row and len(row) != len(shape.names):
                blanks = {"expected": len(shape.names), "found": len(row)}
                return ScanError("ragged", source.name, line=passed + 1, offset=start, **blanks)
