"""Cases: one's own, or all for the office; and new ones, opened by an act."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Header, Schema
from pydantic import ConfigDict, Field

from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import START, Resolved
from guiju.kernel.values import Text, plain
from guiju.kit.api import shapes
from guiju.kit.api.answers import Json, answer, following
from guiju.kit.api.callers import FILE, READ, caller_in, signed
from guiju.kit.api.records import After, Limit, Name
from guiju.kit.api.routes import KNOWN, READS, WRITES, Router, told
from guiju.kit.looks import look_as, rowed
from guiju.kit.pages.reach import supervised
from guiju.kit.says import Trouble, refused_problem, trouble
from guiju.kit.scans import machine_filled, scan_of
from guiju.kit.view import case_view
from guiju.kit.web.caller import Caller, office
from guiju.store import lists, queries
from guiju.store.perform import Opening, perform

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

router = Router(tags=["cases"])

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,200}$",
        description="names this request: sent again, it gives the same receipt, and nothing happens twice",
    ),
]
Facts = Annotated[dict[str, Any], Field(description="field to answer, as the form of the act has it")]
Word = Annotated[str, Field(min_length=1, max_length=200)]
Day = Annotated[date | None, Field(description="the day it happened, if another than today; takes the right to")]
Mandate = Annotated[Word | None, Field(description="the paper under which one acts for another")]


class Opens(Schema):
    """A new case. `rulebook`, or `place`: then what applies there. What is deduced may be left out."""

    model_config = ConfigDict(extra="forbid")

    rulebook: Word | None = None
    place: Word | None = None
    procedure: Word | None = None
    act: Word | None = None
    subject: Annotated[Word | None, Field(description="number of the case that this one is about")] = None
    facts: Facts = Field(default_factory=dict)
    upload: Annotated[Word | None, Field(description="a scanned file: what it answers need not be given")] = None
    on: Day = None
    role: Word | None = None
    mandate: Mandate = None


@router.get(
    "/cases",
    response=shapes.CasePage,
    auth=signed(READ),
    operation_id="list_cases",
    openapi_extra=told(*READS, *KNOWN, headers=("Link",)),
)
def list_cases(
    request: HttpRequest,
    state: Name = None,
    procedure: Name = None,
    waits: Name = None,
    after: After = None,
    limit: Limit = lists.PAGE,
) -> HttpResponse:
    """One's own cases, newest first; for the office all. `waits`: those in which that role is to move."""
    seen_by = seer(caller_in(request))
    queries.settle_lists(office())
    page = lists.cases(seen_by=seen_by, waits=waits, state=state, procedure=procedure, after=after, limit=limit)
    content = {"items": rowed(office(), page.records), "next": page.after}
    return answer(content, headers=following(request, page.after))


@router.get(
    "/cases/{number}",
    response=shapes.CaseShape,
    auth=signed(READ),
    operation_id="get_case",
    openapi_extra=told(*READS, *KNOWN),
)
def get_case(request: HttpRequest, number: str) -> HttpResponse:
    """The whole case: state, terms, next acts, facts, history."""
    caller = caller_in(request)
    own(caller, number)
    return answer(case_view(look_as(office(), number, seer(caller))))


@router.post(
    "/cases",
    response={201: shapes.ReceiptShape, 200: shapes.ReceiptShape},
    auth=signed(FILE),
    operation_id="open_case",
    openapi_extra=told(*READS, *KNOWN, *WRITES, ok=201, headers=("Location",)),
)
def open_case(request: HttpRequest, opens: Opens, key: Key = None) -> HttpResponse:
    """Open a case by an act from its start. 200: this request had been done before, here is its receipt again."""
    caller = caller_in(request)
    if opens.subject is not None and not lists.is_public(opens.subject):
        own(caller, opens.subject)
    resolved = _resolved(opens)
    procedure, verb = entrance(resolved, opens)
    facts, found = _filed(caller, resolved, (procedure, verb), opens)
    named, before = key_of(caller, key)
    done = perform(
        office(),
        verb,
        caller.known(),
        opens=Opening(rulebook=resolved.rulebook.rulebook, procedure=procedure, subject=opens.subject),
        facts=facts,
        found=found,
        role=opens.role,
        mandate=opens.mandate,
        on=opens.on,
        key=named,
    )
    return receipt(done, resolved, procedure, status=200 if before else 201)


def seer(caller: Caller) -> str | None:
    """In whose name a caller looks; None sees all."""
    return None if caller.officer else caller.known().signs_as


def own(caller: Caller, number: str) -> None:
    """Somebody else's case is told like one that does not exist."""
    seen_by = seer(caller)
    if supervised(caller, number):
        return
    if not (queries.exists(number) if seen_by is None else lists.may_see(number, seen_by)):
        raise trouble("no_case", f"没有案件 {number}", f"there is no case {number}")


def key_of(caller: Caller, key: str | None) -> tuple[str | None, bool]:
    """The key as it is kept, one's own for each caller, and whether an act carries it already."""
    if key is None:
        return None, False
    named = hashlib.sha256(f"{caller.user}\0{key}".encode()).hexdigest()
    return named, queries.key_known(named)


def receipt(done: Receipt | Refused, resolved: Resolved, procedure: str, status: int = 200) -> HttpResponse:
    """What was done, or why not."""
    if isinstance(done, Refused):
        raise Trouble(refused_problem(done, resolved, procedure))
    return answer(done.as_json(), status, {"Location": f"/api/v1/cases/{done.number}"} if status == 201 else None)


def _resolved(opens: Opens) -> Resolved:
    """The rulebook that the new case stands on: the one that is named, the one of its subject, or of the place."""
    on = opens.on or office().today()
    if opens.rulebook is None and opens.place is None and opens.subject is not None:
        return queries.resolved(queries.load(opens.subject))
    if (opens.rulebook is None) == (opens.place is None):
        raise trouble("which_rulebook", "请写明 rulebook 或 place 之一", "give either rulebook or place")
    name = opens.rulebook or applicable(opens, on)
    resolved = office().books.opening(name, on) if name else None
    if resolved is None:
        detail = Text(f"{name or opens.place}，{on}", f"{name or opens.place} on {on}")
        raise Trouble(refused_problem(Refused(reason=Reason.NOT_IN_FORCE, detail=detail)))
    return resolved


def applicable(opens: Opens, on: date) -> str | None:
    """The one text that applies to a new case there, and takes what is filed; where there are several, say which."""
    shelf = office().shelf
    found = [shelf.applicable(opens.place or "", instrument, on) for instrument in instruments()]
    names = [entry.id for entry in found if entry is not None]
    if len(names) > 1:
        names = [name for name in names if _takes(name, opens, on)] or names
    if len(names) > 1:
        listed = ", ".join(names)
        raise trouble("which_rulebook", f"请用 rulebook 写明：{listed}", f"name one in rulebook: {listed}")
    return names[0] if names else None


def _takes(name: str, opens: Opens, on: date) -> bool:
    """Whether some case of this text begins with such an act, on a form that asks what was answered."""
    resolved = office().books.opening(name, on)
    for procedure, verb in entrances(resolved) if resolved is not None else ():
        questions = resolved.steps[procedure, verb].questions if resolved is not None else None
        asked = questions.asked.keys() if questions is not None else set()
        if _named(opens, procedure, verb) and opens.facts.keys() <= asked:
            return True
    return False


def instruments() -> list[str]:
    """The second halves of the names on the shelf: what can be applied for at a place."""
    return sorted({entry.id.partition("/")[2] for entry in office().shelf.list()})


def entrance(resolved: Resolved, opens: Opens) -> tuple[str, str]:
    """The act from the start that is meant: named, or the only one that fits what the case is about."""
    about = queries.load(opens.subject).procedure if opens.subject else None
    fit = [way for way in entrances(resolved) if _about(resolved, way[0], about) and _named(opens, *way)]
    if len(fit) != 1:
        named = ", ".join(f"{name}/{verb}" for name, verb in fit)
        zh, en = f"请写明 procedure 和 act：{named or '没有合适的'}", f"name procedure and act: {named or 'none fits'}"
        raise trouble("which_procedure", zh, en)
    return fit[0]


def entrances(resolved: Resolved) -> list[tuple[str, str]]:
    """(procedure, act) by which a case begins."""
    return [way for way, step in resolved.steps.items() if START in step.states]


def _about(resolved: Resolved, procedure: str, about: str | None) -> bool:
    may = resolved.rulebook.procedures[procedure].about
    return about in may if about is not None else not may


def _named(opens: Opens, procedure: str, verb: str) -> bool:
    return opens.procedure in (None, procedure) and opens.act in (None, verb)


def _filed(caller: Caller, resolved: Resolved, way: tuple[str, str], opens: Opens) -> tuple[Json, tuple[str, ...]]:
    """The answers, with what the machine found in the upload where nothing else is said; and which those are."""
    questions = resolved.steps[way].questions
    if opens.upload is None or questions is None:
        return opens.facts, ()
    filled = machine_filled(questions, scan_of(opens.upload, caller.known()))
    facts = {**filled, **opens.facts}
    return facts, tuple(name for name in filled if plain(facts[name]) == plain(filled[name]))
