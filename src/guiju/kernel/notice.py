"""一次性告知: the one notice of all faults. A second return of the same filing may name only what is new in it."""

from __future__ import annotations

from collections.abc import Iterable

from guiju.kernel.record import Record
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.steps import Step
from guiju.kernel.values import Facts, Text
from guiju.kernel.words import listed


def key(fault: Fault) -> str:
    return f"{fault.field}:{fault.kind}"


def compose(
    record: Record, step: Step, found: Iterable[Fault], stated: tuple[Fault, ...]
) -> tuple[Fault, ...] | Refused:
    """All faults: those the form finds and those the officer states.

    After a first notice an officer may state a fault only of an answer that has changed since, or one told before
    and still standing (`interp` of 26号 a.10: one complete list).
    """
    cite = step.cites[0] if step.cites else None
    faults = (*found, *stated)
    if not faults:
        detail = Text("表单未发现问题，也未指出问题", "the form finds no fault and none is stated")
        return Refused(reason=Reason.NOTHING_NEW, detail=detail, cite=cite)
    if record.fresh is None:
        return faults
    late = tuple(fault for fault in stated if key(fault) not in record.told and fault.field not in record.fresh)
    if late:
        names = listed(fault.label or Text(fault.field, fault.field) for fault in late)
        detail = Text(f"{names.zh}自上次告知后未改动", f"{names.en} has not changed since the notice")
        return Refused(reason=Reason.NOTHING_NEW, detail=detail, cite=cite, faults=late)
    return faults


def told_after(record: Record, told: tuple[Fault, ...]) -> tuple[str, ...]:
    """Every fault told so far, the new ones last."""
    return tuple(dict.fromkeys((*record.told, *(key(fault) for fault in told))))


def fresh_after(record: Record, before: Facts, now: Facts) -> tuple[str, ...] | None:
    """The answers that a filing has changed since the notice; None before there was one. The order in which they were
    given is not kept, so it may not show.
    """
    if record.fresh is None:
        return None
    changed = sorted(name for name in {**before, **now} if before.get(name) != now.get(name))
    return tuple(dict.fromkeys((*record.fresh, *changed)))
