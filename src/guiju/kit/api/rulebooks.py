"""The shelf: which rulebooks there are, and one of them as it stands on a day, with what each act carries."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from ninja import Query

from guiju.kernel.resolved import Resolved, resolve
from guiju.kernel.rulebook import Clock, Item, Provision, Rulebook
from guiju.kit.api import shapes
from guiju.kit.api.answers import Json, public
from guiju.kit.api.routes import READS, UNCHANGED, Router, told
from guiju.kit.comparison import as_json, compared
from guiju.kit.formview import form_of
from guiju.kit.says import both, trouble
from guiju.kit.schema import act_schema, form_schema
from guiju.kit.view import label
from guiju.kit.web.caller import office
from guiju.shelf.flaws import ShelfError
from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import Entry, Shelf

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

router = Router(tags=["rulebooks"])
On = Annotated[date | None, Query(description="as it stood on that day; today if left out")]

Named = Annotated[str, Query(description="id of a rulebook; ID@NUMBER names one of its versions", max_length=300)]


@router.get(
    "/rulebooks",
    response=shapes.Shelf,
    operation_id="list_rulebooks",
    openapi_extra=told(422, headers=("ETag",), more=UNCHANGED),
)
def list_rulebooks(request: HttpRequest) -> HttpResponseBase:
    """Every version of every text on the shelf, drafts included."""
    shelf = office().shelf
    rows = [_row(shelf, entry) for entry in shelf.list()]
    return public(request, {"on": office().today(), "items": rows})


@router.get(
    "/rulebooks/compare",
    response=shapes.ComparisonShape,
    operation_id="compare_rulebooks",
    openapi_extra=told(*READS, headers=("ETag",), more=UNCHANGED),
)
def compare_rulebooks(request: HttpRequest, a: Named, b: Named, on: On = None) -> HttpResponseBase:
    """Two rulebooks, or two versions of one, parameter by parameter with both provisions."""
    return public(request, as_json(compared(office().shelf, a, b, on, office().today())))


@router.get(
    "/rulebooks/{path:id}",
    response=shapes.RulebookShape,
    operation_id="get_rulebook",
    openapi_extra=told(*READS, headers=("ETag",), more=UNCHANGED),
)
def get_rulebook(request: HttpRequest, id: str, on: On = None) -> HttpResponseBase:
    """One rulebook on a day: version, terms, procedures, forms as JSON Schema, provisions."""
    day = on or office().today()
    entry = office().shelf.pick(id, day, simulate=True)
    if entry is None:
        raise trouble("no_rulebook", f"{day} 没有规则 {id}", f"there is no rulebook {id} on {day}")
    try:
        content = _told(compiled(office().shelf, id, day), day)
    except ShelfError as error:  # a parent that does not stand that day
        raise trouble("no_rulebook", error.say("zh"), error.say("en")) from None
    return public(request, content)


def compiled(shelf: Shelf, id: str, on: date) -> Resolved:
    """The rulebook of a day, compiled once for every stretch of days on which it says the same."""
    _, digest = shelf.tree(id, on, simulate=True)
    return _compiled(shelf, digest, id, on)


@lru_cache(maxsize=64)
def _compiled(shelf: Shelf, digest: str, id: str, on: date) -> Resolved:
    book = shelf.rulebook(id, on, simulate=True)
    calendar = shelf.calendar(shelf.calendar_of(book))
    return resolve(book, calendar, digest, KINDS)


def _row(shelf: Shelf, entry: Entry) -> Json:
    return {
        "id": entry.id,
        "number": entry.number,
        "status": entry.status.value,
        "effective": entry.effective,
        "expires": entry.expires,
        "extends": entry.extends,
        "title": both(shelf.rulebook(entry.id, entry.effective, simulate=True).title),
    }


def _told(resolved: Resolved, on: date) -> Json:
    book, version = resolved.rulebook, resolved.rulebook.version
    return {
        "id": book.rulebook,
        "on": on,
        "tree": resolved.pin.tree,
        "title": both(book.title),
        "version": {
            "number": version.number,
            "status": version.status.value,
            "revision": version.revision,
            "issued": version.issued,
            "effective": version.effective,
            "expires": version.expires,
            "source": version.source,
        },
        "lineage": list(book.lineage),
        "calendar": resolved.calendar.label,
        "roles": {name: label(role, name) for name, role in book.roles.items()},
        "terms": [_term(name, clock) for name, clock in book.clocks.items()],
        "procedures": [_procedure(resolved, name) for name, known in book.procedures.items() if not known.abstract],
        "forms": forms(resolved),
        "duties": [
            _item(name, duty) | {"force": duty.force, "binds": duty.binds} for name, duty in book.duties.items()
        ],
        "provisions": _provisions(book),
    }


def forms(resolved: Resolved) -> dict[str, object]:
    """Every form by its name, as JSON Schema."""
    return {form_of(resolved, asked)[0]: form_schema(asked, resolved) for asked in resolved.forms.values()}


def _item(name: str, item: Item) -> Json:
    mark = item.mark.value if item.mark else None
    return {"id": name, "label": label(item, name), "cites": list(item.cites), "mark": mark}


def _term(name: str, clock: Clock) -> Json:
    lengths = {key: str(length) for key, length in clock.lengths.items()}
    length = str(clock.length) if clock.length is not None else None
    counted = {"count": clock.count, "roll": clock.roll, "until": clock.until}
    return _item(name, clock) | {"length": length, "lengths": lengths, "binds": clock.binds, **counted}


def _procedure(resolved: Resolved, name: str) -> Json:
    procedure = resolved.rulebook.procedures[name]
    states = [
        _item(key, state) | {"final": state.final, "waits_for": state.waits_for, "terms": list(state.clocks)}
        for key, state in procedure.states.items()
    ]
    acts = [
        _item(verb, rule)
        | {"from": list(rule.from_), "to": rule.to, "by": list(rule.by), "desk": rule.desk}
        | {"carries": act_schema(resolved, name, verb)}
        for verb, rule in procedure.acts.items()
    ]
    return _item(name, procedure) | {"about": list(procedure.about), "states": states, "acts": acts}


def _provisions(book: Rulebook) -> list[Json]:
    return [{"id": name, **_provision(provision)} for name, provision in book.provisions.items()]


def _provision(provision: Provision) -> Json:
    return {
        "says": both(provision.says) if provision.says else None,
        "label": both(provision.label) if provision.label else None,
        "effect": provision.effect,
        "why": provision.why,
    }
