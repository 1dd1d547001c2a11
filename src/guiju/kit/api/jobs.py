"""Scans for programs: hand a file in, see how far the work on it is, read the report, or stop it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from guiju.kernel.values import Text
from guiju.kit.api.answers import Json, answer, following
from guiju.kit.api.callers import FILE, READ, caller_in, signed
from guiju.kit.api.cases import Key, Word
from guiju.kit.api.reading import parsed
from guiju.kit.api.records import After, Limit
from guiju.kit.api.routes import KNOWN, READS, WRITES, Router, told
from guiju.kit.api.shapes import Label, Open
from guiju.kit.grading_answers import OVERRULE
from guiju.kit.says import Problem, Trouble, both, trouble
from guiju.kit.scan_answered import MEANWHILE, REASON, amended, decided, merged
from guiju.kit.scan_jobs import LATER, Wish, delete, hand_in, look_again, report_of
from guiju.kit.web.caller import office
from guiju.plane.watch import LABELS, PHASES
from guiju.store import jobs, people
from guiju.store.jobs import Job

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

router = Router(tags=["scans"])


class ProgressShape(Open):
    """How far it is. `share` of the whole, from 0 to 1; `left`: seconds that it may still take, if that can be told."""

    phase: str = Field(description=", ".join(PHASES))
    phase_label: Label
    done: int
    of: int
    share: float
    left: float | None


class ErrorShape(Open):
    """Why it failed, in the words that `guiju scan` has for it."""

    kind: str
    text: Label
    remedy: Label | None


class BriefShape(Open):
    """The grade that counts, a person's word before the computed one. `grade` null: it is not determined."""

    grade: str | None
    standing: str = Field(description="determined, at_least, not_determined")
    label: Label | None


class JobShape(Open):
    """One job. `report`: where its result is read once it is done; `kept_until`: then it goes, and its file with it."""

    id: str
    kind: str
    state: str = Field(description=", ".join(jobs.STATES))
    user: str
    upload: str | None = Field(description="names the file in later requests")
    progress: ProgressShape | None
    brief: BriefShape | None = Field(description="what came of it, in short; null while there is no report")
    error: ErrorShape | None
    attempts: int
    asked: str
    began: str | None
    ended: str | None
    kept_until: str | None
    report: str | None


class JobPage(Schema):
    """Newest first. `next` continues the list; null: it ends here."""

    items: list[JobShape]
    next: str | None


class ScanReport(Open):
    """What a machine can say about a data file: counts, rates and masked samples, never anybody's values."""

    name: str
    format: str
    table: str | None
    encoding: str
    bytes: int
    rows: int
    digest: str = Field(description="SHA-256 of the file")
    sampled: int | None
    time_coverage: dict[str, Any] | None
    region: dict[str, Any] | None
    columns: list[dict[str, Any]]
    warnings: list[Label]
    grade: dict[str, Any]
    duties: list[dict[str, Any]]


class Look(Schema):
    """How to look at the file."""

    table: Word | None = Field(None, description="which sheet or table; chosen by itself if left out")
    sample: bool = Field(False, description="a quick look at some thousand rows from all over the file")
    quality: bool = Field(False, description="the twenty indicators of quality, too")
    scheme: Annotated[str, Field(max_length=200)] | None = Field(None, description="rulebook by which it is graded")
    facts: Annotated[str, Field(max_length=20_000)] = Field("{}", description="answers no machine can know, as JSON")


_TOLD = told(*READS, *KNOWN, headers=("Retry-After",))


@router.post(
    "/scans",
    response={202: JobShape, 200: JobShape},
    auth=signed(FILE),
    operation_id="scan",
    openapi_extra=told(*READS, *KNOWN, *WRITES, ok=202, headers=("Location", "Retry-After")),
)
def scan(
    request: HttpRequest,
    look: Annotated[Look, Form()],
    file: Annotated[UploadedFile | None, File()] = None,
    upload: Annotated[Word | None, Form(description="instead of `file`: one that was handed in before")] = None,
    key: Key = None,
) -> HttpResponse:
    """Have a data file looked at. 202: it waits for a worker. 200: this request was sent before, here is its job."""
    actor = caller_in(request).known()
    wish = _wish(look)
    if file is not None and upload is None:
        job, fresh = hand_in(office(), actor, file.chunks(), file.name or "", wish, key)
    elif upload is not None and file is None:
        job, fresh = look_again(office(), actor, upload, wish, key)
    else:
        remedy = Text("file 须带文件名，名称用 UTF-8", "the part named file needs a filename, in UTF-8")
        raise trouble("which_file", "请附上 file 或写明 upload 之一", "send either file or upload", remedy=remedy)
    return answer(_job(job), 202 if fresh else 200, {"Location": f"/api/v1/jobs/{job.id}", **_later(job)})


@router.get(
    "/scans/{job}",
    response=ScanReport,
    auth=signed(READ),
    operation_id="get_scan",
    openapi_extra=told(*READS, *KNOWN, 409),
)
def get_scan(request: HttpRequest, job: str) -> HttpResponse:
    """The report of a scan, as `guiju scan --json` prints it; or why there is none, as a problem."""
    return answer(report_of(office(), caller_in(request).known(), job))


class Decision(Schema):
    """A person's own grade in place of the computed one, which stays beside it. The name and the day are added here."""

    model_config = ConfigDict(extra="forbid")

    grade: Word = Field(description="one of `levels` of the report's grade")
    reason: Annotated[str, Field(min_length=1, max_length=REASON)]


class Answered(Schema):
    """What people add to a report. What is left out stays; null takes it back."""

    model_config = ConfigDict(extra="forbid")

    facts: dict[str, Any] = Field(default_factory=dict, description="answers by `fact` of the questions; null: open")
    overrule: Decision | None = None


@router.patch(
    "/scans/{job}",
    response=ScanReport,
    auth=signed(FILE),
    operation_id="answer_scan",
    openapi_extra=told(*READS, *KNOWN, *WRITES),
)
def answer_scan(request: HttpRequest, job: str, body: Answered) -> HttpResponse:
    """Answer questions of a report, or decide its grade with a reason: it is graded anew, and kept."""
    actor = caller_in(request).known()
    report_of(office(), actor, job)  # or why there is none
    found = jobs.find(job, actor)
    assert found is not None
    before = dict(found.params["facts"])
    decision = before.pop(OVERRULE, None)
    if OVERRULE in body.model_fields_set:
        sent = body.overrule
        who = people.names_of({f"user:{actor.user}"}).get(f"user:{actor.user}", actor.user)
        decision = decided(decision or {}, sent.grade, sent.reason, who, office().today()) if sent else None
    said = merged(before, body.facts) | ({OVERRULE: decision} if decision else {})
    graded = amended(office(), actor, found, said)
    if graded is None:
        remedy = Text("重新读取报告后再提交", "read the report again, then send it")
        raise Trouble(Problem(kind="meanwhile", text=MEANWHILE, remedy=remedy))
    return answer(graded)


@router.delete(
    "/scans/{job}",
    response=JobShape,
    auth=signed(FILE),
    operation_id="delete_scan",
    openapi_extra=told(*READS, *KNOWN, 409),
)
def delete_scan(request: HttpRequest, job: str) -> HttpResponse:
    """Delete a scan that is over, its report and its file, before its time: the answer is the job as it was.

    A file that a draft stands on stays with the draft.
    """
    return answer(_job(delete(office(), caller_in(request).known(), job)))


@router.get(
    "/jobs",
    response=JobPage,
    auth=signed(READ),
    operation_id="list_jobs",
    openapi_extra=told(*READS, *KNOWN, headers=("Link",)),
)
def list_jobs(request: HttpRequest, after: After = None, limit: Limit = jobs.PAGE) -> HttpResponse:
    """The jobs of one's own organisation, the newest first."""
    actor = caller_in(request).known()
    office().bind()
    found, further = jobs.mine(actor, after=after, limit=limit)
    return answer({"items": [_job(job) for job in found], "next": further}, headers=following(request, further))


@router.get("/jobs/{job}", response=JobShape, auth=signed(READ), operation_id="get_job", openapi_extra=_TOLD)
def get_job(request: HttpRequest, job: str) -> HttpResponse:
    """How far it is. While it is not over, `Retry-After` says when to ask again."""
    actor = caller_in(request).known()
    office().bind()
    return _told(jobs.find(job, actor))


@router.delete(
    "/jobs/{job}",
    response=JobShape,
    auth=signed(FILE),
    operation_id="cancel_job",
    openapi_extra=told(*READS, *KNOWN, 409, headers=("Retry-After",)),
)
def cancel_job(request: HttpRequest, job: str) -> HttpResponse:
    """Stop it: whoever works on it ends within a second or two, and nothing of it is kept."""
    actor = caller_in(request).known()
    office().bind()
    found = jobs.cancel(job, actor)
    if found is not None and found.state in (jobs.DONE, jobs.FAILED):
        raise trouble("over", "任务已结束，不能取消", "it is over and cannot be cancelled")
    return _told(found)


def _wish(look: Look) -> Wish:
    facts = parsed(look.facts.encode())
    if not isinstance(facts, dict):
        raise trouble("unreadable", "facts 须是一个 JSON 对象", "facts must be one JSON object")
    return Wish(table=look.table, sample=look.sample, quality=look.quality, scheme=look.scheme, facts=facts)


def _told(job: Job | None) -> HttpResponse:
    if job is None:
        raise trouble("no_job", "没有这个任务", "there is no such job")
    return answer(_job(job), headers=_later(job))


def _later(job: Job) -> dict[str, str]:
    return {} if job.over else {"Retry-After": str(LATER)}


def _job(job: Job) -> Json:
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "user": job.user,
        "upload": job.upload,
        "progress": _progress(job.progress) if job.progress else None,
        "brief": job.brief,
        "error": job.error,
        "attempts": job.attempts,
        "asked": job.asked,
        "began": job.began,
        "ended": job.ended,
        "kept_until": job.kept_until,
        "report": f"/api/v1/scans/{job.id}" if job.state == jobs.DONE else None,
    }


def _progress(progress: Mapping[str, Any]) -> Json:
    label = LABELS.get(progress["phase"], Text(progress["phase"], progress["phase"]))
    return {**progress, "phase_label": both(label)}
