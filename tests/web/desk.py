"""People at the pages of a demo office, by Django's test client: what they see, and the forms that they send."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

HERE = "guiju.faces.web.settings"


def _start() -> None:
    """Pages need the settings of the pages, and Django is loaded once a process: so before any test runs."""
    from django.apps import apps

    if apps.ready:
        return
    before = {name: os.environ.get(name) for name in ("DJANGO_SETTINGS_MODULE", "GUIJU_HOME")}
    os.environ |= {"DJANGO_SETTINGS_MODULE": HERE, "GUIJU_HOME": tempfile.mkdtemp(prefix="guiju-web-")}
    import django

    django.setup()
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


_start()


@cache
def told() -> Path:
    """A demo that has been played, to be copied."""
    from guiju.faces.demo import play

    folder = Path(tempfile.mkdtemp(prefix="guiju-demo-")) / "demo"
    play(folder)
    return folder


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Any]:
    """A demo office of this test alone."""
    from django.db import connection

    from guiju.faces.house import open_office
    from guiju.kit.web import caller

    source = told()
    connection.close()
    shutil.copytree(source, tmp_path / "office")
    caller.office.cache_clear()
    yield open_office(tmp_path / "office")
    caller.office.cache_clear()
    connection.close()


@dataclass
class Form:
    """One form of a page as a browser would send it."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def __setitem__(self, name: str, value: str | list[str]) -> None:
        self.values[name] = value if isinstance(value, list) else [value]

    def __getitem__(self, name: str) -> str:
        return self.values[name][-1]


class _Reader(HTMLParser):
    """Forms with what stands in their controls, all links, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._area: str | None = None
        self._select: tuple[str, list[str]] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        form = self.forms[-1] if self.forms else None
        name, value = at.get("name", ""), at.get("value", "")
        if tag in ("script", "style", "svg"):
            self._silent += 1
        elif tag == "a":
            self.links.append(at.get("href", ""))
        elif tag == "form":
            self.forms.append(Form(at.get("action", "")))
        elif tag == "input" and form is not None and name:
            if at.get("type") in ("checkbox", "radio"):
                if "checked" in at:
                    form.values.setdefault(name, []).append(value)
            elif at.get("type") != "file":
                form.values.setdefault(name, []).append(value)
        elif tag == "button" and form is not None and name:
            form.buttons.append((name, value))
        elif tag == "textarea" and form is not None:
            self._area = name
            form.values.setdefault(name, []).append("")
        elif tag == "select" and name:
            self._select = (name, [])
        elif tag == "option" and self._select is not None and ("selected" in at or not self._select[1]):
            self._select[1].append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "svg"):
            self._silent -= 1
        elif tag == "textarea":
            self._area = None
        elif tag == "select" and self._select is not None and self.forms:
            name, chosen = self._select
            self.forms[-1].values.setdefault(name, []).append(chosen[-1] if chosen else "")
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].values[self._area][-1] += data.removeprefix("\n")
        if not self._silent:
            self.words.append(data)


@dataclass
class Page:
    """An answer, read as a person reads it."""

    status: int
    html: str
    where: str
    forms: list[Form]
    links: list[str]
    text: str
    headers: dict[str, str]

    def form(self, part: str) -> Form:
        """The form whose address ends so."""
        found = [form for form in self.forms if form.action.endswith(part)]
        assert found, f"no form {part} among {[form.action for form in self.forms]}"
        return found[0]


def read(response: Any) -> Page:
    reader = _Reader()
    html = (b"".join(response.streaming_content) if response.streaming else response.content).decode("utf-8", "replace")
    reader.feed(html)
    words = " ".join(" ".join(reader.words).split())
    where = response.headers.get("Location", "")
    return Page(response.status_code, html, where, reader.forms, reader.links, words, dict(response.headers))


class Person:
    """Somebody with a browser of their own, reading English."""

    def __init__(self, name: str | None = None, *, csrf: bool = False) -> None:
        from django.test import Client

        self.client = Client(enforce_csrf_checks=csrf)
        if name is not None:
            self.sign_in(name)

    def sign_in(self, name: str) -> Page:
        return read(self.client.post("/en/sign-in/", {"as": name}))

    def get(self, path: str, **query: str) -> Page:
        return read(self.client.get(path if path.startswith("/") else f"/en/{path}", query))

    def send(self, form: Form, **more: Any) -> Page:
        """Press the button; `do="check"` names one of several."""
        return read(self.client.post(form.action, {**form.values, **more}))

    def follow(self, page: Page) -> Page:
        assert page.status == 302, f"{page.status}: {page.text[:600]}"
        return self.get(page.where)


def waiting_for(desk: str) -> str:
    """The number of a case in which an officer of that post can do something now: the first of its inbox."""
    link = next(link for link in Person(desk).get("inbox/").links if "/acts/" in link)
    return link.split("/cases/")[1].split("/")[0]
