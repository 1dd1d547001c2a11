"""`guiju` is one door: a short list of names, and nothing heavy behind it until it is used."""

from __future__ import annotations

import subprocess
import sys

import guiju
from tests.tidy.house import PROMISED, SOURCE

HEAVY = ("django", "duckdb", "pyarrow", "numpy")


def test_the_door_shows_what_is_promised() -> None:
    assert sorted(getattr(guiju, "__all__", ())) == sorted(PROMISED)
    shown = {name for name in dir(guiju) if not name.startswith("_") and f"guiju.{name}" not in sys.modules}
    assert shown == set(PROMISED)


def test_every_promised_name_opens() -> None:
    assert [name for name in PROMISED if not hasattr(guiju, name)] == []


def test_the_door_opens_light() -> None:
    code = f"import guiju, sys; sys.exit(', '.join(sys.modules.keys() & {set(HEAVY)!r}) or 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=SOURCE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"import guiju loads {done.stderr}"
