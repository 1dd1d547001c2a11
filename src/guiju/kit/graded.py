"""A graded scan as plain data: the grade with its path, what has to be done, what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guiju.kernel.values import plain
from guiju.kit.grading import Ask, Due, Evidence, Grade, Graded, Held, Rule
from guiju.kit.grading_answers import Overrule
from guiju.kit.says import both

Json = dict[str, object]
UNDETERMINED, AT_LEAST, DETERMINED = "not_determined", "at_least", "determined"


def graded_json(graded: Graded) -> Json:
    """Members of the report of a scan; the grades of columns stand beside the columns (`grade_json`)."""
    scheme = {"id": graded.scheme, "number": graded.number, "title": both(graded.title)}
    return {
        "on": plain(graded.on),
        "grade": {
            "scheme": scheme,
            "levels": {level: both(label) for level, label in graded.levels.items()},
            **grade_json(graded.whole),
            "retest": [_rule(rule) for rule in graded.retest],
            "measures": [_rule(rule) for rule in graded.measures],
        },
        "kinds": [_held(held) for held in graded.held],
        "duties": [_due(due) for due in graded.duties],
        "questions": [_ask(ask) for ask in graded.questions],
    }


def standing(grade: Grade) -> str:
    if grade.grade is None:
        return UNDETERMINED
    return AT_LEAST if grade.at_least else DETERMINED


def grade_json(grade: Grade) -> Json:
    """`grade` is what was computed; `stands` what counts, which a person may have decided."""
    return {
        "grade": grade.grade,
        "label": both(grade.label) if grade.label is not None else None,
        "standing": standing(grade),
        "stands": grade.stands,
        "path": [*(_evidence(one) for one in grade.evidence), *(_rule(rule) for rule in grade.rules)],
        "missing": list(grade.missing),
        "overrule": _overrule(grade.overrule),
    }


def in_short(report: Mapping[str, Any]) -> Json:
    """What a list says of a graded report: the grade that counts."""
    grade = report["grade"]
    stands = grade["stands"]
    told = DETERMINED if grade["overrule"] else grade["standing"]
    return {"grade": stands, "standing": told, "label": grade["levels"].get(stands)}


def _overrule(said: Overrule | None) -> Json | None:
    if said is None:
        return None
    return {"grade": said.grade, "reason": said.reason, "who": said.who, "when": plain(said.when)}


def _evidence(found: Evidence) -> Json:
    return {
        "step": "finding",
        "column": found.column,
        "info_type": found.info_type,
        "share": found.share,
        "score": found.score,
        "sure": found.sure,
        "kinds": [_rule(rule) for rule in found.kinds],
    }


def _rule(rule: Rule) -> Json:
    return {
        "step": "rule",
        "table": rule.table,
        "row": rule.row,
        "label": both(rule.label),
        "gives": rule.gives,
        "gives_label": both(rule.gives_label),
        "cites": list(rule.cites),
        "mark": rule.mark.value if rule.mark is not None else None,
        "why": rule.why,
        **({"columns": list(rule.columns)} if rule.columns else {}),
    }


def _held(held: Held) -> Json:
    return {"kind": held.kind, "label": both(held.label), "holds": held.holds, "columns": list(held.columns)}


def _due(due: Due) -> Json:
    return {
        "duty": due.row,
        "label": both(due.label),
        "force": "must" if due.must else "question",
        "who": both(due.who) if due.who is not None else None,
        "when": both(due.when),
        "remedy": both(due.remedy) if due.remedy is not None else None,
        "cites": list(due.cites),
        "mark": due.mark.value if due.mark is not None else None,
        "why": due.why,
        "columns": list(due.columns),
        "missing": list(due.missing),
    }


def _ask(ask: Ask) -> Json:
    choices = {key: both(label) for key, label in ask.choices.items()}
    return {"fact": ask.fact, "question": both(ask.text), "choices": choices, "for": list(ask.serves)}
