"""What anybody may see: entries of the register and cases on the board, as rows of a list and one by one.

Only published fields leave here, in the words of the rulebook that each record is pinned to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from guiju.kernel import derive
from guiju.kernel.derive import TermView
from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved
from guiju.kit.looks import found, look
from guiju.kit.says import Trouble
from guiju.kit.view import Json, Looked, label, worded
from guiju.store import lists, queries
from guiju.store.lists import PAGE, Row
from guiju.store.office import Office
from guiju.store.writing import listing


def is_public(looked: Looked) -> bool:
    """Does the record stand on the register or on the board?"""
    return bool(listing(looked.resolved, looked.record)[0])


def public_records(office: Office, name: str) -> list[Looked]:
    """What stands under a number or a code, as far as anybody may see it: perhaps nothing."""
    try:
        return [looked for looked in found(office, name) if is_public(looked)]
    except Trouble:
        return []


def tone(resolved: Resolved, procedure: str, name: str) -> str:
    """How a state is shown: over, waiting for somebody, or standing as it should."""
    state = resolved.rulebook.procedures[procedure].states.get(name)
    if state is None or state.final:
        return "neutral"
    if procedure not in resolved.entries:
        return "running"
    return "warn" if state.waits_for else "good"


def listed(
    office: Office,
    name: str,
    *,
    search: str = "",
    after: str | None = None,
    limit: int = PAGE,
    instrument: str | None = None,
) -> tuple[list[Json], str | None]:
    """A page of a public list as it stands today, and the key after which it goes on."""
    queries.settle_lists(office)
    page = lists.public(name, search=search, after=after, limit=limit, instrument=instrument)
    return [_listed(office.books.pinned(row.pin), row) for row in page.rows], page.after


def _listed(resolved: Resolved, row: Row) -> Json:
    return {
        "record": row.number,
        "code": row.code,
        "procedure": row.procedure,
        "state": row.state,
        **_standing(resolved, row.procedure, row.state),
        "fields": [worded(resolved, name, value) for name, value in row.fields.items() if name not in resolved.codes],
        "rulebook": row.rulebook,
    }


@lru_cache(maxsize=1024)
def _standing(resolved: Resolved, procedure: str, name: str) -> Json:
    """A state in words; a page shows few states many times."""
    state = resolved.rulebook.procedures[procedure].states.get(name)
    return {"state_label": label(state, name), "tone": tone(resolved, procedure, name)}


def running(office: Office, row: Json) -> tuple[Resolved, Record, list[TermView]]:
    """What a row of a list does not hold: the case itself, its rulebook, and the periods that run in it."""
    record = queries.load(str(row["record"]))
    resolved = office.books.of(record)
    return resolved, record, periods(resolved, record, office.today())


def periods(resolved: Resolved, record: Record, on: date) -> list[TermView]:
    """The running clocks that bind nobody: how long a publication or a validity still lasts."""
    return [term for term in derive.terms(resolved, record, on) if term.binds is None]


def period(term: TermView) -> Json:
    return {
        "id": term.id,
        "label": term.label,
        "from": term.start.isoformat() if term.start else None,
        "to": term.due.isoformat() if term.due else None,
        "left": term.left,
        "unit": term.unit,
        "cite": term.cite,
        "also": term.also,
        "provisional": term.provisional,
    }


def names_of_fields(rows: Iterable[Json]) -> dict[str, Json]:
    """Every field that some row shows, with its label, in the order of the views."""
    names: dict[str, Json] = {}
    for row in rows:
        fields = row["fields"]
        assert isinstance(fields, list)
        names |= {field["field"]: field["label"] for field in fields if field["field"] not in names}
    return names


def looked_public(office: Office, number: str) -> Looked | None:
    """One case of the board or entry of the register by its number; None where nothing is public."""
    try:
        looked = look(office, number)
    except Trouble:
        return None
    return looked if is_public(looked) else None
