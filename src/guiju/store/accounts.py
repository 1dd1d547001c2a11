"""What an account leaves when its person is erased: a number without a name; and drafts, uploads and jobs, which go."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from guiju.store.database import rows, text

RETIRED = "erased-"  # begins the name that an account then has
_MINE = "(SELECT id FROM auth_user WHERE username = %s)"


@dataclass(slots=True)
class Gone:
    """What was deleted: marks that name it without telling anything (`account/17`), and the files that must go too."""

    marks: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def add(self, more: Gone) -> None:
        self.marks += more.marks
        self.files += more.files


def exists(name: str) -> bool:
    return bool(rows("SELECT 1 FROM auth_user WHERE username = %s", (name,)))


def named(marks: Iterable[str]) -> list[str]:
    """The accounts among such marks that have a name."""
    numbers = [mark.removeprefix("account/") for mark in marks if mark.startswith("account/")]
    found = [rows("SELECT username FROM auth_user WHERE id = %s", (int(number),)) for number in numbers]
    return [name for row in found for (name,) in row if isinstance(name, str) and not name.startswith(RETIRED)]


def retire(name: str, alias: str, day: date) -> Gone:
    """Nobody signs in any more; what was signed stays signed, under the alias."""
    rows(f"DELETE FROM login_token WHERE user_id = {_MINE}", (name,))
    rows(f"DELETE FROM draft WHERE user_id = {_MINE}", (name,))
    rows(
        f"DELETE FROM job WHERE user_id = {_MINE} OR upload_id IN (SELECT id FROM upload WHERE user_id = {_MINE})",
        (name, name),
    )
    files = rows(f"DELETE FROM upload WHERE user_id = {_MINE} RETURNING path", (name,))
    rows(f"UPDATE membership SET ended = %s WHERE ended IS NULL AND user_id = {_MINE}", (day.isoformat(), name))
    rows("UPDATE act SET party = %s WHERE party = %s", (f"user:{alias}", f"user:{name}"))
    renamed = rows(
        "UPDATE auth_user SET username = %s, first_name = '', last_name = '', email = '', password = '!', "
        "is_active = %s, last_login = NULL WHERE username = %s RETURNING id",
        (alias, False, name),
    )
    numbers = {str(row[0]) for row in renamed}
    _end_sessions(numbers)
    return Gone([f"account/{number}" for number in numbers], [text(row[0]) for row in files])


def delete_drafts(drafts: Iterable[str], uploads: Iterable[str]) -> Gone:
    """Single drafts and uploads, by number."""
    gone, owners = Gone(), set[str]()
    for number in drafts:
        owner = rows("DELETE FROM draft WHERE id = %s RETURNING user_id", (number,))
        gone.marks += [f"draft/{number}" for _ in owner]
        owners |= {str(row[0]) for row in owner}
    for number in uploads:
        rows("UPDATE draft SET upload_id = NULL WHERE upload_id = %s", (number,))
        rows("DELETE FROM job WHERE upload_id = %s", (number,))
        path = rows("DELETE FROM upload WHERE id = %s RETURNING path", (number,))
        gone.marks += [f"upload/{number}" for _ in path]
        gone.files += [text(row[0]) for row in path]
    _end_sessions(owners)
    return gone


def delete_marked(marks: Collection[str]) -> Gone:
    """The drafts and uploads that such marks name."""
    kinds = [mark.partition("/") for mark in marks]
    return delete_drafts(*([number for found, _, number in kinds if found == kind] for kind in ("draft", "upload")))


def _end_sessions(users: Collection[str]) -> None:
    """A session of the pages may carry drafts that were taken away and forms that were not sent."""
    for key, packed in rows("SELECT session_key, session_data FROM django_session") if users else ():
        if _signed_in(text(packed)) in users:
            rows("DELETE FROM django_session WHERE session_key = %s", (text(key),))


def _signed_in(packed: str) -> str | None:
    """Whose session it is, whatever key has signed it."""
    body = packed.split(":")[0]
    bare = body.removeprefix(".")
    try:
        data = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
        held = json.loads(zlib.decompress(data) if body.startswith(".") else data)
        return str(held["_auth_user_id"]) if "_auth_user_id" in held else None
    except (ValueError, zlib.error, TypeError):
        return None
