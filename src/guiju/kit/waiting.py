"""What waits for a caller: the open cases whose move is theirs, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from guiju.kernel import derive
from guiju.kernel.derive import TermView
from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved
from guiju.kit.turns import Turn, turns
from guiju.store import lists, queries
from guiju.store.people import AUTHORITY, OFFICER, Actor

MOST = 500  # cases that an inbox looks at; more are told as more
LATE, TODAY, WEEK, LATER, PERIOD = "late", "today", "week", "later", "period"
GROUPS = (LATE, TODAY, WEEK, LATER, PERIOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One case that waits. `due`: the last day of the nearest deadline; `opens`: when only a period must pass first."""

    record: Record
    resolved: Resolved
    term: TermView | None
    acts: tuple[Turn, ...]  # those of this caller's posts
    opens: date | None
    group: str
    owed: tuple[TermView, ...] = ()  # what comes again each period, for those that are over

    @property
    def due(self) -> date | None:
        return self.term.due if self.term is not None else None

    @property
    def mine(self) -> bool:
        return bool(self.acts)

    @property
    def ready(self) -> bool:
        """Something can be done about it today."""
        return any(turn.open for turn in self.acts)


def waiting(actor: Actor, on: date) -> tuple[list[Waiting], bool]:
    """All that waits for the actor's party, late first; and whether there is more than was looked at."""
    office = OFFICER in actor.roles
    found: dict[str, Record] = {}
    more = False
    for role in (OFFICER,) if office else sorted(actor.roles):
        records, rest = _all(role, None if office or role == AUTHORITY else actor.signs_as, on)
        found |= {record.number: record for record in records}
        more = more or rest
    seen = (_waiting(record, actor, on) for record in found.values())
    waits = [item for item in seen if item is not None and (office or item.mine)]
    return sorted(waits, key=_order), more


def count(actor: Actor, on: date) -> int:
    """How many there are, for the navigation: one query for the office."""
    if OFFICER in actor.roles:
        return lists.count_waiting(OFFICER, on)
    return len(waiting(actor, on)[0])


def _all(role: str, party: str | None, on: date) -> tuple[list[Record], bool]:
    found: list[Record] = []
    after: str | None = None
    while len(found) < MOST:
        page = lists.cases(seen_by=party, waits=role, owed_on=on, after=after, limit=lists.MOST)
        found += page.records
        after = page.after
        if after is None:
            return found, False
    return found, True


def fresh(record: Record, on: date) -> tuple[Record, Resolved]:
    """The record on a day: where a term has run out, the calendar may have moved the case since it was written."""
    resolved = queries.resolved(record)
    over = any(term.binds is None and term.due and term.due < on for term in derive.terms(resolved, record, on))
    return (queries.look(record.number, on), resolved) if over else (record, resolved)


def _waiting(stored: Record, actor: Actor, on: date) -> Waiting | None:
    record, resolved = fresh(stored, on)
    state = resolved.rulebook.procedures[record.procedure].states.get(record.state)
    if state is None or state.final:
        return None
    owed = derive.owed_terms(resolved, record, on)
    term = nearest((*derive.terms(resolved, record, on), *owed))
    coming = turns(resolved, record, actor, on)
    acts = tuple(turn for turn in coming if turn.mine)
    opens = _opens([turn for turn in coming if state.waits_for in turn.act.by], on)
    group = _group(term, opens, on)
    return Waiting(record=record, resolved=resolved, term=term, acts=acts, opens=opens, group=group, owed=owed)


def _opens(coming: Iterable[Turn], on: date) -> date | None:
    """The first day of the first act, where whoever is to move has to wait for each of them."""
    days = [turn.act.opens for turn in coming]
    later = [day for day in days if day is not None and day > on]
    return min(later) if later and len(later) == len(days) else None


def nearest(terms: Iterable[TermView]) -> TermView | None:
    """The deadline that comes first; a mere period only where nobody is bound."""
    dated = [term for term in terms if term.due is not None]
    return min(dated, key=lambda term: (term.binds is None, term.due), default=None)


def _group(term: TermView | None, opens: date | None, on: date) -> str:
    """A week ends with its Sunday."""
    if opens is not None:
        return PERIOD
    if term is None or term.due is None or term.binds is None:
        return LATER
    if term.late:
        return LATE
    if term.due == on:
        return TODAY
    return WEEK if term.due <= on + timedelta(days=6 - on.weekday()) else LATER


def _order(item: Waiting) -> tuple[int, date, str]:
    return GROUPS.index(item.group), item.opens or item.due or date.max, item.record.number


def grouped(items: Iterable[Waiting]) -> Iterator[tuple[str, list[Waiting]]]:
    """The groups that have something in them, in their order."""
    all_ = list(items)
    for group in GROUPS:
        held = [item for item in all_ if item.group == group]
        if held:
            yield group, held
