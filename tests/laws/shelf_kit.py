"""A small shelf on disk for the tests: a nation, a province and an office, each clean until a test breaks it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from guiju.shelf.flaws import Where
from guiju.shelf.shelf import Shelf

CASES = Path(__file__).parent.parent / "cases" / "shelf"
NATION, PROVINCE, OFFICE = ((CASES / f"{name}.yaml").read_text("utf-8") for name in ("nation", "province", "office"))
DAY = date(2025, 6, 1)
PIN = "‸"
"""Stands in a text where the flaw is expected, and is taken out before the text is read."""


def put(folder: Path, text: str, name: str = "1.yaml") -> Path:
    """Write a rulebook where its own id says that it belongs; other rulebooks of that folder stay."""
    place = folder / rulebook_id(text)
    place.mkdir(parents=True, exist_ok=True)
    path = place / name
    path.write_text(text, "utf-8")
    return path


def rulebook_id(text: str) -> str:
    line = next(line for line in text.splitlines() if line.startswith("rulebook:"))
    return line.split(":", 1)[1].strip()


def shelf(folder: Path, *texts: str) -> Shelf:
    for text in texts:
        put(folder, text)
    return Shelf(folder)


def broken(text: str, old: str, new: str) -> str:
    """The text with one passage, which occurs once, replaced."""
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new)


def unpin(text: str, file: Path) -> tuple[str, Where]:
    """The text without its pin, and where the pin stood."""
    before, _, after = text.partition(PIN)
    assert PIN in text and PIN not in after
    return before + after, Where(str(file), before.count("\n") + 1, len(before) - before.rfind("\n"))


def overlay(**members: object) -> str:
    """A province that says this and nothing else."""
    head = {
        "rulebook": "XX-P/reg",
        "extends": "XX/reg",
        "title": {"zh": "省", "en": "province"},
        "version": {"number": "P1", "status": "in_force", "effective": "2025-04-01"},
    }
    dumped: str = yaml.safe_dump(head | members, sort_keys=False, allow_unicode=True)
    return dumped
