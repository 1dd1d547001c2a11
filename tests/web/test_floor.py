"""The security floor: what Django itself checks before a site is opened, and what every answer carries."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.web.desk import Form, Person, office

__all__ = ["office"]


def test_the_deploy_check_is_clean(tmp_path: Path) -> None:
    """As an office would be served: under its own address, by HTTPS."""
    env = {**os.environ, "GUIJU_HOME": str(tmp_path), "GUIJU_ORIGIN": "https://register.example"}
    env["DJANGO_SETTINGS_MODULE"] = "guiju.faces.web.settings"
    env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the browser's tests set it for themselves
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    from guiju.faces.web.keys import KEY, secret_key

    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first and len(first) > 60
    assert (tmp_path / KEY).stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == [KEY]


@pytest.mark.parametrize("path", ["/", "/en/register/", "/sign-in/", "/no-such-page/", "/healthz", "/api/v1/records"])
def test_every_answer_carries_the_policy(office: Any, path: str) -> None:
    answer = Person().get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert " style=" not in answer.html and " onclick=" not in answer.html and "<style" not in answer.html


def test_what_a_person_sees_is_kept_nowhere(office: Any) -> None:
    assert Person("bureau").get("cases/").headers["Cache-Control"] == "private, no-store"


def test_a_form_from_elsewhere_changes_nothing(office: Any) -> None:
    outsider = Person("bureau", csrf=False)
    strict = Person(csrf=True)
    strict.client.cookies = outsider.client.cookies
    assert strict.send(Form("/en/sign-out/")).status == 403
    assert outsider.get("account/").status == 200


def test_guessing_gets_slower(office: Any) -> None:
    from django.core.cache import cache

    cache.clear()
    office.set_password("bureau", "right-password")
    guess = [Person().send(Form("/en/sign-in/", {"name": ["bureau"], "password": ["wrong"]})).status for _ in range(6)]
    assert guess == [422] * 5 + [429]
    barred = Person().send(Form("/en/sign-in/", {"name": ["bureau"], "password": ["right-password"]}))
    assert barred.status == 429, "the right password waits as well, or guessing would show it"
    cache.clear()
    let_in = Person().send(Form("/en/sign-in/", {"name": ["bureau"], "password": ["right-password"]}))
    assert let_in.status == 302


def test_demo_persons_are_for_the_demo_only(tmp_path: Path, office: Any) -> None:
    from guiju.kit.web import caller
    from guiju.store.office import open_office

    open_office(tmp_path / "working").add_user("clerk", "示例")
    caller.office.cache_clear()
    page = Person().get("sign-in/")
    assert page.status == 200 and 'name="as"' not in page.html
    assert Person().send(Form("/en/sign-in/", {"as": ["clerk"]})).status == 422


def test_nobody_is_led_away(office: Any) -> None:
    person = Person()
    answer = person.send(Form("/en/sign-in/", {"as": ["bureau"], "next": ["https://elsewhere.example/"]}))
    assert answer.where == "/en/"


def test_logs_tell_the_place_and_no_content() -> None:
    from guiju.kit.web.logs import Lines

    try:
        raise ValueError("身份证号 110101199001011234")
    except ValueError:
        record = logging.LogRecord("guiju.web", logging.ERROR, __file__, 1, "defect", (), sys.exc_info())
    line = json.loads(Lines().format(record))
    assert line["error"] == "ValueError" and line["where"] and "1101" not in json.dumps(line)
