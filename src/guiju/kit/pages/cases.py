"""The cases of a caller as a list, and one case with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guiju.kernel import derive
from guiju.kernel.face import PUBLIC
from guiju.kernel.letters import LETTER
from guiju.kernel.values import plain
from guiju.kit.diagram import diagram, diagram_rows
from guiju.kit.entrances import chances
from guiju.kit.letters import secret_fields
from guiju.kit.looks import badged
from guiju.kit.pages.drifted import drifted
from guiju.kit.pages.reach import asking, seen
from guiju.kit.pages.reviewed import reviewed
from guiju.kit.posted import of_case
from guiju.kit.says import block_labels, refused_problem
from guiju.kit.tables import table
from guiju.kit.templatetags.guiju import language, said
from guiju.kit.titles import title_of
from guiju.kit.turns import Turn, turns
from guiju.kit.view import Json, Looked, case_view, label
from guiju.kit.waiting import fresh, nearest
from guiju.kit.web.caller import Caller, office
from guiju.store import lists, queries

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from guiju.kernel.record import Record
    from guiju.kernel.rulebook import Block, Field
    from guiju.kernel.values import Text
    from guiju.store.queries import ActRow

Row = dict[str, object]


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Mine, or for the office all of them; the newest first."""
    caller = asking(request)
    caller.known()
    office().bind()
    seen_by = None if caller.officer else caller.signs_as
    chosen = {name: request.GET.get(name, "") for name in ("state", "waits", "procedure")}
    page = lists.cases(
        seen_by=seen_by,
        waits=chosen["waits"] or None,
        state=chosen["state"] or None,
        procedure=chosen["procedure"] or None,
        after=request.GET.get("after") or None,
    )
    context = {
        **table(_columns(), _rows(page.records, office().today())),
        "options": _options(seen_by),
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "later": f"?{urlencode({**chosen, 'after': page.after})}" if page.after else None,
        "crumbs": [{"label": _("Cases")}],
        "all_of_office": caller.officer,
    }
    return render(request, "kit/cases.html", context)


def _columns() -> list[Row]:
    words = (_("Case"), _("Party"), _("State"), _("Due"), _("Opened"))
    return [{"label": word} for word in words]


def _rows(records: tuple[Record, ...], today: date) -> Iterator[list[object]]:
    parties = {party for record in records for party in record.parties.values()}
    names = queries.names_of(parties)
    for stored in records:
        record, resolved = fresh(stored, today)
        procedure = resolved.rulebook.procedures[record.procedure]
        state = procedure.states.get(record.state)
        term = nearest(derive.terms(resolved, record, today))
        who = next((party for role, party in record.parties.items() if not role.startswith("case:")), "")
        late = term is not None and term.late
        about = title_of(resolved, record) or label(procedure, record.procedure)
        yield [
            {"text": record.number, "url": reverse("case", args=[record.number]), "sub": about},
            badged(names.get(who, who), office().demo),
            {"text": label(state, record.state), "tone": tone(state is None or state.final, late)},
            {"day": term.due.isoformat(), "sub": term.label} if term is not None and term.due else {},
            {"day": record.opened.isoformat()} if record.opened else {},
        ]


def tone(final: bool, late: bool, mine: bool = False) -> str:
    """How a state looks, whatever it is called."""
    return "late" if late else "neutral" if final else "warn" if mine else "running"


def _options(seen_by: str | None) -> Row:
    """What the list can be narrowed to: what occurs in it."""
    states: dict[str, object] = {}
    waits: dict[str, object] = {}
    procedures: dict[str, object] = {}
    for example in lists.examples(seen_by=seen_by):
        resolved = queries.resolved(example)
        procedure = resolved.rulebook.procedures[example.procedure]
        state = procedure.states.get(example.state)
        procedures.setdefault(example.procedure, label(procedure, example.procedure))
        states.setdefault(example.state, label(state, example.state))
        role = state.waits_for if state is not None and not state.final else None
        if role:
            waits.setdefault(role, label(resolved.rulebook.roles.get(role), role))
    return {"state": states, "waits": waits, "procedure": procedures}


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case: what it waits for, what runs, what can be done, what is known and what happened."""
    looked = seen(request, number)
    caller = asking(request)
    view = case_view(looked)
    coming = _next(looked, view, caller)
    late = any(term["late"] for term in _list(view["terms"])) and not view["final"]
    final = bool(view["final"])
    context = {
        "case": view,
        "title": title_of(looked.resolved, looked.record),
        "waits_for": _waits_for(looked, view),
        "tone": tone(final, late, any(turn["open"] for turn in coming)),
        "chances": _chances(looked, caller),
        "mine": [turn for turn in coming if turn["open"]],
        "others": [turn for turn in coming if not turn["open"]],
        "review": reviewed(looked, caller),
        "drift": drifted(looked, caller),
        "blocks": fact_blocks(looked),
        "letters": of_case(looked),
        "about": _about(looked),
        "subject": _subject(looked, caller),
        "drawn": _drawn(looked, view),
        "crumbs": [{"label": _("Cases"), "url": reverse("cases")}, {"label": number}],
    }
    return render(request, "kit/case.html", context)


def _list(value: object) -> list[Json]:
    assert isinstance(value, list)
    return value


def _waits_for(looked: Looked, view: Json) -> dict[str, str] | None:
    role = view["waits_for"]
    return label(looked.resolved.rulebook.roles.get(str(role)), str(role)) if role and not view["final"] else None


def _next(looked: Looked, view: Json, caller: Caller) -> list[Json]:
    """The next acts as the view tells them, each with whether this caller may do it, and why not."""
    told = {item["act"]: item for item in _list(view["next"])}
    return [_told(looked, turn, told[turn.act.act]) for turn in turns_of(looked, caller)]


def _chances(looked: Looked, caller: Caller) -> list[Row]:
    """What the caller may begin about this case, each under the name of its procedure."""
    resolved, number = looked.resolved, looked.record.number
    rows: list[Row] = []
    for chance in chances(resolved, looked.record, caller.known(), looked.on):
        known = resolved.rulebook.procedures[chance.procedure]
        rule = resolved.steps[chance.procedure, chance.verb].rule
        why = refused_problem(chance.refused, resolved, chance.procedure) if chance.refused else None
        row = {"label": label(known, chance.procedure), "cite": rule.cite or known.cite, "also": rule.also}
        rows.append({**row, "open": chance.open, "why": why, "url": reverse("begin", args=[number, chance.procedure])})
    return rows


def turns_of(looked: Looked, caller: Caller) -> tuple[Turn, ...]:
    return turns(looked.resolved, looked.record, caller.known(), looked.on)


def _told(looked: Looked, turn: Turn, item: Json) -> Json:
    why = None
    if turn.mine and turn.refused is not None:
        why = refused_problem(turn.refused, looked.resolved, looked.record.procedure)
    desk = looked.resolved.rulebook.desks.get(turn.act.desk or "")
    url = reverse("act", args=[looked.record.number, turn.act.act])
    return {**item, "open": turn.open, "mine": turn.mine, "why": why, "url": url, "desk_label": desk and desk.label}


def fact_blocks(looked: Looked) -> list[Row]:
    """What is known, in the parts of the forms that asked for it; what acts have added comes last."""
    resolved, record = looked.resolved, looked.record
    rest = dict(record.facts)
    secret, public = secret_fields(resolved), set(resolved.public(record))
    blocks: list[Row] = []
    for form in resolved.rulebook.forms.values():
        by_block: dict[str, list[Row]] = {}
        for name, field in form.fields.items():
            if name in rest:
                value = rest.pop(name)
                row = _fact(field, name, value, name in secret)
                marks = {"found": name in record.found, "public": name in public and name not in secret}
                by_block.setdefault(field.block, []).append({**row, **marks})
        known: Mapping[str, Block] = form.blocks
        blocks += [{"label": label(known.get(name), name), "rows": rows} for name, rows in by_block.items()]
    added = [_added(looked, name, value) for name, value in rest.items()]
    return [*blocks, {"label": _("Added by acts"), "rows": added}] if added else blocks


def _fact(field: Field, name: str, value: object, secret: bool) -> Row:
    row: Row = {"label": label(field, name), "secret": secret}
    if secret:
        return row
    if field.type == "date":
        return {**row, "day": plain(value)}
    return {**row, "text": _worded(field.one_of, value)}


def _worded(offered: Mapping[str, Text], value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (tuple, list)):
        return ("、" if language() == "zh" else ", ").join(_worded(offered, part) for part in value)
    chosen = offered.get(value) if isinstance(value, str) else None
    return said(chosen) if chosen is not None else str(plain(value))


def _added(looked: Looked, name: str, value: object) -> Row:
    known = looked.resolved.rulebook.facts.get(name)
    row: Row = {"label": label(known, name)}
    if known is not None and known.type == "date":
        return {**row, "day": plain(value)}
    return {**row, "text": _worded({}, value)}


def _about(looked: Looked) -> list[Json]:
    """Cases about this one, with their states in words."""
    procedures = looked.resolved.rulebook.procedures
    told: list[Json] = []
    for item in looked.about:
        procedure = procedures.get(str(item["procedure"]))
        state = procedure.states.get(str(item["state"])) if procedure is not None else None
        words = {"label": label(procedure, str(item["procedure"])), "state": label(state, str(item["state"]))}
        told.append({"case": item["case"], **words})
    return told


def _subject(looked: Looked, caller: Caller) -> str | None:
    """What the case is about, if the caller may see it."""
    number = looked.record.subject
    may = number and (caller.officer or lists.may_see(number, caller.signs_as or ""))
    return number if may else None


def _drawn(looked: Looked, view: Json) -> Row:
    """The picture of the procedure and the same as a table."""
    resolved, record, spoken = looked.resolved, looked.record, language()
    visited = {str(act["state"]) for act in _list(view["history"]) if act["state"]}
    picture = diagram(resolved, record.procedure, spoken, present=record.state, visited=visited)
    columns = [{"label": word} for word in (_("From state"), _("Act"), _("By whom"), _("To state"), _("Provision"))]
    between = "、" if spoken == "zh" else ", "
    rows = [
        [between.join(row.from_), row.act, row.by, row.to, row.cite]
        for row in diagram_rows(resolved, record.procedure, spoken)
    ]
    # the picture is the kit's own and escapes every word in it
    return {"svg": mark_safe(picture), "label": _("The procedure"), **table(columns, rows)}


def labelled_blocks(looked: Looked, act: ActRow) -> list[Json]:
    """The digests of a receipt under the names of the parts; and which parts were erased since, by which act."""
    known, gone = block_labels(looked.resolved), queries.erased(act.act)

    def label(name: str) -> str:
        if name in known:
            return said(known[name])
        if name.startswith(LETTER):
            return _("Letter")
        return _("What anyone may see") if name.startswith(PUBLIC) else _("Who, and on what grounds")

    return [
        {"label": label(name), "digest": digest, "erased": gone.get(name)}
        for name, digest in act.receipt.blocks.items()
    ]
