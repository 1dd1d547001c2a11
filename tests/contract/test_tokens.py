"""`guiju token`: what it makes works as far as it says, and what it withdraws works no more."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import Any

import pytest

from guiju.faces.cli import main
from tests.contract.programs import Answer, Desk, told
from tests.contract.test_docs import shown

Cli = Callable[..., tuple[int, Any]]


@pytest.fixture
def cli(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    monkeypatch.setenv("GUIJU_HOME", str(desk.office.path))

    def run(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def me(token: str) -> Answer:
    from django.test import Client

    return told(Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}))


def test_the_command_that_the_page_shows_makes_a_token(cli: Cli) -> None:
    line = next(line for line in shown("en") if line.startswith("guiju "))
    code, made = cli(*shlex.split(line)[1:])
    assert code == 0 and me(made["token"]).json["scopes"] == ["act", "file", "read"]


def test_a_token_is_listed_without_itself_and_withdrawn(cli: Cli) -> None:
    _, made = cli("token", "create", "--as", "bureau", "--scope", "read", "--label", "one")
    _, listed = cli("token", "list", "--as", "bureau")
    assert [one["label"] for one in listed] == ["one"] and made["token"] not in json.dumps(listed)
    assert me(made["token"]).status == 200
    assert cli("token", "revoke", listed[0]["id"], "--as", "park")[0] == 1, "somebody else's"
    assert cli("token", "revoke", listed[0]["id"], "--as", "bureau")[0] == 0
    assert me(made["token"]).kind == "token"


@pytest.mark.parametrize("words", [(), ("--scope", "all"), ("--scope", "read", "--days", "0")])
def test_a_token_has_scopes_and_an_end(cli: Cli, words: tuple[str, ...]) -> None:
    code, said = cli("token", "create", "--as", "bureau", *words)
    assert code == 2 and "error" in said
