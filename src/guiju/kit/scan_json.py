"""The report of a scan as JSON: what `guiju scan --json` prints, what the API answers, other forms draw from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guiju.kit.graded import grade_json, graded_json
from guiju.kit.says import both
from guiju.plane.quality.standard import DIMENSIONS

if TYPE_CHECKING:
    from guiju.kit.grading import Graded
    from guiju.plane.quality.model import Indicator, Outcome, Quality
    from guiju.plane.report import Column, Holding, Minors, Scan

Json = dict[str, object]


def scan_json(found: Scan, graded: Graded | None = None) -> Json:
    """The whole report. Ungraded, it has no member about grades."""
    span, region = found.time_coverage, found.region
    grades = [{"grade": grade_json(one)} for one in graded.columns] if graded else [{} for _ in found.columns]
    return {
        "name": found.name,
        "format": found.format,
        "table": found.table,
        "others": list(found.others),
        "encoding": found.encoding,
        "bytes": found.bytes,
        "rows": found.rows,
        "digest": found.digest,
        "time_coverage": {"first": span.first, "last": span.last, "column": span.column, "share": span.share}
        if span
        else None,
        "region": {"code": region.code, "name": region.name, "column": region.column, "share": region.share}
        if region
        else None,
        "columns": [_column_json(column) | grade for column, grade in zip(found.columns, grades, strict=True)],
        "warnings": [both(warning) for warning in found.warnings],
        "sampled": found.sampled,
        "minors": _minors_json(found.minors),
        **(graded_json(graded) if graded else {}),
        **_quality_json(found.quality),
    }


def _column_json(column: Column) -> Json:
    plain = ("name", "type", "nulls", "distinct", "distinct_exact", "min", "max")
    return {name: getattr(column, name) for name in plain} | _holding_json(column.holds)


def _holding_json(held: Holding | None) -> Json:
    """What a column holds, as members beside its profile; a column that was only counted holds nothing known."""
    if held is None:
        return {"info_type": None, "share": 0, "score": 0, "contains": []}
    told: Json = {
        "info_type": held.info_type,
        "share": held.share,
        "score": held.score,
        "contains": list(held.contains),
        "possible": list(held.possible),
        "counted": {"filled": held.filled, "fit": held.valid, "masked": held.masked, "wrong": held.wrong},
        "why": both(held.why),
        "samples": list(held.samples),
        "minors": _minors_json(held.minors),
    }
    return told | ({"cells": list(held.cells)} if held.cells is not None else {})


def _minors_json(held: Minors | None) -> Json | None:
    """How many persons are children, where days of birth tell."""
    if held is None:
        return None
    return {"on": held.on, "known": held.known, "under_14": held.under_14, "under_18": held.under_18}


def _quality_json(found: Quality | None) -> Json:
    """Members beside those of the scan; none, if nobody asked."""
    if found is None:
        return {}
    return {
        "quality": [_indicator_json(one) for one in found.indicators],
        "quality_rules": [_outcome_json(one) for one in found.rules],
    }


def _indicator_json(one: Indicator) -> Json:
    return {
        "id": one.id,
        "dimension": one.dimension,
        "dimension_label": both(DIMENSIONS[one.dimension]),
        "label": both(one.label),
        "better": one.better,
        "a": one.a,
        "b": one.b,
        "x": one.x,
        "counted": both(one.counted) if one.counted else None,
        "needs": both(one.needs) if one.needs else None,
        "cite": one.cite,
    }


def _outcome_json(one: Outcome) -> Json:
    return {
        "rule": one.rule,
        "columns": list(one.columns),
        "a": one.a,
        "b": one.b,
        "x": one.x,
        "failing": one.failing,
        "of": both(one.of),
        "samples": list(one.samples),
        "line": one.line,
    }
