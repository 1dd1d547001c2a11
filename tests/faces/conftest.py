"""One demo for all tests that only look at it, and offices of their own for those that act."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faces.stall import Stall


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that has been told."""
    from guiju.faces.cli import main

    folder = tmp_path_factory.mktemp("demo") / "demo"
    assert main(["demo", "--folder", str(folder), "--json"]) == 0
    return folder


@pytest.fixture
def demo(played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Stall:
    """A command line in a copy of the demo's office."""
    from django.db import connection

    connection.close()
    home = tmp_path / "office"
    shutil.copytree(played, home)
    monkeypatch.setenv("GUIJU_HOME", str(home))
    monkeypatch.setenv("GUIJU_LANG", "en")
    return Stall(home, capsys)


@pytest.fixture
def stall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Stall:
    """A command line in an empty folder, with a new office."""
    monkeypatch.setenv("GUIJU_HOME", str(tmp_path / "office"))
    monkeypatch.setenv("GUIJU_LANG", "en")
    monkeypatch.chdir(tmp_path)
    return Stall(tmp_path / "office", capsys)
