"""A served demo office for each test, one Chromium for all, and people who open its pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, Protocol, TypeVar, overload

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from guiju.wings.registry.demo.divisions import write_divisions
from tests.browser.desk import WIDE, Served, Watch, chromium, context, serving, sign_in
from tests.browser.hands import Hand
from tests.browser.words import Words, book_of_the_place
from tests.tidy.catalogue import MO, compiled

Person = Callable[..., Page]
OneHand = TypeVar("OneHand", bound=Hand)


class People(Protocol):
    """`people("bureau", "en")`: a person at a page of their own, with a mouse unless another kind of hand is given."""

    @overload
    def __call__(self, name: str | None = None, language: str = "zh", *, scripts: bool = True) -> Hand: ...
    @overload
    def __call__(self, name: str | None, language: str, kind: type[OneHand], **more: Any) -> OneHand: ...


PATIENCE = 15_000  # milliseconds for a page to do what it should; a busy machine is slow, a fault is for ever
expect.set_options(timeout=PATIENCE)

# Playwright keeps an event loop in this thread; Django would take the tests for asynchronous code and refuse to read.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that has been played, to be copied."""
    from django.db import connection

    from guiju.faces.demo import play

    MO.write_bytes(compiled())  # the server says what the catalogue says, whatever was set up last
    folder = tmp_path_factory.mktemp("browser") / "demo"
    play(folder)
    connection.close()
    return folder


@pytest.fixture(scope="module")
def served(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An office of this file's tests, with the demo's people and cases. Its clock only moves forward."""
    from django.db import connection

    home = tmp_path_factory.mktemp("served") / "office"
    shutil.copytree(told, home)
    with serving(home) as office:
        yield office
    connection.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = chromium(playwright)
        yield found
        found.close()


@pytest.fixture
def watch() -> Watch:
    """What goes wrong on the pages of a test. A test that breaks something on purpose takes its own faults out."""
    return Watch()


@pytest.fixture
def person(browser: Browser, served: Served, watch: Watch) -> Iterator[Person]:
    """`person("bureau", "en", NARROW)`: a page in a browser of that person's own, signed in; no name, not signed in.

    Paths are relative (`register/`), the same in both languages. When the test ends, no page may have had a script
    error, a breach of the content policy, a failed request or an answer of 500 and above.
    """
    contexts = []

    def opened(
        name: str | None = None,
        language: str = "zh",
        viewport: tuple[int, int] = WIDE,
        *,
        touch: bool = False,
        scripts: bool = True,
    ) -> Page:
        contexts.append(context(browser, served, language, viewport, touch=touch, scripts=scripts))
        contexts[-1].set_default_timeout(PATIENCE)
        page = contexts[-1].new_page()
        watch.over(page)
        if name is not None:
            sign_in(page, name)
        return page

    yield opened
    for one in contexts:
        one.close()
    assert watch.faults == []


@pytest.fixture
def people(person: Person, served: Served) -> People:
    """Persons as `People` says."""

    def came(name: str | None = None, language: str = "zh", kind: type[Hand] = Hand, **more: Any) -> Any:
        return kind(person(name, language, **more), Words(language, book_of_the_place(served.today())))

    return came


@pytest.fixture(scope="session")
def shorter() -> Iterator[int]:
    """By how many rows: nobody files the same data twice, and the demo has registered the whole table."""
    return count(1)


@pytest.fixture
def divisions(tmp_path: Path, shorter: Iterator[int]) -> Path:
    """The real table, written here and now, each time a row shorter."""
    path = tmp_path / "divisions.csv"
    write_divisions(path)
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[: -next(shorter)]), "utf-8")
    return path
