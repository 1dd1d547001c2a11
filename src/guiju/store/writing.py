"""What an act leaves in the store: its row, its blocks with their salts, its receipt, the records that it changed."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from guiju.kernel.docket import Proceeded, turns_after
from guiju.kernel.journal import SALT_BYTES, Block, Erasure, Receipt
from guiju.kernel.record import NOTHING, Act, Pin, Record, Taken
from guiju.kernel.resolved import CLOCK, Resolved
from guiju.kernel.values import ERASED, canonical, plain
from guiju.store import codec, letters, people
from guiju.store.books import Books
from guiju.store.database import Value, new_id, places, rows, serial, text
from guiju.store.facing import faces
from guiju.store.timing import put_timing

SAID = "@act"  # the block for what no form asked: who, in which role, on which grounds. No form can name a block so.
KEPT = "@kept/"  # begins the name of the block that holds what an erasure left standing of another
GONE = "@gone/"  # begins the name of a block that says which account, draft or upload an erasure deleted, by number
LOST = "@lost"  # the block in which a restored office owns up to the acts that it lost
ACT, MOVE, OFFICE = "act", "calendar", "office"
_FIXED = ("number", "procedure", "rulebook", "subject")  # of a record, from its first act on
LONGEST_HANDLE = 200
REGISTER, BOARD = "register", "board"  # the public lists: what was registered, and what is published for objection
ANNOUNCED, DIRECTORY = "announcement", "directory"  # and, by the place that a text names: what stays published


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asked, and under which key. Clock acts that somebody's look sets off have neither."""

    user_id: int | None = None
    key: str | None = None
    digest: str | None = None
    root: Act | None = None  # the act that was asked for, among those that it set off
    opening: Record | None = None  # the case before its first act


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One row of the act table with its blocks, before it is written."""

    id: str
    number: str
    kind: str
    verb: str
    role: str
    party: str
    happened: date
    recorded: date
    receipt: Receipt
    outcome: str
    blocks: Sequence[Block]
    request: Request


def write(books: Books, done: Proceeded, request: Request) -> Receipt | None:
    """Put everything down, inside the caller's transaction. The receipt is that of the act that was asked for."""
    written: list[Written] = []
    for step in done.steps:
        written.append(_row(books, step, done, _cause(step, written), request))
    for pin in {done.docket[number].pin for number in done.changed}:
        books.keep(pin)
    put_records(books, [done.docket[number] for number in done.changed])
    put_handles(books, [done.docket[number] for number in _named_anew(books, done)])
    put_acts(written)
    return next((row.receipt for row in written if row.request.root is not None), None)


def _named_anew(books: Books, done: Proceeded) -> set[str]:
    """Cases that may now be found by another code: few acts say one."""
    found: set[str] = set()
    for step in done.steps:
        book = books.of(step.record)
        names = {*book.handles, *(name for one in book.uniques[step.record.procedure] for name in one.rule.key)}
        said = [step.act.facts, step.act.given]
        for effect in step.effects:
            if effect.kind == "open":
                found.add(str(effect.values["number"]))
            elif effect.kind == "set":
                said.append(effect.values)  # type: ignore[arg-type]
        if any(name in facts for facts in said for name in names):
            found.add(step.record.number)
    return found


def _cause(step: Taken, before: Sequence[Written]) -> str | None:
    """The act of another case that told this one to happen."""
    if not step.act.role.startswith("case:"):
        return None
    return next(row.id for row in reversed(before) if row.number == step.act.party)


def _row(books: Books, step: Taken, done: Proceeded, cause: str | None, request: Request) -> Written:
    act, record = step.act, step.record
    mine = act is request.root
    opening = request.opening if mine else None
    resolved = books.of(record)
    parts = [*_parts(resolved, step, opening), *faces(books, step, done), *letters.written(resolved, step)]
    blocks = [salted(name, content) for name, content in parts]
    receipt = Receipt(
        act=new_id(),
        verb=act.verb,
        number=record.number,
        state=record.state,
        on=step.on,
        recorded=act.recorded or step.on,
        pin=record.pin,
        blocks={block.name: block.digest for block in blocks},
        caused_by=cause,
    )
    return Written(
        id=receipt.act,
        number=record.number,
        kind=ACT,
        verb=act.verb,
        role=act.role,
        party=act.party,
        happened=step.on,
        recorded=receipt.recorded,
        receipt=receipt,
        outcome=outcome_of(step),
        blocks=blocks,
        request=request if mine else Request(user_id=None if act.role == CLOCK else request.user_id),
    )


def salted(name: str, content: Mapping[str, object]) -> Block:
    return Block(name, content, secrets.token_bytes(SALT_BYTES))


def outcome_of(step: Taken) -> str:
    """What an act did. The record itself is kept once, in its own row."""
    act, record = step.act, step.record
    bare = Record(number=record.number, procedure=record.procedure, pin=record.pin, state=record.state)
    met = tuple(one._replace(facts=NOTHING) for one in step.met)
    return codec.dumps(step._replace(act=Act(verb=act.verb, role=act.role), record=bare, met=met))


def _parts(resolved: Resolved, step: Taken, opening: Record | None) -> list[tuple[str, Mapping[str, object]]]:
    """The payload, as the form groups it, and what was said beside the form."""
    act = step.act
    questions = resolved.steps[step.record.procedure, act.verb].questions
    parts: dict[str, dict[str, object]] = {}
    for name, answer in act.facts.items():
        assert questions is not None  # an act without a form takes no facts
        parts.setdefault(questions.asked[name].field.block, {})[name] = _exact(answer)
    told = act.role.startswith("case:")  # what it was given stands with the act that told it, and is erased there
    said: dict[str, object] = {"act": codec.dump(replace(act, facts={}, given={} if told else act.given))}
    if opening is not None:
        said["case"] = codec.dump(opening)
    if step.met:  # what it stood on is told with it: nobody need ask again, and nothing else can be made of it
        said["met"] = [codec.dump(one) for one in step.met]
    return [*parts.items(), (SAID, said)]


def _exact(answer: object) -> object:
    """An answer as JSON holds it: a number beyond what its readers agree on as text, which a form reads as well."""
    big = isinstance(answer, int) and abs(answer) >= codec.SAFE
    return str(answer) if big else plain(answer)


def row_of(books: Books, record: Record) -> dict[str, Value]:
    """A record as its row holds it: folded, with what finds it."""
    resolved = books.of(record)
    codes = (record.facts.get(name) for name in resolved.codes)
    listed, waits, shown, words = listing(resolved, record)
    turns = turns_after(resolved, record)
    return {
        "number": record.number,
        "procedure": record.procedure,
        "state": record.state,
        "rulebook": record.pin.rulebook,
        "subject": record.subject,
        "registrant": record.parties.get("registrant"),
        "registrar": record.parties.get(people.OFFICER, ""),
        "opened": record.opened.isoformat() if record.opened else None,
        "code": next((code for code in codes if isinstance(code, str)), None),
        "listed": listed,
        "waits": waits,
        "turns": turns.isoformat() if turns else None,
        "shown": shown,
        "words": words,
        "body": codec.dumps(record),
    }


def put_records(books: Books, records: Sequence[Record]) -> None:
    made = [row_of(books, record) for record in records]
    if not made:
        return
    fresh = ", ".join(f"{name} = excluded.{name}" for name in made[0] if name not in _FIXED)
    rows(
        f"INSERT INTO record ({', '.join(made[0])}, locked) VALUES {places(len(made), len(made[0]) + 1)} "
        f"ON CONFLICT (number) DO UPDATE SET {fresh}",
        [value for row in made for value in (*row.values(), 0)],
    )
    put_stakes([(record.number, role, party) for record in records for role, party in record.parties.items()])
    put_timing(books, records)


def relist(books: Books) -> None:
    """Fill in what lists and searches need, for records that an older program wrote. Changes no case."""
    after = ""
    while found := rows("SELECT number, body FROM record WHERE number > %s ORDER BY number LIMIT 500", (after,)):
        records = [codec.loads(Record, text(row[1])) for row in found]
        put_records(books, records)
        put_handles(books, records)
        after = text(found[-1][0])


def put_stakes(stakes: Sequence[tuple[str, str, str]]) -> None:
    """Who is which party; a role changes hands only by an act, and then the row says so."""
    if stakes:
        rows(
            f"INSERT INTO stake (number, role, party) VALUES {places(len(stakes), 3)} "
            "ON CONFLICT (number, role) DO UPDATE SET party = excluded.party",
            [part for stake in stakes for part in stake],
        )


def handles(resolved: Resolved, record: Record) -> list[tuple[str, str, str]]:
    """By what other cases find this one: number, name, value."""
    lookups = (same.lookup(record.facts) for same in resolved.uniques.get(record.procedure, ()))
    whole = [(record.number, one.need, one.stamp) for one in lookups if one is not None]
    named = ((name, record.facts.get(name)) for name in resolved.handles)
    return whole + [
        (record.number, name, value)
        for name, value in named
        if isinstance(value, str) and value is not ERASED and len(value) <= LONGEST_HANDLE
    ]


def put_handles(books: Books, records: Iterable[Record]) -> None:
    made = [one for record in records for one in handles(books.of(record), record)]
    if made:
        rows(
            f"INSERT INTO handle (number, name, value) VALUES {places(len(made), 3)} "
            "ON CONFLICT (number, name) DO UPDATE SET value = excluded.value",
            [part for one in made for part in one],
        )


def listing(resolved: Resolved, record: Record) -> tuple[str, str, str, str]:
    """On which public list a record stands, whose move it is, and what anyone may see of it: as JSON and as words."""
    state = resolved.rulebook.procedures[record.procedure].states.get(record.state)
    final = state is None or state.final
    waits = "" if state is None or state.final else state.waits_for or ""
    listed = _list_of(resolved, record, final)
    if not listed:
        return "", waits, "", ""
    fields = {name: plain(value) for name, value in resolved.public(record).items()}
    shown = {"tree": record.pin.tree, "calendar": record.pin.calendar, "fields": fields}
    words = "\n".join((record.number, *map(str, fields.values()))).casefold()
    return listed, waits, json.dumps(shown, ensure_ascii=False), words


def _list_of(resolved: Resolved, record: Record, final: bool) -> str:
    """The register; what is announced, for good; a directory; and the board, as long as the case is open."""
    if record.procedure in resolved.entries:
        return REGISTER
    places = {resolved.places.get(view, "") for view in record.published}
    named = next((name for name in (ANNOUNCED, DIRECTORY) if name in places), "")
    return named or (BOARD if record.published and not final else "")


def put_acts(written: Sequence[Written]) -> None:
    """Rows and blocks of several acts, in two statements. Only one writer at a time passes the serial of acts."""
    first = serial("act", len(written)) - len(written) + 1
    instant = datetime.now(UTC).isoformat(timespec="microseconds")
    acts: list[Value] = []
    blocks: list[Value] = []
    for seq, row in enumerate(written, first):
        request = row.request
        acts += [seq, row.id, row.number, row.kind, row.verb, row.role, row.party, request.user_id]
        acts += [row.happened.isoformat(), row.recorded.isoformat(), instant, row.receipt.caused_by]
        acts += [request.key, request.digest]
        acts += [row.receipt.leaf().decode(), row.outcome]
        for block in row.blocks:
            blocks += [row.id, block.name, block.digest, block.salt.hex(), canonical(block.content).decode()]
    rows(
        "INSERT INTO act (seq, id, number, kind, verb, role, party, signed_by, happened, recorded, instant, cause, "
        f"request_key, request_digest, receipt, outcome) VALUES {places(len(written), 16)}",
        acts,
    )
    rows(
        f"INSERT INTO block (act_id, name, digest, salt, content) VALUES {places(len(blocks) // 5, 5)}",
        blocks,
    )


def lock(number: str) -> dict[str, Record]:
    """The record, what it is about (and so on upwards), and the cases about it: ours until commit."""
    found = rows(
        "WITH RECURSIVE up (number, subject) AS (SELECT number, subject FROM record WHERE number = %s "
        "UNION SELECT r.number, r.subject FROM record r JOIN up ON r.number = up.subject) "
        "UPDATE record SET locked = locked + 1 WHERE number IN (SELECT number FROM up) OR subject = %s RETURNING body",
        (number, number),
    )
    return _by_number(found)


def docket_of(number: str) -> dict[str, Record]:
    """The same records without a lock, for looking."""
    found = rows(
        "WITH RECURSIVE up (number, subject) AS (SELECT number, subject FROM record WHERE number = %s "
        "UNION SELECT r.number, r.subject FROM record r JOIN up ON r.number = up.subject) "
        "SELECT body FROM record WHERE number IN (SELECT number FROM up) OR subject = %s",
        (number, number),
    )
    return _by_number(found)


def _by_number(found: Sequence[tuple[object, ...]]) -> dict[str, Record]:
    """Subjects before the cases about them."""
    records = {record.number: record for record in (codec.loads(Record, str(row[0])) for row in found)}

    def depth(record: Record) -> int:
        above = records.get(record.subject) if record.subject else None
        return 0 if above is None else 1 + depth(above)

    return {
        record.number: record for record in sorted(records.values(), key=lambda record: (depth(record), record.number))
    }


def request_digest(content: Mapping[str, object]) -> str:
    """Stands for what was asked, to know it again; also for what no form would take."""
    text = json.dumps(content, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


def calendar_row(pin: Pin, on: date, outcome: Mapping[str, object]) -> Written:
    """An edition of the calendar, installed: an act of the office on no case."""
    blocks = [salted(SAID, {"calendar": pin.calendar, "tree": pin.tree})]
    return office_row("install_calendar", pin.calendar, on, blocks, kind=MOVE, pin=pin, outcome=outcome)


def office_row(
    verb: str,
    number: str,
    on: date,
    blocks: Sequence[Block],
    *,
    kind: str = OFFICE,
    pin: Pin | None = None,
    erases: tuple[Erasure, ...] = (),
    outcome: Mapping[str, object] = MappingProxyType({}),
    signed: Request | None = None,
    party: str = "",
) -> Written:
    """An act of the office itself, which no rulebook governs: it stands in the log like any other."""
    receipt = Receipt(
        act=new_id(),
        verb=verb,
        number=number,
        state="",
        on=on,
        recorded=on,
        pin=pin,
        blocks={block.name: block.digest for block in blocks},
        erases=erases,
    )
    return Written(
        id=receipt.act,
        number=number,
        kind=kind,
        verb=verb,
        role="",
        party=party,
        happened=on,
        recorded=on,
        receipt=receipt,
        outcome=json.dumps(plain(outcome), ensure_ascii=False),
        blocks=blocks,
        request=signed or Request(),
    )
