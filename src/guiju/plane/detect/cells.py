"""The cells of one column: made plain, then asked for every type at once; only counts and places come back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyarrow.compute as pc

from guiju.plane.detect.patterns import graph_of, one_of
from guiju.plane.detect.plain import BREAK, COLON, HALF, HAN, IN_WORDS, TELLING, WORDS, plain, signs
from guiju.plane.detect.shapes import NOTHING, Fits, beside, inside, whole, words
from guiju.plane.infotypes import arrays, info_types, scalar
from guiju.plane.infotypes.model import InfoType
from guiju.plane.plan import Question
from guiju.plane.texts import Bools, Bytes, Ints, Texts, numbers

URL = r"[A-Za-z][A-Za-z0-9+.-]{1,12}://[^\s，。；、）\"']+"
_NONE: Ints = np.zeros(0, np.int64)
SHORTEST = 5  # bytes; nothing that stands in text is shorter


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
    places: Ints
    texts: Texts
    seen: Bytes
    fits: Fits
    taken: Bools  # nothing else need be looked for in them
    whole: dict[str, Marks] = field(default_factory=dict)
    inside: dict[str, Bools] = field(default_factory=dict)

    @property
    def han(self) -> Bools:
        """Which have a Chinese character."""
        return (self.seen & HAN) > 0


def look(column: Any, asked: Question) -> Batch:
    """Ask one batch of a column."""
    texts, seen = plain(Texts.of(column))
    fits = whole().ask(texts)
    filled = texts.sizes > 0
    if NOTHING in fits.held:
        filled &= ~fits.of(NOTHING)
    places = np.flatnonzero(filled)
    if len(places) < len(column):
        texts, seen, fits = texts.take(places), seen[places], fits.take(places)
    batch = Batch(len(column), places, texts, seen, fits, texts.sizes < SHORTEST)
    if len(places):
        _ask(batch, asked)
        batch.inside = _inside(batch)
    return batch


def again(texts: Texts, asked: Question) -> Batch:
    """Ask something else of texts that are plain; not what stands inside of them."""
    none = np.zeros(len(texts), bool)
    made = Batch(len(texts), np.arange(len(texts)), texts, signs(texts), whole().ask(texts), none)
    _ask(made, asked)
    return made


def _ask(batch: Batch, asked: Question) -> None:
    fits = batch.fits
    held = set(fits.held)
    for id_, wide in asked.whole.items():
        valid, masked = (fits.of((id_, part)) if (id_, part) in held else None for part in ("whole", "masked"))
        if valid is not None and info_types()[id_].tells == "shape":
            batch.taken |= valid
        if wide and (id_, "named") in held:
            valid = _either(valid, fits.of((id_, "named")))
        if id_ in asked.words:
            found = _words(batch, id_, wide, valid)
            valid, masked = _either(valid, found[0]), _either(masked, found[1])
        if valid is not None or masked is not None:
            _mark(batch, id_, valid, masked, id_ not in asked.failing)


def _either(one: Bools | None, other: Bools | None) -> Bools | None:
    return other if one is None else one if other is None else one | other


def _words(batch: Batch, id_: str, wide: bool, valid: Bools | None) -> tuple[Bools | None, Bools | None]:
    """The cells that a type's words tell, and those that hide part of it; without a header only those in Chinese."""
    free = np.ones(len(batch.texts), bool) if wide else batch.han
    where = np.flatnonzero(free if valid is None else free & ~valid)
    fits = words(id_).ask(batch.texts if len(where) == len(free) else batch.texts.take(where))
    held = {part for _, part in fits.held}

    def of(*parts: str) -> Bools | None:
        if not held.intersection(parts):
            return None
        found = np.zeros(len(free), bool)
        found[where] = np.logical_or.reduce([fits.of((id_, part)) for part in held.intersection(parts)])
        return found

    return of("whole", "named") if wide else of("whole"), of("masked")


def _mark(batch: Batch, id_: str, valid: Bools | None, masked: Bools | None, check: bool) -> None:
    type_ = info_types()[id_]
    none = np.zeros(len(batch.texts), bool)
    shaped = 0 if valid is None else int(np.count_nonzero(valid))
    if valid is not None and type_.check is not None and not check:
        valid = None
    elif valid is not None and type_.check is not None:
        where = np.flatnonzero(valid)
        valid = none.copy()
        valid[where] = _good(type_, batch.texts.take(where), batch.seen[where])
        batch.taken |= valid
    sound = none if valid is None else valid
    batch.whole[id_] = Marks(sound, shaped, none if masked is None else masked & ~sound)


def _good(type_: InfoType, texts: Texts, seen: Bytes) -> Bools:
    """Of which the check holds, whatever separates their places."""
    if type_.check is None:
        return np.ones(len(texts), bool)
    apart = np.flatnonzero(seen & BREAK) if type_.shape.drop else _NONE
    bare = pc.replace_substring_regex(texts.take(apart).arrow(), type_.shape.drop, "") if len(apart) else None
    texts = texts if bare is None else texts.put(apart, Texts.of(bare))
    return arrays.holds(type_.check, texts, upper=type_.shape.upper)


def _inside(batch: Batch) -> dict[str, Bools]:
    """Cells that hold a type beside other text."""
    # without a break a cell was judged whole; nothing that stands in text is without a digit or such
    may = np.flatnonzero(~batch.taken & (batch.seen & BREAK > 0) & (batch.seen & TELLING > 0))
    if not len(may):
        return {}
    texts = batch.texts.take(may)
    if len(colons := np.flatnonzero(batch.seen[may] & COLON)):
        linked = colons[texts.take(colons).matching("://")]
        texts = texts.put(linked, Texts.of(pc.replace_substring_regex(texts.take(linked).arrow(), URL, " ")))
    fits = inside().ask(texts)
    found: dict[str, Bools] = {}
    for key in fits.held:
        hits = _checked(info_types()[key[0]], texts, np.flatnonzero(fits.of(key)))
        if len(hits):
            found[key[0]] = np.zeros(len(batch.texts), bool)
            found[key[0]][may[hits]] = True
    return found


def _checked(type_: InfoType, texts: Texts, hits: Ints) -> Ints:
    """Those whose check holds."""
    if type_.check is None or not len(hits):
        return hits
    some = texts.take(hits)
    found = Texts.of(pc.extract_regex(some.arrow(), beside(type_.id)).field("it"))
    held = _good(type_, found, signs(found))
    rest = np.flatnonzero(~held)  # there may be another one behind the first
    rest = rest[some.take(rest).count(IN_WORDS) >= 2 * _least(type_.id)]
    rest = rest[numbers(pc.count_substring_regex(some.take(rest).arrow(), type_.shape.inside)) > 1]
    held[rest] = [any(True for _ in pieces(type_, text)) for text in some.take(rest).strings()]
    return hits[held]


@cache
def _least(id_: str) -> int:
    """Letters and digits that stand in the shortest."""
    return graph_of(info_types()[id_].shape.inside).fewest(one_of(WORDS))


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
    text = re.sub(URL, lambda match: " " * len(match[0]), text.translate(HALF))
    found = {id_: list(pieces(type_, text)) for id_, type_ in info_types().items() if type_.shape.inside}
    return {id_: spans for id_, spans in found.items() if spans}
