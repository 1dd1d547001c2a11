"""The walk with a finger, in a window of 360 pixels: no page that it meets scrolls sideways."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import People
from tests.browser.desk import NARROW, Served
from tests.browser.hands import Finger
from tests.browser.whole import walked

pytestmark = pytest.mark.trial
NAME = "县级以上行政区划代码表（手机走查）"


def test_from_a_file_to_a_code_on_a_phone(people: People, served: Served, divisions: Path) -> None:
    walked(lambda user: people(user, "en", Finger, viewport=NARROW, touch=True), served, divisions, NAME)
