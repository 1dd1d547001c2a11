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
    """The real table, and four small made-up ones. Everything is made here and now; nothing is kept in the package."""
    folder.mkdir(parents=True, exist_ok=True)
    write_divisions(folder / REAL)
    made = {
        "divisions": folder / REAL,
        "stops": _write(
            folder / "bus-stops.csv", ("站点编号", "站点名称", "区划代码", "启用日期"), _stops("S", "示例站")
        ),
        "levels": _write(folder / "water-levels.csv", ("测站", "区划代码", "观测日期", "水位厘米"), _levels("W")),
        "schools": _write(
            folder / "schools.csv", ("学校名称", "区划代码", "统计日期", "在校人数"), _schools("示例学校")
        ),
        "trees": _write(folder / "trees.csv", ("树木编号", "区划代码", "登记日期", "胸径厘米"), _trees("T")),
    }
    later = {  # what the same bodies file afterwards: nobody registers the same data twice
        "routes": _write(
            folder / "bus-routes.csv", ("站点编号", "站点名称", "区划代码", "启用日期"), _stops("R", "示例线路站")
        ),
        "floods": _write(folder / "flood-levels.csv", ("测站", "区划代码", "观测日期", "水位厘米"), _levels("F")),
        "roll": _write(
            folder / "school-roll.csv", ("学校名称", "区划代码", "统计日期", "在校人数"), _schools("示例中小学")
        ),
        "parks": _write(folder / "parks.csv", ("公园编号", "区划代码", "登记日期", "面积"), _trees("P")),
        "care": _write(
            folder / "care.csv", ("设施编号", "设施名称", "区划代码", "启用日期"), _stops("C", "示例养老设施")
        ),
    }
    return made | later


def _stops(mark: str, name: str) -> list[tuple[object, ...]]:
    first = date(2025, 1, 1)
    return [(f"{mark}{n:03}", f"{name}{n}", "350102", first + timedelta(days=n)) for n in range(1, 41)]


def _levels(mark: str) -> list[tuple[object, ...]]:
    return [(f"{mark}{n % 8}", "350200", date(2025, 3, 1) + timedelta(days=n), 120 + n % 7) for n in range(60)]


def _schools(name: str) -> list[tuple[object, ...]]:
    return [(f"{name}{n}", "350500", date(2024, 9, 1) + timedelta(days=n), 300 + 7 * n) for n in range(25)]


def _trees(mark: str) -> list[tuple[object, ...]]:
    return [(f"{mark}{n:04}", "350600", date(2024, 5, 1) + timedelta(days=3 * n), 10 + n % 30) for n in range(50)]


def _write(path: Path, header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
