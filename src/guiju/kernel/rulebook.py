"""What a rulebook can say, as frozen types.

The reader of the shelf goes by these annotations: a class is a map with these keys, `from_` is the key
`from`, a `Mapping` is a collection by key, a missing key takes the default, any other key is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from guiju.kernel.items import Item as Item
from guiju.kernel.items import Need as Need
from guiju.kernel.items import Source as Source
from guiju.kernel.items import Unique as Unique
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
    """An agent who may act for a role; `answers` is who then answers for what was filed."""

    paper: str | None = None
    answers: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Item):
    """`needs` hold for every act by this role."""

    through: Mapping[str, Through] = field(default_factory=dict)
    needs: Mapping[str, Need] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Item):
    """A part of a form, as the text names it. Each block is hashed and opened as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Item):
    """One question. `type`: text, integer, decimal, boolean, date, choice, choices, paper, or a checked code
    (uscc, region, digest).
    """

    block: str
    type: str = "text"
    required: bool | Source = False
    one_of: Mapping[str, Text] = field(default_factory=dict)
    public: bool = False
    secret: bool = False
    filled_by: str | None = None
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
class Set:
    values: Mapping[str, Source]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMark:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmark:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Open a case that is `about` this one (me), this one's subject, or nothing."""

    case: str
    in_: str
    about: str | None = None
    copy: tuple[str, ...] = ()
    set: Mapping[str, Source] = field(default_factory=dict)
    if_: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """An act on the subject, by this case; skipped when the subject's state is not among `in`.

    `with`: facts that the subject then has, each computed from what this case knows.
    """

    act: str
    in_: tuple[str, ...] = ()
    with_: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`hold`: bars acts on the subject, stops its clocks or marks it, until this case releases it.

    `ends: with_case` lifts it when this case comes to its end, whichever that is.
    """

    acts: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    mark: str | None = None
    ends: str = "released"  # or with_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Assign an identifier by a named scheme; the office supplies it, the act records it."""

    fact: str
    scheme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    view: str
    to: str = "platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpublish:
    view: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendLetter:
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    clock: str
    by: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    event: str


Effect = Set | SetMark | Unmark | Open | Tell | Bar | Release | Code | Publish | Unpublish | SendLetter | Extend | Note
# The word in a rulebook, its type, and the field that a bare value fills (`letter: acceptance`).
EFFECTS: Mapping[str, tuple[type, str | None]] = {
    "set": (Set, "values"),
    "mark": (SetMark, "name"),
    "unmark": (Unmark, "name"),
    "open": (Open, None),
    "tell": (Tell, None),
    "hold": (Bar, None),
    "release": (Release, None),
    "code": (Code, None),
    "publish": (Publish, "view"),
    "unpublish": (Unpublish, "view"),
    "letter": (SendLetter, "letter"),
    "extend": (Extend, None),
    "note": (Note, "event"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRule(Item):
    """One act of a procedure. `desk` names the post inside an office that signs it (an office rule)."""

    from_: tuple[str, ...]
    to: str | None = None
    by: tuple[str, ...]
    desk: str | None = None
    form: str | None = None
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
    about: tuple[str, ...] = ()
    abstract: bool = False
    unique: Mapping[str, Unique] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    acts: Mapping[str, ActRule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Item):
    """Something a role must do because something happened, outside any case or before one exists."""

    arises: tuple[str, ...]
    when: Source | None = None
    binds: str
    met_by: str
    undone_by: tuple[str, ...] = ()
    force: str = "must"  # must | encouraged | may
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Item):
    rank: int
    when: Source | None = None
    gives: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Item):
    hit: str = "first"  # first | all | highest
    gives: Mapping[str, Text] = field(default_factory=dict)  # labels of the answers
    rows: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterForm(Item):
    to: str
    when: Source | None = None
    lists: str | None = None
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
