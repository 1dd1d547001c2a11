"""A rulebook with its calendar, compiled: expressions checked, guards and effects laid out act by act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property

from guiju.kernel.calendar import Calendar, Due, due
from guiju.kernel.expression import Expression, Language, facts_named
from guiju.kernel.form import Kinds, Questions
from guiju.kernel.needs import Rule, compile_needs, foreign
from guiju.kernel.periods import PERIOD
from guiju.kernel.record import CLOCK as CLOCK
from guiju.kernel.record import Pin, Record, Run
from guiju.kernel.refusals import Fault
from guiju.kernel.rulebook import (
    ActRule,
    Clock,
    Code,
    Effect,
    Field,
    Judge,
    LetterForm,
    Open,
    Publish,
    Rulebook,
    SendLetter,
    Set,
    Status,
    Tell,
)
from guiju.kernel.steps import Assignment, Conditions, Effects, Stage, Step
from guiju.kernel.template import parse
from guiju.kernel.unique import Same, compile_unique
from guiju.kernel.values import Fact, Term, Text, Unit, plain, weakest
from guiju.kernel.words import Words

ACTING = frozenset((Status.IN_FORCE, Status.OFFICE_RULE))
START = "start"
ANY = "*"
PUBLIC = "public"
STATES = frozenset(("state", "subject_state"))
FOUND_BY = ("uscc", "digest")
"""Types of fields by which a case can be found among a million."""
OWN_FACTS = {"on": "date", "state": "text", "subject_state": "text"}


class Resolved:
    """What `decide` stands on. Built once per tree and calendar edition, then shared.

    `simulate`: play as if a draft were in force; no real record ever stands on such a one.
    """

    def __init__(
        self, rulebook: Rulebook, calendar: Calendar, tree: str = "", kinds: Kinds | None = None, simulate: bool = False
    ) -> None:
        self.rulebook = rulebook
        self.calendar = calendar
        self.pin = Pin(
            rulebook=rulebook.rulebook,
            version=rulebook.version.number,
            revision=rulebook.version.revision,
            tree=tree,
            calendar=calendar.label,
        )
        self.acting = simulate or rulebook.version.status in ACTING
        self.words = Words(rulebook)
        self.language = Language({**foreign(rulebook), **fact_types(rulebook)}, self._reckon)
        self.forms = {name: Questions(form, self.language, kinds or {}) for name, form in rulebook.forms.items()}
        self.periodic = tuple(name for name, duty in rulebook.duties.items() if duty.every)
        self.lineage = rulebook.lineage or (rulebook.rulebook,)
        self.stages: dict[tuple[str, str], Stage] = {}
        self.steps: dict[tuple[str, str], Step] = {}
        self.filing: dict[str, Questions] = {}
        self.uniques: dict[str, tuple[Same, ...]] = {}
        self._lay_out()
        self.secret = _secret(rulebook)
        self.blanks = {name: _blanks(letter, self.secret) for name, letter in rulebook.letters.items()}
        done = [effect for step in self.steps.values() for effect, *_ in step.effects]
        self.codes = tuple(dict.fromkeys(effect.fact for effect in done if isinstance(effect, Code)))  # identifiers
        forms = reversed(list(rulebook.forms.values()))  # of fields of one name, the first form's is the one
        self.fields: dict[str, Field] = {name: field for form in forms for name, field in form.fields.items()}
        named = (name for view in rulebook.views.values() for name in view.fields)
        self.viewed = tuple(dict.fromkeys(name for name in (*named, *self.codes) if name not in self.secret))
        self.places = {effect.view: effect.to for effect in done if isinstance(effect, Publish)}  # of published views
        self.handles = tuple(
            name for name, field in self.fields.items() if field.type in FOUND_BY and name not in self.secret
        )
        self.entries = frozenset(effect.case for effect in done if isinstance(effect, Open))  # what is kept to be seen
        duties = ((name, duty.when) for name, duty in rulebook.duties.items() if duty.when)
        self.duty_conditions = {name: self.language.compile(when, kind="boolean") for name, when in duties}
        self._dues: dict[tuple[str, date], Due] = {}

    def _lay_out(self) -> None:
        """Every state and act of the procedures that are really opened."""
        for name, procedure in self.rulebook.procedures.items():
            if procedure.abstract:
                continue
            for key, state in procedure.states.items():
                clocks = (*state.clocks, *self._standing(name, key))
                self.stages[name, key] = Stage(state, clocks, frozenset(clocks))
            self.uniques[name] = compile_unique(procedure.unique, self.lineage[-1], name)
            for verb, rule in procedure.acts.items():
                step = self._step(name, verb, rule)
                self.steps[name, verb] = step
                if step.questions is not None and START in rule.from_:
                    self.filing.setdefault(name, step.questions)

    def _reckon(self, start: date, term: Term, *, same_day: bool) -> date:
        answer = due(start, term, self.calendar, count="same_day" if same_day else "next_day", roll=False)
        assert answer.on is not None  # nothing stops a term that is only reckoned
        return answer.on

    def _step(self, procedure: str, verb: str, rule: ActRule) -> Step:
        agents = {
            agent: through.paper
            for role in rule.by
            for agent, through in (self.rulebook.roles[role].through.items() if role in self.rulebook.roles else ())
        }
        compiled = self.language.compile
        conditions = tuple((name, guard, compiled(guard.is_, kind="boolean")) for name, guard in rule.when.items())
        effects = tuple(self._effect(effect) for effect in rule.effects)
        listed = self.rulebook.grounds.get(rule.grounds) if rule.grounds else None
        met = f"{procedure}.{verb}"
        periodic = tuple(name for name in self.periodic if self.rulebook.duties[name].met_by == met)
        above = [one for role in (*rule.by, *agents) for one in self.role_needs.get(role, ())]
        needs = compile_needs(rule.needs, self.language, self.lineage[-1], (one.name for one in above))
        asked = (*_names(conditions, effects), *(one.names for one in (*above, *needs)))
        return Step(
            verb=verb,
            procedure=procedure,
            rule=rule,
            roles=frozenset(rule.by),
            agents=agents,
            states=self._from(procedure, rule),
            questions=self.forms[rule.form] if rule.form else None,
            unique=self.uniques[procedure] if self._files(procedure, rule) else (),
            whole=self.forms[rule.whole] if rule.whole else None,
            needs=needs,
            named=frozenset(name for names in asked for name in names if "." in name),
            conditions=conditions,
            effects=effects,
            grounds=frozenset(listed) if listed else None,
            cites=rule.cites,
            mark=weakest(rule.mark, *(guard.mark for _, guard, _ in conditions), *(one.need.mark for one in needs)),
            looks_at_states=any(STATES & names for names in _names(conditions, effects)),
            notice=any(form.lists == "faults" for form in self._letters(rule)),
            bars=bool(rule.after or rule.within or rule.window),
            asks=bool(
                agents
                or any(self._picked(role) for role in rule.by)
                or rule.at_most
                or self.uniques[procedure]
                or above
                or needs
                or conditions
                or rule.grounds
                or periodic
            ),
            periodic=periodic,
        )

    def _from(self, procedure: str, rule: ActRule) -> frozenset[str]:
        """The states in which an act is open; a star stands for all that are not final."""
        if ANY not in rule.from_:
            return frozenset(rule.from_)
        states = self.rulebook.procedures[procedure].states
        return frozenset(key for key, state in states.items() if not state.final)

    def _standing(self, procedure: str, state: str) -> Iterator[str]:
        """The periodic duties that stand while a record is in a state: they run there as clocks do."""
        for name in self.periodic:
            duty = self.rulebook.duties[name]
            if state in duty.while_ and duty.met_by.partition(".")[0] == procedure:
                yield name

    def _picked(self, role: str) -> bool:
        known = self.rulebook.roles.get(role)
        return known is not None and known.picked_by is not None

    def _files(self, procedure: str, rule: ActRule) -> bool:
        """An act that files: what it says may have been filed before."""
        acts = self.rulebook.procedures[procedure].acts.values()
        forms = {act.form for act in acts if START in act.from_ and act.form}
        return START in rule.from_ or rule.form in forms

    def needs(self, step: Step, role: str) -> tuple[Rule, ...]:
        """What an act needs when somebody does it in this role: what the role needs comes first."""
        return (*self.role_needs.get(role, ()), *step.needs)

    def _letters(self, rule: ActRule) -> tuple[LetterForm, ...]:
        letters = self.rulebook.letters
        return tuple(letters[effect.letter] for effect in rule.effects if isinstance(effect, SendLetter))

    def _effect(self, effect: Effect) -> tuple[Effect, Assignment | None, Expression | None]:
        compiled = self.language.compile
        if isinstance(effect, Set):
            return effect, Assignment(tuple((name, compiled(source)) for name, source in effect.values.items())), None
        if isinstance(effect, Open):
            condition = compiled(effect.if_, kind="boolean") if effect.if_ else None
            return effect, Assignment(tuple((name, compiled(source)) for name, source in effect.set.items())), condition
        if isinstance(effect, Tell):
            return effect, Assignment(tuple((name, compiled(source)) for name, source in effect.with_.items())), None
        letter = self.rulebook.letters.get(getattr(effect, "letter", ""))
        return effect, None, compiled(letter.when, kind="boolean") if letter and letter.when else None

    def public(self, record: Record) -> dict[str, Fact]:
        """What anyone may see of a record: an entry's facts that some view names, and what is published of a case."""
        seen: dict[str, Fact] = dict(record.facts) if record.procedure in self.entries else {}
        for fields in record.published.values():
            seen.update(fields)
        return {name: seen[name] for name in self.viewed if name in seen}

    @cached_property
    def role_needs(self) -> dict[str, tuple[Rule, ...]]:
        """What every act by a role needs."""
        roles = self.rulebook.roles.items()
        return {name: compile_needs(role.needs, self.language, self.lineage[-1]) for name, role in roles if role.needs}

    @cached_property
    def naming(self) -> dict[str, str]:
        """Roles that a case gives by name: the fact that holds the credit code of whoever has it."""
        return {name: role.named_by for name, role in self.rulebook.roles.items() if role.named_by}

    @cached_property
    def steering(self) -> frozenset[str]:
        """Fields and facts on which a course of events depends: without them a case could not be told again.

        What only a field's own check reads is not among them, nor what is merely shown or copied.
        """
        book, found = self.rulebook, set[str]()
        assigned: list[tuple[str, Expression]] = []
        for step in self.steps.values():
            found.update(name for _, _, condition in step.conditions for name in condition.names)
            found.update(name for rule in step.needs for name in rule.names)
            for _, assignment, condition in step.effects:
                found.update(condition.names if condition is not None else ())
                assigned += assignment.values if assignment is not None else ()
        for table in {
            effect.table for step in self.steps.values() for effect, *_ in step.effects if isinstance(effect, Judge)
        }:
            found.update(name for row in book.tables[table].rows.values() for name in facts_named(row.when or ""))
        for questions in self.forms.values():
            for name, asked in questions.asked.items():
                found.update(() if isinstance(asked.required, bool) else asked.required.names)
                found.update(set(asked.check.names) - {name} if asked.check is not None else ())
        for condition in self.duty_conditions.values():
            found.update(condition.names)
        found.update(name for duty in book.duties.values() for name in duty.arises)
        found.update(PERIOD for _ in self.periodic)
        clocks = [*book.clocks.values(), *(duty.clock for duty in book.duties.values())]
        found.update(name for clock in clocks for name in (clock.from_, clock.until, clock.pick) if name)
        while more := {name for fact, made in assigned if fact in found for name in made.names} - found:
            found |= more
        return frozenset(found)

    def said(self, name: str, value: object) -> Text:
        """The value of a field in words: the label of what was chosen, or the value itself."""
        field = self.fields.get(name)
        chosen = field.one_of.get(value) if field is not None and isinstance(value, str) else None
        bare = str(value if isinstance(value, str) else plain(value))
        return chosen or Text(bare or "—", bare or "—")

    def block_of(self, fault: Fault) -> Text | None:
        """What the part of the form is called that a fault stands in."""
        forms = [form for form in self.rulebook.forms.values() if fault.block in form.blocks]
        own = next((form for form in forms if fault.field in form.fields), forms[0] if forms else None)
        return own.blocks[fault.block].label if own is not None and fault.block is not None else None

    def clock(self, name: str) -> Clock:
        known = self.rulebook.clocks.get(name)
        return known if known is not None else self.rulebook.duties[name].clock

    def timed(self, record: Record) -> tuple[Run, ...]:
        """The runs of clocks; a periodic duty that stands leaves a run too, and is no term itself."""
        return tuple(run for run in record.runs if run.clock in self.rulebook.clocks)

    def due(self, record: Record, run: Run) -> Due | date | None:
        """The last day of a run: a `Due`, a plain day that a fact names, or None (promptly, or not yet known)."""
        clock = self.rulebook.clocks.get(run.clock)
        if clock is None:
            return None
        if clock.until is not None:
            day = record.facts.get(clock.until)
            return day if isinstance(day, date) else None
        start = record.facts.get(clock.from_) if clock.from_ is not None else run.began
        if not isinstance(start, date):
            return None
        if run.stops or run.extensions or clock.pick is not None:
            return self.reckoned(clock, start, record, run)
        known = self._dues.get((run.clock, start))
        if known is None:
            answer = self.reckoned(clock, start, record, run)
            if answer is not None:
                self._dues[run.clock, start] = answer
            return answer
        return known

    def reckoned(self, clock: Clock, start: date, record: Record, run: Run) -> Due | None:
        """A clock counted from a day, with the stops and extensions of a run; None without a number to count."""
        length = clock.length if clock.pick is None else clock.lengths.get(str(record.facts.get(clock.pick)))
        if not isinstance(length, Term):
            return None
        if length.unit is Unit.HOUR:
            days, extensions = _whole_days(length), tuple(map(_whole_days, run.extensions))
            return due(start, days, self.calendar, roll=False, stops=run.stops, extensions=extensions)
        roll = clock.roll if clock.roll is not None else clock.binds is not None and clock.count == "next_day"
        return due(
            start, length, self.calendar, count=clock.count, roll=roll, stops=run.stops, extensions=run.extensions
        )

    def last_day(self, record: Record, run: Run) -> date | None:
        answer = self.due(record, run)
        return answer.on if isinstance(answer, Due) else answer


def _names(conditions: Conditions, effects: Effects) -> Iterator[frozenset[str]]:
    """The facts that each expression of an act names."""
    yield from (frozenset(expression.names) for _, _, expression in conditions)
    for _, assignment, condition in effects:
        yield from (frozenset(expression.names) for _, expression in (assignment.values if assignment else ()))
        yield from (frozenset(expression.names) for expression in (condition,) if expression is not None)


def _secret(rulebook: Rulebook) -> frozenset[str]:
    """The fields that nobody may see who did not fill them in."""
    forms = rulebook.forms.values()
    return frozenset(name for form in forms for name, field in form.fields.items() if field.secret)


def _blanks(letter: LetterForm, secret: frozenset[str]) -> tuple[str, ...]:
    """The facts that a letter's text names. A secret field never enters one."""
    named = (name for text in (letter.zh, letter.en) for name in parse(text).facts())
    return tuple(dict.fromkeys(name for name in named if name not in secret))


def _whole_days(length: Term) -> Term:
    """Hours from an act that is known by its day run from 24:00 of it, so 72 hours end with the third day after."""
    return Term(-(-length.count // 24), Unit.NATURAL_DAY) if length.unit is Unit.HOUR else length


def fact_types(rulebook: Rulebook) -> dict[str, str]:
    """Every fact that an expression of this rulebook may name, with its type."""
    types = dict(OWN_FACTS)
    for form in rulebook.forms.values():
        types.update((name, field.type) for name, field in form.fields.items())
    types.update((name, fact.type) for name, fact in rulebook.facts.items())
    return types


def resolve(
    rulebook: Rulebook, calendar: Calendar, tree: str = "", kinds: Kinds | None = None, *, simulate: bool = False
) -> Resolved:
    """Compile a rulebook. Raises `ExpressionError` where an expression does not fit the declared facts."""
    return Resolved(rulebook, calendar, tree, kinds, simulate=simulate)


BookOf = Callable[[Record], Resolved]
"""Finds the rulebook that a record is pinned to."""
