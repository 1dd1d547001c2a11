"""`guiju scan` and `guiju register`: from a data file and a place to an application, and from there to a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guiju.faces.cli.options import Answers, As, For, Key, Mandate, On, Sets, answers, day, pairs
from guiju.faces.cli.paper import emit, faults, paper, problem, say, t, table, tell, working
from guiju.faces.cli.shelves import say_mark
from guiju.kernel.refusals import Refused
from guiju.kernel.values import Fact, Text, plain
from guiju.kit.cites import say_cites
from guiju.kit.says import REFUSED, USAGE, Problem, block_labels, both, fault_json, refused_problem, trouble

if TYPE_CHECKING:
    from guiju.kernel.assessment import Answer
    from guiju.kernel.rulebook import Field
    from guiju.plane.intake import Detect, Judge
    from guiju.plane.report import Holding, Minors, Scan
    from guiju.store.office import Office
    from guiju.store.people import Actor
    from guiju.wings.registry.filing import Draft

_NO_GRADE = Text("未判定：尚无可用的分类分级规则", "not determined: there is no rulebook for classes and grades yet")
_FILE = typer.Argument(metavar="FILE", help="数据文件 CSV/Parquet/Excel/JSON/SQLite · a data file of such a kind")
_TABLE = typer.Option("--table", metavar="NAME", help="工作表或数据表，默认自选 · which sheet or table")
_SAMPLE = typer.Option("--sample", help="只看各处抽出的几千行，快 · a quick look at some rows from all over")
_CELLS = typer.Option("--cells", help="JSON 中逐格列出类型 · in JSON, also the type of each cell")
_QUALITY = typer.Option("--quality", help="另算 GB/T 36344 质量指标 · also the indicators of quality")
_RULES = typer.Option("--rules", metavar="RULES.yaml", help="按这些规则计质量 · count quality by these rules, too")
_PLACE = typer.Option(
    "--place",
    metavar="PLACE",
    help="地方或登记机构，见 guiju shelf list · place or office, as `guiju shelf list` has it",
)
_INVENTORY = typer.Option("--inventory", metavar="LIST", help="一次提交清单中的各项 · file all of a list in one go")
_DRY = typer.Option("--dry-run", help="只起草，不提交 · draw it up, file nothing")
_PROCEDURE = typer.Option(
    "--procedure", metavar="NAME", help="何种登记，默认推定 · which procedure; deduced if left out"
)


def scan(
    file: Annotated[Path, _FILE],
    table_: Annotated[str | None, _TABLE] = None,
    sample: Annotated[bool, _SAMPLE] = False,
    cells: Annotated[bool, _CELLS] = False,
    quality: Annotated[bool, _QUALITY] = False,
    rules: Annotated[Path | None, _RULES] = None,
) -> None:
    """看一个数据文件：列、类型、个人信息、时间、地区 · what a machine can say about a data file"""
    from guiju.faces.cli.quality import judge_of, quality_json, say_quality
    from guiju.plane.intake import Detect

    judge = judge_of(quality, rules)
    found = scanned(file, table_, detect=Detect(sample=sample, cells=cells), judge=judge)
    if paper().json:
        emit(scan_json(found) | quality_json(found.quality))
        return
    _say_scan(found)
    if found.quality:
        say_quality(found.quality)


def _say_scan(found: Scan) -> None:
    say("  ".join(filter(None, (found.name, found.format, found.encoding, found.table))), "bold")
    say(
        t(
            f"{found.rows} 行，{len(found.columns)} 列，{found.bytes} 字节",
            f"{found.rows} rows, {len(found.columns)} columns, {found.bytes} bytes",
        )
    )
    if found.time_coverage:
        span = found.time_coverage
        say(
            t(
                f"时间 {span.first} – {span.last}(列 {span.column})",
                f"time {span.first} – {span.last} (column {span.column})",
            )
        )
    if found.region:
        say(t(f"地区 {found.region.code} {found.region.name}", f"area {found.region.code} {found.region.name}"))
    say(f"SHA-256 {found.digest}")
    heads = (
        t("列", "column"),
        t("类型", "type"),
        t("空值", "empty"),
        t("不同值", "distinct"),
        t("最小", "least"),
        t("最大", "greatest"),
        t("信息", "information"),
    )
    table(
        heads,
        [
            (c.name, c.type, str(c.nulls), str(c.distinct), _bound(c.min), _bound(c.max), _holds(c.holds))
            for c in found.columns
        ],
    )
    _say_persons(found)
    for warning in found.warnings:
        say(f"! {tell(warning)}", "yellow")


def _say_persons(found: Scan) -> None:
    if found.sampled:
        n = found.sampled
        say(t(f"抽样：信息类型只看了 {n} 行", f"a sample: {n} rows were asked which information they hold"), "yellow")
    if found.minors:
        one = found.minors
        say(
            t(
                f"{one.on} 时，{one.known} 人中不满 14 周岁 {one.under_14} 人，不满 18 周岁 {one.under_18} 人",
                f"on {one.on}, of {one.known} persons {one.under_14} were under 14 and {one.under_18} under 18",
            )
        )


def _holds(held: Holding | None) -> str:
    """The type and how sure it is; behind a plus what some cells hold, in brackets what it might be."""
    if held is None:
        return ""
    from guiju.plane.infotypes import info_types

    def labels(ids: Iterable[str]) -> str:
        return ", ".join(tell(info_types()[id_].label) for id_ in ids)

    own = f"{labels([held.info_type])} {held.score}" if held.info_type else ""
    more = f"+ {labels(held.contains)}" if held.contains else ""
    return " ".join(filter(None, (own, more, f"({labels(held.possible)}?)" if held.possible else "")))


def _bound(value: object) -> str:
    return "" if value is None else str(value)


def scanned(file: Path, table: str | None = None, *, detect: Detect | None = None, judge: Judge | None = None) -> Scan:
    from guiju.plane import scan as look_at

    with working(t(f"正在读取 {file.name}", f"reading {file.name}")):
        return look_at(file, table=table, detect=detect, judge=judge)


def scan_json(found: Scan) -> dict[str, object]:
    span, region = found.time_coverage, found.region
    return {
        "name": found.name,
        "format": found.format,
        "table": found.table,
        "encoding": found.encoding,
        "bytes": found.bytes,
        "rows": found.rows,
        "digest": found.digest,
        "time_coverage": {"first": span.first, "last": span.last, "column": span.column, "share": span.share}
        if span
        else None,
        "region": {"code": region.code, "name": region.name, "column": region.column, "share": region.share}
        if region
        else None,
        "columns": [
            {
                "name": c.name,
                "type": c.type,
                "nulls": c.nulls,
                "distinct": c.distinct,
                "distinct_exact": c.distinct_exact,
                "min": c.min,
                "max": c.max,
                **holding_json(c.holds),
            }
            for c in found.columns
        ],
        "warnings": [both(warning) for warning in found.warnings],
        "sampled": found.sampled,
        "minors": minors_json(found.minors),
        "grade": None,
        "grade_why": both(_NO_GRADE),
        "duties": [],
    }


def holding_json(held: Holding | None) -> dict[str, object]:
    """What a column holds, as members beside its profile; a column that was only counted holds nothing known."""
    if held is None:
        return {"info_type": None, "share": 0, "score": 0, "contains": []}
    told: dict[str, object] = {
        "info_type": held.info_type,
        "share": held.share,
        "score": held.score,
        "contains": list(held.contains),
        "possible": list(held.possible),
        "counted": {"filled": held.filled, "fit": held.valid, "masked": held.masked, "wrong": held.wrong},
        "why": both(held.why),
        "samples": list(held.samples),
        "minors": minors_json(held.minors),
    }
    return told | ({"cells": list(held.cells)} if held.cells is not None else {})


def minors_json(held: Minors | None) -> dict[str, object] | None:
    """How many persons are children, where days of birth tell."""
    if held is None:
        return None
    return {"on": held.on, "known": held.known, "under_14": held.under_14, "under_18": held.under_18}


def register(
    place: Annotated[str, _PLACE],
    file: Annotated[Path | None, _FILE] = None,
    inventory: Annotated[Path | None, _INVENTORY] = None,
    set_: Sets = None,
    answers_: Answers = None,
    as_: As = None,
    for_: For = None,
    on: On = None,
    key: Key = None,
    mandate: Mandate = None,
    procedure: Annotated[str | None, _PROCEDURE] = None,
    dry_run: Annotated[bool, _DRY] = False,
) -> None:
    """据文件和地方起草并提交登记申请 · draw up an application from a file and a place, and file it"""
    from guiju.faces.cli.many import register_many

    given, named = {**answers(answers_), **pairs(set_)}, day(on)
    if (file is None) == (inventory is None):
        raise trouble(
            "one_of", "请给一个文件，或 --inventory 清单", "give a file, or --inventory with a list", code=USAGE
        )
    acting = (as_, for_)
    if inventory is not None:
        more = {"mandate": mandate, "procedure": procedure}
        register_many(inventory, place, given, acting, named, dry_run=dry_run, **more)
    elif file is not None:
        _register(file, place, given, acting, named, mandate=mandate, procedure=procedure, key=key, dry_run=dry_run)


def _register(
    file: Path,
    place: str,
    given: Mapping[str, object],
    acting: tuple[str | None, str | None],
    named: date | None,
    *,
    mandate: str | None,
    procedure: str | None,
    key: str | None,
    dry_run: bool,
) -> None:
    """One file, one application. `acting`: the user, and for which organisation."""
    from guiju.faces.cli.acting import finish
    from guiju.faces.cli.office import actor, opened, stands
    from guiju.store.perform import Opening, perform

    found = scanned(file)
    as_ = acting[0]
    office = None if dry_run and as_ is None and not stands() else opened()
    who = None if office is None or (dry_run and as_ is None) else actor(office, *acting)
    drawn = _drawn(office, who, place, named, found, given, procedure)
    if isinstance(drawn, Refused):
        problem(refused_problem(drawn))
        raise typer.Exit(REFUSED)
    if not paper().json:
        show_draft(drawn, faulty=dry_run or not drawn.stopped)
    if dry_run or office is None or who is None:
        if paper().json:
            emit(draft_json(drawn))
        raise typer.Exit(REFUSED if drawn.stopped else 0)
    opens = Opening(rulebook=drawn.entry.id, procedure=drawn.procedure)
    facts, machine = drawn.answers, drawn.found
    answer = perform(
        office, drawn.verb, who, opens=opens, facts=facts, found=machine, mandate=mandate, on=named, key=key
    )
    finish(office, answer, drawn.resolved, drawn.procedure)


def _drawn(
    office: Office | None,
    who: Actor | None,
    place: str,
    named: date | None,
    found: Scan,
    given: Mapping[str, object],
    procedure: str | None,
) -> Draft | Refused:
    """The draft as the office would have it; where there is none, as the shelf has it today."""
    from guiju.kit.looks import applicant
    from guiju.shelf.shelf import open_shelf
    from guiju.wings.registry.filing import draft

    if office is None:
        today = named or datetime.now(UTC).date()
        return draft(open_shelf(), place, today, scan=found, answers=given, procedure=procedure)
    from guiju.kit.deposits import day_of

    today, filer = named or office.today(), applicant(office, who)
    return draft(
        office.shelf,
        place,
        today,
        scan=found,
        answers=given,
        applicant=filer,
        deposited=day_of(who, found) if who is not None else None,
        procedure=procedure,
    )


def show_draft(drawn: Draft, *, faulty: bool) -> None:
    """Which rule applies and why, what the machine found, and every fault unless a refusal is about to tell them."""
    book = drawn.resolved.rulebook
    version, span = book.version, f"{book.version.effective} – {book.version.expires or '…'}"
    say(f"{t('适用', 'applies')}: {tell(book.title)}  {version.number}  ({book.rulebook})", "bold")
    say(f"  {t('施行', 'in force')} {span}; {t('依据', 'under')} {' ← '.join(book.lineage)}")
    for name, asked in drawn.tables.items():
        say(f"  {table_line(drawn, name, asked)}")
    labels = {name: field for form in book.forms.values() for name, field in form.fields.items()}
    for name, value in drawn.facts.items():
        mark = t(" ⚙ 机器填写", " ⚙ found by the machine") if name in drawn.found else ""
        shown = "●●●" if labels[name].secret else _worded(labels[name], value)
        say(f"  {tell(labels[name].label or name)}: {shown}{mark}")
    if faulty and drawn.faults:
        head = t(f"共 {len(drawn.faults)} 处问题", f"{len(drawn.faults)} faults, all of them")
        say(head, "bold")
        listed = Problem(kind="faults", text=Text(head, head), faults=drawn.faults, blocks=block_labels(drawn.resolved))
        faults(listed)


def _worded(field: Field, value: Fact) -> str:
    """A value as people say it: what was chosen by its label, yes and no as words."""
    if isinstance(value, bool):
        return t("是", "yes") if value else t("否", "no")
    chosen = field.one_of.get(value) if isinstance(value, str) else None
    return tell(chosen) if chosen else str(plain(value))


def table_line(drawn: Draft, name: str, asked: Answer) -> str:
    """A table's answer with its provision, or what is missing to know."""
    rule = drawn.resolved.rulebook.tables[name]
    head = tell(rule.label or name)
    cited = say_cites(asked.cites, paper().lang)
    if asked.verdict.value == "not_determined":
        return f"{head}: {t('尚不能判定，缺', 'not determined, needs')} {', '.join(asked.missing)}"
    if asked.verdict.value == "does_not_apply":
        return f"{head}: {t('无此规定', 'nothing in the text says so')}"
    said = ", ".join(tell(rule.gives[give]) if give in rule.gives else give for give in asked.gives)
    return f"{head}: {said}{say_mark(asked.mark)}" + (f" [{cited}]" if cited else "")


def draft_json(drawn: Draft) -> dict[str, object]:
    secret = {
        name for form in drawn.resolved.rulebook.forms.values() for name, field in form.fields.items() if field.secret
    }
    return {
        "rulebook": {
            "id": drawn.entry.id,
            "version": drawn.entry.number,
            "lineage": list(drawn.resolved.rulebook.lineage),
        },
        "procedure": drawn.procedure,
        "act": drawn.verb,
        "tables": {
            name: {
                "verdict": a.verdict.value,
                "gives": list(a.gives),
                "cites": list(a.cites),
                "missing": list(a.missing),
            }
            for name, a in drawn.tables.items()
        },
        "facts": {name: "●●●" if name in secret else value for name, value in drawn.facts.items()},
        "found": list(drawn.found),
        "faults": [fault_json(fault) for fault in drawn.faults],
        "stopped": drawn.stopped,
    }
