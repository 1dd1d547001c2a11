"""A rulebook laid out to be read: its procedures as pictures and tables, then everything else that it says, as tables.

Each row ends with its provision and, where it has one, its mark: nothing is shown without saying how far to trust it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from guiju.kernel.form import Question
from guiju.kernel.letters import LANGUAGES
from guiju.kernel.periods import Every
from guiju.kernel.resolved import CLOCK, Resolved
from guiju.kernel.rulebook import Clock, Conflict, Duty, Item, LetterForm
from guiju.kernel.template import Kind, parse
from guiju.kernel.values import Cite, Mark, Text
from guiju.kernel.words import listed
from guiju.kit.cites import say_cite, say_cites
from guiju.kit.conditions import say_condition
from guiju.kit.diagram import diagram, diagram_rows
from guiju.kit.formview import IDENTITY, origin_of, required_of
from guiju.kit.letters import template_text
from guiju.kit.tables import table
from guiju.kit.trust import MARKS, say_term
from guiju.kit.ways import CASE

Json = dict[str, object]
_PROVISION = {"label": Text("条款", "provision")}
_NOBODY = Text("—", "—")
_OFFICE = Text("本机构要求", "required by this office")
_YES, _NO = Text("是", "yes"), Text("否", "no")
_STOPS = Text("不填不能提交", "stops the filing")
_NOTICED = Text("列入一次性告知", "stands in the notice")
_FILLERS: Mapping[str, Text] = {
    IDENTITY: Text("据申请人身份填写", "from who files"),
    "": Text("申请人填写", "who files"),
}
_MACHINE = Text("机器填写，申请人核对", "the machine, checked by who files")
_KEPT: Mapping[str, Text] = {
    "ours": Text("以本规则为准", "this text is followed"),
    "theirs": Text("以对方为准", "the other text is followed"),
    "undecided": Text("未定：两说并列", "undecided: both are shown"),
}
_FORCES: Mapping[str, Text] = {
    "must": Text("应当", "must"),
    "encouraged": Text("鼓励", "encouraged"),
    "may": Text("可以", "may"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing of a chapter: a heading with a table, and whatever else it is made of."""

    id: str
    title: Text | None = None
    table: Json | None = None
    note: Text | None = None
    more: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """`kind` says how its parts are drawn: tables, procedures, letters or conflicts."""

    id: str
    title: Text
    kind: str
    parts: tuple[Part, ...]


def chapters(resolved: Resolved, language: str) -> list[Chapter]:
    """Everything that the rulebook says; what it has none of is left out."""
    found = (
        Chapter(
            id="procedures", title=Text("程序", "Procedures"), kind="procedures", parts=_procedures(resolved, language)
        ),
        Chapter(id="terms", title=Text("期限", "Terms"), kind="tables", parts=_clocks(resolved)),
        Chapter(id="duties", title=Text("义务", "Duties"), kind="tables", parts=_duties(resolved)),
        Chapter(id="tables", title=Text("判定表", "Decisions"), kind="tables", parts=tuple(_decisions(resolved))),
        Chapter(id="forms", title=Text("表单", "Forms"), kind="tables", parts=tuple(_forms(resolved))),
        Chapter(id="views", title=Text("公开事项", "What is published"), kind="tables", parts=_views(resolved)),
        Chapter(id="letters", title=Text("文书", "Letters"), kind="letters", parts=tuple(_letters(resolved))),
        Chapter(id="grounds", title=Text("理由", "Grounds"), kind="tables", parts=tuple(_grounds(resolved))),
        Chapter(id="roles", title=Text("角色与岗位", "Roles and desks"), kind="tables", parts=_roles(resolved)),
        Chapter(id="conflicts", title=Text("抵触", "Conflicts"), kind="conflicts", parts=tuple(_conflicts(resolved))),
        Chapter(id="provisions", title=Text("条款", "Provisions"), kind="tables", parts=tuple(_provisions(resolved))),
    )
    return [chapter for chapter in found if chapter.parts]


def called(item: Item | None, name: str) -> Text:
    """The label of an item, or its key."""
    return item.label if item is not None and item.label is not None else Text(name, name)


def ground(item: Item, *, office: bool = False) -> Json:
    """The cell that says where an item comes from and how far to trust it."""
    told = [text for text in (_OFFICE if office else None, _marked(item.mark, item.why)) if text is not None]
    sub = Text("；".join(text.zh for text in told), "; ".join(text.en for text in told)) if told else None
    return {"text": cites(item.cites), "sub": sub}


def cites(named: Sequence[Cite]) -> Text:
    return Text(say_cites(named, "zh"), say_cites(named, "en")) if named else _NOBODY


def _marked(mark: Mark | None, why: str | None) -> Text | None:
    """A mark in words; the note of whoever wrote the rulebook is in English."""
    if mark is None:
        return None
    said = MARKS[mark]
    return Text(said.zh, f"{said.en}: {why}" if why else said.en)


def _columns(*labels: tuple[str, str]) -> list[Json]:
    columns: list[Json] = [{"label": Text(zh, en)} for zh, en in labels]
    return [*columns, dict(_PROVISION)]


def _part(id: str, columns: list[Json], rows: list[list[object]], title: Text | None = None) -> Part:
    return Part(id=id, title=title, table=table(columns, rows))


def _who(resolved: Resolved, role: str | None) -> Text:
    if not role:
        return _NOBODY
    if role.startswith(CASE):
        name = role.removeprefix(CASE)
        return called(resolved.rulebook.procedures.get(name), name)
    return resolved.words.role(role)


def _procedures(resolved: Resolved, language: str) -> tuple[Part, ...]:
    columns = [
        {"label": Text("行为", "act")},
        {"label": Text("由谁", "by")},
        {"label": Text("自", "from")},
        {"label": Text("至", "to")},
        dict(_PROVISION),
    ]
    parts, comma = [], "、" if language == "zh" else ", "
    for name, procedure in resolved.rulebook.procedures.items():
        if procedure.abstract:
            continue
        marks = {verb: _marked(rule.mark, rule.why) for verb, rule in procedure.acts.items()}
        rows: list[list[object]] = [
            [row.act, row.by, comma.join(row.from_), row.to, {"text": row.cite, "sub": marks[row.verb]}]
            for row in diagram_rows(resolved, name, language)
        ]
        more: Json = {"svg": diagram(resolved, name, language), "cell": ground(procedure)}
        parts.append(Part(id=name, title=called(procedure, name), table=table(columns, rows), more=more))
    return tuple(parts)


def _clocks(resolved: Resolved) -> tuple[Part, ...]:
    book = resolved.rulebook
    rows: list[list[object]] = [
        [
            called(clock, name),
            _length(resolved, clock),
            _from(resolved, clock),
            _bound(resolved, clock.binds),
            ground(clock),
        ]
        for name, clock in book.clocks.items()
    ]
    columns = _columns(("期限", "term"), ("长度", "length"), ("起算", "counts from"), ("约束谁", "binds"))
    return (_part("terms", columns, rows),) if rows else ()


def _bound(resolved: Resolved, role: str | None) -> Text:
    return _who(resolved, role) if role else Text("不约束任何人，须届满", "nobody: it has to pass")


def _length(resolved: Resolved, clock: Clock) -> Text:
    if clock.length is not None:
        return say_term(clock.length)
    if clock.until is not None:
        day = resolved.words.facts([clock.until])
        return Text(f"至{day.zh}", f"until {day.en}")
    return listed(say_term(length) for length in clock.lengths.values())


_EACH = {
    Every.MONTH: Text("每月", "each month"),
    Every.QUARTER: Text("每季度", "each quarter"),
    Every.HALF_YEAR: Text("每半年", "each half-year"),
    Every.YEAR: Text("每年", "each year"),
}


def _duty_length(resolved: Resolved, duty: Duty) -> Text:
    """How long; of a duty that comes again, also how often, counted from the end of the period."""
    if duty.every is None:
        return _length(resolved, duty.clock)
    each = _EACH[duty.every]
    if duty.by is None:
        length = _length(resolved, duty.clock)
        return Text(f"{each.zh}，期满后{length.zh}", f"{each.en}, {length.en} after it ends")
    month, day = duty.by.month, duty.by.day
    said = Text(f"次年{month}月{day}日前", f"by {day}.{month}. of the next") if month else None
    said = said or Text(f"次月{day}日前", f"by the {day}. of the month that follows")
    return Text(f"{each.zh}，{said.zh}", f"{each.en}, {said.en}")


def _from(resolved: Resolved, clock: Clock) -> Text:
    if clock.from_ is not None:
        day = resolved.words.facts([clock.from_])
    else:
        day = Text("进入该状态之日", "the day on which the state is entered")
    return (
        Text(f"{day.zh}当日", f"{day.en}, that day included")
        if clock.count == "same_day"
        else Text(f"{day.zh}次日", f"the day after: {day.en}")
    )


def _duties(resolved: Resolved) -> tuple[Part, ...]:
    rows: list[list[object]] = [
        [
            {"text": called(duty, name), "sub": say_condition(resolved, duty.when) if duty.when else None},
            _FORCES.get(duty.force, Text(duty.force, duty.force)),
            _who(resolved, duty.binds),
            _duty_length(resolved, duty),
            ground(duty),
        ]
        for name, duty in resolved.rulebook.duties.items()
    ]
    columns = _columns(("义务", "duty"), ("效力", "force"), ("约束谁", "binds"), ("期限", "term"))
    return (_part("duties", columns, rows),) if rows else ()


def _decisions(resolved: Resolved) -> Iterator[Part]:
    columns = _columns(("条件", "when"), ("结果", "answer"))
    for name, asked in resolved.rulebook.tables.items():
        ordered = sorted(asked.rows.items(), key=lambda row: row[1].rank)
        rows: list[list[object]] = [
            [
                say_condition(resolved, row.when) if row.when else Text("其余情形", "otherwise"),
                asked.gives.get(row.gives, Text(row.gives, row.gives)),
                ground(row),
            ]
            for _, row in ordered
        ]
        yield _part(f"table-{name}", columns, rows, called(asked, name))


def _forms(resolved: Resolved) -> Iterator[Part]:
    columns = _columns(
        ("字段", "field"),
        ("必填", "required"),
        ("缺漏时", "if it is missing"),
        ("谁填写", "filled by"),
        ("公开", "public"),
    )
    for name, form in resolved.rulebook.forms.items():
        for block, known in form.blocks.items():
            fields = [asked for asked in resolved.forms[name].asked.values() if asked.field.block == block]
            title, inner = called(form, name), called(known, block)
            if fields:
                rows = [_field(resolved, asked) for asked in fields]
                heading = Text(f"{title.zh}：{inner.zh}", f"{title.en}: {inner.en}")
                yield _part(f"form-{name}-{block}", columns, rows, heading)


def _field(resolved: Resolved, asked: Question) -> list[object]:
    field, book = asked.field, resolved.rulebook
    needed = required_of(asked, resolved)
    published = any(asked.name in view.fields for view in book.views.values())
    filler = _FILLERS.get(field.filled_by or "", _MACHINE)
    return [
        {"text": asked.label, "sub": field.help},
        needed if isinstance(needed, Text) else _YES if needed else _NO,
        (_STOPS if field.at == "draft" else _NOTICED) if needed is not False else _NOBODY,
        filler,
        Text("保密", "kept secret") if field.secret else _YES if published else _NO,
        ground(field, office=origin_of(book, field) == "office"),
    ]


def _views(resolved: Resolved) -> tuple[Part, ...]:
    rows: list[list[object]] = [
        [called(view, name), resolved.words.facts(view.fields), ground(view)]
        for name, view in resolved.rulebook.views.items()
    ]
    return (
        (_part("views", _columns(("公开", "publication"), ("只公开这些字段", "these fields only")), rows),)
        if rows
        else ()
    )


def _letters(resolved: Resolved) -> Iterator[Part]:
    for name, letter in resolved.rulebook.letters.items():
        to = _who(resolved, letter.to)
        title = _title(letter) or called(letter, name)
        if title.zh == name:
            title = Text(f"致{to.zh}的文书", f"letter to the {to.en}")
        words = Text(*(template_text(resolved, Text(letter.zh, letter.en)[one], one) for one in LANGUAGES))
        more: Json = {"text": words, "cell": ground(letter), "to": to}
        yield Part(id=f"letter-{name}", title=title, more=more)


def _title(letter: LetterForm) -> Text | None:
    """What its template is headed with."""
    said = [
        next((part.cells[0] for part in parse(one).parts if part.kind is Kind.TITLE), "")
        for one in (letter.zh, letter.en)
    ]
    return Text(*said) if all(said) else None


def _grounds(resolved: Resolved) -> Iterator[Part]:
    for name, grounds in resolved.rulebook.grounds.items():
        rows: list[list[object]] = [[called(one, key), ground(one)] for key, one in grounds.items()]
        if rows:
            yield _part(f"grounds-{name}", _columns(("理由", "ground")), rows)


def _roles(resolved: Resolved) -> tuple[Part, ...]:
    book = resolved.rulebook
    rows: list[list[object]] = []
    for name, role in book.roles.items():
        if name == CLOCK:
            continue
        agents = listed(_who(resolved, agent) for agent in role.through) if role.through else _NOBODY
        rows.append([called(role, name), agents, ground(role)])
    parts = [_part("roles", _columns(("角色", "role"), ("可由谁代办", "may be acted for by")), rows)] if rows else []
    desks: list[list[object]] = [[called(desk, name), ground(desk)] for name, desk in book.desks.items()]
    if desks:
        parts.append(_part("desks", _columns(("岗位", "desk")), desks))
    return tuple(parts)


def _conflicts(resolved: Resolved) -> Iterator[Part]:
    for name, conflict in resolved.rulebook.conflicts.items():
        yield Part(id=f"conflict-{name}", title=_KEPT.get(conflict.kept), note=conflict.why, more=_sides(conflict))


def _sides(conflict: Conflict) -> Json:
    return {
        "sides": [
            {"gives": side.gives, "cite": side.cite, "kept": conflict.kept == name}
            for name, side in (("theirs", conflict.theirs), ("ours", conflict.ours))
        ]
    }


def _provisions(resolved: Resolved) -> Iterator[Part]:
    """By the text that each stands in, the nearest first."""
    known = resolved.rulebook.provisions
    for text in resolved.rulebook.lineage:
        columns = [
            {"label": Text("条款", "provision")},
            {"label": Text("大意", "what it says")},
            {"label": Text("编入", "encoded")},
        ]
        rows: list[list[object]] = []
        for cite, provision in known.items():
            if cite.partition("#")[0] != text:
                continue
            encoded = provision.effect == "encoded"
            why = Text(_NO.zh, f"no: {provision.why}" if provision.why else _NO.en)
            rows.append([Text(say_cite(cite, "zh"), say_cite(cite, "en")), provision.says, _YES if encoded else why])
        if rows:
            yield Part(id=f"provisions-{text}", title=Text(text, text), table=table(columns, rows))
