"""Erasing a person: blocks and their salts go, by an act that names their leaves. The log stays whole.

What the course of a case depends on (which kind of objector, which day) stays, in a block of the erasing act; the rest
of a block is replaced by a mark. Then all that is only drawn from the acts is drawn anew: records, lists, search,
letters, the public face. On a deposit nothing depends: its blocks go whole, with the files that were kept for them.
Drafts, uploads and the account of a person are deleted. `scrub` then takes out of the file what a database leaves
behind.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from guiju.kernel.face import PUBLIC
from guiju.kernel.journal import Block, Erasure, Receipt
from guiju.kernel.letters import LETTER
from guiju.kernel.record import Record, Taken
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.tiles import LONGEST_ENTRY
from guiju.kernel.values import Text
from guiju.store import accounts, codec, letters, people
from guiju.store.accounts import Gone
from guiju.store.database import new_id, rows, text
from guiju.store.deposited import ABOUT, ATTACH, DEPOSIT, FILE, OF_PARTY, is_number
from guiju.store.facing import face_of
from guiju.store.keeping import kept
from guiju.store.office import Office
from guiju.store.people import OFFICER, Actor
from guiju.store.replay import Replay, stored_acts
from guiju.store.scrubbing import owe, scrub
from guiju.store.writing import (
    ACT,
    GONE,
    KEPT,
    SAID,
    Request,
    office_row,
    outcome_of,
    put_acts,
    put_handles,
    put_records,
    salted,
)

ERASE = "erase"
AT_ONCE = 100  # blocks of one act that erases again: its receipt must fit into an entry of the log


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to go: blocks of a case (or only some of their fields) or of a deposit; accounts; drafts; uploads."""

    case: str | None = None
    blocks: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    user: str | None = None
    drafts: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()
    despite: str = ""  # why it goes although a text wants it kept


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


@dataclass(slots=True)
class _Plan:
    """One erasure while it is made: the blocks that go, by where they stand, and what is kept of them."""

    numbers: list[str]
    aliases: dict[str, str] = field(default_factory=dict)  # of accounts
    gone: list[Erasure] = field(default_factory=list)
    kept: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    letters: dict[tuple[str, int], Mapping[str, object]] = field(default_factory=dict)  # as they were sent
    work: Gone = field(default_factory=Gone)  # accounts, drafts, uploads, and the files of everything

    def take(self, item: _Held) -> None:
        self.gone.append(Erasure(item.leaf, item.act, item.stored))

    def mark(self, item: _Held, rest: Mapping[str, object], goes: Iterable[str]) -> None:
        self.take(item)
        self.kept[item.of, item.block] = {"content": rest, "erased": sorted({*item.erased, *goes})}


class _StopError(Exception):
    """Leaves the transaction, so that it rolls back."""

    def __init__(self, reason: Reason, zh: str = "", en: str = "", refused: Refused | None = None) -> None:
        super().__init__(reason)
        self.refused = refused or Refused(reason=reason, detail=Text(zh, en))


def erase(office: Office, actor: Actor, wish: Wish, ground: str) -> Receipt | Refused:
    """Do it, as one act of the office, and scrub the file. Only an officer may; `ground` says why, and is kept."""
    office.bind()
    try:
        with transaction.atomic(durable=True):
            plan, receipt = _erase(office, actor, wish, ground.strip())
            owe(plan.work.files, aside=True)
    except _StopError as stop:
        return stop.refused
    scrub(office)
    return receipt


def again(office: Office, lost: Sequence[Receipt]) -> Receipt | None:
    """Erase what acts erased that this office has lost, its database having been restored from an older copy.

    What was kept of a block is worked out anew, so more may go than the first time. At most some blocks at once: to be
    called until it gives None, when nothing has come back.
    """
    office.bind()
    wanted = {(one.act, one.block) for receipt in lost for one in receipt.erases}
    marks = [name.removeprefix(GONE) for receipt in lost for name in receipt.blocks if name.startswith(GONE)]
    with transaction.atomic(durable=True):
        back = [item for item in _held(()) if (item.act, item.stored) in wanted][:AT_ONCE]
        users = {name for item in back if item.block == SAID and (name := _user(item)) is not None}
        users |= set(accounts.named(marks))
        plan = _Plan(_around([item.number for item in back] + _cases_of(users)))
        for item in back:
            if item.block.startswith((PUBLIC, ABOUT, FILE)):
                plan.take(item)
            elif item.block != SAID and not item.block.startswith(LETTER):
                _leave(plan, item, _book(office, item.number), ())
        _letters(plan, [item for item in back if item.block.startswith(LETTER)])
        for name in users:
            _rename(plan, name)
        plan.work.add(accounts.delete_marked(marks))
        if not (plan.gone or plan.aliases or plan.work.marks):
            return None
        row = _carry_out(office, plan, {"ground": "restored from an older copy", "by": "", "case": ""}, Request())
        owe(plan.work.files)
    scrub(office)
    return row


def _erase(office: Office, actor: Actor, wish: Wish, ground: str) -> tuple[_Plan, Receipt]:
    granted = people.granted(actor)
    if granted is None or OFFICER not in granted.roles:
        zh, en = "只有登记机构的人员可以删除", "only an officer of the registrar may erase"
        raise _StopError(Reason.NOT_YOUR_ROLE, zh, en)
    if not ground:
        raise _StopError(Reason.GROUND_NEEDED, "请写明依据，如“当事人请求”", "say why, such as: asked by the person")
    if wish.user is not None and not accounts.exists(wish.user):
        raise _StopError(Reason.NO_SUCH_ACT, f"没有用户 {wish.user}", f"there is no user {wish.user}")
    held = kept(office.books, wish.case, office.today()) if wish.case is not None else None
    if held is not None and not wish.despite.strip():
        raise _StopError(Reason.HELD, refused=held.refused())
    seeds = ([wish.case] if wish.case is not None else []) + _cases_of([wish.user] if wish.user else [])
    plan = _Plan(_around(seeds))
    if wish.case is not None and is_number(wish.case):
        if wish.fields:
            zh, en = "存证只能整块删除，不能只删其中字段", "a block of a deposit goes whole, never only a field of it"
            raise _StopError(Reason.EFFECT_IMPOSSIBLE, zh, en)
        _from_deposits(plan, "a.number = %s", wish.case, wish.blocks)
    elif wish.case is not None:
        _from_case(office, plan, wish.case, wish)
    if wish.user is not None:
        _from_deposits(plan, OF_PARTY, f"user:{wish.user}")
        _rename(plan, wish.user)
    plan.work.add(accounts.delete_drafts(wish.drafts, wish.uploads))
    if not (plan.gone or plan.aliases or plan.work.marks):
        raise _StopError(Reason.NOTHING_NEW, "没有可以删除的内容", "there is nothing to erase")
    said: dict[str, object] = {"ground": ground, "by": actor.signs_as, "case": wish.case or ""}
    if held is not None:
        said["kept"] = {**held.as_json(), "despite": wish.despite.strip()}
    return plan, _carry_out(office, plan, said, Request(user_id=granted.user_id))


def _carry_out(office: Office, plan: _Plan, said: Mapping[str, object], request: Request) -> Receipt:
    """Take the blocks out, tell the cases again without them, and write the act that did it."""
    for name, alias in plan.aliases.items():
        plan.work.add(accounts.retire(name, alias, office.today()))
    for one in plan.gone:
        where = (one.act, one.block)
        rows("UPDATE block SET content = NULL, salt = NULL WHERE act_id = %s AND name = %s", where)
        kept = rows("DELETE FROM attachment WHERE act_id = %s AND block = %s RETURNING path", where)
        plan.work.files += [text(row[0]) for row in kept]
        # the digest of what was asked has no salt: whoever guesses right would know
        rows("UPDATE act SET request_digest = NULL WHERE id = %s", (one.act,))
    blocks = [salted(SAID, said), *_told_again(office, plan), *(salted(GONE + mark, {}) for mark in plan.work.marks)]
    for place, ((act, block), rest) in enumerate(plan.kept.items()):
        blocks.append(salted(f"{KEPT}{place}", {"act": act, "block": block, **rest}))
    number, party = str(said["case"]), str(said["by"])
    row = office_row(ERASE, number, office.today(), blocks, erases=tuple(plan.gone), signed=request, party=party)
    if len(row.receipt.leaf()) > LONGEST_ENTRY:
        zh, en = "一次删除的内容太多，请分次办理", "too much at once; erase in several acts"
        raise _StopError(Reason.EFFECT_IMPOSSIBLE, zh, en)
    put_acts([row])
    return row.receipt


def _told_again(office: Office, plan: _Plan) -> list[Block]:
    """Records and outcomes of acts as they are without what is gone; the faces that have changed are returned."""
    flaws: list[str] = []
    told: list[Block] = []
    replay = Replay(office.books, flaws)
    gone = frozenset((one.act, one.block) for one in plan.gone)
    for stored in stored_acts(flaws, plan.numbers, gone=gone, rest=plan.kept):
        taken = replay.take(stored)
        if taken is not None:
            rows("UPDATE act SET outcome = %s WHERE id = %s", (outcome_of(taken), stored.receipt.act))
            told += _posted(office, plan, taken, stored.receipt.act)
    if flaws:
        zh, en = f"删除后案件无法复原：{flaws[0]}", f"without it the case cannot be told again: {flaws[0]}"
        raise _StopError(Reason.EFFECT_IMPOSSIBLE, zh, en)
    records = [replay.records[number] for number in plan.numbers]
    if records:
        for record in records:
            rows("DELETE FROM handle WHERE number = %s", (record.number,))
        put_records(office.books, records)
        put_handles(office.books, records)
    shown = {one.block.removeprefix(PUBLIC) for one in plan.gone if one.block.startswith(PUBLIC)}
    faces = (record for record in records if record.number in shown)
    return told + [salted(PUBLIC + one.number, face_of(office.books, one, office.today())) for one in faces]


def _posted(office: Office, plan: _Plan, taken: Taken, act: str) -> Iterator[Block]:
    """The letters of an act without what is gone: from now on they are these."""
    for (of, place), was in plan.letters.items():
        if of == act:
            content = letters.again(office.books.of(taken.record), taken, place, was)
            yield salted(letters.named(of, place), content)


def _cases_of(users: Iterable[str]) -> list[str]:
    """Where these accounts acted for themselves."""
    found: list[tuple[object, ...]] = []
    for name in users:
        me = f"user:{name}"
        found += rows(
            "SELECT number FROM stake WHERE party = %s UNION SELECT number FROM act WHERE party = %s AND kind = %s",
            (me, me, ACT),
        )
    return [text(row[0]) for row in found]


def _around(seeds: Sequence[str]) -> list[str]:
    """The cases that must be told again: those named, and all that hang together with them."""
    numbers: dict[str, None] = {}
    for seed in seeds:
        found = rows(
            "WITH RECURSIVE up (number, subject) AS (SELECT number, subject FROM record WHERE number = %s "
            "UNION SELECT r.number, r.subject FROM record r JOIN up ON r.number = up.subject), "
            "down (number) AS (SELECT number FROM up "
            "UNION SELECT r.number FROM record r JOIN down ON r.subject = down.number) SELECT number FROM down",
            (seed,),
        )
        numbers |= dict.fromkeys(text(row[0]) for row in found)
    return list(numbers)


def _book(office: Office, number: str) -> Resolved:
    found = rows("SELECT body FROM record WHERE number = %s", (number,))
    if not found:
        raise _StopError(Reason.NO_SUCH_ACT, f"没有案件 {number}", f"there is no case {number}")
    return office.books.of(codec.loads(Record, text(found[0][0])))


def _from_case(office: Office, plan: _Plan, case: str, wish: Wish) -> None:
    """The named blocks of every filing in a case, and the public faces that show what goes."""
    resolved = _book(office, case)
    steering = set(wish.fields) & resolved.steering
    if steering:
        named = resolved.words.facts(sorted(steering))
        zh, en = f"案件进程取决于此，不能删除：{named.zh}", f"the course of the case depends on it: {named.en}"
        raise _StopError(Reason.EFFECT_IMPOSSIBLE, zh, en)
    items = _held(plan.numbers)
    for item in items:
        if item.number == case and item.block in wish.blocks and not item.block.startswith(LETTER):
            _leave(plan, item, resolved, wish.fields)
    for item in items:
        shown = item.content.get("fields") if item.block.startswith(PUBLIC) else None
        if isinstance(shown, list) and any(one["id"] in plan.fields for one in shown):
            plan.take(item)
    _letters(plan)


def _letters(plan: _Plan, named: Collection[_Held] = ()) -> None:
    """The letters that told what goes, wherever they were sent, and those that are named: they are told anew."""
    for item in _held(plan.numbers):
        if not item.block.startswith(LETTER) or item.content.get("case") not in plan.numbers:
            continue
        told = item.content.get("facts")
        if item in named or (isinstance(told, list) and not plan.fields.isdisjoint(told)):
            plan.take(item)
            plan.letters[letters.origin(item.act, item.stored)] = item.content


def _from_deposits(plan: _Plan, where: str, value: str, blocks: Collection[str] | None = None) -> None:
    """Blocks of deposits, by default all of them: who deposited, and the files."""
    found = rows(
        "SELECT a.seq, a.id, b.name FROM act a JOIN block b ON b.act_id = a.id "
        f"WHERE {where} AND a.verb IN ('{DEPOSIT}', '{ATTACH}') AND b.content IS NOT NULL ORDER BY a.seq, b.name",
        (value,),
    )
    for seq, act, name in found:
        if blocks is None or name in blocks:
            plan.gone.append(Erasure(int(str(seq)) - 1, text(act), text(name)))


def _leave(plan: _Plan, item: _Held, resolved: Resolved, fields: Sequence[str]) -> None:
    """Take fields out of a block, by default all that nothing depends on; leave the rest."""
    goes = {name for name in item.content if name not in resolved.steering and (not fields or name in fields)}
    if goes:
        plan.fields |= goes
        plan.mark(item, {name: value for name, value in item.content.items() if name not in goes}, goes)


def _user(item: _Held) -> str | None:
    """The account that acted for itself, from what was said beside a form."""
    act = item.content.get("act")
    party = str(act.get("party", "")) if isinstance(act, dict) else ""
    return party.removeprefix("user:") if party.startswith("user:") else None


def _rename(plan: _Plan, user: str) -> None:
    """What was said beside the forms names a person who acted for themselves: it goes on under another name."""
    plan.aliases[user] = f"{accounts.RETIRED}{new_id()[-12:]}"
    old, new = f"user:{user}", f"user:{plan.aliases[user]}"
    for item in _held(plan.numbers):
        if item.block == SAID and f'"{old}"' in json.dumps(item.content, ensure_ascii=False):
            content = _replaced(item.content, old, new)
            assert isinstance(content, dict)
            plan.mark(item, content, ())


def _replaced(value: object, old: str, new: str) -> object:
    match value:
        case dict():
            return {key: _replaced(item, old, new) for key, item in value.items()}
        case list():
            return [_replaced(item, old, new) for item in value]
    return new if value == old else value


def _held(numbers: Sequence[str]) -> list[_Held]:
    """The blocks that stand, of some cases or of all; what an erasure kept counts as what it was kept of."""
    marks = ", ".join(["%s"] * len(numbers))
    elsewhere = f"b.name LIKE '{KEPT}%%' OR b.name LIKE '{LETTER}%%/%%'"  # in acts that erased
    only = f"AND (a.number IN ({marks}) OR {elsewhere})" if numbers else ""
    found = rows(
        "SELECT a.seq, a.id, b.name, a.number, b.content FROM block b JOIN act a ON a.id = b.act_id "
        f"WHERE b.content IS NOT NULL {only} ORDER BY a.seq",
        numbers,
    )
    held: dict[tuple[str, str], _Held] = {}
    numbers_of: dict[str, str] = {}
    for seq, act_, name, number_, content in found:
        leaf, act, stored, number = int(str(seq)) - 1, text(act_), text(name), text(number_)
        inside = json.loads(text(content))
        numbers_of.setdefault(act, number)
        if stored.startswith(KEPT):
            of, block = inside["act"], inside["block"]
            number = numbers_of.get(of, number)
            held[of, block] = _Held(leaf, act, stored, number, of, block, inside["content"], tuple(inside["erased"]))
        else:
            held[act, stored] = _Held(leaf, act, stored, number, act, stored, inside)
    return list(held.values())
