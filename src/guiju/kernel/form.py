"""Reads what was filed, and finds all its faults at once, by block and field.

A fault `at: draft` stops the filing (type, size, check digit). A fault `at: review` does not: the paper is filed, the
office's clock runs, and the fault stands in the one notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from guiju.kernel.expression import Expression, Language, Unknown
from guiju.kernel.refusals import Fault
from guiju.kernel.rulebook import Field, Form
from guiju.kernel.values import ERASED, Cite, Erased, Fact, Facts, Text

Kinds = Mapping[str, Callable[[str], bool]]
"""Checked codes by type name (a credit code, a region): text in, valid or not out."""

NOTHING: Facts = MappingProxyType({})
LONGEST = 20_000  # characters of one answer, when the form names no limit
LARGEST = 2**53 - 1  # what every reader of JSON still reads exactly
_WHOLE = re.compile(r"-?[0-9]{1,16}")
_YES = {"true": True, "yes": True, "是": True, "1": True, "false": False, "no": False, "否": False, "0": False}
_NEEDS: Mapping[str, Text] = {
    "integer": Text("须为整数", "give a whole number"),
    "decimal": Text("须为十进制数", "give a decimal number"),
    "boolean": Text("须为是或否", "answer yes or no"),
    "date": Text("须为日期，如 2025-06-01", "give a date as 2025-06-01"),
    "choices": Text("须为一组选项", "give a list of choices"),
    "text": Text("须为文字", "give text"),
}


class NotThisTypeError(ValueError):
    """The answer cannot be read as the type of its field."""


def _read_integer(value: object) -> Fact:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
        return value
    raise NotThisTypeError


def _read_decimal(value: object) -> Fact:
    if isinstance(value, (Decimal, int, str)) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise NotThisTypeError from None
        if number.is_finite():
            return number
    raise NotThisTypeError


def _read_boolean(value: object) -> Fact:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _YES:
        return _YES[value.strip().lower()]
    raise NotThisTypeError


def _read_date(value: object) -> Fact:
    if type(value) is date:
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise NotThisTypeError from None
    raise NotThisTypeError


def _read_choices(value: object) -> Fact:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, (list, tuple)):
        return tuple(str(_read_text(part)) for part in value)
    raise NotThisTypeError


def _read_text(value: object) -> Fact:
    if isinstance(value, str):
        try:
            whole = b"\0" not in value.encode()  # where a language of C reads along, a text ends there
        except UnicodeEncodeError:  # half a character: JSON can carry it, no text can
            raise NotThisTypeError from None
        if whole:
            return value if value.__class__ is Erased else value.strip()
    raise NotThisTypeError


_READERS: Mapping[str, Callable[[object], Fact]] = {
    "integer": _read_integer,
    "decimal": _read_decimal,
    "boolean": _read_boolean,
    "date": _read_date,
    "choices": _read_choices,
}
FIELD_TYPES = frozenset(("text", "choice", "paper", *_READERS))


@dataclass(frozen=True, slots=True)
class Question:
    """A field, compiled: how to read an answer, when one is due, what must hold."""

    name: str
    field: Field
    label: Text
    read: Callable[[object], Fact]
    valid: Callable[[str], bool] | None
    required: bool | Expression
    check: Expression | None
    one_of: Mapping[str, Text]
    longest: int

    @property
    def cite(self) -> Cite | None:
        return self.field.cite

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The facts that decide whether it is asked."""
        return () if isinstance(self.required, bool) else self.required.names

    def due(self, facts: Facts, on: date | None) -> bool | None:
        """Whether it must be answered with the answers given; None where that is not known yet. Hearsay asks nobody."""
        if self.required is False or not (self.field.mark is None or self.field.mark.binds):
            return False
        if self.required is True:
            return True
        answer = self.required(facts, on)
        return None if isinstance(answer, Unknown) else answer is True

    def fault(self, kind: str, remedy: Text, at: str) -> Fault:
        told = Text(f"{self.label.zh}：{remedy.zh}", f"{self.label.en}: {remedy.en}")
        field = self.field
        return Fault(
            field=self.name, kind=kind, remedy=told, block=field.block, at=at, cite=field.cite, label=self.label
        )

    def _offered(self, fact: Fact) -> bool:
        return set(fact) <= self.one_of.keys() if isinstance(fact, tuple) else fact in self.one_of

    def mistyped(self) -> Fault:
        return self.fault("type", _NEEDS.get(self.field.type, _NEEDS["text"]), "draft")

    def flaw(self, fact: Fact) -> Fault | None:
        """What about an answer of the right type stops the draft."""
        if self.one_of and not self._offered(fact):
            offered = "、".join(f"{key}({label.zh})" for key, label in self.one_of.items())
            wanted = ", ".join(f"{key} ({label.en})" for key, label in self.one_of.items())
            return self.fault("one_of", Text(f"请从中选择：{offered}", f"choose among {wanted}"), "draft")
        if not isinstance(fact, str):
            return None
        if len(fact) > self.longest:
            most = Text(f"不得超过{self.longest}字", f"at most {self.longest} characters")
            return self.fault("longest", most, "draft")
        if self.valid is not None and fact and not self.valid(fact):
            help_text = self.field.help or Text(
                "代码校验未通过，请核对", "the code does not pass its check; compare it with the paper"
            )
            return self.fault("code", help_text, "draft")
        return None


class Questions:
    """A form, compiled once for its rulebook."""

    def __init__(self, form: Form, language: Language, kinds: Kinds) -> None:
        self.asked: dict[str, Question] = {}
        for name, field in form.fields.items():
            required = field.required
            self.asked[name] = Question(
                name=name,
                field=field,
                label=field.label or Text(name, name),
                read=_READERS.get(field.type, _read_text),
                valid=kinds.get(field.type),
                required=required if isinstance(required, bool) else language.compile(required, kind="boolean"),
                check=language.compile(field.check, kind="boolean") if field.check else None,
                one_of=field.one_of,
                longest=field.longest or LONGEST,
            )
        self._place = {name: place for place, name in enumerate(self.asked)}
        asked = self.asked.items()
        self._always = frozenset(name for name, q in asked if q.required is True)
        self._conditional = tuple((name, q.required) for name, q in asked if not isinstance(q.required, bool))
        self._checked = tuple((name, q.check) for name, q in asked if q.check is not None)

    def read(self, answers: Mapping[str, object], before: Facts) -> tuple[dict[str, Fact], list[Fault]]:
        """The filing as typed facts, and the faults that stop it. What is not answered again stands as `before`;
        an empty answer takes the old one out.
        """
        facts = {name: before[name] for name in self.asked if name in before} if before else {}
        faults: list[Fault] = []
        flaw: Fault | None
        for name, value in answers.items():
            question = self.asked.get(name)
            if question is None:
                remedy = Text(f"本表没有字段 {name}；请删除", f"this form has no field {name}; remove it")
                faults.append(Fault(field=name, kind="unknown_field", remedy=remedy))
                continue
            if before:
                facts.pop(name, None)
            if not value and (value is None or value == ""):
                continue
            try:
                fact = question.read(value)
            except NotThisTypeError:
                fact, flaw = ERASED, question.mistyped()
            else:
                flaw = question.flaw(fact)
            if flaw is not None:
                if value.__class__ is Erased:  # told again after an erasure: nothing is left to be judged
                    facts[name] = ERASED
                else:
                    faults.append(flaw)
            elif fact or fact.__class__ not in (str, tuple):  # an empty text or list is no answer
                facts[name] = fact
        return facts, faults

    def judge(
        self, facts: Facts, on: date, *, answered: frozenset[str] = frozenset(), behind: Facts = NOTHING
    ) -> list[Fault]:
        """What is missing or does not hold. `answered`: fields whose unreadable answer is already a fault; `behind`:
        facts of what the case is about, which stand where it has none of that name.
        """
        missing = [] if self._always <= facts.keys() else [name for name in self._always if name not in facts]
        seen = {**behind, **facts} if behind else facts
        missing += [name for name, due in self._conditional if name not in facts and due(seen, on) is True]
        faults = [_missing(self.asked[name]) for name in missing if name not in answered]
        failed = [
            name
            for name, holds in self._checked
            if name in facts and facts[name].__class__ is not Erased and holds(seen, on) is False
        ]
        faults += [_failed(self.asked[name]) for name in failed]
        if len(faults) > 1:
            faults.sort(key=lambda fault: self._place[fault.field])
        return [fault for fault in faults if self._binds(fault)]

    def advice(self, facts: Facts, on: date) -> tuple[str, ...]:
        """Fields that may be asked: whether they are required depends on facts not given."""
        undecided = (item for item in self._conditional if item[0] not in facts)
        return tuple(name for name, due in undecided if isinstance(due(facts, on), Unknown))

    def _binds(self, fault: Fault) -> bool:
        """A field that rests on hearsay is asked for, never missed."""
        mark = self.asked[fault.field].field.mark
        return mark is None or mark.binds


def _missing(question: Question) -> Fault:
    return question.fault("missing", Text("请填写", "please fill in"), question.field.at or "review")


def _failed(question: Question) -> Fault:
    remedy = question.field.help or Text("内容不符合要求", "this does not meet what the rule requires")
    return question.fault("check", remedy, question.field.at or "review")
