"""Counts the twenty indicators of a loaded table. What the data alone do not tell is left open, with what would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from guiju.kernel.values import Text
from guiju.plane.profile import Tally, batches
from guiju.plane.quality.conditions import Ask, indicator, unfit
from guiju.plane.quality.counting import TOGETHER, Part, count
from guiju.plane.quality.model import Indicator, Outcome, Quality
from guiju.plane.quality.outcomes import outcomes, row_asks
from guiju.plane.quality.recognised import recognised
from guiju.plane.quality.records import records
from guiju.plane.quality.related import forms, relations
from guiju.plane.quality.rules import Rule
from guiju.plane.quality.standard import CITE, DIMENSIONS, STANDARD
from guiju.plane.quality.values import literal, text
from guiju.plane.report import Column, share
from guiju.shelf.flaws import ShelfError

if TYPE_CHECKING:
    import duckdb

# Characters that no text has, what spreadsheets and programs write for "error" and "nothing", and a well-known garble.
_DIRT = (
    r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{FFFD}]|锟斤拷|^#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)$"
    r"|^(?i:null|nan|n/a|undefined|\\n)$"
)

_CELLS = Text("A 非空单元格；B 全部单元格", "A: filled cells; B: all cells")
_FULL = Text("A 各列都不为空的行；B 全部行", "A: rows with no empty cell; B: all rows")
_MUST = Text(
    "A 规则 required 各列都不为空的行；B 全部行", "A: rows in which all that is `required` is filled; B: all rows"
)
_AGAIN = Text("A 与前面某行完全相同的行；B 全部行", "A: rows equal to one before them; B: all rows")
_NEAR = Text(
    "A 与前面某行完全相同的行；B 全部行。另有 {n} 行与某行只在空格、大小写、标点或全半角上不同",
    "A: rows equal to one before them; B: all rows. {n} more differ from one only in blanks, case, signs or width",
)
_ALONE = Text(
    "A 整行只出现一次的行；B 全部行。用规则 key 指明主键更准确",
    "A: rows that come once, as a whole; B: all rows. Name the key by `key` to know more",
)
_DIRTY = Text(
    "A 含乱码、控制字符、表格错误值，或以 NULL、NaN、N/A 等字样代替空值的单元格；B 非空单元格",
    "A: cells with garbled or control characters, a spreadsheet's error, or a word such as NULL, NaN or N/A for "
    "nothing; B: filled cells",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The table as it was loaded and profiled; `sampled`: so many rows were asked what they hold."""

    connection: duckdb.DuckDBPyConnection
    tallies: Sequence[Tally]
    columns: Sequence[Column]
    rows: int
    on: date
    sampled: int | None = None


def measure(subject: Subject, rules: Sequence[Rule], lists: Mapping[Rule, Path]) -> Quality:
    """Raises ShelfError where the rules do not fit the table."""
    known = {tally.name: tally for tally in subject.tallies}
    if flaws := unfit(rules, known):
        raise ShelfError(flaws)
    tables = _tables(subject.connection, lists)
    told = outcomes(subject.connection, rules, known, subject.columns, (subject.rows, subject.on), tables)
    parts = [*_by_rule(rules, told, known), *_business(subject, rules, known, tables), *_model(subject, rules)]
    parts += _whole(subject, {rule.kind for rule in rules}, rules, known)
    parts += recognised(subject.connection, subject.tallies, subject.columns, subject.sampled)
    parts += [*forms(subject.connection, subject.tallies, subject.columns)]
    parts += relations(subject.connection, subject.tallies, subject.columns)
    return Quality(indicators=tuple(_indicator(id_, parts) for id_ in STANDARD), rules=told)


def _tables(connection: duckdb.DuckDBPyConnection, lists: Mapping[Rule, Path]) -> Mapping[Rule, str]:
    tables = {}
    for n, (rule, path) in enumerate(lists.items()):
        tables[rule] = f"list{n}"
        connection.execute(f"CREATE TABLE list{n} AS SELECT value FROM read_parquet({literal(str(path))})")
    return tables


def _indicator(id_: str, parts: Sequence[Part]) -> Indicator:
    entry = STANDARD[id_]
    own = [part for part in parts if part.indicator == id_]
    a, b = sum(part.a for part in own), sum(part.b for part in own)
    cite = f"{CITE} {DIMENSIONS[entry.dimension].zh} {entry.label.zh}"
    if not b:
        return Indicator(
            id=id_, dimension=entry.dimension, label=entry.label, better=entry.better, cite=cite, needs=entry.needs
        )
    words = list(dict.fromkeys(part.words for part in own if part.b))
    counted = Text(" | ".join(one.zh for one in words), " | ".join(one.en for one in words))
    return Indicator(
        id=id_, dimension=entry.dimension, label=entry.label, better=entry.better, cite=cite,
        a=a, b=b, x=share(a, b), counted=counted,
    )  # fmt: skip


_RULE = Text(
    "A 符合规则 {kinds} 的{of}；B 规则所及的{of}", "A: {of} that meet the rules {kinds}; B: {of} that they speak of"
)


def _by_rule(rules: Sequence[Rule], told: Sequence[Outcome], known: Mapping[str, Tally]) -> Iterator[Part]:
    """Each rule is a part of the indicator that it is about. Spans of time are not added to rows."""
    kinds = {rule.kind for rule in rules}
    found: dict[str, list[Outcome]] = {}
    for rule, outcome in zip(rules, told, strict=True):
        if rule.kind != "every" or "period" not in kinds:
            found.setdefault(indicator(rule, known), []).append(outcome)
    for id_, own in found.items():
        for of in dict.fromkeys(outcome.of for outcome in own):
            some = [outcome for outcome in own if outcome.of == of]
            names = ", ".join(dict.fromkeys(outcome.rule for outcome in some))
            zh, en = (_RULE[lang].format(kinds=names, of=of[lang]) for lang in ("zh", "en"))
            yield Part(id_, sum(one.a for one in some), sum(one.b for one in some), Text(zh, en))


def _business(
    subject: Subject, rules: Sequence[Rule], known: Mapping[str, Tally], tables: Mapping[Rule, str]
) -> Iterator[Part]:
    """A row counts once, however many of the rules it breaks."""
    asks = row_asks(rules, known, subject.on, tables)
    if asks:
        meets = " AND ".join(f"(NOT {ask.counted} OR {ask.meets})" for ask in asks)
        [(a, b)] = count(subject.connection, [Ask("true", meets)])
        words = Text(
            "A 符合全部 {n} 条逐行规则的行；B 全部行",
            "A: rows that meet all {n} rules that are judged by row; B: all rows",
        )
        yield Part("business_rules", a, b, words.fill(n=len(asks)))


def _model(subject: Subject, rules: Sequence[Rule]) -> Iterator[Part]:
    declared = {rule.columns[0] for rule in rules if rule.kind == "columns"}
    if declared:
        own = sum(column.name in declared for column in subject.columns)
        words = Text("A 规则 columns 列出的列；B 文件中的列", "A: columns that `columns` lists; B: columns of the file")
        yield Part("metadata", own, len(subject.columns), words)


def _whole(subject: Subject, kinds: set[str], rules: Sequence[Rule], known: Mapping[str, Tally]) -> Iterator[Part]:
    """What can be counted of any table: cells, records, and whether they come again. Rules say it more precisely."""
    connection, tallies, rows = subject.connection, subject.tallies, subject.rows
    if not rows:
        return
    must = [known[rule.columns[0]] for rule in rules if rule.kind == "required"] or tallies
    if "required" not in kinds:
        filled = sum(tally.filled for tally in tallies)
        yield Part("element_completeness", filled, rows * len(tallies), _CELLS)
    told = records(connection, tallies, must)
    yield Part("record_completeness", told.full, rows, _MUST if "required" in kinds else _FULL)
    near = told.different - told.unlike
    yield Part("duplicate_rate", rows - told.different, rows, _NEAR.fill(n=near) if near > 0 else _AGAIN)
    if not kinds & {"key", "unique"}:
        yield Part("uniqueness", told.alone, rows, _ALONE)
    written = [tally for tally in tallies if tally.declared in (None, "text") and tally.filled]
    filled = sum(tally.filled for tally in tallies)
    yield Part("dirty_rate", sum(_dirty(connection, batch) for batch in batches(written, TOGETHER)), filled, _DIRTY)


def _dirty(connection: duckdb.DuckDBPyConnection, batch: Sequence[Tally]) -> int:
    asks = [Ask("true", f"coalesce(regexp_matches({text(one)}, {literal(_DIRT)}), false)") for one in batch]
    return sum(a for a, _ in count(connection, asks, batch[0].table))
