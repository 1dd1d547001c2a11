"""Scans that run as jobs: a file is handed in, or named; a worker looks at it; the report is kept with the job."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.values import Text, plain
from guiju.kit.graded import in_short
from guiju.kit.grading_answers import read_answers
from guiju.kit.says import Problem, Trouble, both, fault_json, refused_problem, trouble
from guiju.kit.scan_json import Json
from guiju.kit.scans import LIMIT, brief, file_trouble
from guiju.store import jobs, uploads
from guiju.store.jobs import Job
from guiju.store.jobs_run import Failure, Held, Work
from guiju.store.office import Office
from guiju.store.people import Actor

if TYPE_CHECKING:
    from guiju.plane.upload import Stored

KIND = "scan"
LATER = 2  # seconds after which it is worth asking again


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How to look: at which table, at a sample only, at quality too; graded by which scheme, with which answers."""

    table: str | None = None
    sample: bool = False
    quality: bool = False
    scheme: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def hand_in(
    office: Office, actor: Actor, chunks: Iterable[bytes], name: str, wish: Wish, key: str | None = None
) -> tuple[Job, bool]:
    """Receive a file that is to be looked at. Under a key that was sent before it is the job of then, and False."""
    from guiju.plane.trouble import ScanError
    from guiju.plane.upload import receive

    office.bind()
    _sensible(office, wish)
    try:
        stored = receive(chunks, name, office.path / uploads.FOLDER, LIMIT)
    except ScanError as error:
        raise file_trouble(error) from None
    fresh = False
    try:
        with transaction.atomic():
            number = uploads.add(actor, _upload(stored))
            job, fresh = _ask(actor, wish, number, key, stored.sha256)
            transaction.set_rollback(not fresh)
    finally:
        if not fresh:
            stored.path.unlink(missing_ok=True)
    return job, fresh


def look_again(office: Office, actor: Actor, upload: str, wish: Wish, key: str | None = None) -> tuple[Job, bool]:
    """The same for a file that the same person has handed in before."""
    office.bind()
    _sensible(office, wish)
    if uploads.find(upload, actor) is None:
        raise trouble("no_upload", "没有这个上传文件", "there is no such upload")
    return _ask(actor, wish, upload, key, upload)


def _upload(stored: Stored) -> uploads.Upload:
    return uploads.Upload(
        name=stored.name,
        kind=stored.kind,
        size=stored.size,
        sha256=stored.sha256,
        path=f"{uploads.FOLDER}/{stored.path.name}",
        scan="",
    )


def _sensible(office: Office, wish: Wish) -> None:
    """What can be told at once need not wait for a worker."""
    if wish.scheme is not None and wish.scheme not in {entry.id for entry in office.shelf.list()}:
        raise trouble("no_scheme", f"没有规则 {wish.scheme}", f"there is no rulebook {wish.scheme}")
    if read_answers(wish.facts).overrules:
        zh, en = "改判须在报告上作出，不随文件提交", "a grade is overruled on the report, not with the file"
        raise trouble("overrule", zh, en)  # whose name would lie in the table of jobs


def _ask(actor: Actor, wish: Wish, upload: str, key: str | None, about: str) -> tuple[Job, bool]:
    most: int | None = getattr(settings, "SCANS_WAITING", None)  # only who serves others has one
    try:
        return jobs.ask(actor, KIND, asdict(wish), upload=upload, key=key, about=about, most=most)
    except jobs.KeyReusedError:
        raise Trouble(refused_problem(Refused(reason=Reason.KEY_REUSED))) from None
    except jobs.CrowdedError:
        zh, en = f"本单位已有 {most} 次扫描未完成", f"your organisation has as many scans as it may at once ({most})"
        remedy = Text(
            "等其中一次完成，或取消一次，再提交", "wait until one is done, or stop one, then hand it in again"
        )
        raise trouble("crowded", zh, en, remedy=remedy, later=LATER) from None


def scan_job(office: Office, held: Held) -> Json:
    """The work itself: the report as `guiju scan --json` prints it."""
    from guiju.kit.grading import grader
    from guiju.kit.scan_json import scan_json
    from guiju.plane import ScanError, scan
    from guiju.plane.intake import Detect, Judge
    from guiju.shelf.flaws import ShelfError

    wish = Wish(**held.job.params)
    upload = uploads.of_job(str(held.job.upload))
    judge = Judge(on=office.today()) if wish.quality else None
    detect = Detect(sample=wish.sample, on=office.today())
    try:
        grade = grader(wish.scheme, wish.facts, office.today())
        found = scan(
            office.path / upload.path,
            name=upload.name,
            table=wish.table,
            zone=str(office.zone),
            detect=detect,
            judge=judge,
            watch=held,
            spare=held.folder,
        )
        graded = grade(found)
    except ScanError as error:
        raise Failure(_told(file_trouble(error).problem)) from None
    except Trouble as error:
        raise Failure(_told(error.problem)) from None
    except ShelfError as error:
        text = Text(error.say("zh"), error.say("en"))
        raise Failure(_told(Problem(kind="shelf", text=text))) from None
    uploads.looked(str(held.job.upload), json.dumps(plain(brief(found)), ensure_ascii=False))
    report = scan_json(found, graded)
    held.brief = in_short(report)
    return report


WORKS: Mapping[str, Work] = {KIND: scan_job}


def _told(problem: Problem) -> Json:
    """As a job keeps it."""
    return {
        "kind": problem.kind,
        "text": both(problem.text),
        "remedy": both(problem.remedy) if problem.remedy else None,
        "faults": [fault_json(fault) for fault in problem.faults],
    }


def delete(office: Office, actor: Actor, id: str) -> Job:
    """A scan that is over goes at once, with its report and its file; a file that a draft stands on stays with that."""
    office.bind()
    found = jobs.find(id, actor)
    if found is not None and jobs.delete(office.path, id, actor):
        return found
    if found is None or found.over:  # or somebody else was faster
        raise trouble("no_job", "没有这次扫描", "there is no such scan")
    remedy = Text("先停止，再删除", "stop it first, then delete it")
    raise trouble("not_over", "扫描还在进行", "the scan is not over yet", remedy=remedy)


def report_of(office: Office, actor: Actor, id: str) -> Mapping[str, Any]:
    """The report of a scan of one's own organisation; or why there is none."""
    office.bind()
    job = jobs.find(id, actor)
    if job is None or job.kind != KIND:
        raise trouble("no_job", "没有这次扫描", "there is no such scan")
    came = jobs.result(id, actor)
    if came is not None:
        return came
    if job.error is not None:
        text, remedy = Text(**job.error["text"]), job.error["remedy"]
        raise Trouble(Problem(kind=job.error["kind"], text=text, remedy=Text(**remedy) if remedy else None))
    if job.state == jobs.CANCELLED:
        raise trouble("stopped", "扫描已取消", "the scan was cancelled")
    remedy = Text(f"稍后再看 /api/v1/jobs/{id}", f"look at /api/v1/jobs/{id} again later")
    raise trouble("not_done", "扫描尚未完成", "the scan is not done yet", remedy=remedy)
