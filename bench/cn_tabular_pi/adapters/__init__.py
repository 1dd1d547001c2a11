"""How a tool is asked: it is given tables one by one, as files and decoded, and answers for each column."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa


@dataclass(frozen=True)
class Given:
    """A table as it is handed to a tool: the CSV file in its own encoding, and the same as text columns."""

    path: Path
    data: pa.Table


@dataclass(frozen=True)
class Found:
    """What a tool says of a column: its type, what text in it contains, and, if it can, what each cell holds.

    A cell's answer is `mobile`, or `mobile+email`, or nothing.
    """

    name: str
    info_type: str | None
    score: float = 1.0
    contains: tuple[str, ...] = ()
    cells: Sequence[str] | None = None

    def plain(self) -> dict[str, Any]:
        """For a line of JSON."""
        return {
            **vars(self),
            "contains": list(self.contains),
            "cells": None if self.cells is None else list(self.cells),
        }

    @classmethod
    def of(cls, told: dict[str, Any]) -> Found:
        """Back from a line of JSON."""
        return cls(told["name"], told["info_type"], told["score"], tuple(told["contains"]), told["cells"])


class Adapter(Protocol):
    """A tool that can be scored. A new one needs this and nothing else."""

    name: str
    reads_headers: bool  # a tool that does not is asked once

    def missing(self) -> str | None:
        """What must be installed first, or nothing."""

    def look(self, given: Iterable[Given]) -> Iterator[list[Found]]:
        """The answers, table by table, one a column and in the table's order."""


ENOUGH, SOME = 0.5, 0.02  # a column is of a type when half its cells are; it contains one when two in a hundred do


def cpu() -> float:
    """Seconds of processor that this process and those that it waited for have used."""
    return sum(os.times()[:4])


def verdict(name: str, whole: Sequence[str], inside: Sequence[str], filled: int) -> Found:
    """The verdict of a tool that only tells cells: `whole` fill their cell, `inside` are somewhere in it."""
    shares = Counter(part for answer in whole for part in answer.split("+") if part)
    within = Counter(part for answer in inside for part in answer.split("+") if part)
    best, count = max(shares.items(), key=lambda pair: pair[1], default=("", 0))
    named = best if filled and count >= ENOUGH * filled else None
    contains = tuple(sorted(part for part, much in within.items() if part != named and much >= SOME * filled))
    return Found(name, named, count / filled if filled else 0.0, contains, inside)
