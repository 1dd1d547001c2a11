"""What anybody may see: entries of the register and cases on the board, as rows of a list and one by one.

Only published fields leave here, in the words of the rulebook that each record is pinned to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from guiju.kernel import derive
from guiju.kernel.derive import TermView
from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved
from guiju.kit.looks import found, look
from guiju.kit.says import Trouble
from guiju.kit.view import Json, Looked, code_of, label, worded
from guiju.store import queries
from guiju.store.lists import Row
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


def tone(resolved: Resolved, record: Record) -> str:
    """How the state is shown: over, waiting for somebody, or standing as it should."""
    state = resolved.rulebook.procedures[record.procedure].states.get(record.state)
    if state is None or state.final:
        return "neutral"
    if record.procedure not in resolved.entries:
        return "running"
    return "warn" if state.waits_for else "good"


def listed(office: Office, rows: Iterable[Row]) -> list[Json]:
    """Rows of a public list as they stand today."""
    today = office.today()
    return [seen for row in rows if (seen := _listed(office, row, today)) is not None]


def _listed(office: Office, row: Row, today: date) -> Json | None:
    record, resolved = queries.load(row.number), office.books.pinned(row.pin)
    if any(term.due is not None and term.due < today for term in periods(resolved, record, today)):
        record = queries.look(row.number)  # a period ran out and nobody has looked since
        if not listing(resolved, record)[0]:
            return None
    state = resolved.rulebook.procedures[record.procedure].states.get(record.state)
    public = {name: value for name, value in resolved.public(record).items() if name not in resolved.codes}
    return {
        "record": record.number,
        "code": code_of(resolved, record),
        "procedure": record.procedure,
        "state": record.state,
        "state_label": label(state, record.state),
        "tone": tone(resolved, record),
        "fields": [worded(resolved, name, value) for name, value in public.items()],
        "periods": [_period(term) for term in periods(resolved, record, today)],
        "rulebook": resolved.rulebook.rulebook,
        "resolved": resolved,
        "stored": record,
    }


def periods(resolved: Resolved, record: Record, on: date) -> list[TermView]:
    """The running clocks that bind nobody: how long a publication or a validity still lasts."""
    return [term for term in derive.terms(resolved, record, on) if term.binds is None]


def _period(term: TermView) -> Json:
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
