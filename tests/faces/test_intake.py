"""Files of several tables on the command line, and the terms of real cases in a calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from icalendar import Calendar

from guiju.kit.ical import calendar_text, term_events
from tests.faces.stall import Stall


def test_a_sheet_is_named(stall: Stall, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, rows in {"一月": [["a"], [1]], "二月": [["b"], [1], [2]]}.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    first, second = stall.json("scan", str(path)), stall.json("scan", str(path), "--table", "二月")
    assert (first["table"], first["rows"], first["format"]) == ("一月", 1, "XLSX")
    assert (second["table"], second["rows"]) == ("二月", 2)
    assert stall("scan", str(path)).out.splitlines()[0].split() == ["book.xlsx", "XLSX", "binary", "一月"]
    wrong = stall("scan", str(path), "--table", "三月")
    assert wrong.code != 0 and "there is no table “三月”" in wrong.err


def test_the_terms_of_a_real_case_go_into_a_calendar(demo: Stall) -> None:
    case = demo.json("case", "show", "350000-2025-000003")
    events = term_events(case, "zh-hans", "https://example.org", ended=True)
    found: Any = Calendar.from_ical(calendar_text(events, name="期限", language="zh-hans")).walk("VEVENT")
    assert [event["DTSTART"].dt for event in found] == [date(2025, 8, 6), date(2025, 9, 3), date(2025, 9, 18)]
    assert {str(event["STATUS"]) for event in found} == {"CANCELLED"}
    entry = demo.json("case", "show", case["about"][0]["case"])
    (valid,) = term_events(entry, "en", "https://example.org")
    assert valid.day == date(2028, 9, 25) and not valid.cancelled
