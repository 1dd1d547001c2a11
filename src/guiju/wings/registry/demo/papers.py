"""What the demo's applicants write into their forms, and the small tables that they file beside the real one."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from guiju.wings.registry.demo.divisions import write_divisions

Answers = dict[str, object]

REAL = "divisions.csv"

_COMMON: Mapping[str, object] = {
    "internal_review": "true",
    "by_agent": "false",
    "source_proof": "来源说明.pdf",
    "production": "gathered",
    "catalogue_basis": "data_catalogue",
    "registration_type": "resource",
    "in_scope": "true",
    "operating_before": "false",
    "data_type": "table",
    "storage": "file",
    "update_frequency": "yearly",
    "update_mode": "full",
    "contains_sensitive": "false",
    "share_type": "unconditional",
    "deposit_kind": "self",
    "risk_assessment": "风险评估.pdf",
    "structure": "结构化",
}


def answers(name: str, about: str, producer: str, filed: date, **more: object) -> Answers:
    """A full application: the data were supplied a fortnight before the filing and deposited three days before it."""
    return {
        **_COMMON,
        "data_name": name,
        "abstract": about,
        "lawful_source": "依职责采集，权属清晰",
        "data_producer": producer,
        "industry": "公共管理",
        "supplied_on": (filed - timedelta(days=14)).isoformat(),
        "deposited_on": (filed - timedelta(days=3)).isoformat(),
        "scenario": "行政区划核对、统计汇总和公共服务",
        **more,
    }


def objection(name: str, code: str) -> Answers:
    return {
        "objector_name": name,
        "objector_kind": "organisation",
        "objector_uscc": code,
        "contested": "数据内容简介与本公司产品名称相近，请核对权属",
        "evidence": "产品说明.pdf",
    }


def write_tables(folder: Path) -> dict[str, Path]:
    """The real table, and small made-up ones. Everything is made here and now; nothing is kept in the package."""
    folder.mkdir(parents=True, exist_ok=True)
    write_divisions(folder / REAL)
    stops = [(f"S{n:03}", f"示例站{n}", "350102", date(2025, 1, 1) + timedelta(days=n)) for n in range(1, 41)]
    levels = [(f"W{n % 8}", "350200", date(2025, 3, 1) + timedelta(days=n), 120 + n % 7) for n in range(60)]
    schools = [(f"示例学校{n}", "350500", date(2024, 9, 1) + timedelta(days=n), 300 + 7 * n) for n in range(25)]
    trees = [(f"T{n:04}", "350600", date(2024, 5, 1) + timedelta(days=3 * n), 10 + n % 30) for n in range(50)]
    lines = [(f"L{n % 6}", f"S{n:03}", n % 20 + 1, date(2025, 2, 1) + timedelta(days=n)) for n in range(1, 61)]
    floods = [(f"W{n % 5}", "350200", date(2025, 6, 1) + timedelta(days=n), 150 + n % 9) for n in range(45)]
    parks = [(f"P{n:02}", f"示例公园{n}", "350600", date(2023, 4, 1) + timedelta(days=9 * n)) for n in range(18)]
    campuses = [(f"示例校区{n}", "350500", date(2025, 9, 1) + timedelta(days=n), 210 + 11 * n) for n in range(20)]
    return {
        "divisions": folder / REAL,
        "campuses": _write(folder / "schools-2025.csv", ("学校名称", "区划代码", "统计日期", "在校人数"), campuses),
        "lines": _write(folder / "lines.csv", ("线路", "站点编号", "站序", "启用日期"), lines),
        "floods": _write(folder / "floods.csv", ("测站", "区划代码", "观测日期", "水位厘米"), floods),
        "parks": _write(folder / "parks.csv", ("公园编号", "公园名称", "区划代码", "登记日期"), parks),
        "stops": _write(folder / "bus-stops.csv", ("站点编号", "站点名称", "区划代码", "启用日期"), stops),
        "levels": _write(folder / "water-levels.csv", ("测站", "区划代码", "观测日期", "水位厘米"), levels),
        "schools": _write(folder / "schools.csv", ("学校名称", "区划代码", "统计日期", "在校人数"), schools),
        "trees": _write(folder / "trees.csv", ("树木编号", "区划代码", "登记日期", "胸径厘米"), trees),
    }


def _write(path: Path, header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
