"""`guiju register`: from a data file and a place to an application, and from there to a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guiju.faces.cli.options import Answers, As, For, Key, Mandate, On, Sets, answers, day, pairs
from guiju.faces.cli.paper import emit, faults, paper, problem, say, t, tell
from guiju.faces.cli.scanning import scanned
from guiju.faces.cli.shelves import say_mark
from guiju.kernel.refusals import Refused
from guiju.kernel.values import Fact, Text, plain
from guiju.kit.cites import say_cites
from guiju.kit.says import REFUSED, USAGE, Problem, block_labels, fault_json, refused_problem, trouble

if TYPE_CHECKING:
    from guiju.kernel.assessment import Answer
    from guiju.kernel.rulebook import Field
    from guiju.plane.report import Scan
    from guiju.store.office import Office
    from guiju.store.people import Actor
    from guiju.wings.registry.filing import Draft

_FILE = typer.Argument(metavar="FILE", help="数据文件 CSV/Parquet/Excel/JSON/SQLite · a data file of such a kind")
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
