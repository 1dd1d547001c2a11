"""The form that the page `/design/` shows: every widget, and each thing that can be said of a field."""

from __future__ import annotations

from dataclasses import dataclass, field

from guiju.kernel.values import Text

Option = tuple[str, Text, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleField:
    """A field as a form view gives it to the template."""

    name: str
    label: Text
    widget: str = "text"
    help: Text | None = None
    options: tuple[Option, ...] = ()
    required: bool = True
    value: str = ""
    found: bool = False
    identity: bool = False
    secret: bool = False
    longest: int | None = None
    public: bool = False
    cite: str | None = None
    stops: tuple[Text, ...] = ()
    noticed: tuple[Text, ...] = ()

    @property
    def id(self) -> str:
        return f"id_{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleBlock:
    """Fields that belong together."""

    name: str
    label: Text
    fields: tuple[SampleField, ...]
    help: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleForm:
    """A whole form."""

    blocks: tuple[SampleBlock, ...] = field(default=())


_KINDS = (("one", Text("一次", "once"), True), ("more", Text("多次", "several times"), False))
_WAYS = (
    ("file", Text("文件下载", "as a file"), True),
    ("api", Text("接口", "through an API"), False),
    ("room", Text("在安全环境内使用", "inside a secure room"), False),
    ("other", Text("其他方式", "in another way"), False),
)

FORM = SampleForm(
    blocks=(
        SampleBlock(
            name="basics",
            label=Text("基本情况", "Basics"),
            help=Text("一块表单放相互关联的字段。", "One block holds what belongs together."),
            fields=(
                SampleField(
                    name="body",
                    label=Text("单位名称", "Name of the body"),
                    value="示例甲单位",
                    identity=True,
                    public=True,
                    cite="CN/example#a7",
                ),
                SampleField(
                    name="title",
                    label=Text("名称", "Title"),
                    help=Text("写全称，不超过 100 字。", "The full name, at most 100 characters."),
                    longest=100,
                    public=True,
                    stops=(Text("请填写名称", "give the title"),),
                ),
                SampleField(
                    name="abstract",
                    label=Text("简介", "Abstract"),
                    widget="textarea",
                    required=False,
                    longest=500,
                    noticed=(
                        Text(
                            "没有说明更新频率；可以提交，但会列入补充事项",
                            "it does not say how often it is renewed; it can be filed, but will be asked for",
                        ),
                    ),
                ),
                SampleField(
                    name="rows", label=Text("记录数", "Rows"), widget="number", value="3211", found=True, required=False
                ),
                SampleField(name="day", label=Text("形成日期", "Day of making"), widget="date", value="2025-06-23"),
            ),
        ),
        SampleBlock(
            name="use",
            label=Text("使用", "Use"),
            fields=(
                SampleField(name="times", label=Text("次数", "How often"), widget="radio", options=_KINDS),
                SampleField(
                    name="ways",
                    label=Text("方式", "Ways"),
                    widget="checkboxes",
                    options=_WAYS,
                    required=False,
                    help=Text("可多选。", "Choose all that fit."),
                ),
                SampleField(name="main", label=Text("主要方式", "Main way"), widget="select", options=_WAYS),
                SampleField(
                    name="phone", label=Text("联系电话", "Telephone"), secret=True, required=False, value="13800000000"
                ),
            ),
        ),
    )
)
FAULTS = [
    {"id": item.id, "label": item.label, "text": text}
    for block in FORM.blocks
    for item in block.fields
    for text in item.stops
]
