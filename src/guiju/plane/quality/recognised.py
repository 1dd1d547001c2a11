"""What the kinds of the columns tell without any rule: formats, check digits and public lists of codes.

A check digit shows that a number was written down right. It does not show that it is the right person's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from guiju.kernel.values import Text
from guiju.plane import areas
from guiju.plane.infotypes import info_types
from guiju.plane.infotypes.model import InfoType
from guiju.plane.profile import Tally, groups
from guiju.plane.quality.counting import Part
from guiju.plane.report import Column, Holding

if TYPE_CHECKING:
    import duckdb

_STANDARD = Text(
    "A 符合 {reference} 的单元格；B 识别为{label}的列中未遮盖的非空单元格",
    "A: cells that meet {reference}; B: filled cells, not masked, of columns recognised as {label}",
)
_CHECK = Text(
    "A {label}校验成立的单元格；B 有其样式的单元格。只证明写法无误，不证明属实",
    "A: cells whose check as {label} holds; B: cells of that shape. It shows that they were written right, not that "
    "they are true",
)
_CODE = Text(
    "A GB/T 2260 中有的区划代码；B 区划代码列的非空单元格",
    "A: codes that GB/T 2260 has; B: filled cells of columns of area codes",
)
_SHAPE = Text(
    "A 有所识别类型样式的单元格；B 识别出类型的列中未遮盖的非空单元格",
    "A: cells of the shape of the type recognised; B: filled cells, not masked, of such columns",
)
_TYPE = Text(
    "A 属于本列多数值的类型(数字、日期等)的单元格；B 这些列的非空单元格",
    "A: cells of the type that most of their column are (numbers, dates and so on); B: filled cells of such columns",
)
_SAMPLED = Text("{words} (抽样 {n} 行)", "{words} (of {n} rows sampled)")


def recognised(
    connection: duckdb.DuckDBPyConnection, tallies: Sequence[Tally], columns: Sequence[Column], sampled: int | None
) -> Iterator[Part]:
    """`sampled`: so many rows were asked which information they hold, where not all were."""
    for tally, column in zip(tallies, columns, strict=True):
        told = list(_held(column.holds)) if column.holds else []
        for part in told:
            yield Part(part.indicator, part.a, part.b, _of_sample(part.words, sampled) if sampled else part.words)
        if not told:
            yield from _typed(tally)
        yield from _codes(connection, tally)


def _of_sample(words: Text, sampled: int) -> Text:
    return Text(*(_SAMPLED[lang].format(words=words[lang], n=sampled) for lang in ("zh", "en")))


def _held(held: Holding) -> Iterator[Part]:
    type_ = info_types().get(held.info_type or "")
    if type_ is None or type_.tells not in ("check", "shape"):
        return
    plain = held.filled - held.masked
    yield Part("data_standard", min(held.valid, plain), plain, _said(_STANDARD, type_))
    yield Part("format_compliance", min(held.valid + held.wrong, plain), plain, _SHAPE)
    if type_.check is not None:
        yield Part("content_correctness", held.valid, held.valid + held.wrong, _said(_CHECK, type_))


def _said(words: Text, type_: InfoType) -> Text:
    label, reference = type_.label, type_.reference
    return Text(*(words[lang].format(label=label[lang], reference=reference) for lang in ("zh", "en")))


def _typed(tally: Tally) -> Iterator[Part]:
    """The profile counted each kind that at least half of the first values are of."""
    most = max((measured.count for measured in tally.measures.values()), default=0)
    if most * 2 >= tally.filled > 0:
        yield Part("format_compliance", most, tally.filled, _TYPE)


def _codes(connection: duckdb.DuckDBPyConnection, tally: Tally) -> Iterator[Part]:
    if "area_code" not in tally.areas:
        return
    known = sum(sum(areas.known(counts).values()) for _, counts in groups(connection, [tally], "area_code"))
    for id_ in ("reference_data", "content_correctness"):
        yield Part(id_, min(known, tally.filled), tally.filled, _CODE)
