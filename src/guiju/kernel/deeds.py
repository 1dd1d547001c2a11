"""What an act can do, as a rulebook says it: the closed list of effects. `guiju.kernel.effects` carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guiju.kernel.items import Source
from guiju.kernel.values import Term


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

    `with`: facts that the subject then has, each computed from what this case knows. `hands`: roles that pass on, with
    all that they bring: whoever holds them in this case holds them in the subject from then on.
    """

    act: str
    in_: tuple[str, ...] = ()
    with_: Mapping[str, Source] = field(default_factory=dict)
    hands: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Asks a table, and keeps its answer as facts of this case: the (gravest) answer, the rows, the questions open.

    `else`: the answer to keep where no row applies. Without `open` the act is refused while something is open.
    """

    table: str
    gives: str | None = None
    rows: str | None = None
    open: str | None = None
    else_: str | None = None


Effect = (
    Set
    | SetMark
    | Unmark
    | Open
    | Tell
    | Bar
    | Release
    | Code
    | Publish
    | Unpublish
    | SendLetter
    | Extend
    | Note
    | Judge
)
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
    "judge": (Judge, "table"),
}
