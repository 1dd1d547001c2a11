"""`guiju oversight`: what a data authority sees of its registrars, as a table, JSON or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from guiju.faces.cli.office import actor, opened
from guiju.faces.cli.options import As, For, day
from guiju.faces.cli.paper import emit, paper, say, t, table, tell

_PARTY = typer.Argument(metavar="[REGISTRAR]", help="登记机构名称，缺省为全部 · name of a registrar, by default all")
_YEAR = typer.Option("--year", metavar="YEAR", help="年度，缺省为今年 · by default this year")
_FROM = typer.Option("--from", metavar="DAY", help="起始日 · first day, instead of a year")
_TO = typer.Option("--to", metavar="DAY", help="终止日 · last day, instead of a year")
_CSV = typer.Option("--csv", metavar="FILE", help="另存为 CSV · also as a CSV file")


def oversight(
    name: Annotated[str | None, _PARTY] = None,
    year_: Annotated[int | None, _YEAR] = None,
    first: Annotated[str | None, _FROM] = None,
    last: Annotated[str | None, _TO] = None,
    csv: Annotated[Path | None, _CSV] = None,
    as_: As = None,
    for_: For = None,
) -> None:
    """登记机构的年度：速度、逾期、结果、异议、报告 · the year of the registrars: speed, breaches, outcomes, reports"""
    from guiju.wings.oversight import reach, tables, year

    office = opened()
    only = reach.scope_of(actor(office, as_, for_))
    span = year.span_of(office, year_, day(first), day(last))
    lang = paper().lang
    if name is None:
        rows = year.overview(office, span, only)
        if paper().json:
            emit(rows)
            return
        made: list[tables.Sheet] = [
            (str(span.first.year), tables.OVERVIEW, [tables.overview_row(row, lang) for row in rows])
        ]
    else:
        found = year.registrar_year(office, _named(name, only), span)
        if paper().json:
            emit(found)
            return
        say(f"{tell(found['name'])}  {span.first} – {span.last}", "bold")
        made = tables.sheets(found, lang)
    _show(made, lang)
    if csv is not None:
        csv.write_text(tables.as_csv(made, lang), "utf-8")
        say(t(f"已写入 {csv}", f"written to {csv}"))


def _named(name: str, only: str | None) -> str:
    """A registrar by its name or number, as far as the caller may see it."""
    from guiju.kit.says import trouble
    from guiju.store import oversight as counted

    known = [party for party, called, _ in counted.registrars() if name in (party, called) and only in (None, party)]
    if not known:
        raise trouble("unknown", f"没有登记机构 {name}", f"there is no registrar {name}")
    return known[0]


def _show(made: Any, lang: str) -> None:
    from guiju.wings.oversight import tables

    for title, columns, rows in made:
        say()
        say(title, "bold")
        table(tables.heads(columns, lang), [[str(cell) for cell in row] for row in rows])
