"""For programs that prepare an application: have a draft checked. Nothing is filed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from guiju.kernel.refusals import Refused
from guiju.kit.api.answers import Json, answer
from guiju.kit.api.callers import FILE, caller_in, signed
from guiju.kit.api.cases import Day, Facts, Word
from guiju.kit.api.routes import KNOWN, READS, WRITES, Router, told
from guiju.kit.api.shapes import FaultShape, Open
from guiju.kit.deposits import day_of
from guiju.kit.letters import secret_fields
from guiju.kit.looks import Applicant, applicant
from guiju.kit.says import Trouble, fault_json, refused_problem
from guiju.kit.scans import scan_of
from guiju.kit.web.caller import office
from guiju.wings.registry.filing import Draft, draft

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from guiju.plane.report import Scan

router = Router(tags=["applications"])


class ToCheck(Schema):
    """A place and what is known so far."""

    model_config = ConfigDict(extra="forbid")

    place: Word
    procedure: Word | None = None
    answers: Facts = Field(default_factory=dict)
    upload: Word | None = None
    on: Day = None


class Checked(Open):
    """What applies there, and all that is wrong or missing. `stopped`: some of it would stop the filing."""

    rulebook: dict[str, Any]
    procedure: str
    act: str
    tables: dict[str, Any]
    answers: dict[str, Any] = Field(description="as they can be filed: what was given and what could be filled in")
    facts: dict[str, Any]
    found: list[str] = Field(description="fields that the machine filled in")
    faults: list[FaultShape]
    stopped: bool


@router.post(
    "/drafts/check",
    response=Checked,
    auth=signed(FILE),
    operation_id="check_draft",
    openapi_extra=told(*READS, *KNOWN, *WRITES),
)
def check_draft(request: HttpRequest, draft: ToCheck) -> HttpResponse:
    """What an application there would need, and every fault of this one at once. Nothing is stored."""
    actor = caller_in(request).known()
    here = office()
    found = scan_of(draft.upload, actor) if draft.upload else None
    drawn = drawn_up(draft, found, applicant(here, actor), day_of(actor, found))
    return answer(view(drawn))


def drawn_up(asked: ToCheck, scan: Scan | None, filer: Applicant | None, deposited: date | None) -> Draft:
    here = office()
    drawn = draft(
        here.shelf,
        asked.place,
        asked.on or here.today(),
        scan=scan,
        answers=asked.answers,
        applicant=filer,
        deposited=deposited,
        procedure=asked.procedure,
    )
    if isinstance(drawn, Refused):
        raise Trouble(refused_problem(drawn))
    return drawn


def view(drawn: Draft) -> Json:
    """The draft as JSON; of what is secret only that it is there."""
    secret = secret_fields(drawn.resolved)
    tables = {
        name: {"verdict": told.verdict, "gives": told.gives, "cites": told.cites, "missing": told.missing}
        for name, told in drawn.tables.items()
    }
    return {
        "rulebook": {
            "id": drawn.entry.id,
            "version": drawn.entry.number,
            "lineage": drawn.resolved.rulebook.lineage,
        },
        "procedure": drawn.procedure,
        "act": drawn.verb,
        "tables": tables,
        "answers": {name: value for name, value in drawn.answers.items() if name not in secret},
        "facts": {name: "●●●" if name in secret else value for name, value in drawn.facts.items()},
        "found": drawn.found,
        "faults": [fault_json(fault) for fault in drawn.faults],
        "stopped": drawn.stopped,
    }
