"""Reading what is stored. Nothing here changes anything, except that `look` first takes what fell due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guiju.kernel.journal import Receipt
from guiju.kernel.record import Done, Record, Taken
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Cite
from guiju.store import codec, people, writing
from guiju.store.beside import settled
from guiju.store.database import Value, rows, text
from guiju.store.office import Office, current
from guiju.store.perform import perform_clock

_ACT = "seq, id, number, verb, role, party, happened, recorded, outcome, receipt, cause"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """One act of a case, as it was written. `party` is the number that stands in the case, `party_name` for people."""

    seq: int
    act: str
    number: str
    verb: str
    role: str
    party: str
    party_name: str
    on: date
    recorded: date
    effects: tuple[Done, ...]
    cites: tuple[Cite, ...]
    receipt: Receipt
    cause: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRow:
    """An organisation as the office knows it."""

    id: str
    name: str
    uscc: str
    kind: str
    demo: bool


def load(number: str) -> Record:
    """A case as its last act left it; KeyError when there is none. The calendar may since have done more: `look`."""
    found = rows("SELECT body FROM record WHERE number = %s", (number,))
    if not found:
        raise KeyError(number)
    return codec.loads(Record, text(found[0][0]))


def exists(number: str) -> bool:
    return bool(rows("SELECT 1 FROM record WHERE number = %s", (number,)))


def key_known(key: str) -> bool:
    """Was a request of this key done?"""
    return bool(rows("SELECT 1 FROM act WHERE request_key = %s", (key,)))


def resolved(record: Record) -> Resolved:
    """The rulebook that the case stands on, from its pinned tree and calendar."""
    return current().books.of(record)


def look(number: str, on: date | None = None) -> Record:
    """A case on a day: what fell due before that day has happened. A day to come is shown, and nothing is written."""
    office = current()
    today = office.today()
    on = on or today
    docket = writing.docket_of(number)
    if number not in docket:
        raise KeyError(number)
    done = settled(office.books, docket, on)
    if not done.steps:
        return docket[number]
    if on > today:
        return done.docket[number]
    perform_clock(office, number, on)
    return load(number)


def settle_lists(office: Office, most: int = 100) -> None:
    """Let the clocks act that nobody has looked at since: a list must not show what is over as standing."""
    today = office.today()
    for row in rows("SELECT number FROM record WHERE turns < %s ORDER BY turns LIMIT %s", (today.isoformat(), most)):
        perform_clock(office, text(row[0]), today)


def history(number: str) -> list[ActRow]:
    """What happened in a case, in the order in which it was written."""
    found = rows(
        f"SELECT {_ACT} FROM act WHERE number = %s AND kind = %s ORDER BY seq",
        (number, writing.ACT),
    )
    names = people.names_of({text(row[5]) for row in found if row[5]})
    return [_act(row, names) for row in found]


def act(id: str) -> ActRow | None:
    """One act of a case, by the number of its receipt."""
    return _one_act("id", id)


def act_of_key(key: str) -> ActRow | None:
    """What was done for a request that was sent under this key."""
    return _one_act("request_key", key)


def _one_act(column: str, value: str) -> ActRow | None:
    found = rows(f"SELECT {_ACT} FROM act WHERE {column} = %s AND kind = %s", (value, writing.ACT))
    return _act(found[0], people.names_of({text(found[0][5])} - {""})) if found else None


def _act(row: tuple[object, ...], names: dict[str, str]) -> ActRow:
    taken = codec.loads(Taken, text(row[8]))
    party = text(row[5])
    return ActRow(
        seq=int(str(row[0])),
        act=text(row[1]),
        number=text(row[2]),
        verb=text(row[3]),
        role=text(row[4]),
        party=party,
        party_name=names.get(party, party),
        on=date.fromisoformat(str(row[6])),
        recorded=date.fromisoformat(str(row[7])),
        effects=taken.effects,
        cites=taken.cites,
        receipt=codec.receipt_from(text(row[9])),
        cause=text(row[10]) if row[10] else None,
    )


def erased(act: str) -> dict[str, int]:
    """Blocks of an act that are gone, with the number of the act that erased each."""
    found = rows("SELECT seq, receipt FROM act WHERE kind = %s AND receipt LIKE %s", (writing.OFFICE, f"%{act}%"))
    return {
        one.block: int(str(seq))
        for seq, receipt in found
        for one in codec.receipt_from(text(receipt)).erases
        if one.act == act
    }


def cases(
    *,
    state: str | None = None,
    procedure: str | None = None,
    rulebook: str | None = None,
    subject: str | None = None,
    registrant: str | None = None,
) -> list[Record]:
    """The cases that fit all filters given, oldest number first."""
    filters = {
        "state": state,
        "procedure": procedure,
        "rulebook": rulebook,
        "subject": subject,
        "registrant": registrant,
    }
    chosen = {name: value for name, value in filters.items() if value is not None}
    values: list[Value] = list(chosen.values())
    where = " AND ".join(f"{name} = %s" for name in chosen) or "1 = 1"
    found = rows(f"SELECT body FROM record WHERE {where} ORDER BY number", values)
    return [codec.loads(Record, text(row[0])) for row in found]


def records_by_code(code: str) -> list[Record]:
    """The records that carry an identifier: the case that was given it, and the entry that it opened."""
    found = rows("SELECT body FROM record WHERE code = %s ORDER BY number", (code,))
    return [codec.loads(Record, text(row[0])) for row in found]


def party(number: str) -> PartyRow | None:
    found = rows("SELECT id, name, uscc, kind, demo FROM party WHERE id = %s", (number,))
    if not found:
        return None
    id_, name, uscc, kind, demo = found[0]
    return PartyRow(id=text(id_), name=text(name), uscc=text(uscc), kind=text(kind), demo=bool(demo))


def names_of(parties: set[str]) -> dict[str, str]:
    """Names of the parties in a case, by what stands in the record."""
    return people.names_of(parties)


def receipts(office: Office) -> list[Receipt]:
    """All receipts, in the order of the acts."""
    office.bind()
    return [codec.receipt_from(text(row[0])) for row in rows("SELECT receipt FROM act ORDER BY seq")]
