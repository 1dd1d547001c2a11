"""A case as a value: what has happened to it, folded. Deadlines, breaches and next steps are derived from it.

What `decide` makes anew for every act is a plain tuple with names: it cannot change, and costs a fifth of a frozen
class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from guiju.kernel.refusals import Fault
from guiju.kernel.values import Cite, Facts, Mark, Term

NOTHING: Mapping[str, Any] = MappingProxyType({})
CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What a running case stands on: it stays there until an act moves it."""

    rulebook: str
    version: str
    revision: int
    tree: str  # SHA-256 of the resolved tree, hex
    calendar: str  # edition of the calendar, e.g. CN@2026-11-22


class Run(NamedTuple):
    """A clock that ran, or runs, while the case stands in a state that names it."""

    clock: str
    began: date
    ended: date | None = None
    extensions: tuple[Term, ...] = ()
    stops: tuple[tuple[date, date | None], ...] = ()  # stop day, lift day; both included


class Hold(NamedTuple):
    """A bar on acts, a stop of clocks or a mark, set by another case."""

    by: str
    acts: tuple[str, ...]
    clocks: tuple[str, ...]
    since: date
    lifted: date | None = None
    mark: str | None = None
    with_case: bool = False  # it is lifted when that case ends


class Alike(NamedTuple):
    """Another case that looks the same by a rule: nobody is refused for it, and the office decides."""

    rule: str
    number: str
    since: date


class Signature(NamedTuple):
    """Who did the last act, when it happened, and when it was recorded."""

    verb: str
    role: str
    party: str
    on: date
    recorded: date


class Record(NamedTuple):
    """One case, or one register entry, as its acts have left it. Absent facts are unknown; days are office days."""

    number: str
    procedure: str
    pin: Pin
    state: str = "start"
    subject: str | None = None  # number of the record this case is about
    opened: date | None = None
    filed: date | None = None  # day of the last filing of the form that opened the case
    facts: Facts = NOTHING
    found: tuple[str, ...] = ()  # fields that the machine filled
    parties: Mapping[str, str] = NOTHING  # role -> party
    runs: tuple[Run, ...] = ()
    holds: tuple[Hold, ...] = ()
    marks: tuple[str, ...] = ()
    done: Mapping[str, tuple[date, ...]] = NOTHING  # verb -> days
    told: tuple[str, ...] = ()  # faults already told in a notice, as `field:kind`
    fresh: tuple[str, ...] | None = None  # answers changed since that notice; None: there was none
    published: Mapping[str, Facts] = NOTHING  # view -> the fields that anyone may see
    children: int = 0
    last: Signature | None = None
    alike: tuple[Alike, ...] = ()  # as of the last filing
    signed: Mapping[str, tuple[str, ...]] = NOTHING  # verb -> roles that have signed an act which takes several


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody asks to do. `given` is what the office's machinery supplies (codes, numbers), never the caller."""

    verb: str
    role: str
    party: str = ""
    uscc: str = ""  # credit code of the party, as the office knows it
    facts: Facts = field(default_factory=dict)
    found: tuple[str, ...] = ()
    stated: tuple[Fault, ...] = ()  # faults that the officer adds to those the form finds
    grounds: tuple[str, ...] = ()
    desks: frozenset[str] | None = None  # posts the caller holds in the office; None: not asked
    mandate: str | None = None
    recorded: date | None = None  # day of recording, when it is not the day of the act
    may_record_late: bool = False
    given: Facts = field(default_factory=dict)

    @property
    def told(self) -> bool:
        """Nobody does it: the calendar does, or another case tells it. What that needed was asked there."""
        return self.role == CLOCK or self.role.startswith("case:")


class Done(NamedTuple):
    """One effect that an act had, ready to be shown or carried out. `kind` is the word of the rulebook."""

    kind: str
    name: str = ""
    values: Mapping[str, object] = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A missed term of whoever is bound. `since` is the day after the last day; `possible`: only hearsay says so;
    `period`: of which period, where a duty comes again.
    """

    term: str
    binds: str
    due: date
    since: date
    cite: Cite | None
    also: Cite | None = None
    met: date | None = None
    provisional: bool = False
    possible: bool = False
    period: str | None = None


class Met(NamedTuple):
    """The other case that met a need, as it then stood, with those of its facts that the act looks at."""

    need: str
    number: str
    state: str
    facts: Facts = NOTHING


class Taken(NamedTuple):
    """The engine's Yes: the record after the act, and what the act did."""

    act: Act
    on: date
    record: Record
    effects: tuple[Done, ...] = ()
    cites: tuple[Cite, ...] = ()
    mark: Mark | None = None
    advice: tuple[str, ...] = ()  # conditions known from hearsay only, which this act may not meet
    met: tuple[Met, ...] = ()  # the cases that its needs stand on
