"""What a course of events depends on: without these facts a case could not be told again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guiju.kernel.expression import Expression, facts_named
from guiju.kernel.form import Questions
from guiju.kernel.periods import PERIOD
from guiju.kernel.rulebook import Judge, Rulebook


def steering(
    book: Rulebook,
    steps: Iterable[Any],
    forms: Iterable[Questions],
    duties: Mapping[str, Expression],
    periodic: Iterable[str],
) -> frozenset[str]:
    """`steps`: the acts, compiled. What only a field's own check reads is not among them, nor what is merely shown."""
    steps, found = tuple(steps), set[str]()
    assigned: list[tuple[str, Expression]] = []
    for step in steps:
        found.update(name for _, _, condition in step.conditions for name in condition.names)
        found.update(name for rule in step.needs for name in rule.names)
        for _, assignment, condition in step.effects:
            found.update(condition.names if condition is not None else ())
            assigned += assignment.values if assignment is not None else ()
    for table in {effect.table for step in steps for effect, *_ in step.effects if isinstance(effect, Judge)}:
        found.update(name for row in book.tables[table].rows.values() for name in facts_named(row.when or ""))
    for questions in forms:
        for name, asked in questions.asked.items():
            found.update(() if isinstance(asked.required, bool) else asked.required.names)
            found.update(set(asked.check.names) - {name} if asked.check is not None else ())
    for condition in duties.values():
        found.update(condition.names)
    found.update(name for duty in book.duties.values() for name in duty.arises)
    found.update(PERIOD for _ in periodic)
    clocks = [*book.clocks.values(), *(duty.clock for duty in book.duties.values())]
    found.update(name for clock in clocks for name in (clock.from_, clock.until, clock.pick) if name)
    while more := {name for fact, made in assigned if fact in found for name in made.names} - found:
        found |= more
    return frozenset(found)
