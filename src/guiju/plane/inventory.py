"""A folder, a pattern, an archive or a database as a list of resources: one item a table, or why there is none.

It goes file by file: of an archive one member lies on the disk at a time, and of what was read only the findings stay.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from guiju.kernel.values import Text, plain
from guiju.plane.archive import Limits, Member, is_archive, is_tar, loosened, opened, system
from guiju.plane.fill import findings
from guiju.plane.globs import base, is_pattern, matches
from guiju.plane.intake import scan
from guiju.plane.report import Scan
from guiju.plane.source import reading
from guiju.plane.trouble import ScanError, other_tables
from guiju.plane.upload import clean_name

if TYPE_CHECKING:
    from guiju.plane.intake import Detect, Judge
    from guiju.plane.watch import Watch

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
class Spot:
    """A file that will be looked at: its path as people see it, and where it lies now or in the archive."""

    file: str
    path: Path | None = None
    member: Member | None = None
    no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One table of one file: what a scan found in it, or why it could not be read. `several`: the file has others."""

    file: str
    table: str = ""
    found: Scan | None = None
    error: ScanError | None = None
    several: bool = False


class Holder(Protocol):
    """What files are taken out of, one by one: an archive, or a store far away."""

    def take(self, member: Member, folder: Path) -> Path: ...


class Stock:
    """What is going to be listed, open for as long as somebody looks at it."""

    def __init__(self, spots: list[Spot], limits: Limits, holder: Holder | None = None) -> None:
        self.limits, self._holder = limits, holder
        self.spots = spots[: limits.files]
        if len(spots) > limits.files:
            self.spots.append(Spot(file="…", no="too_many"))

    def look(self, spot: Spot) -> list[Item]:
        """All tables of one file. Never raises for what is wrong with the file."""
        return [
            _item(one.file, one.found, several=one.several)
            if one.found
            else _none(one.file, one.table, one.error or ScanError("not_found", spot.file))
            for one in self.looks(spot)
        ]

    def looks(
        self, spot: Spot, *, detect: Detect | None = None, judge: Judge | None = None, watch: Watch | None = None
    ) -> Iterator[Looked]:
        """The same with all that a scan finds, table by table as they are read."""
        name = clean_name(spot.file)
        look_at = partial(scan, name=name, detect=detect, judge=judge, watch=watch)
        try:
            with self.laid(spot) as path:
                yield from self._tables(spot.file, path, name, look_at)
        except ScanError as error:
            yield Looked(file=spot.file, error=error)

    @contextmanager
    def laid(self, spot: Spot) -> Iterator[Path]:
        """One file on the disk. Raises ScanError where it may not be read."""
        name = clean_name(spot.file)
        if spot.no:
            raise ScanError(spot.no, name, most=self.limits.files)
        if spot.member is None:
            assert spot.path is not None
            yield spot.path
            return
        assert self._holder is not None
        with TemporaryDirectory(prefix="guiju-item-") as spare:
            yield self._holder.take(spot.member, Path(spare))

    def _tables(self, file: str, path: Path, name: str, look_at: Callable[..., Scan]) -> Iterator[Looked]:
        with reading(name):
            if path.stat().st_size > self.limits.bytes:
                raise ScanError("too_large", name, most=self.limits.bytes)
        first = look_at(path)
        yield Looked(file=file, table=first.table or "", found=first, several=bool(first.others))
        for table in first.others[: self.limits.tables]:
            try:
                yield Looked(file=file, table=table, found=look_at(path, table=table), several=True)
            except ScanError as error:
                if error.kind != "empty_workbook":  # an empty sheet is nothing to tell of
                    yield Looked(file=file, table=table, error=error)
        if len(first.others) > self.limits.tables:
            yield Looked(file=file, table="…", error=ScanError("too_many", name, most=self.limits.tables))


@contextmanager
def stock(path: Path, limits: Limits = DEFAULT, name: str = "") -> Iterator[Stock]:
    """Open a folder, a pattern of names, an archive or one file. Raises ScanError where nothing can be listed."""
    name = name or path.name
    if is_pattern(path):
        yield Stock(_matching(path), limits)
        return
    with reading(name):
        path.stat()  # nothing there is an error of its own, not a list of one that cannot be read
        if path.is_dir():
            yield Stock([*_within(path)], limits)
            return
        if not path.is_file() or not is_archive(path, name):  # what is neither, as a pipe, is told when it is read
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
        links = [folder for folder in folders if (Path(here) / folder).is_symlink()]
        for name in sorted([*files, *links]):
            path = Path(here) / name
            if not system(name):
                shown = path.relative_to(root).as_posix().encode("utf-8", "replace").decode()
                yield Spot(file=shown, path=path, no="link" if path.is_symlink() else "")


def _matching(pattern: Path) -> list[Spot]:
    root = Path(base(pattern))
    asked = pattern.relative_to(root).as_posix()
    with reading(root.name):
        found = [spot for spot in _within(root) if matches(PurePosixPath(spot.file), asked)]
    if not found:
        raise ScanError("no_match", pattern.name)
    return found


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
