"""How a letter writes a provision: its text in title marks and its article in numerals; in English in figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from guiju.kernel.values import Cite, Text

_DIGITS = "零一二三四五六七八九"
_PATH = re.compile(r"([ar])(\d{1,2})((?:\(\d{1,2}\))*)")


def numeral(number: int) -> str:
    """A number below a hundred as Chinese writes it: 十六, 二十."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"


def provision(cite: Cite, titles: Mapping[str, Text]) -> Text:
    """One provision with the title of its text; what has another form stays as it is written."""
    text, _, path = cite.rpartition("#")
    title = titles.get(text) or Text(text or "—", text or "—")
    zh, en = _article(path)
    return Text(f"《{title.zh}》{zh}", f"{en} of the {title.en}")


def provisions(cites: Iterable[Cite | None], titles: Mapping[str, Text]) -> Text | None:
    """Several, each once, in their order; those of one text under one title."""
    by_text: dict[str, list[str]] = {}
    for cite in dict.fromkeys(cite for cite in cites if cite):
        text, _, path = cite.rpartition("#")
        by_text.setdefault(text, []).append(path)
    if not by_text:
        return None
    said = []
    for text, paths in by_text.items():
        title = titles.get(text) or Text(text or "—", text or "—")
        articles = [_article(path) for path in paths]
        zh = f"《{title.zh}》{'、'.join(one[0] for one in articles)}"
        said.append(Text(zh, f"{', '.join(one[1] for one in articles)} of the {title.en}"))
    return Text("、".join(one.zh for one in said), " and ".join(one.en for one in said))


def _article(path: str) -> tuple[str, str]:
    match = _PATH.fullmatch(path)
    if match is None:
        return path, path
    number, items = int(match[2]), re.findall(r"\d+", match[3])
    own = match[1] == "r"
    zh = f"第{numeral(number)}条" + "".join(f"第（{numeral(int(item))}）项" for item in items)
    return zh, f"{'rule' if own else 'article'} {number}{match[3]}"
