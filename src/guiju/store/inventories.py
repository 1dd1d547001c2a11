"""Lists of resources that become many applications: the list, its rows, and how far it has been read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction

from guiju.store.database import Value, rows, text
from guiju.store.drafts import Owner

_LIST = "i.id, i.place, i.rulebook, i.procedure, i.name, i.path, i.files, i.done, i.answers, i.turn, i.instant"
_MINE = "i.party = %s AND i.user_id = (SELECT id FROM auth_user WHERE username = %s)"
_ROW = "id, rank, file, sheet, digest, found, common, told, series, whole, state, taken, turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """One list. `path` is empty when there is nothing left to look at."""

    id: str
    place: str
    rulebook: str
    procedure: str
    name: str
    path: str
    files: int
    done: int
    answers: Mapping[str, object]
    turn: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row. `state` is a word of whoever keeps the list; `told`: what is wrong, as JSON has it."""

    id: str
    rank: int
    file: str
    sheet: str = ""
    digest: str = ""
    found: Mapping[str, str] = field(default_factory=dict)
    common: Mapping[str, object] = field(default_factory=dict)
    told: Mapping[str, object] = field(default_factory=dict)
    series: str = ""
    whole: str = ""
    state: str
    taken: bool = True
    turn: int = 0


def begin(owner: Owner, inventory: Inventory) -> None:
    """A new list, of which nothing has been looked at."""
    rows(
        "INSERT INTO inventory (id, place, rulebook, procedure, name, path, files, done, answers, turn, instant, "
        "party, user_id) SELECT %s, %s, %s, %s, %s, %s, %s, 0, %s, 1, %s, %s, id FROM auth_user WHERE username = %s",
        (
            *(inventory.id, inventory.place, inventory.rulebook, inventory.procedure, inventory.name, inventory.path),
            *(inventory.files, _json(inventory.answers), datetime.now(UTC).isoformat(timespec="seconds")),
            *owner.values,
        ),
    )


def load(owner: Owner, id: str) -> Inventory | None:
    found = rows(f"SELECT {_LIST} FROM inventory i WHERE i.id = %s AND {_MINE}", (id, *owner.values))
    return _inventory(found[0]) if found else None


def mine(owner: Owner, most: int = 50) -> list[Inventory]:
    """The newest first."""
    sql = f"SELECT {_LIST} FROM inventory i WHERE {_MINE} ORDER BY i.instant DESC, i.id LIMIT %s"
    return [_inventory(row) for row in rows(sql, (*owner.values, most))]


def looked(id: str, done: int) -> None:
    """So many files have been looked at."""
    rows("UPDATE inventory SET done = %s WHERE id = %s AND done < %s", (done, id, done))


def finished(id: str) -> None:
    """Nothing is left to look at, and nothing lies in the folder."""
    rows("UPDATE inventory SET path = '' WHERE id = %s", (id,))


def answer(id: str, answers: Mapping[str, object]) -> None:
    """What is answered for all; every row is then judged anew."""
    rows("UPDATE inventory SET answers = %s, turn = turn + 1 WHERE id = %s", (_json(answers), id))


def remove(id: str) -> None:
    """The list; its drafts stay."""
    rows("DELETE FROM listed WHERE inventory_id = %s", (id,))
    rows("DELETE FROM inventory WHERE id = %s", (id,))


def put(inventory: str, row: Listed) -> None:
    """A row, as it now is. One that stands there already is changed only in what can change."""
    rows(
        f"INSERT INTO listed ({_ROW}, inventory_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (id) DO UPDATE SET common = excluded.common, told = excluded.told, whole = excluded.whole, "
        "state = excluded.state, turn = excluded.turn",
        (
            *(row.id, row.rank, row.file, row.sheet, row.digest, _json(row.found), _json(row.common), _json(row.told)),
            *(row.series, row.whole, row.state, row.taken, row.turn, inventory),
        ),
    )


def drop(id: str) -> None:
    rows("DELETE FROM listed WHERE id = %s", (id,))


def name_series(names: Mapping[str, str]) -> None:
    with transaction.atomic():
        for id, name in names.items():
            rows("UPDATE listed SET series = %s WHERE id = %s", (name, id))


def tick(inventory: str, shown: Sequence[str], taken: Sequence[str]) -> None:
    """Of the rows that were shown, those that are taken."""
    chosen = set(taken)
    with transaction.atomic():
        for id in shown:
            sql = "UPDATE listed SET taken = %s WHERE id = %s AND inventory_id = %s"
            rows(sql, (id in chosen, id, inventory))


def tick_all(inventory: str, taken: bool) -> None:
    rows("UPDATE listed SET taken = %s WHERE inventory_id = %s", (taken, inventory))


def row(inventory: str, id: str) -> Listed | None:
    found = rows(f"SELECT {_ROW} FROM listed WHERE inventory_id = %s AND id = %s", (inventory, id))
    return _listed(found[0]) if found else None


def page(
    inventory: str, *, states: Sequence[str] = (), search: str = "", start: int = 0, most: int = 50
) -> list[Listed]:
    """Rows in the order of the list that fit; those that went into a merged one are not shown."""
    where, values = _where(inventory, states, search)
    sql = f"SELECT {_ROW} FROM listed WHERE {where} ORDER BY rank, id LIMIT %s OFFSET %s"
    return [_listed(found) for found in rows(sql, (*values, most, start))]


def count(inventory: str, *, states: Sequence[str] = (), search: str = "") -> int:
    where, values = _where(inventory, states, search)
    return int(str(rows(f"SELECT count(*) FROM listed WHERE {where}", values)[0][0]))


def _where(inventory: str, states: Sequence[str], search: str) -> tuple[str, list[Value]]:
    where, values = "inventory_id = %s AND whole = ''", [inventory]
    if states:
        where += f" AND state IN ({', '.join(['%s'] * len(states))})"
        values += states
    if search:
        where += " AND lower(file) LIKE %s ESCAPE '!'"
        for sign in "!%_":
            search = search.replace(sign, f"!{sign}")
        values.append(f"%{search.lower()}%")
    return where, [*values]


def counts(inventory: str) -> dict[str, int]:
    """How many rows are in each state."""
    sql = "SELECT state, count(*) FROM listed WHERE inventory_id = %s AND whole = '' GROUP BY state"
    return {text(state): int(str(count)) for state, count in rows(sql, (inventory,))}


def taken(inventory: str, states: Sequence[str], most: int) -> list[Listed]:
    """The first of the ticked rows in these states."""
    where, values = _where(inventory, states, "")
    sql = f"SELECT {_ROW} FROM listed WHERE {where} AND taken = %s ORDER BY rank, id LIMIT %s"
    return [_listed(found) for found in rows(sql, (*values, True, most))]


def count_taken(inventory: str, states: Sequence[str]) -> int:
    where, values = _where(inventory, states, "")
    return int(str(rows(f"SELECT count(*) FROM listed WHERE {where} AND taken = %s", (*values, True))[0][0]))


def stale(inventory: str, turn: int, states: Sequence[str], most: int) -> list[Listed]:
    """Rows that were judged before the answers common to all were last changed."""
    where, values = _where(inventory, states, "")
    sql = f"SELECT {_ROW} FROM listed WHERE {where} AND turn < %s ORDER BY rank, id LIMIT %s"
    return [_listed(found) for found in rows(sql, (*values, turn, most))]


def twin(inventory: str, digest: str, sheet: str, id: str) -> str:
    """The file that came first with the same content, if any."""
    found = rows(
        "SELECT file FROM listed WHERE inventory_id = %s AND digest = %s AND sheet = %s AND id <> %s ORDER BY rank",
        (inventory, digest, sheet, id),
    )
    return text(found[0][0]) if found else ""


def every(inventory: str) -> list[tuple[str, str, str, Mapping[str, str]]]:
    """Number, file, table and findings of all rows, for what looks at them together."""
    sql = "SELECT id, file, sheet, found FROM listed WHERE inventory_id = %s ORDER BY rank, id"
    return [(text(id), text(file), text(sheet), json.loads(text(found))) for id, file, sheet, found in
            rows(sql, (inventory,))]  # fmt: skip


def series(inventory: str, states: Sequence[str], most: int = 30) -> dict[str, int]:
    """Names of series with several rows that are still apart; the first of them."""
    where, values = _where(inventory, states, "")
    sql = f"SELECT series, count(*) FROM listed WHERE {where} AND series <> '' GROUP BY series HAVING count(*) > 1 "
    sql += "ORDER BY series LIMIT %s"
    return {text(name): int(str(n)) for name, n in rows(sql, (*values, most))}


def of_series(inventory: str, name: str, states: Sequence[str]) -> list[Listed]:
    where, values = _where(inventory, states, "")
    sql = f"SELECT {_ROW} FROM listed WHERE {where} AND series = %s ORDER BY rank, id"
    return [_listed(found) for found in rows(sql, (*values, name))]


def files_of(inventory: str, wholes: Sequence[str]) -> dict[str, list[str]]:
    """The files that went into each of these rows."""
    if not wholes:
        return {}
    sql = f"SELECT whole, file FROM listed WHERE inventory_id = %s AND whole IN ({', '.join(['%s'] * len(wholes))}) "
    held: dict[str, list[str]] = {}
    for whole, file in rows(sql + "ORDER BY rank, id", (inventory, *wholes)):
        held.setdefault(text(whole), []).append(text(file))
    return held


def parts(inventory: str, whole: str) -> list[Listed]:
    """The rows that went into a merged one."""
    sql = f"SELECT {_ROW} FROM listed WHERE inventory_id = %s AND whole = %s ORDER BY rank, id"
    return [_listed(found) for found in rows(sql, (inventory, whole))]


def _inventory(row: tuple[object, ...]) -> Inventory:
    id, place, rulebook, procedure, name, path, files, done, answers, turn, at = row
    return Inventory(
        id=text(id), place=text(place), rulebook=text(rulebook), procedure=text(procedure), name=text(name),
        path=text(path), files=int(str(files)), done=int(str(done)), answers=json.loads(text(answers)),
        turn=int(str(turn)), at=text(at),
    )  # fmt: skip


def _listed(row: tuple[object, ...]) -> Listed:
    id, rank, file, sheet, digest, found, common, told, series, whole, state, taken, turn = row
    return Listed(
        id=text(id), rank=int(str(rank)), file=text(file), sheet=text(sheet), digest=text(digest),
        found=json.loads(text(found)), common=json.loads(text(common)), told=json.loads(text(told)),
        series=text(series), whole=text(whole), state=text(state), taken=bool(taken), turn=int(str(turn)),
    )  # fmt: skip


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True)
