"""What a rulebook can say, as frozen types.

The reader of the shelf goes by these annotations: a class is a map with these keys, `from_` is the key
`from`, a `Mapping` is a collection by key, a missing key takes the default, any other key is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from guiju.kernel.deeds import EFFECTS as EFFECTS
from guiju.kernel.deeds import Bar as Bar
from guiju.kernel.deeds import Code as Code
from guiju.kernel.deeds import Effect as Effect
from guiju.kernel.deeds import Extend as Extend
from guiju.kernel.deeds import Judge as Judge
from guiju.kernel.deeds import Note as Note
from guiju.kernel.deeds import Open as Open
from guiju.kernel.deeds import Publish as Publish
from guiju.kernel.deeds import Release as Release
from guiju.kernel.deeds import SendLetter as SendLetter
from guiju.kernel.deeds import Set as Set
from guiju.kernel.deeds import SetMark as SetMark
from guiju.kernel.deeds import Tell as Tell
from guiju.kernel.deeds import Unmark as Unmark
from guiju.kernel.deeds import Unpublish as Unpublish
from guiju.kernel.items import All as All
from guiju.kernel.items import Item as Item
from guiju.kernel.items import Need as Need
from guiju.kernel.items import Source as Source
from guiju.kernel.items import Unique as Unique
from guiju.kernel.periods import DayOfYear, Every
from guiju.kernel.values import Cite, Term, Text


class Status(StrEnum):
    IN_FORCE = "in_force"
    DRAFT = "draft"
    AS_TOLD = "as_told"
    REPEALED = "repealed"
    OFFICE_RULE = "office_rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactType(Item):
    """A fact that no form asks for: set by an act. `of` is one of text, integer, boolean, date, list."""

    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Through(Item):
    """An agent who may act for a role; `answers` is who then answers for what was filed.

    `until` and `scope` are facts of the mandate: the last day on which it stands, and the procedures that it covers.
    """

    paper: str | None = None
    until: str | None = None
    scope: str | None = None
    answers: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Serves(Item):
    """Whom an office serves, as its own layer says: the answer of the table that is its own, and its territory."""

    level: str
    territory: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Item):
    """`needs` hold for every act by this role.

    `picked_by`: the table that says who is competent; `within`: the fact that names the area. Who is not competent
    takes no case up, and is told who is; an act that ends the case is open to all. `named_by`: the fact with the
    credit code of whoever has the role in a case.
    """

    named_by: str | None = None
    picked_by: str | None = None
    within: str | None = None
    serves: Serves | None = None
    through: Mapping[str, Through] = field(default_factory=dict)
    needs: Mapping[str, Need] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Item):
    """A part of a form, as the text names it. Each block is hashed and opened as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Item):
    """One question. `type`: text, integer, decimal, boolean, date, choice, choices, paper, or a checked code
    (uscc, region, digest). `measures`: what of the data it states, so that a scan can be held against it.
    """

    block: str
    type: str = "text"
    required: bool | Source = False
    one_of: Mapping[str, Text] = field(default_factory=dict)
    scale: str | None = None  # the answers are those of a scale that several questions share
    public: bool = False
    secret: bool = False
    filled_by: str | None = None
    measures: tuple[str, ...] = ()
    check: Source | None = None
    at: str | None = None  # draft | review; by default faults of type stop the draft, the rest stand in the notice
    longest: int | None = None
    help: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Item):
    blocks: Mapping[str, Block] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Item):
    """An exact list of fields: publishing shows these and no others."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Item):
    """A mark that a record may bear for everybody to see, by its label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Item):
    """With `binds` a deadline, without it a period that must pass. `length: promptly` runs and is never late."""

    binds: str | None = None
    length: Term | str | None = None
    pick: str | None = None
    lengths: Mapping[str, Term] = field(default_factory=dict)
    from_: str | None = None
    until: str | None = None
    count: str = "next_day"  # or same_day: the first day counts, as for a validity
    roll: bool | None = None
    again: str = "fresh"  # or resume
    late: str | None = None
    at_end: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Item):
    waits_for: str | None = None
    clocks: tuple[str, ...] = ()
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Item):
    """A guard that refuses by its name when `is` is false, and asks when it is unknown."""

    is_: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Item):
    last: Term | None = None
    before: str | None = None
    from_: date | None = None
    to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRule(Item):
    """One act of a procedure. `desk` names the post inside an office that signs it (an office rule)."""

    from_: tuple[str, ...]
    to: str | None = None
    by: tuple[str, ...]
    desk: str | None = None
    form: str | None = None
    whole: str | None = None  # a form that may have no fault left when this act is done
    after: str | None = None
    within: str | None = None
    window: Window | None = None
    at_most: int | None = None
    needs: Mapping[str, Need] = field(default_factory=dict)
    when: Mapping[str, Condition] = field(default_factory=dict)
    grounds: str | None = None
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure(Item):
    """`anew`: roles whose holder in the subject is not the one here; whoever first acts in them holds them."""

    about: tuple[str, ...] = ()
    anew: tuple[str, ...] = ()
    abstract: bool = False
    unique: Mapping[str, Unique] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    acts: Mapping[str, ActRule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Item):
    """Something a role must do because something happened, outside any case or before one exists; with `every` again
    each period (in the states of `while`), `by` being its last day where the text names one.
    """

    arises: tuple[str, ...] = ()
    every: Every | None = None
    while_: tuple[str, ...] = ()
    by: DayOfYear | None = None
    when: Source | None = None
    binds: str
    met_by: str
    undone_by: tuple[str, ...] = ()
    force: str = "must"  # must | encouraged | may
    clock: Clock = field(default_factory=Clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Item):
    """One line of a table; of one that judges a form, a finding: its label says what was found, `remedy` what to do.

    `block`: the part of the form that it is about, if that is not the part of the first question that it names.
    `binds`: the role that has to see to it, where the row states something to be done.
    """

    rank: int
    when: Source | None = None
    gives: str
    binds: str | None = None
    remedy: Text | None = None
    block: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Item):
    """`judges`: the form whose answers it finds faults with; its `gives` then are levels, the gravest first."""

    hit: str = "first"  # first | all | highest
    judges: str | None = None
    gives: Mapping[str, Text] = field(default_factory=dict)  # labels of the answers
    rows: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterForm(Item):
    """A letter; its words are templates (`template`). `number`: how this office numbers it, never a text of law."""

    to: str
    when: Source | None = None
    lists: str | None = None
    number: str | None = None
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground(Item):
    when: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """`says`: in our own words. `effect`: encoded, or none with a reason."""

    says: Text | None = None
    effect: str = "encoded"
    why: str | None = None
    text_sha256: str | None = None
    label: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    gives: Text
    cite: Cite


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two provisions that disagree; `kept`: ours, theirs or undecided. `about`: what it unsettles (`tables.t.row`)."""

    with_: str
    about: tuple[str, ...] = ()
    theirs: Side
    ours: Side
    kept: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of one text. `cite`: where the text says from when, and for how long, it stands."""

    number: str
    status: Status
    revision: int = 1
    issued: date | None = None
    effective: date
    expires: date | None = None
    source: str | None = None
    text_sha256: str | None = None
    cite: Cite | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """One instrument on one day, parents merged in, every dated value settled."""

    rulebook: str
    extends: str | None = None
    title: Text
    version: Version
    calendar: str | None = None
    zone: str | None = None
    facts: Mapping[str, FactType] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    desks: Mapping[str, Role] = field(default_factory=dict)
    scales: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    marks: Mapping[str, Sign] = field(default_factory=dict)
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    letters: Mapping[str, LetterForm] = field(default_factory=dict)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    grounds: Mapping[str, Mapping[str, Ground]] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    provisions: Mapping[str, Provision] = field(default_factory=dict)
    lineage: tuple[str, ...] = ()  # this rulebook, its parent, its parent's parent
    titles: Mapping[str, Text] = field(default_factory=dict)  # what each of these is called
