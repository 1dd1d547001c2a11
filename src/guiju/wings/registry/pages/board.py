"""The board: what is being publicised, for how long still, and the way to object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import uuid4

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guiju.kernel.derive import TermView
from guiju.kernel.form import Questions
from guiju.kernel.record import Record
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kit.formview import answers_from, fault_summary, form_view
from guiju.kit.pages.account import sign_in_again
from guiju.kit.says import Trouble, refused_problem, trouble
from guiju.kit.shown import listed, looked_public, period, periods, running
from guiju.kit.view import Json, Looked, label, worded
from guiju.kit.web import kept
from guiju.kit.web.caller import Caller, office
from guiju.store.perform import Opening, perform
from guiju.store.writing import BOARD
from guiju.wings.registry.filing import entrances_about

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KEY = "key"
_SUBJECT = "subject."


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Publications in progress, the newest first."""
    office().bind()
    after = request.GET.get("after") or None
    rows, more = listed(office(), BOARD, after=after)
    cards = [_card(row) for row in rows]
    later = f"{reverse('board')}?{urlencode({'after': more})}" if more else None
    context = {"cards": cards, "later": later, "first": reverse("board") if after else None}
    return render(request, "registry/board.html", context)


def _card(row: Json) -> Json:
    resolved, record, lasting = running(office(), row)
    return {
        **row,
        "periods": [period(term) for term in lasting],
        "ways": ways(resolved, record, lasting),
        "procedure_label": _called(resolved, record),
    }


def _called(resolved: Resolved, record: Record) -> dict[str, str]:
    return label(resolved.rulebook.procedures[record.procedure], record.procedure)


def ways(resolved: Resolved, record: Record, periods: Iterable[TermView]) -> list[tuple[str, str]]:
    """(procedure, act) by which anybody can begin a case about this one today."""
    lasting = {term.id for term in periods if term.left is None or term.left >= 0}
    found = []
    for procedure, verb in entrances_about(resolved, record.procedure):
        within = resolved.steps[procedure, verb].rule.within
        if not within or not within.startswith(_SUBJECT) or within.removeprefix(_SUBJECT) in lasting:
            found.append((procedure, verb))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def object_(request: HttpRequest, number: str) -> HttpResponse:
    """Object to what is publicised: the form that the rulebook asks for, filed under the sender's own name."""
    caller: Caller = request.caller  # type: ignore[attr-defined]
    office().bind()
    looked = looked_public(office(), number)
    found = entrances_about(looked.resolved, looked.record.procedure) if looked else []
    if looked is None or len(found) != 1:
        raise trouble("no_record", f"公示中没有 {number}", f"{number} is not on the board")
    procedure, verb = found[0]
    if request.method != "POST":
        caller.known()
        return _form(request, looked, found[0], _kept_answers(request, looked.resolved, found[0]))
    if caller.actor is None:
        return sign_in_again(request)
    questions = looked.resolved.steps[found[0]].questions
    answers = answers_from(_posted(request), questions) if questions else {}
    answer = perform(
        office(),
        verb,
        caller.actor,
        opens=Opening(looked.record.pin.rulebook, procedure, number),
        facts={name: value for name, value in answers.items() if value not in ("", ())},
        key=request.POST.get(KEY) or None,
    )
    if not isinstance(answer, Refused):
        return redirect("receipt", answer.act)
    if answer.reason is Reason.FORM_FAULTS and answer.faults:
        return _form(request, looked, found[0], answers, answer.faults)
    raise Trouble(refused_problem(answer, looked.resolved, procedure))


def _posted(request: HttpRequest) -> Mapping[str, list[str]]:
    return {name: request.POST.getlist(name) for name in request.POST}


def _kept_answers(request: HttpRequest, resolved: Resolved, way: tuple[str, str]) -> dict[str, object]:
    """What was written before the sign-in ran out."""
    questions, answers = resolved.steps[way].questions, kept.take(request)
    return answers_from(answers, questions) if answers and questions else {}


def _form(
    request: HttpRequest,
    looked: Looked,
    way: tuple[str, str],
    answers: Mapping[str, object],
    faults: tuple[Fault, ...] = (),
) -> HttpResponse:
    resolved, record = looked.resolved, looked.record
    step = resolved.steps[way]
    running = periods(resolved, record, looked.on)
    context: dict[str, object] = {
        "number": record.number,
        "act": label(step.rule, way[1]),
        "cite": step.rule.cite,
        "also": step.rule.also,
        "contested": [worded(resolved, name, value) for name, value in resolved.public(record).items()],
        "periods": running,
        "over": way not in ways(resolved, record, running),
        "key": request.POST.get(KEY) or str(uuid4()),
    }
    if step.questions is not None:
        context |= _drawn(step.questions, looked, answers, faults)
    return render(request, "registry/object.html", context, status=422 if faults else 200)


def _drawn(
    questions: Questions, looked: Looked, answers: Mapping[str, object], faults: tuple[Fault, ...]
) -> dict[str, object]:
    """The form with what was answered and, all at once, what is wrong with it."""
    view = form_view(questions, looked.resolved, answers=answers, faults=faults, on=looked.on)
    return {"form": view, "summary": fault_summary(view)}
