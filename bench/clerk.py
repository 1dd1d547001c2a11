"""What the oracle of the tests says of the same applications: last days counted by walking a wall calendar."""

from __future__ import annotations

import hashlib
from datetime import date

from bench.walk import Plan
from tests.laws.oracle import oracle_due


def outcomes(planned: list[Plan]) -> str:
    """SHA-256 of the same lines as `bench.walk.outcomes`, by the articles and without the kernel."""
    digest = hashlib.sha256()
    for plan in planned:
        filed, accepted, _, published, coded = (on for _, on in plan.acts)
        for clock, last in (
            ("accept", oracle_due(filed, "3wd")),
            ("review", oracle_due(accepted, "20wd")),
            ("publicity", oracle_due(published, "10wd", roll=False)),
            ("validity", _validity(plan, coded)),
        ):
            digest.update(f"{plan.number} {clock} {last}\n".encode())
    return digest.hexdigest()


def _validity(plan: Plan, coded: date) -> date | None:
    """Three years from the code, or the end of an agreement of at most three years, if that comes first."""
    filed = plan.acts[0][0].facts
    three = oracle_due(coded, "3y", count="same_day")
    start, end = filed.get("agreement_start"), filed.get("agreement_end")
    if not isinstance(start, date) or not isinstance(end, date) or three is None:
        return three
    longest = oracle_due(start, "3y", count="same_day")
    return min(three, end) if longest is not None and end <= longest else three
