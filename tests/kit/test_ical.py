"""Terms in a calendar program: a strict reader takes the text back, whatever stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from guiju.kit.ical import Event, calendar_text, term_events

EVENT = Event(
    uid="1/accept/2025-08-03@example.org",
    day=date(2025, 8, 6),
    title="受理期限届满",
    detail="一\n二",
    url="https://example.org/cases/1/",
    updated=datetime(2025, 8, 3, 8, tzinfo=UTC),
)
# Carriage returns become line feeds, and other control characters are left out: all else comes back.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], include_characters="\n\t"), max_size=300)


def read(text: str) -> Any:
    calendar = Calendar.from_ical(text)
    assert not calendar.errors
    return calendar


def one(event: Event, language: str = "zh-hans") -> Any:
    (found,) = read(calendar_text([event], name="期限", language=language)).walk("VEVENT")
    assert not found.errors
    return found


def test_an_event_is_a_whole_day() -> None:
    text = calendar_text([EVENT], name="示例，期限", language="zh-hans")
    calendar = read(text)
    assert (calendar["X-WR-CALNAME"], calendar["VERSION"]) == ("示例，期限", "2.0")
    assert calendar["PRODID"].startswith("-//Guiju//")
    event = one(EVENT)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2025, 8, 6), date(2025, 8, 7))
    assert event["DTSTART"].params["VALUE"] == event["DTEND"].params["VALUE"] == "DATE"
    assert (event["UID"], event["SUMMARY"], event["DESCRIPTION"]) == (EVENT.uid, EVENT.title, EVENT.detail)
    assert (event["DTSTAMP"].dt, event["STATUS"], event["URL"]) == (EVENT.updated, "CONFIRMED", EVENT.url)
    assert one(replace(EVENT, day=date.max))["DTSTART"].dt == date.max


def test_alarms_ring_in_the_morning_days_before() -> None:
    alarms = one(replace(EVENT, alarm_days=(7, 1, 0))).walk("VALARM")
    midnight = datetime(2025, 8, 6, tzinfo=UTC)
    assert [(midnight + alarm["TRIGGER"].dt).replace(tzinfo=None).isoformat() for alarm in alarms] == [
        "2025-07-30T09:00:00", "2025-08-05T09:00:00", "2025-08-06T09:00:00",
    ]  # fmt: skip


def test_what_is_cancelled_rings_no_more() -> None:
    event = one(replace(EVENT, cancelled=True, provisional=True, revision=7))
    assert (event["STATUS"], event["SEQUENCE"], event.walk("VALARM")) == ("CANCELLED", 7, [])
    assert one(replace(EVENT, provisional=True))["STATUS"] == "TENTATIVE"


@given(TEXTS, TEXTS, TEXTS)
@example("字" * 100, "a;b,c\\n\\\\;\n", "\\")
@example("𠮷" * 40, "x" * 74 + "é", "END:VEVENT\nBEGIN:VEVENT")
def test_folding_and_escaping_come_back(title: str, detail: str, name: str) -> None:
    text = calendar_text([replace(EVENT, title=title, detail=detail)], name=name, language="zh")
    lines = text.encode().split(b"\r\n")
    assert lines.pop() == b"" and all(0 < len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
        assert b"\n" not in line and b"\r" not in line
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert [unescaped(_value(unfolded, word)) for word in ("SUMMARY", "DESCRIPTION", "X-WR-CALNAME")] == [
        title, detail, name,
    ]  # fmt: skip
    assert len(read(text).walk("VEVENT")) == 1


def _value(lines: list[str], word: str) -> str:
    (line,) = [line for line in lines if line.startswith((f"{word}:", f"{word};"))][:1]
    return line.partition(":")[2]


def unescaped(text: str) -> str:
    """RFC 5545, 3.3.11, to the letter: any other escape, or a bare comma or semicolon, is an error."""
    said, rest = "", iter(text)
    for char in rest:
        assert char not in ",;"
        said += {"\\": "\\", ";": ";", ",": ",", "n": "\n"}[next(rest)] if char == "\\" else char
    return said


@given(st.text(max_size=80))
@example("\ud800\r\nEND:VEVENT")
def test_nothing_that_is_given_can_add_a_line(anything: str) -> None:
    wild = replace(EVENT, uid=anything, title=anything, detail=anything, url=f"https://example.org/{anything}")
    plain = calendar_text([EVENT], name="x", language="en").replace("\r\n ", "")
    text = calendar_text([wild], name=anything, language="en").replace("\r\n ", "")
    assert [line.split(":")[0].split(";")[0] for line in text.split("\r\n")] == [
        line.split(":")[0].split(";")[0] for line in plain.split("\r\n")
    ]


def term(**given: object) -> Mapping[str, object]:
    return {
        "id": "accept", "label": {"zh": "受理期限", "en": "time to accept"}, "began": "2025-09-28",
        "start": "2025-09-28", "due": "2025-10-09", "length": "3wd", "binds": "registrar",
        "cite": "CN/public-data-registration#a10", "also": "CN-FJ/public-data-registration#a16", "provisional": False,
        "left_out": [{"from": "2025-10-01", "to": "2025-10-08", "why": {"zh": "放假", "en": "day off"}}],
    } | given  # fmt: skip


def view(**given: object) -> Mapping[str, Any]:
    return {
        "case": "350000-2025-000003", "procedure_label": {"zh": "首次登记", "en": "first registration"},
        "state_label": {"zh": "待受理", "en": "filed"}, "opened": "2025-09-28", "calendar": "CN@2025-01-01",
        "parties": {"registrar": {"name": "示例中心", "label": {"zh": "登记机构", "en": "registrar"}}},
        "terms": [term()], "past": [], "duties": [], "history": [{"recorded": "2025-09-29"}],
    } | given  # fmt: skip


def test_terms_of_a_case() -> None:
    (event,) = term_events(view(), "zh-hans", "https://example.org/")
    assert event.uid == "350000-2025-000003/accept/2025-09-28@example.org"
    assert (event.day, event.updated.date()) == (date(2025, 10, 9), date(2025, 9, 29))
    assert event.title == "受理期限届满 · 350000-2025-000003"
    assert event.url == "https://example.org/cases/350000-2025-000003/"
    assert event.detail.split("\n") == [
        "首次登记 · 350000-2025-000003 · 待受理",
        "3wd：自 2025-09-28 起，至 2025-10-09 止",
        "登记机构：示例中心",
        "依据 CN-FJ 第16条 / CN 第10条",
        "不计入：2025-10-01…2025-10-08 放假",
    ]
    (english,) = term_events(view(), "en", "https://example.org")
    assert english.url == "https://example.org/en/cases/350000-2025-000003/" and english.uid == event.uid
    assert english.title == "time to accept ends · 350000-2025-000003"
    assert "under CN-FJ art. 16 / CN art. 10" in english.detail and "3wd from 2025-09-28" in english.detail


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "暂定"), ("en", "rovisional")])
def test_a_provisional_date_says_so(language: str, word: str) -> None:
    (event,) = term_events(view(terms=[term(provisional=True)]), language, "https://example.org")
    assert word in event.title and word in event.detail
    assert one(event)["STATUS"] == "TENTATIVE"
    (sure,) = term_events(view(), language, "https://example.org")
    assert word not in sure.title + sure.detail


def test_what_is_over_is_cancelled_when_asked() -> None:
    whole = view(past=[term(id="review", began="2025-09-01"), term(due=None)])
    assert len(term_events(whole, "en", "https://example.org")) == 1
    running, over = term_events(whole, "en", "https://example.org", ended=True)
    assert (running.cancelled, over.cancelled) == (False, True)
    assert one(over)["STATUS"] == "CANCELLED"


def test_duties_that_are_not_met() -> None:
    duty = {key: value for key, value in term(id="file").items() if key not in ("start", "began")} | {
        "arose": "2025-09-01", "applies": True, "met": None,
    }  # fmt: skip
    duties = [duty, duty | {"met": "2025-09-02"}, duty | {"applies": False}, duty | {"due": None}]
    (event,) = term_events(view(terms=[], duties=duties), "zh", "https://example.org")
    assert event.uid == "350000-2025-000003/file/2025-09-01@example.org"


def test_uids_differ_and_stay() -> None:
    whole = view(terms=[term(), term(), term(began="2025-09-30"), term(id="review")])
    first = [event.uid for event in term_events(whole, "zh", "https://example.org")]
    assert len(set(first)) == 4
    moved = view(terms=[term(due="2025-10-10"), term(), term(began="2025-09-30"), term(id="review")])
    assert [event.uid for event in term_events(moved, "en", "https://example.org")] == first


def test_a_change_is_a_later_revision() -> None:
    before = term_events(view(), "zh", "https://example.org")[0].revision
    more = view(history=[{"recorded": "2025-09-29"}, {"recorded": "2025-09-29"}])
    assert term_events(more, "zh", "https://example.org")[0].revision > before
    newer = view(calendar="CN@2025-11-04")
    assert term_events(newer, "zh", "https://example.org")[0].revision > before
    assert timedelta(0) < timedelta(before) < timedelta(10**6)
