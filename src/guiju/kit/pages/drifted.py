"""A registered set on the page of its case: when it was scanned again, what is no longer as it was, the change to file.

The form of that change comes filled in with what drifted; a person looks at it, completes it and files it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from guiju.kernel.values import Term, Text
from guiju.kit.drift import Difference, drift
from guiju.kit.entrances import chances
from guiju.kit.letters import secret_fields
from guiju.kit.pages.reach import may_open, new_key
from guiju.kit.pages.typed import Typed, standing
from guiju.kit.profiles import Profile
from guiju.kit.refiling import Described, Proposal, changeable, next_scan, proposal, registered, seen, set_of
from guiju.kit.trust import say_term
from guiju.kit.view import Looked
from guiju.kit.web.caller import Caller, office
from guiju.store import queries

if TYPE_CHECKING:
    from guiju.kernel.steps import Step

DRIFT = "drift"  # in the address of a form: fill it in with what drifted
Row = dict[str, object]


def drifted(looked: Looked, caller: Caller) -> Row | None:
    """What the last scan says of the set; None where none was kept, or a change of it cannot be filed."""
    found = _scanned(looked, caller)
    if found is None:
        return None
    set_, was, now = found
    told = drift(was, now, set_.often)
    due = next_scan(set_, now.on)
    change = proposal(set_, told, now.on)
    return {
        "on": now.on.isoformat(),
        "since": was.on.isoformat(),
        "first": was is now,
        "due": due.isoformat() if due else None,
        "late": due is not None and due < looked.on,
        "rows": [_row(one) for one in told],
        "change": _change(change, caller, looked) if change is not None else None,
    }


def prefilled(about: Looked, looked: Looked, step: Step, caller: Caller) -> Typed:
    """The form of a case about this one, with what drifted in the fields that state it, and else what stands."""
    key, found = new_key(), _scanned(about, caller)
    if found is None or step.questions is None:
        return Typed(key=key)
    set_, was, now = found
    change = proposal(set_, drift(was, now, set_.often), now.on)
    if change is None or (change.about, change.procedure) != (about.record.number, looked.record.procedure):
        return Typed(key=key)
    known = standing(looked.record, step.questions, secret_fields(looked.resolved))
    return Typed(key=key, answers={**known, **change.answers})


def _scanned(looked: Looked, caller: Caller) -> tuple[Described, Profile, Profile] | None:
    """The set, as it was registered last, and as it was last seen: for its parties and the office."""
    set_ = set_of(looked.record, looked.resolved)
    kept = seen(office(), set_) if set_ is not None and may_open(set_.record.number, caller) else []
    if set_ is None or not kept or not changeable(set_):
        return None
    was = registered(set_, kept)
    return (set_, was, kept[-1]) if was is not None else None


def _row(one: Difference) -> Row:
    return {"what": one.what, "was": one.was, "now": one.now, "why": one.why, "expected": one.expected}


def _change(one: Proposal, caller: Caller, looked: Looked) -> Row:
    """The filing, and where it is begun by those who may."""
    about = queries.load(one.about)
    offered = chances(queries.resolved(about), about, caller.known(), looked.on)
    may = any(chance.open and chance.procedure == one.procedure for chance in offered)
    return {
        "label": one.label,
        "about": one.about,
        "duty": one.duty,
        "term": _term(one.length) if one.length is not None else None,
        "due": one.due.isoformat() if one.due is not None else None,
        "help": one.help,
        "cites": one.cites,
        "mark": one.mark,
        "pending": one.pending,
        "url": f"{reverse('begin', args=[one.about, one.procedure])}?{DRIFT}=1" if may else None,
    }


def _term(length: str) -> Text:
    """`20wd` in words; a length without a number has words of its own."""
    return say_term(Term.parse(length) if length[0].isdigit() else length)
