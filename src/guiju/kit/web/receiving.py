"""What comes with a request: all that was promised or an error, and files under no name of the sender's."""

from __future__ import annotations

from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Protocol

from django.core.files.uploadhandler import TemporaryFileUploadHandler

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from django.http import HttpRequest


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Promised(RawIOBase):
    """A stream that ends where it was said to end, and is broken if it ends before."""

    def __init__(self, stream: Stream, length: int) -> None:
        self._stream, self._left = stream, length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer).cast("B")
        wanted = min(len(room), self._left)
        part = self._stream.read(wanted) if wanted else b""
        if wanted and not part:
            raise ConnectionAbortedError
        room[: len(part)] = part
        self._left -= len(part)
        return len(part)


def promised(stream: Stream, length: str) -> Stream:
    """The body of a request. A server may take a caller who goes away for the end, and half a form for a whole one."""
    return BufferedReader(_Promised(stream, int(length))) if length.isascii() and length.isdigit() else stream


def drop(request: HttpRequest) -> None:
    """Delete the file that was being received when a request broke off, or was found to be too much."""
    if request.method == "POST":
        for handler in request.upload_handlers:
            handler.upload_interrupted()


class Spooled(TemporaryFileUploadHandler):
    """Keeps files on the disk until the request is over. What a file is called may be too long for the disk."""

    def new_file(
        self,
        field_name: str,
        file_name: str,
        content_type: str,
        content_length: int | None,
        charset: str | None = None,
        content_type_extra: dict[str, bytes] | None = None,
    ) -> None:
        super().new_file(field_name, "sent", content_type, content_length, charset, content_type_extra)
        self.file.name = file_name
