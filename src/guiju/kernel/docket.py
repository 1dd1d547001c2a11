"""Several records at once: an act, what fell due before it, and what it does to other cases. Pure.

The calendar is an actor: what happens at the end of a clock is an ordinary act `by: clock`, performed by whoever looks
first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guiju.kernel.needs import CasesOf, Lookup, no_cases
from guiju.kernel.procedure import decide, ticking
from guiju.kernel.record import Act, Done, Hold, Record, Run, Taken
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import CLOCK, BookOf, Resolved
from guiju.kernel.values import Text

Docket = Mapping[str, Record]
"""Records by number: the case of the act, the record it is about, and the cases that are about it."""

WITH_CASE = "with_case"
DEPTH = 16  # a chain of told acts longer than this is a cycle that the shelf should have refused


@dataclass(frozen=True, slots=True)
class Proceeded:
    """Every act that was taken, in order, and all records as they then stand. `changed`: the numbers to write."""

    steps: tuple[Taken, ...]
    docket: Docket
    changed: tuple[str, ...]


class _StoppedError(Exception):
    """An act further down the chain was refused, and so the whole is."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


class _Hearing:
    """The one moment of change in the kernel: collects steps, then is thrown away."""

    def __init__(self, book_of: BookOf, docket: Docket, cases: CasesOf = no_cases) -> None:
        self.book_of = book_of
        self.elsewhere = cases
        self.records = dict(docket)
        self.steps: list[Taken] = []
        self.changed: dict[str, None] = {}

    def keep(self, record: Record) -> None:
        self.records[record.number] = record
        self.changed[record.number] = None

    def result(self) -> Proceeded:
        return Proceeded(tuple(self.steps), self.records, tuple(self.changed))

    def judge(self, number: str, act: Act, on: date) -> Taken | Refused:
        record = self.records[number]
        return decide(self.book_of(record), record, act, on, backed(record, self.records.get), self.cases)

    def cases(self, lookups: Sequence[Lookup]) -> Mapping[Lookup, Sequence[Record]]:
        """The cases that an act needs. Those that are at hand count as they now stand."""
        found = self.elsewhere(lookups)
        return {lookup: [self.records.get(one.number, one) for one in records] for lookup, records in found.items()}

    def take(self, taken: Taken, depth: int = 0) -> None:
        """Keep the step and do to other records what it says."""
        if depth > DEPTH:
            raise _StoppedError(
                Refused(reason=Reason.EFFECT_IMPOSSIBLE, detail=Text("连锁行为成环", "the told acts go in a circle"))
            )
        self.steps.append(taken)
        self.keep(taken.record)
        for done in taken.effects:
            match done.kind:
                case "open":
                    self.open(taken, done)
                case "hold":
                    self.hold(taken, done)
                case "release":
                    self.release(taken)
                case "tell":
                    self.tell(taken, done, depth)
        stage = self.book_of(taken.record).stages.get((taken.record.procedure, taken.record.state))
        if stage is not None and stage.state.final and taken.record.subject in self.records:
            self.lift(taken, lambda hold: hold.with_case)

    def open(self, taken: Taken, done: Done) -> None:
        parent = taken.record
        values = done.values
        about = {"me": parent.number, "subject": parent.subject}.get(str(values["about"]))
        facts = values["facts"]
        assert isinstance(facts, Mapping)
        opened = Record(
            number=str(values["number"]),
            procedure=done.name,
            pin=parent.pin,
            state=str(values["state"]),
            subject=about,
            opened=taken.on,
            facts=facts,
            parties=parent.parties,
            last=parent.last,
        )
        resolved = self.book_of(parent)
        self.keep(opened._replace(runs=ticking(resolved, opened._replace(state="start"), opened.state, taken.on)))

    def hold(self, taken: Taken, done: Done) -> None:
        subject = self.subject_of(taken)
        acts, clocks = (tuple(map(str, done.values[key])) for key in ("acts", "clocks"))  # type: ignore[call-overload]
        mark = done.values.get("mark")
        named = str(mark) if mark is not None else None
        held = Hold(taken.record.number, acts, clocks, taken.on, None, named, done.values.get("ends") == WITH_CASE)
        runs = tuple(_stopped(run, clocks, taken.on) for run in subject.runs)
        marks = tuple(dict.fromkeys((*subject.marks, named))) if named is not None else subject.marks
        self.keep(subject._replace(holds=(*subject.holds, held), runs=runs, marks=marks))

    def release(self, taken: Taken) -> None:
        self.lift(taken, lambda hold: True)

    def lift(self, taken: Taken, meant: Callable[[Hold], bool]) -> None:
        """Lift this case's holds that are meant; a clock, or a mark, that another one holds too stays held."""
        subject = self.subject_of(taken)
        open_ = [hold for hold in subject.holds if hold.lifted is None]
        ending = [hold for hold in open_ if hold.by == taken.record.number and meant(hold)]
        if not ending:
            return
        rest = [hold for hold in open_ if hold not in ending]
        lifted = {clock for hold in ending for clock in hold.clocks} - {clock for hold in rest for clock in hold.clocks}
        cleared = {hold.mark for hold in ending} - {hold.mark for hold in rest}
        holds = tuple(hold._replace(lifted=taken.on) if hold in ending else hold for hold in subject.holds)
        runs = tuple(_running(run, lifted, taken.on) for run in subject.runs)
        marks = tuple(mark for mark in subject.marks if mark not in cleared)
        self.keep(subject._replace(holds=holds, runs=runs, marks=marks))

    def tell(self, taken: Taken, done: Done, depth: int) -> None:
        teller, subject = taken.record, self.subject_of(taken)
        states = done.values["in"]
        given = done.values.get("with", {})
        assert isinstance(states, tuple) and isinstance(given, Mapping)
        if states and subject.state not in states:
            return
        act = Act(
            verb=done.name,
            role=f"case:{teller.procedure}",
            party=teller.number,
            recorded=taken.act.recorded,
            may_record_late=True,
            given=given,
        )
        answer = self.judge(subject.number, act, taken.on)
        if isinstance(answer, Refused):
            said = answer.text
            detail = Text(
                f"{subject.number} 未能 {done.name}:{said.zh}", f"{subject.number} refused {done.name}: {said.en}"
            )
            raise _StoppedError(replace(answer, reason=Reason.EFFECT_IMPOSSIBLE, detail=detail))
        self.take(_handed(answer, teller, done), depth + 1)

    def subject_of(self, taken: Taken) -> Record:
        number = taken.record.subject
        if number is None or number not in self.records:
            detail = Text(f"{taken.record.number} 没有所涉案件", f"{taken.record.number} is about no record")
            raise _StoppedError(Refused(reason=Reason.EFFECT_IMPOSSIBLE, detail=detail))
        return self.records[number]

    def expire(self, number: str, before: date) -> None:
        """Take the clock's acts that fell due on this record before that day, the oldest first."""
        refused: set[tuple[str, date]] = set()
        while (
            fallen := _fallen(self.book_of(self.records[number]), self.records[number], before, refused)
        ) is not None:
            verb, on = fallen
            answer = self.judge(number, Act(verb=verb, role=CLOCK, recorded=before, may_record_late=True), on)
            if isinstance(answer, Refused):
                refused.add(fallen)  # the case stays; `derive.next_acts` says which fact would settle it
                continue
            before_it = (dict(self.records), list(self.steps), dict(self.changed))
            try:
                self.take(answer)
            except _StoppedError:
                self.records, self.steps, self.changed = before_it
                refused.add(fallen)


def _handed(taken: Taken, teller: Record, done: Done) -> Taken:
    """The told act with the roles that pass on to whoever holds them in the case that told."""
    hands = done.values.get("hands", ())
    assert isinstance(hands, tuple)
    passing = {str(role): teller.parties[str(role)] for role in hands if role in teller.parties}
    if not passing:
        return taken
    return taken._replace(record=taken.record._replace(parties={**taken.record.parties, **passing}))


def backed(record: Record, find: Callable[[str], Record | None]) -> Record | None:
    """What a case is about; behind its facts stand those of what it is about in turn, the nearest first."""
    chain: list[Record] = []
    at = record
    while at.subject is not None and (above := find(at.subject)) is not None and above not in chain:
        chain.append(above)
        at = above
    if len(chain) < 2:
        return chain[0] if chain else None
    facts = {name: fact for above in reversed(chain) for name, fact in above.facts.items()}
    return chain[0]._replace(facts=facts)


def _fallen(
    resolved: Resolved, record: Record, before: date, refused: set[tuple[str, date]]
) -> tuple[str, date] | None:
    """The next act by the clock, and its day: the day after the clock's last day."""
    stage = resolved.stages.get((record.procedure, record.state))
    order = {clock: place for place, clock in enumerate(stage.clocks)} if stage else {}
    fallen = [
        (on, order.get(run.clock, 0), verb)
        for run, verb, last, on in _turns(resolved, record)
        if last < before and (verb, on) not in refused
    ]
    if not fallen:
        return None
    on, _, verb = min(fallen)
    return verb, on


def _turns(resolved: Resolved, record: Record) -> Iterator[tuple[Run, str, date, date]]:
    """Running clocks at whose end an act happens: the run, the act, the clock's last day, the day of the act."""
    for run in record.runs:
        verb = resolved.clock(run.clock).at_end if run.ended is None else None
        last = resolved.last_day(record, run) if verb is not None else None
        if verb is None or last is None:
            continue
        on = max(last + timedelta(days=1), run.began)  # a term may be over when the state that names it is entered
        if on not in record.done.get(verb, ()):  # an act that stays is done once
            yield run, verb, last, on


def turns_after(resolved: Resolved, record: Record) -> date | None:
    """The last day on which this record surely stands as it is; on the next one a clock acts. None: no clock will."""
    return min((last for _, _, last, _ in _turns(resolved, record)), default=None)


def _stopped(run: Run, clocks: tuple[str, ...], on: date) -> Run:
    """A clock that already stands still goes on standing: each day is left out once."""
    if run.clock not in clocks or run.ended is not None or (run.stops and run.stops[-1][1] is None):
        return run
    return run._replace(stops=(*run.stops, (on, None)))


def _running(run: Run, clocks: set[str], on: date) -> Run:
    if run.clock not in clocks or not run.stops or run.stops[-1][1] is not None:
        return run
    return run._replace(stops=(*run.stops[:-1], (run.stops[-1][0], on)))


def proceed(
    book_of: BookOf, docket: Docket, number: str, act: Act, on: date, cases: CasesOf = no_cases
) -> Proceeded | Refused:
    """Take what fell due before, then the act, then what it does elsewhere; all of it or nothing.

    `cases` finds other cases, beside those of the docket, that the act needs.
    """
    hearing = _Hearing(book_of, docket, cases)
    subject = docket[number].subject
    for involved in (subject, number):
        if involved is not None and involved in hearing.records:
            hearing.expire(involved, on)
    answer = hearing.judge(number, act, on)
    if isinstance(answer, Refused):
        return answer
    try:
        hearing.take(answer)
    except _StoppedError as stopped:
        return stopped.refused
    return hearing.result()


def expire(book_of: BookOf, docket: Docket, on: date) -> Proceeded:
    """Take every clock act that fell due before `on`. Looking twice changes nothing."""
    hearing = _Hearing(book_of, docket)
    for number in docket:
        hearing.expire(number, on)
    return hearing.result()
