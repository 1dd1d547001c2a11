"""The sets that are fixed: one to develop on, one to test with, a second generator's; and the hashes that say so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bench.cn_tabular_pi.table import Maker, Table
from bench.cn_tabular_pi_second import tables as second

CARD = Path(__file__).parents[1] / "cn-tabular-pi"  # the data set's card, and its hashes
SETS = ("development", "test")
SECOND = "second"  # made by a generator of its own: `bench.cn_tabular_pi_second`
ALL = (*SETS, SECOND)
TABLES = 60
VERSION = 1


def tables(name: str, first: int = TABLES) -> Iterator[Table]:
    """The first tables of a set, in order; each depends on those before it, by what kinds they used."""
    if name == SECOND:
        yield from second.tables(first)
        return
    maker = Maker(f"cn-tabular-pi/{VERSION}/{name}", name)
    for number in range(first):
        yield maker.table(number)


def manifest(names: Sequence[str] = SETS) -> dict[str, Any]:
    """Every table of both sets with its hashes, and one hash over all of a set."""
    told: dict[str, Any] = {"version": VERSION, "synthetic": True}
    for name in names:
        made = {
            table.name: {"rows": table.rows, "columns": len(table.columns), **table.digest()} for table in tables(name)
        }
        told[name] = {"sha256": over(made), "tables": made}
    return told


def over(made: Mapping[str, Mapping[str, Any]]) -> str:
    """One hash for many."""
    return hashlib.sha256("".join(one["table"] + one["labels"] for one in made.values()).encode()).hexdigest()


@cache
def committed() -> Mapping[str, Any]:
    """The hashes as they were fixed before the first detector."""
    read: Mapping[str, Any] = json.loads((CARD / "manifest.json").read_text("utf-8"))
    return read


@cache
def second_committed() -> Mapping[str, Any]:
    """The hashes of the second generator's set."""
    read: Mapping[str, Any] = json.loads(second.MANIFEST.read_text("utf-8"))
    return read


def fixed(name: str) -> str:
    """The hash that a set was fixed with."""
    return str((second_committed() if name == SECOND else committed())[name]["sha256"])


def write(folder: Path, name: str) -> int:
    """A set as files: CSV tables, and their labels beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    made = list(tables(name))
    for table in made:
        (folder / f"{table.name}.csv").write_bytes(table.file())
        (folder / f"{table.name}.labels.json").write_bytes(table.labels())
    return len(made)
