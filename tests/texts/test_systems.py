"""The trace names every row of the list of demands, and no other. The list comes from outside, as texts do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tidy.test_trace import traced

ROW = re.compile(r"^\| ([A-Z]\d+(?:\.\d+)?) \|", re.MULTILINE)


def test_the_trace_is_complete(texts: Path) -> None:
    near = [folder / "SYSTEMS.md" for folder in (texts, texts.parent) if (folder / "SYSTEMS.md").is_file()]
    if not near:
        pytest.fail(f"no SYSTEMS.md in {texts.name} or beside it")
    assert list(traced()) == ROW.findall(near[0].read_text("utf-8"))
