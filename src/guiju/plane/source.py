"""First look at a file, as bytes: is it there, what is it really, in which encoding, its SHA-256. Memory is bounded."""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from guiju.kernel.values import Text
from guiju.plane.sniff import CSV, HEAD, JSON, binary_kind, looks_like_json, misnamed
from guiju.plane.trouble import ScanError, warn

CHUNK = 1 << 20
_BLOCK = 8 << 20  # of a large file: what else is loaded meanwhile is seldom asked for a turn
LARGE = 16 << 20  # bytes from which on it pays to load what checks UTF-8 faster
# Text in GB18030 is almost never valid UTF-8 for more than a character or two. After this many continuation bytes the
# file is UTF-8, and what then fails is damage.
_SURELY_UTF8 = 6

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 (BOM)"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32LE"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32BE"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16BE"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that can be read. `codec`: Python's word for encoding ("" for no text); `start`: after its byte mark."""

    path: Path
    name: str
    format: str
    bytes: int
    digest: str
    codec: str = ""
    encoding: str = "binary"
    start: int = 0
    rewrite: bool = False  # must become UTF-8 with one kind of line ending before the engine reads it
    warnings: tuple[Text, ...] = ()


class _Bad(Exception):
    """Decoding stopped at `offset`, after `proof` bytes that only multi-byte characters explain."""

    def __init__(self, offset: int, line: int, proof: int) -> None:
        super().__init__(offset)
        self.offset, self.line, self.proof = offset, line, proof


def examine(path: Path, name: str | None = None) -> Source:
    """`name` is what the file is called towards people, when that is not its name on the disk."""
    name = name or "".join(sign if sign.isprintable() else "�" for sign in path.name)
    with reading(name):
        before = path.stat()
        if stat.S_ISDIR(before.st_mode):
            raise ScanError("directory", name)
        if not stat.S_ISREG(before.st_mode):
            raise ScanError("not_regular", name)
        with path.open("rb") as file:
            found = _identify(file, path, name, before.st_size)
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise ScanError("changed", name)
    return found


@contextmanager
def reading(name: str) -> Iterator[None]:
    """What the operating system refuses, in our words."""
    try:
        yield
    except FileNotFoundError:
        raise ScanError("not_found", name) from None
    except PermissionError:
        raise ScanError("permission", name) from None
    except OSError as error:
        raise ScanError(
            "unreadable", name, why=os.strerror(error.errno) if error.errno else type(error).__name__
        ) from None


def _identify(file: BinaryIO, path: Path, name: str, size: int) -> Source:
    head = file.read(HEAD)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff") and size <= HEAD and head.count(b"\0") * 2 <= len(head):
        raise ScanError("empty", name)
    kind = binary_kind(file, path, name, size, head)
    if kind is None:
        return _text(file, path, name, size, head)
    with path.open("rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
    return Source(path=path, name=name, format=kind, bytes=size, digest=digest, warnings=misnamed(name, kind))


def _text(file: BinaryIO, path: Path, name: str, size: int, head: bytes) -> Source:
    warnings: list[Text] = []
    start, codec, encoding = _marked(head) or _unmarked_utf16(head) or (0, "utf-8", "UTF-8")
    try:
        sound = size > LARGE and codec == "utf-8" and _fast_pass(file, start)
        digest, mixed = sound or _pass(file, name, codec, start)
    except _Bad as bad:
        if (codec, start) != ("utf-8", 0) or bad.proof >= _SURELY_UTF8:
            raise ScanError("undecodable", name, line=bad.line, offset=bad.offset, encoding=encoding) from None
        codec, encoding = "gb18030", "GB18030"
        try:
            digest, mixed = _pass(file, name, codec, start)
        except _Bad as worse:
            far = max(bad, worse, key=lambda trouble: trouble.offset)
            both = "UTF-8 / GB18030"
            raise ScanError("undecodable", name, line=far.line, offset=far.offset, encoding=both) from None
        if _few_common_characters(head):
            warnings.append(warn("doubtful_gb"))
    kind = JSON if looks_like_json(head[start:].decode(codec, "ignore")) else CSV
    if kind == JSON:
        mixed = start > 0  # its line ends are only white space, but the engine knows no byte order mark
    warnings[:0] = misnamed(name, kind)
    return Source(
        path=path, name=name, format=kind, bytes=size, digest=digest, codec=codec, encoding=encoding, start=start,
        rewrite=mixed or codec != "utf-8", warnings=tuple(warnings),
    )  # fmt: skip


def _marked(head: bytes) -> tuple[int, str, str] | None:
    return next(((len(bom), codec, label) for bom, codec, label in _BOMS if head.startswith(bom)), None)


def _unmarked_utf16(head: bytes) -> tuple[int, str, str] | None:
    """Delimiters and line ends are ASCII, so in UTF-16 every other byte is often zero, and only every other one."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if (even and odd) or (even + odd) * 20 < len(head) or even + odd < 2:
        return None
    codec, label = ("utf-16-le", "UTF-16LE") if odd else ("utf-16-be", "UTF-16BE")
    text = head.decode(codec, "ignore")
    if b"\n" in head and "\n" not in text and "\r" not in text:
        return None  # line ends of one byte: a text with stray zeros
    return 0, codec, label


def _fast_pass(file: BinaryIO, start: int) -> tuple[str, bool] | None:
    """The same as `_pass` for a large file in sound UTF-8 of lines that are not too long; none, if it is not one."""
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np
    import pyarrow as pa

    file.seek(0)
    digest = hashlib.sha256(file.read(start))
    buffer = bytearray(2 * _BLOCK)  # what is left of the last block, and the next one
    held = crlf = lf = cr = 0
    with ThreadPoolExecutor(1) as beside:  # who hashes while the same bytes are looked at
        while read := file.readinto(memoryview(buffer)[held : held + _BLOCK]):  # type: ignore[attr-defined]
            hashed = beside.submit(digest.update, memoryview(buffer)[held : held + read])
            end = held + read
            ends = buffer.rfind(b"\n", held, end) + 1  # a line end is never part of a character
            if end - ends > _BLOCK or buffer.find(b"\0", held, end) >= 0:
                return None
            text = pa.LargeStringArray.from_buffers(1, pa.py_buffer(np.array([0, ends])), pa.py_buffer(buffer))
            try:
                text.validate(full=True)
            except pa.ArrowInvalid:
                return None
            if buffer.find(b"\r", 0, ends) < 0:
                lf += ends > 0  # that there is one is enough
            else:
                both, feeds = buffer.count(b"\r\n", 0, ends), buffer.count(b"\n", 0, ends)
                crlf, lf, cr = crlf + both, lf + feeds - both, cr + buffer.count(b"\r", 0, ends) - both
            hashed.result()
            buffer[: end - ends], held = buffer[ends:end], end - ends
    rest = buffer[:held]
    try:
        rest.decode()
    except UnicodeDecodeError:
        return None
    return digest.hexdigest(), sum(map(bool, (crlf, lf, cr + rest.count(b"\r")))) > 1


def _pass(file: BinaryIO, name: str, codec: str, start: int) -> tuple[str, bool]:
    """Hash and decode the whole file once; returns the digest and whether line endings are mixed."""
    file.seek(0)
    mark = file.read(start)
    digest = hashlib.sha256(mark)
    decoder = codecs.getincrementaldecoder(codec)()
    read, line, proof = start, 1, 0
    crlf = lf = cr = 0
    after_cr = ""
    while True:
        data = file.read(CHUNK)
        pending = decoder.getstate()[0]
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            good = (pending + data)[: error.start].decode(codec, "ignore")
            proof += error.start - len(good)
            raise _Bad(read - len(pending) + error.start, line + good.count("\n"), proof) from None
        nul = text.find("\0")
        if nul >= 0:
            ahead = text[:nul]
            offset = read - len(pending) + len(ahead.encode(codec))
            raise ScanError("nul", name, line=line + ahead.count("\n"), offset=offset)
        digest.update(data)
        read, proof = read + len(data), proof + len(data) - len(text)
        text, after_cr = after_cr + text, ""
        if data and text.endswith("\r"):  # the line feed may come with the next chunk
            text, after_cr = text[:-1], "\r"
        both, feeds = text.count("\r\n"), text.count("\n")
        crlf, lf, cr = crlf + both, lf + feeds - both, cr + text.count("\r") - both
        line += feeds
        if not data:
            return digest.hexdigest(), sum(map(bool, (crlf, lf, cr))) > 1


def _few_common_characters(head: bytes) -> bool:
    """Real Chinese lives in the first level of GB 2312; Western text misread as GB18030 does not."""
    letters = [char for char in head.decode("gb18030", "ignore") if ord(char) > 0x7F]
    common = sum(
        1
        for char in letters
        if b"\xa1\xa1" <= char.encode("gb18030")[:2] <= b"\xd7\xfe" and len(char.encode("gb18030")) == 2
    )
    return bool(letters) and common * 2 < len(letters)
