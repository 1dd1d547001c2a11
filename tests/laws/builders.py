"""Small laws made by hand: just enough rulebook around one rule of the kernel to see it work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from guiju.kernel.docket import Proceeded, proceed
from guiju.kernel.expression import Language
from guiju.kernel.needs import CasesOf, Lookup, no_cases
from guiju.kernel.procedure import decide, open_case
from guiju.kernel.record import Act, Record, Taken
from guiju.kernel.refusals import Refused
from guiju.kernel.resolved import Resolved, resolve
from guiju.kernel.rulebook import (
    ActRule,
    Block,
    Condition,
    FactType,
    Field,
    Form,
    LetterForm,
    Procedure,
    Rulebook,
    State,
    Status,
    Version,
)
from guiju.kernel.values import Term, Text
from guiju.shelf.shelf import open_shelf

CN = open_shelf().calendar("CN")
NAME = Text("例", "example")
MONDAY = date(2025, 6, 9)
"""A Monday; the week after it and the week before have no holiday."""


def june(day: int) -> date:
    """A day of June 2025: the 9th, 16th and 23rd are Mondays, no day from the 3rd to the 30th is a holiday."""
    return date(2025, 6, day)


def version(status: Status = Status.IN_FORCE, **more: Any) -> Version:
    return Version(**{"number": "1", "status": status, "effective": date(2025, 1, 1), **more})


def rule(from_: str = "start", to: str | None = None, by: str = "a", **more: Any) -> ActRule:
    """An act; several states or roles are written with spaces between."""
    return ActRule(from_=tuple(from_.split()), to=to, by=tuple(by.split()), **more)


def states(**clocks: str) -> dict[str, State]:
    """States by name, each with its clocks; `end` is the final one."""
    return {name: State(clocks=tuple(named.split()), final=name == "end") for name, named in clocks.items()}


def facts(**types: str) -> dict[str, FactType]:
    return {name: FactType(type=type_) for name, type_ in types.items()}


def form(**fields: Any) -> Form:
    """A form of one block; each field is given by its attributes."""
    return Form(blocks={"main": Block()}, fields={name: Field(block="main", **given) for name, given in fields.items()})


def when(**conditions: str) -> dict[str, Condition]:
    return {name: Condition(is_=source) for name, source in conditions.items()}


def letter(**more: Any) -> LetterForm:
    return LetterForm(**{"to": "a", "zh": "致函", "en": "a letter", **more})


def law(
    acts: Mapping[str, ActRule] | None = None,
    stands: Mapping[str, State] | None = None,
    *,
    procedures: Mapping[str, Procedure] | None = None,
    kinds: Mapping[str, Any] | None = None,
    **parts: Any,
) -> Resolved:
    """A rulebook with one procedure, `case`, and whatever else is named."""
    one = {"case": Procedure(states=stands or states(open=""), acts=acts or {})}
    given = {"rulebook": "XX/example", "title": NAME, "version": version(), **parts}
    return resolve(Rulebook(procedures={**one, **(procedures or {})}, **given), CN, kinds=kinds)


def language(**types: str) -> Language:
    def reckon(start: date, term: Term, *, same_day: bool) -> date:
        from guiju.kernel.calendar import due

        last = due(start, term, CN, count="same_day" if same_day else "next_day", roll=False).on
        assert last is not None
        return last

    return Language({"on": "date", **types}, reckon)


def case(book: Resolved, number: str = "1", procedure: str = "case", **more: Any) -> Record:
    return open_case(book, number, procedure, **more)


def ask(book: Resolved, record: Record, verb: str, on: date, role: str = "a", **more: Any) -> Taken | Refused:
    subject, cases = more.pop("subject", None), more.pop("cases", no_cases)
    return decide(book, record, Act(verb=verb, role=role, **more), on, subject, cases)


def yes(book: Resolved, record: Record, verb: str, on: date, role: str = "a", **more: Any) -> Taken:
    answer = ask(book, record, verb, on, role, **more)
    assert isinstance(answer, Taken), answer
    return answer


def no(book: Resolved, record: Record, verb: str, on: date, role: str = "a", **more: Any) -> Refused:
    answer = ask(book, record, verb, on, role, **more)
    assert isinstance(answer, Refused), answer
    return answer


def among(book: Resolved, *records: Record) -> CasesOf:
    """These and no others are the cases that can be found."""

    def cases(lookups: Sequence[Lookup]) -> Mapping[Lookup, Sequence[Record]]:
        return {one: [record for record in records if one.fits(record, book.lineage)] for one in lookups}

    return cases


def walk(book: Resolved, record: Record, *steps: tuple[str, date]) -> Record:
    """Take these acts, all by role a."""
    for verb, on in steps:
        record = yes(book, record, verb, on).record
    return record


def go(book: Resolved, docket: Mapping[str, Record], number: str, verb: str, on: date, **more: Any) -> Proceeded:
    """An act with all that it brings about."""
    answer = proceed(lambda _: book, docket, number, Act(**{"verb": verb, "role": "a", **more}), on)
    assert isinstance(answer, Proceeded), answer
    return answer


def stuck(book: Resolved, docket: Mapping[str, Record], number: str, verb: str, on: date, **more: Any) -> Refused:
    answer = proceed(lambda _: book, docket, number, Act(**{"verb": verb, "role": "a", **more}), on)
    assert isinstance(answer, Refused), answer
    return answer
