"""Decision tables: what applies, what does not, and what is not determined, with the missing fact named.

A table proposes; a role decides. No row true and none unknown means that nothing applies, never a default.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from guiju.kernel.expression import Unknown
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Row, Table
from guiju.kernel.values import Cite, Facts, Mark, weakest


class Verdict(StrEnum):
    APPLIES = "applies"
    DOES_NOT_APPLY = "does_not_apply"
    NOT_DETERMINED = "not_determined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`gives` in order of rank; with `hit: highest` and open questions it is *at least* that."""

    verdict: Verdict
    gives: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()
    mark: Mark | None = None
    at_least: bool = False
    disputed: tuple[str, ...] = ()  # undecided conflicts of texts about the row that would have answered


_Judged = list[tuple[str, Row, bool, tuple[str, ...]]]


def _judged(resolved: Resolved, table: Table, facts: Facts, on: date) -> _Judged:
    """Rows by rank that are true or unknown, with what they miss."""
    rows: _Judged = []
    for name, row in sorted(table.rows.items(), key=lambda item: item[1].rank):
        answer = resolved.language.compile(row.when, kind="boolean")(facts, on) if row.when else True
        if isinstance(answer, Unknown):
            rows.append((name, row, False, answer.missing))
        elif answer is True:
            rows.append((name, row, True, ()))
    return rows


def _answer(rows: _Judged, verdict: Verdict, missing: tuple[str, ...] = (), *, at_least: bool = False) -> Answer:
    cites = dict.fromkeys(cite for _, row, _, _ in rows for cite in row.cites)
    return Answer(
        verdict=verdict,
        gives=tuple(dict.fromkeys(row.gives for _, row, _, _ in rows)),
        rows=tuple(name for name, _, _, _ in rows),
        missing=tuple(dict.fromkeys(missing)),
        cites=tuple(cites),
        mark=weakest(*(row.mark for _, row, _, _ in rows)),
        at_least=at_least,
    )


def answer(resolved: Resolved, table: str, facts: Facts, on: date) -> Answer:
    """Ask one table of the rulebook. Where texts disagree undecided, nothing is determined; the conflict is named."""
    given = _asked(resolved, table, facts, on)
    disputed = tuple(
        name
        for name, conflict in resolved.rulebook.conflicts.items()
        if conflict.kept == "undecided" and any(f"tables.{table}.{row}" in conflict.about for row in given.rows)
    )
    return replace(given, verdict=Verdict.NOT_DETERMINED, gives=(), disputed=disputed) if disputed else given


def _asked(resolved: Resolved, table: str, facts: Facts, on: date) -> Answer:
    """Unknown rows are treated as the table's `hit` says (first, all, highest)."""
    asked = resolved.rulebook.tables[table]
    rows = _judged(resolved, asked, facts, on)
    sure = [row for row in rows if row[2]]
    if not rows:
        return Answer(verdict=Verdict.DOES_NOT_APPLY)
    if asked.hit == "all":
        open_questions = tuple(name for _, _, _, missing in rows for name in missing)
        return _answer(sure, Verdict.APPLIES if sure else Verdict.NOT_DETERMINED, open_questions)
    before = rows[: rows.index(sure[0])] if sure else rows
    missing = tuple(name for _, _, _, names in before for name in names)
    if not before:
        return _answer(sure[:1], Verdict.APPLIES)
    if sure and asked.hit == "highest":
        return _answer(sure[:1], Verdict.APPLIES, missing, at_least=True)
    if sure and all(row.gives == sure[0][1].gives for _, row, _, _ in before):
        return _answer(sure[:1], Verdict.APPLIES)
    return Answer(verdict=Verdict.NOT_DETERMINED, missing=tuple(dict.fromkeys(missing)))
