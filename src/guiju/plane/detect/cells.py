"""The cells of one column: made plain, then asked for every type at once; only counts and places come back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guiju.plane.detect.compiled import MANY, loops
from guiju.plane.detect.shapes import NOTHING, Fits, beside, inside, left_to_re2, matched, whole
from guiju.plane.infotypes import arrays, info_types, scalar
from guiju.plane.infotypes.arrays import Bools, Bytes, buffers
from guiju.plane.infotypes.model import InfoType
from guiju.plane.plan import Question

_WIDE = "[０-９Ａ-Ｚａ-ｚ－＋＠．（）＊：　]"
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_EDGES = " \t\r\n\v\f'\"`　﻿​ "
_URL = r"[A-Za-z][A-Za-z0-9+.-]{1,12}://[^\s，。；、）\"']+"
_SHORTEST = 5  # bytes; nothing that stands in text is shorter


HAN, WIDE, TELLING, STAR, BREAK, EDGE, LONG = (1 << bit for bit in range(7))
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _table() -> Bytes:
    """What each byte stands for: a Chinese character or one that may be wide, what numbers and names in text have."""
    made = np.full(256, BREAK, np.uint8)
    for sign in f"0123456789{_CAPITALS}{_CAPITALS.lower()}":
        made[ord(sign)] = 0
    made[0x80:] |= LONG  # part of a character of several bytes
    made[0xE4 : 0xE9 + 1] |= HAN  # how a Chinese character begins in UTF-8
    made[[0xE3, 0xEF]] |= WIDE
    made[[ord(sign) for sign in "0123456789@_"]] |= TELLING  # without one of these there is nothing inside a text
    made[ord("*")] |= STAR
    return made


def _edge(at: int) -> Bytes:
    """Bytes with which a blank or a quote at that end of a text may begin or end."""
    made = np.zeros(256, np.uint8)
    made[[sign.encode()[at] for sign in _EDGES]] = EDGE
    return made


_SIGNS, _FIRST, _LAST = _table(), _edge(0), _edge(-1)


def signs(values: Any) -> Bytes:
    """What each text has in it somewhere, and at its ends, bit by bit."""
    data, offsets = buffers(values)
    found = np.zeros(len(values), np.uint8)
    fast = loops() if len(values) >= MANY else None
    if fast is not None:
        fast.signs(data, offsets, _SIGNS, _FIRST, _LAST, found)
        return found
    some = np.flatnonzero(np.diff(offsets) > 0)
    if len(some):
        part = _SIGNS.take(data[offsets[0] : offsets[-1]])
        found[some] = np.bitwise_or.reduceat(part, offsets[some] - offsets[0])
        found[some] |= _FIRST[data[offsets[some]]] | _LAST[data[offsets[some + 1] - 1]]
    return found


@dataclass(slots=True)
class Marks:
    """Which of a batch's filled cells are of a type: `valid` ones, how many had its shape, and those partly hidden."""

    valid: Bools
    shaped: int
    masked: Bools


@dataclass(slots=True)
class Batch:
    """One batch of one column. `places`: which rows were filled; all else is about those only, and types that none
    of them holds are left out.
    """

    rows: int
    places: Any
    values: Any
    seen: Bytes
    taken: Bools  # nothing else need be looked for in them
    whole: dict[str, Marks] = field(default_factory=dict)
    inside: dict[str, Bools] = field(default_factory=dict)

    def lengths(self) -> Any:
        """Characters of each."""
        if (self.seen & LONG).any():
            return pc.utf8_length(self.values).to_numpy(zero_copy_only=False)
        return np.diff(buffers(self.values)[1])

    @property
    def han(self) -> Bools:
        """Which have a Chinese character."""
        return (self.seen & HAN) > 0


def look(column: Any, asked: Question) -> Batch:
    """Ask one batch of a column."""
    rows = len(column)
    values, seen = plain(column)
    fits = whole().ask(values)
    filled = np.diff(buffers(values)[1]) > 0
    if NOTHING in fits.held():
        filled &= ~fits.of(NOTHING)
    places = np.flatnonzero(filled)
    if len(places) < rows:
        values, seen = values.filter(pa.array(filled)), seen[filled]
        at = np.cumsum(filled) - 1
        apart = {key: at[hits[filled[hits]]] for key, hits in fits.apart.items()}
        fits = Fits(fits.answers[filled], fits.table, fits.keys, apart)
    batch = Batch(rows, places, values, seen, np.diff(buffers(values)[1]) < _SHORTEST)
    if len(places):
        _ask(batch, asked, fits)
        batch.inside = _inside(batch)
    return batch


def plain(column: Any) -> tuple[Any, Bytes]:
    """Text in half-width characters without blanks and quotes around it, and its signs; nothing is an empty text.

    The signs tell which cells may need it, and only those are touched.
    """
    values = column.cast(pa.large_string())
    values = values.fill_null("") if values.null_count else values
    seen = signs(values)
    odd = np.flatnonzero(seen & (WIDE | EDGE))
    if not len(odd):
        return values, seen
    some = values.take(pa.array(odd))
    wide = np.flatnonzero(matched(some, _WIDE)) if (seen & WIDE).any() else odd[:0]
    mended = [value.translate(_HALF) for value in some.take(pa.array(wide)).to_pylist()]
    bare = pc.utf8_trim(_put(some, wide, pa.array(mended, pa.large_string())), characters=_EDGES)
    seen[odd] = signs(bare)
    return _put(values, odd, bare), seen


def _put(values: Any, places: Any, others: Any) -> Any:
    if not len(places):
        return values
    mask = np.zeros(len(values), bool)
    mask[places] = True
    return pc.replace_with_mask(values, pa.array(mask), others)


def _ask(batch: Batch, asked: Question, fits: Fits) -> None:
    held = set(fits.held())
    for id_, wide in asked.whole.items():
        valid = fits.of((id_, "whole")) if (id_, "whole") in held else None
        masked = fits.of((id_, "masked")) if (id_, "masked") in held else None
        if valid is not None and info_types()[id_].tells == "shape":
            batch.taken |= valid
        if wide and (id_, "named") in held:
            named = fits.of((id_, "named"))
            valid = named if valid is None else valid | named
        if id_ in asked.words:
            valid, masked = _by_re2(batch, id_, wide, valid, masked)
        if valid is not None or masked is not None:
            _mark(batch, id_, valid, masked, id_ not in asked.failing)


def _by_re2(
    batch: Batch, id_: str, wide: bool, valid: Bools | None, masked: Bools | None
) -> tuple[Bools | None, Bools | None]:
    """The same for patterns that no automaton can take; a header lets cells without Chinese characters count."""
    none = np.zeros(len(batch.values), bool)
    valid, masked = none if valid is None else valid, none.copy() if masked is None else masked
    for part in ("named", "whole", "masked") if wide else ("whole", "masked"):
        pattern = left_to_re2().get((id_, part))
        if pattern is not None:
            free = ~valid if wide else batch.han & ~valid  # what fits already need not be asked again
            where = np.flatnonzero(free & ((batch.seen & STAR) > 0) if part == "masked" else free)
            hits = where[matched(batch.values.take(pa.array(where)), f"^(?:{pattern})$")]
            (masked if part == "masked" else valid)[hits] = True
    return valid if valid.any() else None, masked if masked.any() else None


def _mark(batch: Batch, id_: str, valid: Bools | None, masked: Bools | None, check: bool) -> None:
    type_ = info_types()[id_]
    none = np.zeros(len(batch.values), bool)
    shaped = 0 if valid is None else int(np.count_nonzero(valid))
    if valid is not None and type_.check is not None and not check:
        valid = None
    elif valid is not None and type_.check is not None:
        where = np.flatnonzero(valid)
        bare = batch.values if shaped == len(none) else batch.values.take(pa.array(where))
        valid = none.copy()
        valid[where] = arrays.holds(type_.check, _bare(type_, bare, batch.seen[where]))
        batch.taken |= valid
    sound = none if valid is None else valid
    batch.whole[id_] = Marks(sound, shaped, none if masked is None else masked & ~sound)


def _bare(type_: InfoType, values: Any, seen: Bytes) -> Any:
    apart = np.flatnonzero(seen & BREAK) if type_.shape.drop else ()
    if len(apart):
        some = values.take(pa.array(apart))
        values = _put(values, apart, pc.replace_substring_regex(some, type_.shape.drop, ""))
    return pc.ascii_upper(values) if type_.shape.upper else values


def _inside(batch: Batch) -> dict[str, Bools]:
    """Cells that hold a type beside other text."""
    # without a break a cell was judged whole; nothing that stands in text is without a digit or such
    may = np.flatnonzero(~batch.taken & (batch.seen & BREAK > 0) & (batch.seen & TELLING > 0))
    if not len(may):
        return {}
    texts = batch.values.take(pa.array(may)) if len(may) < len(batch.taken) else batch.values
    linked = np.flatnonzero(pc.match_substring(texts, "://").to_numpy(zero_copy_only=False))
    if len(linked):
        texts = _put(texts, linked, pc.replace_substring_regex(texts.take(pa.array(linked)), _URL, " "))
    fits = inside().ask(texts)
    found: dict[str, Bools] = {}
    for key in fits.held():
        hits = _checked(info_types()[key[0]], texts, np.flatnonzero(fits.of(key)))
        if len(hits):
            found[key[0]] = np.zeros(len(batch.values), bool)
            found[key[0]][may[hits]] = True
    return found


def _checked(type_: InfoType, texts: Any, hits: Any) -> Any:
    """Those whose check holds."""
    if type_.check is None or not len(hits):
        return hits
    some = texts.take(pa.array(hits))
    found = pc.extract_regex(some, beside(type_.id)).field("it")
    held = arrays.holds(type_.check, _bare(type_, found, signs(found)))
    rest = np.flatnonzero(~held)
    again = pc.count_substring_regex(some.take(pa.array(rest)), type_.shape.inside).to_numpy(zero_copy_only=False) > 1
    rest = rest[again]  # there may be another one behind the first
    held[rest] = [any(True for _ in pieces(type_, text)) for text in some.take(pa.array(rest)).to_pylist()]
    return hits[held]


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
