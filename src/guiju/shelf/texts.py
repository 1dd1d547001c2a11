"""Official texts that the reader has at hand: cut into articles, found by the name of a rulebook, checked by hash.

The texts are not part of the project, only the SHA-256 of their articles is. `GUIJU_TEXTS` names a folder of them; a
file belongs to a rulebook when its name begins with the rulebook's, `/` written as `-`.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from guiju.kernel.rulebook import Provision
from guiju.kernel.values import Cite

VARIABLE = "GUIJU_TEXTS"
NUMERAL = "[一二三四五六七八九十]+"
ARTICLE = re.compile(rf"(?m)^第({NUMERAL})条")
CHAPTER = re.compile(rf"(?m)^第{NUMERAL}章.*$")
# What a browser printed at the edges of each page: address and page below, title and time above; or a time, the title,
# the address and the page, each on a line. (After NFKC; the Kangxi radicals are plain characters then.)
PAGE_EDGE = re.compile(
    r"(?m)^(?:政策文件_ .*|.*_.* \d+/\d+/\d+ .*\d+:\d+|https?://\S+ (?:.码:.*|\d+/\d+)|请输入您要搜索的内容"
    r"|\d{4}/\d+/\d+ \d+:\d+(?: .*|\n.*\nhttps?://\S+\n\d+/\d+))$"
)
CODA = re.compile(r"(?m)^(?:来源:|分享到:|扫一扫)")
RADICALS = str.maketrans("⺠⻓⻔⻚⻛", "民长门页风")
"""What a PDF may have in place of these characters; NFKC knows the Kangxi radicals and leaves these alone."""
DIGITS = "零一二三四五六七八九"
_KEY = re.compile(r"a\d+")


@dataclass(frozen=True, slots=True)
class Clause:
    """An article as the reader's copy has it. `same`: the rulebook was written from it; None: that is not known."""

    text: str
    same: bool | None


def number(numeral: str) -> int:
    """A Chinese numeral up to ninety-nine as an integer."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return DIGITS.index(ones)
    return 10 * (DIGITS.index(tens) if tens else 1) + (DIGITS.index(ones) if ones else 0)


def articles(text: str) -> dict[str, str]:
    """Each article's clean text by its key (`a…`): no chapter heading, no page edge, no white space."""
    body = CHAPTER.sub("", PAGE_EDGE.sub("", unicodedata.normalize("NFKC", text).translate(RADICALS)))
    starts = list(ARTICLE.finditer(body))
    coda = CODA.search(body, starts[0].start() if starts else 0)  # above the first article it is the page's head
    body = body[: coda.start()] if coda else body
    starts = [match for match in starts if match.start() < len(body)]
    ends = [match.start() for match in starts[1:]] + [len(body)]
    return {
        f"a{number(match[1])}": re.sub(r"\s+", "", body[match.start() : end])
        for match, end in zip(starts, ends, strict=True)
    }


def digest(text: str) -> str:
    """SHA-256 of an article's clean text."""
    return hashlib.sha256(text.encode()).hexdigest()


def texts_folder() -> Path | None:
    """The folder that the reader has named, if it is there."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named and Path(named).is_dir() else None


def clause(folder: Path, cite: Cite, provision: Provision | None) -> Clause | None:
    """The article that a provision stands in. Of several copies the one that the rulebook was written from."""
    name, _, path = cite.partition("#")
    key = _KEY.match(path)
    if key is None:
        return None
    wanted = provision.text_sha256 if provision else None
    found = [copy[key[0]] for copy in _copies(folder, name) if key[0] in copy]
    if not found:
        return None
    text = next((one for one in found if digest(one) == wanted), found[0])
    return Clause(text, None if wanted is None else digest(text) == wanted)


@lru_cache(maxsize=64)
def _copies(folder: Path, name: str) -> tuple[dict[str, str], ...]:
    stem = name.replace("/", "-")
    files = [
        path
        for path in sorted(folder.rglob(f"{stem}*"))
        if path.suffix in (".md", ".txt") and re.fullmatch(rf"{re.escape(stem)}(-.*)?", path.stem)
    ]
    return tuple(articles(path.read_text("utf-8", "replace")) for path in files)
