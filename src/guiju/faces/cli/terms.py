"""`guiju due`: on which day a term ends and why; `guiju calendar`: the working days that it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guiju.faces.cli.options import day
from guiju.faces.cli.paper import emit, paper, say, t, table, tell
from guiju.kit.says import USAGE, both, trouble

if TYPE_CHECKING:
    from guiju.kernel.calendar import Calendar, Step

_CALENDAR = typer.Option("--calendar", metavar="ID", help="工作日历 · calendar of working days")


def due(
    start: Annotated[str, typer.Argument(metavar="START", help="起算事由之日，不计入 · day of the event, not counted")],
    term: Annotated[
        str, typer.Argument(metavar="TERM", help="期限，如 30wd、3nd、6m、1y · a length, as 30wd, 3nd, 6m, 1y")
    ],
    calendar: Annotated[str, _CALENDAR] = "",
    explain: Annotated[bool, typer.Option("--explain", help="逐日列出推算 · print the derivation day by day")] = False,
) -> None:
    """期限届满日 · the last day of a term"""
    from guiju.kit.reckon import read_length, reckoned
    from guiju.shelf.shelf import open_shelf

    begin = day(start)
    assert begin is not None
    shelf = open_shelf()
    found = reckoned(shelf, begin, read_length(term), calendar or shelf.calendars()[0])
    answer, length = found.due, found.due.term
    steps = found.steps if explain else ()
    if paper().json:
        walked = [{"day": s.day, "number": s.number, "why": both(s.why)} for s in steps]
        told = {"due": answer.on, "start": begin, "term": str(length), "calendar": answer.edition}
        also = {"elsewhere": found.elsewhere} if found.elsewhere else {}
        emit({**told, "provisional": answer.provisional, **also, **({"derivation": walked} if explain else {})})
        return
    doubt = t("暂定：其年放假通知未收录", "provisional: no notice for that year is on file")
    say(f"{answer.on}  ({doubt})" if answer.provisional else f"{answer.on}")
    if found.elsewhere:
        say(tell(found.elsewhere["said"]))
    if explain:
        _explain(steps)
        say(f"{t('日历', 'calendar')} {answer.edition}")


def _explain(steps: tuple[Step, ...]) -> None:
    weekdays = "一二三四五六日" if paper().lang == "zh" else ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    for step in steps:
        number = str(step.number) if step.number is not None else "·"
        say(
            f"  {number:>3}  {step.day} {weekdays[step.day.weekday()]}  {tell(step.why)}",
            None if step.number else "dim",
        )


def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="日历编号 · id of the calendar")] = "",
    year: Annotated[int | None, typer.Option("--year", help="只看一年 · one year only")] = None,
) -> None:
    """放假与调休，及各年通知 · days off and worked in exchange, with the notices"""
    from guiju.shelf.shelf import open_shelf

    shelf = open_shelf()
    calendar = shelf.calendar(id or shelf.calendars()[0])
    if year is not None and year not in calendar.years:
        raise trouble("year", f"{year} 年的通知未收录", f"no notice for {year} is on file")
    shown = [year] if year is not None else sorted(calendar.years)
    notices = [notice for key in shown for notice in (calendar.years[key].notice, *calendar.years[key].changes)]
    rows = []
    for first, last, festival, works in _stretches(calendar, shown):
        kind = t("上班", "worked") if works else t("放假", "off")
        rows.append((str(first), str(last), tell(calendar.festivals[festival]), kind))
    if paper().json:
        emit({"calendar": calendar.label, "first": calendar.first, "horizon": calendar.horizon, "days": rows})
        return
    say(f"{calendar.label}  {calendar.first} – {calendar.horizon}")
    table((t("自", "from"), t("至", "to"), t("节日", "festival"), ""), rows)
    for notice in notices:
        mark = f" ({notice.mark.value})" if notice.mark else ""
        say(f"{notice.number}  {notice.published}{mark}", "dim")


def _stretches(calendar: Calendar, years: list[int]) -> Iterator[tuple[date, date, str, bool]]:
    """Days that follow one another and say the same, as one line."""
    stretch: list[date] = []
    before: tuple[str, bool] | None = None
    for day_, named in sorted(calendar.named.items(), key=lambda item: item[0]):
        if day_.year not in years:
            continue
        said = (named.festival, named.works)
        if stretch and (said != before or day_ != stretch[-1] + timedelta(days=1)):
            assert before is not None
            yield stretch[0], stretch[-1], *before
            stretch = []
        stretch.append(day_)
        before = said
    if stretch and before is not None:
        yield stretch[0], stretch[-1], *before


def install(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="日历文件 YAML · a calendar as YAML")],
) -> None:
    """安装日历新版，列出变动的期限 · install an edition and list the terms that it moves (maintainer)"""
    from guiju.faces.cli.office import opened
    from guiju.shelf.calendars import read_calendar, whole
    from guiju.shelf.shelf import open_shelf
    from guiju.shelf.tree import plain as as_plain
    from guiju.shelf.tree import read_tree
    from guiju.store.database import OfficeError
    from guiju.store.office import install_calendar

    if not file.is_file():
        raise trouble("not_found", f"没有这个文件：{file}", f"there is no such file: {file}", code=USAGE)
    tree = read_tree(file)
    read_calendar(tree, whole(tree, open_shelf().calendar_tree))  # its mistakes are told with line and column
    try:
        moved = install_calendar(opened(), as_plain(tree))
    except OfficeError as error:
        raise trouble("calendar", str(error), str(error)) from None
    if paper().json:
        emit({"moved": moved})
        return
    say(t("已安装", "installed"))
    for item in moved:
        say(f"  {item['case']} {item['term']}: {item['was']} → {item['now']}")
