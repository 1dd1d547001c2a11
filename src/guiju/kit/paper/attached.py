"""Takes the certificate out of a page, and compares the page with it.

A page is only as good as the certificate that is attached to it: a reader checks that one. That the page shows the same
is found by drawing it again: its bytes follow from the certificate, so whoever changes what a page shows is found out.
"""

from __future__ import annotations

import io
import logging
from enum import StrEnum

import pypdf
from pypdf.errors import PyPdfError

from guiju.kernel.certificate import LARGEST, Flaw
from guiju.kernel.values import Text
from guiju.kit.paper.draw import PaperError, certificate_pdf, edition

NAME = "certificate.json"
LARGEST_PAGE = 20_000_000  # bytes of a PDF; ours has about eighty thousand
BEGINS = b"%PDF-"

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it finds is an error here, and told as one


class Likeness(StrEnum):
    """What a comparison of a page with a certificate found."""

    SAME = "same"
    ALTERED = "altered"
    OTHER_EDITION = "other_edition"  # drawn by another release, whose pages this one cannot draw


def attached(pdf: bytes) -> bytes:
    """The certificate in a page. Raises `PaperError` where there is none, or more than one attachment."""
    if not pdf.startswith(BEGINS) or len(pdf) > LARGEST_PAGE:
        raise PaperError("不是 PDF 文件，或文件过大", "no PDF file, or too large a one")
    try:
        found = [(name, data) for name, several in _reader(pdf).attachments.items() for data in several]
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError, AssertionError):
        raise PaperError("这个 PDF 已损坏，读不出附件", "this PDF is damaged: its attachment cannot be read") from None
    if len(found) != 1 or found[0][0] != NAME:
        raise PaperError(f"这个 PDF 应恰有一个附件 {NAME}", f"this PDF should have one attachment, {NAME}")
    if len(found[0][1]) > LARGEST:
        raise PaperError(f"附件大于 {LARGEST} 字节", f"the attachment is larger than {LARGEST} bytes")
    return found[0][1]


def compared(pdf: bytes, data: bytes) -> Likeness:
    """Whether a page shows what a certificate says, as far as this release can tell."""
    drawn_by, url = _keywords(pdf)
    try:
        if certificate_pdf(data, url) == pdf:
            return Likeness.SAME
    except PaperError:
        return Likeness.ALTERED
    return Likeness.ALTERED if drawn_by in ("", edition()) else Likeness.OTHER_EDITION


def is_drawn_from(pdf: bytes, data: bytes) -> bool:
    """Whether these are the very bytes that the certificate is drawn as."""
    return compared(pdf, data) is Likeness.SAME


def page_flaws(pdf: bytes, data: bytes) -> tuple[Flaw, ...]:
    """Why the page must not be read in place of the certificate in it; empty when it shows the same."""
    told = {
        Likeness.ALTERED: Text(
            "页面与所附证书不一致：页面被改动，不可采信",
            "the page is not the one that its certificate gives: it was altered and must not be believed",
        ),
        Likeness.OTHER_EDITION: Text(
            "页面由另一版本的程序绘制，无法比对：以所附证书为准",
            "the page was drawn by another release and cannot be compared: read the certificate in it",
        ),
    }
    found = told.get(compared(pdf, data))
    return () if found is None else (Flaw("page", found),)


def leads_to(pdf: bytes) -> str:
    """The address that the page prints, and that its QR code leads to. No log proves an address: tell it."""
    return _keywords(pdf)[1]


def _reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def _keywords(pdf: bytes) -> tuple[str, str]:
    """Which edition drew the page, and the address in it; as the page says, which may be anything."""
    try:
        about = _reader(pdf).metadata
        words = str(about.get("/Keywords", "")) if about else ""
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError, AssertionError):
        return "", ""
    drawn_by, _, url = words.partition(", ")
    return drawn_by, url
