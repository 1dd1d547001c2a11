"""How far a text and what it says may be trusted, in words: its status, the marks of its items, lengths of time."""

from __future__ import annotations

from collections.abc import Mapping

from guiju.kernel.rulebook import Status
from guiju.kernel.values import Mark, Term, Text, Unit

STATUSES: Mapping[Status, Text] = {
    Status.IN_FORCE: Text("有效", "in force"),
    Status.DRAFT: Text("草案", "draft"),
    Status.AS_TOLD: Text("据报道", "as told"),
    Status.REPEALED: Text("已废止", "repealed"),
    Status.OFFICE_RULE: Text("本机构规则", "office rule"),
}
MEANINGS: Mapping[Status, Text] = {
    Status.IN_FORCE: Text("现行有效的规定，据此办理案件。", "A text in force: cases are handled under it."),
    Status.DRAFT: Text(
        "征求意见的草案，尚未施行：只作比较和试算，不据此办理任何案件。",
        "A draft that is not in force: it serves to compare and to try out, and no case is handled under it.",
    ),
    Status.AS_TOLD: Text(
        "原文未公开，内容据报道整理：只作参考，不据此办理任何案件，也不约束任何人。",
        "The text is not published and is given as others told it: for information only, it binds nobody.",
    ),
    Status.REPEALED: Text("已经废止，只供查阅。", "Repealed, kept for reference."),
    Status.OFFICE_RULE: Text(
        "登记机构在法律授权范围内自定的业务规则。凡出自本规则的要求均标明“本机构要求”，并非法定要求。",
        "A rule that a registrar made for itself, where the law lets it. What it asks beyond the law is shown as "
        "“required by this office”.",
    ),
}
MARKS: Mapping[Mark, Text] = {
    Mark.PROXY: Text("代用", "stand-in"),
    Mark.INTERP: Text("本站解释", "our reading"),
    Mark.AS_TOLD: Text("据报道", "as told"),
    Mark.UNVERIFIED: Text("未核实", "unverified"),
}
TONES: Mapping[Status, str] = {
    Status.IN_FORCE: "good",
    Status.OFFICE_RULE: "running",
    Status.DRAFT: "warn",
    Status.AS_TOLD: "warn",
    Status.REPEALED: "neutral",
}
UNITS: Mapping[Unit, tuple[Text, Text]] = {
    Unit.WORKING_DAY: (Text("个工作日", "working day"), Text("个工作日", "working days")),
    Unit.NATURAL_DAY: (Text("日", "day"), Text("日", "days")),
    Unit.MONTH: (Text("个月", "month"), Text("个月", "months")),
    Unit.YEAR: (Text("年", "year"), Text("年", "years")),
    Unit.HOUR: (Text("小时", "hour"), Text("小时", "hours")),
}
_PROMPTLY = Text("及时，未定日数", "promptly, without a number of days")


def say_term(term: Term | str) -> Text:
    """`30wd` as 30 个工作日, or 30 working days."""
    if not isinstance(term, Term):
        return _PROMPTLY if term == "promptly" else Text(term, term)
    unit = UNITS[term.unit][term.count != 1]
    zh = f"{term.count}{'' if unit.zh in ('日', '年') else ' '}{unit.zh}"
    return Text(zh, f"{term.count} {unit.en}")
