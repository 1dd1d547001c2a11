"""`/scans/`: a data file is handed in, a worker looks at it, and what was found is read, answered and handed on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guiju.kernel.refusals import Fault
from guiju.kernel.values import Text
from guiju.kit.pages.account import sign_in_again
from guiju.kit.pages.proof import handed
from guiju.kit.pages.reach import asking, new_key, sent_key
from guiju.kit.says import Problem, Trouble, trouble, whole
from guiju.kit.scan_answered import MEANWHILE, amended, decided
from guiju.kit.scan_asked import answers_sent, blocks_of
from guiju.kit.scan_jobs import KIND, Wish, delete, hand_in, report_of
from guiju.kit.scan_markdown import scan_markdown
from guiju.kit.scan_view import ScanView, grade_said, scan_view
from guiju.kit.scans import LIMIT
from guiju.kit.tables import table
from guiju.kit.templatetags.guiju import language
from guiju.kit.web import kept
from guiju.kit.web.answer import status_of
from guiju.kit.web.caller import office
from guiju.plane.sniff import ACCEPTED
from guiju.plane.watch import LABELS
from guiju.store import jobs, people, uploads
from guiju.store.jobs import Job

if TYPE_CHECKING:
    from django.http import HttpRequest

    from guiju.store.people import Actor

COLUMNS = 100  # on a page
_TONES = {
    jobs.WAITING: "neutral",
    jobs.RUNNING: "running",
    jobs.DONE: "good",
    jobs.FAILED: "late",
    jobs.CANCELLED: "neutral",
}

FASTER = Problem(
    kind="meanwhile",
    text=MEANWHILE,
    remedy=Text("您的答案仍在下方；核对后再提交", "what you wrote is still below; look at it and send it again"),
)


def _actor(request: HttpRequest) -> Actor:
    actor = asking(request).known()
    office().bind()
    return actor


# ---- all of them, and a new one ----


@require_http_methods(["GET", "POST"])
def scans(request: HttpRequest) -> HttpResponse:
    """Hand in a file; below, what was handed in by one's own organisation."""
    if request.method == "POST":
        return _handed_in(request)
    actor = _actor(request)
    lost = _("The file could not be kept while you signed in. Choose it again.") if kept.take(request) else ""
    return _list_page(request, actor, lost=lost)


def _handed_in(request: HttpRequest) -> HttpResponse:
    if asking(request).user is None:
        return sign_in_again(request)
    actor, sent = _actor(request), request.POST
    key, file = sent_key(sent.get("key", "")), request.FILES.get("file")
    if file is None:
        return _list_page(request, actor, wrong=Text("请选择一个文件", "choose a file"), status=422)
    wish = Wish(
        table=sent.get("table", "").strip()[:200] or None,
        sample=sent.get("sample") == "yes",
        quality=sent.get("quality") == "yes",
    )
    try:
        job, _fresh = hand_in(office(), actor, file.chunks(), file.name or "", wish, key)
    except Trouble as error:
        return _list_page(request, actor, wrong=whole(error.problem), status=status_of(error.problem))
    return redirect("scan", job.id)


def _list_page(
    request: HttpRequest, actor: Actor, *, wrong: Text | None = None, lost: str = "", status: int = 200
) -> HttpResponse:
    found, later = jobs.mine(actor, after=request.GET.get("after", "")[:36] or None)
    found = [job for job in found if job.kind == KIND]
    files = uploads.names([job.upload for job in found if job.upload])
    whose = people.names_of({f"user:{job.user}" for job in found})
    words = (_("File"), _("State"), _("Grade"), _("Handed in by"), _("On"))
    context = {
        "key": new_key(),
        "kinds": ACCEPTED,
        "limit": LIMIT >> 20,
        "wrong": wrong,
        "lost": lost,
        "table": request.POST.get("table", ""),
        "sample": request.POST.get("sample") == "yes",
        "quality": request.method == "GET" or request.POST.get("quality") == "yes",
        "list": table([{"label": word} for word in words], [_row(job, files, whose) for job in found]),
        "later": f"?after={later}" if later else None,
        "first": f"{request.path}" if "after" in request.GET else None,
        "crumbs": [{"label": _("Data scan")}],
    }
    return render(request, "kit/scans.html", context, status=status)


def _row(job: Job, files: Mapping[str, str], whose: Mapping[str, str]) -> list[object]:
    return [
        {"text": files.get(job.upload or "", job.id), "url": reverse("scan", args=[job.id])},
        {"text": states()[job.state], "tone": _TONES[job.state]},
        _grade(job),
        whose.get(f"user:{job.user}", job.user),
        {"text": f"{_here(job):%Y-%m-%d %H:%M}"},
    ]


def _grade(job: Job) -> object:
    """What was found, or what a person decided; nothing, while there is no report."""
    if job.brief is None:
        return ""
    text, tone = grade_said(job.brief)
    return {"text": text, "tone": tone}


def _here(job: Job) -> Any:
    """When it was asked for, on the office's clock."""
    return job.asked.astimezone(office().zone).replace(tzinfo=None)


def states() -> dict[str, str]:
    return {
        jobs.WAITING: _("waiting"),
        jobs.RUNNING: _("being scanned"),
        jobs.DONE: _("done"),
        jobs.FAILED: _("failed"),
        jobs.CANCELLED: _("stopped"),
    }


# ---- one ----


def _job(id: str, actor: Actor) -> Job:
    job = jobs.find(id, actor)
    if job is None or job.kind != KIND:
        raise trouble("no_job", "没有这次扫描", "there is no such scan")
    return job


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, id: str) -> HttpResponse:
    """While it runs, how far it is; then the report, or why there is none."""
    if request.method == "POST" and asking(request).user is None:
        return sign_in_again(request)
    actor = _actor(request)
    job = _job(id, actor)
    if request.method == "POST":
        return _done(request, actor, job)
    if job.state != jobs.DONE:
        return _state_page(request, job)
    if request.headers.get("HX-Request"):  # from the page of a scan that was running
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _report_page(request, actor, job, typed=kept.take(request))


def _done(request: HttpRequest, actor: Actor, job: Job) -> HttpResponse:
    """What a button asks for."""
    match request.POST.get("do"):
        case "stop":
            jobs.cancel(job.id, actor)
        case "answers":
            return _answered(request, actor, job)
        case "delete":
            delete(office(), actor, job.id)
            return redirect("scans")
    return redirect("scan", job.id)


def _state_page(request: HttpRequest, job: Job) -> HttpResponse:
    """A scan without a report: it waits, it runs, it failed, or somebody stopped it."""
    progress = job.progress or {}
    left = progress.get("left")
    name = uploads.names([job.upload]).get(job.upload, "") if job.upload else ""
    context = {
        "scan": job,
        "name": name or job.id,
        "running": not job.over,
        "failed": job.state == jobs.FAILED,
        "state": states()[job.state],
        "tone": _TONES[job.state],
        "phase": LABELS.get(progress.get("phase", "")),
        "percent": int(float(progress.get("share", 0)) * 100),
        "left": max(1, round(left)) if left is not None else None,
        "crumbs": [{"label": _("Data scan"), "url": reverse("scans")}, {"label": name or job.id}],
    }
    if job.over and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "kit/scan_state.html", context)


# ---- its report ----


def _turn(job: Job) -> str:
    """Names the answers as they stand: whoever sends others has seen these."""
    return hashlib.sha256(json.dumps(job.params, sort_keys=True).encode()).hexdigest()[:16]


def _answered(request: HttpRequest, actor: Actor, job: Job) -> HttpResponse:
    """Grade it anew with what was sent. A wrong answer comes back at its question, and nothing is changed."""
    report, sent, today = report_of(office(), actor, job.id), request.POST, office().today()
    posted = {name: sent.getlist(name) for name in sent}
    if sent.get("turn") != _turn(job):
        return _report_page(request, actor, job, typed=posted, problem=FASTER)
    before = job.params["facts"]
    try:
        said = _overruled(request, answers_sent(office().shelf, report, before, posted, today))
        graded = amended(office(), actor, job, said)
    except Trouble as error:
        return _report_page(request, actor, job, typed=posted, problem=error.problem, faults=error.problem.faults)
    if graded is None:  # both had looked before either wrote
        return _report_page(request, actor, _job(job.id, actor), typed=posted, problem=FASTER)
    return redirect(f"{reverse('scan', args=[job.id])}?graded=1")


def _overruled(request: HttpRequest, said: dict[str, object]) -> dict[str, object]:
    """With a person's own grade, its reason, name and day; the name and the day are ours to tell."""
    grade, reason = (request.POST.get(f"overrule-{name}", "").strip() for name in ("grade", "reason"))
    before: Any = said.pop("overrule", {})
    if not grade and reason in ("", before.get("reason")):  # as computed; the reason of before may still stand there
        return said
    return {**said, "overrule": decided(before, grade, reason, asking(request).label, office().today())}


def _report_page(
    request: HttpRequest,
    actor: Actor,
    job: Job,
    *,
    typed: Mapping[str, list[str]] | None = None,
    problem: Problem | None = None,
    faults: tuple[Fault, ...] = (),
) -> HttpResponse:
    report, today = report_of(office(), actor, job.id), office().today()
    view, answers = scan_view(report), dict(job.params["facts"])
    overrule = answers.get("overrule", {})
    if typed is not None:
        sent = answers_sent(office().shelf, report, answers, typed, today)
        wrote = {name: "".join(typed.get(f"overrule-{name}", ())) for name in ("grade", "reason")}
        if problem is FASTER:  # what this person left empty, the other may have answered
            sent, wrote = {**answers, **sent}, wrote if any(wrote.values()) else overrule
        answers, overrule = sent, wrote
    context = {
        "scan": job,
        "at": _here(job),
        "who": people.names_of({f"user:{job.user}"}).get(f"user:{job.user}", job.user),
        "view": view,
        "blocks": blocks_of(office().shelf, report, answers, today, faults),
        "levels": report["grade"]["levels"],
        "overrule": overrule,
        "turn": _turn(job),
        "problem": problem,
        "graded": request.GET.get("graded") == "1" and request.method == "GET",
        "may_register": not asking(request).officer,
        **_columns(request, view),
        "crumbs": [{"label": _("Data scan"), "url": reverse("scans")}, {"label": view.name}],
    }
    return render(request, "kit/scan.html", context, status=status_of(problem) if problem else 200)


def _columns(request: HttpRequest, view: ScanView) -> dict[str, object]:
    """The columns of this page, and the way to the others."""
    sent, of = request.GET.get("start", ""), len(view.columns)
    start = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 8 else 0
    columns = view.columns[start : start + COLUMNS]
    first, last = (start + 1 if columns else 0), start + len(columns)
    return {
        "columns": columns,
        "anchors": {column.name: column.id for column in columns},
        "shown": _("%(from)s to %(to)s of %(fits)s") % {"from": first, "to": last, "fits": of},
        "earlier": f"?start={max(0, start - COLUMNS)}#columns" if start else None,
        "later": f"?start={last}#columns" if last < of else None,
    }


@require_safe
def as_json(request: HttpRequest, id: str) -> HttpResponse:
    report = report_of(office(), _actor(request), id)
    content = json.dumps(report, ensure_ascii=False, indent=2).encode()
    return handed(content, "application/json", f"scan-{id}.json")


@require_safe
def as_markdown(request: HttpRequest, id: str) -> HttpResponse:
    report = report_of(office(), _actor(request), id)
    content = scan_markdown(report, language()).encode()
    return handed(content, "text/markdown; charset=utf-8", f"scan-{id}.md")
