"""`guiju inventory`, and `guiju register --inventory`: from a folder, an archive or a database to many applications."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from guiju.faces.cli.options import On, day
from guiju.faces.cli.paper import counting, emit, paper, problem, say, t, table, tell, unread
from guiju.kernel.refusals import Refused
from guiju.kernel.values import Text
from guiju.kit.says import REFUSED, USAGE, fault_json, refused_problem, trouble

if TYPE_CHECKING:
    from guiju.kit.inventory import Line, Listing, Resource
    from guiju.plane.inventory import Item
    from guiju.wings.registry.many import Outcome, Way

_WHAT = typer.Argument(
    metavar="SOURCE", help="文件夹、压缩包(ZIP、tar.gz)或数据库 · a folder, an archive or a database"
)
_PLACE = typer.Option(
    "--place",
    metavar="PLACE",
    help="地方或登记机构，见 guiju shelf list · place or office, as `guiju shelf list` has it",
)
_OUT = typer.Option("--out", metavar="FILE", help="写入 .yaml、.json 或 .csv · write it to such a file")
_MERGE = typer.Option("--merge", help="同列的系列文件合为一项 · put files of one series and the same columns together")
_PROCEDURE = typer.Option(
    "--procedure", metavar="NAME", help="何种登记，默认推定 · which procedure; deduced if left out"
)


def inventory(
    source: Annotated[Path, _WHAT],
    place: Annotated[str | None, _PLACE] = None,
    out: Annotated[Path | None, _OUT] = None,
    merge: Annotated[bool, _MERGE] = False,
    procedure: Annotated[str | None, _PROCEDURE] = None,
    on: On = None,
) -> None:
    """把文件夹、压缩包或数据库列成资源清单 · a folder, an archive or a database as a list of resources"""
    from guiju.kit import inventory as lists

    if out is not None and out.suffix.lower() not in lists.ENDINGS:
        zh, en = f"{out.name} 须以 .yaml、.json 或 .csv 结尾", f"{out.name} must end in .yaml, .json or .csv"
        raise trouble("ending", zh, en, code=USAGE)
    way = _way_on_shelf(place, procedure, day(on)) if place else None
    lines = lists.lines_of(_looked(source), merge=merge)
    listing = lists.Listing(id=uuid4().hex, source=str(source), place=place or "", lines=lines)
    if way is not None:
        listing = replace(listing, lines=tuple(_lacking(listing, way)))
    if out is not None:
        with out.open("w", encoding="utf-8", newline="") as file:
            lists.write(listing, file, out.suffix.lower())
    if paper().json:
        emit(lists.as_json(listing))
    else:
        _show(listing, out)


def _looked(source: Path) -> list[Item]:
    from guiju.plane.inventory import numbered, stock

    found = []
    with stock(source) as held, counting(t("正在读取", "reading"), len(held.spots)) as one:
        for spot in held.spots:
            found += held.look(spot)
            one(spot.file)
    return numbered(found)


def _way_on_shelf(place: str, procedure: str | None, on: date | None) -> Way:
    """The rules as the office here has them, else as the shelf has them today."""
    from guiju.faces.cli.office import opened, stands
    from guiju.shelf.shelf import open_shelf
    from guiju.wings.registry.filing import way_in
    from guiju.wings.registry.many import Way

    office = opened() if stands() else None
    today = on or (office.today() if office else datetime.now(UTC).date())
    found = way_in(office.shelf if office else open_shelf(), place, today, procedure)
    if isinstance(found, Refused):
        problem(refused_problem(found))
        raise typer.Exit(REFUSED)
    entry, resolved, entrance = found
    return Way(entry=entry, resolved=resolved, entrance=entrance, on=today)


def _lacking(listing: Listing, way: Way) -> Iterator[Line]:
    """Each row with the fields that the machine could not answer and nobody has."""
    from guiju.kit.inventory import resources

    alone = replace(listing, lines=tuple(replace(line, merge="") for line in listing.lines))
    known = way.identity
    lacks = {
        resource.id: tuple(fault.field for fault in way.drawn(resource).faults if fault.field not in known)
        for resource in resources(alone)
        if resource.problem is None
    }
    for line in listing.lines:
        yield replace(line, lacks=lacks.get(line.id, ()))


def _show(listing: Listing, out: Path | None) -> None:
    heads = (t("文件", "file"), t("表", "table"), t("类型", "kind"), t("行", "rows"), t("列", "columns"),
             t("时间", "time"), t("地区", "area"), "SHA-256", t("系列", "series"))  # fmt: skip
    good = [line for line in listing.lines if line.trouble is None]
    if good:
        table(heads, [_row(line) for line in good])
    for line in listing.lines:
        if line.trouble is not None:
            unread(f"{line.file}{f' · {line.table}' if line.table else ''}", line.trouble.text, line.trouble.remedy)
    from guiju.kit.inventory import resources

    for resource in resources(listing):
        if resource.problem is not None and resource.problem.kind == "duplicate":
            say(f"! {tell(resource.problem.text)}", "yellow")
    bad = len(listing.lines) - len(good)
    say(t(f"{len(good)} 项，{bad} 个读不了", f"{len(good)} items, {bad} that cannot be read"), "bold")
    if out is not None:
        say(t(f"已写入 {out}", f"written to {out}"))


def _row(line: Line) -> tuple[str, ...]:
    found = line.found
    shown = [found.get(word, "") for word in ("format", "rows", "columns", "coverage", "region")]
    return (line.file, line.table, *shown, found.get("digest", "")[:12], line.series)


def register_many(
    listed: Path,
    place: str,
    given: Mapping[str, object],
    acting: tuple[str | None, str | None],
    on: date | None,
    *,
    mandate: str | None = None,
    procedure: str | None = None,
    dry_run: bool = False,
) -> None:
    """File what the list holds, and tell of each what became of it. `acting`: the user, and for which organisation."""
    from guiju.faces.cli.office import actor, opened
    from guiju.kit.inventory import read, resources
    from guiju.wings.registry.filing import way_in
    from guiju.wings.registry.many import file_all, way_for

    listing = read(listed)
    listing = replace(listing, answers={**listing.answers, **given})
    office = opened()
    who = actor(office, *acting)
    found = way_in(office.shelf, place, on or office.today(), procedure)
    if isinstance(found, Refused):
        problem(refused_problem(found))
        raise typer.Exit(REFUSED)
    way, wanted = way_for(office, who, found, on), resources(listing)
    outcomes: list[Outcome] = []
    with counting(t("正在提交", "filing"), len(wanted)) as one:
        told = (
            _tried(way, wanted) if dry_run else file_all(office, who, way, listing.id, wanted, on=on, mandate=mandate)
        )
        for outcome in told:
            outcomes.append(outcome)
            one(outcome.resource.name)
            if not paper().json:
                _say(outcome)
    _tell(listing, outcomes)
    raise typer.Exit(REFUSED if any(outcome.problem for outcome in outcomes) else 0)


def _tried(way: Way, wanted: Iterable[Resource]) -> Iterator[Outcome]:
    """What would become of each, without asking the office."""
    from guiju.kit.says import Problem
    from guiju.wings.registry.many import Outcome

    for resource in wanted:
        no = resource.problem
        drawn = way.drawn(resource) if no is None else None
        if drawn is not None and drawn.stopped:
            stops = tuple(fault for fault in drawn.faults if fault.at == "draft")
            head = Text(f"有 {len(stops)} 处须先改正", f"{len(stops)} faults stop the filing")
            no = Problem(kind="form_faults", text=head, faults=stops)
        yield Outcome(resource=resource, word="refused" if no else "ready", problem=no)


def _say(outcome: Outcome) -> None:
    """One line; what is wrong, and what to do, beneath it."""
    name = ", ".join(outcome.resource.files) if len(outcome.resource.files) <= 3 else outcome.resource.name
    if outcome.problem is None:
        words = {
            "filed": t("已提交", "filed"),
            "already": t("先前已提交", "filed before"),
            "ready": t("可提交", "ready"),
        }
        more = t(f"，{outcome.noticed} 处待告知", f", {outcome.noticed} faults to be asked") if outcome.noticed else ""
        say(f"✓ {name}  {words[outcome.word]} {outcome.case}{more}", "green")
        return
    no = outcome.problem
    say(f"✗ {name}: {tell(no.text)}", "red", to=sys.stderr)
    for fault in no.faults:
        say(f"    · {tell(fault.remedy)} ({fault.field})", to=sys.stderr)
    if no.remedy is not None:
        say(f"    {t('怎么办', 'what to do')}: {tell(no.remedy)}", to=sys.stderr)


def _tell(listing: Listing, outcomes: list[Outcome]) -> None:
    counts = Counter(outcome.word for outcome in outcomes)
    if paper().json:
        emit({"list": listing.id, "counts": dict(counts), "items": [_json(outcome) for outcome in outcomes]})
        return
    words = {"filed": t("已提交", "filed"), "already": t("先前已提交", "filed before"),
             "ready": t("可提交", "ready"), "refused": t("未提交", "refused")}  # fmt: skip
    say("  ".join(f"{words[word]} {count}" for word, count in counts.items()), "bold")


def _json(outcome: Outcome) -> dict[str, object]:
    resource, no = outcome.resource, outcome.problem
    told: dict[str, object] = {"id": resource.id, "name": resource.name, "files": list(resource.files)}
    told |= {"outcome": outcome.word, "case": outcome.case or None, "act": outcome.act or None}
    told |= {"noticed": outcome.noticed}
    if no is not None:
        told["refused"] = {
            "kind": no.kind,
            "text": {"zh": no.text.zh, "en": no.text.en},
            "remedy": {"zh": no.remedy.zh, "en": no.remedy.en} if no.remedy else None,
            "faults": [fault_json(fault) for fault in no.faults],
        }
    return told
