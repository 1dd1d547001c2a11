"""A form ready to be drawn by any face, and read back from what a browser sends.

`form_view` lays a compiled form out with its answers and faults; `answers_from` turns a POST into answers as the kernel
reads them. What the one shows, the other reads back to the same facts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from guiju.kernel.expression import ExpressionError, Unknown
from guiju.kernel.form import LARGEST, NotThisTypeError, Question, Questions
from guiju.kernel.refusals import Fault
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Form, Item, Rulebook, Status
from guiju.kernel.values import Cite, Fact, Facts, Mark, Text, plain
from guiju.kit.conditions import say_condition

Widget = Literal["text", "textarea", "number", "date", "select", "radio", "checkboxes", "digest", "paper"]
Origin = Literal["law", "office"]

PREFIX = "field-"
"""Before each control's name, so that no field can be taken for a control of the page itself (a key, a token)."""
IDENTITY = "identity"
"""`filled_by` of a field that takes what is known of who files."""
LINE = 100  # characters that are comfortably written on one line; a longer answer gets an area
YES, NO = "true", "false"
_WIDGETS: Mapping[str, Widget] = {
    "integer": "number",
    "decimal": "number",
    "boolean": "radio",
    "date": "date",
    "choice": "select",
    "choices": "checkboxes",
    "paper": "paper",
    "digest": "digest",
}
_KEYS: Mapping[str, str] = {"integer": "numeric", "decimal": "decimal"}
_HINTS: Mapping[str, Text] = {
    "integer": Text("填整数", "a whole number"),
    "decimal": Text("填数字，可有小数", "a number, decimals allowed"),
    "date": Text("年-月-日，如 2025-06-01", "year-month-day, as 2025-06-01"),
    "paper": Text("写明材料名称或文件摘要值", "name the paper, or give the digest of its file"),
    "digest": Text("64 位十六进制摘要值", "64 hexadecimal digits"),
    "uscc": Text("18 位代码", "18 characters"),
    "region": Text("6 位行政区划代码", "6 digits of the administrative area"),
}
_ANSWERS = ((YES, Text("是", "yes")), (NO, Text("否", "no")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose. `id` is that of its own control, where it has one."""

    value: str
    label: Text
    id: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One question as it is drawn.

    `input` is the name of its control and `id` the anchor of the whole field; they are the same word. `required` is
    yes, no, or the condition in words; `due` says whether it is required with the answers given, None where that is
    not known. `found`: the machine has filled it, as `found_by` says; `identity`: it is filled from who files.
    `published`: the views that show it to everybody. `stops` keep the draft from being filed, `noticed` do not.
    """

    name: str
    input: str
    id: str
    type: str
    widget: Widget
    label: Text
    help: Text | None
    hint: Text | None
    options: tuple[Option, ...]
    required: bool | Text
    due: bool | None
    at_draft: bool
    value: str
    values: tuple[str, ...]
    inputmode: str
    longest: int | None
    least: int | None
    most: int | None
    found: bool
    found_by: str | None
    identity: bool
    secret: bool
    published: tuple[Text, ...]
    cite: Cite | None
    also: Cite | None
    mark: Mark | None
    origin: Origin | None
    stops: tuple[Fault, ...]
    noticed: tuple[Fault, ...]

    @property
    def public(self) -> bool:
        return bool(self.published)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self.stops + self.noticed


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockView:
    """A part of the form as the text names it."""

    name: str
    id: str
    label: Text
    cite: Cite | None
    also: Cite | None
    origin: Origin | None
    fields: tuple[FieldView, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(fault for field in self.fields for fault in field.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """The whole form. `others` are faults that stand in no field of it."""

    name: str
    label: Text
    cite: Cite | None
    also: Cite | None
    blocks: tuple[BlockView, ...]
    others: tuple[Fault, ...]

    @property
    def fields(self) -> Iterator[FieldView]:
        return (field for block in self.blocks for field in block.fields)

    def field(self, name: str) -> FieldView:
        return next(field for field in self.fields if field.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """One fault with the way to it. `anchor` is an id of the page, empty where there is nowhere to go."""

    fault: Fault
    label: Text
    block: Text | None
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSummary:
    """All faults in the order of the form: those that stop the draft, and those that the notice will list."""

    stops: tuple[FaultLine, ...]
    noticed: tuple[FaultLine, ...]

    def __bool__(self) -> bool:
        return bool(self.stops or self.noticed)


def form_of(resolved: Resolved, questions: Questions) -> tuple[str, Form]:
    """The name and the text of a compiled form."""
    name = next(name for name, known in resolved.forms.items() if known is questions)
    return name, resolved.rulebook.forms[name]


def origin_of(rulebook: Rulebook, item: Item) -> Origin | None:
    """Whether the law asks or the office does; None where no provision is named."""
    if item.cite is None:
        return None
    office = rulebook.rulebook if rulebook.version.status is Status.OFFICE_RULE else None
    return "office" if item.cite.partition("#")[0] == office else "law"


def form_view(
    questions: Questions,
    resolved: Resolved,
    *,
    answers: Mapping[str, object],
    found: Collection[str] = (),
    faults: Sequence[Fault] = (),
    on: date | None = None,
) -> FormView:
    """The form with these answers, as they were given or as facts; a wrong one is shown as it was written."""
    name, form = form_of(resolved, questions)
    facts, _ = questions.read({field: answers[field] for field in questions.asked if field in answers}, {})
    fields: dict[str, list[FieldView]] = {block: [] for block in form.blocks}
    for asked in questions.asked.values():
        told = [fault for fault in faults if fault.field == asked.name]
        view = _field(asked, resolved, answers.get(asked.name), _due(asked, facts, on), asked.name in found, told)
        fields.setdefault(asked.field.block, []).append(view)
    return FormView(
        name=name,
        label=form.label or Text(name, name),
        cite=form.cite,
        also=form.also,
        blocks=tuple(_block(resolved.rulebook, form, block, held) for block, held in fields.items()),
        others=tuple(fault for fault in faults if fault.field not in questions.asked),
    )


def _block(rulebook: Rulebook, form: Form, name: str, fields: Sequence[FieldView]) -> BlockView:
    known = form.blocks.get(name) or Item()
    return BlockView(
        name=name,
        id=f"block-{name}",
        label=known.label or Text(name, name),
        cite=known.cite,
        also=known.also,
        origin=origin_of(rulebook, known),
        fields=tuple(fields),
    )


def _field(
    asked: Question, resolved: Resolved, answer: object, due: bool | None, found: bool, faults: Sequence[Fault]
) -> FieldView:
    field = asked.field
    values = _shown(asked, answer)
    text = values[0] if values and field.type != "choices" else ""
    whole = field.type == "integer"
    return FieldView(
        name=asked.name,
        input=f"{PREFIX}{asked.name}",
        id=f"{PREFIX}{asked.name}",
        type=field.type,
        widget=_widget(asked, text),
        label=asked.label,
        help=field.help,
        hint=_HINTS.get(field.type),
        options=_options(asked, values),
        required=required_of(asked, resolved),
        due=due,
        at_draft=field.at == "draft",
        value=text,
        values=values,
        inputmode=_KEYS.get(field.type, ""),
        longest=asked.longest if _is_written(asked) else None,
        least=-LARGEST if whole else None,
        most=LARGEST if whole else None,
        found=found,
        found_by=field.filled_by if field.filled_by != IDENTITY else None,
        identity=field.filled_by == IDENTITY,
        secret=field.secret,
        published=tuple(
            view.label or Text(key, key) for key, view in resolved.rulebook.views.items() if asked.name in view.fields
        ),
        cite=field.cite,
        also=field.also,
        mark=field.mark,
        origin=origin_of(resolved.rulebook, field),
        stops=tuple(fault for fault in faults if fault.at == "draft"),
        noticed=tuple(fault for fault in faults if fault.at != "draft"),
    )


def binds(asked: Question) -> bool:
    """Whether the field can be missed at all: what rests on hearsay is asked for, never missed."""
    return asked.field.mark is None or asked.field.mark.binds


def required_of(asked: Question, resolved: Resolved) -> bool | Text:
    """Yes, no, or the condition in words."""
    if not binds(asked):
        return False
    needed = asked.required
    return needed if isinstance(needed, bool) else say_condition(resolved, needed.source)


def _due(asked: Question, facts: Facts, on: date | None) -> bool | None:
    if isinstance(asked.required, bool) or not binds(asked):
        return asked.required is True and binds(asked)
    try:
        answer = asked.required(facts, on)
    except ExpressionError:
        return None
    return None if isinstance(answer, Unknown) else answer is True


def _is_written(asked: Question) -> bool:
    """Whether the answer is free text, which alone has a longest."""
    return not asked.one_of and asked.field.type not in ("integer", "decimal", "boolean", "date")


def _widget(asked: Question, text: str) -> Widget:
    if asked.one_of and asked.field.type != "choices":
        return "select"
    widget = _WIDGETS.get(asked.field.type, "text")
    long = asked.longest > LINE and asked.valid is None
    return "textarea" if widget in ("text", "paper") and ((long and widget == "text") or "\n" in text) else widget


def _shown(asked: Question, answer: object) -> tuple[str, ...]:
    """The answer as its control holds it, in the one spelling of a fact where it can be read."""
    if answer is None or answer == "":
        return ()
    try:
        fact: Fact | object = asked.read(answer)
    except NotThisTypeError:
        fact = answer
    if isinstance(fact, (list, tuple)):
        return tuple(str(plain(part)) for part in fact)
    if isinstance(fact, bool):
        return (YES if fact else NO,)
    return (_lines(str(plain(fact))),)


def _options(asked: Question, values: Sequence[str]) -> tuple[Option, ...]:
    offered = _ANSWERS if asked.field.type == "boolean" else tuple(asked.one_of.items())
    return tuple(
        Option(value=value, label=label, id=f"{PREFIX}{asked.name}-{place}", chosen=value in values)
        for place, (value, label) in enumerate(offered, 1)
    )


def _lines(text: str) -> str:
    """Line ends as the house keeps them: browsers send CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def answers_from(
    posted: Mapping[str, Sequence[str]], questions: Questions, *, only: Collection[str] | None = None
) -> dict[str, object]:
    """What a browser sent, as answers for the kernel to read; controls that are no field of the form are left alone.

    An emptied control is an empty answer, which takes an earlier one out. A group of boxes with none ticked sends
    nothing, so it counts as answered with nothing; `only` names the fields that were shown, if not all were.
    """
    answers: dict[str, object] = {}
    for name, asked in questions.asked.items():
        if only is not None and name not in only:
            continue
        sent = posted.get(f"{PREFIX}{name}")
        if asked.field.type == "choices":
            answers[name] = tuple(dict.fromkeys(part.strip() for part in sent or () if part.strip()))
        elif sent:
            answers[name] = _written(asked, sent[-1])
    return answers


def _written(asked: Question, text: str) -> str:
    """Text without the blanks around it. Numbers, days and codes may come in the wide characters of Chinese input."""
    if asked.valid is not None or asked.field.type in ("integer", "decimal", "date"):
        text = unicodedata.normalize("NFKC", text)
    return _lines(text).strip()


def fault_summary(view: FormView) -> FaultSummary:
    """All faults of the form in its order, each with the anchor of its field; those of no field come last."""
    lines = [
        FaultLine(fault=fault, label=field.label, block=block.label, anchor=field.id)
        for block in view.blocks
        for field in block.fields
        for fault in field.faults
    ]
    blocks = {block.name: block for block in view.blocks}
    for fault in view.others:
        block = blocks.get(fault.block or fault.field)
        lines.append(
            FaultLine(
                fault=fault,
                label=fault.label or Text(fault.field, fault.field),
                block=block.label if block else None,
                anchor=block.id if block else "",
            )
        )
    return FaultSummary(
        stops=tuple(line for line in lines if line.fault.at == "draft"),
        noticed=tuple(line for line in lines if line.fault.at != "draft"),
    )
