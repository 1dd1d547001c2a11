"""Files that were handed in to be looked at: whose they are, where they lie, what the scan found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from guiju.store.database import new_id, rows, text
from guiju.store.people import Actor

FOLDER = "uploads"  # in the office's folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file. `path` is inside the office's folder; `scan` is the report as JSON, without values."""

    name: str
    kind: str
    size: int
    sha256: str
    path: str
    scan: str


def add(actor: Actor, upload: Upload) -> str:
    """Keep it under a number that cannot be guessed from another."""
    number = new_id()
    rows(
        "INSERT INTO upload (id, user_id, party, name, kind, size, sha256, path, scan, instant) "
        "SELECT %s, id, %s, %s, %s, %s, %s, %s, %s, %s FROM auth_user WHERE username = %s",
        (
            *(number, actor.party or "", upload.name, upload.kind, upload.size, upload.sha256, upload.path),
            *(upload.scan, datetime.now(UTC).isoformat(timespec="seconds"), actor.user),
        ),
    )
    return number


def find(number: str, actor: Actor) -> Upload | None:
    """One's own upload: the same person's, for the same organisation."""
    found = rows(
        "SELECT p.name, p.kind, p.size, p.sha256, p.path, p.scan FROM upload p JOIN auth_user u ON u.id = p.user_id "
        "WHERE p.id = %s AND u.username = %s AND p.party = %s",
        (number, actor.user, actor.party or ""),
    )
    if not found:
        return None
    name, kind, size, sha256, path, scan = found[0]
    return Upload(
        name=text(name), kind=text(kind), size=int(str(size)), sha256=text(sha256), path=text(path), scan=text(scan)
    )
