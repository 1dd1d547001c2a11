"""A demo told once, and for each test a copy of it behind the pages' own settings."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contract.programs import Desk


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that has been told."""
    from guiju.faces.cli import main

    folder = tmp_path_factory.mktemp("contract") / "demo"
    assert main(["demo", "--folder", str(folder), "--json"]) == 0
    return folder


@pytest.fixture(scope="package")
def face(told: Path) -> Iterator[None]:
    """Django as `guiju serve` sets it up, whatever another test has loaded before."""
    from guiju.store.database import start_django

    before = os.environ.get("GUIJU_HOME")
    os.environ["GUIJU_HOME"] = str(told)
    start_django()
    from django.test import override_settings

    import guiju.faces.web.settings as web

    if before is None:
        del os.environ["GUIJU_HOME"]
    else:
        os.environ["GUIJU_HOME"] = before
    mine = {name: getattr(web, name) for name in dir(web) if name.isupper() and name not in ("DATABASES", "LOGGING")}
    with override_settings(**mine):
        yield


@pytest.fixture
def desk(face: None, told: Path, tmp_path: Path) -> Iterator[Desk]:
    """An office of its own, with programs that hold tokens."""
    from django.db import connection

    from tests.contract.programs import Desk

    connection.close()
    shutil.copytree(told, tmp_path / "office")
    yield Desk.opened(tmp_path / "office")
    connection.close()
