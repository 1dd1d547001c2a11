"""How a person works a page: with a mouse, or with a finger. What is pressed and filled in is found by the role and the
name that assistive technology would read out, never by an id or a class."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from guiju.kernel.values import Text
from tests.browser.words import APPLICATION, NO, YES, Words

# What a page may add to a name: that an answer is optional, how much waits, which row is meant.
_ADDED = r"(\s*[（(].*[)）])?(\s*\d[\d-]*)?"


def named(name: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(name)}{_ADDED}\s*$")


class Hand:
    """A person with a mouse."""

    def __init__(self, page: Page, words: Words) -> None:
        self.page = page
        self.words = words

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def seen(self, *texts: str) -> None:
        """The page says this where a person sees it."""
        for text in texts:
            expect(self.main).to_contain_text(text)

    def title(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    # The six things that a hand can do. Another kind of hand does them in another way.

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, control: Locator, text: str) -> None:
        control.fill(text)

    def choose(self, control: Locator, option: str) -> None:
        control.select_option(label=option)

    def tick(self, control: Locator) -> None:
        control.check()

    def attach(self, control: Locator, file: Path) -> None:
        control.set_input_files(file)

    def open(self, path: str) -> None:
        """By its address, as from a bookmark."""
        self.page.goto(path)

    # What is made of them.

    def button(self, name: str, within: Locator | None = None) -> None:
        self.press((within or self.main).get_by_role("button", name=named(name)))

    def link(self, name: str, within: Locator | None = None) -> None:
        self.press((within or self.main).get_by_role("link", name=named(name)))

    def go(self, place: str) -> None:
        """By the main navigation."""
        self.link(place, self.page.get_by_role("navigation", name=self.words("Main navigation")))

    def answer(self, answers: Mapping[str, object], verb: str = "submit", procedure: str = APPLICATION) -> None:
        """Fill in the form of an act, field by field."""
        asked = self.words.questions(verb, procedure).asked
        for name, value in answers.items():
            label, field, text = named(self.words.of(asked[name].label)), asked[name].field, str(value)
            if field.type == "boolean":
                said: Text = YES if text == "true" else NO
                group = self.main.get_by_role("group", name=label)
                self.tick(group.get_by_role("radio", name=self.words.of(said), exact=True))
            elif field.one_of:
                self.choose(self.main.get_by_label(label), self.words.of(field.one_of[text]))
            else:
                self.write(self.main.get_by_label(label), text)


class Finger(Hand):
    """A person with a phone: taps, and a page that scrolls sideways is noticed."""

    def press(self, target: Locator) -> None:
        target.wait_for()
        self.fits()
        target.tap()

    def tick(self, control: Locator) -> None:
        control.tap()

    def title(self, text: str) -> None:
        super().title(text)
        self.fits()

    def seen(self, *texts: str) -> None:
        super().seen(*texts)
        self.fits()

    def fits(self) -> None:
        self.page.wait_for_load_state()
        wide, room = self.page.evaluate(
            "[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"
        )
        assert wide <= room, f"{self.page.url} is {wide} px wide in a window of {room}"
