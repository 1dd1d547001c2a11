"""The acts and states of a compiled rulebook: what each needs, with its expressions compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guiju.kernel.expression import Expression
from guiju.kernel.form import Questions
from guiju.kernel.needs import Rule
from guiju.kernel.rulebook import ActRule, Condition, Effect, State
from guiju.kernel.unique import Same
from guiju.kernel.values import Cite, Mark


@dataclass(frozen=True, slots=True)
class Assignment:
    """Facts that an effect sets, each by a compiled expression, in written order."""

    values: tuple[tuple[str, Expression], ...]


Conditions = tuple[tuple[str, Condition, Expression], ...]
Effects = tuple[tuple[Effect, Assignment | None, Expression | None], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One act of one procedure, ready to be judged."""

    verb: str
    procedure: str
    rule: ActRule
    roles: frozenset[str]
    agents: Mapping[str, str | None]  # role that may act for one of `roles` -> paper it needs
    states: frozenset[str]
    questions: Questions | None
    unique: tuple[Same, ...]
    whole: Questions | None  # a form that may have no fault left
    needs: tuple[Rule, ...]
    named: frozenset[str]  # facts of other cases that some expression names, as `<need>.<fact>`
    conditions: Conditions
    effects: Effects
    grounds: frozenset[str] | None  # None: any stated reason will do
    cites: tuple[Cite, ...]
    mark: Mark | None  # the weakest mark of the act and its conditions
    notice: bool  # carries the one list of faults
    looks_at_states: bool  # an expression names the state of the case or of its subject
    bars: bool  # a window to look at
    asks: bool  # a count, a condition or a ground to look at
    periodic: tuple[str, ...]  # the periodic duties that it meets


@dataclass(frozen=True, slots=True)
class Stage:
    """A state with the clocks that run in it."""

    state: State
    clocks: tuple[str, ...]
    named: frozenset[str]
