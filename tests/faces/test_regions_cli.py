"""Regional calendars on the command line: both dates are shown where they differ, and whose reading it is."""

from __future__ import annotations

from tests.faces.stall import Stall

ASKED = ("due", "2026-04-16", "2wd", "--calendar", "CN-GX")


def test_the_command_shows_both_dates(stall: Stall) -> None:
    first, second, *_ = stall(*ASKED, "--lang", "zh").out.splitlines()
    assert first == "2026-04-22" and "2026-04-20" in second and "本站解释" in second
    explained = stall(*ASKED, "--explain", "--lang", "en").out
    assert "Sanyuesan" in explained and "CN-GX@" in explained
    told = stall.json(*ASKED)
    assert (told["due"], told["elsewhere"]["due"], told["elsewhere"]["mark"]) == ("2026-04-22", "2026-04-20", "interp")


def test_where_both_agree_one_date_is_shown(stall: Stall) -> None:
    assert stall("due", "2026-04-20", "2wd", "--calendar", "CN-GX").out == "2026-04-22\n"
    assert "elsewhere" not in stall.json("due", "2026-04-20", "2wd", "--calendar", "CN-GX")


def test_a_year_without_a_notice_is_provisional(stall: Stall) -> None:
    assert stall.json("due", "2025-04-01", "2wd", "--calendar", "CN-GX")["provisional"] is True
    assert stall.json("due", "2025-04-01", "2wd")["provisional"] is False
    assert "2025" not in stall("calendar", "show", "CN-GX").out.split("\n", 1)[1]
    assert stall("calendar", "show", "CN-GX", "--year", "2025").code == 1
