"""The cells of one column: made plain, then asked type by type, as Arrow arrays; only counts and places come back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guiju.plane.infotypes import arrays, info_types, scalar
from guiju.plane.infotypes.arrays import Bools
from guiju.plane.infotypes.model import InfoType
from guiju.plane.plan import Question, shape_of

# Words that people write where there is nothing.
NOTHING = (
    *("", "null", "none", "nan", "nil", "n/a", "na", "-", "--", "---", "/", "\\", "\\n", "*", "**", "***", "?", "#n/a"),
    *(
        "无",
        "不详",
        "未知",
        "暂无",
        "空",
        "没有",
        "未填",
        "未填写",
        "待定",
        "不明",
        "0",
        "(null)",
        "<null>",
        "undefined",
    ),
)
_WIDE = "[０-９Ａ-Ｚａ-ｚ－＋＠．（）＊：　]"
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_EDGES = " \t\r\n\v\f'\"`　﻿​ "
_HIDDEN = r"[*＊×•○某]|[xX]{3}|\*"
# Without one of these there is nothing inside a text.
_MAY_HOLD = (
    r"[0-9]{7}|@|wxid_|[0-9]{3}[ -][0-9]{3,4}|字第"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]"
    r"|[0-9]\.[0-9]{1,3}\.|[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]|[A-Z]{2}[0-9]{2} ?[0-9A-Z]{4}"
)
_URL = r"[A-Za-z][A-Za-z0-9+.-]{1,12}://[^\s，。；、）\"']+"


@dataclass(slots=True)
class Marks:
    """Which of a batch's filled cells are of a type: `valid` ones, how many had its shape, and those partly hidden."""

    valid: Bools
    shaped: int
    masked: Bools


@dataclass(slots=True)
class Batch:
    """One batch of one column. `places`: which rows were filled; all else is about those only."""

    rows: int
    places: Any
    values: Any
    whole: dict[str, Marks] = field(default_factory=dict)
    inside: dict[str, Bools] = field(default_factory=dict)


def look(column: Any, asked: Question) -> Batch:
    """Ask one batch of a column."""
    rows = len(column)
    values = plain(column)
    filled = _filled(values)
    batch = Batch(rows, np.flatnonzero(filled), values.filter(pa.array(filled)))
    if not len(batch.values):
        return batch
    hidden = _true(pc.match_substring_regex(batch.values, _HIDDEN))
    for id_, wide in asked.whole.items():
        batch.whole[id_] = _whole(info_types()[id_], wide, batch.values, hidden)
    if asked.inside:
        batch.inside = _inside(asked, batch)
    return batch


def plain(column: Any) -> Any:
    """Text in half-width characters without blanks and quotes around it; nothing is an empty text."""
    values = column.cast(pa.large_string()).fill_null("")
    wide = _true(pc.match_substring_regex(values, _WIDE))
    if wide.any():
        mended = [value.translate(_HALF) for value in values.filter(pa.array(wide)).to_pylist()]
        values = pc.replace_with_mask(values, pa.array(wide), pa.array(mended, pa.large_string()))
    return pc.utf8_trim(values, characters=_EDGES)


def _true(mask: Any) -> Bools:
    found: Bools = mask.to_numpy(zero_copy_only=False)
    return found


@cache
def _nothing() -> Any:
    return pa.array(NOTHING, pa.large_string())


def _filled(values: Any) -> Bools:
    """Whether a cell holds something; only short ones can be words for nothing."""
    lengths = pc.binary_length(values).to_numpy(zero_copy_only=False)
    filled: Bools = lengths > 0
    short = np.flatnonzero(filled & (lengths <= 12))
    if len(short):
        words = pc.utf8_lower(values.take(pa.array(short)))
        filled[short[_true(pc.is_in(words, value_set=_nothing()))]] = False
    return filled


def _whole(type_: InfoType, wide: bool, values: Any, hidden: Bools) -> Marks:
    fits = _true(pc.match_substring_regex(values, f"^(?:{shape_of(type_, wide)})$"))
    shaped = int(fits.sum())
    valid = fits
    if type_.check is not None and shaped:
        where = np.flatnonzero(fits)
        bare = values.take(pa.array(where))
        if type_.shape.drop:
            bare = pc.replace_substring_regex(bare, type_.shape.drop, "")
        if type_.shape.upper:
            bare = pc.utf8_upper(bare)
        valid = np.zeros(len(values), bool)
        valid[where] = arrays.holds(type_.check, bare)
    masked = np.zeros(len(values), bool)
    if type_.shape.masked and hidden.any():
        where = np.flatnonzero(hidden)
        some = values.take(pa.array(where))
        masked[where] = _true(pc.match_substring_regex(some, f"^(?:{type_.shape.masked})$"))
        masked &= ~valid
    return Marks(valid, shaped, masked)


def _inside(asked: Question, batch: Batch) -> dict[str, Bools]:
    """Cells that hold a type beside other text."""
    taken = np.zeros(len(batch.values), bool)
    for id_, marks in batch.whole.items():
        type_ = info_types()[id_]
        if type_.tells in ("check", "shape") and not asked.whole[id_]:
            taken |= marks.valid
    may = np.flatnonzero(_true(pc.match_substring_regex(batch.values, _MAY_HOLD)) & ~taken)
    if not len(may):
        return {}
    texts = batch.values.take(pa.array(may))
    linked = _true(pc.match_substring(texts, "://"))
    if linked.any():
        texts = pc.if_else(pa.array(linked), pc.replace_substring_regex(texts, _URL, " "), texts)
    found: dict[str, Bools] = {}
    for id_ in asked.inside:
        type_ = info_types()[id_]
        fence = f"[^{type_.shape.fence}]"
        hits = np.flatnonzero(
            _true(pc.match_substring_regex(texts, f"(?:^|{fence})(?:{type_.shape.inside})(?:{fence}|$)"))
        )
        if type_.check is not None and len(hits):
            held = [any(True for _ in pieces(type_, text)) for text in texts.take(pa.array(hits)).to_pylist()]
            hits = hits[np.array(held, bool)]
        if len(hits):
            found[id_] = np.zeros(len(batch.values), bool)
            found[id_][may[hits]] = True
    return found


@cache
def _finder(id_: str) -> re.Pattern[str]:
    shape = info_types()[id_].shape
    return re.compile(f"(?<![{shape.fence}])(?:{shape.inside})(?![{shape.fence}])")


def pieces(type_: InfoType, text: str) -> Iterator[tuple[int, int]]:
    """Where a type stands inside a text, its check held."""
    for match in _finder(type_.id).finditer(text):
        if _holds(type_, match[0]):
            yield match.span()


def _holds(type_: InfoType, text: str) -> bool:
    bare = re.sub(type_.shape.drop, "", text) if type_.shape.drop else text
    return type_.check is None or scalar.holds(type_.check, bare.upper() if type_.shape.upper else bare)


def in_text(text: str) -> Mapping[str, list[tuple[int, int]]]:
    """Everything that one text holds, by type: for a single line, and for tests."""
    text = re.sub(_URL, lambda match: " " * len(match[0]), text.translate(_HALF))
    found = {id_: list(pieces(type_, text)) for id_, type_ in info_types().items() if type_.shape.inside}
    return {id_: spans for id_, spans in found.items() if spans}
