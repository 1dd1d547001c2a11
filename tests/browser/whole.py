"""The whole walk, whoever walks it and however: an application for real data from its filing to its code."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from guiju.wings.registry.demo.cast import ORGANISATIONS
from guiju.wings.registry.demo.papers import objection
from tests.browser import steps
from tests.browser.desk import Served
from tests.browser.hands import Hand
from tests.browser.words import OBJECTION

LEFT_OUT = ("source_proof", "lawful_source")
STATED = "请写明名称起止年份的依据"


def walked(person: Callable[[str | None], Hand], served: Served, divisions: Path, name: str) -> None:
    """People in browsers of their own; whoever has no turn sees no button."""
    bureau, acceptor = person("bureau"), person("acceptor")
    said = steps.real(name, served.today())
    case = steps.apply(bureau, divisions, {field: said[field] for field in said if field not in LEFT_OUT})
    served.pass_days(1)
    returned(acceptor, case)
    served.pass_days(1)
    supplemented(bureau, case, {field: said[field] for field in LEFT_OUT})
    served.pass_days(1)
    steps.act(acceptor, case, "accept")
    reviewer, objector = person("reviewer"), person("objector")
    publicised(reviewer, case, name)
    contested = objected(objector, case)
    held(reviewer, case)
    steps.act(reviewer, contested, "reject", OBJECTION)
    served.set_clock(served.opens(case, "assign_code"))
    steps.act(reviewer, case, "assign_code")
    registered(person(None), name)


def returned(hand: Hand, case: str) -> None:
    """One letter lists what the form finds and what the officer adds."""
    words = hand.words
    steps.start(hand, case, "return")
    hand.seen(*(words.field(field) for field in LEFT_OUT))
    hand.choose(hand.main.get_by_label(words("Field"), exact=True).first, words.field("abstract"))
    hand.write(hand.main.get_by_label(words("What to do about it")).first, STATED)
    hand.button(words("Show the letter"))
    hand.seen(STATED)
    hand.button(words.act("return"))
    assert steps.receipt(hand) == case
    hand.seen(STATED, words.state("returned"))
    steps.find(hand, case)
    expect(hand.main.get_by_role("link", name=words.act("accept"), exact=True)).to_have_count(0)


def supplemented(hand: Hand, case: str, rest: dict[str, object]) -> None:
    words = hand.words
    steps.find(hand, case)
    hand.seen(STATED)
    hand.link(words.act("resubmit"))
    hand.seen(STATED, *(words.field(field) for field in rest))
    hand.answer({**rest, "abstract": "县级以上行政区划的代码、名称、所属省份，名称起止年份依区划公告"}, "resubmit")
    hand.button(words.act("resubmit"))
    assert steps.receipt(hand) == case
    hand.seen(words.state("submitted"))


def publicised(hand: Hand, case: str, name: str) -> None:
    for verb in ("complete_review", "publicise"):
        steps.act(hand, case, verb)
    hand.open("")
    hand.go(hand.words("Publicity board"))
    hand.seen(name)


def objected(hand: Hand, case: str) -> str:
    """From the board; the number of the objection."""
    words, body = hand.words, ORGANISATIONS["objector"]
    hand.open("")
    hand.go(words("Publicity board"))
    hand.press(hand.main.get_by_role("link", name=re.compile(rf"{re.escape(words.act('file', OBJECTION))}\s+{case}$")))
    hand.answer(objection(body.name, body.code), "file", OBJECTION)
    hand.button(words.act("file", OBJECTION))
    number = steps.receipt(hand)
    assert number != case
    return number


def held(hand: Hand, case: str) -> None:
    """While the objection lasts, no code can be given, and the page says why."""
    steps.find(hand, case)
    hand.seen(hand.words("Something holds this case"))
    expect(hand.main.get_by_role("link", name=hand.words.act("assign_code"), exact=True)).to_have_count(0)


def registered(hand: Hand, name: str) -> None:
    """Anybody finds the entry by its name, and by its code."""
    hand.open("")
    steps.look_up(hand, name)
    hand.press(hand.main.get_by_role("row").filter(has_text=name).get_by_role("link"))
    hand.seen(name, ORGANISATIONS["bureau"].name)
    code = steps.CODE.search(hand.main.inner_text())
    assert code is not None
    steps.look_up(hand, code.group())
    hand.seen(name, code.group())
