"""Archives: what is in a ZIP or a tar, and one member of it at a time, taken out under limits.

A member never chooses where it is written: its path in the archive is only shown to people. What claims or turns out to
unpack to too much is refused before the disk has it.
"""

from __future__ import annotations

import gzip
import secrets
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from guiju.plane.source import reading
from guiju.plane.trouble import ScanError
from guiju.plane.upload import clean_name

CHUNK = 1 << 20
PLAIN = 8 << 20  # up to here nothing is a bomb, however well it is packed
_HEADER = 1 << 20  # bytes of one header of a tar; a longer one was made to fill the memory
_DIRECTORY = 16 << 20  # bytes of the list at the end of a ZIP: over a hundred thousand names
_GZIP, _ZIP, _TAR = b"\x1f\x8b", b"PK", b"ustar"
_SYSTEM = {"__macosx", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one list: how many files, bytes of one and of all, and how many times larger than packed a file may be."""

    files: int = 100_000
    bytes: int = 4 << 30
    total: int = 64 << 30
    ratio: int = 200
    tables: int = 1000  # of one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an archive: its place, its path as people see it, and why it will not be read, if so."""

    place: int
    name: str
    size: int
    no: str = ""


def is_archive(path: Path, name: str) -> bool:
    """A ZIP that is no document, a tar, or what gzip has packed. A broken ZIP is one if it is called so."""
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(_GZIP) or head[257:262] == _TAR:
        return True
    if not head.startswith(_ZIP):
        return False
    try:
        with _zip(path, name) as archive:
            names = set(archive.namelist())
    except ScanError:
        return name.lower().endswith(".zip")  # a broken workbook is better told of by who reads workbooks
    return "[Content_Types].xml" not in names and "mimetype" not in names


def system(name: str) -> bool:
    """Files that systems and programs leave beside the data: hidden ones, previews, locks."""
    parts = PurePosixPath(name).parts
    return any((part.startswith((".", "~$")) and part not in (".", "..")) or part.lower() in _SYSTEM for part in parts)


def loosened(path: Path, name: str, folder: Path, limits: Limits) -> tuple[Path, str]:
    """What gzip has packed, unpacked into `folder` under a name of ours; anything else as it is. And its name."""
    with path.open("rb") as file:
        if file.read(2) != _GZIP:
            return path, name
    target = folder / secrets.token_hex(16)
    with reading(name):
        most = min(limits.total, max(PLAIN, path.stat().st_size * limits.ratio))
    try:
        with gzip.open(path) as packed:
            _copy(iter(lambda: packed.read(CHUNK), b""), target, most, name)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        target.unlink(missing_ok=True)
        raise ScanError("damaged_archive", name) from None
    stem = name.lower()
    return target, name[:-4] + ".tar" if stem.endswith(".tgz") else name[:-3] if stem.endswith(".gz") else name


class Archive:
    """An open archive whose members are taken out one by one."""

    def __init__(self, name: str, file: zipfile.ZipFile | tarfile.TarFile, limits: Limits) -> None:
        self.name, self._file, self._limits = name, file, limits
        self._left = limits.total
        self.members = self._zipped(file) if isinstance(file, zipfile.ZipFile) else self._tarred(file)
        if sum(member.size for member in self.members if not member.no) > limits.total:
            raise ScanError("swollen", name, most=_size(limits.total))

    def _zipped(self, file: zipfile.ZipFile) -> list[Member]:
        found = []
        for place, info in enumerate(file.infolist()):
            kind = stat.S_IFMT(info.external_attr >> 16)
            if not info.is_dir() and not system(name := _zip_name(info)):
                no = "locked" if info.flag_bits & 1 else "not_regular" if kind not in (0, stat.S_IFREG) else ""
                if self._swollen(info.file_size, info.compress_size):
                    no = "swollen"
                found.append(_member(place, name, info.file_size, no))
        return found

    def _tarred(self, file: tarfile.TarFile) -> list[Member]:
        found = []
        try:
            for place, info in enumerate(file):
                if place > self._limits.files * 2:  # folders count, too
                    break
                if not info.isdir() and not system(info.name):
                    no = "" if info.isreg() and not info.issparse() else "not_regular"
                    no = "swollen" if info.size > self._limits.bytes else no
                    found.append(_member(place, info.name, info.size, no))
        except (tarfile.TarError, EOFError, ValueError):
            raise ScanError("damaged_archive", self.name) from None
        return found

    def _swollen(self, size: int, packed: int) -> bool:
        return size > self._limits.bytes or (size > PLAIN and size > max(1, packed) * self._limits.ratio)

    def take(self, member: Member, folder: Path) -> Path:
        """One member as a file in `folder`, under a name of ours."""
        name = clean_name(member.name)
        if member.no:
            raise ScanError(member.no, name, most=_size(self._limits.bytes))
        target = folder / secrets.token_hex(16)
        most = min(self._limits.bytes, self._left, max(member.size, 1))
        try:
            with reading(name):
                self._left -= _copy(self._chunks(member), target, most, name)
        except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, ValueError):
            raise ScanError("damaged_archive", name) from None
        except (NotImplementedError, RuntimeError):
            raise ScanError("packing", name) from None
        return target

    def _chunks(self, member: Member) -> Iterator[bytes]:
        if isinstance(self._file, zipfile.ZipFile):
            with self._file.open(self._file.infolist()[member.place]) as packed:
                yield from iter(lambda: packed.read(CHUNK), b"")
            return
        info = self._file.getmembers()[member.place]
        assert self._file.fileobj is not None
        self._file.fileobj.seek(info.offset_data)
        left = info.size
        while left:
            chunk = self._file.fileobj.read(min(CHUNK, left))
            if not chunk:
                raise EOFError
            left -= len(chunk)
            yield chunk


@contextmanager
def opened(path: Path, name: str, limits: Limits) -> Iterator[Archive]:
    """A ZIP or a plain tar. Raises ScanError for what is neither, or damaged."""
    with path.open("rb") as raw:
        if raw.read(2) == _ZIP:
            with _zip(path, name) as file:
                yield Archive(name, file, limits)
            return
        raw.seek(0)
        try:
            held = tarfile.TarFile(fileobj=_Narrow(raw), mode="r", errorlevel=0)
        except (tarfile.TarError, EOFError, ValueError):
            raise ScanError("damaged_archive", name) from None
        with held:
            yield Archive(name, held, limits)


class _Narrow:
    """A file that gives at most so much at once: the reader of tars takes a whole header into memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.seek, self.tell = file, file.seek, file.tell
        self.write, self.close = file.write, file.close

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _HEADER:
            raise tarfile.ReadError("too long a header")
        return self._file.read(size)


def is_tar(path: Path) -> bool:
    """After gzip is taken off, it may also be one plain file."""
    with path.open("rb") as file:
        return file.read(512)[257:262] == _TAR


@contextmanager
def _zip(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """The list at its end is read at once: so it is measured first."""
    try:
        if _directory(path) > _DIRECTORY:
            raise ScanError("swollen", name, most=_size(_DIRECTORY))
        file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, struct.error):
        raise ScanError("damaged_archive", name) from None
    with file:
        yield file


def _directory(path: Path) -> int:
    """Bytes of the list of names; more than any when it is of the large kind, which needs four gigabytes."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        file.seek(max(0, end - (1 << 16) - 22))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise zipfile.BadZipFile
    (size,) = struct.unpack_from("<L", tail, at + 12)
    large = tail.rfind(b"PK\x06\x06", 0, at)
    return max(size, struct.unpack_from("<Q", tail, large + 40)[0]) if size == 0xFFFFFFFF and large >= 0 else int(size)


def _member(place: int, name: str, size: int, no: str) -> Member:
    """A path is for people: one that leads out of the archive is told, and never followed."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    inside = [part for part in parts if part not in ("/", ".", "..") and not part.endswith(":")]
    outside = len(inside) != len([part for part in parts if part != "."])
    shown = "/".join(map(clean_name, inside)) or clean_name(name)
    return Member(place=place, name=shown, size=size, no="outside" if outside else no)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Programs for Chinese Windows write names in GB18030 and do not say so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename


def _copy(chunks: Iterable[bytes], target: Path, most: int, name: str) -> int:
    """The limit is judged before a chunk is written."""
    size = 0
    try:
        with target.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise ScanError("swollen", name, most=_size(most))
                file.write(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return size


def _size(count: int) -> str:
    return f"{count >> 30} GB" if count >= 1 << 30 else f"{count >> 20} MB" if count >= 1 << 20 else f"{count} B"
