"""Decision tables: what applies, what does not, and what is not determined, with the missing fact named.

A table proposes; a role decides. No row true and none unknown means that nothing applies, never a default.

A table that `judges` a form makes an assessment of it: its rows are findings with a level, a remedy and a provision;
the blocks of the form are the parts that are rolled up, and a question that is due and unanswered is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from guiju.kernel.expression import Unknown, facts_named
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Row, Table
from guiju.kernel.values import Cite, Facts, Mark, Text, weakest


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


Judged = list[tuple[str, Row, bool, tuple[str, ...]]]
"""Rows with their names: whether each holds for sure, and if not, the facts that would tell."""


def judged(resolved: Resolved, table: Table, facts: Facts, on: date) -> Judged:
    """Rows by rank that are true or unknown, with what they miss."""
    rows: Judged = []
    for name, row in sorted(table.rows.items(), key=lambda item: item[1].rank):
        answer = resolved.language.compile(row.when, kind="boolean")(facts, on) if row.when else True
        if isinstance(answer, Unknown):
            rows.append((name, row, False, answer.missing))
        elif answer is True:
            rows.append((name, row, True, ()))
    return rows


def _answer(rows: Judged, verdict: Verdict, missing: tuple[str, ...] = (), *, at_least: bool = False) -> Answer:
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
    rows = judged(resolved, asked, facts, on)
    sure = [row for row in rows if row[2]]
    if not rows:
        return Answer(verdict=Verdict.DOES_NOT_APPLY)
    if asked.hit == "all":
        open_questions = tuple(name for _, _, _, missing in rows for name in missing)
        return _answer(sure, Verdict.APPLIES if sure else Verdict.NOT_DETERMINED, open_questions)
    before = rows[: rows.index(sure[0])] if sure else rows
    others = [one for one in before if one[1].gives != sure[0][1].gives] if sure else before
    if asked.hit == "highest" or not others:  # an open row that would answer the same leaves nothing open
        before = others
    missing = tuple(name for _, _, _, names in before for name in names)
    if not before:
        return _answer(sure[:1], Verdict.APPLIES)
    if sure and asked.hit == "highest":
        return _answer(sure[:1], Verdict.APPLIES, missing, at_least=True)
    return Answer(verdict=Verdict.NOT_DETERMINED, missing=tuple(dict.fromkeys(missing)))


def gravest(table: Table, gives: Iterable[str]) -> str | None:
    """Of several answers the one that the table lists first; of those that it does not list, the first given."""
    order = {level: place for place, level in enumerate(table.gives)}
    return min(gives, key=lambda level: order.get(level, len(order)), default=None)


# ---- a form judged as a whole: findings, part by part ----


class Standing(StrEnum):
    """How a part of an assessment stands. Of a part that is open the level is *at least* what was found."""

    FOUND = "found"
    CLEAR = "clear"
    OPEN = "open"
    NOT_ASKED = "not_asked"  # its questions do not apply to what is assessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One row that holds. `level` is a key of its table's answers."""

    row: str
    table: str
    label: Text
    level: str
    level_label: Text
    remedy: Text | None
    block: str
    cites: tuple[Cite, ...]
    mark: Mark | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One block of the form. `open`: questions that are due and not answered; `asked` counts those that are due."""

    block: str
    label: Text
    level: str | None
    findings: tuple[Finding, ...]
    open: tuple[str, ...]
    asked: int
    answered: int
    cites: tuple[Cite, ...]
    mark: Mark | None

    @property
    def standing(self) -> Standing:
        if self.open:
            return Standing.OPEN
        if self.findings:
            return Standing.FOUND
        return Standing.CLEAR if self.asked else Standing.NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the answers of one form come to. `levels`: every level with its label, the gravest first."""

    form: str
    parts: tuple[Part, ...]
    level: str | None
    levels: Mapping[str, Text]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All, the gravest first; of one level in the order of the form."""
        order = {level: place for place, level in enumerate(self.levels)}
        found = (finding for part in self.parts for finding in part.findings)
        return tuple(sorted(found, key=lambda finding: order.get(finding.level, len(order))))

    @property
    def open(self) -> tuple[str, ...]:
        return tuple(name for part in self.parts for name in part.open)

    @property
    def asked(self) -> int:
        return sum(part.asked for part in self.parts)

    @property
    def answered(self) -> int:
        return sum(part.answered for part in self.parts)


def judging(resolved: Resolved, form: str) -> tuple[str, ...]:
    """The tables that judge a form."""
    return tuple(name for name, table in resolved.rulebook.tables.items() if table.judges == form)


def assess(resolved: Resolved, form: str, facts: Facts, on: date) -> Assessment:
    """The answers of a form so far: what is found, what is still open, block by block."""
    tables = judging(resolved, form)
    asked = resolved.forms[form].asked
    answers = {name: answer(resolved, name, facts, on) for name in tables}
    found = [_finding(resolved, name, row, form) for name in tables for row in answers[name].rows]
    levels = {level: label for name in tables for level, label in resolved.rulebook.tables[name].gives.items()}
    wanted = {name for given in answers.values() for name in given.missing}
    blocks: dict[str, list[str]] = {block: [] for block in resolved.rulebook.forms[form].blocks}
    for name, question in asked.items():
        blocks[question.field.block].append(name)
    parts = tuple(
        _part(resolved, form, block, names, [one for one in found if one.block == block], facts, on, wanted)
        for block, names in blocks.items()
        if names
    )
    return Assessment(form=form, parts=parts, level=_worst(found, levels), levels=levels)


def _worst(found: Iterable[Finding], levels: Mapping[str, Text]) -> str | None:
    order = {level: place for place, level in enumerate(levels)}
    return min((one.level for one in found), key=lambda level: order.get(level, len(order)), default=None)


def block_of(resolved: Resolved, form: str, row: Row) -> str:
    """The part that a finding is about: what it says, or that of the first question of this form that it names."""
    asked = resolved.forms[form].asked
    named = facts_named(row.when) if row.when else ()
    return row.block or next((asked[name].field.block for name in named if name in asked), "")


def _finding(resolved: Resolved, table: str, name: str, form: str) -> Finding:
    rule = resolved.rulebook.tables[table]
    row = rule.rows[name]
    return Finding(
        row=name,
        table=table,
        label=row.label or Text(name, name),
        level=row.gives,
        level_label=rule.gives.get(row.gives) or Text(row.gives, row.gives),
        remedy=row.remedy,
        block=block_of(resolved, form, row),
        cites=row.cites,
        mark=row.mark,
        why=row.why,
    )


def _part(
    resolved: Resolved,
    form: str,
    block: str,
    names: list[str],
    found: list[Finding],
    facts: Facts,
    on: date,
    wanted: set[str],
) -> Part:
    said = resolved.rulebook.forms[form].blocks[block]
    asked = resolved.forms[form].asked
    due = {name: asked[name].due(facts, on) for name in names}
    gates = {gate for name in names for gate in asked[name].depends_on if gate in due and asked[gate].required is True}
    free = [name for name in names if asked[name].required is False]
    meant = [name for name in names if due[name] is True or (name in free and (name in facts or name in wanted))]
    open_ = tuple(name for name in meant if name not in facts)
    levels = {level: label for table in judging(resolved, form) for level, label in _levels(resolved, table)}
    if gates and set(meant) <= gates and not open_ and not found:
        meant = []  # what was asked first says that the rest does not apply
    return Part(
        block=block,
        label=said.label or Text(block, block),
        level=_worst(found, levels),
        findings=tuple(found),
        open=open_,
        asked=len(meant),
        answered=sum(name in facts for name in meant),
        cites=said.cites,
        mark=weakest(said.mark, *(one.mark for one in found)),
    )


def _levels(resolved: Resolved, table: str) -> Iterable[tuple[str, Text]]:
    return resolved.rulebook.tables[table].gives.items()
