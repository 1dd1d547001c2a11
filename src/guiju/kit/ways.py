"""The acts of a procedure as arrows between its states, and the order in which a reader walks through them.

From where a case begins, each state hangs on the first that leads to it; the branch that goes on furthest to a final
state is the main way, what else hangs there is a side exit, and every other arrow runs back or across.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guiju.kernel.resolved import ANY, CLOCK, START, Resolved
from guiju.kernel.rulebook import ActRule, Open
from guiju.kernel.values import Text

CASE = "case:"
_BEGIN = Text("开始", "start")


@dataclass(frozen=True, slots=True)
class Arrow:
    """One act from one state; `to` is the same state where the act moves nothing."""

    verb: str
    from_: str
    to: str


@dataclass(frozen=True, slots=True)
class Ways:
    """The states of a procedure as a forest. `heir`: the state that goes on from one; `sides`: its side exits."""

    procedure: str
    roots: tuple[str, ...]
    opened: frozenset[str]
    heir: Mapping[str, str]
    sides: Mapping[str, tuple[str, ...]]
    arrows: tuple[Arrow, ...]

    def between(self, from_: str, to: str) -> tuple[Arrow, ...]:
        return tuple(arrow for arrow in self.arrows if (arrow.from_, arrow.to) == (from_, to))

    def loops(self, from_: str) -> tuple[Arrow, ...]:
        """Arrows from a state that lead to none of those that hang on it."""
        below = {self.heir.get(from_), *self.sides.get(from_, ())}
        return tuple(arrow for arrow in self.arrows if arrow.from_ == from_ and arrow.to not in below)

    @property
    def main(self) -> tuple[str, ...]:
        """The states of the main way."""
        way = list(self.roots[:1])
        while way and way[-1] in self.heir:
            way.append(self.heir[way[-1]])
        return tuple(state for state in way if state != START)


def arrows_of(resolved: Resolved, procedure: str) -> tuple[Arrow, ...]:
    """Every act from every state that allows it, as written."""
    known = resolved.rulebook.procedures[procedure]
    found: list[Arrow] = []
    for verb, rule in known.acts.items():
        found += [Arrow(verb, state, rule.to or state) for state in froms(resolved, procedure, rule)]
    return tuple(found)


def froms(resolved: Resolved, procedure: str, rule: ActRule) -> tuple[str, ...]:
    """The states that an act may be done from; a star stands for all that are not final."""
    if ANY not in rule.from_:
        return tuple(dict.fromkeys(rule.from_))
    states = resolved.rulebook.procedures[procedure].states
    return tuple(key for key, state in states.items() if not state.final)


def ways(resolved: Resolved, procedure: str) -> Ways:
    """The walk through one procedure."""
    arrows = arrows_of(resolved, procedure)
    states = tuple(resolved.rulebook.procedures[procedure].states)
    opened = frozenset(in_ for case, in_ in _openings(resolved) if case == procedure)
    begins = [START] if any(arrow.from_ == START for arrow in arrows) else []
    parents: dict[str, str | None] = {}
    roots: list[str] = []
    for root in (*begins, *(state for state in states if state in opened), *states):
        if root not in parents:
            roots.append(root)
            _hang(root, arrows, parents)
    children = {
        parent: tuple(state for state in states if parents.get(state) == parent)
        for parent in parents  # in written order, so that the first of two equals goes on
    }
    final = {key for key, state in resolved.rulebook.procedures[procedure].states.items() if state.final}
    heir = {
        parent: max(hanging, key=lambda state: _reach(state, children, final))
        for parent, hanging in children.items()
        if hanging
    }
    sides = {
        parent: tuple(state for state in hanging if state != heir[parent])
        for parent, hanging in children.items()
        if hanging
    }
    return Ways(procedure, tuple(roots), opened & frozenset(roots), heir, sides, arrows)


def _openings(resolved: Resolved) -> Iterator[tuple[str, str]]:
    for procedure in resolved.rulebook.procedures.values():
        for rule in procedure.acts.values():
            yield from ((effect.case, effect.in_) for effect in rule.effects if isinstance(effect, Open))


def _hang(root: str, arrows: tuple[Arrow, ...], parents: dict[str, str | None]) -> None:
    """Breadth first, so that each state hangs on the shortest way to it."""
    parents[root] = None
    row = [root]
    while row:
        below: list[str] = []
        for state in row:
            for arrow in arrows:
                if arrow.from_ == state and arrow.to not in parents:
                    parents[arrow.to] = state
                    below.append(arrow.to)
        row = below


def _reach(state: str, children: Mapping[str, tuple[str, ...]], final: set[str]) -> tuple[int, int]:
    """How many steps lead on from a state to its furthest final state (-1: to none), and to any."""
    below = [_reach(child, children, final) for child in children.get(state, ())]
    ends = [end + 1 for end, _ in below if end >= 0] or [0 if state in final else -1]
    return max(ends), max((deep + 1 for _, deep in below), default=0)


def said_state(resolved: Resolved, procedure: str, state: str) -> Text:
    return _BEGIN if state == START else resolved.words.state(procedure, state)


def said_opening(resolved: Resolved, procedure: str) -> Text:
    """How a case begins that another one opens."""
    openers = [
        known.label or Text(name, name)
        for name, known in resolved.rulebook.procedures.items()
        for rule in known.acts.values()
        if not known.abstract and any(isinstance(effect, Open) and effect.case == procedure for effect in rule.effects)
    ]
    if not openers:
        return _BEGIN
    named = tuple(dict.fromkeys(openers))
    zh, en = "、".join(text.zh for text in named), ", ".join(text.en for text in named)
    return Text(f"由“{zh}”开立", f"opened by “{en}”")


def said_actors(resolved: Resolved, rule: ActRule) -> Text:
    """Who does an act: roles with the post that signs, the calendar, another case."""
    named = [_actor(resolved, role) for role in rule.by]
    zh, en = "、".join(text.zh for text in named), ", ".join(text.en for text in named)
    if rule.desk:
        desk = resolved.words.desk(rule.desk)
        zh, en = f"{zh}（{desk.zh}）", f"{en} ({desk.en})"
    return Text(zh or "—", en or "—")


def _actor(resolved: Resolved, role: str) -> Text:
    if role.startswith(CASE):
        name = role.removeprefix(CASE)
        known = resolved.rulebook.procedures.get(name)
        label = (known.label if known else None) or Text(name, name)
        return Text(f"由“{label.zh}”引起", f"by “{label.en}”")
    if role == CLOCK and role not in resolved.rulebook.roles:
        return Text("期限届满", "the calendar")
    return resolved.words.role(role)


def acts_by_themselves(rule: ActRule) -> bool:
    """Whether nobody does the act: the calendar or another case does."""
    return all(role == CLOCK or role.startswith(CASE) for role in rule.by)
