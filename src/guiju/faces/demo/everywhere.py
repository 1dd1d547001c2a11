"""`guiju demo --everywhere`: the same file registered in each place, and what differs, as the runs show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from guiju.faces.cli.paper import counting, emit, paper, say, t, table, tell
from guiju.kernel.values import Text, plain
from guiju.kit.says import both
from guiju.kit.trust import STATUSES
from guiju.shelf.headings import Headings
from guiju.shelf.shelf import open_shelf
from guiju.wings.registry import INSTRUMENT
from guiju.wings.registry.demo.divisions import SAID_ZH, SOURCE
from guiju.wings.registry.demo.everywhere import Toured, everywhere, texts

SAME, OTHER = "=", "≠"


def tell_everywhere(folder: Path) -> None:
    """Tour every text and print the table."""
    shelf = open_shelf()
    known = texts(shelf)
    toured: list[Toured] = []
    with counting(t("逐地登记", "registering in each place"), len(known)) as done:
        for one in everywhere(shelf, folder):
            toured.append(one)
            done(one.name)
    headings = shelf.headings(known[0].id)
    if paper().json:
        emit(
            {
                "source": SOURCE,
                "texts": [_as_json(one) for one in toured],
                "headings": {key: both(headings[key].label) for key in toured[0].found},
            }
        )
        return
    say(t(f"同一份真实数据：{SAID_ZH}", f"The same real data: {SOURCE}"), "dim")
    _runs(toured)
    say()
    _differences(toured, headings)


def _runs(toured: Sequence[Toured]) -> None:
    rows = []
    for one in toured:
        kept = one.code if one.stand.real else t("仅推演，不能据以登记", "played only: nothing can be filed under it")
        rows.append(
            (
                one.name.partition(" ")[0],
                one.entry.number,
                tell(STATUSES[one.entry.status]),
                str(len(one.stand.log)),
                kept,
            )
        )
    heads = (t("地方", "place"), t("文号", "number"), t("状态", "status"), t("行为", "acts"), t("查询码", "query code"))
    table(heads, rows)
    if any(not one.stand.real for one in toured):
        say(
            t(
                "据报道的草案未述之处，依其上位规定推演",
                "where a draft as told is silent, what it stands on was played",
            ),
            "dim",
        )


def _differences(toured: Sequence[Toured], headings: Headings) -> None:
    """Under each heading what was found, and where."""
    rows = []
    for number, key in enumerate(toured[0].found, 1):
        where = grouped(toured, key)
        sign = SAME if len(where) == 1 else OTHER
        for text, names in where.items():
            label = f"{number} {tell(headings[key].label)}" if key in headings else key
            rows.append((sign, label if text == next(iter(where)) else "", tell(text), ", ".join(names)))
    table(("", t("比较项", "heading"), t("所见", "found"), t("何处", "where")), rows)


def grouped(toured: Sequence[Toured], key: str) -> Mapping[Text, list[str]]:
    """What was found under a heading -> where."""
    where: dict[Text, list[str]] = {}
    for one in toured:
        where.setdefault(one.found[key], []).append(one.name)
    return where


def _as_json(one: Toured) -> dict[str, object]:
    """A text with its run, act by act."""
    return {
        "id": one.entry.id,
        "instrument": INSTRUMENT,
        "number": one.entry.number,
        "status": one.entry.status.value,
        "real": one.stand.real,
        "code": one.code,
        "acts": [
            {
                "day": event.day.isoformat(),
                "case": event.case,
                "procedure": event.procedure,
                "act": event.act,
                "by": event.by,
                "effects": [
                    {"kind": done.kind, "name": done.name, "values": plain(done.values)} for done in event.effects
                ],
                "marks": sorted(event.marks),
                "terms": {term.id: str(term.reckoned.term) for term in event.terms if term.reckoned is not None},
            }
            for event in one.stand.log
        ],
        "found": {key: both(text) for key, text in one.found.items()},
    }
