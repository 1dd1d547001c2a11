"""Certificates as every face hands them out: found by number or code, the log brought up to date for them."""

from __future__ import annotations

from collections.abc import Callable

from guiju.kernel.certificate import read
from guiju.kernel.values import Text
from guiju.kit.says import Trouble, trouble
from guiju.kit.shown import public_records
from guiju.store import certificates, log
from guiju.store.office import Office
from guiju.store.signing import KeysError


def certificate_of(office: Office, name: str) -> bytes:
    """The certificate of the register entry of that number or code. `Trouble` says why there is none."""
    entries = [looked for looked in public_records(office, name) if looked.record.procedure in looked.resolved.entries]
    if not entries:
        raise trouble("no_record", f"没有登记结果 {name}", f"there is no register entry {name}")
    number = entries[0].record.number
    return later_or(office, lambda: certificates.of_record(office, number))


def proof_of(office: Office, act: str, hidden: frozenset[str]) -> bytes:
    """The certificate of one act, for the party that did it."""
    return later_or(office, lambda: certificates.of_act(office, act, hidden))


def later_or(office: Office, issue: Callable[[], bytes | None]) -> bytes:
    """What is issued, the log brought up to date for it if it has to be; `Trouble` where that cannot be done here."""
    data = issue()
    if data is None:
        _catch_up(office)
        data = issue()
    if data is None:
        raise _later()
    return data


def _catch_up(office: Office) -> None:
    try:
        log.sequence(office)
    except log.LogError as error:
        raise trouble("log", error.text.zh, error.text.en) from None
    except KeysError:
        pass  # a process that may not sign leaves it to the one that does


def _later() -> Trouble:
    again = Text("几秒后再试", "try again in some seconds")
    return trouble("log", "日志尚未收入此行为", "the log does not hold this act yet", remedy=again)


def page_of(data: bytes) -> bytes:
    """The certificate as a page. Its address follows from the log's origin: the office's page for verifying."""
    from guiju.kit.paper.draw import certificate_pdf

    host = read(data).checkpoint.origin.removesuffix("/log")
    return certificate_pdf(data, f"https://{host}/verify/")
