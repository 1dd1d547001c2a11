"""Which grade a scanned data set has, and what has to be done about it: findings of the scan, through rulebooks.

A grade shows its path: what was found, which kind of information that is, which row of the scheme answers for it, by
which provision. Where a row waits for something that a machine cannot know, the grade is *at least* what is certain,
or not determined, and the question is asked. Any rulebook with a table `grade` and a form `questions` is a scheme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Protocol

from guiju.kernel.assessment import Answer, Verdict, answer, judged
from guiju.kernel.expression import facts_named
from guiju.kernel.resolved import Resolved, resolve
from guiju.kernel.values import Cite, Fact, Mark, Text
from guiju.kit.grading_answers import FORM, Answers, Overrule, answered, read_each
from guiju.kit.says import USAGE, trouble
from guiju.plane.report import Column, Scan
from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import Shelf, open_shelf

GRADE, RETEST, KIND, DUTY, MEASURES = "grade", "retest", "kinds", "duties", "measures"
MEMBERS = "members"
"""What a scheme is told of a set: the grades of its columns."""
UNREAD = "unread"
"""The kind of what no machine can judge: it may be of any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row that answered: one step of a path. `columns`: of a set, those on which it rests."""

    table: str
    row: str
    label: Text
    gives: str
    gives_label: Text
    cites: tuple[Cite, ...]
    mark: Mark | None
    why: str | None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the scan found in a column, and which kinds of information that is. `sure`: found, not merely possible."""

    column: str
    info_type: str
    share: Decimal
    score: Decimal
    sure: bool
    kinds: tuple[Rule, ...]


Found = tuple[Evidence, ...]
Kinds = Mapping[str, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The grade of one column, or of the set where `column` is None. No grade: not determined, `missing` says why."""

    column: str | None
    grade: str | None
    label: Text | None
    at_least: bool
    evidence: tuple[Evidence, ...]
    rules: tuple[Rule, ...]
    missing: tuple[str, ...]
    overrule: Overrule | None

    @property
    def stands(self) -> str | None:
        """What counts: the word of the person who overruled, else what was computed."""
        return self.overrule.grade if self.overrule is not None else self.grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to be done. `must`: the text binds, and the facts are certain; otherwise it is asked about."""

    row: str
    label: Text
    must: bool
    who: Text | None
    when: Text
    remedy: Text | None
    cites: tuple[Cite, ...]
    mark: Mark | None
    why: str | None
    columns: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question, and what waits for its answer."""

    fact: str
    text: Text
    choices: Mapping[str, Text]
    serves: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A kind of information: the set holds it, holds none of it, or nobody can tell (None); and in which columns."""

    kind: str
    label: Text
    holds: bool | None
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """All that follows from a scan under one scheme, on one day."""

    scheme: str
    on: date
    title: Text
    number: str
    levels: Mapping[str, Text]
    whole: Grade
    columns: tuple[Grade, ...]
    held: tuple[Held, ...]
    retest: tuple[Rule, ...]
    measures: tuple[Rule, ...]  # what the scheme asks for data of that grade
    duties: tuple[Due, ...]
    questions: tuple[Ask, ...]


def grade(shelf: Shelf, scheme: str, scan: Scan, answers: Answers, on: date) -> Graded:
    """Grade what the scan found. `answers`: what people say of the set and its columns, as `read_answers` gave it.

    An answer about the set is taken of each column too, until the column has its own.
    """
    book, duties = books_of(shelf, scheme, on)
    names = book if KIND in book.rulebook.tables else duties
    said = answered((book, duties), answers, book.rulebook.tables[GRADE].gives, [one.name for one in scan.columns])
    evidence = {column.name: tuple(_evidence(names, column, on)) for column in scan.columns}
    kinds = {column.name: _kinds(names, column, evidence[column.name]) for column in scan.columns}
    for name, told in said.columns.items():
        kinds[name] |= {fact: value for fact, value in told.items() if fact in names.rulebook.tables[KIND].gives}
    columns = tuple(
        _grade(book, one, evidence[one], {**said.facts, **kinds[one], **said.columns.get(one, {})}, said.overrules, on)
        for one in kinds
    )
    members = tuple(dict.fromkeys(one.stands for one in columns if one.stands is not None))
    facts: dict[str, Fact] = {**_together(kinds.values()), **_counted(scan), **said.facts, MEMBERS: members}
    whole = _resting(book, _grade(book, None, (), facts, said.overrules, on), columns, kinds, evidence)
    retest = _also(book, RETEST, facts, on)
    known: dict[str, Fact] = {GRADE: whole.stands} if whole.stands is not None else {}
    due = tuple(_duties(duties, facts, kinds, on))
    return Graded(
        scheme=scheme,
        on=on,
        title=book.rulebook.title,
        number=book.rulebook.version.number,
        levels=book.rulebook.tables[GRADE].gives,
        whole=whole,
        columns=columns,
        held=tuple(_held(names, facts, kinds)),
        retest=_rules(book, RETEST, retest.rows),
        measures=_rules(book, MEASURES, _also(book, MEASURES, {**facts, **known}, on).rows),
        duties=due,
        questions=_questions((book, duties), {GRADE: whole.missing, RETEST: retest.missing}, due),
    )


def books_of(shelf: Shelf, scheme: str, on: date) -> tuple[Resolved, Resolved]:
    """The scheme and the rulebook of the duties, which both ask questions."""
    if not _grades(shelf, scheme, on):
        known = sorted({entry.id for entry in shelf.list() if _grades(shelf, entry.id, on)})
        remedy = Text(f"可用：{'、'.join(known)}", f"use one of {', '.join(known)}")
        zh, en = f"{scheme} 不是现行的分级规则", f"{scheme} is no rulebook in force that grades"
        raise trouble("no_scheme", zh, en, code=USAGE, remedy=remedy)
    return _resolved(shelf, scheme, on), _resolved(shelf, shelf.grading()["duties"], on)


def _grades(shelf: Shelf, name: str, on: date) -> bool:
    """Whether it is a scheme: a text in force with a table `grade` and a form `questions`."""
    if shelf.in_force(name, on) is None:
        return False
    book = shelf.rulebook(name, on)
    return GRADE in book.tables and FORM in book.forms


def _also(book: Resolved, table: str, facts: Kinds, on: date) -> Answer:
    """The answer of a table that a scheme may have."""
    return answer(book, table, facts, on) if table in book.rulebook.tables else Answer(verdict=Verdict.APPLIES)


def grading_shelf(scheme: str | None) -> tuple[Shelf, str]:
    """A shelf and the scheme to grade by. Where nobody names one, only the rulebooks that are needed are read."""
    shelf = open_shelf()
    if scheme is not None:
        return shelf, scheme
    named = shelf.grading()
    return open_shelf(only=tuple(named.values())), named["scheme"]


class Grader(Protocol):
    """Grades what was found; `file`: how the answers name it, where that is not its own name."""

    def __call__(self, found: Scan, file: str | None = None) -> Graded: ...


def grader(scheme: str | None, answers: Mapping[str, object], on: date | None) -> Grader:
    """Grades under a scheme, by default the nation's, of which only the rulebooks needed are read, and only once.

    A scheme that is named is looked for now, before anything is scanned.
    """
    given, today = read_each(answers), on or datetime.now(UTC).date()
    opened = cache(lambda: grading_shelf(scheme))
    if scheme is not None:
        books_of(*opened(), today)

    def graded(found: Scan, file: str | None = None) -> Graded:
        shelf, named = opened()
        return grade(shelf, named, found, given(file or found.name, found.table or ""), today)

    return graded


def _resolved(shelf: Shelf, name: str, on: date) -> Resolved:
    book = shelf.rulebook(name, on)
    return resolve(book, shelf.calendar(shelf.calendar_of(book)), "", KINDS)


def _rules(book: Resolved, table: str, rows: Iterable[str]) -> tuple[Rule, ...]:
    rule = book.rulebook.tables.get(table)
    return tuple(
        Rule(
            table=table,
            row=name,
            label=row.label or Text(name, name),
            gives=row.gives,
            gives_label=rule.gives.get(row.gives) or Text(row.gives, row.gives),
            cites=row.cites,
            mark=row.mark,
            why=row.why,
        )
        for name in rows
        if rule is not None
        for row in (rule.rows[name],)
    )


# ---- from the scan to facts ----


def _evidence(names: Resolved, column: Column, on: date) -> Iterator[Evidence]:
    held = column.holds
    if held is None:
        return
    own = () if held.info_type is None else (held.info_type,)
    for info_type in (*own, *held.contains, *held.possible):
        kinds = answer(names, KIND, {"info_type": info_type}, on)
        yield Evidence(
            column=column.name,
            info_type=info_type,
            share=held.share,
            score=held.score,
            sure=info_type not in held.possible,
            kinds=_rules(names, KIND, kinds.rows),
        )


def _kinds(names: Resolved, column: Column, evidence: tuple[Evidence, ...]) -> dict[str, Fact]:
    """Which kinds a column holds: yes, no, or not known, and then it is left out."""
    given = {one: {rule.gives for rule in one.kinds} for one in evidence}
    sure = {kind for one, kinds in given.items() if one.sure for kind in kinds}
    maybe = {kind for kinds in given.values() for kind in kinds}
    silent = column.holds is not None and column.holds.filled > 0 and column.holds.info_type is None
    blind = UNREAD in maybe or (silent and not sure) or any(not kinds for kinds in given.values())
    facts: dict[str, Fact] = dict.fromkeys(sure - {UNREAD}, True)
    if not blind:
        facts |= dict.fromkeys(names.rulebook.tables[KIND].gives.keys() - maybe, False)
    return facts


def _together(kinds: Iterable[Mapping[str, Fact]]) -> dict[str, Fact]:
    """What a set holds: what one column holds; not, if none does; not known, if of one that is not known."""
    each = list(kinds)
    known = {kind for one in each for kind in one}
    held: dict[str, Fact] = {kind: True for kind in known if any(one.get(kind) is True for one in each)}
    return held | dict.fromkeys((kind for kind in known - held.keys() if all(kind in one for one in each)), False)


def _held(names: Resolved, facts: Kinds, kinds: Mapping[str, Kinds]) -> Iterator[Held]:
    """Each kind that can be told: by the facts of the whole set, and in the columns that are known to hold it."""
    for kind, label in names.rulebook.tables[KIND].gives.items():
        if kind != UNREAD:
            holds = facts.get(kind)
            columns = tuple(column for column, held in kinds.items() if held.get(kind) is True)
            yield Held(kind=kind, label=label, holds=holds if isinstance(holds, bool) else None, columns=columns)


def _counted(scan: Scan) -> dict[str, Fact]:
    """What the machine counted. That nobody is under 14 is certain only where every row told a day of birth."""
    facts: dict[str, Fact] = {"rows": scan.rows}
    young = scan.minors
    if young is not None and (young.under_14 or (not scan.sampled and young.known >= scan.rows)):
        facts["under_14"] = young.under_14
    return facts


# ---- from facts to grades and duties ----


def _grade(
    book: Resolved,
    column: str | None,
    evidence: tuple[Evidence, ...],
    facts: Mapping[str, Fact],
    overrules: Mapping[str | None, Overrule],
    on: date,
) -> Grade:
    given = answer(book, GRADE, {MEMBERS: (), **facts}, on)
    value = given.gives[0] if given.gives else None
    return Grade(
        column=column,
        grade=value,
        label=book.rulebook.tables[GRADE].gives.get(value) if value is not None else None,
        at_least=given.at_least,
        evidence=evidence,
        rules=_rules(book, GRADE, given.rows),
        missing=given.missing,
        overrule=overrules.get(column),
    )


def _resting(
    book: Resolved, whole: Grade, columns: tuple[Grade, ...], kinds: Mapping[str, Kinds], evidence: Mapping[str, Found]
) -> Grade:
    """The grade of a set with the columns that each row rests on: by what they hold, or by the grade that they have."""
    rules: list[Rule] = []
    for rule in whole.rules:
        named = facts_named(book.rulebook.tables[GRADE].rows[rule.row].when or "")
        graded = {one.column for one in columns if MEMBERS in named and one.stands == rule.gives}
        rules.append(replace(rule, columns=tuple(one for one in kinds if one in graded or _holds(kinds[one], named))))
    resting = dict.fromkeys(column for rule in rules for column in rule.columns)
    return replace(whole, rules=tuple(rules), evidence=tuple(one for column in resting for one in evidence[column]))


def _holds(held: Kinds, named: Iterable[str]) -> bool:
    return any(held.get(fact) is True for fact in named)


def _duties(
    book: Resolved, facts: Mapping[str, Fact], kinds: Mapping[str, Mapping[str, Fact]], on: date
) -> Iterator[Due]:
    table = book.rulebook.tables[DUTY]
    for name, row, sure, missing in judged(book, table, facts, on):
        named = facts_named(row.when or "")
        who = book.rulebook.roles.get(row.binds or "")
        yield Due(
            row=name,
            label=row.label or Text(name, name),
            must=sure and (row.mark is None or row.mark.binds),
            who=who.label if who is not None else None,
            when=table.gives.get(row.gives) or Text(row.gives, row.gives),
            remedy=row.remedy,
            cites=row.cites,
            mark=row.mark,
            why=row.why,
            columns=tuple(column for column, held in kinds.items() if _holds(held, named)),
            missing=missing,
        )


def _questions(
    books: tuple[Resolved, ...], missing: Mapping[str, Iterable[str]], duties: Iterable[Due]
) -> tuple[Ask, ...]:
    """Each question once, in the order of the forms, with all that waits for it."""
    waits = {**missing, **{due.row: due.missing for due in duties}}
    asked: dict[str, Ask] = {}
    for book in books:
        for fact, question in book.forms[FORM].asked.items():
            serves = tuple(name for name, facts in waits.items() if fact in facts)
            if serves and fact not in asked:
                asked[fact] = Ask(fact=fact, text=question.label, choices=question.one_of, serves=serves)
    return tuple(asked.values())
