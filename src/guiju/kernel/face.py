"""What anyone may see of a record, in words, as one value: the block that a certificate opens.

It is written when an act puts a record on the register or changes it there, so that a reader needs neither the office's
database nor its rulebooks to understand it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from guiju.kernel import derive
from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Text

PUBLIC = "@public/"
"""Blocks of this name, and the number of the record, are made to be opened. No form can name a block so."""


def face(resolved: Resolved, record: Record, on: date, office: str, *, demo: bool) -> Mapping[str, object]:
    """The public fields with their labels, the state, how long it stands, and who says so, in both languages."""
    book = resolved.rulebook
    procedure = book.procedures[record.procedure]
    state = procedure.states[record.state]
    terms = [term for term in derive.terms(resolved, record, on) if term.binds is None]
    kind = procedure.label or Text(record.procedure, record.procedure)
    shown = resolved.public(record)
    return {
        "office": office,
        "demo": demo,
        "code": next((name for name in resolved.codes if name in shown), None),  # the field it is found by
        "record": record.number,
        "kind": _both(kind),
        "state": {"id": record.state, **_both(resolved.words.state(record.procedure, record.state))},
        "standing": not state.final and state.waits_for is None,
        **({"marks": [_both(resolved.words.mark(name)) for name in record.marks]} if record.marks else {}),
        "fields": [
            {"id": name, "label": _both(resolved.words.fact(name)), "text": _both(resolved.said(name, value))}
            for name, value in shown.items()
        ],
        "periods": [{"label": _both(term.label), "from": _day(term.start), "to": _day(term.due)} for term in terms],
        "issued_under": {"id": book.rulebook, "version": book.version.number, "title": _both(book.title)},
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
