"""Deposits of evidence as every face shows them: as plain data, in words, and as proof to hand on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.values import Text
from guiju.kit.proofs import proof_of
from guiju.kit.says import Problem, Trouble, refused_problem, trouble
from guiju.plane.report import Scan
from guiju.store import deposited
from guiju.store.deposited import Deposit, Evidence, Part
from guiju.store.office import Office
from guiju.store.people import Actor

Json = dict[str, object]
TYPES: Mapping[str, Text] = MappingProxyType(
    {
        "data": Text("数据文件", "data file"),
        "screenshot": Text("截图", "screenshot"),
        "query_result": Text("查询结果", "query result"),
        "log": Text("运行日志", "log"),
        "other": Text("其他", "other"),
    }
)
assert tuple(TYPES) == deposited.TYPES
_REMEDY = Text("按提示改正后重新提交，未作任何更改", "mend that and send it again; nothing was changed")


def found(office: Office, number: str, actor: Actor) -> Deposit:
    """A deposit, for its depositor and the office; for anybody else there is none."""
    office.bind()
    deposit = deposited.look(number, actor)
    if deposit is None:
        raise _none(number)
    return deposit


def _none(number: str) -> Trouble:
    return trouble("no_deposit", f"没有存证 {number}", f"there is no deposit {number}")


def done(answer: Receipt | Refused, number: str = "") -> Receipt:
    """The receipt, or the No as every face tells it."""
    if isinstance(answer, Receipt):
        return answer
    if answer.reason is Reason.NO_SUCH_ACT:
        raise _none(number)
    if answer.reason is Reason.FORM_FAULTS and answer.detail is not None:
        raise Trouble(Problem(kind="deposit", text=answer.detail, remedy=_REMEDY))
    raise Trouble(refused_problem(answer))


def view(deposit: Deposit) -> Json:
    """The whole deposit. Of what was erased only that it was there."""
    return {
        "number": deposit.number,
        "on": deposit.on.isoformat(),
        "parts": [_part(place, part) for place, part in enumerate(deposit.parts, 1)],
    }


def _part(place: int, part: Part) -> Json:
    return {
        "part": place,
        "act": part.act,
        "verb": part.verb,
        "on": part.on.isoformat(),
        "at": part.at.isoformat(timespec="seconds"),
        "depositor": part.who,
        "note": part.note,
        "files": [_file(file) for file in part.files],
    }


def _file(file: Evidence) -> Json:
    if file.erased:
        return {"block": file.block, "erased": True}
    told = {"name": file.name, "sha256": file.sha256, "size": file.size, "type": file.type, "kept": file.kept}
    return {"block": file.block, "erased": False, **told}


def row(deposit: Deposit) -> Json:
    """A deposit in a list: its first file stands for it."""
    files, first = deposit.files, deposit.parts[0]
    return {
        "number": deposit.number,
        "on": deposit.on.isoformat(),
        "depositor": first.who,
        "note": first.note,
        "name": next((file.name for file in files if file.name), ""),
        "files": len(files),
    }


def proof(office: Office, deposit: Deposit, part: int = 1) -> tuple[str, bytes]:
    """What proves one act of a deposit to anyone, by the office's public keys alone: a file's name, and its bytes."""
    if not 1 <= part <= len(deposit.parts):
        zh, en = f"存证 {deposit.number} 没有第 {part} 份", f"deposit {deposit.number} has no part {part}"
        raise trouble("no_deposit", zh, en)
    return file_name(deposit.number, part), proof_of(office, deposit.parts[part - 1].act, frozenset())


def day_of(actor: Actor, scan: Scan | None) -> date | None:
    """The first day on which this party deposited the very file that was scanned."""
    return deposited.day_of(actor.signs_as, scan.digest) if scan is not None else None


def file_name(number: str, part: int) -> str:
    return f"deposit-{number}.json" if part == 1 else f"deposit-{number}-{part}.json"
