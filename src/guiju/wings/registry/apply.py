"""`/apply/`: a place and a file become an application, filled in as far as a machine can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Fact, Text, plain
from guiju.kit.deposits import day_of
from guiju.kit.entrances import entrances
from guiju.kit.looks import applicant
from guiju.kit.pages.account import sign_in_again
from guiju.kit.pages.reach import asking, new_key, sent_key
from guiju.kit.says import label_of_role, trouble, whole
from guiju.kit.scan_jobs import report_of
from guiju.kit.scan_kept import known_of, scan_from
from guiju.kit.scans import LIMIT, file_trouble
from guiju.kit.view import label
from guiju.kit.web import kept
from guiju.kit.web.caller import Caller, office
from guiju.plane import ScanError, scan
from guiju.plane.sniff import ACCEPTED
from guiju.plane.upload import receive
from guiju.shelf.shelf import Entry
from guiju.store import drafts
from guiju.store.drafts import Owner
from guiju.wings.registry import INSTRUMENT
from guiju.wings.registry.filing import drawn_up

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from guiju.plane.report import Scan

UPLOADS = "uploads"  # in the office's folder, outside of all that is served
BETWEEN = ":"
_FEW = 5  # that are shown side by side


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One thing to apply for at one place: the rulebook that applies there today, and its entrance."""

    place: str
    entry: Entry
    resolved: Resolved
    procedure: str
    verb: str

    @property
    def value(self) -> str:
        return f"{self.place}{BETWEEN}{self.procedure}"

    @property
    def label(self) -> Text:
        book = self.resolved.rulebook
        what = Text(**label(book.procedures[self.procedure], self.procedure))
        return Text(f"{book.title.zh} · {what.zh}({self.place})", f"{book.title.en} · {what.en} ({self.place})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What is known of data that are to be registered. `report`: the number of a report, `known`: all that it tells."""

    scan: Scan
    report: str = ""
    known: Mapping[str, Fact] | None = None


def scanned(caller: Caller, report: str) -> Data | None:
    """The data of a scan of one's own organisation."""
    if not report:
        return None
    told = report_of(office(), caller.known(), report)
    return Data(scan=scan_from(told), report=report, known=known_of(told))


def ways() -> list[Way]:
    """Everything that can be applied for today: an office's own rules first, and the nearer before the wider."""
    house, today = office(), office().today()
    names = {entry.id for entry in house.shelf.list() if entry.id.endswith(f"/{INSTRUMENT}")}
    found: list[Way] = []
    for name in names:
        entry = house.shelf.applicable(name.removesuffix(f"/{INSTRUMENT}"), INSTRUMENT, today)
        resolved = house.books.opening(entry.id, today) if entry is not None and entry.id == name else None
        if entry is not None and resolved is not None and resolved.acting:
            place = name.removesuffix(f"/{INSTRUMENT}")
            found += [
                Way(place=place, entry=entry, resolved=resolved, procedure=procedure, verb=verb)
                for procedure, verb in entrances(resolved)
            ]
    return sorted(found, key=lambda way: (-len(way.resolved.rulebook.lineage), way.place, way.procedure))


def way_to(place: str, procedure: str) -> Way | None:
    return next((way for way in ways() if (way.place, way.procedure) == (place, procedure)), None)


def owner_of(caller: Caller) -> Owner:
    actor = caller.known()
    return Owner(actor.user, actor.party)


def may_file(way: Way, caller: Caller) -> bool:
    step = way.resolved.steps[way.procedure, way.verb]
    return not caller.known().roles.isdisjoint({*step.rule.by, *step.agents})


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Choose a place and a file; or no file, and fill in by hand."""
    caller = asking(request)
    if request.method == "POST" and caller.user is None:
        return sign_in_again(request)
    caller.known()
    office().bind()
    offered = ways()
    mine = [way for way in offered if may_file(way, caller)]
    if not mine:
        raise nobody(offered)
    data = scanned(caller, (request.POST if request.method == "POST" else request.GET).get("scan", ""))
    if request.method == "GET":
        before = kept.take(request) or {}
        data = data or scanned(caller, (before.get("scan") or [""])[-1])
        lost = _("The file could not be kept while you signed in. Choose it again.") if before else ""
        return _page(request, mine, data, chosen=(before.get("way") or [""])[-1], lost="" if data else lost)
    chosen = request.POST.get("way", "")
    way = next((way for way in mine if way.value == chosen), None)
    if way is None:
        return _page(request, mine, data, missing=_("Choose where you apply, and for what."), status=422)
    key = sent_key(request.POST.get("key", ""))
    known = drafts.load(owner_of(caller), key)
    if known is not None:  # sent twice
        return redirect("draft", known.id)
    file = request.FILES.get("file")
    if file is not None and data is None:
        try:
            data = Data(scan=read(file, request.POST.get("table", "").strip()))
        except ScanError as error:
            return _page(request, mine, chosen=chosen, wrong=whole(file_trouble(error).problem), status=422)
    return redirect("draft", _begun(way, caller, data, key))


def nobody(offered: list[Way]) -> Exception:
    """Why there is nothing here for this caller."""
    if not offered:
        return trouble("not_in_force", "今天没有可适用的规则", "no rules that could apply are in force today")
    way = offered[0]
    step = way.resolved.steps[way.procedure, way.verb]
    names = [label_of_role(way.resolved, role) for role in step.rule.by]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    remedy = Text("换一个您所代表的单位，或请其办理", "switch to an organisation for which you may, or ask one")
    return trouble("not_your_role", f"申请由{zh}提出", f"it takes {en} to apply", remedy=remedy)


def read(file: UploadedFile[Any], table: str = "") -> Scan:
    """What a machine can say about the file, which is then gone: only what was found in it is kept."""
    stored = receive(file.chunks(), file.name or "", office().path / UPLOADS, LIMIT)
    try:
        return scan(stored.path, table=table or None, name=stored.name, zone=str(office().zone))
    finally:
        stored.path.unlink(missing_ok=True)


def _begun(way: Way, caller: Caller, data: Data | None, key: str) -> str:
    """A new draft with the machine's answers and what is known of the applicant."""
    drawn = drawn_up(
        way.entry,
        way.resolved,
        (way.procedure, way.verb),
        office().today(),
        scan=data.scan if data is not None and data.known is None else None,
        known=data.known if data is not None else None,
        applicant=applicant(office(), caller.actor),
        deposited=day_of(caller.known(), data.scan if data is not None else None),
    )
    answers = {name: plain(value) for name, value in drawn.answers.items()}
    machine = {name: answers[name] for name in drawn.found}
    begin = {"place": way.place, "rulebook": way.entry.id, "procedure": way.procedure}
    try:
        with transaction.atomic():
            return drafts.begin(owner_of(caller), **begin, answers=answers, found=machine, id=key)
    except IntegrityError:  # the same form, sent twice at once
        return drafts.begin(owner_of(caller), **begin, answers=answers, found=machine)


def _page(
    request: HttpRequest,
    offered: list[Way],
    data: Data | None = None,
    *,
    chosen: str = "",
    wrong: Text | None = None,
    missing: str = "",
    lost: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "ways": offered,
        "chosen": chosen or offered[0].value,
        "key": new_key(),
        "wrong": wrong,
        "missing": missing,
        "lost": lost,
        "many": len(offered) > _FEW,
        "table": request.POST.get("table", ""),
        "data": data,
        "kinds": ACCEPTED,
        "limit": LIMIT >> 20,
        "steps": steps(0),
        "crumbs": [{"label": _("Apply")}],
    }
    return render(request, "registry/apply.html", context, status=status)


def steps(at: int) -> list[dict[str, object]]:
    """Where one stands on the way to a receipt."""
    words = (_("Place and file"), _("Check and complete"), _("Receipt"))
    return [{"label": word, "done": place < at, "current": place == at} for place, word in enumerate(words)]
