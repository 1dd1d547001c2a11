"""`guiju shelf`: which rulebooks there are, what one says on a day, and whether it and its cases are sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from guiju.faces.cli.options import day
from guiju.faces.cli.paper import emit, paper, problem, say, t, table, tell, working
from guiju.kernel.values import Text
from guiju.kit.cites import say_cite, say_cites
from guiju.kit.says import REFUSED, USAGE, Problem, both, trouble
from guiju.kit.trust import MARKS, STATUSES

if TYPE_CHECKING:
    from guiju.kernel.rulebook import Item, Rulebook
    from guiju.kernel.values import Mark, Term
    from guiju.shelf.case import Result
    from guiju.shelf.flaws import Flaw
    from guiju.shelf.model import Survey
    from guiju.shelf.shelf import Entry, Shelf

_ID = typer.Argument(
    metavar="ID", help="规则编号，见 guiju shelf list · id of a rulebook, as `guiju shelf list` has it"
)
_DAY = typer.Option("--on", metavar="DAY", help="何日的文本，默认今天 · as it stands on this day")


def say_mark(mark: Mark | None) -> str:
    """How far an item may be trusted, in words."""
    return f" ({tell(MARKS[mark])})" if mark else ""


def listing() -> None:
    """规则架上的规则及其效力 · the rulebooks and how strong each is"""
    from guiju.shelf.shelf import open_shelf

    entries = open_shelf().list()
    if paper().json:
        emit([_entry(entry) for entry in entries])
        return
    heads = (t("规则", "rulebook"), t("文号", "number"), t("效力", "status"), t("施行", "from"), t("失效", "to"), "")
    rows = []
    for entry in entries:
        note = t("外部文件代替内置", "replaces the built-in one") if entry.replaced else ""
        rows.append(
            (
                entry.id,
                entry.number,
                tell(STATUSES[entry.status]),
                str(entry.effective),
                str(entry.expires or "…"),
                note,
            )
        )
    table(heads, rows)


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "number": entry.number,
        "status": entry.status.value,
        "effective": entry.effective,
        "expires": entry.expires,
        "extends": entry.extends,
        "file": entry.origin.name,
        "replaces": entry.replaced is not None,
    }


def show(id: Annotated[str, _ID], on: Annotated[str | None, _DAY] = None) -> None:
    """一部规则在某日的全文要点 · one rulebook as it stands: terms, steps, duties, tables"""
    from guiju.shelf.shelf import open_shelf

    when = day(on) or datetime.now(UTC).date()
    shelf = open_shelf()
    book = shelf.rulebook(id, when, simulate=True)
    if paper().json:
        tree, digest = shelf.tree(id, when, simulate=True)
        emit({"id": id, "on": when, "tree": digest, "rulebook": tree})
        return
    version = book.version
    say(f"{book.rulebook}  {tell(book.title)}", "bold")
    span = f"{version.effective} – {version.expires or '…'}"
    say(f"{version.number}  {tell(STATUSES[version.status])}  {span}  ← {' ← '.join(book.lineage[1:])}")
    _clocks(book)
    _procedures(book)
    _named(
        t("义务", "duties"),
        [(name, duty, f"{duty.clock.length or ''} {duty.every or ''}".strip()) for name, duty in book.duties.items()],
    )
    for key, asked in book.tables.items():
        _named(tell(asked.label or Text(key, key)), [(name, row, row.gives) for name, row in asked.rows.items()])
    _conflicts(book)


def _label(item: Item, name: str) -> str:
    return tell(item.label) if item.label else name


def _cites(item: Item) -> str:
    return say_cites(item.cites, paper().lang) + say_mark(item.mark)


def _clocks(book: Rulebook) -> None:
    say()
    rows = []
    for name, clock in book.clocks.items():
        length = str(clock.length or clock.until or clock.pick or "")
        role = book.roles.get(clock.binds or "")
        bound = _label(role, clock.binds or "") if role else ""
        rows.append((name, _label(clock, name), length, bound, _cites(clock)))
    table((t("期限", "term"), "", t("长度", "length"), t("约束", "binds"), t("条款", "provision")), rows)


def _procedures(book: Rulebook) -> None:
    for name, procedure in book.procedures.items():
        if procedure.abstract:
            continue
        say()
        say(f"{_label(procedure, name)} ({name})", "bold")
        rows = []
        for verb, act in procedure.acts.items():
            way = f"{', '.join(act.from_)} → {act.to or '='}"
            rows.append(
                (verb, _label(act, verb), way, ", ".join(act.by) + (f" @{act.desk}" if act.desk else ""), _cites(act))
            )
        table((t("行为", "act"), "", t("状态", "states"), t("由谁", "by"), t("条款", "provision")), rows)


def _named(head: str, items: list[tuple[str, Item, str]]) -> None:
    if items:
        say()
        table(
            (head, "", "", t("条款", "provision")),
            [(name, _label(item, name), what, _cites(item)) for name, item, what in items],
        )


def _conflicts(book: Rulebook) -> None:
    for name, conflict in book.conflicts.items():
        say()
        say(f"{t('抵触', 'conflict')} {name}: {conflict.kept}", "bold")
        for side in (conflict.ours, conflict.theirs):
            say(f"  {tell(side.gives)} [{say_cites([side.cite], paper().lang)}]")
        say(f"  {tell(conflict.why)}")


def check() -> None:
    """检查全部规则，有误即指明文件、行、列 · check every rulebook; flaws by file, line, column"""
    from guiju.shelf.shelf import open_shelf

    shelf = open_shelf()
    found = _all_flaws(shelf)
    surveys = {entry: shelf.survey(entry) for entry in shelf.list()} if not found else {}
    if paper().json:
        model = [_counts(entry, counted) for entry, counted in surveys.items()]
        emit({"flaws": [_flaw(flaw, id) for flaw, id in found.items()], "model": model})
    for flaw in found if not paper().json else ():
        say(flaw.say(paper().lang))
    if found:
        if not paper().json:
            zh, en = f"{len(found)} 处有误", f"{len(found)} flaws"
            problem(Problem(kind="shelf", text=Text(zh, en), remedy=Text("按提示修改文件", "mend the files as said")))
        raise typer.Exit(REFUSED)
    if not paper().json:
        say(t(f"{len(surveys)} 部规则无误", f"{len(surveys)} rulebooks are sound"))
        _model(surveys)


def _all_flaws(shelf: Shelf) -> dict[Flaw, str]:
    """Each flaw with the text in which it was found first: what children inherit is told once, where it stands."""
    found: dict[Flaw, str] = {}
    for entry in shelf.list():
        for flaw in _flaws(shelf, entry):
            found.setdefault(flaw, entry.id)
    for name in shelf.calendars():
        for flaw in _calendar_flaws(shelf, name):
            found.setdefault(flaw, f"_calendar/{name}")
    for flaw in () if found else shelf.heading_flaws():  # they are held against texts that can be read
        found.setdefault(flaw, "_headings")
    for flaw in () if found else shelf.letter_flaws():
        found.setdefault(flaw, "letters")
    return found


def _flaw(flaw: Flaw, id: str) -> dict[str, object]:
    hint = both(flaw.hint) if flaw.hint else None
    return {"rulebook": id, "where": str(flaw.where), "text": both(flaw.text), "hint": hint}


def _flaws(shelf: Shelf, entry: Entry) -> tuple[Flaw, ...]:
    from guiju.shelf.flaws import ShelfError

    try:
        return shelf.check_version(entry, _expression_checker())
    except ShelfError as error:
        return error.flaws


def _model(surveys: Mapping[Entry, Survey]) -> None:
    """What the procedures are made of; then every state that waits without a term, and why, each once."""
    say()
    heads = [t("规则", "rulebook"), t("文号", "number")]
    heads += [t(zh, en) for zh, en in COUNTED]
    rows = [
        (entry.id, entry.number, *(str(count) for count in _numbers(counted).values()))
        for entry, counted in surveys.items()
    ]
    table(heads, rows)
    say()
    say(t("没有期限的状态及其理由", "states in which no term runs, and why"), "bold")
    home = {str(entry.origin): entry.id for entry in surveys}
    seen: set[object] = set()
    lines = []
    for entry, counted in surveys.items():
        for one in counted.dormant:
            if one.where not in seen:
                seen.add(one.where)
                named = f"{home.get(one.where.file, entry.id)} {one.procedure}.{one.state}"
                grounds = say_cites(one.cites, paper().lang) + say_mark(one.mark)
                lines.append((named, tell(one.label), grounds, one.why))
    table((t("状态", "state"), "", t("条款", "provision"), t("理由", "why")), lines)


COUNTED = (
    ("程序", "procedures"),
    ("状态", "states"),
    ("终局", "final"),
    ("有期限", "with a term"),
    ("无期限：依条款", "without: by provision"),
    ("无期限：本站解释", "without: our reading"),
    ("无期限：未核实", "without: unverified"),
    ("行为", "acts"),
    ("期限", "terms"),
)


def _numbers(counted: Survey) -> dict[str, int]:
    """The numbers in the order of `COUNTED`."""
    from guiju.kernel.values import Mark

    return {
        "procedures": counted.procedures,
        "states": counted.states,
        "final": counted.final,
        "timed": counted.timed,
        "dormant_by_provision": counted.dormant_by(None),
        "dormant_by_reading": counted.dormant_by(Mark.INTERP),
        "dormant_unverified": counted.dormant_by(Mark.UNVERIFIED) + counted.dormant_by(Mark.AS_TOLD),
        "acts": counted.acts,
        "terms": counted.terms,
    }


def _counts(entry: Entry, counted: Survey) -> dict[str, object]:
    dormant = [
        {
            "procedure": one.procedure,
            "state": one.state,
            "label": both(one.label),
            "waits_for": one.waits_for,
            "why": one.why,
            "cites": list(one.cites),
            "mark": one.mark.value if one.mark else None,
        }
        for one in counted.dormant
    ]
    return {"rulebook": entry.id, "number": entry.number, **_numbers(counted), "dormant": dormant}


def _calendar_flaws(shelf: Shelf, name: str) -> tuple[Flaw, ...]:
    from guiju.shelf.flaws import ShelfError

    try:
        shelf.calendar(name)
    except ShelfError as error:
        return error.flaws
    return ()


def _expression_checker() -> Callable[[str, Mapping[str, str]], str | None]:
    """Compiles expressions as the kernel will; the same facts are declared once."""
    from guiju.kernel.expression import ExpressionError, Language

    languages: dict[frozenset[tuple[str, str]], Language] = {}

    def reckon(start: date, term: Term, *, same_day: bool) -> date:
        return start  # types are checked, nothing is counted

    def wrong(source: str, facts: Mapping[str, str]) -> str | None:
        known = frozenset(facts.items())
        language = languages.get(known) or languages.setdefault(known, Language(facts, reckon))
        try:
            language.compile(source)
        except ExpressionError as error:
            return str(error)
        return None

    return wrong


def test(id: Annotated[str | None, _ID] = None) -> None:
    """运行规则所附案例 · run the case files of one rulebook, or of all"""
    from guiju.shelf.cases import iterate_cases
    from guiju.shelf.kinds import KINDS
    from guiju.shelf.shelf import open_shelf

    shelf = open_shelf()
    if id is not None and id not in {entry.id for entry in shelf.list()}:
        remedy = Text("guiju shelf list 列出全部规则", "guiju shelf list names all rulebooks")
        raise trouble("no_rulebook", f"没有这部规则：{id}", f"no such rulebook: {id}", code=USAGE, remedy=remedy)
    with working(t("案例运行中", "running the cases")):
        results = list(iterate_cases(shelf, id, KINDS))
    failed = [result for result in results if not result.passed]
    if paper().json:
        emit({"passed": len(results) - len(failed), "failed": len(failed), "cases": [_result(one) for one in results]})
    else:
        for one in failed:
            said = f" {tell(one.says)}" if one.says else ""
            say(f"✗ {one.rulebook} {one.case} [{say_cite(one.cite, paper().lang)}]{said}", "red")
            say(f"    {one.message}")
        say(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    if failed:
        raise typer.Exit(REFUSED)


def _result(one: Result) -> dict[str, object]:
    return {
        "rulebook": one.rulebook,
        "case": one.case,
        "cite": one.cite,
        "passed": one.passed,
        "message": one.message,
        "says": both(one.says) if one.says else None,
    }
