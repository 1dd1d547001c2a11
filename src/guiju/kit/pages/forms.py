"""What is wrong with a form, as a page tells it beside the form itself."""

from __future__ import annotations

from dataclasses import dataclass

from guiju.kernel.refusals import Fault
from guiju.kernel.values import Text
from guiju.kit.formview import FaultLine, FaultSummary, FormView, fault_summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One fault with the way to its field; the text does not say the field's name again."""

    anchor: str
    label: Text
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """All that is wrong: what stops the filing, and what the office will ask for."""

    summary: FaultSummary
    stops: tuple[Told, ...]
    noticed: tuple[Told, ...]


def faulty(view: FormView) -> Faulty:
    summary = fault_summary(view)
    stops, noticed = tuple(map(_line, summary.stops)), tuple(map(_line, summary.noticed))
    return Faulty(summary=summary, stops=stops, noticed=noticed)


def _line(line: FaultLine) -> Told:
    return Told(anchor=line.anchor, label=line.label, text=told(line.fault))


def told(fault: Fault) -> Text:
    """What to do, without the name of the field, which stands beside it."""
    if fault.label is None:
        return fault.remedy
    zh = fault.remedy.zh.removeprefix(f"{fault.label.zh}：")
    return Text(zh, fault.remedy.en.removeprefix(f"{fault.label.en}: "))
