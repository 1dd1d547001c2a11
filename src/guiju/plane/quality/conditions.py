"""A rule as two conditions of SQL: which rows it speaks of, and which of them meet it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guiju.kernel.values import Text
from guiju.plane.profile import Tally
from guiju.plane.quality.rules import Rule
from guiju.plane.quality.values import TABLE, dated, literal, moment, number, numeric, text
from guiju.shelf.flaws import Flaw, flaw, nearest

_HIDDEN = "[*＊●•█]"
# Rules that are judged row by row; the others speak of groups of rows, of spans of time, or of the table's columns.
BY_ROW = (
    *("required", "masked", "order", "same", "range", "pattern", "one_of", "references", "updated_within", "period"),
)
INDICATOR: Mapping[str, str] = {
    "required": "element_completeness", "masked": "security", "same": "same_data", "range": "format_compliance",
    "pattern": "format_compliance", "one_of": "reference_data", "references": "reference_data",
    "updated_within": "point_timeliness", "period": "period_correctness", "every": "period_correctness",
    "key": "uniqueness", "unique": "uniqueness", "columns": "data_model",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """Rows that are spoken of, and what those that are as they should be meet; neither is ever NULL."""

    counted: str
    meets: str


def indicator(rule: Rule, known: Mapping[str, Tally]) -> str:
    """Which indicator a rule is part of: the order of days is one of time, that of numbers a relation."""
    if rule.kind == "order":
        return "time_sequence" if all(dated(known[name]) for name in rule.columns) else "related_data"
    return INDICATOR[rule.kind]


def unfit(rules: Sequence[Rule], known: Mapping[str, Tally]) -> list[Flaw]:
    """Columns that the table does not have, or that hold nothing of the kind a rule needs."""
    flaws: list[Flaw] = []
    for rule in rules:
        missing = [(name, at) for name, at in zip(rule.columns, rule.places, strict=True) if name not in known]
        if rule.kind != "columns":  # which says what should be there
            flaws += [
                flaw(at, f"表中没有列 {name}", f"the table has no column {name}", nearest(name, known))
                for name, at in missing
            ]
        if (
            not missing
            and _of_days(rule)
            and not all(dated(known[one]) or not known[one].filled for one in rule.columns)
        ):
            hint = Text("请先统一日期的写法，或去掉这一条", "write the days in one way first, or leave the rule out")
            flaws.append(flaw(rule.at, "这一列多数值不是日期", "most values of the column are no days", hint))
        if not missing and rule.kind == "order" and not _ordered([known[name] for name in rule.columns]):
            hint = Text("请先统一两列的写法，或去掉这一条", "write both in one way first, or leave the rule out")
            flaws.append(flaw(rule.at, "两列不同为日期或数字", "the two columns are not both days or numbers", hint))
    return flaws


def _of_days(rule: Rule) -> bool:
    return rule.kind in ("updated_within", "period", "every") or (rule.kind == "range" and rule.args[2] == "day")


def _ordered(pair: Sequence[Tally]) -> bool:
    """A column without a value says nothing against it."""
    return all(dated(one) or not one.filled for one in pair) or all(numeric(one) or not one.filled for one in pair)


def ask(rule: Rule, known: Mapping[str, Tally], on: date, lists: Mapping[Rule, str]) -> Ask:
    """`lists`: where the values lie that a rule refers to."""
    own = [known[name] for name in rule.columns]
    value = text(own[0])
    if rule.kind == "required":
        return Ask("true", f"{value} IS NOT NULL")
    filled = " AND ".join(f"{text(one)} IS NOT NULL" for one in own)
    return Ask(f"({filled})", f"coalesce({_meets(rule, own, value, on, lists)}, false)")


def _meets(rule: Rule, own: Sequence[Tally], value: str, on: date, lists: Mapping[Rule, str]) -> str:
    match rule.kind:
        case "masked":
            return f"regexp_matches({value}, '{_HIDDEN}')"
        case "pattern":
            return f"regexp_full_match({value}, {literal(rule.args[0])})"
        case "one_of":
            return f"{value} IN ({', '.join(literal(one) for one in rule.args)})"
        case "references":
            return f"{value} IN (SELECT value FROM {lists[rule]})"
        case "same":
            return f"{value} = {text(own[1])}"
        case "order":
            as_ = moment if all(dated(one) or not one.filled for one in own) else number
            return f"{as_(own[0])} <= {as_(own[1])}"
        case "updated_within":
            count, unit = rule.args
            return f"{moment(own[0])}::DATE BETWEEN (DATE '{on}' - INTERVAL {count} {unit})::DATE AND DATE '{on}'"
    low, high, kind = rule.args
    cell = number(own[0]) if kind == "number" else f"{moment(own[0])}::DATE"
    form = "CAST({} AS DECIMAL(38, 9))" if kind == "number" else "CAST({} AS DATE)"
    ends = [f"{cell} {sign} {form.format(literal(end))}" for sign, end in ((">=", low), ("<=", high)) if end]
    return " AND ".join(ends)


def spread(rule: Rule, own: Tally) -> str:
    """SQL for `every`: spans of time that have a row, and all of them from the first to the last."""
    step, cell = rule.args[0], moment(own)
    query = f"SELECT {cell} AS seen FROM {TABLE}"
    some, all_ = f"count(DISTINCT date_trunc('{step}', seen))", f"date_diff('{step}', min(seen), max(seen)) + 1"
    return f"SELECT {some}, coalesce({all_}, 0) FROM ({query}) WHERE year(seen) BETWEEN 1850 AND 2100"
