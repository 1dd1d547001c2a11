"""Consistency that needs no rule: one way of writing in a column, and columns that tell the same thing twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from guiju.kernel.values import Text
from guiju.plane.areas import provinces
from guiju.plane.infotypes import info_types, sql
from guiju.plane.profile import Tally
from guiju.plane.quality.conditions import Ask
from guiju.plane.quality.counting import Part, count
from guiju.plane.quality.values import dated, half, literal, moment, text
from guiju.plane.report import Column

if TYPE_CHECKING:
    import duckdb

_MARKS = "[ -]"  # in a type's pattern: blanks and dashes may stand between its places
_FORMS = Text(
    "A 与本列最常见写法相同的单元格；B 日期列和可带分隔符的号码列的非空单元格({columns} 列)",
    "A: cells written in their column's commonest way; B: filled cells of columns of dates, and of numbers that may "
    "have separators ({columns})",
)
_BORN = Text(
    "A 身份证号中的出生日期与“{name}”相同的行；B 校验位正确且日期完整的行",
    "A: rows whose identity number has the day that “{name}” has; B: rows where its check digit holds and the day is "
    "whole",
)
_AREA = Text(
    "A 区划代码所属省级地区与“{name}”相同的行；B 两列都能识别的行",
    "A: rows whose area code lies in the province that “{name}” begins with; B: rows where both are known",
)


def forms(connection: duckdb.DuckDBPyConnection, tallies: Sequence[Tally], columns: Sequence[Column]) -> Iterator[Part]:
    """Letters and digits do not matter, what stands between them does: 2025-1-2 is written as 2025-01-02 is."""
    own = [tally for tally, column in zip(tallies, columns, strict=True) if _may_differ(tally, column)]
    most = filled = 0
    for tally in own:
        form = f"regexp_replace({text(tally)}, '[0-9A-Za-z]+', 'w', 'g')"
        groups = f"SELECT count(*) AS n FROM {tally.table} WHERE {text(tally)} IS NOT NULL GROUP BY {form}"
        commonest, all_ = connection.execute(f"SELECT max(n), sum(n) FROM ({groups})").fetchone() or (0, 0)
        most, filled = most + int(commonest or 0), filled + int(all_ or 0)
    if own:
        yield Part("same_data", most, filled, _FORMS.fill(columns=len(own)))


def _may_differ(tally: Tally, column: Column) -> bool:
    if tally.declared not in (None, "text") or not tally.filled:
        return False
    type_ = info_types().get(column.holds.info_type or "") if column.holds else None
    return dated(tally) or (type_ is not None and type_.tells != "header" and _MARKS in type_.shape.whole)


def relations(
    connection: duckdb.DuckDBPyConnection, tallies: Sequence[Tally], columns: Sequence[Column]
) -> Iterator[Part]:
    """Only where there is one column of each kind: else nobody knows which of them belong together."""
    asks = [*_births(tallies, columns), *_areas(tallies)]
    for (words, _), (a, b) in zip(asks, count(connection, [ask for _, ask in asks]), strict=True):
        yield Part("related_data", a, b, words)


def _births(tallies: Sequence[Tally], columns: Sequence[Column]) -> Iterator[tuple[Text, Ask]]:
    held: Mapping[str, list[Tally]] = {"resident_id": [], "birth_date": []}
    for tally, column in zip(tallies, columns, strict=True):
        if column.holds:
            held.get(column.holds.info_type or "", []).append(tally)
    numbers, days = held.values()
    if len(numbers) != 1 or len(days) != 1:
        return
    type_ = info_types()["resident_id"]
    assert type_.check is not None
    bare = f"upper(regexp_replace({half(text(numbers[0]))}, {literal(type_.shape.drop)}, '', 'g'))"
    said = f"substr({bare}, 7, 8)"
    written = moment(days[0], months=False)
    known = f"coalesce(length({bare}) = 18 AND {sql.holds(type_.check, bare)} AND {written} IS NOT NULL, false)"
    yield _BORN.fill(name=days[0].name), Ask(known, f"coalesce(strftime({written}, '%Y%m%d') = {said}, false)")


def _areas(tallies: Sequence[Tally]) -> Iterator[tuple[Text, Ask]]:
    """`areas`: what the profile left of a column's kinds, once it knew that they are areas."""
    codes, names = ([one for one in tallies if kind in one.areas] for kind in ("area_code", "area_name"))
    if len(codes) != 1 or len(names) != 1:
        return
    start = f"substr(regexp_extract({half(text(codes[0]))}, '^(\\d{{6}})(\\d{{6}})?$', 1), 1, 2)"
    cases = " ".join(f"WHEN {literal(name)} THEN {literal(code[:2])}" for name, code in provinces().items())
    given = ", ".join(sorted({literal(code[:2]) for code in provinces().values()}))
    named = f"CASE {names[0].expression('area_name')} {cases} END"
    known = f"coalesce({start} IN ({given}) AND {named} IS NOT NULL, false)"
    yield _AREA.fill(name=names[0].name), Ask(known, f"coalesce({start} = {named}, false)")
