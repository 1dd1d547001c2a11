"""A picture in the papers shows the pages as they are."""

from __future__ import annotations

import re
from pathlib import Path

from tests.tidy.house import ROOT
from tests.tidy.pictures import SHOTS, made_from, manifest, stale


def test_no_picture_is_older_than_its_page() -> None:
    assert stale() == [], "run make shots"


def test_every_picture_is_accounted_for() -> None:
    assert {path.name for path in SHOTS.glob("*.png")} == manifest().keys()
    shown = {
        name
        for page in ("README.md", "README.zh.md")
        for name in re.findall(r"docs/shots/([\w.-]+\.png)", (ROOT / page).read_text("utf-8"))
    }
    assert shown <= manifest().keys()


def test_the_stale_picture_finder_finds_them(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<h1>{% translate 'Register' %}</h1>", "utf-8")
    files = {"kit/page.html": page}
    before = made_from(files, files)
    assert made_from(files, files) == before
    page.write_text("<h2>{% translate 'Register' %}</h2>", "utf-8")
    assert made_from(files, files) != before
