"""What one run shows of its text, under the headings by which such texts are compared: read from the log of the run.

Only the last row, how long the text itself stands, is read from the text: no run sees that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from guiju.kernel.rulebook import Version
from guiju.kernel.values import Text
from guiju.wings.registry.demo.stands import INTERESTED, REGISTRANT, REGISTRAR, Event, Stand
from guiju.wings.registry.demo.tour import FIRST, SUBMIT

NONE, NO, YES = Text("无", "none"), Text("否", "no"), Text("是", "yes")
FORCES = {"must": Text("应当", "must"), "encouraged": Text("鼓励", "encouraged"), "may": Text("可以", "may")}
PERIODS = {"-Q": Text("每季度", "quarterly"), "-H": Text("每半年", "half-yearly"), "-M": Text("每月", "monthly")}
ANNOUNCED = "announcement"
_KEPT = ("keep", "retention")


def findings(stand: Stand) -> dict[str, Text]:
    """Heading -> what the run shows."""
    return {key: read(stand) for key, read in READERS.items()}


def _acts(stand: Stand, procedure: str, act: str) -> Iterator[Event]:
    return (event for event in stand.log if (event.procedure, event.act) == (procedure, act))


def _lengths(stand: Stand, *ids: str) -> list[str]:
    """The lengths of terms that ran, and of duties that applied, as they were first seen."""
    seen: dict[str, str] = {}
    for event in stand.log:
        for term in event.terms:
            if term.reckoned is not None:
                seen.setdefault(term.id, str(term.reckoned.term))
        for duty in event.duties:
            if duty.applies and duty.reckoned is not None:
                seen.setdefault(duty.id, str(duty.reckoned.term))
    return [seen[name] for name in ids if name in seen]


def _days(lengths: list[str]) -> Text:
    numbers = " / ".join(length.removesuffix("wd") for length in lengths)
    return Text(f"{numbers} 个工作日", f"{numbers} wd") if all(length.endswith("wd") for length in lengths) else NONE


def _filing(stand: Stand) -> Text:
    return _days(_lengths(stand, "file_first", "file_legacy"))


def _handling(stand: Stand) -> Text:
    return _days(_lengths(stand, "accept", "review", "publicity", "cancel"))


def _force(stand: Stand, procedure: str, id: str) -> Text:
    duties = [
        duty for event in _acts(stand, procedure, SUBMIT) for duty in event.duties if duty.id == id and duty.applies
    ]
    return FORCES[duties[0].force] if duties else NONE


def _products(stand: Stand) -> Text:
    return _force(stand, FIRST, "file_product")


def _renewal(stand: Stand) -> Text:
    """Whether the text counts it among the registrations, by the name that it has there; and whether it is a duty."""
    label = stand.resolved.rulebook.procedures["renewal"].label
    kind, force = YES if label is not None and "登记" in label.zh else NO, _force(stand, "renewal", "file_renewal")
    return Text(f"{kind.zh} / {force.zh}", f"{kind.en} / {force.en}")


def _refusal(stand: Stand) -> Text:
    """The longest list of grounds that binds the registrar when it ends a first filing."""
    procedure = stand.resolved.rulebook.procedures[FIRST]
    listed = [
        offer.grounds
        for event in _acts(stand, FIRST, SUBMIT)
        for offer in event.offers
        if offer.grounds and REGISTRAR in offer.by and procedure.states[procedure.acts[offer.act].to or ""].final
    ]
    count = max(map(len, listed), default=0)
    return Text(f"{count} 种理由", f"{count} grounds") if count else NONE


def _withdrawal(stand: Stand) -> Text:
    """What the registrant began about its own filing, or did to it, so that it ended; and whether somebody agreed."""
    asked = {event.case for event in stand.log if event.by == REGISTRANT and _about(stand, event) == FIRST}
    direct = any(event.by == REGISTRANT and _final(stand, event) for event in stand.log if event.procedure == FIRST)
    if any(event.by == REGISTRAR for event in stand.log if event.case in asked):
        return Text("可以，须经同意", "yes, with consent")
    return YES if direct else NONE


def _about(stand: Stand, event: Event) -> str | None:
    return stand.record(event.record.subject).procedure if event.record.subject else None


def _final(stand: Stand, event: Event) -> bool:
    return stand.resolved.rulebook.procedures[event.procedure].states[event.record.state].final


def _contests(stand: Stand) -> list[Event]:
    """What an interested party began about an entry, so that it may end, and all that followed."""
    began = {
        event.case
        for event in stand.log
        if event.by == INTERESTED and event.procedure not in ("objection", "correction_asked")
    }
    return [event for event in stand.log if event.case in began]


def _late_objection(stand: Stand) -> Text:
    contests = _contests(stand)
    if not contests:
        return NONE
    if any(event.marks for event in contests):
        return Text("加标识并决定是否撤销", "mark + decide")
    return Text("决定是否撤销", "decide on revocation")


def _objection_mark(stand: Stand) -> Text:
    said = [Text("登记后", "after registration")] if any(event.marks for event in _contests(stand)) else []
    if any(event.marks for event in stand.log if event.procedure == "objection"):
        said.append(Text("公示期满未决", "unresolved at publicity end"))
    return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said)) if said else NONE


def _producer(stand: Stand) -> Text:
    letters = stand.resolved.rulebook.letters
    told = [
        done
        for event in _acts(stand, FIRST, "publicise")
        for done in event.effects
        if done.kind == "letter" and letters[done.name].to not in (REGISTRANT, REGISTRAR, INTERESTED)
    ]
    return YES if told else NO


def _agent(stand: Stand) -> Text:
    through = stand.resolved.rulebook.roles[REGISTRANT].through
    roles = stand.resolved.rulebook.roles
    filed = [event.by for event in _acts(stand, FIRST, SUBMIT) if event.by != REGISTRANT]
    if not filed:
        return NO
    agent, answers = roles[filed[0]].label, roles[through[filed[0]].answers or REGISTRANT].label
    assert agent is not None and answers is not None
    return Text(f"{agent.zh}，由{answers.zh}负责", f"{agent.en}; the {answers.en} answers")


def _output(stand: Stand) -> Text:
    event = next(_acts(stand, FIRST, "assign_code"))
    letters = {done.name for done in event.effects if done.kind == "letter"}
    slip = any("slip" in name or "confirmation" in name for name in letters)
    return Text("确认单和查询码", "confirmation slip + code") if slip else Text("查询码", "query code")


def _retention(stand: Stand) -> Text:
    found = [
        str(term.reckoned.term)
        for number in {event.case for event in stand.log}
        | {str(stand.record(event.case).subject) for event in stand.log}
        if number != "None"
        for term in stand.terms(number)
        if term.reckoned is not None and any(word in term.id for word in _KEPT)
    ]
    years = max((int(length.removesuffix("y")) for length in found if length.endswith("y")), default=0)
    return Text(f"至少 {years} 年", f">= {years} y") if years else NONE


def _reporting(stand: Stand) -> Text:
    """How often the registrar owes a report."""
    periods = [duty.period or "" for duty in stand.owed if "report" in duty.id and duty.force == "must"]
    return next((said for mark, said in PERIODS.items() if any(mark in period for period in periods)), NONE)


def _unregistered(stand: Stand) -> Text:
    """What somebody else than registrant and registrar began, and what is open then."""
    ordered = [event for event in stand.log if event.by not in _filers(stand) and event.record.subject is None]
    if not ordered:
        return NONE
    if any("suspend" in offer.act for event in ordered for offer in event.offers):
        return Text("责令整改，可暂停协议", "order; contract suspension")
    return Text("责令整改", "order")


def _filers(stand: Stand) -> set[str]:
    return {REGISTRANT, REGISTRAR, INTERESTED, *stand.resolved.rulebook.roles[REGISTRANT].through}


def _announcement(stand: Stand) -> Text:
    revoked = next(_acts(stand, "revocation", "revoke_entry"))
    if any(done.values.get("to") == ANNOUNCED for done in revoked.effects):
        return YES
    upward = any(done.kind == "open" for done in revoked.effects)
    return Text("否，但报上级备案", "no, but filed upward") if upward else NO


def _term(stand: Stand) -> Text:
    version: Version = stand.resolved.rulebook.version
    if version.expires is None:
        return Text("未定", "open")
    years = round((version.expires - version.effective).days / 365)
    return Text(f"{years} 年", f"{years} y")


READERS: Mapping[str, Callable[[Stand], Text]] = {
    "filing": _filing,
    "handling": _handling,
    "products": _products,
    "renewal": _renewal,
    "refusal": _refusal,
    "withdrawal": _withdrawal,
    "late_objection": _late_objection,
    "objection_mark": _objection_mark,
    "producer": _producer,
    "agent": _agent,
    "output": _output,
    "retention": _retention,
    "reporting": _reporting,
    "unregistered": _unregistered,
    "announcement": _announcement,
    "term": _term,
}
"""By the keys of the headings, in their order."""
