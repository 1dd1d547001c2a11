"""For programs with many resources: an archive becomes a list, the list is completed, and what is ready is filed.

A turn works on for a few seconds and says how far it has come; the program asks for turns until all is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from ninja import File, Form, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from guiju.kernel.values import Text
from guiju.kit.api.answers import Json, answer
from guiju.kit.api.callers import FILE, READ, caller_in, signed
from guiju.kit.api.cases import Facts, Key, Word
from guiju.kit.api.routes import KNOWN, READS, WRITES, Router, told
from guiju.kit.api.shapes import Open
from guiju.kit.says import Problem, Trouble, trouble
from guiju.plane.trouble import ScanError
from guiju.store import inventories
from guiju.store.inventories import Listed
from guiju.wings.registry.apply import may_file, nobody, owner_of, ways
from guiju.wings.registry.listing import OPEN, READY, SECONDS, STATES, Desk
from guiju.wings.registry.lists import desk_of, received, removed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

router = Router(tags=["inventories"])
MOST = 200
Ids = Annotated[list[Word], Field(max_length=MOST)]


class RowShape(Open):
    """One resource. `id` is also the number of its draft; `parts`: the files that were put together in it."""

    id: str
    file: str
    table: str
    state: str = Field(description=", ".join(STATES))
    taken: bool = Field(description="is to be filed")
    series: str
    parts: list[str]
    found: dict[str, Any]
    lacks: list[dict[str, Any]] = Field(description="answers without which it cannot be filed")
    told: dict[str, Any] | None = Field(description="why it cannot be read, or was refused")
    case: str | None
    act: str | None


class InventoryShape(Open):
    """A list as it stands. `done` of `files` were looked at; `ready`: how many would be filed now."""

    id: str
    place: str
    procedure: str
    name: str
    files: int
    done: int
    reading: bool
    answers: dict[str, Any]
    states: dict[str, int]
    ready: int


class InventoryPage(InventoryShape):
    """The list with a page of its rows; `next`: where the following page starts."""

    items: list[RowShape]
    next: int | None


class Inventories(Schema):
    items: list[InventoryShape]


class Changes(Schema):
    """What is to change, in this order. What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    answers: Facts | None = Field(default=None, description="answers for all rows that have none of their own")
    series: Annotated[list[Word], Field(max_length=50)] = Field(default=[], description="put these series together")
    merge: Ids = Field(default=[], description="put these rows together to one resource")
    part: Ids = Field(default=[], description="take these merged rows apart")
    take: Ids = Field(default=[], description="rows to file")
    leave: Ids = Field(default=[], description="rows not to file")


class Turn(Schema):
    """`file`: file what is taken and ready, too."""

    model_config = ConfigDict(extra="forbid")

    file: bool = False


class TurnShape(InventoryShape):
    """The list after a turn; `finished`: another turn would change nothing."""

    finished: bool


_TOLD = told(*READS, *KNOWN, *WRITES)
_ONE = "/inventories/{inventory}"


@router.post(
    "/inventories",
    response={201: InventoryShape},
    auth=signed(FILE),
    operation_id="begin_inventory",
    openapi_extra=told(*READS, *KNOWN, *WRITES, ok=201, headers=("Location",)),
)
def begin_inventory(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    place: Annotated[Word, Form()],
    procedure: Annotated[Word | None, Form()] = None,
    key: Key = None,
) -> HttpResponse:
    """Hand in an archive, a workbook or a database. Its tables are then looked at, turn by turn."""
    caller = caller_in(request)
    caller.known()
    offered = [way for way in ways() if way.place == place and procedure in (None, way.procedure)]
    mine = [way for way in offered if may_file(way, caller)]
    if offered and not mine:
        raise nobody(offered)
    if len(mine) != 1:
        names = ", ".join(way.procedure for way in mine) or "-"
        zh, en = f"请写明 place 和 procedure：{names}", f"name place and procedure: {names}"
        raise trouble("which_procedure", zh, en)
    id = str(uuid5(NAMESPACE_URL, f"{caller.user}\0{key}") if key else uuid4())
    if inventories.load(owner_of(caller), id) is None:
        try:
            received(caller, mine[0], id, file.chunks(), file.name or "")
        except ScanError as error:
            raise Trouble(Problem(kind=f"scan.{error.kind}", text=error.text, remedy=error.remedy)) from None
    return answer(_shape(desk_of(caller, id)), 201, {"Location": f"/api/v1/inventories/{id}"})


@router.get(
    "/inventories",
    response=Inventories,
    auth=signed(READ),
    operation_id="list_inventories",
    openapi_extra=told(*READS, *KNOWN),
)
def list_inventories(request: HttpRequest) -> HttpResponse:
    """One's own lists, the newest first."""
    caller = caller_in(request)
    return answer({"items": [_listed(one) for one in inventories.mine(owner_of(caller))]})


@router.get(_ONE, response=InventoryPage, auth=signed(READ), operation_id="get_inventory", openapi_extra=_TOLD)
def get_inventory(
    request: HttpRequest,
    inventory: str,
    state: str | None = None,
    q: Annotated[str, Field(max_length=200)] = "",
    start: Annotated[int, Field(ge=0, le=10**7)] = 0,
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50,
) -> HttpResponse:
    """A list with a page of its rows, as they were judged last."""
    desk = desk_of(caller_in(request), inventory)
    if state is not None and state not in STATES:
        raise trouble("invalid", f"没有状态 {state}：{'、'.join(STATES)}", f"no state {state}; {', '.join(STATES)}")
    states = (state,) if state else ()
    rows = inventories.page(inventory, states=states, search=q, start=start, most=limit)
    parts = inventories.files_of(inventory, [row.id for row in rows])
    more = start + limit if start + limit < inventories.count(inventory, states=states, search=q) else None
    return answer({**_shape(desk), "items": [_row(row, parts.get(row.id, [])) for row in rows], "next": more})


@router.patch(_ONE, response=InventoryShape, auth=signed(FILE), operation_id="change_inventory", openapi_extra=_TOLD)
def change_inventory(request: HttpRequest, inventory: str, changes: Changes) -> HttpResponse:
    """Answer for all, merge and part, and say what is to be filed. A turn then judges the rows anew."""
    caller = caller_in(request)
    desk = desk_of(caller, inventory)
    if changes.answers is not None:
        unknown = sorted(changes.answers.keys() - set(desk.common))
        if unknown:
            zh, en = f"没有可统一填写的栏目：{'、'.join(unknown)}", f"nothing to answer for all: {', '.join(unknown)}"
            raise trouble("unknown_field", zh, en, remedy=_fields(desk))
        inventories.answer(inventory, changes.answers)
        desk = desk_of(caller, inventory)
    groups = [inventories.of_series(inventory, name, OPEN) for name in changes.series]
    if changes.merge:
        groups.append([row for row in _rows(inventory, changes.merge) if row.state in OPEN])
    for rows in groups:
        problem = desk.merge(rows)
        if problem is not None:
            raise Trouble(problem)
    for row in _rows(inventory, changes.part):
        desk.part(row)
    shown = [*changes.take, *changes.leave]
    if shown:
        _rows(inventory, shown)
        inventories.tick(inventory, shown, changes.take)
    return answer(_shape(desk_of(caller, inventory)))


@router.post(f"{_ONE}/turns", response=TurnShape, auth=signed(FILE), operation_id="turn_inventory", openapi_extra=_TOLD)
def turn_inventory(request: HttpRequest, inventory: str, turn: Turn) -> HttpResponse:
    """Work on for a few seconds: read, judge, and with `file` file what is ready; no row is filed twice."""
    caller = caller_in(request)
    desk = desk_of(caller, inventory)
    finished = desk.go_on(SECONDS)
    if finished and turn.file:
        finished = desk_of(caller, inventory).file(SECONDS)
    return answer({**_shape(desk_of(caller, inventory)), "finished": finished})


@router.delete(_ONE, response={204: None}, auth=signed(FILE), operation_id="delete_inventory", openapi_extra=_TOLD)
def delete_inventory(request: HttpRequest, inventory: str) -> Status[None]:
    """The list goes; drafts that it has made stay."""
    removed(desk_of(caller_in(request), inventory))
    return Status(204, None)


def _rows(id: str, ids: list[str]) -> list[Listed]:
    found = {name: inventories.row(id, name) for name in ids}
    absent = [name for name, row in found.items() if row is None]
    if absent:
        raise trouble("no_row", f"清单中没有 {absent[0]}", f"the list has no row {absent[0]}")
    return [row for row in found.values() if row is not None]


def _fields(desk: Desk) -> Text:
    return Text(f"可用：{'、'.join(desk.common)}", f"there are: {', '.join(desk.common)}")


def _shape(desk: Desk) -> Json:
    return _listed(desk.held)


def _listed(held: inventories.Inventory) -> Json:
    return {
        "id": held.id,
        "place": held.place,
        "procedure": held.procedure,
        "name": held.name,
        "files": held.files,
        "done": held.done,
        "reading": bool(held.path),
        "answers": dict(held.answers),
        "states": inventories.counts(held.id),
        "ready": inventories.count_taken(held.id, (READY,)),
    }


def _row(row: Listed, parts: list[str]) -> Json:
    told: Any = row.told
    return {
        "id": row.id,
        "file": row.file,
        "table": row.sheet,
        "state": row.state,
        "taken": row.taken,
        "series": row.series,
        "parts": parts,
        "found": dict(row.found),
        "lacks": list(told.get("stops", ())),
        "told": {"text": told["text"], "remedy": told.get("remedy")} if told.get("text") else None,
        "case": told.get("case"),
        "act": told.get("act"),
    }
