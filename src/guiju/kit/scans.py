"""Handed-in files and what the scan said of them: kept as JSON, and read back when a form is filled in from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from guiju.kernel.form import Questions
from guiju.kernel.values import Fact, Text, plain
from guiju.kit.says import Problem, Trouble, both, trouble
from guiju.kit.scan_kept import scan_from
from guiju.plane.fill import filled, findings
from guiju.plane.report import Scan
from guiju.plane.trouble import ScanError
from guiju.store import uploads
from guiju.store.office import Office
from guiju.store.people import Actor

LIMIT = 200 * 1024 * 1024  # bytes of one file that comes through the web
Json = dict[str, object]


def take(office: Office, actor: Actor, chunks: Iterable[bytes], name: str, limit: int = LIMIT) -> tuple[str, Scan]:
    """Receive a file, look at it, and keep both: its number and the report."""
    from guiju.plane import scan
    from guiju.plane.upload import receive

    office.bind()
    try:
        stored = receive(chunks, name, office.path / uploads.FOLDER, limit)
        try:
            found = scan(stored.path, name=stored.name)
        except BaseException:
            stored.path.unlink(missing_ok=True)
            raise
    except ScanError as error:
        raise file_trouble(error) from None
    upload = uploads.Upload(
        name=stored.name,
        kind=stored.kind,
        size=stored.size,
        sha256=stored.sha256,
        path=f"{uploads.FOLDER}/{stored.path.name}",
        scan=json.dumps(plain(brief(found)), ensure_ascii=False),
    )
    return uploads.add(actor, upload), found


def file_trouble(error: ScanError) -> Trouble:
    """What is wrong with a file, as a No."""
    kind = error.kind if error.kind == "too_large" else f"scan.{error.kind}"
    return Trouble(Problem(kind=kind, text=error.text, remedy=error.remedy))


def scan_of(number: str, actor: Actor) -> Scan:
    """The report of one's own upload."""
    upload = uploads.find(number, actor)
    if upload is None:
        raise trouble("no_upload", "没有这个上传文件", "there is no such upload")
    if not upload.scan:
        remedy = Text("等其扫描任务完成(GET /api/v1/jobs)", "wait for its job to be done (GET /api/v1/jobs)")
        raise trouble("not_done", "文件尚未扫描完成", "the file has not been looked at yet", remedy=remedy)
    return scan_from(json.loads(upload.scan))


def brief(found: Scan) -> Json:
    """As much of a scan as forms are filled in from, as plain data."""
    span, region = found.time_coverage, found.region
    return {
        **{name: getattr(found, name) for name in _PLAIN},
        "time_coverage": _members(span, ("first", "last", "column", "share")),
        "region": _members(region, ("code", "name", "column", "share")),
        "columns": [{name: getattr(column, name) for name in _COLUMN} for column in found.columns],
        "warnings": [both(warning) for warning in found.warnings],
    }


_PLAIN = ("name", "format", "encoding", "bytes", "rows", "digest", "table", "others")
_COLUMN = ("name", "type", "nulls", "distinct", "distinct_exact", "min", "max")


def _members(item: object, names: tuple[str, ...]) -> Json | None:
    return {name: getattr(item, name) for name in names} if item is not None else None


def machine_filled(
    questions: Questions, scan: Scan | None, found: Mapping[str, Fact] | None = None
) -> dict[str, object]:
    """What the scanner can answer of this form: from its report, or from findings that were kept."""
    wanted = {name: asked.field.filled_by for name, asked in questions.asked.items() if asked.field.filled_by}
    sources = {name: source for name, source in wanted.items() if source is not None}
    return dict(filled(findings(scan) if scan is not None else found or {}, sources))
