"""`guiju oversight`: a registrar sees its own year, others none; the same numbers as table, JSON and CSV."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.faces.stall import Stall


def test_a_registrar_sees_its_own_year(demo: Stall, tmp_path: Path) -> None:
    rows = demo("oversight", "--year", "2025", "--as", "acceptor", "--json").json
    assert len(rows) == 1 and rows[0]["cases"] > 5 and rows[0]["late"] >= 1
    name, file = rows[0]["name"].removesuffix(" [示例]"), tmp_path / "year.csv"
    year = demo("oversight", name, "--year", "2025", "--as", "acceptor", "--json").json
    assert sum(step["late"] for step in year["steps"]) == rows[0]["late"]
    assert all(step["cite"] for step in year["steps"])
    told = demo("oversight", name, "--year", "2025", "--as", "acceptor", "--csv", str(file))
    assert told.code == 0
    table = [row for row in csv.reader(file.open(encoding="utf-8-sig")) if row]
    late = table[1].index("late")
    steps = table[2 : 2 + len(year["steps"])]
    assert [row[late] for row in steps] == [str(step["late"]) for step in year["steps"]]


def test_nobody_else_sees_any(demo: Stall) -> None:
    for who in ("park", "objector"):
        refused = demo("oversight", "--as", who, "--json")
        assert refused.code == 1 and refused.json["refused"]["kind"] == "forbidden"
    unknown = demo("oversight", "nobody", "--as", "acceptor", "--json")
    assert unknown.code == 1 and unknown.json["refused"]["kind"] == "unknown"
    assert demo("oversight", "--as", "acceptor", "--from", "2025-07-01", "--json").code == 1
