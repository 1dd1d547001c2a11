"""What is wrong with a rulebook, and where: each flaw names file, line and column; all are told at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from guiju.kernel.values import Text


class Where(NamedTuple):
    """A place in a file, counted from 1. Line 0: there is no file, and `file` is the path inside the tree."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Flaw:
    """One mistake: where it stands, what it is, and what was probably meant."""

    where: Where
    text: Text
    hint: Text | None = None

    def say(self, language: str = "en") -> str:
        if self.hint is None:
            return f"{self.where}: {self.text[language]}"
        join = "; " if language == "en" else "；"
        return f"{self.where}: {self.text[language]}{join}{self.hint[language]}"


class ShelfError(Exception):
    """Rulebooks that cannot be used, with every flaw found."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws: tuple[Flaw, ...] = tuple(dict.fromkeys(flaws))
        super().__init__("\n".join(flaw.say() for flaw in self.flaws))

    def say(self, language: str = "en") -> str:
        return "\n".join(flaw.say(language) for flaw in self.flaws)


def flaw(where: Where, zh: str, en: str, hint: Text | None = None) -> Flaw:
    return Flaw(where, Text(zh, en), hint)


def nearest(word: str, names: Iterable[str]) -> Text | None:
    """What the writer may have meant; nothing when no name comes near."""
    found = difflib.get_close_matches(word, list(names), n=1, cutoff=0.6)
    return Text(f"是否应为 {found[0]}？", f"did you mean {found[0]}?") if found else None


def either(names: Iterable[str]) -> Text | None:
    """The short list of what could stand here."""
    listed = ", ".join(names)
    return Text(f"可用：{listed}", f"use one of: {listed}") if listed else None
