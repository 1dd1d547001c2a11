"""The published schema of the report of a scan, JSON Schema 2020-12: `schemas/scan-report.json` beside this file."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def scan_schema() -> dict[str, object]:
    content: dict[str, object] = json.loads((files("guiju.kit") / "schemas" / "scan-report.json").read_text("utf-8"))
    return content
