"""Files of one series: which have the same columns and names that differ in numbers, and what they are together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from guiju.plane.fill import size_text
from guiju.plane.report import COLUMN_TYPES
from guiju.shelf.areas import areas

Found = Mapping[str, str]
_TYPE = re.compile(rf": ({'|'.join(COLUMN_TYPES)})(?:; |$)")
_NUMBERS = re.compile(r"[0-9０-９〇零一二三四五六七八九十]+")
_EDGES = "-_ .·()（）第"


def columns(found: Found) -> tuple[tuple[str, str], ...]:
    """Names and types, from the structure as the scanner tells it."""
    parts = _TYPE.split(found.get("structure", ""))
    return tuple(zip(parts[0::2], parts[1::2], strict=False))


def same_columns(one: Found, other: Found) -> bool:
    """The same names in the same order. A column that is empty in one file has no type there, so types may differ."""
    names = [name for name, _ in columns(one)]
    return bool(names) and names == [name for name, _ in columns(other)]


def series(listed: Iterable[tuple[str, str, Found]]) -> list[list[int]]:
    """Places of what belongs together among (file, table, found): two at least, in the order of the list."""
    held: dict[object, list[int]] = {}
    for place, (file, table, found) in enumerate(listed):
        if found:
            path = PurePosixPath(file)
            names = tuple(name for name, _ in columns(found))
            held.setdefault((str(path.parent), _without_numbers(path.name), table, names), []).append(place)
    return [places for places in held.values() if len(places) > 1]


def series_name(files: Sequence[str]) -> str:
    """What the files are called together: the name without the numbers in which they differ."""
    stem = PurePosixPath(files[0]).stem
    name = _NUMBERS.sub(" ", stem).strip(_EDGES)
    return " ".join(name.split()) or stem


def _without_numbers(stem: str) -> str:
    return _NUMBERS.sub("0", stem)


def merged(parts: Sequence[Found], name: str) -> dict[str, str]:
    """Several files as one resource: rows and bytes added up, times and places as wide as all of them.

    Its digest is SHA-256 over the digests of the parts, sorted, each in lower case with a line feed behind it.
    """
    whole = {word: value for word, value in parts[0].items() if all(part.get(word) == value for part in parts)}
    count = sum(int(part["bytes"]) for part in parts)
    digests = "".join(f"{digest}\n" for digest in sorted(part["digest"] for part in parts))
    whole |= {
        "name": name,
        "rows": str(sum(int(part["rows"]) for part in parts)),
        "bytes": str(count),
        "size_text": size_text(count),
        "format": "、".join(dict.fromkeys(part["format"] for part in parts)),
        "encoding": "、".join(dict.fromkeys(part["encoding"] for part in parts)),
        "digest": hashlib.sha256(digests.encode()).hexdigest(),
        "structure": _structure(parts),
    }
    return {**whole, **_times(parts), **_area(parts)}


def _structure(parts: Sequence[Found]) -> str:
    together = zip(*(columns(part) for part in parts), strict=True)
    return "; ".join(f"{same[0][0]}: {_type({type_ for _, type_ in same})}" for same in together)


def _type(types: set[str]) -> str:
    types = types - {"empty"} or types
    for whole in ({"integer", "decimal"}, {"date", "datetime"}):
        if types == whole:
            return max(whole, key=("integer", "decimal", "date", "datetime").index)
    return next(iter(types)) if len(types) == 1 else "text"


def _times(parts: Sequence[Found]) -> dict[str, str]:
    """Only where every part has its time: else the span would speak for files that say nothing."""
    if not all("first_day" in part and "last_day" in part for part in parts):
        return {}
    first, last = min(part["first_day"] for part in parts), max(part["last_day"] for part in parts)
    return {"first_day": first, "last_day": last, "coverage": f"{first}/{last}"}


def _area(parts: Sequence[Found]) -> dict[str, str]:
    codes = {part.get("region", "") for part in parts}
    for width in (6, 4, 2):
        within = {code[:width].ljust(6, "0") for code in codes}
        if len(within) == 1 and (code := within.pop()) in areas():
            return {"region": code, "region_name": areas()[code]}
    return {}
