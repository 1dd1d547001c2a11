"""The steps of a case as people take them on the pages, each from the home page to the receipt, with whatever hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from guiju.wings.registry.demo.cast import ORGANISATIONS
from guiju.wings.registry.demo.papers import Answers, answers
from tests.browser.hands import Hand
from tests.browser.words import APPLICATION

CODE = re.compile(r"\b\d{18}[\dX]\b")
NUMBER = re.compile(r"\d{6}-\d{4}-\d{6}")


def real(name: str, filed: date) -> Answers:
    """The application for the table of administrative divisions; what the file itself says is left to the machine."""
    more = {"region": "100000", "region_name": "全国", "coverage": "1949/2025"}
    about = "县级以上行政区划的代码、名称、所属省份和名称起止年份"
    return answers(name, about, ORGANISATIONS["bureau"].name, filed, **more)


def begin(hand: Hand, table: Path) -> None:
    """From the home page to a form that the machine has filled in from a file."""
    words = hand.words
    hand.open("")
    hand.go(words("Apply"))
    hand.attach(hand.main.get_by_label(words("The data file")), table)
    hand.button(words("Go on"))
    expect(hand.main.get_by_role("button", name=words.act("submit"), exact=True)).to_be_visible()


def apply(hand: Hand, table: Path, said: Mapping[str, object]) -> str:
    """The number of the case that was opened."""
    begin(hand, table)
    hand.answer(said)
    hand.button(hand.words.act("submit"))
    return receipt(hand)


def open_draft(hand: Hand, name: str) -> None:
    """From the list of drafts to one of them."""
    hand.open("drafts/")
    hand.link(name)
    expect(hand.main.get_by_role("button", name=hand.words.act("submit"), exact=True)).to_be_visible()


def receipt(hand: Hand) -> str:
    """The page that says it was taken; the number of the case."""
    hand.title(hand.words("Receipt"))
    found = NUMBER.search(hand.main.inner_text())
    assert found is not None
    return found.group()


def find(hand: Hand, number: str) -> None:
    """From the home page to a case, through the list of cases."""
    hand.open("")
    hand.go(hand.words("Cases"))
    hand.link(number)
    expect(hand.main).to_contain_text(number)


def start(hand: Hand, number: str, verb: str, procedure: str = APPLICATION) -> None:
    """From the home page to the page of an act."""
    find(hand, number)
    hand.link(hand.words.act(verb, procedure))
    hand.title(hand.words.act(verb, procedure))


def act(hand: Hand, number: str, verb: str, procedure: str = APPLICATION) -> None:
    """An act that asks for nothing."""
    start(hand, number, verb, procedure)
    hand.button(hand.words.act(verb, procedure))
    receipt(hand)


def look_up(hand: Hand, text: str) -> None:
    """Search the register from the head of the page."""
    search = hand.page.get_by_role("banner").get_by_role("searchbox")
    hand.write(search, text)
    hand.button(hand.words("Search"), hand.page.get_by_role("banner"))
