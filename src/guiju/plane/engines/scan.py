"""From a warehouse to the report: profile, what the columns hold, time and region; the same report as of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from guiju.kernel.values import Text
from guiju.plane.engines.counting import holdings
from guiju.plane.engines.profile import groups, profile
from guiju.plane.engines.warehouse import Warehouse
from guiju.plane.intake import Detect, column_of, coverage_of, minors_of, region_of
from guiju.plane.plan import SAMPLE_ROWS
from guiju.plane.profile import Tally
from guiju.plane.report import Scan
from guiju.plane.trouble import ScanError, warn


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is known of a table before it is asked. Only files have a digest."""

    name: str
    format: str
    encoding: str
    bytes: int
    tallies: Sequence[Tally]
    digest: str = ""
    table: str | None = None
    others: tuple[str, ...] = ()
    warnings: tuple[Text, ...] = ()


def scan_in(house: Warehouse, subject: Subject, detect: Detect | None, zone: str) -> Scan:
    """Ask it all."""
    if detect is not None and detect.cells:
        raise ScanError("embedded_only", subject.name, option="--cells")
    tallies, warnings = subject.tallies, list(subject.warnings)
    exact = profile(house, tallies)
    region = region_of(partial(groups, house), tallies, warnings)
    on = (detect and detect.on) or datetime.now(ZoneInfo(zone)).date()
    held = holdings(house, tallies, on=on, sample=detect.sample) if detect else {}
    warnings += [] if exact else [warn("approximate")]
    warnings += [] if house.rows else [warn("no_rows")]
    bare = [column_of(tally, house.rows, exact, warnings) for tally in tallies]
    columns = tuple(replace(one, holds=held.get(tally.index)) for one, tally in zip(bare, tallies, strict=True))
    return Scan(
        name=subject.name, format=subject.format, encoding=subject.encoding, bytes=subject.bytes,
        digest=subject.digest, rows=house.rows, columns=columns, table=subject.table,
        time_coverage=coverage_of(tallies), region=region, warnings=tuple(warnings), others=subject.others,
        sampled=SAMPLE_ROWS if detect and detect.sample and house.rows > SAMPLE_ROWS else None,
        minors=minors_of(columns),
    )  # fmt: skip
