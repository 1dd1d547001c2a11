"""What the tests of the command line share: run a command in this process, and read what it printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from guiju.faces.cli import main


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Stall:
    """A command line with a folder of its own."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.capsys = capsys

    def __call__(self, *words: str) -> Answer:
        self.capsys.readouterr()
        code = main(words)
        printed = self.capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    def json(self, *words: str) -> Any:
        answer = self(*words, "--json")
        return answer.json


def shelf_with(folder: Path, *changes: tuple[str, str], rulebook: str = "CN/public-data-registration") -> Path:
    """A copy of one rulebook with some words replaced, as a shelf from outside."""
    from guiju.shelf.shelf import BUILT_IN

    source = BUILT_IN / rulebook
    target = folder / rulebook
    target.mkdir(parents=True)
    for path in source.glob("*.yaml"):
        text = path.read_text("utf-8")
        for old, new in changes if path.name != "cases.yaml" else ():
            assert old in text, old
            text = text.replace(old, new)
        (target / path.name).write_text(text, "utf-8")
    return folder


def words_of(lines: Sequence[dict[str, Any]]) -> str:
    return json.dumps(lines, ensure_ascii=False)
