"""Answers people give to a kept report, and the grade they decide themselves: kept with it, and graded anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from guiju.kernel.values import Text, plain
from guiju.kit.graded import in_short
from guiju.kit.grading_answers import read_answers
from guiju.kit.says import trouble
from guiju.kit.scan_asked import Said, graded_anew
from guiju.kit.scan_jobs import report_of
from guiju.store import jobs
from guiju.store.jobs import Job
from guiju.store.office import Office
from guiju.store.people import Actor

REASON = 2000  # characters that are kept of a reason
MEANWHILE = Text("这份报告刚被他人回答过", "somebody else has answered here in the meantime")


def decided(before: Mapping[str, Any], grade: str, reason: str, who: str, on: date) -> dict[str, Any]:
    """A person's own grade with its reason, name and day. Said once more it stays whose it was, and of which day."""
    grade, reason = grade.strip(), reason.strip()[:REASON]
    if (grade, reason) == (before.get("grade"), before.get("reason")):
        return dict(before)
    if not reason:
        raise trouble("overrule", "改判须写明理由", "to decide the grade yourself, say the reason")
    if not grade:
        raise trouble("overrule", "写了改判理由，请选择级别", "there is a reason to overrule: choose the grade")
    return {"grade": grade, "reason": reason, "who": who, "when": on.isoformat()}


def merged(before: Said, facts: Said) -> dict[str, object]:
    """The answers with these in place of earlier ones; null takes one back. Nobody writes a decision as an answer."""
    if read_answers({name: value for name, value in facts.items() if value is not None}).overrules:
        zh, en = "改判写在 overrule，不写在 facts", "a grade is overruled in `overrule`, not in `facts`"
        raise trouble("overrule", zh, en)
    return {name: value for name, value in {**before, **facts}.items() if value not in ("", (), [], None)}


def amended(office: Office, actor: Actor, job: Job, said: Said) -> Mapping[str, Any] | None:
    """The report as these answers grade it, kept; None where somebody else was faster, and nothing was changed."""
    report = report_of(office, actor, job.id)
    graded = graded_anew(office.shelf, report, said, office.today())
    kept = jobs.amend(job, actor, {**job.params, "facts": plain(said)}, graded, in_short(graded))
    return graded if kept else None
