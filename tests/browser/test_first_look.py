"""The doors that anyone may open, in both languages, and the server behind them."""

from __future__ import annotations

import socket
from datetime import date
from urllib.request import urlopen

import pytest

from guiju.faces.cli import main
from tests.browser.conftest import Person
from tests.browser.desk import NARROW, Served

pytestmark = pytest.mark.trial


@pytest.mark.parametrize("language", ["zh", "en"])
def test_anyone_sees_home_and_the_register(person: Person, language: str) -> None:
    page = person(language=language)
    lang = {"zh": "zh-Hans-CN", "en": "en"}[language]
    for path in ("", "register/"):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").count() == 1


def test_people_sign_in_and_are_named(person: Person) -> None:
    page, other = person("bureau"), person("acceptor", "en", NARROW)
    page.goto("")
    assert "示例省民政数据局" in page.locator("body").inner_text()
    other.goto("")
    assert "示例省公共数据登记中心" in other.locator("body").inner_text()


def test_the_clock_of_a_served_office_moves(served: Served, person: Person) -> None:
    page = person()
    for day in (date(2026, 3, 2), date(2026, 3, 3)):
        served.set_clock(day)
        page.goto("")
        assert day.isoformat() in page.content()


def test_a_taken_port_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port), "--lang", "en"]) == 1
        assert f"port {port} is in use" in capsys.readouterr().err
        assert main(["serve", "--port", str(port)]) == 1
        assert f"端口 {port} 已被占用" in capsys.readouterr().err


def test_the_server_answers_programs_too(served: Served) -> None:
    with urlopen(f"{served.url}healthz") as answer:
        assert answer.status == 200
