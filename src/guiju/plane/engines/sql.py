"""What is asked of every cell, as one expression of SQL: its answer is a text with a mark for each thing that holds.

Cells are counted by their answers, so that nothing of a value itself is in what a query returns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from guiju.plane.detect.births import TYPES
from guiju.plane.detect.cells import SHORTEST, URL
from guiju.plane.detect.plain import EDGES, HALF, IN_TEXT, WIDE_SIGNS, WORDS
from guiju.plane.detect.shapes import NOTHINGS
from guiju.plane.engines import gates
from guiju.plane.engines.dialect import Dialect
from guiju.plane.infotypes import info_types
from guiju.plane.infotypes.checks import DIGITS
from guiju.plane.infotypes.model import InfoType
from guiju.plane.infotypes.sql import holds
from guiju.plane.plan import SPREAD, leaves_open

KINDS = ("valid", "wrong", "masked", "inside")
BORN = ("known", "under_18", "under_14")
_HAN, _THREE, _NUMBER = "H", "3", "N"
_CHINESE = "[\u4000-\u9fff]"  # what UTF-8 begins with E4 to E9


Columns = Collection[int]


@dataclass(frozen=True, slots=True)
class Ask:
    """What the cells of some columns are asked. For each type: `wide`, the columns whose header names it; `words`,
    those that are asked for its patterns which cost more; `born`, those of whose birthdays one wants to know.
    """

    types: tuple[str, ...]
    wide: Mapping[str, Columns] = field(default_factory=dict)
    words: Mapping[str, Columns] = field(default_factory=dict)
    born: Mapping[str, Columns] = field(default_factory=dict)
    on: date = date.min
    inside: bool = True


def types() -> tuple[str, ...]:
    """Types that are told cell by cell."""
    return tuple(id_ for id_ in info_types() if id_ not in SPREAD)


@cache
def marks() -> Mapping[str, tuple[str, str]]:
    """Sign -> type and what it says of a cell."""
    told = [(id_, kind) for id_ in types() for kind in (*KINDS, *(BORN if id_ in TYPES else ()))]
    signs = {chr(0x100 + number): one for number, one in enumerate(told)}
    return signs | {_HAN: ("", "han"), _THREE: ("", "three"), _NUMBER: ("", "number")}


@cache
def _sign(id_: str, kind: str) -> str:
    return next(sign for sign, told in marks().items() if told == (id_, kind))


def cells(dialect: Dialect, source: str, keep: str = "n") -> str:
    """A query over one that gives a cell `c`, and what to keep: of the filled ones the characters `l`, the value made
    plain `v`, the same without separators `b`, whether it has a Chinese character `h`, and what `gates` look at.
    """
    value = f"left(w, {dialect.longest})" if dialect.longest else "w"
    nothing = ", ".join(dialect.quote(word) for word in ("", *NOTHINGS))
    lowered = f"translate(w, '{WORDS[10:36]}', '{WORDS[36:]}')"
    made = f"SELECT {keep}, {plain(dialect, 'c')} AS w FROM ({source}) AS cells {dialect.fence}"
    chinese = f"CASE WHEN octet_length(w) > char_length(w) THEN {dialect.has('w', _CHINESE)} ELSE false END"
    digits = f"char_length({value}) - char_length(translate({value}, '{DIGITS}', ''))"
    return (
        f"SELECT {keep}, char_length(w) AS l, octet_length(w) AS o, ascii(w) AS f, {gates.kind(value)} AS k,"
        f" {digits} AS d, {value} AS v, {dialect.bare(value)} AS b, {chinese} AS h"
        f" FROM ({made}) AS plain WHERE {lowered} NOT IN ({nothing}) {dialect.fence}"
    )


def plain(dialect: Dialect, value: str) -> str:
    """The value in half-width characters, without blanks and quotes around it."""
    full, half = "".join(map(chr, HALF)), "".join(map(chr, HALF.values()))
    narrow = f"translate({value}, {dialect.quote(full)}, {dialect.quote(half)})"
    odd = f"CASE WHEN octet_length({value}) > char_length({value}) THEN {dialect.has(value, WIDE_SIGNS)} ELSE false END"
    return dialect.trim(f"CASE WHEN {odd} THEN {narrow} ELSE {value} END", EDGES)


def counted(dialect: Dialect, source: str, ask: Ask) -> str:
    """How many cells of each column gave each answer, and how many characters they have."""
    return f"SELECT n, a, count(*), sum(l) FROM ({answers(dialect, source, ask)}) AS answers GROUP BY n, a"


def answers(dialect: Dialect, source: str, ask: Ask) -> str:
    """The answer of each cell."""
    told = [
        f"CASE WHEN h THEN '{_HAN}' ELSE '' END",
        f"CASE WHEN l = 3 THEN '{_THREE}' ELSE '' END",
        f"CASE WHEN k = 1 AND l <= 18 THEN '{_NUMBER}' ELSE '' END",
        *(_whole(dialect, id_, ask) for id_ in ask.types),
    ]
    made = cells(dialect, source)
    if ask.inside:
        made = f"SELECT *, {_beside(dialect)} AS s FROM ({made}) AS filled {dialect.fence}"
        told.append(f"CASE WHEN s = '' THEN '' WHEN {_taken(dialect)} THEN '' ELSE s END")
    return f"SELECT n, l, concat({', '.join(told)}) AS a FROM ({made}) AS made"


def _among(columns: Columns) -> str:
    return f"n IN ({', '.join(map(str, sorted(columns)))})" if columns else "false"


def shaped(dialect: Dialect, id_: str, ask: Ask, part: str = "whole") -> str | None:
    """Whether a cell has the shape of a type, or its masked one."""
    shape = info_types()[id_].shape
    ways = []
    for name in ("whole", "named") if part == "whole" else (part,):
        pattern = getattr(shape, name)
        columns = [ask.wide.get(id_, ())] if name == "named" else []
        columns += [ask.words.get(id_, ())] if leaves_open(pattern) else []
        if pattern and all(columns):
            chinese = ["h"] if leaves_open(pattern) and name != "named" else []  # so do all of them but wider ones
            given = [*map(_among, columns), *chinese, gates.whole(pattern)]
            ways.append(f"CASE WHEN {' AND '.join(given)} THEN {dialect.fits('v', pattern)} ELSE false END")
    return f"({' OR '.join(ways)})" if ways else None


def valid(dialect: Dialect, id_: str, ask: Ask) -> str:
    """Whether a cell is of a type, its check held."""
    type_ = info_types()[id_]
    fits = shaped(dialect, id_, ask) or "false"
    return f"CASE WHEN {fits} THEN {holds(type_.check, 'b', dialect.find)} ELSE false END" if type_.check else fits


def _whole(dialect: Dialect, id_: str, ask: Ask) -> str:
    type_ = info_types()[id_]
    fits, hides = shaped(dialect, id_, ask), shaped(dialect, id_, ask, "masked")
    hidden = f"CASE WHEN {hides} THEN '{_sign(id_, 'masked')}' ELSE '' END" if hides else "''"
    if fits is None:
        return hidden
    good = f"concat('{_sign(id_, 'valid')}', {_born(dialect, id_, ask)})"
    if type_.check is not None:
        wrong = f"concat('{_sign(id_, 'wrong')}', {hidden})"
        good = f"CASE WHEN {holds(type_.check, 'b', dialect.find)} THEN {good} ELSE {wrong} END"
    return f"CASE WHEN {fits} THEN {good} ELSE {hidden} END"


def _born(dialect: Dialect, id_: str, ask: Ask) -> str:
    """Of the day of birth that a valid cell tells: whether it is past, and less than 18 or 14 years ago."""
    if not ask.born.get(id_):
        return "''"
    day = _resident() if id_ == "resident_id" else _written(dialect)
    today = ask.on.year * 10_000 + ask.on.month * 100 + ask.on.day
    known, under_18, under_14 = (_sign(id_, kind) for kind in BORN)
    return (
        f"CASE WHEN NOT {_among(ask.born[id_])} OR {day} > {today} THEN '' WHEN {day} > {today - 14_0000} THEN "
        f"'{known}{under_18}{under_14}' WHEN {day} > {today - 18_0000} THEN '{known}{under_18}' ELSE '{known}' END"
    )


def _resident() -> str:
    old = "19000000 + CAST(substr(b, 7, 6) AS INTEGER)"
    return f"CASE WHEN length(b) > 15 THEN CAST(substr(b, 7, 8) AS INTEGER) ELSE {old} END"


def _written(dialect: Dialect) -> str:
    """A day that is not given is the last of its month."""
    parts = "^([0-9]{4})[^0-9]?([0-9]{1,2})[^0-9]*([0-9]{1,2})?"
    year, month, day = (dialect.group("v", parts, number) for number in (1, 2, 3))
    return (
        f"(CAST({year} AS INTEGER) * 10000 + CAST({month} AS INTEGER) * 100 + CAST(coalesce({day}, '31') AS INTEGER))"
    )


def _beside(dialect: Dialect) -> str:
    """Types that stand in a text, beside something else."""
    text = f"CASE WHEN {dialect.find}(v, '://') > 0 THEN {dialect.swap('v', URL, ' ')} ELSE v END"
    told = ", ".join(
        f"CASE WHEN {gates.inside(one.shape.inside)} THEN CASE WHEN {_stands(dialect, one, text)}"
        f" THEN '{_sign(one.id, 'inside')}' ELSE '' END ELSE '' END"
        for one in info_types().values()
        if one.shape.inside
    )
    free = f"k > 1 AND o >= {SHORTEST} AND translate(v, '{WORDS}', '') <> '' AND translate(v, '{IN_TEXT}', '') <> v"
    return f"CASE WHEN {free} THEN concat({told}) ELSE '' END"


def _stands(dialect: Dialect, type_: InfoType, text: str) -> str:
    shape, check = type_.shape, type_.check
    if check is None:
        return dialect.has(text, f"(?:^|[^{shape.fence}])(?:{shape.inside})(?:[^{shape.fence}]|$)")
    pieces = f"(?<![{shape.fence}])(?:{shape.inside})(?![{shape.fence}])"
    return dialect.some(text, pieces, lambda piece: holds(check, piece, dialect.find))


def _taken(dialect: Dialect) -> str:
    """Whether a cell is a value as a whole, of a type that its form or its check tells."""
    shapes = (type_.shape.whole for type_ in info_types().values() if type_.tells == "shape")
    formed = [f"{gates.whole(one)} AND {dialect.fits('v', one)}" for one in shapes if not leaves_open(one)]
    checked = (valid(dialect, id_, Ask(())) for id_, type_ in info_types().items() if type_.check is not None)
    return " OR ".join((*formed, *checked))


def hidden(value: str) -> str:
    """The value with most of it covered, as `detect.counts.hidden` does it."""
    size = f"char_length({value})"
    steps = " ".join(f"WHEN {size} >= {6 * show} THEN {show}" for show in (4, 3, 2, 1))
    show = f"(CASE {steps} ELSE 0 END)"
    short = f"concat(substr({value}, 1, 1), repeat('*', {size} - 1))"
    ends = f"substr({value}, 1, {show}), repeat('*', {size} - 2 * {show}), substr({value}, {size} - {show} + 1)"
    return f"CASE WHEN {size} <= 4 THEN {short} ELSE concat({ends}) END"
