"""`guiju assess`: begin an assessment, answer its questions, see what was found, put the report on paper.

It is signed by `guiju act`, as `guiju case show` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guiju.faces.cli.acting import finish
from guiju.faces.cli.office import actor, opened
from guiju.faces.cli.options import Answers, As, For, Key, On, Sets, answers, day, pairs
from guiju.faces.cli.paper import emit, paper, say, t, tell
from guiju.faces.cli.scanning import scanned
from guiju.faces.cli.shelves import say_mark
from guiju.kernel.values import plain
from guiju.kit.cites import say_cites
from guiju.kit.says import trouble

if TYPE_CHECKING:
    from guiju.kernel.resolved import Resolved
    from guiju.kit.assessing import Sheet
    from guiju.kit.view import Looked
    from guiju.store.office import Office

_CASE = typer.Argument(metavar="CASE", help="评估案号 · number of the assessment")
_FILE = typer.Argument(metavar="FILE", help="被评估的数据文件，可省略 · the data file; may be left out")
_RULEBOOK = typer.Option("--rulebook", metavar="ID", help="依据的规则，默认推定 · the rulebook; deduced if left out")
_HOW = typer.Option("--how", metavar="ACT", help="以何行为开始，默认第一种 · by which act; the first if left out")
_OUT = typer.Option("--out", metavar="FILE", help="存为 PDF · where to put the PDF")


def begin(
    file: Annotated[Path | None, _FILE] = None,
    rulebook: Annotated[str | None, _RULEBOOK] = None,
    how: Annotated[str | None, _HOW] = None,
    set_: Sets = None,
    answers_: Answers = None,
    as_: As = None,
    for_: For = None,
    on: On = None,
    key: Key = None,
) -> None:
    """开始一项评估，或登记另行出具的报告 · begin an assessment, or record a report made elsewhere"""
    from guiju.kit.looks import applicant, identity_filled
    from guiju.kit.scans import machine_filled
    from guiju.store.perform import Opening, perform

    given, named = {**answers(answers_), **pairs(set_)}, day(on)
    office = opened()
    who = actor(office, as_, for_)
    resolved, procedure, verb = _way(office, rulebook, how)
    questions = resolved.steps[procedure, verb].questions
    assert questions is not None  # an entrance has a form
    machine = machine_filled(questions, scanned(file)) if file is not None else {}
    facts = {**machine, **identity_filled(questions, applicant(office, who)), **given}
    found = tuple(name for name, value in machine.items() if plain(facts[name]) == plain(value))
    opens = Opening(rulebook=resolved.rulebook.rulebook, procedure=procedure)
    answer = perform(office, verb, who, opens=opens, facts=facts, found=found, on=named, key=key)
    finish(office, answer, resolved, procedure)


def _way(office: Office, rulebook: str | None, how: str | None) -> tuple[Resolved, str, str]:
    """What is to be begun: in which rulebook, by which procedure and act."""
    from guiju.kit.assessing import beginnings

    ways = [
        way
        for way in beginnings(office)
        if rulebook in (None, way.resolved.rulebook.rulebook) and how in (None, way.verb)
    ]
    books = {way.resolved.rulebook.rulebook for way in ways}
    if len(books) != 1:
        offered = ", ".join(sorted({way.resolved.rulebook.rulebook for way in beginnings(office)})) or t("无", "none")
        raise trouble("which_rulebook", f"请用 --rulebook 写明：{offered}", f"name one with --rulebook: {offered}")
    return ways[0].resolved, ways[0].procedure, ways[0].verb


def fill(
    case: Annotated[str, _CASE],
    set_: Sets = None,
    answers_: Answers = None,
    as_: As = None,
    for_: For = None,
    on: On = None,
    key: Key = None,
) -> None:
    """回答问题，可分多次 · answer questions, in as many goes as you like"""
    from guiju.store.perform import perform

    given, named = {**answers(answers_), **pairs(set_)}, day(on)
    office = opened()
    who = actor(office, as_, for_)
    looked, sheet = _sheet(office, case)
    answer = perform(office, sheet.verb, who, case=case, facts=given, on=named, key=key)
    finish(office, answer, looked.resolved, looked.record.procedure)
    if not paper().json:
        _show(*_sheet(office, case))


def show(case: Annotated[str, _CASE]) -> None:
    """评估进展和发现 · how far it has got, and what was found"""
    from guiju.kit.assessing import assessment_view

    looked, sheet = _sheet(opened(), case)
    if paper().json:
        emit(assessment_view(looked, sheet))
    else:
        _show(looked, sheet)


def report(case: Annotated[str, _CASE], out: Annotated[Path | None, _OUT] = None) -> None:
    """评估报告 · the report; with --out as PDF"""
    from guiju.kit.report import report as told
    from guiju.kit.report import report_paper

    office = opened()
    looked, sheet = _sheet(office, case)
    if out is not None:
        out.write_bytes(report_paper(office, looked, sheet))
        emit({"file": out.name}) if paper().json else say(t(f"已存入 {out.name}", f"written to {out.name}"))
    elif paper().json:
        emit(told(looked, sheet, demo=office.demo))
    else:
        _show(looked, sheet)


def _marked(mark: str | None) -> str:
    from guiju.kernel.values import Mark

    return say_mark(Mark(mark)) if mark else ""


def _sheet(office: Office, case: str) -> tuple[Looked, Sheet]:
    from guiju.kit.assessing import sheet_of
    from guiju.kit.looks import look

    looked = look(office, case)
    sheet = sheet_of(looked)
    if sheet is None:
        raise trouble("no_assessment", f"{case} 没有在此填写的评估", f"{case} holds no assessment made here")
    return looked, sheet


def _show(looked: Looked, sheet: Sheet) -> None:
    """For eyes: each part, then every finding with its remedy, then what is still open."""
    from guiju.kit.assessing import assessment_view

    view: Mapping[str, Any] = assessment_view(looked, sheet)
    level = f"  {t('最高级别', 'gravest')}: {tell(view['level_label'])}" if view["level_label"] else ""
    say(f"{view['case']}  {tell(view['title'])}  {tell(view['state_label'])}{level}", "bold")
    for part in view["parts"]:
        grave = f" · {tell(part['level_label'])}" if part["level_label"] else ""
        say(f"  {tell(part['label'])}  {part['answered']}/{part['questions']}  {tell(part['standing_label'])}{grave}")
    for finding in view["findings"]:
        cited = say_cites(finding["cites"], paper().lang)
        say(f"  · [{tell(finding['level_label'])}] {tell(finding['label'])} [{cited}]{_marked(finding['mark'])}")
        if finding["remedy"]:
            say(f"      {t('整改', 'what to do')}: {tell(finding['remedy'])}")
    if view["open"]:
        head = t(f"未答 {len(view['open'])} 题", f"{len(view['open'])} questions open")
        say(f"{head}: {', '.join(item['field'] for item in view['open'])}")
