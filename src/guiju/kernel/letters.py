"""A letter as it goes out, in words and in both languages, as one value: what is shown, printed, kept and proven.

The template stands in the rulebook; here its blanks are filled from what the act left. Secret fields never enter one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from guiju.kernel.provisions import provision, provisions
from guiju.kernel.record import Done, Record
from guiju.kernel.refusals import Fault
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import LetterForm
from guiju.kernel.template import DUE, EMPTY, Guard, Kind, Part, filled, parse
from guiju.kernel.values import ERASED, Erased, Text, plain
from guiju.kernel.words import listed

LETTER = "@letter/"
"""Begins the name of the block that holds a letter, before its place among those of the act. No form names one so."""
LANGUAGES = ("zh", "en")
MONTHS = "January February March April May June July August September October November December".split()
_NAMELESS = Text("通知书", "Notice")
_YES, _NO = Text("是", "yes"), Text("否", "no")
Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends it, and under which number of theirs."""

    office: str
    demo: bool
    number: str | None = None


@dataclass(slots=True)
class _Filling:
    """One letter while its blanks are filled; `missing` gathers what is not known."""

    resolved: Resolved
    form: LetterForm
    record: Record
    on: date
    sender: Sender
    facts: Mapping[str, object]
    lists: list[Json]
    missing: dict[str, Text] = field(default_factory=dict)

    def word(self, name: str, language: str) -> str:
        said = self.own(name) if name.startswith("@") else self.fact(name)
        if said is None:
            self.missing[name] = self.called(name)
            return EMPTY
        return said[language]

    def fact(self, name: str) -> Text | None:
        value = self.facts.get(name)
        if value is None or value == "":
            return None
        return spoken(self.resolved, name, value)

    def own(self, name: str) -> Text | None:
        record, words = self.record, self.resolved.words
        book = self.resolved.rulebook
        match name:
            case "@office":
                return _same(self.sender.office)
            case "@case":
                return _same(record.number)
            case "@date":
                return day(self.on)
            case "@kind":
                procedure = book.procedures.get(record.procedure)
                return procedure.label if procedure is not None else None
            case "@state":
                return words.state(record.procedure, record.state)
            case "@provision":
                return provisions(self.form.cites, titles(self.resolved))
            case "@count":
                return _same(str(len(self.lists)))
        return self.due(name.removeprefix(DUE))

    def due(self, clock: str) -> Text | None:
        """The last day of a running clock; past the published calendar it says so."""
        for run in self.record.runs:
            if run.clock == clock and run.ended is None:
                answer = self.resolved.due(self.record, run)
                last = answer if isinstance(answer, date) or answer is None else answer.on
                if last is None:
                    return None
                said = day(last)
                sure = answer is last or not getattr(answer, "provisional", False)
                return said if sure else Text(f"{said.zh}（暂定）", f"{said.en} (provisional)")
        return None

    def called(self, name: str) -> Text:
        if name.startswith(DUE):
            return self.resolved.words.clock(name.removeprefix(DUE))
        return _CALLED.get(name) or self.resolved.words.fact(name)

    def stands(self, guard: Guard | None) -> bool:
        if guard is None:
            return True
        if guard.sign == "@":
            return self.record.state == guard.name
        known = self.own(guard.name) if guard.name.startswith("@") else self.facts.get(guard.name)
        return (known is not None and known is not False and known != "") == (guard.sign == "?")


_CALLED = {"@office": Text("登记机构名称", "name of the office"), "@provision": Text("依据", "provision")}


def compose(resolved: Resolved, record: Record, on: date, done: Done, sender: Sender, did: Iterable[Done] = ()) -> Json:
    """The letter that an act sent. `record` is the case as the act left it, `done` what was kept of the letter.

    `did`: all that the act did; the facts of a case that it opened, as how long an entry stands, may be told as well.
    """
    form = resolved.rulebook.letters[done.name]
    kept, blanks = done.values.get("lists", ()), done.values.get("blanks")
    lists = [_listed(resolved, item) for item in (kept if isinstance(kept, (tuple, list)) else ())]
    facts = blanks if isinstance(blanks, Mapping) else {}
    secret = resolved.secret
    opened = (one.values.get("facts") for one in did if one.kind == "open")
    born = {name: value for facts in opened if isinstance(facts, Mapping) for name, value in facts.items()}
    shown = {name: value for name, value in {**_told(form, born), **facts}.items() if name not in secret}
    filling = _Filling(resolved, form, record, on, sender, shown, lists)
    parts = {language: _parts(filling, Text(form.zh, form.en)[language], language) for language in LANGUAGES}
    book, procedure = resolved.rulebook, resolved.rulebook.procedures.get(record.procedure)
    title = {language: _title(parts[language]) for language in LANGUAGES}
    known = form.label or _NAMELESS
    said = provisions(form.cites, titles(resolved))
    return {
        "letter": done.name,
        "to": form.to,
        "to_label": _both(resolved.words.role(form.to)),
        "title": {language: title[language] or known[language] for language in LANGUAGES},
        "parts": {language: [part for part in parts[language] if part["kind"] != Kind.TITLE] for language in LANGUAGES},
        "lists": lists,
        "cites": list(form.cites),
        "provision": _both(said) if said is not None else None,
        "number": sender.number,
        "case": record.number,
        "case_kind": _both(procedure.label) if procedure is not None and procedure.label is not None else None,
        "office": sender.office,
        "demo": sender.demo,
        "on": on.isoformat(),
        "issued_under": {"id": book.rulebook, "version": book.version.number, "title": _both(book.title)},
        "facts": sorted(shown),
        "missing": [{"id": name, "label": _both(label)} for name, label in filling.missing.items()],
    }


def _told(form: LetterForm, facts: Mapping[str, object]) -> Json:
    """Of these facts, those that the letter's words name."""
    named = {name for text in (form.zh, form.en) for name in parse(text).facts()}
    return {name: value for name, value in facts.items() if name in named}


def _parts(filling: _Filling, template: str, language: str) -> list[Json]:
    parts = parse(template).parts
    made = [_part(filling, part, language) for part in parts if filling.stands(part.guard)]
    annex = next((place for place, part in enumerate(made) if part["kind"] == Kind.HEADING), len(made))
    made[annex:] = [{**part, "annex": True} for part in made[annex:]]  # it follows the signature
    if filling.lists and all(part.kind is not Kind.LIST for part in parts):
        made.insert(annex, {"kind": Kind.LIST.value, "text": filling.form.lists or ""})
    return made


def _part(filling: _Filling, part: Part, language: str) -> Json:
    if part.kind is Kind.LIST:
        return {"kind": part.kind.value, "text": part.cells[0]}
    cells = [filled(cell, lambda name: filling.word(name, language)) for cell in part.cells]
    if part.kind is Kind.ROW:
        return {"kind": part.kind.value, "cells": cells}
    return {"kind": part.kind.value, "text": cells[0]}


def _title(parts: list[Json]) -> str:
    return next((str(part["text"]) for part in parts if part["kind"] == Kind.TITLE), "")


def titles(resolved: Resolved) -> Mapping[str, Text]:
    """What the texts are called that provisions stand in; an older tree knows its own only."""
    book = resolved.rulebook
    return {book.rulebook: book.title, **book.titles}


def spoken(resolved: Resolved, name: str, value: object) -> Text:
    """A fact as a letter writes it: a day in words, what was chosen by its label, a list as a list."""
    if isinstance(value, Erased):
        return _same(ERASED) or Text(ERASED, ERASED)
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, date):
        return day(value)
    if isinstance(value, (tuple, list)):
        field_ = resolved.fields.get(name)
        offered = field_.one_of if field_ is not None else {}
        return listed(offered.get(str(one)) or Text(str(one), str(one)) for one in value)
    said = resolved.said(name, value)
    return Text(" ".join(said.zh.split()) or "—", " ".join(said.en.split()) or "—")


def day(when: date) -> Text:
    """2025年6月23日, or 23 June 2025."""
    return Text(f"{when.year}年{when.month}月{when.day}日", f"{when.day} {MONTHS[when.month - 1]} {when.year}")


def _listed(resolved: Resolved, item: object) -> Json:
    """A fault with its block and provision, or a ground with its label; free words as they were given."""
    if isinstance(item, Fault):
        label = item.label or resolved.words.fact(item.field)
        block = resolved.block_of(item)
        return {
            "field": item.field,
            "kind": item.kind,
            "block": item.block,
            "block_label": _both(block) if block is not None else None,
            "at": item.at,
            "cite": item.cite,
            "provision": _provision(resolved, item.cite),
            "label": _both(label),
            "remedy": {language: _bare(item.remedy[language], label[language]) for language in LANGUAGES},
        }
    for grounds in resolved.rulebook.grounds.values():
        ground = grounds.get(str(item))
        if ground is not None and ground.label is not None:
            said = {"cite": ground.cite, "provision": _provision(resolved, ground.cite)}
            return {"ground": str(item), "label": _both(ground.label), **said}
    return _finding(resolved, str(item)) or {"ground": str(plain(item))}


def _finding(resolved: Resolved, item: str) -> Json | None:
    """What an assessment found, `table.row`: its level, what it is, what to do."""
    name, _, key = item.partition(".")
    found = resolved.rulebook.tables.get(name)
    row = found.rows.get(key) if found is not None else None
    if found is None or row is None:
        return None
    level, remedy = found.gives.get(row.gives), row.remedy
    return {
        "finding": item,
        "level": _both(level or Text(row.gives, row.gives)),
        "label": _both(row.label or Text(key, key)),
        "remedy": _both(remedy) if remedy is not None else None,
        "cite": row.cite,
        "provision": _provision(resolved, row.cite),
    }


def _bare(remedy: str, label: str) -> str:
    """What to do, without the label that stands beside it already."""
    rest = remedy.removeprefix(label).lstrip("：: ") if remedy.startswith((f"{label}：", f"{label}:")) else remedy
    return rest or remedy


def _provision(resolved: Resolved, cite: str | None) -> object:
    return _both(provision(cite, titles(resolved))) if cite else None


def _same(text: str) -> Text | None:
    return Text(text, text) if text else None


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
