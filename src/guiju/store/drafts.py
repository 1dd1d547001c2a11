"""Applications that are being written. A draft is its user's and their party's; nobody else finds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from guiju.store.database import new_id, rows, text

_COLUMNS = "d.id, d.place, d.rulebook, d.procedure, d.answers, d.found, d.turn, d.instant, d.upload_id"
_MINE = "d.party = %s AND d.user_id = (SELECT id FROM auth_user WHERE username = %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was written so far. `found`: what the machine filled in; `turn` counts the savings."""

    id: str
    place: str
    rulebook: str
    procedure: str
    answers: Mapping[str, object]
    found: Mapping[str, object]
    turn: int
    at: datetime
    upload: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose drafts: a user, for a party or for nobody."""

    user: str
    party: str | None

    @property
    def values(self) -> tuple[str, str]:
        return (self.party or "", self.user)


def begin(
    owner: Owner,
    *,
    place: str,
    rulebook: str,
    procedure: str,
    answers: Mapping[str, object],
    found: Mapping[str, object],
    upload: str | None = None,
    id: str | None = None,
) -> str:
    """A new draft; its number."""
    id = id or new_id()
    _insert(owner, (id, place, rulebook, procedure, _json(answers), _json(found), 1, _now(), upload))
    return id


def _insert(owner: Owner, values: tuple[str | int | None, ...]) -> None:
    rows(
        "INSERT INTO draft (id, place, rulebook, procedure, answers, found, turn, instant, upload_id, party, user_id) "
        f"SELECT {', '.join(['%s'] * len(values))}, %s, id FROM auth_user WHERE username = %s",
        (*values, *owner.values),
    )


def load(owner: Owner, id: str) -> Draft | None:
    found = rows(f"SELECT {_COLUMNS} FROM draft d WHERE d.id = %s AND {_MINE}", (id, *owner.values))
    return _draft(found[0]) if found else None


def mine(owner: Owner, most: int, start: int = 0) -> list[Draft]:
    """The last saved first."""
    sql = f"SELECT {_COLUMNS} FROM draft d WHERE {_MINE} ORDER BY d.instant DESC, d.id LIMIT %s OFFSET %s"
    found = rows(sql, (*owner.values, most, start))
    return [_draft(row) for row in found]


def save(owner: Owner, id: str, turn: int, answers: Mapping[str, object]) -> int | None:
    """Put down what is now written, if nobody has saved since `turn`; the new turn, or None: somebody has."""
    found = rows(
        "UPDATE draft SET answers = %s, turn = turn + 1, instant = %s WHERE id = %s AND turn = %s "
        "AND party = %s AND user_id = (SELECT id FROM auth_user WHERE username = %s) RETURNING turn",
        (_json(answers), _now(), id, turn, *owner.values),
    )
    return int(str(found[0][0])) if found else None


def remove(owner: Owner, id: str) -> Draft | None:
    """Take a draft away; what it held is returned, so that it can be put back."""
    draft = load(owner, id)
    if draft is not None:
        rows(
            "DELETE FROM draft WHERE id = %s AND party = %s "
            "AND user_id = (SELECT id FROM auth_user WHERE username = %s)",
            (id, *owner.values),
        )
    return draft


def put_back(owner: Owner, draft: Draft) -> None:
    """A draft as it was before it was taken away."""
    if load(owner, draft.id) is None:
        words = (draft.id, draft.place, draft.rulebook, draft.procedure, _json(draft.answers), _json(draft.found))
        _insert(owner, (*words, draft.turn, draft.at.isoformat(timespec="seconds"), draft.upload))


def as_json(draft: Draft) -> dict[str, object]:
    """A draft as a session can hold it."""
    names = ("id", "place", "rulebook", "procedure", "turn", "upload")
    kept = {name: getattr(draft, name) for name in names}
    return {**kept, "answers": dict(draft.answers), "found": dict(draft.found), "at": draft.at.isoformat()}


def from_json(kept: Mapping[str, object]) -> Draft:
    return Draft(**{**kept, "at": datetime.fromisoformat(str(kept["at"]))})  # type: ignore[arg-type]


def _draft(row: tuple[object, ...]) -> Draft:
    return Draft(
        id=text(row[0]),
        place=text(row[1]),
        rulebook=text(row[2]),
        procedure=text(row[3]),
        answers=json.loads(text(row[4])),
        found=json.loads(text(row[5])),
        turn=int(str(row[6])),
        at=datetime.fromisoformat(text(row[7])),
        upload=text(row[8]) if row[8] else None,
    )


def _json(answers: Mapping[str, object]) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
