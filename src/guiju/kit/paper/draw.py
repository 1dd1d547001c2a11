"""Draws the page of a certificate: the same certificate gives the same bytes.

What the page says is settled here, as plain values; `page.typ` sets it. The typesetter and the fonts stay loaded, so
that the first page of a process costs most.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import manimgx_fonts_cjk
import segno
import typst

from guiju.kernel.certificate import CertificateError, Flaw
from guiju.kernel.letters import LETTER
from guiju.kernel.proof import Proof, parse_proof
from guiju.kernel.values import Text
from guiju.kit.paper.letter import letter_page
from guiju.kit.paper.said import Words, broken, capital, day_of, grouped, plain, proof_rows, row, width
from guiju.kit.paper.said import day as dated

EDITION = "guiju-paper/1"
STANDARD: Literal["a-3b"] = "a-3b"  # PDF/A for archives; part 3 allows the attachment
PUBLIC = "@public/"
SHEETS = ("page", "letter")
WIDE = 34  # half-width letters that a value may have beside another one
MOST_LINES = 12  # of the table, in its widest setting; more are measured


class PaperError(CertificateError):
    """What was given can't be set on a page, or is a page without a certificate; the flaw `pdf` says why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Flaw("pdf", Text(zh, en)))


def certificate_pdf(data: bytes, url: str) -> bytes:
    """The page of a certificate that has been checked. `url` is where anyone may verify it; the QR code leads there."""
    return _compiled(data, url, "pdf")[0]


def certificate_png(data: bytes, url: str, dots: float = 144) -> list[bytes]:
    """The same pages as pictures, for screens and tests."""
    return _compiled(data, url, "png", dots)


def edition() -> str:
    """What a page was drawn by, down to the version of the typesetter: another one may break lines elsewhere."""
    return " ".join((EDITION, *(f"{name}/{version(name)}" for name in ("typst", "manimgx-fonts-cjk", "segno"))))


@dataclass(frozen=True)
class _Press:
    """A typesetter with its fonts; one page at a time."""

    compiler: typst.Compiler
    sources: Mapping[str, bytes]  # by what is set: a certificate or a letter
    busy: threading.Lock


@cache
def _press() -> _Press:
    folder = Path(manimgx_fonts_cjk.__file__).parent
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
    sources = {sheet: files("guiju.kit.paper").joinpath(f"{sheet}.typ").read_bytes() for sheet in SHEETS}
    return _Press(typst.Compiler(font_paths=fonts, ignore_system_fonts=True), sources, threading.Lock())


def inputs_of(data: bytes, url: str) -> tuple[Words, datetime]:
    """What the sheet is given, and the moment that the file bears: the day of the act."""
    page = page_of(data, url)
    try:
        code = segno.make(page["leads"], error="m", micro=False)
    except ValueError as error:
        raise PaperError("网址过长，放不进二维码", "the address is too long for a QR code") from error
    inputs = {
        "sheet": str(page["sheet"]),
        "page": json.dumps(page, ensure_ascii=False, sort_keys=True),
        "certificate": data.decode(),
        "qr": code.svg_inline(scale=4, border=0, dark="#1b2733"),
    }
    return inputs, datetime.combine(date(*page["date"]), time(), UTC)


def _compiled(data: bytes, url: str, form: Literal["pdf", "png"], dots: float | None = None) -> list[bytes]:
    inputs, moment = inputs_of(data, url)
    press = _press()
    source = press.sources[inputs["sheet"]]
    # PDF/A allows no letter that the fonts lack. Such a page is still good to read: it shows a box there
    tries: tuple[Any, ...] = ([STANDARD], []) if form == "pdf" else ([],)
    with press.busy:
        for standards in tries:
            try:
                found: Any = press.compiler.compile(
                    source, format=form, ppi=dots, sys_inputs=inputs, pdf_standards=standards, timestamp=moment
                )
            except (typst.TypstError, ValueError):
                continue
            return found if isinstance(found, list) else [found]
    raise PaperError("此证书排不成页面", "this certificate cannot be set on a page")


# ---- what the page says ----


def page_of(data: bytes, url: str) -> dict[str, Any]:
    """Everything that the page of a certificate says, as plain values."""
    try:
        whole = json.loads(data)
        receipt, proof = whole["receipt"], parse_proof(whole["proof"])
        letters = sorted(name for name in whole["open"] if name.startswith(LETTER))
        if letters:
            content = whole["open"][letters[0]]["content"]
            drawn = letter_page(receipt, letters[0], content, proof, url)
            return {"sheet": "letter", "keywords": _keywords(url), **drawn}
        face = next(block["content"] for name, block in whole["open"].items() if name.startswith(PUBLIC))
        return _page(receipt, face, proof, url)
    except (ValueError, LookupError, TypeError, StopIteration, AttributeError, RecursionError) as error:
        raise PaperError("证书缺少页面所需的内容", "the certificate lacks what a page shows") from error


def _page(receipt: Mapping[str, Any], face: Mapping[str, Any], proof: Proof, url: str) -> dict[str, Any]:
    day = date.fromisoformat(receipt["on"])
    code = next((field for field in face["fields"] if field["id"] == face.get("code")), None)
    text = face["record"] if code is None else code["text"]["zh"]
    leads = f"{url}{'&' if '?' in url else '?'}{urlencode({'code': text})}" if url else text
    facts = [row(Text("登记编号", "Record"), face["record"]), row(Text("回执", "Receipt"), receipt["number"])]
    under = face["issued_under"]
    page = {
        "sheet": "page",
        "demo": bool(face["demo"]),
        "standing": bool(face["standing"]),
        "title": _title(face["kind"]),
        "office": plain(face["office"]),
        "code": {
            "label": capital(code["label"]) if code else {"zh": "登记编号", "en": "Record"},
            "text": plain(text),
            "shown": grouped(plain(text)),
            "size": 21 if width(text) <= 24 else 15 if width(text) <= 34 else 11,
        },
        "state": {"zh": plain(face["state"]["zh"]), "en": capital(face["state"])["en"]},
        "facts": facts if code else facts[1:],
        "rows": [_field(field) for field in face["fields"] if field is not code]
        + [_period(period) for period in face.get("periods", ())]
        + _marked(face.get("marks", ())),
        "under": {"title": capital(under["title"]), "version": plain(under["version"]), "id": plain(under["id"])},
        "day": dated(day),
        "date": [day.year, day.month, day.day],
        "proof": proof_rows(proof),
        "url": url,
        "leads": leads,
        "keywords": _keywords(url),
    }
    return {**page, "roomy": _roomy(page)}


def _keywords(url: str) -> list[str]:
    return [edition(), url] if url else [edition()]


def _roomy(page: Mapping[str, Any]) -> bool:
    """Whether the page fits its widest setting for certain. Most do, and need not be measured first."""
    lines = sum(max(_lines(row["label"], (22, 32)), _lines(row["text"], (54, 66))) for row in page["rows"])
    heading = width(page["title"]["zh"]) <= 30 and width(page["title"]["en"]) <= 70 and width(page["office"]) <= 40
    footing = width(page["under"]["title"]["zh"]) <= 40 and all(width(one["text"]) <= 130 for one in page["proof"])
    return lines <= MOST_LINES and page["standing"] and heading and footing


def _lines(words: Words, widths: tuple[int, int]) -> int:
    """How many lines two texts take one above the other; one, where both are the same."""
    texts = zip(dict.fromkeys((words["zh"], words["en"])), widths, strict=False)
    return sum(-(-width(line) // room) or 1 for text, room in texts for line in text.split("\n"))


def _title(kind: Words) -> Words:
    zh = plain(kind["zh"])
    return {
        "zh": zh if zh.endswith(("证", "证书", "证明")) else f"{zh}证书",
        "en": f"Certificate – {capital(kind)['en']}",
    }


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    said = {language: broken(plain(field["text"][language])) for language in ("zh", "en")}
    wide = any(width(text) > WIDE or "\n" in text for text in said.values())
    return {"label": capital(field["label"]), "text": said, "wide": wide}


def _period(period: Mapping[str, Any]) -> dict[str, Any]:
    first, last = (period[end] for end in ("from", "to"))
    zh = "".join((f"{day_of(first)['zh']}起" if first else "", f"至{day_of(last)['zh']}" if last else "")) or "—"
    en = f"{day_of(first)['en'] if first else '…'} – {day_of(last)['en'] if last else '…'}"
    return {"label": capital(period["label"]), "text": {"zh": zh, "en": en}, "wide": True}


def _marked(marks: Sequence[Words]) -> list[dict[str, Any]]:
    """What stands against the entry, without ending it."""
    said = {"zh": "、".join(mark["zh"] for mark in marks), "en": ", ".join(mark["en"] for mark in marks)}
    return [_field({"label": {"zh": "标注", "en": "marked"}, "text": said})] if marks else []
