"""The report of an assessment as plain values, for the page and for the paper alike.

Secret answers are not in it; that there are some is said. What rests on a reading says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from guiju.kernel.assessment import Finding, Part, Standing
from guiju.kernel.values import Cite, Mark, Text
from guiju.kit.assessing import STANDS, Sheet, answered_rows, signature, subject_rows
from guiju.kit.cites import say_cite
from guiju.kit.letters import secret_fields
from guiju.kit.proofs import proof_of
from guiju.kit.says import Trouble, both
from guiju.kit.view import Happened, Looked, label
from guiju.store.office import Office

Words = dict[str, str]
_SECRET = Text("已提供，不予公开", "given, kept secret")
_NOT_GIVEN = Text("未填写", "not answered")
_NONE = Text("未发现问题", "nothing was found")
_MARKED = {
    Mark.INTERP: Text(
        "标有“解释”的选题和级别是本站的理解，条文未作规定。",
        "Questions and levels that are marked as a reading are ours; no text lays them down.",
    ),
    Mark.AS_TOLD: Text(
        "评估方面仅见于介绍，正式文本未列。",
        "The parts are known from hearsay only; the text in force does not list them.",
    ),
    Mark.UNVERIFIED: Text("部分内容未经核实。", "Some of this is not verified."),
}
_COLUMNS = (Text("方面", "Part"), Text("结论", "Result"), Text("已答", "Answered"), Text("发现", "Findings"))
_DRAFT = Text("尚未签署：以上仅为草稿。", "Not signed yet: this is a draft.")
_IN_THE_LOG = Text(
    "签署行为已记入日志；所附 certificate.json 可离线核验，打开核验网页或运行 guiju verify。",
    "The signature stands in the log. The attached certificate.json can be checked offline, with the verify page or "
    "guiju verify.",
)


def report(looked: Looked, sheet: Sheet, *, demo: bool) -> dict[str, Any]:
    """Everything that the report of a case says. `by`: who made it, or is making it."""
    found, book = sheet.found, looked.resolved.rulebook
    act = signature(looked)
    day = act.on if act is not None else looked.on
    title = book.forms[sheet.form].label or book.title
    nothing = STANDS[Standing.OPEN] if found.open else _NONE
    marks = {part.mark for part in found.parts} | {one.mark for one in found.findings}
    return {
        "by": act.party if act is not None else next(iter(looked.names.values()), ""),
        "demo": demo,
        "title": both(Text(f"{title.zh}报告", f"Report: {title.en}")),
        "case": looked.record.number,
        "date": [day.year, day.month, day.day],
        "head": [
            _fact(Text("最高级别", "Gravest level"), found.levels.get(found.level or "") or nothing),
            _fact(Text("发现", "Findings"), _same(str(len(found.findings)))),
            _fact(Text("已答问题", "Questions answered"), _same(f"{found.answered} / {found.asked}")),
        ],
        "subject": [_fact(Text("案号", "Case"), _same(looked.record.number)), *subject_rows(looked, sheet)],
        "columns": [both(words) for words in _COLUMNS],
        "parts": [_part(sheet, part) for part in found.parts],
        "notes": [both(words) for mark, words in _MARKED.items() if mark in marks],
        "findings": [_finding(one) for one in found.findings],
        "none": both(nothing),
        "answers": [_answers(looked, sheet, part) for part in found.parts if part.standing is not Standing.NOT_ASKED],
        "signature": _signed(looked, act),
    }


def report_paper(office: Office, looked: Looked, sheet: Sheet) -> bytes:
    """The report as PDF, with the certificate of its signature; while the log is behind, without it."""
    from guiju.kit.paper.report import report_pdf  # late: the typesetter is loaded when a page is first drawn

    act = signature(looked)
    certificate = None
    if act is not None:
        try:
            certificate = proof_of(office, act.act, frozenset(secret_fields(looked.resolved)))
        except Trouble:
            certificate = None
    return report_pdf(report(looked, sheet, demo=office.demo), certificate)


def _same(text: str) -> Text:
    return Text(text, text)


def _fact(name: Text, text: Text) -> dict[str, Words]:
    return {"label": both(name), "text": both(text)}


def _part(sheet: Sheet, part: Part) -> dict[str, Any]:
    level, standing = sheet.found.levels.get(part.level or ""), STANDS[part.standing]
    result = Text(f"{standing.zh}：{level.zh}", f"{standing.en}: {level.en}") if level else standing
    return {
        "label": both(part.label),
        "result": both(result),
        "answered": f"{part.answered} / {part.asked}",
        "findings": str(len(part.findings)),
    }


def _finding(one: Finding) -> dict[str, Words]:
    return {
        "level": both(one.level_label),
        "label": both(one.label),
        "remedy": both(one.remedy or _same("—")),
        "cite": both(_cites(one.cites)),
    }


def _cites(cites: Iterable[Cite]) -> Text:
    named = list(cites)
    zh, en = (between.join(say_cite(one, spoken) for one in named) for between, spoken in (("、", "zh"), (", ", "en")))
    return Text(zh or "—", en or "—")


def _answers(looked: Looked, sheet: Sheet, part: Part) -> dict[str, Any]:
    rows = answered_rows(looked, sheet, sheet.names(part.block))
    told = [
        {"label": row["label"], "text": row.get("text") or both(_SECRET if row["given"] else _NOT_GIVEN)}
        for row in rows
    ]
    return {"label": both(part.label), "rows": told}


def _signed(looked: Looked, act: Happened | None) -> dict[str, Any]:
    """Who signed it and when, and what was done with it since; or that nobody has signed yet."""
    if act is None:
        return {"done": False, "rows": [], "notes": [both(_DRAFT)], "act": None}
    rows = [_line(looked, one) for one in looked.history if one.seq >= act.seq]
    return {"done": True, "rows": rows, "notes": [both(_IN_THE_LOG)], "act": act.act}


def _line(looked: Looked, one: Happened) -> dict[str, Any]:
    resolved = looked.resolved
    rule = resolved.steps[looked.record.procedure, one.verb].rule
    who, name, day = label(resolved.rulebook.roles.get(one.role), one.role), one.party or "—", one.on.isoformat()
    text = {"zh": f"{name}（{who['zh']}），{day}", "en": f"{name} ({who['en']}), {day}"}
    return {"label": label(rule, one.verb), "text": text}
