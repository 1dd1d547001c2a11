"""What a scan can answer, by the words in which a field asks for it. Light: the scanner itself begins with it."""

from __future__ import annotations

SCANNER = "scanner"
HOLDS = "holds."  # and a kind of information: answered where a scan is certain of it
FOUND = (
    *("name", "rows", "bytes", "size_text", "format", "encoding", "columns", "first_day", "last_day", "coverage"),
    *("region", "region_name", "digest", "part", "structure"),
)
"""All that the scanner answers by a word of its own."""


def answers(word: str) -> bool:
    """Whether a scan answers it: by a word of its own, or `holds.` and a kind."""
    return word in FOUND or word.removeprefix(HOLDS) not in ("", word)
