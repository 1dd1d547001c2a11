"""`guiju act` and `guiju object`: legal acts. Which acts there are, and who may do them, the rulebook says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from guiju.faces.cli.office import actor, opened
from guiju.faces.cli.options import Answers, As, For, Key, Mandate, On, Role, Sets, answers, day, pairs
from guiju.faces.cli.paper import emit, paper, problem, say, t
from guiju.kernel.refusals import Fault, Refused
from guiju.kernel.values import Text
from guiju.kit.says import REFUSED, refused_problem, trouble

if TYPE_CHECKING:
    from guiju.kernel.journal import Receipt
    from guiju.kernel.resolved import Resolved
    from guiju.store.office import Office

_CASE = typer.Argument(metavar="CASE", help="案件号 · number of the case")
_VERB = typer.Argument(metavar="VERB", help="行为，见 case show 的下一步 · the act; case show lists what is open")
_GROUND = typer.Option("--ground", metavar="GROUND", help="理由，可多次 · a ground; repeat")
_FAULT = typer.Option(
    "--fault", metavar="FIELD=TEXT", help="经办人另行指出的问题，可多次 · a fault you state yourself; repeat"
)
_PROCEDURE = typer.Option(
    "--procedure", metavar="NAME", help="何种程序，默认推定 · which procedure; deduced if left out"
)


def act(
    case: Annotated[str, _CASE],
    verb: Annotated[str, _VERB],
    as_: As = None,
    for_: For = None,
    on: On = None,
    set_: Sets = None,
    answers_: Answers = None,
    ground: Annotated[list[str] | None, _GROUND] = None,
    fault: Annotated[list[str] | None, _FAULT] = None,
    role: Role = None,
    mandate: Mandate = None,
    key: Key = None,
) -> None:
    """办理一个行为 · do one act on a case"""
    from guiju.kit.looks import known
    from guiju.store.perform import perform

    given, named, faults = {**answers(answers_), **pairs(set_)}, day(on), pairs(fault)
    office = opened()
    who = actor(office, as_, for_)
    resolved, procedure = known(office, case)
    stated = tuple(
        Fault(field=name, kind="stated", remedy=Text(text, text), at="review", block=_block(resolved, name))
        for name, text in faults.items()
    )
    answer = perform(
        office,
        verb,
        who,
        case=case,
        facts=given,
        stated=stated,
        grounds=tuple(ground or ()),
        role=role,
        mandate=mandate,
        on=named,
        key=key,
    )
    finish(office, answer, resolved, procedure)


def objection(
    case: Annotated[str, _CASE],
    as_: As = None,
    for_: For = None,
    on: On = None,
    set_: Sets = None,
    answers_: Answers = None,
    procedure: Annotated[str | None, _PROCEDURE] = None,
    role: Role = None,
    key: Key = None,
) -> None:
    """对一件案件提出异议，即开立所涉新案 · open a case about a case, such as an objection"""
    from guiju.kit.entrances import entrances_about
    from guiju.kit.looks import known
    from guiju.store.perform import Opening, perform

    given, named = {**answers(answers_), **pairs(set_)}, day(on)
    office = opened()
    who = actor(office, as_, for_)
    resolved, of = known(office, case)
    ways = [way for way in entrances_about(resolved, of) if procedure in (None, way[0])]
    if len(ways) != 1:
        names = ", ".join(name for name, _ in entrances_about(resolved, of)) or t("无", "none")
        raise trouble("procedure", f"可对本案提起的程序：{names}", f"what can be opened about this case: {names}")
    name, verb = ways[0]
    opens = Opening(rulebook=resolved.rulebook.rulebook, procedure=name, subject=case)
    answer = perform(office, verb, who, opens=opens, facts=given, role=role, on=named, key=key)
    finish(office, answer, resolved, name)


def finish(office: Office, answer: Receipt | Refused, resolved: Resolved, procedure: str) -> None:
    """Tell the outcome: the case as it now stands, or the refusal with exit code 1."""
    if isinstance(answer, Refused):
        problem(refused_problem(answer, resolved, procedure))
        raise typer.Exit(REFUSED)
    from guiju.faces.cli.looking import show_case
    from guiju.kit.looks import look
    from guiju.kit.view import case_view

    view = case_view(look(office, answer.number))
    if paper().json:
        emit({"receipt": answer.as_json(), "case": view})
        return
    say(f"✓ {answer.verb} {answer.number} {answer.on}  {t('回执', 'receipt')} {answer.act}", "green")
    show_case(view)


def _block(resolved: Resolved, field: str) -> str | None:
    return next((form.fields[field].block for form in resolved.rulebook.forms.values() if field in form.fields), None)
