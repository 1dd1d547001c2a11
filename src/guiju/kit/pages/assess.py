"""Assessments: what the caller has begun, a new one, one part of its form at a time, and what was found so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guiju.kernel.assessment import Part
from guiju.kernel.refusals import Fault, Refused
from guiju.kit.assessing import Sheet, Way, beginnings, fills, part_json, sheet_of, signature, way_of
from guiju.kit.formview import BlockView, answers_from, form_view
from guiju.kit.letters import secret_fields
from guiju.kit.pages.account import sign_in_again
from guiju.kit.pages.cases import tone, turns_of
from guiju.kit.pages.forms import faulty
from guiju.kit.pages.reach import asking, new_key, seen, sent_key
from guiju.kit.pages.typed import sendable, standing, still_found
from guiju.kit.says import Problem, refused_problem, trouble
from guiju.kit.tables import table
from guiju.kit.titles import title_of
from guiju.kit.view import Json, Looked, label
from guiju.kit.web import kept
from guiju.kit.web.answer import status_of
from guiju.kit.web.caller import Caller, office
from guiju.store import lists, queries
from guiju.store.perform import perform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from guiju.kernel.record import Record

TONES = {"found": "warn", "clear": "good", "open": "running", "not_asked": "neutral"}
_FEW = 50  # assessments on the page


def url_of(way: Way) -> str:
    return reverse("assess_new", args=[way.resolved.rulebook.rulebook, way.procedure, way.verb])


def ways(caller: Caller) -> list[Way]:
    """Every assessment that can be begun today, by whom the caller acts for."""
    return [way for way in beginnings(office()) if not caller.roles.isdisjoint(way.roles)]


@require_GET
def assessments(request: HttpRequest) -> HttpResponse:
    """What can be begun, and what was."""
    caller = asking(request)
    caller.known()
    office().bind()
    offered = ways(caller)
    records = list(_mine(caller))
    words = (_("Assessment"), _("State"), _("Answered"), _("Gravest level"), _("Opened"))
    context = {
        "ways": [
            {
                "label": label(way.resolved.steps[way.procedure, way.verb].rule, way.verb),
                "title": way.resolved.rulebook.title,
                "url": url_of(way),
            }
            for way in offered
        ],
        **table([{"label": word} for word in words], map(_row, records)),
        "crumbs": [{"label": _("Assessments")}],
    }
    return render(request, "kit/assessments.html", context)


def _mine(caller: Caller) -> Iterator[Record]:
    """The newest assessments that the caller may see, those that name it as the one to act first."""
    named = lists.naming(caller.signs_as or "")
    records = [queries.load(number) for number in named]
    for procedure in sorted({way.procedure for way in beginnings(office())}):
        page = lists.cases(seen_by=None if caller.officer else caller.signs_as, procedure=procedure, limit=_FEW)
        records += [record for record in page.records if record.number not in named]
    yield from (record for record in records if way_of(queries.resolved(record), record.procedure))


def _row(record: Record) -> list[object]:
    looked = Looked(record=record, resolved=queries.resolved(record), on=office().today())
    sheet, state = sheet_of(looked), looked.resolved.rulebook.procedures[record.procedure].states.get(record.state)
    level = sheet.found.levels.get(sheet.found.level or "") if sheet is not None else None
    final = state is None or state.final
    url = reverse("assess" if sheet is not None else "case", args=[record.number])
    return [
        {"text": record.number, "url": url, "sub": title_of(looked.resolved, record)},
        {"text": label(state, record.state), "tone": tone(final, False)},
        f"{sheet.found.answered} / {sheet.found.asked}" if sheet is not None else "—",
        level or "—",
        {"day": record.opened.isoformat()} if record.opened else {},
    ]


# ---- one assessment ----


def _sheet(request: HttpRequest, number: str) -> tuple[Looked, Sheet]:
    looked = seen(request, number)
    sheet = sheet_of(looked)
    if sheet is None:
        raise trouble("no_assessment", f"{number} 没有可填写的评估", f"{number} holds no assessment")
    return looked, sheet


@require_GET
def assess(request: HttpRequest, number: str) -> HttpResponse:
    """How far it has got, part by part; what was found; what can be done now."""
    looked, sheet = _sheet(request, number)
    caller = asking(request)
    may = any(turn.open for turn in turns_of(looked, caller) if turn.act.act == sheet.verb)
    context = {
        **_head(looked, sheet),
        "parts": [_part_row(looked, sheet, part, may) for part in sheet.found.parts],
        "findings": sheet.found.findings,
        "levels": sheet.found.levels,
        "may": may,
        "next": _next_part(sheet, ""),
        "acts": [
            {"label": turn.act.label, "url": reverse("act", args=[number, turn.act.act]), "cite": turn.act.cite}
            for turn in turns_of(looked, caller)
            if turn.open and turn.act.act != sheet.verb
        ],
        "is_signed": signature(looked) is not None,
        "state": label(
            looked.resolved.rulebook.procedures[looked.record.procedure].states.get(looked.record.state),
            looked.record.state,
        ),
        "crumbs": _crumbs(number),
    }
    return render(request, "kit/assessment.html", context)


def _crumbs(number: str, *more: Json) -> list[Json]:
    return [
        {"label": _("Assessments"), "url": reverse("assessments")},
        {"label": number, **({"url": reverse("assess", args=[number])} if more else {})},
        *more,
    ]


def _head(looked: Looked, sheet: Sheet) -> Json:
    book = looked.resolved.rulebook
    return {
        "number": looked.record.number,
        "title": title_of(looked.resolved, looked.record),
        "form_label": book.forms[sheet.form].label or book.title,
        "found": sheet.found,
        "level_label": sheet.found.levels.get(sheet.found.level or ""),
    }


def _part_row(looked: Looked, sheet: Sheet, part: Part, may: bool) -> Json:
    told = part_json(sheet, part)
    url = reverse("assess_part", args=[looked.record.number, part.block]) if may else None
    return {**told, "url": url, "tone": TONES[part.standing.value], "many": len(part.findings)}


def _next_part(sheet: Sheet, after: str) -> str | None:
    """The next part with an open question, from the one after this; then from the top."""
    parts = sheet.found.parts
    place = next((at for at, part in enumerate(parts, 1) if part.block == after), 0)
    return next((part.block for part in (*parts[place:], *parts[:place]) if part.open and part.block != after), None)


@require_http_methods(["GET", "POST"])
def assess_part(request: HttpRequest, number: str, block: str) -> HttpResponse:
    """One part of the form; saved by an act, as the whole would be."""
    caller = asking(request)
    if request.method == "POST" and caller.user is None:
        return sign_in_again(request)
    looked, sheet = _sheet(request, number)
    if sheet.part(block) is None:
        raise trouble("no_part", f"评估没有这一部分：{block}", f"the assessment has no such part: {block}")
    if not fills(looked.resolved, looked.record, sheet.verb):
        return redirect("assess", number)
    names = sheet.names(block)
    if request.method == "GET":
        before = kept.take(request)
        typed = answers_from(before, sheet.questions, only=names) if before else None
        return _part_page(request, looked, sheet, block, typed)
    sent = {name: request.POST.getlist(name) for name in request.POST}
    answers = answers_from(sent, sheet.questions, only=names)
    secret = frozenset(secret_fields(looked.resolved))
    filing = sendable(answers, looked.record, secret)
    done = perform(
        office(),
        sheet.verb,
        caller.known(),
        case=number,
        facts=filing,
        found=still_found(filing, looked.record, sheet.questions),
        key=sent_key(request.POST.get("key", "")),
    )
    if isinstance(done, Refused):
        problem = refused_problem(done, looked.resolved, looked.record.procedure)
        return _part_page(request, looked, sheet, block, answers, problem, done.faults)
    if request.POST.get("do") == "next":
        following = _next_part(_sheet(request, number)[1], block)
        return redirect("assess_part", number, following) if following else redirect("assess", number)
    return redirect(f"{reverse('assess_part', args=[number, block])}?saved=1")


def _part_page(
    request: HttpRequest,
    looked: Looked,
    sheet: Sheet,
    block: str,
    typed: dict[str, object] | None = None,
    problem: Problem | None = None,
    faults: tuple[Fault, ...] = (),
) -> HttpResponse:
    secret = frozenset(secret_fields(looked.resolved))
    answers = {**standing(looked.record, sheet.questions, secret), **(typed or {})}
    view = form_view(
        sheet.questions, looked.resolved, answers=answers, found=looked.record.found, faults=faults, on=looked.on
    )
    part = sheet.part(block)
    assert part is not None
    here: BlockView = next(one for one in view.blocks if one.name == block)
    context = {
        **_head(looked, sheet),
        "here": here,
        "part": part_json(sheet, part),
        "tone": TONES[part.standing.value],
        "findings": part.findings,
        "open": [{"id": field.id, "label": field.label} for field in here.fields if field.name in part.open],
        "kept": {field.name for field in here.fields if field.secret and field.name in looked.record.facts},
        "steps": _steps(looked, sheet, block),
        "key": new_key(),
        "problem": problem,
        "wrong": faulty(view) if problem is not None else None,
        "saved": request.method == "GET" and request.GET.get("saved") == "1",
        "last": _next_part(sheet, block) is None,
        "crumbs": _crumbs(looked.record.number, {"label": part.label}),
        "page_class": "page--aside",
    }
    return render(request, "kit/assessment_part.html", context, status=status_of(problem) if problem else 200)


def _steps(looked: Looked, sheet: Sheet, block: str) -> list[Json]:
    """All parts, each with where it is and how it stands."""
    number = looked.record.number
    return [
        {
            "label": part.label,
            "url": reverse("assess_part", args=[number, part.block]),
            "current": part.block == block,
            "done": not part.open,
            "answered": part.answered,
            "questions": part.asked,
        }
        for part in sheet.found.parts
    ]
