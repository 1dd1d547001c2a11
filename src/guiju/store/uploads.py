"""Files that were handed in to be looked at: whose they are, where they lie, what the scan found."""

from __future__ import annotations

from collections.abc import Sequence
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


def looked(number: str, scan: str) -> None:
    """What the scan found, which forms are filled in from."""
    rows("UPDATE upload SET scan = %s WHERE id = %s", (scan, number))


def of_job(number: str) -> Upload:
    """For a job that was asked for by whose it is."""
    return _upload(rows("SELECT name, kind, size, sha256, path, scan FROM upload WHERE id = %s", (number,))[0])


def find(number: str, actor: Actor) -> Upload | None:
    """One's own upload: the same person's, for the same organisation."""
    found = rows(
        "SELECT p.name, p.kind, p.size, p.sha256, p.path, p.scan FROM upload p JOIN auth_user u ON u.id = p.user_id "
        "WHERE p.id = %s AND u.username = %s AND p.party = %s",
        (number, actor.user, actor.party or ""),
    )
    return _upload(found[0]) if found else None


def names(numbers: Sequence[str]) -> dict[str, str]:
    """What files are called, by their numbers."""
    if not numbers:
        return {}
    marks = ", ".join(["%s"] * len(numbers))
    return {text(id): text(name) for id, name in rows(f"SELECT id, name FROM upload WHERE id IN ({marks})", numbers)}


def _upload(row: tuple[object, ...]) -> Upload:
    name, kind, size, sha256, path, scan = row
    return Upload(
        name=text(name), kind=text(kind), size=int(str(size)), sha256=text(sha256), path=text(path), scan=text(scan)
    )
