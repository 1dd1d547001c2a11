"""Sets the report of an assessment as PDF: the same report gives the same bytes.

Attached to it is the certificate of the act by which it was signed, so that a reader who has the keys of the log can
check when and by whom that was done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

import manimgx_fonts_cjk
import typst

from guiju.kit.paper.draw import PaperError, edition

ATTACHED = ""
"""What stands where there is no certificate to attach."""


@cache
def _press() -> tuple[typst.Compiler, bytes, Lock]:
    folder = Path(manimgx_fonts_cjk.__file__).parent
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
    source = files("guiju.kit.paper").joinpath("report.typ").read_bytes()
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True), source, Lock()


def report_pdf(page: Mapping[str, Any], certificate: bytes | None) -> bytes:
    """The report as PDF. `page`: what `guiju.kit.report` gives."""
    day = datetime.combine(date(*page["date"]), time(), UTC)
    told = {**page, "keywords": [edition()]}
    inputs = {
        "page": json.dumps(told, ensure_ascii=False, sort_keys=True),
        "certificate": certificate.decode() if certificate is not None else ATTACHED,
    }
    compiler, source, busy = _press()
    with busy:
        try:
            found: Any = compiler.compile(source, format="pdf", sys_inputs=inputs, pdf_standards=[], timestamp=day)
        except (typst.TypstError, ValueError) as error:
            raise PaperError("此报告排不成页面", "this report cannot be set on a page") from error
    assert isinstance(found, bytes)
    return found
