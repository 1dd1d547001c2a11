"""The grade of a scanned file on the screen: one short block with its path, what has to be done, what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from guiju.faces.cli.paper import paper, say, t, tell
from guiju.faces.cli.shelves import say_mark
from guiju.kit.cites import say_cites

if TYPE_CHECKING:
    from guiju.kit.grading import Due, Grade, Graded, Rule


def say_graded(graded: Graded) -> None:
    whole = graded.whole
    head = f"{t('级别', 'grade')}: {_said(graded, whole)}"
    say(f"{head}  ({graded.number})", "bold")
    for rule in whole.rules:
        seen = f"  {t('见列', 'in')} {', '.join(rule.columns)}" if rule.columns else ""
        say(f"  ← {ruled(rule)}{seen}")
    for one in (whole, *graded.columns):
        if one.overrule is not None:
            say(f"  ✎ {_overruled(graded, one)}")
    for rule in graded.measures:
        say(f"  ▸ {ruled(rule)}")
    for rule in graded.retest:
        say(f"  ↻ {tell(rule.gives_label)}: {ruled(rule)}")
    _say_duties(graded.duties)
    if graded.questions:
        n = len(graded.questions)
        say(t(f"待答 {n} 题（--facts FILE）：", f"{n} questions open (--facts FILE):"))
        for ask in graded.questions:
            offered = ", ".join(f"{word} {tell(label)}" for word, label in ask.choices.items())
            say(f"  ? {tell(ask.text)} ({ask.fact}{f': {offered}' if offered else ''})")


def ruled(rule: Rule) -> str:
    return f"{tell(rule.label)} [{say_cites(rule.cites, paper().lang, named=True)}]{say_mark(rule.mark)}"


def said_grade(graded: Graded) -> str:
    """The grade that stands, a person's word before the computed one."""
    if graded.whole.overrule is not None:
        return tell(graded.levels[graded.whole.overrule.grade])
    return _said(graded, graded.whole)


def _said(graded: Graded, grade: Grade) -> str:
    if grade.grade is None:
        return t("未判定，见待答各题", "not determined, see the questions")
    label = tell(graded.levels[grade.grade])
    return t(f"至少为{label}", f"at least {label}") if grade.at_least else label


def _overruled(graded: Graded, grade: Grade) -> str:
    said = grade.overrule
    assert said is not None
    label = tell(graded.levels[said.grade])
    where = f"{grade.column}: " if grade.column is not None else ""
    return t(
        f"{where}{said.who} 于 {said.when} 改判为{label}：{said.reason}",
        f"{where}{said.who} decided on {said.when}: {label}, because {said.reason}",
    )


def _say_duties(duties: Iterable[Due]) -> None:
    """What must be done, each with who, when and how; what only may have to be done stands in the questions."""
    for due in duties:
        if due.missing:
            continue
        force = t("须办", "must") if due.must else t("请确认", "to be settled")
        who = f"{tell(due.who)}, " if due.who is not None else ""
        cited = say_cites(due.cites, paper().lang, named=True)
        say(f"{force}: {tell(due.label)} ({who}{tell(due.when)}) [{cited}]{say_mark(due.mark)}")
        if due.remedy is not None:
            say(f"    {tell(due.remedy)}")
