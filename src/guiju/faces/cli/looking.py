"""`guiju case` and `guiju record`: what stands where, what is due, what can be done next.

Looking changes nothing but what fell due by the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from guiju.faces.cli.office import opened
from guiju.faces.cli.options import On, day
from guiju.faces.cli.paper import emit, paper, say, t, table, tell
from guiju.kit.cites import say_cites

View = Mapping[str, Any]

_NUMBER = typer.Argument(metavar="NUMBER", help="案件号 · number of the case")
_CODE = typer.Argument(metavar="NUMBER|CODE", help="登记号或查询码 · number or query code")
_STATE = typer.Option("--state", metavar="STATE", help="只列此状态 · only in this state")


def cases(state: Annotated[str | None, _STATE] = None) -> None:
    """案件列表 · all cases, with what is due next"""
    from guiju.kit.looks import listed

    rows = listed(opened(), state)
    if paper().json:
        emit(rows)
        return
    heads = t("案件 程序 状态 主体 期限 逾期", "case procedure state party due late").split()
    table(heads, [_row(row) for row in rows])


def firms() -> None:
    """第三方专业服务机构名录，任何人可查 · service firms with their standing, for anyone"""
    from guiju.kit.shown import listed, names_of_fields
    from guiju.store.writing import DIRECTORY
    from guiju.wings.registry import SERVICE_FIRMS

    office, rows, after = opened(), list[Any](), None
    while True:
        page, after = listed(office, DIRECTORY, after=after, limit=100, instrument=SERVICE_FIRMS)
        rows += page
        if after is None:
            break
    if paper().json:
        emit(rows)
        return
    names = names_of_fields(rows)
    heads = [t("编号", "number"), *map(tell, names.values()), t("状态", "state")]
    lines = []
    for row in rows:
        known = {field["field"]: tell(field["text"]) for field in row["fields"]}
        lines.append([row["record"], *(known.get(name, "") for name in names), tell(row["state_label"])])
    table(heads, lines)


def _row(row: View) -> list[str]:
    labels = [tell(row[key]) for key in ("procedure_label", "state_label")]
    return [row["case"], *labels, row["party"] or "", row["due"] or "", "!" if row["late"] else ""]


def case(number: Annotated[str, _NUMBER], on: On = None) -> None:
    """一件案件：状态、期限、下一步、经过 · one case: state, terms, next acts, history"""
    from guiju.kit.looks import look
    from guiju.kit.view import case_view

    view = case_view(look(opened(), number, day(on)))
    if paper().json:
        emit(view)
    else:
        show_case(view)


def record(name: Annotated[str, _CODE]) -> None:
    """公开的登记结果，任何人可查 · the public view of an entry, for anyone"""
    from guiju.kit.looks import found
    from guiju.kit.view import record_view

    views = [record_view(looked) for looked in found(opened(), name)]
    if paper().json:
        emit(views[0] if len(views) == 1 else views)
        return
    for view in views:
        say(f"{view['record']}  {tell(view['state_label'])}", "bold")
        if view["code"]:
            say(f"{t('查询码', 'query code')}: {view['code']}")
        for item in view["shown"]:  # type: ignore[attr-defined]
            say(f"  {tell(item['label'])}: {tell(item['text'])}")
        for span in view["validity"]:  # type: ignore[attr-defined]
            say(f"  {tell(span['label'])}: {span['from']} – {span['to']}{_cited(span)}")
        if view["marks"]:
            say(f"  {', '.join(view['marks'])}")  # type: ignore[arg-type]


def show_case(view: View) -> None:
    """The case for eyes: head, what runs, what is late, what comes next, what happened."""
    book = view["rulebook"]
    say(f"{view['case']}  {tell(view['procedure_label'])}  {tell(view['state_label'])}", "bold")
    say(f"{tell(book['title'])} {book['version']} ({book['id']}, {view['calendar']})", "dim")
    for party in view["parties"].values():
        say(f"  {tell(party['label'])}: {party['name']}")
    if view["subject"]:
        say(f"  {t('所涉案件', 'about case')}: {view['subject']}")
    for other in view["about"]:
        say(f"  {t('相关案件', 'case about this one')}: {other['case']}")
    if view.get("code"):
        say(f"  {t('查询码', 'query code')}: {view['code']}", "bold green")
    _terms(view)
    _late(view)
    _next(view)
    _history(view)


def term_line(term: View) -> str:
    """`受理期限 3wd:2025-09-22 → 2025-09-25 [CN 第…条]`, with what did not count."""
    length = f" {term['length']}" if term.get("length") else ""
    doubt = f" {t('暂定', 'provisional')}" if term["provisional"] else ""
    start = term.get("start") or term.get("arose")
    open_end = t("未定", "open")
    skipped = "; ".join(f"{span['from']}…{span['to']} {tell(span['why'])}" for span in term["left_out"])
    without = f"; {t('不计', 'left out')}: {skipped}" if skipped else ""
    without += f"; {tell(term['elsewhere']['said'])}" if term["elsewhere"] else ""
    return f"{tell(term['label'])}{length}: {start} → {term['due'] or open_end}{doubt}{_cited(term)}{without}"


def _cited(item: View) -> str:
    said = say_cites((item.get("also"), item.get("cite")), paper().lang)
    return f" [{said}]" if said else ""


def _left(term: View) -> str:
    if term["left"] is None:
        return ""
    if term["late"]:
        return t("已逾期", "late")
    unit = {"wd": t("个工作日", "working days"), "h": t("小时", "hours")}.get(term["unit"], t("天", "days"))
    if term["left"] < 0:
        return t("已届满", "over")
    return t(f"余 {term['left']} {unit}", f"{term['left']} {unit} left")


def _terms(view: View) -> None:
    if view["terms"]:
        say(t("期限", "terms"), "bold")
    for term in view["terms"]:
        say(f"  {term_line(term)}  {_left(term)}", "red" if term["late"] else None)
    for duty in view["duties"]:
        if duty["applies"] and duty["due"]:
            met = t(f"已于 {duty['met']} 履行", f"met on {duty['met']}") if duty["met"] else t("未履行", "not met")
            say(f"  {term_line(duty)}  {met}")
        elif duty["applies"] is None:
            say(f"  {tell(duty['label'])}: {t('尚不能判定，缺', 'not determined, needs')} {', '.join(duty['missing'])}")


def _late(view: View) -> None:
    for breach in view["breaches"]:
        met = t(f",{breach['met']} 补办", f", done on {breach['met']}") if breach["met"] else ""
        possible = t("可能", "possibly ") if breach["possible"] else ""
        said = t(f"{possible}逾期自 {breach['since']}", f"{possible}late since {breach['since']}")
        say(f"  ! {tell(breach['label'])} ({tell(breach['binds_label'])}): {said}{met}{_cited(breach)}", "red")
    for number in view["unresolved"]:
        say(f"  ! {t('未决', 'unresolved')}: {number}", "yellow")


def _next(view: View) -> None:
    if view["next"]:
        say(t("下一步", "next"), "bold")
    for act in view["next"]:
        who = ", ".join(tell(role) for role in act["by_labels"]) + (f" @{act['desk']}" if act["desk"] else "")
        opens = f", {t('自', 'from')} {act['opens']}" if act["opens"] else ""
        barred = f", {t('待', 'barred by')} {', '.join(act['barred'])}" if act["barred"] else ""
        urgent = "! " if act["urgent"] else ""
        label = "" if tell(act["label"]) == act["act"] else f" {tell(act['label'])}"
        say(f"  {urgent}{act['act']}{label} ({who}{opens}{barred}){_cited(act)}")
        for need in act["needs"]:
            say(f"      {t('缺', 'needed first')}: {tell(need['remedy'])}{_cited(need)}", "yellow")


def _history(view: View) -> None:
    if view["history"]:
        say(t("经过", "history"), "bold")
    for act in view["history"]:
        late = t(f" (补录于 {act['recorded']})", f" (recorded on {act['recorded']})") if act["late_record"] else ""
        cited = say_cites(act["cites"], paper().lang)
        say(
            f"  {act['on']}  {tell(act['label'])}  {act['party'] or tell(act['by_label'])}{late}"
            + (f" [{cited}]" if cited else "")
        )
        for effect in act["effects"]:
            if effect["kind"] == "letter":
                number = f"  {effect['number']}" if effect["number"] else ""
                say(f"      ✉ {tell(effect['title'])} → {tell(effect['to_label'])}{number}")
                for item in effect["lists"]:
                    say(f"        · {tell(item.get('remedy') or item.get('label')) or item.get('ground')}")
