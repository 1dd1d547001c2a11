"""What the answers of a form come to, in the words of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from guiju.kernel.assessment import Standing, assess
from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved


def told(resolved: Resolved, record: Record, form: str, on: date) -> Mapping[str, object]:
    """`findings`: each with its level. `parts`: each in one word, the gravest level where all is answered, else how
    it stands. `unanswered`: the questions still due.
    """
    found = assess(resolved, form, record.facts, on)
    settled = (Standing.FOUND, Standing.CLEAR)
    return {
        "findings": {finding.row: finding.level for finding in found.findings},
        "parts": {
            part.block: part.level if part.level and part.standing in settled else part.standing.value
            for part in found.parts
        },
        "unanswered": found.open,
    }
