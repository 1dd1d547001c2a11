"""GB/T 36344-2018 as data: six dimensions, twenty indicators, and what each needs where data alone do not tell.

The standard gives no weights and no pass marks, so none are given here. Of two rates, of what is repeated and of what
is dirty, less is better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from guiju.kernel.values import Text

CITE = "GB/T 36344-2018"

DIMENSIONS: Mapping[str, Text] = {
    "conformity": Text("规范性", "conformity"),
    "completeness": Text("完整性", "completeness"),
    "accuracy": Text("准确性", "accuracy"),
    "consistency": Text("一致性", "consistency"),
    "timeliness": Text("时效性", "timeliness"),
    "accessibility": Text("可访问性", "accessibility"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator before anything is counted."""

    dimension: str
    label: Text
    needs: Text
    better: Literal["high", "low"] = "high"


_ROWS = Text("表中没有可计数的数据行", "the table has no rows to count")

STANDARD: Mapping[str, Entry] = {
    "data_standard": Entry(
        "conformity",
        Text("数据标准", "data standards"),
        Text(
            "没有识别出有国家或国际标准格式的列；各列应符合哪些数据标准？",
            "no column of a type with a standard of its own was recognised; which standards apply to the columns?",
        ),
    ),
    "data_model": Entry(
        "conformity",
        Text("数据模型", "data model"),
        Text("需要数据模型：在规则中用 columns 写明各列类型", "needs the model: declare the columns by `columns`"),
    ),
    "metadata": Entry(
        "conformity",
        Text("元数据", "metadata"),
        Text("需要数据字典：在规则中用 columns 列出各列", "needs a data dictionary: list the columns by `columns`"),
    ),
    "business_rules": Entry(
        "conformity",
        Text("业务规则", "business rules"),
        Text(
            "需要业务规则：用 --rules 给出 required、range、pattern、order 等",
            "needs the rules of the business: give `required`, `range`, `pattern`, `order` or others by --rules",
        ),
    ),
    "reference_data": Entry(
        "conformity",
        Text("权威参考数据", "authoritative reference data"),
        Text(
            "需要参考数据：在规则中用 one_of 或 references 指明",
            "needs reference data: name them by `one_of` or `references`",
        ),
    ),
    "security": Entry(
        "conformity",
        Text("安全规范", "security rules"),
        Text(
            "安全要求不在数据里：哪些列须脱敏？在规则中用 masked 列出；权限和加密须另行核查",
            "the data do not tell: which columns must be masked? List them by `masked`; access and encryption are "
            "checked elsewhere",
        ),
    ),
    "element_completeness": Entry("completeness", Text("数据元素完整性", "completeness of elements"), _ROWS),
    "record_completeness": Entry("completeness", Text("数据记录完整性", "completeness of records"), _ROWS),
    "content_correctness": Entry(
        "accuracy",
        Text("数据内容正确性", "correctness of content"),
        Text(
            "没有带校验位或公开代码表的列；需要与真实来源比对",
            "no column has a check digit or a public list of codes; it takes a comparison with the true source",
        ),
    ),
    "format_compliance": Entry(
        "accuracy",
        Text("数据格式合规性", "compliance of format"),
        Text(
            "各列都是自由文字；在规则中用 range 或 pattern 写明格式",
            "all columns are free text; state formats by `range` or `pattern`",
        ),
    ),
    "duplicate_rate": Entry("accuracy", Text("数据重复率", "rate of duplicates"), _ROWS, "low"),
    "uniqueness": Entry("accuracy", Text("数据唯一性", "uniqueness"), _ROWS),
    "dirty_rate": Entry("accuracy", Text("脏数据出现率", "rate of dirty data"), _ROWS, "low"),
    "same_data": Entry(
        "consistency",
        Text("相同数据一致性", "consistency of the same data"),
        Text(
            "没有可有多种写法的列；同一数据还存于何处？在规则中用 same 指明应相同的两列",
            "no column can be written in several ways; where else is the same kept? Name two equal columns by `same`",
        ),
    ),
    "related_data": Entry(
        "consistency",
        Text("关联数据一致性", "consistency of related data"),
        Text(
            "没有识别出互相关联的列(如身份证号与出生日期)；在规则中用 order 写明数值关系",
            "no related columns (as an identity number and a date of birth) were recognised; state how numbers relate "
            "by `order`",
        ),
    ),
    "period_correctness": Entry(
        "timeliness",
        Text("基于时间段的正确性", "correctness over a period"),
        Text(
            "数据应覆盖哪段时间、每隔多久一批？在规则中用 period 或 every 写明",
            "which time should the data cover, and how often do they come? State it by `period` or `every`",
        ),
    ),
    "point_timeliness": Entry(
        "timeliness",
        Text("基于时间点的及时性", "timeliness at a point in time"),
        Text(
            "数据应多久更新一次？在规则中用 updated_within 写明",
            "how soon must the data be renewed? State it by `updated_within`",
        ),
    ),
    "time_sequence": Entry(
        "timeliness",
        Text("时序性", "order in time"),
        Text("哪些日期应有先后？在规则中用 order 写明", "which dates come before which? State it by `order`"),
    ),
    "accessible": Entry(
        "accessibility",
        Text("可访问", "accessible"),
        Text(
            "文件本身看不出：需要时，使用者能否取得数据？需要访问日志或服务记录",
            "a file does not tell: can users get at the data when they need them? Needs logs of access or of service",
        ),
    ),
    "available": Entry(
        "accessibility",
        Text("可用性", "available"),
        Text(
            "文件本身看不出：数据的有效期多长，其间是否一直可用？需要有效期和服务记录",
            "a file does not tell: how long are the data meant to serve, and did they? Needs that term and records of "
            "service",
        ),
    ),
}
