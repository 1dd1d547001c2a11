"""The story as dated lines, read back from what `guiju case show --json` says of each case, and from nothing else.

A refusal leaves nothing in a case, so it is no line of the story: it is told beside it, in the words that the refused
one was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from guiju.kernel.refusals import Refused
from guiju.kernel.values import Text
from guiju.kit.cites import say_cites
from guiju.kit.says import both

View = Mapping[str, Any]
Label = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that happened on a day. `what` and `notes` are in two languages."""

    day: date
    case: str
    who: str
    what: Text
    cites: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    seq: int = 0

    def as_json(self) -> dict[str, object]:
        return {
            "day": self.day,
            "case": self.case,
            "who": self.who,
            "what": both(self.what),
            "cites": list(self.cites),
            "notes": [both(note) for note in self.notes],
        }


@dataclass(slots=True)
class Notes:
    """What is said below a line, gathered in both languages at once."""

    found: list[Text] = field(default_factory=list)

    def add(self, zh: str, en: str) -> None:
        self.found.append(Text(zh, en))


def story(views: Iterable[View]) -> list[Line]:
    """All lines of a scene, in the order of their days."""
    views = list(views)
    lines: list[Line] = []
    for view in views:
        lines += _acts(view, views)
        lines += _waits(view)
    return sorted(lines, key=lambda line: (line.day, line.seq))


def _acts(view: View, views: list[View]) -> Iterator[Line]:
    history = view["history"]
    for place, act in enumerate(history):
        last_of_day = all(other["on"] != act["on"] for other in history[place + 1 :])
        notes = Notes()
        if place == 0 and view["subject"] is None:
            _grounds(notes, view)
        _effects(notes, act, views)
        _duties(notes, view, act)
        if last_of_day:
            _began(notes, view, act["on"])
            _late(notes, view, act["on"])
        yield Line(
            day=date.fromisoformat(act["on"]),
            case=view["case"],
            who=act["party"] or act["by_label"]["zh"],
            what=Text(act["label"]["zh"], act["label"]["en"]),
            cites=tuple(act["cites"]),
            notes=tuple(notes.found),
            seq=act["seq"],
        )


def _grounds(notes: Notes, view: View) -> None:
    """On which text the case stands, and what the machine filled in."""
    book, filled = view["rulebook"], [item["label"] for item in view["filled"]]
    under = " ← ".join(name.partition("/")[0] for name in book["lineage"])
    notes.add(
        f"适用 {book['title']['zh']} {book['version']}({under})",
        f"under {book['title']['en']}, {book['version']} ({under})",
    )
    if filled:
        zh, en = "、".join(one["zh"] for one in filled), ", ".join(one["en"] for one in filled)
        notes.add(f"机器填写 {len(filled)} 项：{zh}", f"found by the machine, {len(filled)}: {en}")


def _effects(notes: Notes, act: View, views: list[View]) -> None:
    for effect in act["effects"]:
        match effect["kind"]:
            case "letter":
                number = f" {effect['number']}" if effect["number"] else ""
                title, to = effect["title"], effect["to_label"]
                notes.add(f"✉ {title['zh']}{number} → {to['zh']}", f"✉ {title['en']}{number} → {to['en']}")
                for item in effect["lists"]:
                    said = item.get("remedy") or item.get("label") or {"zh": item["ground"], "en": item["ground"]}
                    notes.add(f"   · {said['zh']}", f"   · {said['en']}")
            case "publish":
                shown = [_pair(item["label"], item["text"]) for item in effect["fields"]]
                notes.add(
                    "公示 " + "；".join(one.zh for one in shown), "published " + "; ".join(one.en for one in shown)
                )
            case "code":
                notes.add(f"登记结果查询码 {effect['values']['code']}", f"query code {effect['values']['code']}")
            case "hold":
                barred = _names(effect["acts"])
                notes.add(f"办结前不得{barred.zh}", f"until it is settled, barred: {barred.en}")
            case "open":
                opened = next((view for view in views if view["case"] == effect["values"]["number"]), None)
                for term in (*opened["terms"], *opened["past"]) if opened else ():
                    _term(notes, term)


def _pair(label: Label, text: Label) -> Text:
    return Text(f"{label['zh']}：{text['zh']}", f"{label['en']}: {text['en']}")


def _names(acts: Iterable[View]) -> Text:
    labels = [act["label"] for act in acts]
    return Text("、".join(one["zh"] for one in labels), ", ".join(one["en"] for one in labels))


def _began(notes: Notes, view: View, day: str) -> None:
    for term in (*view["past"], *view["terms"]):
        if term["began"] == day:
            _term(notes, term)


def _term(notes: Notes, term: View) -> None:
    length, label = f" {term['length']}" if term["length"] else "", term["label"]
    skipped = [(f"{span['from']}…{span['to']}", span["why"]) for span in term["left_out"]]
    zh = ";".join(f"{days} {why['zh']}" for days, why in skipped)
    en = "; ".join(f"{days} {why['en']}" for days, why in skipped)
    cites = (term["also"], term["cite"])
    notes.add(
        f"{label['zh']}{length}：自 {term['start']} 起，至 {term['due']} 止 [{say_cites(cites, 'zh')}]"
        + (f"，其间 {zh}" if zh else ""),
        f"{label['en']}{length}: from {term['start']} to {term['due']} [{say_cites(cites, 'en')}]"
        + (f"; {en}" if en else ""),
    )


def _duties(notes: Notes, view: View, act: View) -> None:
    first = view["history"][0]["seq"] == act["seq"]
    for duty in view["duties"] if first else ():
        if not duty["applies"] or duty["due"] is None:
            continue
        label, length, arose, due = duty["label"], duty["length"], duty["arose"], duty["due"]
        kept = Text("按期", "in time") if duty["met"] and not duty["late"] else Text("逾期", "late")
        cited = _cited(duty)
        notes.add(
            f"义务“{label['zh']}” {length}：自 {arose} 起，不迟于 {due}{cited.zh}，{kept.zh}",
            f"duty “{label['en']}” {length}: arose on {arose}, due {due}{cited.en}, {kept.en}",
        )


def _late(notes: Notes, view: View, day: str) -> None:
    for breach in view["breaches"]:
        if breach["met"] != day:
            continue
        label, due, since, cited = breach["label"], breach["due"], breach["since"], _cited(breach)
        notes.add(
            f"逾期：{label['zh']}已于 {due} 届满，自 {since} 起记为违期{cited.zh}",
            f"late: {label['en']} ended on {due}; a breach since {since}{cited.en}",
        )


def _cited(item: View) -> Text:
    cites = (item["also"], item["cite"])
    return Text(f" [{say_cites(cites, 'zh')}]", f" [{say_cites(cites, 'en')}]")


def _waits(view: View) -> Iterator[Line]:
    """A period that was over while another case still barred the next act."""
    for hold in view["holds"]:
        for term in (*view["past"], *view["terms"]):
            if term["binds"] is not None or term["due"] is None or not hold["acts"]:
                continue
            lifted = hold["lifted"] or view["on"]
            if hold["since"] <= term["due"] < lifted:
                barred = _names(hold["acts"])
                yield Line(
                    day=date.fromisoformat(term["due"]) + timedelta(days=1),
                    case=view["case"],
                    who="",
                    what=Text(
                        f"{term['label']['zh']}已满，{hold['by']} 未决，{lifted} 前不得{barred.zh}",
                        f"{term['label']['en']} is over, {hold['by']} unresolved: barred until {lifted}: {barred.en}",
                    ),
                    cites=tuple(cite for cite in (term["also"], term["cite"]) if cite),
                )


def aside(day: date, who: str, refused: Refused) -> Line:
    """What was said to somebody whose act was not taken."""
    stops = Text("须先改正", "stops the filing")
    stands = Text("列入告知", "goes into the notice")
    notes = [
        Text(
            f"   · {fault.remedy.zh}({(stops if fault.at == 'draft' else stands).zh})",
            f"   · {fault.remedy.en} ({(stops if fault.at == 'draft' else stands).en})",
        )
        for fault in refused.faults
    ]
    count = len(refused.faults)
    what = Text(
        f"申请未被接收：{refused.text.zh}，共 {count} 处，一次告知",
        f"not taken: {refused.text.en}; {count} faults, told at once",
    )
    cites = (refused.cite,) if refused.cite else ()
    return Line(day=day, case="", who=who, what=what, cites=cites, notes=tuple(notes))
