"""Applications that are being written: the form with what the machine found, saved as it grows, checked, and filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guiju.kernel.form import Questions
from guiju.kernel.refusals import Fault, Refused
from guiju.kernel.values import Text
from guiju.kit.formview import answers_from, form_view
from guiju.kit.looks import applicant
from guiju.kit.pages.account import sign_in_again
from guiju.kit.pages.forms import faulty
from guiju.kit.pages.reach import asking
from guiju.kit.pages.remedies import unmet, ways_on
from guiju.kit.says import Problem, refused_problem, trouble
from guiju.kit.templatetags.guiju import said
from guiju.kit.titles import title_in
from guiju.kit.view import label
from guiju.kit.web import kept
from guiju.kit.web.answer import status_of
from guiju.kit.web.caller import Caller, office
from guiju.store import drafts as store
from guiju.store import queries
from guiju.store.perform import Opening, perform
from guiju.wings.registry.apply import Way, owner_of, steps, way_to
from guiju.wings.registry.filing import Draft, drawn_up

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TABS = "tabs"  # in the session: which tab of this browser saved a draft last
REMOVED = "removed"  # in the session: drafts that were taken away and can be put back
_MANY = 20
_PAGE = 50  # drafts on a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A draft on the table, with the form that it fills."""

    kept: store.Draft
    way: Way
    caller: Caller
    answers: dict[str, object]  # as stored, or as just typed
    turn: int
    tab: str

    @property
    def questions(self) -> Questions:
        questions = self.way.resolved.steps[self.way.procedure, self.way.verb].questions
        assert questions is not None  # an entrance has a form
        return questions

    @property
    def filing(self) -> dict[str, object]:
        """What this form asks for; a draft may be older than the form."""
        return {name: value for name, value in self.answers.items() if name in self.questions.asked}

    @property
    def untouched(self) -> tuple[str, ...]:
        """The fields that still hold what the machine filled in, however it is spelled."""
        asked = {name: value for name, value in self.kept.found.items() if name in self.questions.asked}
        machine, now = self.questions.read(asked, {})[0], self.questions.read(self.filing, {})[0]
        return tuple(name for name, fact in machine.items() if now.get(name) == fact)

    def drawn_up(self) -> Draft:
        way = (self.way.procedure, self.way.verb)
        who = applicant(office(), self.caller.actor)
        today = office().today()
        return drawn_up(self.way.entry, self.way.resolved, way, today, answers=self.filing, applicant=who)


def _sheet(request: HttpRequest, draft: store.Draft, answers: dict[str, object] | None = None) -> Sheet:
    way = way_to(draft.place, draft.procedure)
    if way is None:
        remedy = Text("草稿仍保留，可待规则施行后再办", "the draft is kept; come back when rules are in force")
        zh, en = f"{draft.place} 今天没有可适用的规则", f"no rules of {draft.place} apply today"
        raise trouble("not_in_force", zh, en, remedy=remedy)
    return Sheet(
        kept=draft,
        way=way,
        caller=asking(request),
        answers=dict(draft.answers) if answers is None else answers,
        turn=draft.turn,
        tab=request.POST.get("tab") or str(uuid4()),
    )


def _load(request: HttpRequest, id: str) -> store.Draft:
    caller = asking(request)
    caller.known()
    office().bind()
    draft = store.load(owner_of(caller), id)
    if draft is None:
        raise trouble("no_draft", "没有这份草稿", "there is no such draft")
    return draft


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, id: str) -> HttpResponse:
    """The form; saved, checked or filed by its buttons."""
    if request.method == "POST" and asking(request).user is None:
        return sign_in_again(request)
    caller = asking(request)
    caller.known()
    office().bind()
    filed = queries.act_of_key(_key(id)) if store.load(owner_of(caller), id) is None else None
    if filed is not None and filed.party == caller.signs_as:  # filed already: a second click or tab, or the way back
        return redirect("receipt", filed.act)
    if request.method == "GET":
        found = _load(request, id)
        before = kept.take(request)
        sheet = _sheet(request, found)
        if before is not None:
            sheet = _sheet(request, found, {**found.answers, **answers_from(before, sheet.questions)})
        return _page(request, sheet, saved=before is None)
    sheet = _typed(request, _load(request, id))
    turn = _saved(request, sheet)
    if turn is None:
        return _conflict(request, sheet)
    sheet = _sheet(request, _load(request, id))
    match request.POST.get("do"):
        case "submit":
            return _filed(request, sheet)
        case "check":
            return _page(request, sheet, check=True)
    return _page(request, sheet, told=_("Saved."))


def _key(id: str) -> str:
    """A draft is filed once, whatever is pressed how often."""
    return f"draft-{id}"


def _typed(request: HttpRequest, found: store.Draft) -> Sheet:
    """The draft with what was sent. What the form does not show stays as it is."""
    sheet = _sheet(request, found)
    sent = {name: request.POST.getlist(name) for name in request.POST}
    typed = {name: _plain(value) for name, value in answers_from(sent, sheet.questions).items()}
    return _sheet(request, found, {**found.answers, **typed})


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _saved(request: HttpRequest, sheet: Sheet) -> int | None:
    """Keep what was typed; the turn now, or None: another tab or person has saved meanwhile.

    One tab may send a form that is older than its own last saving, when both were on their way at once.
    """
    tabs = request.session.get(TABS, {})
    sent = request.POST.get("turn", "")
    same = tabs.get(sheet.kept.id) == sheet.tab
    if sent != str(sheet.kept.turn) and not same:
        return None if sheet.answers != dict(sheet.kept.answers) else sheet.kept.turn
    if sheet.answers == dict(sheet.kept.answers):
        return sheet.kept.turn
    turn = store.save(owner_of(sheet.caller), sheet.kept.id, sheet.kept.turn, sheet.answers)
    if turn is not None and not same:
        request.session[TABS] = dict([*tabs.items(), (sheet.kept.id, sheet.tab)][-_MANY:])
    return turn


@require_POST
def save(request: HttpRequest, id: str) -> HttpResponse:
    """What the page sends by itself while somebody writes: kept, and told in a line."""
    if asking(request).user is None:
        return render(request, "registry/draft_state.html", {"signed_out": True}, status=401)
    sheet = _typed(request, _load(request, id))
    turn = _saved(request, sheet)
    if turn is None:
        return render(
            request, "registry/draft_state.html", {"turn": request.POST.get("turn"), "late": True}, status=409
        )
    now = _load(request, id)
    return render(request, "registry/draft_state.html", {"turn": now.turn, "at": here(now.at), "tab": sheet.tab})


def _filed(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """File it. A No brings the form back with every fault at its field."""
    answer = perform(
        office(),
        sheet.way.verb,
        sheet.caller.known(),
        opens=Opening(rulebook=sheet.way.entry.id, procedure=sheet.way.procedure),
        facts=sheet.filing,
        found=sheet.untouched,
        mandate=request.POST.get("mandate") or None,
        key=_key(sheet.kept.id),
    )
    if isinstance(answer, Refused):
        problem = refused_problem(answer, sheet.way.resolved, sheet.way.procedure)
        return _page(request, sheet, problem=problem, faults=answer.faults)
    store.remove(owner_of(sheet.caller), sheet.kept.id)
    return redirect("receipt", answer.act)


def _conflict(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Two tabs: both texts are shown, and the person says which stays. What was typed is in the form below."""
    zh, en = "这份草稿已在别处保存过", "this draft was saved elsewhere in the meantime"
    remedy = Text("比较两处内容，保留其中一份", "compare the two, and keep one of them")
    problem = Problem(kind="other_turn", text=Text(zh, en), remedy=remedy)
    view = form_view(sheet.questions, sheet.way.resolved, answers=sheet.filing)
    stored = form_view(sheet.questions, sheet.way.resolved, answers=dict(sheet.kept.answers))
    other = {field.name: field for field in stored.fields}
    differing = [
        {
            "label": field.label,
            "id": field.id,
            "typed": "●●●" if field.secret else _shown(field.values, field.options),
            "stored": "●●●" if field.secret else _shown(other[field.name].values, field.options),
        }
        for field in view.fields
        if field.values != other[field.name].values
    ]
    return _page(request, sheet, problem=problem, differing=differing, saved=False)


def _shown(values: tuple[str, ...], options: tuple[object, ...]) -> str:
    words = {getattr(option, "value", ""): said(getattr(option, "label", "")) for option in options}
    return " · ".join(words.get(value, value) for value in values) or "—"


def _page(
    request: HttpRequest,
    sheet: Sheet,
    *,
    check: bool = False,
    problem: Problem | None = None,
    faults: tuple[Fault, ...] = (),
    differing: list[dict[str, object]] | None = None,
    saved: bool = True,
    told: str = "",
) -> HttpResponse:
    drawn_now, way = sheet.drawn_up(), (sheet.way.procedure, sheet.way.verb)
    shown = faults or (drawn_now.faults if check else ())
    resolved = sheet.way.resolved
    view = form_view(
        sheet.questions,
        resolved,
        answers=sheet.filing,
        found=sheet.untouched,
        faults=shown,
        on=office().today(),
    )
    context = {
        "draft": sheet.kept,
        "title": label(resolved.rulebook.procedures[sheet.way.procedure], sheet.way.procedure),
        "form": view,
        "wrong": faulty(view),
        "turn": sheet.turn,
        "tab": sheet.tab,
        "check": check,
        "needs": (needs := unmet(resolved, way, sheet.filing, sheet.caller) if check else ()),
        "ways_on": ways_on(resolved, way, (*faults, *needs), sheet.caller),
        "problem": problem,
        "differing": differing,
        "saved": saved,
        "told": told,
        "at": here(sheet.kept.at),
        "machine": len(sheet.untouched),
        "act_label": label(resolved.steps[sheet.way.procedure, sheet.way.verb].rule, sheet.way.verb),
        "steps": steps(1),
        **_rule(drawn_now),
        "crumbs": [{"label": _("Drafts"), "url": reverse("drafts")}, {"label": _("Application")}],
    }
    status = 200 if problem is None else 409 if differing is not None else status_of(problem)
    return render(request, "registry/draft.html", context, status=status)


def _rule(drawn_now: Draft) -> dict[str, object]:
    """Which rule applies and why, and what its tables answer with the facts so far."""
    book = drawn_now.resolved.rulebook
    tables = [
        {
            "label": label(book.tables[name], name),
            "verdict": answer.verdict.value,
            "gives": [book.tables[name].gives.get(give) or Text(give, give) for give in answer.gives],
            "missing": [field_label(drawn_now, name) for name in answer.missing],
            "cites": answer.cites,
            "mark": answer.mark.value if answer.mark else None,
        }
        for name, answer in drawn_now.tables.items()
    ]
    version = book.version
    return {
        "rule": {"title": book.title, "number": version.number, "from": version.effective, "to": version.expires},
        "place": drawn_now.entry.id.partition("/")[0],
        "lineage": [_title(name) for name in book.lineage[1:]],
        "tables": tables,
    }


def field_label(drawn_now: Draft, name: str) -> Text:
    known = [form.fields[name] for form in drawn_now.resolved.rulebook.forms.values() if name in form.fields]
    item = known[0] if known else drawn_now.resolved.rulebook.facts.get(name)
    return item.label if item is not None and item.label else Text(name, name)


def _title(name: str) -> Text:
    """A rulebook above by its title, where it stands today."""
    resolved = office().books.opening(name, office().today())
    return resolved.rulebook.title if resolved is not None else Text(name, name)


def here(at: datetime) -> datetime:
    """The time on the office's clock, as a page shows it."""
    return at.astimezone(office().zone).replace(tzinfo=None)


@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """Mine, the last saved first."""
    caller = asking(request)
    caller.known()
    office().bind()
    removed = request.session.get(REMOVED, {})
    sent = request.GET.get("start", "")
    start = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 8 else 0
    held = store.mine(owner_of(caller), _PAGE + 1, start)
    ways = {(found.place, found.procedure): way_to(found.place, found.procedure) for found in held}
    rows = [{**_line(found, ways), "id": found.id, "at": here(found.at)} for found in held[:_PAGE]]
    gone = request.GET.get("removed", "")
    context = {
        "rows": rows,
        "gone": gone if gone in removed else None,
        "earlier": f"?start={max(0, start - _PAGE)}" if start else None,
        "later": f"?start={start + _PAGE}" if len(held) > _PAGE else None,
        "crumbs": [{"label": _("Drafts")}],
    }
    return render(request, "registry/drafts.html", context)


def _line(found: store.Draft, ways: Mapping[tuple[str, str], Way | None]) -> dict[str, object]:
    """A draft in the list: its own name where it has one, else what is applied for."""
    way = ways[found.place, found.procedure]
    if way is None:
        return {"label": Text(found.rulebook, found.rulebook), "title": None, "place": found.place}
    title = title_in(way.resolved, found.answers)
    return {"label": way.label, "title": title, "place": found.place}


@require_POST
def delete(request: HttpRequest, id: str) -> HttpResponse:
    """Away, and back by one click while the session lasts."""
    if asking(request).user is None:
        return sign_in_again(request)
    found = _load(request, id)
    store.remove(owner_of(asking(request)), id)
    removed = {
        **request.session.get(REMOVED, {}),
        id: {"party": owner_of(asking(request)).party, "draft": store.as_json(found)},
    }
    request.session[REMOVED] = dict([*removed.items()][-_MANY:])
    return redirect(f"{reverse('drafts')}?removed={id}")


@require_POST
def restore(request: HttpRequest, id: str) -> HttpResponse:
    """The draft as it was."""
    if asking(request).user is None:
        return sign_in_again(request)
    caller = asking(request)
    caller.known()
    office().bind()
    removed = dict(request.session.get(REMOVED, {}))
    found = removed.pop(id, None)
    if found is None or found["party"] != owner_of(caller).party:
        raise trouble("no_draft", "没有可恢复的草稿", "there is no draft to bring back")
    store.put_back(owner_of(caller), store.from_json(found["draft"]))
    request.session[REMOVED] = removed
    return redirect("drafts")
