"""The one writer. An act is judged and written in one transaction, with all that it sets off; or nothing is.

About nine statements, the same text on SQLite and PostgreSQL: key, authority, lock (or a number for a new case), codes,
records, sequence, acts, blocks. What was acknowledged is in the file; what was refused left nothing but a line in the
security log, without names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.db import IntegrityError, transaction

from guiju.kernel.docket import proceed
from guiju.kernel.journal import Receipt
from guiju.kernel.procedure import open_case
from guiju.kernel.record import Act, Record
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Code
from guiju.kernel.values import Fact, Facts, Text
from guiju.store import codec, codes, mirrors, people, writing
from guiju.store.beside import finder, joined, settled
from guiju.store.database import rows, serial, text
from guiju.store.office import Office
from guiju.store.people import OFFICER, Actor, Granted

NO_TEXT = re.compile("[\0\ud800-\udfff]")  # a shell hands on bytes that are no text as halves of characters


@dataclass(frozen=True, slots=True)
class Opening:
    """A case that an act from `start` opens: in which rulebook, by which procedure, about which record."""

    rulebook: str
    procedure: str
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the caller asked, as it was sent."""

    verb: str
    actor: Actor
    case: str | None
    opens: Opening | None
    act: Act  # role as asked for, party and day not yet known
    on: date | None
    key: str | None

    def digest(self) -> str:
        opens = self.opens
        return writing.request_digest(
            {
                "act": codec.dump(self.act),
                "user": self.actor.user,
                "party": self.actor.party or "",
                "case": self.case or "",
                "opens": [opens.rulebook, opens.procedure, opens.subject or ""] if opens else [],
                "on": self.on.isoformat() if self.on else "",
            }
        )


class _RefusedError(Exception):
    """Leaves the transaction, so that it rolls back."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


def perform(
    office: Office,
    verb: str,
    actor: Actor,
    *,
    case: str | None = None,
    opens: Opening | None = None,
    facts: Mapping[str, object] | None = None,
    found: tuple[str, ...] = (),
    stated: tuple[Fault, ...] = (),
    grounds: tuple[str, ...] = (),
    role: str | None = None,
    mandate: str | None = None,
    on: date | None = None,
    key: str | None = None,
) -> Receipt | Refused:
    """Do one act, once. `key` names the request: sent again, it gives the same receipt, and nothing happens.

    `case` is the number of a case, or `opens` says which to open. `role` may be left out where the actor has one that
    the act takes. Another `on` than today needs the right to record late.
    """
    if (case is None) == (opens is None):
        raise ValueError("an act is on a case, or opens one: give case or opens")
    given: Facts = facts or {}  # type: ignore[assignment]  # as it was filed; the form reads it
    act = Act(
        verb=verb,
        role=role or "",
        facts=given,
        found=tuple(found),
        stated=tuple(stated),
        grounds=tuple(grounds),
        mandate=mandate,
    )
    asked = _Asked(verb=verb, actor=actor, case=case, opens=opens, act=act, on=on, key=key)
    office.bind()
    if any(NO_TEXT.search(part) for part in _texts(asked)):
        no = Text("含有不能存储的字符，请重新输入", "it holds half a character, which no text can; type it again")
        return Refused(reason=Reason.FORM_FAULTS, detail=no)
    try:
        answer = _attempt(office, asked)
    except IntegrityError:  # the same key, from another process, between our look and our write
        if key is None:
            raise
        answer = _attempt(office, asked)
    if isinstance(answer, Refused):
        _log(office, asked, answer)
        return with_names(answer)
    return answer


def _texts(asked: _Asked) -> Iterator[str]:
    """What the caller sent beside the form, which judges its own answers."""
    act = asked.act
    yield from (asked.verb, asked.case or "", asked.key or "", act.role, act.mandate or "", *act.grounds, *act.found)
    for fault in act.stated:
        yield from (fault.field, fault.kind, fault.remedy.zh, fault.remedy.en)


def _attempt(office: Office, asked: _Asked) -> Receipt | Refused:
    try:
        with transaction.atomic(durable=True):
            receipt = _perform(office, asked)
    except _RefusedError as no:
        return no.refused
    assert receipt.pin is not None  # an act on a case stands on a rulebook
    office.books.kept(receipt.pin)
    return receipt


def _perform(office: Office, asked: _Asked) -> Receipt:
    """Everything between BEGIN and COMMIT."""
    digest = asked.digest() if asked.key is not None else None
    known = _known(asked.key, digest) if asked.key is not None else None
    if known is not None:
        return known
    granted = people.granted(asked.actor)
    if granted is None:
        raise _no(Reason.NOT_YOUR_ROLE, "未登录，或不代表该单位", "not signed in, or not acting for that party")
    today = office.day(granted.clock)
    on = asked.on or today
    docket, record = _opened(office, asked, asked.opens, on) if asked.opens else _loaded(asked.case or "")
    before = settled(office.books, docket, on)
    record = before.docket[record.number]
    resolved = office.books.of(record)
    role = _role(resolved, record, asked, granted)
    act = replace(
        asked.act,
        role=role,
        party=asked.actor.signs_as,
        desks=granted.desks if role == OFFICER else frozenset(),
        recorded=today,
        may_record_late=role in granted.late,
        given=_given(office, resolved, record, asked.verb, on),
    )
    step = resolved.steps.get((record.procedure, asked.verb))
    if step is not None and resolved.needs(step, role):
        act = replace(act, uscc=granted.uscc)
    done = proceed(office.books.of, before.docket, record.number, act, on, finder(office.books, on, alone=True))
    if isinstance(done, Refused):
        raise _RefusedError(done)
    opening = record if asked.opens else None
    request = writing.Request(user_id=granted.user_id, key=asked.key, digest=digest, root=act, opening=opening)
    receipt = writing.write(office.books, joined(before, done), request)
    assert receipt is not None
    return receipt


def _known(key: str, digest: str | None) -> Receipt | None:
    """The receipt of a request that was sent before."""
    found = rows("SELECT request_digest, receipt FROM act WHERE request_key = %s", (key,))
    if not found:
        return None
    if found[0][0] != digest:
        raise _RefusedError(Refused(reason=Reason.KEY_REUSED))
    return codec.receipt_from(text(found[0][1]))


def _loaded(number: str) -> tuple[dict[str, Record], Record]:
    docket = writing.lock(number)
    if number not in docket:
        _not_ours(number)
        raise _no(Reason.NO_SUCH_ACT, f"没有案件 {number}", f"there is no case {number}")
    return docket, docket[number]


def _not_ours(number: str) -> None:
    """Refuse what concerns a record that stands in the register of another office."""
    whose = mirrors.whose(number)
    if whose:
        zh, en = f"{number} 属于 {'、'.join(whose)} 的登记，请向其办理", f"{number} is registered by {', '.join(whose)}"
        raise _no(Reason.NO_SUCH_ACT, zh, f"{en}: what concerns it is done there")


def _opened(office: Office, asked: _Asked, opens: Opening, on: date) -> tuple[dict[str, Record], Record]:
    """A case before its first act, with what it is about."""
    docket = writing.lock(opens.subject) if opens.subject is not None else {}
    if opens.subject is not None and opens.subject not in docket:
        _not_ours(opens.subject)
    subject = docket.get(opens.subject or "")
    # what is opened about a running case stands on what that case is pinned to, also after the text has expired
    pinned = subject is not None and subject.pin.rulebook == opens.rulebook
    resolved = office.books.of(subject) if subject and pinned else office.books.opening(opens.rulebook, on)
    if resolved is None:
        raise _no(
            Reason.NOT_IN_FORCE,
            f"{opens.rulebook} 在 {on} 没有有效版本",
            f"{opens.rulebook} has no version in force on {on}",
        )
    procedure = resolved.rulebook.procedures.get(opens.procedure)
    about = procedure.about if procedure is not None else ()
    if (subject.procedure if subject else None) not in (about or (None,)):
        wanted = "、".join(about) or "—"
        raise _no(
            Reason.NO_SUCH_ACT, f"{opens.procedure} 所涉案件须为 {wanted}", f"{opens.procedure} is about {wanted}"
        )
    number = f"{office.region}-{on.year}-{serial(f'case/{office.region}/{on.year}'):06}"
    record = begun(resolved, number, opens.procedure, subject)
    return {**docket, number: record}, record


def begun(resolved: Resolved, number: str, procedure: str, subject: Record | None = None) -> Record:
    """A case in which nothing has happened yet. Its parties are those of its subject, as far as known."""
    known = resolved.rulebook.procedures.get(procedure)
    anew = known.anew if known is not None else ()
    brought = subject.parties.items() if subject is not None else ()
    parties = {role: party for role, party in brought if ":" not in role and role not in anew}
    return open_case(resolved, number, procedure, parties=parties, subject=subject.number if subject else None)


def _role(resolved: Resolved, record: Record, asked: _Asked, granted: Granted) -> str:
    """The role that was asked for, if the actor has it, or the one that fits; empty when none does: a guard says so."""
    if asked.act.role:
        return asked.act.role if asked.act.role in granted.roles else ""
    step = resolved.steps.get((record.procedure, asked.verb))
    if step is None:
        return ""
    fit = [role for role in (*step.rule.by, *step.agents) if role in granted.roles]
    mine = [role for role in fit if record.parties.get(role) == asked.actor.signs_as]
    return next(iter(mine or fit), "")


def _given(office: Office, resolved: Resolved, record: Record, verb: str, on: date) -> dict[str, Fact]:
    """The codes that this act assigns. A scheme that nobody registered gives none, and the effect is refused."""
    step = resolved.steps.get((record.procedure, verb))
    given: dict[str, Fact] = {}
    for effect, *_ in step.effects if step is not None and record.state in step.states else ():
        scheme = codes.scheme(effect.scheme) if isinstance(effect, Code) else None
        if isinstance(effect, Code) and scheme is not None:
            number = serial(f"code/{effect.scheme}/{office.region}/{on.year}")
            given[effect.fact] = scheme(office.region, on.year, number)
    return given


def perform_clock(office: Office, number: str, before: date) -> None:
    """Take the clock's acts that fell due on a case and on those around it. Looking twice changes nothing."""
    office.bind()
    with transaction.atomic(durable=True):
        done = settled(office.books, writing.lock(number), before)
        if done.steps:
            writing.write(office.books, done, writing.Request())


def _no(reason: Reason, zh: str, en: str) -> _RefusedError:
    return _RefusedError(Refused(reason=reason, detail=Text(zh, en)))


def with_names(refused: Refused) -> Refused:
    """Who was faster is told by name, not by number."""
    detail = refused.detail
    if detail is None:
        return refused
    parties = {word for word in detail.en.replace(":", " :").split() if len(word) == 36 and word.count("-") == 4}
    zh, en = detail.zh, detail.en
    for number, name in people.names_of(parties).items():
        zh, en = zh.replace(number, name), en.replace(number, name)
    return replace(refused, detail=Text(zh, en))


def _log(office: Office, asked: _Asked, refused: Refused) -> None:
    """What was refused, when, on which case and to which organisation: no person, no content."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "refused": refused.reason.value,
        "verb": asked.verb,
        "case": asked.case,
        "rulebook": asked.opens.rulebook if asked.opens else None,
        "party": asked.actor.party,
    }
    with office.security_log.open("a", encoding="utf-8") as log:
        log.write(json.dumps(line, ensure_ascii=False) + "\n")
