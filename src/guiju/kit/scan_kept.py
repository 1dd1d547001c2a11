"""A report that was kept as JSON, read back: to be graded with other answers, and to fill in a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from guiju.kernel.values import Fact, Text, plain
from guiju.kit.graded import grade_json, graded_json
from guiju.kit.grading import Graded
from guiju.plane.fill import findings
from guiju.plane.report import Bound, Column, Coverage, Holding, Minors, Region, Scan
from guiju.shelf.scanned import HOLDS

Report = Mapping[str, Any]


def scan_from(report: Report) -> Scan:
    """What the scan found, of quality apart. Reports of uploads say less: what is missing, nobody asked."""
    span, region = report["time_coverage"], report["region"]
    return Scan(
        name=report["name"],
        format=report["format"],
        encoding=report["encoding"],
        bytes=report["bytes"],
        rows=report["rows"],
        digest=report["digest"],
        table=report["table"],
        columns=tuple(map(_column, report["columns"])),
        time_coverage=Coverage(
            first=date.fromisoformat(span["first"]),
            last=date.fromisoformat(span["last"]),
            column=span["column"],
            share=Decimal(span["share"]),
        )
        if span
        else None,
        region=Region(**{**region, "share": Decimal(region["share"])}) if region else None,
        warnings=tuple(Text(**warning) for warning in report["warnings"]),
        others=tuple(report.get("others", ())),
        minors=_minors(report.get("minors")),
        sampled=report.get("sampled"),
    )


def _column(column: Report) -> Column:
    return Column(
        name=column["name"],
        type=column["type"],
        nulls=column["nulls"],
        distinct=column["distinct"],
        distinct_exact=column["distinct_exact"],
        min=_bound(column, "min"),
        max=_bound(column, "max"),
        holds=_holding(column) if "counted" in column else None,
    )


def _bound(column: Report, end: str) -> Bound | None:
    """Bounds are of the column's type."""
    value = column[end]
    if not isinstance(value, str):
        return None if value is None else int(value)
    match column["type"]:
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value)
    return Decimal(value)


def _holding(column: Report) -> Holding:
    counted, cells = column["counted"], column.get("cells")
    return Holding(
        info_type=column["info_type"],
        share=Decimal(column["share"]),
        score=Decimal(column["score"]),
        contains=tuple(column["contains"]),
        possible=tuple(column["possible"]),
        filled=counted["filled"],
        valid=counted["fit"],
        masked=counted["masked"],
        wrong=counted["wrong"],
        why=Text(**column["why"]),
        samples=tuple(column["samples"]),
        minors=_minors(column["minors"]),
        cells=tuple(cells) if cells is not None else None,
    )


def _minors(young: Report | None) -> Minors | None:
    return Minors(**{**young, "on": date.fromisoformat(young["on"])}) if young else None


def regraded(report: Report, graded: Graded) -> dict[str, Any]:
    """The same report with another grade, and all that follows from it."""
    columns = [
        {**column, "grade": grade_json(grade)} for column, grade in zip(report["columns"], graded.columns, strict=True)
    ]
    told: Any = plain({**report, "columns": columns, **graded_json(graded)})
    return dict(told)


def known_of(report: Report) -> dict[str, Fact]:
    """What a form may be filled in with: what was found, and what grading knows the set to hold, or not to hold."""
    holds = {f"{HOLDS}{kind['kind']}": kind["holds"] for kind in report.get("kinds", ()) if kind["holds"] is not None}
    return findings(scan_from(report)) | holds
