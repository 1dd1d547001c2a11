"""The walk by the keyboard alone, and the keys that save steps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import given, steps
from tests.browser.conftest import People
from tests.browser.desk import Served
from tests.browser.keys import Keys
from tests.browser.whole import walked

pytestmark = pytest.mark.trial
NAME = "县级以上行政区划代码表（键盘走查）"


def test_from_a_file_to_a_code_without_a_mouse(people: People, served: Served, divisions: Path) -> None:
    walked(lambda user: people(user, "zh", Keys), served, divisions, NAME)


def test_the_first_stop_leads_past_the_head(people: People) -> None:
    hand = people("acceptor", "zh", Keys)
    hand.open("inbox/")
    hand.page.keyboard.press("Tab")
    skip = hand.page.get_by_role("link", name=hand.words("Skip to the content"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    hand.page.keyboard.press("Enter")
    expect(hand.main).to_be_focused()
    hand.page.keyboard.press("Tab")
    assert hand.main.evaluate("main => main.contains(document.activeElement)")


def test_backwards_is_as_good_as_forwards(people: People) -> None:
    hand = people("acceptor", "zh", Keys)
    hand.open("inbox/")
    foot = hand.page.get_by_role("contentinfo").get_by_role("link").first
    hand.to(foot, backwards=True)
    hand.to(hand.page.get_by_role("banner").get_by_role("searchbox"), backwards=True)


def test_a_slash_searches_and_stays_a_slash_in_a_field(people: People) -> None:
    hand = people(None, "zh", Keys)
    hand.open("rules/")
    hand.page.keyboard.press("/")
    search = hand.page.get_by_role("banner").get_by_role("searchbox")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    hand.page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")


def test_the_letters_walk_the_rows_of_a_list(people: People) -> None:
    hand = people("acceptor", "zh", Keys)
    hand.open("cases/")
    for key, row in (("j", 0), ("ArrowDown", 1), ("k", 0)):
        hand.page.keyboard.press(key)
        expect(hand.main.get_by_role("rowheader").get_by_role("link").nth(row)).to_be_focused()
    hand.page.keyboard.press("Enter")
    hand.page.wait_for_url(re.compile(r"/cases/[\d-]+/$"))


def test_control_and_enter_send(people: People, served: Served) -> None:
    """From any field of the form, as its first button does."""
    name = "示例快捷键"
    given.drafted(served, name)
    hand = people("bureau", "zh", Keys)
    steps.open_draft(hand, name)
    hand.to(hand.main.get_by_label(re.compile(rf"^\s*{hand.words.field('abstract')}")))
    hand.page.keyboard.press("Control+Enter")
    steps.receipt(hand)
