"""What an account leaves when its person is erased: a number without a name; and drafts and uploads, which go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from guiju.store.database import rows, text

_MINE = "(SELECT id FROM auth_user WHERE username = %s)"


def exists(name: str) -> bool:
    return bool(rows("SELECT 1 FROM auth_user WHERE username = %s", (name,)))


def retire(name: str, alias: str, day: date) -> list[str]:
    """Nobody signs in any more; what was signed stays signed, under the alias. The files to delete are returned."""
    rows(f"DELETE FROM login_token WHERE user_id = {_MINE}", (name,))
    rows(f"DELETE FROM draft WHERE user_id = {_MINE}", (name,))
    files = rows(f"DELETE FROM upload WHERE user_id = {_MINE} RETURNING path", (name,))
    rows(f"UPDATE membership SET ended = %s WHERE ended IS NULL AND user_id = {_MINE}", (day.isoformat(), name))
    rows("UPDATE act SET party = %s WHERE party = %s", (f"user:{alias}", f"user:{name}"))
    rows(
        "UPDATE auth_user SET username = %s, first_name = '', last_name = '', email = '', password = '!', "
        "is_active = %s, last_login = NULL WHERE username = %s",
        (alias, False, name),
    )
    return [text(row[0]) for row in files]


def delete_drafts(drafts: Iterable[str], uploads: Iterable[str]) -> list[str]:
    """Single drafts and uploads, by number; the files to delete are returned."""
    files: list[tuple[object, ...]] = []
    for number in drafts:
        rows("DELETE FROM draft WHERE id = %s", (number,))
    for number in uploads:
        rows("UPDATE draft SET upload_id = NULL WHERE upload_id = %s", (number,))
        files += rows("DELETE FROM upload WHERE id = %s RETURNING path", (number,))
    return [text(row[0]) for row in files]


def delete_work() -> list[str]:
    """Every draft and upload; the files to delete are returned."""
    rows("DELETE FROM draft")
    return [text(row[0]) for row in rows("DELETE FROM upload RETURNING path")]
