"""Erasing a person's data: blocks and their salts go, by an act that names their leaves; the log still verifies.

What the rulebook's course depends on (which kind of objector, which day) stays, in a block of the erasing act; the rest
of a block is replaced by a mark. Then everything that is only drawn from the acts is drawn anew: records, lists, search,
letters, the public face. Drafts, uploads and the account of a person are deleted. `scrub` then takes out of the file
what a database leaves behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction

from guiju.kernel.face import PUBLIC
from guiju.kernel.journal import Block, Erasure, Receipt
from guiju.kernel.record import Record
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.values import Text
from guiju.store import codec, people, writing
from guiju.store.database import new_id, put_setting, rows, setting, text
from guiju.store.office import Office
from guiju.store.people import OFFICER, Actor
from guiju.store.replay import Replay, stored_acts
from guiju.store.writing import ACT, KEPT, SAID, face_of, office_row, outcome_of, put_acts, put_records, salted

ERASE = "erase"
MOST = 300  # blocks of one act: its receipt must fit into an entry of the log
PENDING = "scrub"  # the setting that says: the file still has to be scrubbed


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to go: fields of blocks of a case (no field named: all that may go), accounts, drafts, uploads."""

    case: str | None = None
    blocks: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    user: str | None = None
    drafts: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()


@dataclass(slots=True)
class _Plan:
    """One erasure while it is made: the blocks that go, by where they stand, and what is kept of them."""

    numbers: list[str]
    user: str | None
    alias: str
    gone: list[Erasure] = field(default_factory=list)
    kept: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)


class _StopError(Exception):
    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


def erase(office: Office, actor: Actor, wish: Wish, ground: str) -> Receipt | Refused:
    """Do it, as one act of the office, and scrub the file. Only an officer may; `ground` says why, and is kept."""
    office.bind()
    if not ground.strip():
        return _no(Reason.GROUND_NEEDED, "请写明依据，如“当事人请求”", "say why, such as a request of the person")
    try:
        with transaction.atomic(durable=True):
            receipt, files = _erase(office, actor, wish, ground)
            put_setting(PENDING, "1")
    except _StopError as stop:
        return stop.refused
    for name in files:
        (office.path / name).unlink(missing_ok=True)
    scrub(office)
    return receipt


def _erase(office: Office, actor: Actor, wish: Wish, ground: str) -> tuple[Receipt, list[str]]:
    granted = people.granted(actor)
    if granted is None or OFFICER not in granted.roles:
        raise _StopError(_no(Reason.NOT_YOUR_ROLE, "只有登记机构的人员可以删除", "only an officer of the registrar may erase"))
    today = office.day(granted.clock)
    plan = _Plan(_around(wish), wish.user, f"erased-{new_id()[-12:]}")
    if wish.case is not None:
        _from_case(office, plan, wish)
    if wish.user is not None:
        _from_acts(plan, wish.user)
    if len(plan.gone) > MOST:
        raise _StopError(_no(Reason.EFFECT_IMPOSSIBLE, f"一次最多删除 {MOST} 块，请分案办理", f"at most {MOST} blocks at once: case by case"))
    files = _beside(wish)
    if not plan.gone and wish.user is None and not files and not wish.drafts:
        raise _StopError(_no(Reason.NOTHING_NEW, "没有可以删除的内容", "there is nothing to erase"))
    _take_out(plan)
    blocks = [salted(SAID, {"ground": ground, "by": actor.signs_as, "case": wish.case or ""})]
    blocks += _redrawn(office, plan, today)
    for (act, block), rest in plan.kept.items():
        leaf = next(one.leaf for one in plan.gone if (one.act, one.block) == (act, block))
        blocks.append(salted(f"{KEPT}{leaf}/{block}", {"act": act, "block": block, **rest}))
    _account(plan, today)
    row = office_row(
        ERASE, wish.case or "", today, blocks, erases=tuple(plan.gone),
        signed=writing.Request(user_id=granted.user_id), party=actor.signs_as,
    )
    put_acts([row])
    return row.receipt, files


def again(office: Office, erasures: Sequence[Erasure]) -> Receipt | None:
    """Erase what an act erased that this office has lost, its database having been restored from an older copy.

    What was kept of a block is worked out anew, so more may go than the first time. Drafts and uploads go with it: they
    were filed nowhere, and the log does not say which were erased.
    """
    office.bind()
    wanted = {(one.act, one.block) for one in erasures}
    with transaction.atomic(durable=True):
        items = [item for item in _held([], wanted) if (item.act, item.stored) in wanted]
        if not items:
            return None
        users = {item.user for item in items if item.block == SAID and item.user}
        files = [text(row[0]) for row in rows("DELETE FROM upload RETURNING path") + rows("DELETE FROM draft RETURNING ''")]
        ...
        put_setting(PENDING, "1")
    return None


def _seeds(wish: Wish) -> list[str]:
    seeds = [wish.case] if wish.case is not None else []
    if wish.user is not None:
        me = f"user:{wish.user}"
        found = rows("SELECT number FROM stake WHERE party = %s UNION SELECT number FROM act WHERE party = %s AND kind = %s", (me, me, ACT))
        seeds += [text(row[0]) for row in found]
    return seeds


def _around(seeds: Sequence[str]) -> list[str]:
    """The cases that must be told again: those named, and all that hang together with them."""
    numbers: dict[str, None] = {}
    for seed in seeds:
        found = rows(
            "WITH RECURSIVE up (number, subject) AS (SELECT number, subject FROM record WHERE number = %s "
            "UNION SELECT r.number, r.subject FROM record r JOIN up ON r.number = up.subject), "
            "down (number) AS (SELECT number FROM up UNION SELECT r.number FROM record r JOIN down ON r.subject = "
            "down.number) SELECT number FROM down",
            (seed,),
        )
        numbers |= dict.fromkeys(text(row[0]) for row in found)
    return list(numbers)


def _from_case(office: Office, plan: _Plan, wish: Wish) -> None:
    """The named blocks of every filing in a case, and the public faces that show what goes."""
    found = rows("SELECT body FROM record WHERE number = %s", (wish.case,))
    if not found:
        raise _StopError(_no(Reason.NO_SUCH_ACT, f"没有案件 {wish.case}", f"there is no case {wish.case}"))
    resolved = office.books.of(codec.loads(Record, text(found[0][0])))
    steering = set(wish.fields) & resolved.steering
    if steering:
        named = resolved.words.facts(sorted(steering))
        zh, en = f"案件进程取决于此，不能删除：{named.zh}", f"the course of the case depends on it, so it must stay: {named.en}"
        raise _StopError(_no(Reason.EFFECT_IMPOSSIBLE, zh, en))
    for item in _held(plan.numbers):
        if item.number != wish.case or item.block not in wish.blocks:
            continue
        goes = {name for name in item.content if name not in resolved.steering}
        goes = goes & set(wish.fields) if wish.fields else goes
        if goes:
            plan.fields |= goes
            _mark(plan, item, {name: value for name, value in item.content.items() if name not in goes}, goes)
    for item in _held(plan.numbers):
        shown = item.content.get("fields") if item.block.startswith(PUBLIC) else None
        if isinstance(shown, list) and any(one["id"] in plan.fields for one in shown):
            plan.gone.append(Erasure(item.leaf, item.act, item.block))


def _from_acts(plan: _Plan, user: str) -> None:
    """What was said beside the forms names a person who acted for themselves: it goes on under another name."""
    name = f"user:{user}"
    for item in _held(plan.numbers):
        if item.block == SAID and name in json.dumps(item.content, ensure_ascii=False):
            renamed = _renamed(item.content, name, f"user:{plan.alias}")
            assert isinstance(renamed, dict)
            _mark(plan, item, renamed, set())


def _renamed(value: object, old: str, new: str) -> object:
    match value:
        case dict():
            return {key: _renamed(item, old, new) for key, item in value.items()}
        case list():
            return [_renamed(item, old, new) for item in value]
    return new if value == old else value


@dataclass(frozen=True, slots=True)
class _Held:
    """A block that stands: where it is stored, and which block of a filing it is."""

    leaf: int
    act: str  # of the leaf that holds it
    stored: str  # its name there
    number: str
    of: str  # the act that it belongs to; another one where an erasure kept it
    block: str
    content: Mapping[str, object]
    erased: tuple[str, ...] = ()


def _held(numbers: Sequence[str]) -> list[_Held]:
    marks = ", ".join(["%s"] * len(numbers)) or "NULL"
    found = rows(
        "SELECT a.seq, a.id, b.name, a.number, b.content FROM block b JOIN act a ON a.id = b.act_id "
        f"WHERE b.content IS NOT NULL AND (a.number IN ({marks}) OR b.name LIKE %s) ORDER BY a.seq",
        (*numbers, f"{KEPT}%"),
    )
    held: list[_Held] = []
    for seq, act, name, number, content in found:
        inside = json.loads(text(content))
        leaf, of, block, erased = int(str(seq)) - 1, text(act), text(name), ()
        if block.startswith(KEPT):
            of, block, erased, inside = inside["act"], inside["block"], tuple(inside["erased"]), inside["content"]
        held.append(_Held(leaf, text(act), text(name), text(number), of, block, inside, erased))
    return held


def _mark(plan: _Plan, item: _Held, rest: dict[str, object], goes: Iterable[str]) -> None:
    plan.gone.append(Erasure(item.leaf, item.act, item.stored))
    plan.kept[item.of, item.block] = {"content": rest, "erased": sorted({*item.erased, *goes})}


def _take_out(plan: _Plan) -> None:
    for one in plan.gone:
        rows("UPDATE block SET content = NULL, salt = NULL WHERE act_id = %s AND name = %s", (one.act, one.block))


def _redrawn(office: Office, plan: _Plan, today: date) -> list[Block]:
    """Tell the cases again without what is gone: records, outcomes of acts, and faces that have changed."""
    flaws: list[str] = []
    replay = Replay(office.books, flaws)
    gone = frozenset((one.act, one.block) for one in plan.gone)
    for stored in stored_acts(flaws, plan.numbers, gone=gone, rest=plan.kept):
        taken = replay.take(stored)
        if taken is not None:
            rows("UPDATE act SET outcome = %s WHERE id = %s", (outcome_of(taken), stored.receipt.act))
    if flaws:
        zh, en = f"删除后案件无法复原：{flaws[0]}", f"without it the case cannot be told again: {flaws[0]}"
        raise _StopError(_no(Reason.EFFECT_IMPOSSIBLE, zh, en))
    records = [replay.records[number] for number in plan.numbers]
    if records:
        put_records(office.books, records)
    shown = {one.block.removeprefix(PUBLIC) for one in plan.gone if one.block.startswith(PUBLIC)}
    return [
        salted(PUBLIC + record.number, face_of(office.books, record, today)) for record in records if record.number in shown
    ]


def _account(plan: _Plan, today: date) -> None:
    """The account goes on under a number: nobody signs in with it, and what it signed stays signed."""
    if plan.user is None:
        return
    mine = "(SELECT id FROM auth_user WHERE username = %s)"
    if not rows("SELECT 1 FROM auth_user WHERE username = %s", (plan.user,)):
        raise _StopError(_no(Reason.NO_SUCH_ACT, f"没有用户 {plan.user}", f"there is no user {plan.user}"))
    for table in ("login_token", "draft"):
        rows(f"DELETE FROM {table} WHERE user_id = {mine}", (plan.user,))
    rows(f"DELETE FROM upload WHERE user_id = {mine}", (plan.user,))
    rows(f"UPDATE membership SET ended = %s WHERE ended IS NULL AND user_id = {mine}", (today.isoformat(), plan.user))
    rows("UPDATE act SET party = %s WHERE party = %s", (f"user:{plan.alias}", f"user:{plan.user}"))
    rows(
        "UPDATE auth_user SET username = %s, first_name = '', last_name = '', email = '', password = '!', is_active = %s "
        "WHERE username = %s",
        (plan.alias, False, plan.user),
    )


def _beside(wish: Wish) -> list[str]:
    """Drafts and uploads that go; the files of the uploads are returned, to be deleted once it is certain."""
    for number in wish.drafts:
        rows("DELETE FROM draft WHERE id = %s", (number,))
    files: list[str] = []
    for number in wish.uploads:
        files += [text(row[0]) for row in rows("DELETE FROM upload WHERE id = %s RETURNING path", (number,))]
    if wish.user is not None:
        found = rows(
            "SELECT path FROM upload WHERE user_id = (SELECT id FROM auth_user WHERE username = %s)", (wish.user,)
        )
        files += [text(row[0]) for row in found]
    return files


def scrub(office: Office) -> bool:
    """Write the database file anew without what was deleted, and empty its journal. False: somebody reads; again later."""
    office.bind()
    if setting(PENDING) != "1":
        return True
    if connection.vendor != "sqlite":
        rows("VACUUM FULL")
    else:
        rows("VACUUM")
        busy = rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
        if busy:
            return False
    put_setting(PENDING, "0")
    return connection.vendor != "sqlite" or not rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]


def _no(reason: Reason, zh: str, en: str) -> Refused:
    return Refused(reason=reason, detail=Text(zh, en))
