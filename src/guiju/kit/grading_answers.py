"""What people say where a machine cannot know: answers about a data set and its columns, and grades they overrule.

As a file it is a map of answers; below `columns` those of a column by its name, below `overrule` a person's word:

    harm_public: general
    columns: {phone: {overrule: {grade: important, reason: …, who: …, when: 2026-01-05}}}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from guiju.kernel.refusals import Fault
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Fact, Text
from guiju.kit.says import USAGE, Problem, Trouble, block_labels, trouble

FORM = "questions"
COLUMNS, OVERRULE, TABLES = "columns", "overrule", "tables"
_OVERRULE = ("grade", "reason", "who", "when")
Said = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrule:
    """A person's grade in place of the computed one, which stays beside it. `column`: None for the set."""

    column: str | None
    grade: str
    reason: str
    who: str
    when: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """As they were written, before a scheme has read them."""

    facts: Said = field(default_factory=dict)
    columns: Mapping[str, Said] = field(default_factory=dict)
    overrules: Mapping[str | None, Overrule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Answers as typed facts."""

    facts: Mapping[str, Fact]
    columns: Mapping[str, Mapping[str, Fact]]
    overrules: Mapping[str | None, Overrule]


def read_answers(content: Said) -> Answers:
    """Answers from a map as a file holds it."""
    columns = {name: dict(_map(said, name)) for name, said in _map(content.get(COLUMNS, {}), COLUMNS).items()}
    facts = {name: value for name, value in content.items() if name != COLUMNS}
    overrules: dict[str | None, Overrule] = {}
    each: list[tuple[str | None, dict[str, object]]] = [(None, facts), *columns.items()]
    for column, said in each:
        if OVERRULE in said:
            overrules[column] = _overrule(column, _map(said.pop(OVERRULE), OVERRULE))
    return Answers(facts=facts, columns=columns, overrules=overrules)


def read_each(content: Said) -> Callable[[str, str], Answers]:
    """Answers for many tables: below `tables` those of one by its file, or by `file · table`, come first."""
    tables = {name: _map(said, name) for name, said in _map(content.get(TABLES, {}), TABLES).items()}
    all_ = {name: value for name, value in content.items() if name != TABLES}

    def of(file: str, table: str) -> Answers:
        return read_answers({**all_, **tables.get(file, {}), **tables.get(f"{file} · {table}", {})})

    of("", "")  # what is wrong in it is told before anything is read
    return of


def _map(value: object, name: str) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    raise trouble("answers_unreadable", f"{name} 须是按键列出的表", f"{name} must be a map", code=USAGE)


def _overrule(column: str | None, said: Said) -> Overrule:
    """All four parts: nobody sets a grade aside without a reason, a name and a day."""
    given = {name: str(value).strip() for name, value in said.items()}
    if given.keys() != set(_OVERRULE) or not all(given.values()):
        zh, en = "改判须写明 grade、reason、who、when", "to overrule, say grade, reason, who and when"
        raise trouble("overrule", zh, en, code=USAGE)
    try:
        when = date.fromisoformat(given["when"])
    except ValueError:
        zh, en = f"{given['when']} 不是日期", f"{given['when']} is no date"
        raise trouble("overrule", zh, en, code=USAGE) from None
    return Overrule(column=column, grade=given["grade"], reason=given["reason"], who=given["who"], when=when)


def answered(books: tuple[Resolved, ...], answers: Answers, levels: Mapping[str, Text], columns: Iterable[str]) -> Read:
    """The answers as these rulebooks ask for them. All that is wrong is told at once."""
    faults: list[Fault] = []
    known = set(columns)
    facts = _read(books, answers.facts, faults)
    said = {name: _read(books, one, faults) for name, one in answers.columns.items()}
    faults += [_fault(name, "没有这一列", "there is no such column") for name in said if name not in known]
    if any(overrule.grade not in levels for overrule in answers.overrules.values()):
        offered = ", ".join(levels)
        faults.append(_fault(OVERRULE, f"级别须为其一：{offered}", f"the grade is one of {offered}"))
    if faults:
        text = Text("定级答案有误", "the answers on which to grade are wrong")
        blocks = {key: label for book in books for key, label in block_labels(book).items()}
        raise Trouble(Problem(kind="answers", text=text, code=USAGE, faults=tuple(faults), blocks=blocks))
    return Read(facts=facts, columns=said, overrules=answers.overrules)


def _read(books: tuple[Resolved, ...], said: Said, faults: list[Fault]) -> dict[str, Fact]:
    forms = [book.forms[FORM] for book in books]
    found: dict[str, Fact] = {}
    for form in forms:
        facts, wrong = form.read({name: value for name, value in said.items() if name in form.asked}, {})
        found |= facts
        faults += [fault for fault in wrong if fault not in faults]
    for name in said:
        if not any(name in form.asked for form in forms):
            faults.append(_fault(name, "没有这个问题", "there is no such question"))
    return found


def _fault(name: str, zh: str, en: str) -> Fault:
    return Fault(field=name, kind="unknown_field", remedy=Text(f"{name}：{zh}", f"{name}: {en}"))
