"""A form as the parts of a page draw it: `kit.formview` in the words that `kit/part/field.html` takes."""

from __future__ import annotations

from dataclasses import dataclass

from guiju.kernel.refusals import Fault
from guiju.kernel.values import Text
from guiju.kit.formview import BlockView, FieldView, FormView, fault_summary

_WIDGETS = {"digest": "text", "paper": "text"}  # what a page draws as a plain line


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnField:
    """One field, ready for its part. `name` is the name of its control."""

    name: str
    id: str
    label: Text
    widget: str
    help: Text | None
    options: tuple[tuple[str, Text, bool], ...]
    required: bool
    value: str
    found: bool
    identity: bool
    secret: bool
    longest: int | None
    public: bool
    cite: str | None
    also: str | None
    stops: tuple[Text, ...]
    noticed: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBlock:
    """A part of the form as the text names it."""

    name: str
    id: str
    label: Text
    help: Text | None
    cite: str | None
    fields: tuple[DrawnField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnForm:
    """The whole form, and all that is wrong with it: what stops it, and what the notice will tell."""

    label: Text
    cite: str | None
    blocks: tuple[DrawnBlock, ...]
    stops: tuple[dict[str, object], ...]
    noticed: tuple[dict[str, object], ...]


def drawn(view: FormView) -> DrawnForm:
    """The form for its part."""
    summary = fault_summary(view)
    return DrawnForm(
        label=view.label,
        cite=view.cite,
        blocks=tuple(_block(block) for block in view.blocks),
        stops=tuple({"id": line.anchor, "label": line.label, "text": told(line.fault)} for line in summary.stops),
        noticed=tuple({"id": line.anchor, "label": line.label, "text": told(line.fault)} for line in summary.noticed),
    )


def told(fault: Fault) -> Text:
    """What to do, without the name of the field, which stands beside it."""
    if fault.label is None:
        return fault.remedy
    zh = fault.remedy.zh.removeprefix(f"{fault.label.zh}：")
    return Text(zh, fault.remedy.en.removeprefix(f"{fault.label.en}: "))


def _block(block: BlockView) -> DrawnBlock:
    fields = tuple(_field(field) for field in block.fields)
    return DrawnBlock(name=block.name, id=block.id, label=block.label, help=None, cite=block.cite, fields=fields)


def _field(field: FieldView) -> DrawnField:
    return DrawnField(
        name=field.input,
        id=field.id,
        label=field.label,
        widget=_WIDGETS.get(field.widget, field.widget),
        help=_help(field),
        options=tuple((option.value, option.label, option.chosen) for option in field.options),
        required=field.required is True or field.due is True,
        value=field.value,
        found=field.found,
        identity=field.identity,
        secret=field.secret,
        longest=field.longest if field.longest and field.longest < 5000 else None,
        public=field.public,
        cite=field.cite,
        also=field.also,
        stops=tuple(told(fault) for fault in field.stops),
        noticed=tuple(told(fault) for fault in field.noticed),
    )


def _help(field: FieldView) -> Text | None:
    """Help and hint, and when the field is due, if that depends on others."""
    parts = [field.help or field.hint]
    if isinstance(field.required, Text) and field.due is not True:
        when = field.required
        parts.append(Text(f"须填写的情形：{when.zh}。", f"Required when: {when.en}."))
    said = [part for part in parts if part is not None]
    return Text(" ".join(part.zh for part in said), " ".join(part.en for part in said)) if said else None
