"""Words as a page takes them: tidy, bounded, dated; and what a proof says for itself."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from guiju.kernel.letters import MONTHS
from guiju.kernel.notes import Signature
from guiju.kernel.proof import Proof
from guiju.kernel.values import Text

COSIGNATURE_BYTES = 72  # a moment and an Ed25519 signature
LONGEST_RUN = 28  # letters without a place to break a line
Words = dict[str, str]


def row(label: Text, text: str) -> dict[str, Any]:
    return {"label": {"zh": label.zh, "en": label.en}, "text": plain(text)}


def proof_rows(proof: Proof) -> list[dict[str, Any]]:
    checkpoint = proof.checkpoint
    return [
        row(Text("日志", "Log"), checkpoint.origin),
        row(Text("叶序号", "Leaf index"), f"{proof.index} / {checkpoint.size}"),
        row(Text("根", "Root"), base64.b64encode(checkpoint.root).decode()),
        row(Text("签署", "Signed by"), "　".join(_signed(proof.note.signatures))),
    ]


def _signed(signatures: Iterable[Signature]) -> Iterable[str]:
    for signature in signatures:
        moment = ""
        if len(signature.value) == COSIGNATURE_BYTES:
            seconds = int.from_bytes(signature.value[:8], "big")
            moment = f" {datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC" if seconds < 1 << 37 else ""
        yield f"{signature.name} [{signature.id.hex()}]{moment}"


def day_of(text: str) -> Words:
    return day(date.fromisoformat(text))


def day(day: date) -> Words:
    return {"zh": f"{day.year}年{day.month}月{day.day}日", "en": f"{day.day} {MONTHS[day.month - 1]} {day.year}"}


def capital(words: Mapping[str, str]) -> Words:
    en = plain(words["en"])
    return {"zh": plain(words["zh"]), "en": en[:1].upper() + en[1:]}


def plain(text: str) -> str:
    """Text without what would move other text about: controls, and marks that turn the direction of writing."""
    tidy = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n" else c for c in tidy)


def broken(text: str) -> str:
    """Long runs of letters get places where a line may end."""
    return re.sub(rf"[!-~]{{{LONGEST_RUN},}}", lambda run: re.sub(r"(.{8})(?=.)", "\\1\u200b", run[0]), text)


def grouped(code: str) -> str:
    """Digits in fours, so that they can be read aloud."""
    return re.sub(r"(\d{4})(?=\d)", "\\1\u2009", code) if code.isascii() and code.isdigit() else code


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
