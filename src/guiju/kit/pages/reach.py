"""What every page about a case begins with: who asks, and may they see it. What is not theirs does not exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

from guiju.kernel.values import Text
from guiju.kit.looks import look_as
from guiju.kit.says import Trouble, trouble
from guiju.kit.shown import looked_public
from guiju.kit.view import Looked
from guiju.kit.web.caller import Caller, office
from guiju.store import lists, queries
from guiju.store.people import AUTHORITY

if TYPE_CHECKING:
    from django.http import HttpRequest

_KEY = re.compile(r"[0-9A-Za-z-]{8,100}")


def asking(request: HttpRequest) -> Caller:
    caller: Caller = request.caller  # type: ignore[attr-defined]
    return caller


def seen(request: HttpRequest, number: str) -> Looked:
    """The case, for its parties and the office. For anybody else there is no such case."""
    caller = asking(request)
    caller.known()
    office().bind()
    if not may_open(number, caller):
        raise no_case(number)
    return _look(number, caller)


def seen_or_public(request: HttpRequest, number: str) -> Looked:
    """The same, or what everybody may see of it."""
    caller = asking(request)
    caller.known()
    office().bind()
    looked = _look(number, caller) if may_open(number, caller) else looked_public(office(), number)
    if looked is None:
        raise no_case(number)
    return looked


def _look(number: str, caller: Caller) -> Looked:
    return look_as(office(), number, None if caller.officer else caller.signs_as)


def may_open(number: str, caller: Caller) -> bool:
    """The case behind what is public is for its parties, for the office and for whoever supervises it."""
    party = caller.officer or (caller.signs_as is not None and lists.may_see(number, caller.signs_as))
    return party or supervised(caller, number)


def supervised(caller: Caller, number: str) -> bool:
    """Whether a data authority has something to do in the case: then it sees it, whoever opened it."""
    if AUTHORITY not in caller.roles or not queries.exists(number):
        return False
    record = queries.load(number)
    acts = queries.resolved(record).rulebook.procedures[record.procedure].acts.values()
    return any(AUTHORITY in rule.by for rule in acts)


def no_case(number: str) -> Trouble:
    return trouble("no_case", f"没有案件 {number}", f"there is no case {number}")


def new_key() -> str:
    """Names one sending of a form: sent twice, it is done once."""
    return str(uuid4())


def sent_key(key: str) -> str:
    """The key that came with a form. A form of ours has one."""
    if not _KEY.fullmatch(key):
        remedy = Text("返回上一页，刷新后重新提交", "go back, load the page again and send it once more")
        zh, en = "表单不完整，未作任何更改", "the form is not whole; nothing was changed"
        raise trouble("no_key", zh, en, remedy=remedy)
    return key
