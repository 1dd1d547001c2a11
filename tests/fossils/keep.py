"""Keeps the demo's office and the shelf it stands on as the fossil of this release: `python -m tests.fossils.keep`.

A fossil is made once, when a release is cut, and never again: what an old release wrote must open for ever.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import guiju
from guiju.faces.cli import main
from guiju.faces.house import open_office
from guiju.kit.looks import look
from guiju.kit.view import case_view
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store.database import rows
from guiju.store.office import Office

FOSSILS = Path(__file__).parent
TOLD = ("state", "on", "rulebook", "facts", "parties", "published", "unresolved", "code")


def numbers(office: Office) -> Iterator[str]:
    office.bind()
    yield from (str(number) for (number,) in rows("SELECT number FROM record ORDER BY number", ()))


def seen(office: Office, number: str) -> dict[str, object]:
    """What a fossil must go on saying of a case: its state, its terms and breaches, its acts and their receipts."""
    view = json.loads(json.dumps(case_view(look(office, number)), ensure_ascii=False))
    told = {key: view[key] for key in TOLD if key in view}
    told["terms"] = [{key: term[key] for key in ("id", "start", "due", "late", "cite")} for term in view["terms"]]
    told["breaches"] = [{key: item[key] for key in ("term", "since", "due", "binds")} for item in view["breaches"]]
    told["history"] = [{key: act[key] for key in ("id", "act", "on", "receipt")} for act in view["history"]]
    return told


def keep() -> Path:
    home = FOSSILS / guiju.__version__
    if home.exists():
        raise SystemExit(f"{home.name} is already kept; a fossil is never made twice")
    with tempfile.TemporaryDirectory() as folder:
        office_home = Path(folder) / "office"
        code = main(["demo", "--json", "--folder", str(office_home)])
        assert not code, code
        office = open_office(office_home, Shelf(BUILT_IN), demo=True)
        cases = {number: seen(office, number) for number in numbers(office)}
        rows("PRAGMA wal_checkpoint(TRUNCATE)", ())
        home.mkdir()
        shutil.copy(office_home / "guiju.sqlite3", home)
        shutil.copy(office_home / "DEMO", home)
    shutil.copytree(BUILT_IN, home / "shelf")
    text = json.dumps(cases, ensure_ascii=False, indent=1, sort_keys=True)
    (home / "cases.json").write_text(text + "\n", encoding="utf-8")
    return home


if __name__ == "__main__":
    print(keep())
