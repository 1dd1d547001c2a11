"""`/cases/<number>/acts/<verb>/`: one act on a case, whatever the rulebook calls it and demands for it.

`/cases/<number>/begin/<procedure>/`: the act by which a case about that case begins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guiju.kernel.letters import Sender
from guiju.kernel.record import Record, Taken
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.rulebook import SendLetter
from guiju.kernel.steps import Step
from guiju.kernel.values import Text
from guiju.kit.entrances import NO_NUMBER, entrances_about
from guiju.kit.formview import form_view
from guiju.kit.letters import secret_fields
from guiju.kit.pages.account import sign_in_again
from guiju.kit.pages.cases import turns_of
from guiju.kit.pages.drifted import DRIFT, prefilled
from guiju.kit.pages.forms import faulty, told
from guiju.kit.pages.reach import asking, may_open, new_key, seen, seen_or_public, sent_key
from guiju.kit.pages.remedies import ways_on
from guiju.kit.pages.typed import Typed, sendable, standing, stated_faults, still_found, typed
from guiju.kit.posting import previews
from guiju.kit.says import Problem, refused_problem, trouble
from guiju.kit.shown import periods
from guiju.kit.titles import title_of
from guiju.kit.turns import CLOSED, act_of, role_of, tried
from guiju.kit.view import Json, Looked, label, worded
from guiju.kit.web import kept
from guiju.kit.web.answer import status_of
from guiju.kit.web.caller import Caller, office
from guiju.store import queries
from guiju.store.letters import sending
from guiju.store.perform import Opening, begun, perform

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_YET = frozenset((Reason.FORM_FAULTS, Reason.GROUND_NEEDED, Reason.NOTHING_NEW))
"""What an empty form is told, and a filled one need not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The act, the case on the table, and who sits there."""

    looked: Looked
    step: Step
    caller: Caller
    said: Typed
    about: Looked | None = None  # the case that the new one is about, where the act begins one

    @property
    def number(self) -> str:
        """The case that stands already."""
        return (self.about or self.looked).record.number

    @property
    def secret(self) -> frozenset[str]:
        return secret_fields(self.looked.resolved)

    @property
    def answers(self) -> dict[str, object]:
        """What the form holds: what was typed, else what stands."""
        questions = self.step.questions
        if questions is None:
            return {}
        if self.said.answers is not None:
            return self.said.answers
        return standing(self.looked.record, questions, self.secret)

    @property
    def filing(self) -> dict[str, object]:
        """What is sent to the office."""
        return sendable(self.said.answers or {}, self.looked.record, self.secret)

    @property
    def stated(self) -> tuple[Fault, ...]:
        return stated_faults(self.said.said, self.looked.resolved)

    @property
    def on(self) -> date:
        return self.said.day or self.looked.on

    def trial(self) -> Taken | Refused:
        """What would come of it as it stands on the table."""
        resolved, record, said = self.looked.resolved, self.looked.record, self.said
        act = act_of(resolved, record, self.step.verb, self.caller.known(), self.looked.on)
        more = {"facts": self.filing, "grounds": said.grounds, "stated": self.stated, "mandate": said.mandate or None}
        return tried(resolved, record, act, self.on, **more)  # type: ignore[arg-type]


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Shows the act, or does it."""
    caller = asking(request)
    if request.method == "POST" and caller.user is None:
        return sign_in_again(request)
    looked = seen(request, number)
    step = looked.resolved.steps.get((looked.record.procedure, verb))
    if step is None:
        raise trouble("no_such_act", f"本程序没有行为 {verb}", f"this procedure has no act {verb}")
    return _shown_or_done(request, Desk(looked=looked, step=step, caller=caller, said=_said(request, step)))


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, number: str, procedure: str) -> HttpResponse:
    """Shows the form by which a case about this one begins, or files it."""
    caller = asking(request)
    if request.method == "POST" and caller.user is None:
        return sign_in_again(request)
    about = seen_or_public(request, number)
    way = next((way for way in entrances_about(about.resolved, about.record.procedure) if way[0] == procedure), None)
    if way is None:
        zh, en = f"不能就 {number} 提起 {procedure}", f"no {procedure} can be begun about {number}"
        raise trouble("no_record", zh, en)
    step = about.resolved.steps[way]
    record = begun(about.resolved, NO_NUMBER, procedure, about.record)
    looked = Looked(record=record, resolved=about.resolved, on=about.on, names=about.names)
    said = _said(request, step)
    if said.answers is None and DRIFT in request.GET:
        said = prefilled(about, looked, step, caller)
    return _shown_or_done(request, Desk(looked=looked, step=step, caller=caller, said=said, about=about))


def _said(request: HttpRequest, step: Step) -> Typed:
    """What was sent, or what was kept when a sign-in ran out."""
    if request.method == "GET":
        before = kept.take(request)
        return typed(before, step.questions, _kept_key(before)) if before else Typed(key=new_key())
    sent = {name: request.POST.getlist(name) for name in request.POST}
    return typed(sent, step.questions, sent_key(request.POST.get("key", "")))


def _shown_or_done(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method == "GET":
        return _page(request, desk)
    if request.POST.get("do") in ("preview", "rows"):
        return _page(request, desk, looking=True)
    return _done(request, desk)


def _kept_key(before: dict[str, list[str]]) -> str:
    """The form that comes back after a sign-in is the one that was sent: it keeps its key."""
    return (before.get("key") or [new_key()])[-1]


def _done(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Do it. A No brings the same page with everything that was typed."""
    if desk.said.on and desk.said.day is None:
        zh, en = f"日期“{desk.said.on}”无法识别", f"“{desk.said.on}” is not a day"
        wrong = Problem(kind="day", text=Text(zh, en), remedy=Text("按 2025-06-01 的格式填写", "write 2025-06-01"))
        return _page(request, desk, problem=wrong)
    questions, said = desk.step.questions, desk.said
    facts = desk.filing if questions is not None else {}
    found = still_found(facts, desk.looked.record, questions) if questions is not None else ()
    late = said.day if said.day != desk.looked.on and desk.caller.known().may_record_late else None
    answer = perform(
        office(),
        desk.step.verb,
        desk.caller.known(),
        case=None if desk.about else desk.number,
        opens=_opening(desk.about, desk.looked.record) if desk.about else None,
        facts=facts,
        found=found,
        stated=desk.stated,
        grounds=said.grounds,
        mandate=said.mandate or None,
        on=late,
        key=said.key,
    )
    if not isinstance(answer, Refused):
        return redirect("receipt", answer.act)
    if answer.reason is Reason.KEY_REUSED:
        return _again(request, desk, answer)
    problem = refused_problem(answer, desk.looked.resolved, desk.looked.record.procedure)
    return _page(request, _now(request, desk), problem=problem, faults=answer.faults)


def _opening(about: Looked, record: Record) -> Opening:
    return Opening(about.record.pin.rulebook, record.procedure, about.record.number)


def _now(request: HttpRequest, desk: Desk) -> Desk:
    """Somebody may have been faster: the page shows the case as it is now."""
    if desk.about is None:
        return replace(desk, looked=seen(request, desk.number))
    return replace(desk, about=seen_or_public(request, desk.number))


def _again(request: HttpRequest, desk: Desk, answer: Refused) -> HttpResponse:
    """The form was sent before with other content: what was done then is shown, and this can be sent as a new one."""
    before = queries.act_of_key(desk.said.key)
    mine = before is not None and desk.number in (before.number, queries.load(before.number).subject)
    problem = refused_problem(answer, desk.looked.resolved, desk.looked.record.procedure)
    renewed = replace(_now(request, desk), said=replace(desk.said, key=new_key()))
    return _page(request, renewed, problem=problem, before=before.act if before is not None and mine else None)


def _page(
    request: HttpRequest,
    desk: Desk,
    *,
    problem: Problem | None = None,
    faults: tuple[Fault, ...] = (),
    looking: bool = False,
    before: str | None = None,
) -> HttpResponse:
    looked, step = desk.looked, desk.step
    record, resolved = looked.record, looked.resolved
    trial = desk.trial()
    closed = isinstance(trial, Refused) and (trial.reason in CLOSED or _hopeless(trial, step))
    if isinstance(trial, Refused) and problem is None and (closed or looking or trial.reason not in _YET):
        problem = refused_problem(trial, resolved, record.procedure)
    if looking and isinstance(trial, Refused):
        faults = faults or trial.faults
    status = status_of(problem) if problem is not None and not looking and (closed or request.method == "POST") else 200
    context = {
        **_head(desk),
        "closed": closed,
        "problem": problem,
        "before": before,
        "ways_on": ways_on(resolved, (record.procedure, step.verb), faults, desk.caller),
        "last": _last(looked) if closed else None,
        "key": desk.said.key,
        "said": desk.said,
        **_asked(desk, faults or _standing_faults(desk)),
        **_preview(desk, trial),
    }
    return render(request, "kit/act.html", context, status=status)


def _head(desk: Desk) -> Json:
    """What this act is, where it leads, and what else the caller could do."""
    looked, step = desk.looked, desk.step
    record, number, name = looked.record, desk.number, label(desk.step.rule, desk.step.verb)
    about = desk.about
    to = looked.resolved.rulebook.procedures[record.procedure].states.get(step.rule.to or record.state)
    others = [turn.act for turn in turns_of(about or looked, desk.caller) if turn.open]
    return {
        "number": number,
        "back": _back(desk),
        "title": title_of(looked.resolved, (about or looked).record),
        **(_about(about, record) if about else {}),
        "verb": step.verb,
        "label": name,
        "cites": step.cites,
        "mark": step.mark.value if step.mark else None,
        "to": label(to, step.rule.to or record.state),
        "moves": step.rule.to not in (None, record.state),
        "final": to is not None and to.final,
        "open_now": [{"label": act.label, "url": reverse("act", args=[number, act.act])} for act in others],
        "crumbs": [
            {"label": _("Cases"), "url": reverse("cases")},
            {"label": number, "url": _back(desk)},
            {"label": name},
        ],
    }


def _about(about: Looked, record: Record) -> Json:
    """What the new case is about, as far as everybody may see it."""
    resolved = about.resolved
    return {
        "procedure": label(resolved.rulebook.procedures[record.procedure], record.procedure),
        "contested": [worded(resolved, *item) for item in resolved.public(about.record).items()],
        "periods": periods(resolved, about.record, about.on),
    }


def _back(desk: Desk) -> str:
    """Where one came from: the case, or for those whom it does not concern, what everybody may see of it."""
    about = desk.about
    if about is None or may_open(desk.number, desk.caller):
        return reverse("case", args=[desk.number])
    return reverse("record", args=[desk.number])


def _last(looked: Looked) -> Json | None:
    """What was done last, by whom and when: where somebody was faster, this is why the act is no longer open."""
    if not looked.history:
        return None
    done, resolved = looked.history[-1], looked.resolved
    step = resolved.steps[looked.record.procedure, done.verb]
    who = looked.names.get(done.party) or label(resolved.rulebook.roles.get(done.role), done.role)
    return {"label": label(step.rule, done.verb), "who": who, "on": done.on.isoformat()}


def _hopeless(refused: Refused, step: Step) -> bool:
    """Conditions and effects that nothing on this page can change."""
    return step.questions is None and refused.reason in (
        Reason.CONDITION_FAILED,
        Reason.NOT_DETERMINED,
        Reason.EFFECT_IMPOSSIBLE,
    )


def _asked(desk: Desk, faults: tuple[Fault, ...]) -> Json:
    """Everything that the page asks for."""
    looked, step = desk.looked, desk.step
    record, resolved, actor = looked.record, looked.resolved, desk.caller.known()
    questions = step.questions
    form = wrong = None
    if questions is not None:
        form = form_view(questions, resolved, answers=desk.answers, found=record.found, faults=faults, on=desk.on)
        wrong = faulty(form)
    listed = resolved.rulebook.grounds.get(step.rule.grounds or "", {})
    paper = step.agents.get(role_of(record, step, actor))
    return {
        "form": form,
        "wrong": wrong,
        "asks_grounds": step.rule.grounds is not None,
        "grounds": [
            {"value": name, "label": label(ground, name), "cite": ground.cite, "chosen": name in desk.said.grounds}
            for name, ground in listed.items()
        ],
        "ground_text": "\n".join(desk.said.grounds) if not listed else "",
        "notice": step.notice,
        "found_faults": _filing_faults(desk) if step.notice else (),
        "fields": _fields(desk) if step.notice else [],
        "may_record_late": actor.may_record_late,
        "on": desk.said.on or looked.on.isoformat(),
        "first_day": record.last.on.isoformat() if record.last else "",
        "last_day": looked.on.isoformat(),
        "mandate": paper,
    }


def _filing_faults(desk: Desk) -> list[Json]:
    """What the form finds wrong with the filing: the notice lists it, whatever else is stated."""
    looked = desk.looked
    filing = looked.resolved.filing.get(looked.record.procedure)
    found = filing.judge(looked.record.facts, looked.record.filed or looked.on) if filing is not None else []
    return [
        {"label": fault.label or Text(fault.field, fault.field), "text": told(fault), "cite": fault.cite}
        for fault in found
    ]


def _fields(desk: Desk) -> list[Json]:
    """The fields of which a fault can be stated, by block."""
    looked = desk.looked
    filing = looked.resolved.filing.get(looked.record.procedure)
    blocks: dict[str, list[Json]] = {}
    for name, asked in filing.asked.items() if filing is not None else ():
        blocks.setdefault(asked.field.block, []).append({"name": name, "label": asked.label})
    forms = looked.resolved.rulebook.forms.values()
    known = {name: block for form in forms for name, block in form.blocks.items()}
    return [{"label": label(known.get(name), name), "fields": fields} for name, fields in blocks.items()]


def _standing_faults(desk: Desk) -> tuple[Fault, ...]:
    """What a notice has told, at the fields of the form that answers it: mended ones are no longer shown."""
    looked, questions = desk.looked, desk.step.questions
    record = looked.record
    if questions is None or not record.told or questions is not looked.resolved.filing.get(record.procedure):
        return ()
    facts, unread = questions.read(desk.filing, record.facts)
    judged = questions.judge(facts, desk.on, answered=frozenset(fault.field for fault in unread))
    same = {name for name in questions.asked if facts.get(name) == record.facts.get(name)}
    return (*unread, *judged, *(fault for fault in _last_stated(looked) if fault.field in same))


def _last_stated(looked: Looked) -> list[Fault]:
    """What an officer has stated in the last notice, in their own words."""
    for happened in reversed(looked.history):
        items = [
            item
            for effect in happened.effects
            for item in (effect.values.get("lists") or ())  # type: ignore[attr-defined]
            if isinstance(item, Fault)
        ]
        if items:
            return [item for item in items if item.kind == "stated"]
    return []


def _preview(desk: Desk, trial: Taken | Refused) -> Json:
    """The letters that would go out, and what they still lack."""
    sends = any(isinstance(effect, SendLetter) for effect, *_rest in desk.step.effects)
    letters: list[Json] = []
    if sends and (isinstance(trial, Taken) or trial.reason in _YET):
        caller = desk.caller.known()
        role = role_of(desk.looked.record, desk.step, caller)
        sender = Sender(office=sending(role, caller.signs_as), demo=office().demo)
        said = desk.said
        letters = previews(desk.looked, desk.step, trial, desk.on, sender, said=desk.stated, grounds=said.grounds)
    return {"letters": letters, "sends": sends}
