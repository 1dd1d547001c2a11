"""The whole walk on the pages, in Chinese and in English: an application for real data from its filing to its code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import People
from tests.browser.desk import Served
from tests.browser.whole import walked

pytestmark = pytest.mark.trial


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_a_file_to_a_code(people: People, served: Served, divisions: Path, language: str) -> None:
    name = {"zh": "县级以上行政区划代码表（中文走查）", "en": "县级以上行政区划代码表（英文走查）"}[language]
    walked(lambda user: people(user, language), served, divisions, name)
