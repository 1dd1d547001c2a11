"""The form that the page `/design/` shows: every widget, and each thing that can be said of a field."""

from __future__ import annotations

from dataclasses import replace

from guiju.kernel.refusals import Fault
from guiju.kernel.values import Text
from guiju.kit.formview import PREFIX, BlockView, FaultLine, FaultSummary, FieldView, FormView, Option, Widget


def _field(name: str, zh: str, en: str, widget: Widget = "text") -> FieldView:
    """A field that must be filled, of which nothing else is said."""
    return FieldView(
        name=name,
        input=f"{PREFIX}{name}",
        id=f"{PREFIX}{name}",
        type="text",
        widget=widget,
        label=Text(zh, en),
        help=None,
        hint=None,
        options=(),
        required=True,
        due=True,
        at_draft=True,
        value="",
        values=(),
        inputmode="",
        longest=None,
        least=None,
        most=None,
        found=False,
        found_by=None,
        identity=False,
        secret=False,
        published=(),
        cite=None,
        also=None,
        mark=None,
        origin=None,
        stops=(),
        noticed=(),
    )


def _options(name: str, *labels: Text) -> tuple[Option, ...]:
    return tuple(
        Option(value=str(place), label=label, id=f"{PREFIX}{name}-{place}", chosen=place == 1)
        for place, label in enumerate(labels, 1)
    )


def _block(name: str, label: Text, *fields: FieldView) -> BlockView:
    return BlockView(name=name, id=f"block-{name}", label=label, cite=None, also=None, origin=None, fields=fields)


_PUBLIC = (Text("公示", "publication"),)
_WAYS = (
    Text("文件下载", "as a file"),
    Text("接口", "through an API"),
    Text("在安全环境内使用", "inside a secure room"),
    Text("其他方式", "in another way"),
)
_STOP = Fault(field="title", kind="missing", remedy=Text("名称：请填写", "Title: please fill in"))
_NOTICE = Fault(
    field="abstract",
    kind="condition",
    at="review",
    remedy=Text("简介：没有说明更新频率", "Abstract: it does not say how often it is renewed"),
)
_BASICS = _block(
    "basics",
    Text("基本情况", "Basics"),
    replace(
        _field("body", "单位名称", "Name of the body"),
        value="示例甲单位",
        identity=True,
        published=_PUBLIC,
        cite="XX/example#r7",
    ),
    replace(
        _field("title", "名称", "Title"),
        help=Text("写全称，不超过 100 字。", "The full name, at most 100 characters."),
        longest=100,
        published=_PUBLIC,
        stops=(_STOP,),
    ),
    replace(
        _field("abstract", "简介", "Abstract", "textarea"), required=False, due=False, longest=500, noticed=(_NOTICE,)
    ),
    replace(
        _field("rows", "记录数", "Rows", "number"),
        value="3211",
        inputmode="numeric",
        found=True,
        hint=Text("填整数", "a whole number"),
    ),
    replace(_field("day", "形成日期", "Day of making", "date"), value="2025-06-23"),
)
_USE = _block(
    "use",
    Text("使用", "Use"),
    replace(
        _field("times", "次数", "How often", "radio"),
        options=_options("times", Text("一次", "once"), Text("多次", "several times")),
    ),
    replace(
        _field("ways", "方式", "Ways", "checkboxes"),
        options=_options("ways", *_WAYS),
        required=False,
        due=False,
        help=Text("可多选。", "Choose all that fit."),
    ),
    replace(
        _field("main", "主要方式", "Main way", "select"),
        options=_options("main", *_WAYS),
        required=Text("方式多于一种", "there is more than one way"),
        due=None,
    ),
    replace(
        _field("proof", "摘要值", "Digest", "digest"),
        required=False,
        due=False,
        hint=Text("64 位十六进制摘要值", "64 hexadecimal digits"),
        value="9f2c41d07be8a655" * 4,
    ),
    replace(_field("phone", "联系电话", "Telephone"), secret=True, required=False, due=False, value="13800000000"),
)
FORM = FormView(
    name="sample", label=Text("示例表单", "a form"), cite=None, also=None, blocks=(_BASICS, _USE), others=()
)


def _lines(field: FieldView, faults: tuple[Fault, ...]) -> list[FaultLine]:
    return [FaultLine(fault=fault, label=field.label, block=None, anchor=field.id) for fault in faults]


SUMMARY = FaultSummary(
    stops=tuple(line for field in FORM.fields for line in _lines(field, field.stops)),
    noticed=tuple(line for field in FORM.fields for line in _lines(field, field.noticed)),
)
