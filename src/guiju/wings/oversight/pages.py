"""Pages of oversight: all registrars, the year of one, the rows behind a number, a report to be signed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guiju.kernel.refusals import Refused
from guiju.kernel.rulebook import Field
from guiju.kit.pages.reach import asking, new_key, sent_key
from guiju.kit.says import Trouble, refused_problem, trouble
from guiju.kit.tables import Column, table
from guiju.kit.templatetags.guiju import language
from guiju.kit.view import label
from guiju.kit.web.caller import office
from guiju.store import oversight
from guiju.store.oversight import Span
from guiju.store.people import OFFICER
from guiju.store.perform import Opening, perform
from guiju.wings.oversight import reach, reporting, tables, year

if TYPE_CHECKING:
    from django.http import HttpRequest

Json = dict[str, Any]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The registrars that the caller may see, a year at a glance."""
    only = reach.scope(asking(request))
    office().bind()
    span = _span(request)
    found = year.overview(office(), span, only)
    lang = language()
    if request.GET.get("form") == "csv":
        rows = [tables.overview_row(row, lang) for row in found]
        return _csv(
            tables.as_csv([(str(span.first.year), tables.OVERVIEW, rows)], lang), f"oversight-{span.first.year}"
        )
    rows = [_overview_cells(row, span, lang) for row in found]
    context = {
        "list": table(_columns(tables.OVERVIEW, numbers=range(2, 10)), rows),
        "unclaimed": year.waiting_for_nobody(span) if only is None else 0,
        **_frame(span, "oversight"),
        "crumbs": [{"label": _("Oversight")}],
    }
    return render(request, "oversight/overview.html", context)


def _overview_cells(row: Json, span: Span, lang: str) -> list[object]:
    cells = tables.overview_row(row, lang)
    url = f"{reverse('oversight_registrar', args=[row['party']])}?{_days(span)}"
    standing = row["standing"]
    badge = {"text": cells[1], "tone": "late" if standing["over"] else "good"} if standing else _("none on record")
    late = {"text": str(row["late"]), "tone": "late"} if row["late"] else row["late"]
    return [{"text": cells[0], "url": url}, badge, cells[2], cells[3], late, *cells[5:]]


@require_safe
def registrar(request: HttpRequest, party: str) -> HttpResponse:
    """One registrar: every number leads to its rows."""
    reach.allowed(asking(request), party)
    office().bind()
    span = _span(request)
    found: Json = year.registrar_year(office(), party, span)
    lang = language()
    if request.GET.get("form") == "csv":
        return _csv(tables.as_csv(tables.sheets(found, lang), lang), f"oversight-{span.first.year}")
    context = {
        "year": found,
        "steps": table(
            _columns(tables.STEPS, numbers=(2, 6)), [_step_cells(step, party, span, lang) for step in found["steps"]]
        ),
        "outcomes": table(
            _columns(tables.OUTCOMES, numbers=(2,)),
            [_outcome_cells(row, party, span, lang) for row in found["outcomes"]],
        ),
        "reports": table(_columns(tables.REPORTS), [_report_cells(row, party, lang) for row in found["reports_owed"]]),
        "matters": table(
            [{"label": head} for head in (_("Case"), _("Kind"), _("State"), _("Opened"))],
            [
                [_case(row["case"]), row["procedure_label"], row["state_label"], row["opened"] or ""]
                for row in found["matters"]
            ],
        ),
        "running": _running(party) if (found["standing"] or {}).get("over") else None,
        **_frame(span, "oversight_registrar", party),
        "crumbs": [{"label": _("Oversight"), "url": reverse("oversight")}, {"label": found["name"]}],
    }
    return render(request, "oversight/registrar.html", context)


def _running(party: str) -> Json:
    """What another registrar has to take: the cases that were running when the status was lost."""
    numbers, after = oversight.open_cases(party)
    return {"cases": [_case(number) for number in numbers], "more": after is not None}


def _step_cells(step: Json, party: str, span: Span, lang: str) -> list[object]:
    cells = tables.step_row(step, lang)
    query = {key: step[key] for key in ("rulebook", "procedure", "term")}
    url = f"{reverse('oversight_terms', args=[party])}?{urlencode(query)}&{_days(span)}"
    cells[2] = {"text": str(cells[2]), "url": url}
    cells[6] = {"text": str(cells[6]), "url": f"{url}&late=1"} if step["late"] else "0"
    return cells


def _outcome_cells(row: Json, party: str, span: Span, lang: str) -> list[object]:
    cells = tables.outcome_row(row, lang)
    query = {key: row[key] for key in ("rulebook", "procedure", "state")}
    cells[2] = {
        "text": str(cells[2]),
        "url": f"{reverse('oversight_cases', args=[party])}?{urlencode(query)}&{_days(span)}",
    }
    return cells


def _report_cells(report: Json, party: str, lang: str) -> list[object]:
    cells = tables.report_row(report, lang)
    if report["case"]:
        cells[3] = {"text": cells[3], "url": reverse("case", args=[report["case"]])}
    elif report["met"] is None:
        cells[3] = {"text": _("To be reported"), "url": reverse("oversight_report", args=[party, report["period"]])}
    return cells


@require_safe
def terms(request: HttpRequest, party: str) -> HttpResponse:
    """The terms behind a number."""
    reach.allowed(asking(request), party)
    office().bind()
    span, after, late = _span(request), request.GET.get("after") or None, request.GET.get("late") == "1"
    named = [request.GET.get(key, "") for key in ("rulebook", "procedure", "term")]
    found, more = oversight.terms(span, party, *named, late=late, after=after)
    lang = language()
    rows = [
        [
            _case(row.number),
            row.began.isoformat(),
            row.due.isoformat() if row.due else "—",
            row.ended.isoformat() if row.ended else "—",
            tables.days(row.used, row.unit, lang),
            {"text": _("late"), "tone": "late"} if row.late else "",
        ]
        for row in found
    ]
    heads = (_("Case"), _("Began"), _("Last day"), _("Ended"), _("Days used"), _("Late"))
    return _rows(request, party, span, [{"label": head} for head in heads], rows, more)


@require_safe
def cases(request: HttpRequest, party: str) -> HttpResponse:
    """The cases behind a number."""
    reach.allowed(asking(request), party)
    office().bind()
    span, after = _span(request), request.GET.get("after") or None
    rulebook, procedure, state = (request.GET.get(key, "") for key in ("rulebook", "procedure", "state"))
    found, more = oversight.cases(span, party, rulebook, procedure, state or None, after=after)
    return _rows(request, party, span, [{"label": _("Case")}], [[_case(number)] for number in found], more)


def _rows(
    request: HttpRequest, party: str, span: Span, columns: list[Column], rows: list[list[Any]], more: str | None
) -> HttpResponse:
    query = request.GET.copy()
    query.pop("after", None)
    later = f"?{query.urlencode()}&{urlencode({'after': more})}" if more else None
    back = f"{reverse('oversight_registrar', args=[party])}?{_days(span)}"
    crumbs = [{"label": _("Oversight"), "url": reverse("oversight")}, {"label": _("The year"), "url": back}]
    context = {"list": table(columns, rows), "later": later, "crumbs": [*crumbs, {"label": _("Rows")}], "back": back}
    return render(request, "oversight/rows.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, party: str, period: str) -> HttpResponse:
    """A report of the registrar, filled in with the numbers of its period, to be signed by it."""
    caller = asking(request)
    reach.allowed(caller, party)
    office().bind()
    made = reporting.draft(office(), party, period)
    mine = OFFICER in caller.roles and caller.actor is not None and caller.actor.party == party
    if request.method == "POST":
        if not mine or caller.actor is None:
            raise trouble("forbidden", "报告由登记机构自己报送", "a registrar files its own report")
        return _sign(request, made)
    context = {
        "made": made,
        "rows": [_asked(name, field, made) for name, field in made.fields.items()],
        "mine": mine,
        "key": new_key(),
        "crumbs": [{"label": _("Oversight"), "url": reverse("oversight")}, {"label": period}],
    }
    return render(request, "oversight/report.html", context)


def _asked(name: str, field: Field, made: reporting.Draft) -> Json:
    return {
        "name": name,
        "label": label(field, name),
        "number": field.type == "integer",
        "value": made.numbers.get(name, ""),
        "longest": field.longest,
        "required": field.required is True,
    }


def _sign(request: HttpRequest, made: reporting.Draft) -> HttpResponse:
    caller = asking(request)
    actor = caller.known()
    facts = {name: request.POST.get(name, "") for name in made.fields if request.POST.get(name)}
    answer = perform(
        office(),
        made.verb,
        actor,
        opens=Opening(made.rulebook, made.procedure, made.standing),
        facts={**facts, "period": made.period},
        found=tuple(name for name, value in made.numbers.items() if facts.get(name) == str(value)),
        role=OFFICER,
        key=sent_key(request.POST.get("key", "")),
    )
    if isinstance(answer, Refused):
        raise Trouble(refused_problem(answer, made.resolved, made.procedure))
    return redirect("receipt", answer.act)


def _case(number: str) -> Json:
    return {"text": number, "url": reverse("case", args=[number])}


def _columns(heads: Any, numbers: Any = ()) -> list[Column]:
    return [{"label": {"zh": head.zh, "en": head.en}, "number": at in numbers} for at, head in enumerate(heads)]


def _span(request: HttpRequest) -> Span:
    try:
        of = int(request.GET["year"]) if request.GET.get("year") else None
        first, last = (date.fromisoformat(said) if (said := request.GET.get(key)) else None for key in ("from", "to"))
    except ValueError:
        raise trouble("day", "日期写作 2025-03-01", "write the day as 2025-03-01") from None
    return year.span_of(office(), of, first, last)


def _days(span: Span) -> str:
    return urlencode({"from": span.first.isoformat(), "to": span.last.isoformat()})


def _frame(span: Span, name: str, *args: str) -> Json:
    """The years beside this one, and the same as a file."""
    of = span.first.year
    whole = (span.first, span.last) == (date(of, 1, 1), date(of, 12, 31))
    here = reverse(name, args=args)
    return {
        "span": span,
        "title_span": str(of) if whole else f"{span.first} – {span.last}",
        "earlier": f"{here}?year={of - 1}",
        "later": f"{here}?year={of + 1}" if of < span.on.year else None,
        "csv": f"{here}?{_days(span)}&form=csv",
    }


def _csv(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
