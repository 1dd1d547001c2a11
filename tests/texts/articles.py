"""Cuts a regulation into its articles and hashes each, so that rule and clause can be shown side by side.

The texts themselves are not part of the project: only their SHA-256 (after NFKC, all white space removed) is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

NUMERAL = "[一二三四五六七八九十]+"
ARTICLE = re.compile(rf"(?m)^第({NUMERAL})条")
CHAPTER = re.compile(rf"(?m)^第{NUMERAL}章.*$")
# What a browser printed at the edges of each page. (After NFKC; the Kangxi radicals are plain characters then.)
PAGE_EDGE = re.compile(r"(?m)^(?:政策文件_ .*|https?://\S+ .码:.*)$")
CODA = re.compile(r"(?m)^来源:")
DIGITS = "零一二三四五六七八九"


def number(numeral: str) -> int:
    """A Chinese numeral up to ninety-nine as an integer."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return DIGITS.index(ones)
    return 10 * (DIGITS.index(tens) if tens else 1) + (DIGITS.index(ones) if ones else 0)


def articles(text: str) -> dict[str, str]:
    """Each article's clean text by its key (`a1`): no chapter heading, no page edge, no white space."""
    body = CHAPTER.sub("", PAGE_EDGE.sub("", unicodedata.normalize("NFKC", text)))
    coda = CODA.search(body)
    body = body[: coda.start()] if coda else body
    starts = list(ARTICLE.finditer(body))
    ends = [match.start() for match in starts[1:]] + [len(body)]
    return {
        f"a{number(match[1])}": re.sub(r"\s+", "", body[match.start() : end])
        for match, end in zip(starts, ends, strict=True)
    }


def digest(text: str) -> str:
    """SHA-256 of an article's clean text."""
    return hashlib.sha256(text.encode()).hexdigest()
