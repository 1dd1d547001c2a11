"""What the keys of the rulebook language are called, and whose names stand in which of them.

These are words of the language, the same in every rulebook; what a rulebook itself names has labels of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from guiju.kernel.rulebook import (
    ActRule,
    Bar,
    Clock,
    Code,
    Duty,
    Extend,
    Field,
    LetterForm,
    Open,
    Procedure,
    Publish,
    Row,
    State,
    Tell,
    Through,
    View,
    Window,
)
from guiju.kernel.values import Text

NAMESPACES: Mapping[tuple[type, str], str] = {
    (Clock, "binds"): "roles",
    (Duty, "binds"): "roles",
    (State, "waits_for"): "roles",
    (ActRule, "by"): "roles",
    (LetterForm, "to"): "roles",
    (Through, "answers"): "roles",
    (ActRule, "desk"): "desks",
    (ActRule, "from_"): "states",
    (ActRule, "to"): "states",
    (Duty, "undone_by"): "states",
    (Tell, "in_"): "states",
    (Open, "in_"): "states",
    (Duty, "met_by"): "acts",
    (Clock, "at_end"): "acts",
    (Clock, "late"): "acts",
    (Bar, "acts"): "acts",
    (State, "clocks"): "clocks",
    (ActRule, "after"): "clocks",
    (ActRule, "within"): "clocks",
    (Bar, "clocks"): "clocks",
    (Extend, "clock"): "clocks",
    (Clock, "from_"): "facts",
    (Clock, "until"): "facts",
    (Clock, "pick"): "facts",
    (View, "fields"): "facts",
    (Duty, "arises"): "facts",
    (Open, "copy"): "facts",
    (Code, "fact"): "facts",
    (Window, "before"): "facts",
    (Procedure, "about"): "procedures",
    (Open, "case"): "procedures",
    (ActRule, "form"): "forms",
    (Field, "block"): "blocks",
    (Row, "gives"): "answers",
    (Publish, "view"): "views",
}
"""Where the name that stands in a key is at home."""

EFFECT_NAMES: Mapping[str, str] = {
    "letter": "letters",
    "publish": "views",
    "unpublish": "views",
    "code": "facts",
    "set": "facts",
    "open": "procedures",
    "tell": "acts",
    "extend": "clocks",
}
"""Where the name behind the word of an effect is at home."""

CONDITIONS = frozenset(("when", "is_", "check", "required", "if_"))
"""Keys that hold an expression that is true or false."""

ASSIGNED = frozenset(("values",))
"""Keys that hold an expression of any type."""

COLLECTIONS = frozenset(
    (
        *("procedures", "states", "acts", "forms", "fields", "blocks", "clocks", "clock", "duties", "tables", "rows"),
        *("roles", "views", "desks", "facts", "letters", "effects", "when"),
    )
)
"""Steps of a path that only lead on; at its end they are spoken."""

ITSELF = frozenset(("length", "is", "gives"))
"""Keys that are what one means by the name of what has them: the length of a term is the term."""

KEYS: Mapping[str, Text] = {
    "acts": Text("行为", "acts"),
    "about": Text("针对", "about"),
    "after": Text("须先届满", "after the end of"),
    "again": Text("再次进入时", "when entered again"),
    "answers": Text("由谁负责", "who answers"),
    "arises": Text("起因", "arises with"),
    "at": Text("缺漏时", "if it is missing"),
    "at_end": Text("届满时", "at its end"),
    "at_most": Text("至多次数", "at most"),
    "before": Text("在此之前", "before"),
    "binds": Text("约束谁", "binds"),
    "block": Text("栏目", "block"),
    "by": Text("由谁", "by"),
    "calendar": Text("日历", "calendar"),
    "check": Text("核对", "check"),
    "case": Text("何种案件", "the case"),
    "clocks": Text("期限", "terms"),
    "code": Text("赋予编码", "gives the code"),
    "conflicts": Text("抵触", "conflict"),
    "copy": Text("照抄", "copies"),
    "count": Text("首日", "first day"),
    "desk": Text("岗位", "desk"),
    "effective": Text("施行日", "in force from"),
    "expires": Text("失效日", "stands until"),
    "extend": Text("延长", "extends"),
    "fields": Text("字段", "fields"),
    "filled_by": Text("谁填写", "filled by"),
    "final": Text("终局", "final"),
    "force": Text("效力", "force"),
    "form": Text("表单", "form"),
    "from": Text("自", "from"),
    "gives": Text("结果", "answer"),
    "grounds": Text("理由", "grounds"),
    "hit": Text("取哪行", "which row"),
    "hold": Text("停办", "holds"),
    "in": Text("状态", "state"),
    "judge": Text("评判", "judges by"),
    "judges": Text("评判哪张表单", "judges"),
    "key": Text("以何查找", "found by"),
    "kept": Text("以谁为准", "which is followed"),
    "last": Text("最后", "in the last"),
    "late": Text("逾期", "when late"),
    "lengths": Text("长度", "length"),
    "letter": Text("发出", "sends"),
    "letters": Text("文书", "letter"),
    "lists": Text("列明", "lists"),
    "longest": Text("最多字数", "most characters"),
    "mark": Text("加标识", "marks"),
    "met_by": Text("以此履行", "met by"),
    "needs": Text("前置事项", "needs"),
    "not_in": Text("不得处于", "must not stand as"),
    "note": Text("记事件", "notes"),
    "one_of": Text("选项", "choice"),
    "open": Text("立案", "opens"),
    "ours": Text("本规则", "this text"),
    "paper": Text("凭", "paper"),
    "pick": Text("视何而定", "depends on"),
    "public": Text("公开", "public"),
    "publish": Text("公开", "publishes"),
    "rank": Text("次序", "rank"),
    "remedy": Text("如何补救", "what is to be done"),
    "release": Text("解除停办", "lifts the hold"),
    "required": Text("必填", "required"),
    "roll": Text("遇休顺延", "moved off holidays"),
    "scheme": Text("编码方案", "scheme"),
    "secret": Text("保密", "secret"),
    "set": Text("记入", "sets"),
    "status": Text("效力", "status"),
    "tell": Text("通知办理", "tells"),
    "term": Text("有效期", "stands for"),
    "theirs": Text("对方", "the other text"),
    "through": Text("可代办", "may be acted for by"),
    "to": Text("至", "to"),
    "rows": Text("记入的行", "keeps the rows as"),
    "scale": Text("量表", "scale"),
    "table": Text("表", "table"),
    "whole": Text("须完整", "must be complete"),
    "else": Text("无一成立时", "where none applies"),
    "type": Text("类型", "type"),
    "undone_by": Text("如此则未履行", "undone by"),
    "unmark": Text("去标识", "unmarks"),
    "unpublish": Text("停止公开", "stops publishing"),
    "until": Text("止于", "until"),
    "version": Text("本规则", "the text"),
    "when": Text("条件", "when"),
    "waits_for": Text("等待谁", "waits for"),
    "window": Text("时段", "window"),
    "within": Text("期内", "within"),
    "zone": Text("时区", "time zone"),
}

VALUES: Mapping[tuple[str, str], Text] = {
    ("again", "fresh"): Text("重新起算", "counts anew"),
    ("again", "resume"): Text("接续计算", "counts on"),
    ("arises", "in_force"): Text("规则施行", "the text takes effect"),
    ("at", "draft"): Text("不能提交", "stops the filing"),
    ("at", "review"): Text("列入一次性告知", "stands in the notice"),
    ("count", "next_day"): Text("次日起算", "counts from the next day"),
    ("count", "same_day"): Text("当日起算", "counts itself"),
    ("force", "encouraged"): Text("鼓励", "encouraged"),
    ("force", "may"): Text("可以", "may"),
    ("force", "must"): Text("应当", "must"),
    ("from", "*"): Text("任何未终局状态", "any state that is not final"),
    ("from", "start"): Text("尚无案件", "no case yet"),
    ("kept", "ours"): Text("以本规则为准", "this text is followed"),
    ("kept", "theirs"): Text("以对方为准", "the other text is followed"),
    ("kept", "undecided"): Text("未定", "undecided"),
}
"""Words of the language that stand as values."""
