"""The report of an assessment: a page to read, and the same as PDF with the certificate of its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from guiju.kit.assessing import Sheet, sheet_of, signature
from guiju.kit.pages.proof import handed
from guiju.kit.pages.reach import seen
from guiju.kit.report import report as told
from guiju.kit.report import report_paper
from guiju.kit.says import trouble
from guiju.kit.titles import title_of
from guiju.kit.view import Looked
from guiju.kit.web.caller import office

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def assessed(request: HttpRequest, number: str) -> tuple[Looked, Sheet]:
    looked = seen(request, number)
    sheet = sheet_of(looked)
    if sheet is None:
        raise trouble("no_assessment", f"{number} 没有在此填写的评估", f"{number} holds no assessment made here")
    return looked, sheet


@require_GET
def report(request: HttpRequest, number: str) -> HttpResponse:
    looked, sheet = assessed(request, number)
    act = signature(looked)
    context = {
        "report": told(looked, sheet, demo=office().demo),
        "title": title_of(looked.resolved, looked.record),
        "number": number,
        "sheet": sheet,
        "signature": act,
        "crumbs": [
            {"label": _("Assessments"), "url": reverse("assessments")},
            {"label": number, "url": reverse("assess", args=[number])},
            {"label": _("Report")},
        ],
    }
    return render(request, "kit/report.html", context)


@require_safe
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The report on paper. A draft says that it is one."""
    looked, sheet = assessed(request, number)
    return handed(report_paper(office(), looked, sheet), "application/pdf", f"report-{number}.pdf", attach=False)
