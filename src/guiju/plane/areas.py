"""Which administrative area a column is about: from GB/T 2260 codes, or from the names of provinces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from guiju.shelf.areas import areas, level

ENOUGH = 9, 10  # this part of a column's values must lie in the area
_GENUS = re.compile(r"(省|市|特别行政区|(壮族|回族|维吾尔)?自治区)$")
_MUNICIPALITIES = ("11", "12", "31", "50")


@lru_cache(maxsize=1)
def provinces() -> Mapping[str, str]:
    """Full and short names -> code."""
    full = {name: code for code, name in areas().items() if level(code) == "province"}
    return full | {_GENUS.sub("", name): code for name, code in full.items()}


@lru_cache(maxsize=1)
def province_pattern() -> str:
    """RE2: a full name at the start of an address, or a short name alone, which also begins other places' names."""
    full = [name for name in provinces() if _GENUS.search(name)]
    short = [name for name in provinces() if not _GENUS.search(name)]
    return f"^({'|'.join(full)})|^({'|'.join(short)})$"


def by_names(counts: Mapping[str, int]) -> dict[str, int]:
    """The same counts by code."""
    coded: Counter[str] = Counter()
    for name, count in counts.items():
        coded[provinces()[name]] += count
    return dict(coded)


def known(counts: Mapping[str, int]) -> dict[str, int]:
    return {code: count for code, count in counts.items() if code in areas()}


def smallest(counts: Mapping[str, int], whole: int) -> tuple[str, int] | None:
    """The narrowest area that holds enough of `whole` values, and how many it holds."""
    for width in (6, 4, 2):
        held: Counter[str] = Counter()
        for code, count in counts.items():
            if width != 4 or not _bucket(code):
                held[code[:width]] += count
        for prefix, count in held.most_common(1):
            area = prefix.ljust(6, "0")
            if count * ENOUGH[1] >= whole * ENOUGH[0] and area in areas():
                return area, count
    return None


def _bucket(code: str) -> bool:
    """Under a municipality, and for counties that a province runs itself, the middle pair is no city."""
    return code[:2] in _MUNICIPALITIES or code[2:4] in ("90", "00")


def provinces_in(counts: Mapping[str, int]) -> int:
    return len({code[:2] for code in counts})
