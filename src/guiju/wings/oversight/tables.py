"""The year of a registrar as tables, the same for pages, CSV and the command line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from guiju.kernel.values import Text
from guiju.kit.cites import say_cites

Sheet = tuple[str, Sequence[Text], list[list[object]]]
"""A title, columns, rows."""

OVERVIEW = (
    *(Text("登记机构", "registrar"), Text("资格", "standing"), Text("案件", "cases"), Text("环节", "steps")),
    *(Text("逾期", "late"), Text("异议", "objections"), Text("成立的异议", "upheld")),
    *(Text("应报", "reports owed"), Text("已报", "reports made"), Text("迟报", "reports late")),
)
STEPS = (
    *(Text("程序", "procedure"), Text("期限", "term"), Text("次数", "count"), Text("法定长度", "length")),
    *(Text("平均用时", "average"), Text("最长用时", "longest"), Text("逾期", "late"), Text("依据", "provision")),
)
OUTCOMES = (Text("程序", "procedure"), Text("状态", "state"), Text("案件", "cases"))
REPORTS = (
    *(Text("期间", "period"), Text("应报自", "owed from"), Text("最后一日", "last day"), Text("报送", "made on")),
    *(Text("逾期", "late"), Text("依据", "provision")),
)
_UNITS = {"wd": Text("个工作日", " working days"), "nd": Text("日", " days"), "h": Text("小时", " hours")}


def overview_row(row: dict[str, Any], lang: str) -> list[object]:
    standing = row["standing"]
    reports = row["reports"]
    return [
        row["name"],
        standing["state_label"][lang] if standing else "—",
        *(row[key] for key in ("cases", "terms", "late", "objections", "upheld")),
        *(reports[key] for key in ("owed", "made", "late")),
    ]


def step_row(step: dict[str, Any], lang: str) -> list[object]:
    return [
        step["procedure_label"][lang],
        step["label"][lang],
        step["count"],
        days(step["length"], step["unit"], lang),
        days(step["average"], step["unit"], lang),
        days(step["longest"], step["unit"], lang),
        step["late"],
        say_cites((step["also"], step["cite"]), lang),
    ]


def outcome_row(row: dict[str, Any], lang: str) -> list[object]:
    return [row["procedure_label"][lang], row["state_label"][lang], row["count"]]


def report_row(report: dict[str, Any], lang: str) -> list[object]:
    late = {True: Text("是", "yes"), False: Text("否", "no")}[bool(report["late"])]
    cited = say_cites((report["also"], report["cite"]), lang)
    return [report["period"], report["arose"], report["due"] or "—", report["met"] or "—", late[lang], cited]


def days(count: object, unit: str | None, lang: str) -> str:
    return "—" if count is None else f"{count}{_UNITS[unit or 'nd'][lang]}"


def heads(columns: Sequence[Text], lang: str) -> list[str]:
    return [column[lang] for column in columns]


def sheets(year: dict[str, Any], lang: str) -> list[Sheet]:
    """The tables of one registrar, each with its title."""
    titles = {"steps": Text("办理速度与逾期", "speed and breaches"), "outcomes": Text("案件结果", "outcomes")}
    return [
        (titles["steps"][lang], STEPS, [step_row(step, lang) for step in year["steps"]]),
        (titles["outcomes"][lang], OUTCOMES, [outcome_row(row, lang) for row in year["outcomes"]]),
        (Text("定期报告", "reports")[lang], REPORTS, [report_row(report, lang) for report in year["reports_owed"]]),
    ]


def as_csv(tables: Sequence[Sheet], lang: str) -> str:
    """Several tables one after the other; a cell that a spreadsheet would take for a formula is text."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    for title, columns, body in tables:
        writer.writerow([title])
        writer.writerow(heads(columns, lang))
        writer.writerows([_plain(cell) for cell in row] for row in body)
        writer.writerow([])
    return out.getvalue()


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell
