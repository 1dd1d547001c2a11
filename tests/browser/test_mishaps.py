"""What goes wrong while people work: nothing that was typed is lost, and nothing is done twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import given, steps
from tests.browser.conftest import People
from tests.browser.desk import Served, Watch
from tests.browser.hands import Hand

pytestmark = pytest.mark.trial
OFFLINE = "No connection: nothing was sent. What you wrote is still here; send it again when you are connected."
TYPED = "请补充说明数据的更新安排"


def second_tab(hand: Hand) -> Hand:
    return Hand(hand.page.context.new_page(), hand.words)


def cases_named(hand: Hand, name: str) -> int:
    hand.open("cases/")
    hand.title(hand.words("Cases"))
    return hand.main.get_by_role("row").filter(has_text=name).count()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_files_once(people: People, served: Served, scripts: bool) -> None:
    """The second click is swallowed by the page, or, without scripts, answered with the same receipt. What was typed
    just before, and is about to be saved by itself, is in the filing."""
    name = f"示例双击{scripts}"
    given.drafted(served, name)
    hand = people("bureau", scripts=scripts)
    steps.open_draft(hand, name)
    hand.answer({"abstract": TYPED})
    hand.main.get_by_role("button", name=hand.words.act("submit"), exact=True).dblclick()
    steps.receipt(hand)
    hand.link(hand.words("To the case"))
    hand.seen(TYPED)
    assert cases_named(hand, name) == 1


def test_filing_while_the_draft_is_being_saved(people: People, served: Served) -> None:
    """On a slow line the two would cross: the filing waits for the saving, and holds what was typed."""
    name = "示例慢网"
    given.drafted(served, name)
    hand = people("bureau")
    steps.open_draft(hand, name)
    slow = {"offline": False, "latency": 1200, "downloadThroughput": -1, "uploadThroughput": -1}
    line = hand.page.context.new_cdp_session(hand.page)
    line.send("Network.emulateNetworkConditions", slow)
    with hand.page.expect_request(re.compile("/save/$")):
        hand.answer({"abstract": TYPED})
    hand.button(hand.words.act("submit"))
    steps.receipt(hand)
    line.send("Network.emulateNetworkConditions", {**slow, "latency": 0})
    hand.link(hand.words("To the case"))
    hand.seen(TYPED)


def test_of_two_tabs_one_wins_and_the_other_is_told(people: People, served: Served) -> None:
    """Who did it and when is said; the words that were typed still stand in the form."""
    case = given.filed(served, "示例两个标签页")
    first, other = people("acceptor"), people("acceptor")
    state_a_fault(other, case)
    steps.act(first, case, "accept")
    other.button(other.words.act("return"))
    alert = other.main.get_by_role("alert")
    expect(alert).to_contain_text(other.words.act("accept"))
    expect(alert).to_contain_text("示例省公共数据登记中心")
    expect(alert.get_by_role("time")).to_have_attribute("datetime", str(served.today()))
    expect(other.main.get_by_label(other.words("What to do about it")).first).to_have_value(TYPED)
    steps.find(first, case)
    first.seen(first.words.state("reviewing"))


def state_a_fault(hand: Hand, case: str) -> None:
    """The form of a notice, with something typed into it that is not yet sent."""
    steps.start(hand, case, "return")
    hand.choose(hand.main.get_by_label(hand.words("Field"), exact=True).first, hand.words.field("abstract"))
    hand.write(hand.main.get_by_label(hand.words("What to do about it")).first, TYPED)


def test_two_tabs_on_one_draft(people: People, served: Served) -> None:
    """The later saving does not wipe the earlier one: both are shown, and the person chooses."""
    given.drafted(served, "示例草稿")
    first = people("bureau")
    other = second_tab(first)
    for hand in (first, other):
        steps.open_draft(hand, "示例草稿")
    for hand, text in ((first, "甲处的简介"), (other, "乙处的简介")):
        hand.answer({"abstract": text})
        hand.button(hand.words("Save"))
        if hand is first:
            expect(hand.main.get_by_role("status").filter(has_text=hand.words("Saved."))).to_be_visible()
    conflict = other.main.get_by_role("alert")
    expect(conflict).to_contain_text("甲处的简介")
    expect(conflict).to_contain_text("乙处的简介")
    expect(abstract(other)).to_have_value("乙处的简介")
    other.button(other.words("Keep what I typed"))
    expect(conflict).to_have_count(0)
    steps.open_draft(first, "示例草稿")
    expect(abstract(first)).to_have_value("乙处的简介")


def abstract(hand: Hand) -> Locator:
    return hand.main.get_by_label(re.compile(rf"^\s*{hand.words.field('abstract')}"))


def test_back_after_filing(people: People, served: Served) -> None:
    """No second case: the way back leads to the word that it was filed."""
    name = "示例后退"
    given.drafted(served, name)
    hand = people("bureau")
    steps.open_draft(hand, name)
    hand.button(hand.words.act("submit"))
    case = steps.receipt(hand)
    hand.page.go_back()
    assert steps.receipt(hand) == case
    assert cases_named(hand, name) == 1


def test_back_after_an_act(people: People, served: Served) -> None:
    """The page of the act says that it is done, and what is open instead."""
    case = given.filed(served, "示例受理后退")
    hand = people("acceptor")
    steps.act(hand, case, "accept")
    hand.page.go_back()
    expect(hand.main.get_by_role("alert")).to_contain_text(hand.words.act("accept"))
    expect(hand.main.get_by_role("button", name=hand.words.act("accept"), exact=True)).to_have_count(0)
    assert given.acts(served, case) == ["submit", "accept"]


def test_a_receipt_loaded_again_does_nothing_again(people: People, served: Served) -> None:
    case = given.filed(served, "示例刷新")
    hand = people("acceptor")
    steps.act(hand, case, "accept")
    before = hand.main.inner_text()
    hand.page.reload()
    assert steps.receipt(hand) == case
    assert hand.main.inner_text() == before
    assert given.acts(served, case) == ["submit", "accept"]


def sign_in_again(hand: Hand, served: Served, label: str) -> None:
    hand.seen(hand.words("Your sign-in has run out. What you wrote is kept: sign in and it is shown again."))
    hand.press(hand.main.get_by_role("button", name=re.compile(rf"^{label}")))


def test_a_sign_in_that_ran_out_loses_no_act(people: People, served: Served) -> None:
    case = given.filed(served, "示例会话过期")
    hand = people("acceptor")
    state_a_fault(hand, case)
    given.end_sessions(served)
    hand.button(hand.words.act("return"))
    sign_in_again(hand, served, "示例受理员")
    hand.title(hand.words.act("return"))
    expect(hand.main.get_by_label(hand.words("What to do about it")).first).to_have_value(TYPED)
    assert given.acts(served, case) == ["submit"]
    hand.button(hand.words.act("return"))
    assert steps.receipt(hand) == case
    hand.seen(TYPED)


def test_a_sign_in_that_ran_out_loses_no_draft(people: People, served: Served) -> None:
    given.drafted(served, "示例会话过期的草稿")
    hand = people("bureau")
    steps.open_draft(hand, "示例会话过期的草稿")
    hand.page.context.clear_cookies(name="sessionid")
    hand.answer({"abstract": TYPED})
    hand.button(hand.words.act("submit"))
    sign_in_again(hand, served, "示例甲")
    expect(abstract(hand)).to_have_value(TYPED)
    hand.button(hand.words.act("submit"))
    steps.receipt(hand)


def test_a_lost_connection_loses_nothing(people: People, served: Served, watch: Watch) -> None:
    """The page says that it is not saved, a form that cannot be sent stays, and afterwards all goes on."""
    given.drafted(served, "示例断网")
    hand = people("bureau")
    steps.open_draft(hand, "示例断网")
    hand.page.context.set_offline(True)
    hand.answer({"abstract": TYPED})
    state = hand.main.locator("[data-save]")
    expect(state).to_contain_text(str(state.get_attribute("data-unsaved")))
    hand.button(hand.words.act("submit"))
    expect(hand.main.get_by_role("status").filter(has_text=hand.words(OFFLINE))).to_be_visible()
    expect(abstract(hand)).to_have_value(TYPED)
    hand.page.context.set_offline(False)
    hand.button(hand.words.act("submit"))
    steps.receipt(hand)
    watch.forgive("ERR_INTERNET_DISCONNECTED", "/save/")
    hand.link(hand.words("To the case"))
    hand.seen(TYPED)


def test_without_scripts_an_application_is_filed_and_accepted(people: People, served: Served, divisions: Path) -> None:
    bureau, acceptor = people("bureau", scripts=False), people("acceptor", scripts=False)
    case = steps.apply(bureau, divisions, steps.real("县级以上行政区划代码表（无脚本）", served.today()))
    steps.act(acceptor, case, "accept")
    assert given.acts(served, case) == ["submit", "accept"]
