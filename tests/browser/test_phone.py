"""The walk with a finger, in a window of 360 pixels: no page that it meets scrolls sideways."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import steps
from tests.browser.conftest import People
from tests.browser.desk import NARROW, Served
from tests.browser.hands import Finger

pytestmark = pytest.mark.trial
NAME = "县级以上行政区划代码表（手机走查）"


def test_from_a_file_to_a_code_on_a_phone(people: People, served: Served, divisions: Path) -> None:
    bureau, acceptor, reviewer = (
        people(name, "en", Finger, viewport=NARROW, touch=True) for name in ("bureau", "acceptor", "reviewer")
    )
    steps.short(bureau, acceptor, reviewer, served, divisions, NAME)
