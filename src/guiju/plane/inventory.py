"""A folder, an archive or a database as a list of resources: one item for each table, or the reason why there is none.

It goes file by file: of an archive one member lies on the disk at a time, and of what was read only the findings stay.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from guiju.kernel.values import Text, plain
from guiju.plane.archive import Archive, Limits, Member, is_archive, is_tar, loosened, opened, system
from guiju.plane.fill import findings
from guiju.plane.intake import Detect, scan
from guiju.plane.report import Scan
from guiju.plane.source import reading
from guiju.plane.trouble import ScanError, other_tables
from guiju.plane.upload import clean_name

DEFAULT = Limits()
_ID = 16  # hex digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why there is no resource in a file, or in one of its tables."""

    kind: str
    text: Text
    remedy: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One table of one file. `found`: the scanner's words and what it found, all as text; empty where it is in trouble.

    `id` is the same whenever the same content lies at the same place.
    """

    id: str
    file: str
    table: str = ""
    found: Mapping[str, str]
    warnings: tuple[Text, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file, or one of its tables, that could not be read."""

    table: str = ""
    error: ScanError


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A file that will be looked at: its path as people see it, and where it lies now or in the archive."""

    file: str
    path: Path | None = None
    member: Member | None = None
    no: str = ""


class Stock:
    """What is going to be listed, open for as long as somebody looks at it."""

    def __init__(self, spots: list[Spot], limits: Limits, archive: Archive | None = None) -> None:
        self.limits, self._archive = limits, archive
        self.spots = spots[: limits.files]
        if len(spots) > limits.files:
            self.spots.append(Spot(file="…", no="too_many"))

    def look(self, spot: Spot) -> list[Item]:
        """All tables of one file. Never raises for what is wrong with the file."""
        found = list(self.scans(spot))
        several = any(isinstance(one, Scan) and one.others for one in found)
        return [
            _item(spot.file, one, several=several) if isinstance(one, Scan) else _none(spot.file, one.table, one.error)
            for one in found
        ]

    def scans(self, spot: Spot, detect: Detect | None = None) -> Iterator[Scan | Unread]:
        """The same as reports, one after another; `detect` as for `scan`."""
        name = clean_name(spot.file)
        try:
            if spot.no:
                raise ScanError(spot.no, name, most=self.limits.files)
            if spot.member is None:
                assert spot.path is not None
                yield from self._tables(spot.file, spot.path, detect)
                return
            assert self._archive is not None
            with TemporaryDirectory(prefix="guiju-item-") as spare:
                yield from self._tables(spot.file, self._archive.take(spot.member, Path(spare)), detect)
        except ScanError as error:
            yield Unread(error=error)

    def _tables(self, file: str, path: Path, detect: Detect | None) -> Iterator[Scan | Unread]:
        name = clean_name(file)
        with reading(name):
            if path.stat().st_size > self.limits.bytes:
                raise ScanError("too_large", name, most=self.limits.bytes)
        first = scan(path, name=name, detect=detect)
        yield first
        for table in first.others[: self.limits.tables]:
            try:
                yield scan(path, table=table, name=name, detect=detect)
            except ScanError as error:
                if error.kind != "empty_workbook":  # an empty sheet is nothing to tell of
                    yield Unread(table=table, error=error)
        if len(first.others) > self.limits.tables:
            yield Unread(table="…", error=ScanError("too_many", name, most=self.limits.tables))


@contextmanager
def stock(path: Path, limits: Limits = DEFAULT, name: str = "") -> Iterator[Stock]:
    """Open a folder, an archive or one file. Raises ScanError where nothing can be listed at all."""
    name = name or path.name
    with reading(name):
        folder, packed = path.is_dir(), not path.is_dir() and is_archive(path, name)
    if folder:
        yield Stock([*_within(path)], limits)
        return
    if not packed:
        yield Stock([Spot(file=name, path=path)], limits)
        return
    with TemporaryDirectory(prefix="guiju-archive-") as spare:
        loose, inner = loosened(path, name, Path(spare), limits)
        if loose != path and not is_tar(loose):  # one file that gzip has packed
            yield Stock([Spot(file=inner, path=loose)], limits)
            return
        with opened(loose, name, limits) as archive:
            spots = sorted((Spot(file=member.name, member=member) for member in archive.members), key=_by_name)
            yield Stock(spots, limits, archive)


def _within(root: Path) -> Iterator[Spot]:
    """All files of a folder, in the order of their names. Links are not followed: they may lead anywhere."""
    for here, folders, files in os.walk(root):
        folders[:] = sorted(folder for folder in folders if not system(folder))
        for name in sorted(files):
            path = Path(here) / name
            if not system(name):
                shown = path.relative_to(root).as_posix().encode("utf-8", "replace").decode()
                yield Spot(file=shown, path=path, no="not_regular" if path.is_symlink() else "")


def _by_name(spot: Spot) -> tuple[str, int]:
    return spot.file, spot.member.place if spot.member else 0


def items(path: Path, limits: Limits = DEFAULT) -> Iterator[Item]:
    """The whole list, item by item as it is read."""
    with stock(path, limits) as held:
        for spot in held.spots:
            yield from held.look(spot)


def _item(file: str, found: Scan, *, several: bool) -> Item:
    table = found.table or "" if several else ""
    words = {word: str(plain(value)) for word, value in findings(found).items()}
    told = other_tables(found.table or "", found.others)
    if several:
        words["name"] = f"{words['name']} · {table}"
    warnings = tuple(warning for warning in found.warnings if warning not in told)
    return Item(id=_id(file, table, found.digest), file=file, table=table, found=words, warnings=warnings)


def _none(file: str, table: str, error: ScanError) -> Item:
    trouble = Trouble(kind=error.kind, text=error.text, remedy=error.remedy)
    return Item(id=_id(file, table, ""), file=file, table=table, found={}, trouble=trouble)


def _id(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_ID]


def numbered(found: list[Item]) -> list[Item]:
    """An archive may hold the same path twice: then the later ones get ids of their own."""
    met: dict[str, int] = {}
    told = []
    for item in found:
        met[item.id] = met.get(item.id, 0) + 1
        told.append(item if met[item.id] == 1 else replace(item, id=_id(item.id, str(met[item.id]))))
    return told
