"""Acts on a case. Which there are, who may do them and what they carry, the rulebook of the case says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from guiju.kernel.refusals import Fault
from guiju.kernel.values import Text
from guiju.kit.api import shapes
from guiju.kit.api.callers import ACT, caller_in, signed
from guiju.kit.api.cases import Day, Facts, Key, Mandate, Word, key_of, own, receipt
from guiju.kit.api.routes import KNOWN, READS, WRITES, Router, told
from guiju.kit.looks import known
from guiju.kit.web.caller import office
from guiju.store.perform import perform

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from guiju.kernel.resolved import Resolved

router = Router(tags=["acts"])


class Stated(Schema):
    """A fault that the officer adds to those that the form finds."""

    model_config = ConfigDict(extra="forbid")

    field: Word
    remedy: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


class Acts(Schema):
    """What an act carries."""

    model_config = ConfigDict(extra="forbid")

    facts: Facts = Field(default_factory=dict)
    grounds: Annotated[list[Word], Field(max_length=100)] = Field(default_factory=list)
    stated: Annotated[list[Stated], Field(max_length=500)] = Field(default_factory=list)
    on: Day = None
    role: Word | None = None
    mandate: Mandate = None


@router.post(
    "/cases/{number}/acts/{verb}",
    response=shapes.ReceiptShape,
    auth=signed(ACT),
    operation_id="act",
    openapi_extra=told(*READS, *KNOWN, *WRITES),
)
def act(request: HttpRequest, number: str, verb: str, acts: Acts, key: Key = None) -> HttpResponse:
    """Do one act on a case, once. `next` of the case lists those that are open."""
    caller = caller_in(request)
    own(caller, number)
    resolved, procedure = known(office(), number)
    named, _ = key_of(caller, key)
    done = perform(
        office(),
        verb,
        caller.known(),
        case=number,
        facts=acts.facts,
        stated=tuple(_stated(resolved, item) for item in acts.stated),
        grounds=tuple(acts.grounds),
        role=acts.role,
        mandate=acts.mandate,
        on=acts.on,
        key=named,
    )
    return receipt(done, resolved, procedure)


def _stated(resolved: Resolved, item: Stated) -> Fault:
    forms = resolved.rulebook.forms.values()
    block = next((form.fields[item.field].block for form in forms if item.field in form.fields), None)
    return Fault(field=item.field, kind="stated", remedy=Text(item.remedy, item.remedy), at="review", block=block)
