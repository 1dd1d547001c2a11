"""Hubei's article 14 in an office: the new registrant applies, and the entry is theirs; the file agrees."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from guiju.faces import house
from guiju.kernel.journal import Receipt
from guiju.shelf.cases import read_folder
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store import queries
from guiju.store.fsck import fsck
from guiju.store.perform import Opening, perform
from tests.walks.little import close

PLACE = "CN-HB/public-data-registration"


def test_the_entry_passes_to_the_new_registrant(tmp_path: Path) -> None:
    shelf = Shelf(BUILT_IN)
    filings = read_folder(shelf, next(entry for entry in shelf.list() if entry.id == PLACE)).filings
    office = house.open_office(tmp_path / "office", demo=True)
    parties = {}
    for user, role in (("old", "registrant"), ("new", "registrant"), ("desk", "registrar")):
        parties[user] = office.add_party(f"示例{user}", "12350000DEM000014H", "organ", demo=True)
        office.add_member(office.add_user(user, user), parties[user], role)
    day = date(2025, 5, 12)

    def do(user: str, verb: str, **more: object) -> Receipt:
        nonlocal day
        day += timedelta(days=1)
        office.set_clock(day)
        done = perform(office, verb, office.actor(user), **more)  # type: ignore[arg-type]
        assert isinstance(done, Receipt), done
        return done

    def through(case: str) -> None:
        nonlocal day
        for verb in ("accept", "complete_review", "publicise"):
            do("desk", verb, case=case)
        day += timedelta(days=20)
        do("desk", "assign_code", case=case)

    first = do("old", "submit", opens=Opening(PLACE, "first"), facts=filings["good"]).number
    through(first)
    entry = f"{first}-1"
    assert queries.load(entry).parties["registrant"] == parties["old"]
    through(do("new", "submit", opens=Opening(PLACE, "succession", entry), facts=filings["succession"]).number)
    record = queries.load(entry)
    assert record.parties["registrant"] == parties["new"] and record.facts["registrant_name"] == "示例市新数据局"
    assert [one.number for one in queries.cases(registrant=parties["new"], procedure="entry")] == [entry]
    assert fsck(office) == []
    close()
