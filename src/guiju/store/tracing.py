"""Where a text stands in an office: what an officer must know before a person's data can be erased."""

from __future__ import annotations

from typing import NamedTuple

from guiju.store.database import rows, text
from guiju.store.office import Office
from guiju.store.people import Actor

_UPLOAD = "p.name || p.scan || COALESCE(j.params, '') || COALESCE(j.result, '') || COALESCE(j.error, '')"
_LOOKS = (
    # place, what it is numbered by, what it is called, where it is looked for
    ("block", "a.number", "b.name", "block b JOIN act a ON a.id = b.act_id", "b.content"),
    ("draft", "id", "procedure", "draft", "answers"),
    ("upload", "p.id", "p.name", "upload p LEFT JOIN job j ON j.upload_id = p.id", _UPLOAD),
    ("account", "username", "first_name", "auth_user", "username || ' ' || first_name || ' ' || last_name || email"),
    ("organisation", "id", "name", "party", "name || ' ' || uscc"),
)


class Place(NamedTuple):
    """`place`: block, draft, upload, account, organisation. `number`: by which `guiju erase` takes it."""

    place: str
    number: str
    name: str


def where(office: Office, actor: Actor, wanted: str) -> list[Place]:
    """Every place that holds the text, for an officer only; nobody else is told anything."""
    office.bind()
    if not wanted.strip() or "registrar" not in office.actor(actor.user, actor.party).roles:
        return []
    like = "%" + wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found: list[Place] = []
    for place, number, name, table, column in _LOOKS:
        held = rows(
            f"SELECT DISTINCT {number}, {name} FROM {table} WHERE {column} LIKE %s ESCAPE '\\' ORDER BY 1, 2", (like,)
        )
        found += [Place(place, text(row[0]), text(row[1])) for row in held]
    return found
