"""What kind a file is, from its bytes and never from its name."""

from __future__ import annotations

import mmap
import re
import zipfile
from pathlib import Path
from typing import BinaryIO

from guiju.kernel.values import Text
from guiju.plane.trouble import ScanError, warn

HEAD = 8192
# A full sheet of 1 048 576 rows and thirty columns unpacks to about one gigabyte of XML. What claims more than twice
# that, or more parts than any workbook has, was made to harm.
UNPACKED_BYTES = 2 << 30
PARTS = 10_000

PARQUET, CSV, JSON, NDJSON, SQLITE = "Parquet", "CSV", "JSON", "NDJSON", "SQLite"
XLSX, XLS, ODS = "XLSX", "XLS", "ODS"
WORKBOOKS = (XLSX, XLS, ODS)
ENDINGS: dict[str, tuple[str, ...]] = {
    PARQUET: (".parquet", ".pq", ".parq"),
    CSV: (".csv", ".tsv", ".tab"),
    JSON: (".json",),
    NDJSON: (".ndjson", ".jsonl"),
    SQLITE: (".sqlite", ".sqlite3", ".db", ".db3"),
    XLSX: (".xlsx", ".xlsm"),
    XLS: (".xls",),
    ODS: (".ods",),
}
"""How files of each kind are called."""
ACCEPTED = ",".join((*(ending for endings in ENDINGS.values() for ending in endings), ".txt"))
"""What somebody may choose on a page, as HTML has it; `.txt` promises no kind."""
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_ENTRY = 128  # bytes of a directory entry, which begins with its name in UTF-16

_MAGIC: tuple[tuple[bytes, Text], ...] = (
    (b"\x89PNG", Text("PNG 图片", "a PNG image")),
    (b"\xff\xd8\xff", Text("JPEG 图片", "a JPEG image")),
    (b"GIF8", Text("GIF 图片", "a GIF image")),
    (b"%PDF", Text("PDF 文档", "a PDF document")),
    (b"\x1f\x8b", Text("gzip 压缩文件", "a gzip archive")),
    (b"\x28\xb5\x2f\xfd", Text("zstd 压缩文件", "a zstd archive")),
    (b"BZh", Text("bzip2 压缩文件", "a bzip2 archive")),
    (b"\xfd7zXZ", Text("xz 压缩文件", "an xz archive")),
    (b"7z\xbc\xaf", Text("7z 压缩文件", "a 7z archive")),
    (b"Rar!", Text("RAR 压缩文件", "a RAR archive")),
    (b"ARROW1", Text("Arrow 文件", "an Arrow file")),
    (b"\x7fELF", Text("可执行程序", "a program")),
    (b"MZ\x90", Text("可执行程序", "a program")),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table")
_JSON = re.compile(r"\s*(\{\s*[\"}]|\[\s*[\[{\"\]])")


def binary_kind(file: BinaryIO, path: Path, name: str, size: int, head: bytes) -> str | None:
    """The kind of a file that is no text; None when it may be text. Raises for what is recognised and not read."""
    if head.startswith((b"PAR1", b"PARE")):
        return _parquet(file, name, size, head)
    if head.startswith(b"SQLite format 3\0"):
        return SQLITE
    if head.startswith(_OLE):
        return _ole(file, name)
    if head.startswith(b"PK\x03\x04"):
        return _zip(file, path, name)
    foreign = next((what for magic, what in _MAGIC if head.startswith(magic)), None)
    if foreign is None and head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        foreign = Text("网页或 XML", "a web page or XML")
    if foreign is not None:
        raise ScanError("mislabelled", name, what=foreign)
    return None


def looks_like_json(text: str) -> bool:
    return _JSON.match(text) is not None


def misnamed(name: str, kind: str) -> tuple[Text, ...]:
    """A warning when the name's ending promises another kind. An ending that promises nothing is no fault."""
    ending = Path(name).suffix.lower()
    promised = next((other for other, endings in ENDINGS.items() if ending in endings), kind)
    if promised == kind or {promised, kind} == {JSON, NDJSON}:
        return ()
    return (warn("inside", ending=ending, format=kind),)


def _parquet(file: BinaryIO, name: str, size: int, head: bytes) -> str:
    if head.startswith(b"PARE"):
        raise ScanError("encrypted_parquet", name)
    file.seek(max(0, size - 4))
    if size < 12 or file.read(4) != b"PAR1":
        raise ScanError("truncated_parquet", name, offset=size)
    return PARQUET


def _ole(file: BinaryIO, name: str) -> str:
    """Old Office files are little file systems; the names in their directory tell what they hold."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        if _entry(whole, "EncryptedPackage"):
            raise ScanError("encrypted_workbook", name)
        if _entry(whole, "Workbook") or _entry(whole, "Book"):
            return XLS
        if _entry(whole, "WordDocument"):
            what = Text("旧版 Word 文档(.doc)", "an old Word document (.doc)")
        else:
            what = Text("旧版 Office 文件(如 .xls)", "an old Office file (such as .xls)")
    raise ScanError("mislabelled", name, what=what)


def _entry(whole: mmap.mmap, word: str) -> bool:
    wanted = word.encode("utf-16-le") + b"\0\0"
    at = whole.find(wanted)
    while at >= 0:
        if at % _OLE_ENTRY == 0:
            return True
        at = whole.find(wanted, at + 1)
    return False


def _zip(file: BinaryIO, path: Path, name: str) -> str:
    what = Text("ZIP 压缩文件", "a ZIP archive")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            sheets = "mimetype" in names and _start(archive, "mimetype").endswith(b"opendocument.spreadsheet")
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError):
        if _names_sheets(file):
            raise ScanError("damaged_workbook", name) from None
        raise ScanError("mislabelled", name, what=what) from None
    if sheets or "xl/workbook.xml" in names:
        _bounded(parts, name)
        return ODS if sheets else XLSX
    if "xl/workbook.bin" in names:
        what = Text("二进制 Excel 工作簿(.xlsb)", "a binary Excel workbook (.xlsb)")
    elif any(part.startswith("word/") for part in names):
        what = Text("Word 文档(.docx)", "a Word document (.docx)")
    raise ScanError("mislabelled", name, what=what)


def _names_sheets(file: BinaryIO) -> bool:
    """Each part has its name in front of it, which is there even when the list at the end is lost."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return any(whole.find(word) >= 0 for word in (b"xl/work", b"opendocument.spreadsheet"))


def _start(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as file:
        return file.read(100)


def _bounded(parts: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse what says itself that it unpacks to too much; what lies about it meets the reader's memory limit."""
    if any(part.flag_bits & 1 for part in parts):
        raise ScanError("encrypted_workbook", name)
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
        raise ScanError("bomb", name, most=f"{UNPACKED_BYTES >> 30} GB")
