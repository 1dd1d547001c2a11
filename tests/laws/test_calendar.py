"""The calendar of China: each notice against the facts, each day against two other collections, editions, flaws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
import yaml

import guiju
from guiju.kernel.calendar import Calendar, due, recompute
from tests.laws.oracle import oracle_working

SOURCE = Path(guiju.__file__).parent / "rulebooks" / "_calendar" / "CN.yaml"
TREE: dict[str, Any] = yaml.load(SOURCE.read_text(encoding="utf-8"), yaml.BaseLoader)  # scalars stay text
CN = Calendar.from_tree(TREE)


def day(text: str) -> date:
    return date.fromisoformat(text)


def every_day(first: str, last: str) -> Iterator[date]:
    for ordinal in range(day(first).toordinal(), day(last).toordinal() + 1):
        yield date.fromordinal(ordinal)


# --- the data

# year of the notice: days off as the notice gives them, weekend days worked, when it was published
NOTICES = {
    2019: ("国办发明电〔2018〕15号", "2018-12-06", 24, 7),
    2020: ("国办发明电〔2019〕16号", "2019-11-21", 30, 6),
    2021: ("国办发明电〔2020〕27号", "2020-11-25", 31, 7),
    2022: ("国办发明电〔2021〕11号", "2021-10-25", 31, 7),
    2023: ("国办发明电〔2022〕16号", "2022-12-08", 27, 7),
    2024: ("国办发明电〔2023〕7号", "2023-10-25", 28, 8),
    2025: ("国办发明电〔2024〕12号", "2024-11-12", 28, 5),
    2026: ("国办发明电〔2025〕7号", "2025-11-04", 33, 6),
}
# calendar year: weekdays off, weekend days worked, working days
BY_YEAR = {
    2019: (17, 6, 250),
    2020: (19, 6, 249),
    2021: (18, 7, 250),
    2022: (18, 7, 249),
    2023: (18, 7, 249),
    2024: (19, 8, 251),
    2025: (18, 5, 248),
    2026: (19, 6, 248),
}


@pytest.mark.parametrize("year", NOTICES)
def test_each_notice_has_its_number_day_and_counts(year: int) -> None:
    kinds = Counter(rule.works for _, rule in CN.years[year].named())
    notice = CN.years[year].notice
    assert (notice.number, str(notice.published), kinds[False], kinds[True]) == NOTICES[year]


@pytest.mark.parametrize("year", BY_YEAR)
def test_each_calendar_year_has_its_counts(year: int) -> None:
    days = list(every_day(f"{year}-01-01", f"{year}-12-31"))
    off = sum(d.weekday() < 5 and not CN.is_working(d) for d in days)
    worked = sum(d.weekday() >= 5 and CN.is_working(d) for d in days)
    assert (off, worked, sum(map(CN.is_working, days))) == BY_YEAR[year]


def test_every_day_agrees_with_two_other_collections() -> None:
    for d in every_day("2018-12-29", "2026-12-31"):
        assert CN.is_working(d) == oracle_working(d) == chinese_calendar.is_workday(d), d


def test_cover_and_edition() -> None:
    assert CN.label == "CN@2026-11-22"
    assert (str(CN.first), str(CN.horizon)) == ("2018-12-29", "2026-12-31")
    assert CN.is_working(day("2018-12-29"))  # a Saturday, under the notice for 2019


def test_each_day_says_why() -> None:
    assert CN.why(day("2026-10-01")).zh == "国庆节放假(国办发明电〔2025〕7号)"
    assert CN.why(day("2025-04-27")).en == "worked in exchange for Labour Day (国办发明电〔2024〕12号)"
    assert CN.why(day("2025-06-07")).en == "weekend (Saturday)"
    assert CN.why(day("2025-06-06")).zh == "周五，工作日"
    assert "provisional" in CN.why(day("2027-10-01")).en and "2027" in CN.why(day("2027-10-01")).zh
    assert "provisional" in CN.why(day("2018-10-01")).en


# --- editions


def test_a_later_notice_changes_a_year_and_both_states_stay_known() -> None:
    before, after = CN.as_of(day("2020-01-10")), CN.as_of(day("2020-02-10"))
    assert [str(c.horizon) for c in (before, after)] == ["2020-12-31", "2020-12-31"]
    assert before.is_working(day("2020-01-31")) and before.is_working(day("2020-02-01"))
    assert not after.is_working(day("2020-01-31")) and not after.is_working(day("2020-02-01"))
    assert "〔2020〕1号" in after.why(day("2020-01-31")).zh
    assert "unverified" in before.why(day("2020-01-30")).en
    labour = CN.as_of(day("2019-03-01"))
    assert labour.is_working(day("2019-05-02")) and not labour.is_working(day("2019-04-28"))
    assert CN.as_of(day("2030-01-01")) is CN
    with pytest.raises(ValueError, match="2018-01-01"):
        CN.as_of(day("2018-01-01"))


def test_recompute_names_the_terms_that_a_new_edition_moves() -> None:
    before = CN.as_of(day("2020-01-10"))
    dues = [due(day("2020-01-20"), "10wd", before), due(day("2020-05-06"), "10wd", before)]
    moved = recompute(before, CN, dues)
    assert [(str(m.term), str(m.was.on), str(m.now.on)) for m in moved] == [("10wd", "2020-02-07", "2020-02-11")]


def test_a_provisional_date_is_settled_by_the_next_notice() -> None:
    early = CN.as_of(day("2025-10-01"))
    first = due(day("2025-12-25"), "10wd", early)
    settled = due(day("2025-12-25"), "10wd", CN)
    assert (str(first.on), first.provisional, first.edition) == ("2026-01-08", True, "CN@2025-10-01")
    assert (str(settled.on), settled.provisional) == ("2026-01-09", False)
    assert [m.now for m in recompute(early, CN, [first])] == [settled]


# --- what is refused


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t["years"].pop("2022"), "year 2022 is missing"),
        (lambda t: t["years"]["2025"].pop("published"), "year 2025: 'published' is missing"),
        (lambda t: t["years"]["2025"].update(offf={}), "year 2025: unknown key 'offf'"),
        (lambda t: t["years"]["2025"]["off"].update(qingming="2025-04-31"), "year 2025, off, qingming: '2025-04-31'"),
        (lambda t: t["years"]["2025"]["off"].update(qingming="2025-04-06..2025-04-04"), "ends before it begins"),
        (lambda t: t["years"]["2025"]["off"].update(qingming="2026-04-04"), "year 2025: 2026-04-04 lies outside"),
        (lambda t: t["years"]["2025"]["off"].update(qingming="2025-05-01"), "year 2025: 2025-05-01 is named twice"),
        (lambda t: t["years"]["2025"]["off"].update(moon="2025-09-01"), "year 2025: 'moon' is not among the festivals"),
        (lambda t: t["years"]["2025"]["worked"].update(qingming="2025-04-08"), "2025-04-08 is a Tuesday"),
        (lambda t: t["years"]["2019"]["changes"]["国办发明电〔2019〕3号"].update(published="2018-01-01"), "before"),
        (lambda t: t["years"]["2025"].update(published={"is": "2024-11-12", "mark": "sure"}), "'sure' is not a mark"),
        (lambda t: t.update(edition="today"), "edition: 'today'"),
        (lambda t: t.update(years={}), "at least one year"),
    ],
)
def test_a_flaw_in_the_data_names_its_place(change: Any, message: str) -> None:
    tree = deepcopy(TREE)
    change(tree)
    with pytest.raises(ValueError, match=message):
        Calendar.from_tree(tree)
