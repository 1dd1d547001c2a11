"""What scans saw of registered data sets, one small file a scan, beside the database: without any value of the data.

`profiles/<number>/<day>.<id>.json`; sorted by name they are in the order in which they were made.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from guiju.store import files
from guiju.store.database import new_id
from guiju.store.office import Office

FOLDER = "profiles"  # in the office's folder


def keep(office: Office, number: str, on: date, body: str) -> None:
    """Keep what a scan saw of the data of a case; nothing that was kept before is touched."""
    folder = office.path / FOLDER / number
    if not folder.is_dir():
        files.make_private(office.path / FOLDER)
        files.make_private(folder)
    files.put(folder / f"{on.isoformat()}.{new_id()}.json", body.encode())


def kept(office: Office, number: str) -> list[str]:
    """All that was kept of a case, the earliest first."""
    return [file.read_text("utf-8") for file in _files(office.path / FOLDER / number)]


def last(office: Office) -> dict[str, date]:
    """Every case of which something is kept, with the day of the last scan."""
    folders = sorted((office.path / FOLDER).iterdir()) if (office.path / FOLDER).is_dir() else []
    days = {folder.name: [*_files(folder)] for folder in folders}
    return {number: date.fromisoformat(found[-1].name.partition(".")[0]) for number, found in days.items() if found}


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("[!.]*.json"))
