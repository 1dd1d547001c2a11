"""`/assess/new/…/`: what is assessed, by whom; a data file says of itself what a machine can tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guiju.kernel.refusals import Fault, Refused
from guiju.kernel.values import Text, plain
from guiju.kit.assessing import Way, sheet_of, way_of
from guiju.kit.formview import answers_from, form_view
from guiju.kit.looks import applicant, identity_filled, look
from guiju.kit.pages.account import sign_in_again
from guiju.kit.pages.assess import ways
from guiju.kit.pages.forms import faulty
from guiju.kit.pages.reach import asking, new_key, sent_key
from guiju.kit.says import Problem, Trouble, refused_problem, trouble
from guiju.kit.scans import LIMIT, machine_filled, take
from guiju.kit.view import label
from guiju.kit.web import kept
from guiju.kit.web.answer import status_of
from guiju.kit.web.caller import office
from guiju.plane.fill import is_found
from guiju.store.perform import Opening, perform

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FOUND = "found"  # names the hidden controls that say what the machine answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The form as it stands on the page. `machine`: what the scanner answered, as text."""

    answers: dict[str, object]
    machine: dict[str, str] = field(default_factory=dict)
    key: str = ""

    @property
    def found(self) -> tuple[str, ...]:
        """The fields that still say what the machine said."""
        return tuple(name for name, value in self.machine.items() if str(self.answers.get(name, "")) == value)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, id: str, procedure: str, verb: str) -> HttpResponse:
    """Begin one. Sent with a file, the form comes back filled in as far as a machine can."""
    caller = asking(request)
    if request.method == "POST" and caller.user is None:
        return sign_in_again(request)
    caller.known()
    office().bind()
    wanted = (id, procedure, verb)
    offered = (way for way in ways(caller) if (way.resolved.rulebook.rulebook, way.procedure, way.verb) == wanted)
    way = next(offered, None)
    if way is None:
        raise trouble("no_such_act", "今天不能由您开始这项评估", "this assessment is not yours to begin today")
    questions = way.resolved.steps[procedure, verb].questions
    assert questions is not None  # an entrance has a form
    if request.method == "GET":
        before = kept.take(request)
        filled = identity_filled(questions, applicant(office(), caller.actor))
        answers = {**filled, **(answers_from(before, questions) if before else {})}
        return _page(request, way, Typed(answers=answers, key=new_key()))
    sent = {name: request.POST.getlist(name) for name in request.POST}
    machine = {name: request.POST.get(f"{FOUND}-{name}", "") for name in questions.asked}
    typed = Typed(
        answers=answers_from(sent, questions),
        machine={name: value for name, value in machine.items() if value},
        key=sent_key(request.POST.get("key", "")),
    )
    file = request.FILES.get("file")
    if file is not None:
        return _read(request, way, typed, file.chunks(), file.name or "")
    return _begun(request, way, typed)


def _read(request: HttpRequest, way: Way, typed: Typed, chunks: object, name: str) -> HttpResponse:
    """The form again, with what the file says of itself."""
    questions = way.resolved.steps[way.procedure, way.verb].questions
    assert questions is not None
    try:
        _number, found = take(office(), asking(request).known(), chunks, name)  # type: ignore[arg-type]
    except Trouble as error:
        return _page(request, way, typed, wrong_file=error.problem.text, status=422)
    machine = {field: str(plain(value)) for field, value in machine_filled(questions, found).items()}
    known = {field: value for field, value in typed.answers.items() if value not in ("", (), None)}
    return _page(request, way, Typed(answers={**known, **machine}, machine=machine, key=typed.key), read=name)


def _begun(request: HttpRequest, way: Way, typed: Typed) -> HttpResponse:
    opens = Opening(rulebook=way.resolved.rulebook.rulebook, procedure=way.procedure)
    actor = asking(request).known()
    given = {name: value for name, value in typed.answers.items() if value not in ("", (), None)}
    done = perform(office(), way.verb, actor, opens=opens, facts=given, found=typed.found, key=typed.key)
    if isinstance(done, Refused):
        problem = refused_problem(done, way.resolved, way.procedure)
        return _page(request, way, typed, problem=problem, faults=done.faults, status=status_of(problem))
    sheet = sheet_of(look(office(), done.number))
    known = way_of(way.resolved, way.procedure)
    here = sheet is not None and known is not None and sheet.found.open
    return redirect("assess", done.number) if here else redirect("receipt", done.act)


def _page(
    request: HttpRequest,
    way: Way,
    typed: Typed,
    *,
    problem: Problem | None = None,
    faults: tuple[Fault, ...] = (),
    wrong_file: Text | None = None,
    read: str = "",
    status: int = 200,
) -> HttpResponse:
    step = way.resolved.steps[way.procedure, way.verb]
    assert step.questions is not None
    on = office().today()
    view = form_view(step.questions, way.resolved, answers=typed.answers, found=typed.found, faults=faults, on=on)
    scans = any(is_found(asked.field.filled_by) for asked in step.questions.asked.values())
    context = {
        "label": label(step.rule, way.verb),
        "rule": way.resolved.rulebook,
        "cites": step.cites,
        "form": view,
        "machine": {f"{FOUND}-{name}": value for name, value in typed.machine.items()},
        "key": typed.key,
        "problem": problem,
        "wrong": faulty(view) if problem is not None else None,
        "wrong_file": wrong_file,
        "read": read,
        "scans": scans,
        "limit": LIMIT >> 20,
        "crumbs": [{"label": _("Assessments"), "url": reverse("assessments")}, {"label": label(step.rule, way.verb)}],
    }
    return render(request, "kit/assessment_new.html", context, status=status)
