"""`guiju case review`: a filing held against its data. `guiju drift`: a registered set scanned again.

Only what a scan counted is kept, in the office's folder; no value of the data leaves the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guiju.faces.cli.office import actor, opened
from guiju.faces.cli.options import As, For, On, answers, day
from guiju.faces.cli.paper import emit, paper, say, t, table, tell
from guiju.faces.cli.shelves import say_mark
from guiju.kernel.values import plain
from guiju.kit.cites import say_cites
from guiju.kit.says import USAGE, both, trouble

if TYPE_CHECKING:
    from guiju.kit.drift import Difference
    from guiju.kit.profiles import Profile
    from guiju.kit.refiling import Described, Proposal, Scanning
    from guiju.kit.review import Point, Review
    from guiju.store.office import Office

_NUMBER = typer.Argument(metavar="NUMBER|CODE", help="案件号、登记号或查询码 · number of the case or entry, or code")
_DATA = typer.Option("--data", metavar="FILE", help="申请所述的数据文件 · the data that the filing is about")
_TABLE = typer.Option("--table", metavar="NAME", help="工作表或数据表，默认自选 · which sheet or table")
_FACTS = typer.Option("--facts", metavar="FILE", help="定级所需的答案 YAML · answers on which the grade rests")
_KEEP = typer.Option("--keep", help="保存扫描结果，经办人在案件页看到各点 · keep it, for the case's page")
_SET = typer.Argument(
    metavar="[NUMBER|CODE]", help="已登记的数据；不写则列出应扫描的 · a registered set; none: what is due"
)
_AGAIN = typer.Argument(metavar="[FILE]", help="现在的数据文件 · the data as they now are")
_DRAFT = typer.Option("--draft", metavar="FILE", help="变更申请草稿写入此文件 · write the draft of the change")
_GRAVE = {"differs": "red", "doubt": "yellow"}


def review(
    number: Annotated[str, _NUMBER],
    data: Annotated[Path, _DATA],
    table_: Annotated[str | None, _TABLE] = None,
    facts: Annotated[Path | None, _FACTS] = None,
    keep: Annotated[bool, _KEEP] = False,
    as_: As = None,
    for_: For = None,
    on: On = None,
) -> None:
    """申请与数据核对，列出审核要点 · hold a filing against its data: points for the reviewer"""
    from guiju.kit.refiling import described

    named, office = day(on), opened()
    set_ = described(office, number)
    if keep:
        _may(office, set_, as_, for_)
    profile = _profile(set_, data, table_, facts, named or office.today())
    found = set_.review(profile)
    if keep:
        _keep(office, set_, profile)
    if paper().json:
        emit({"case": set_.record.number, "digest": profile.digest, **review_json(found)})
        return
    _say_review(set_, found)


def drift(
    number: Annotated[str | None, _SET] = None,
    file: Annotated[Path | None, _AGAIN] = None,
    table_: Annotated[str | None, _TABLE] = None,
    facts: Annotated[Path | None, _FACTS] = None,
    draft: Annotated[Path | None, _DRAFT] = None,
    as_: As = None,
    for_: For = None,
    on: On = None,
) -> None:
    """已登记的数据再次扫描，有变化的拟出变更申请 · scan a registered set again; drift proposes a change"""
    from guiju.kit.drift import drift as differences
    from guiju.kit.refiling import described, due, proposal, registered, seen

    named, office = day(on), opened()
    if number is None or file is None:
        if number is not None:
            raise trouble("one_of", "请给出数据文件", "give the data file, too", code=USAGE)
        _say_due(due(office), named or office.today())
        return
    set_ = described(office, number)
    _may(office, set_, as_, for_)
    now = _profile(set_, file, table_, facts, named or office.today())
    was = registered(set_, seen(office, set_))
    told = differences(was, now, set_.often) if was is not None else ()
    proposed = proposal(set_, told, now.on)
    _keep(office, set_, now)
    if draft is not None and proposed is not None:
        _write(draft, proposed)
    if paper().json:
        emit({"case": set_.record.number, "since": was.on if was else None, **drift_json(told, proposed)})
        return
    _say_drift(was, told)
    if proposed is not None:
        _say_proposal(proposed, draft)


def _profile(set_: Described, file: Path, table_: str | None, facts: Path | None, on: date) -> Profile:
    """Scan the file and grade it; indicators of quality are counted where the form states one."""
    from guiju.faces.cli.scanning import scanned
    from guiju.kit.grading import grader
    from guiju.kit.profiles import profile
    from guiju.plane.intake import Detect, Judge
    from guiju.shelf.measured import QUALITY, measured

    words = {word.partition(".")[0] for asked in set_.asked.values() for word in measured(asked.field)}
    judge = Judge(on=on) if QUALITY in words else None
    grade = grader(None, answers(facts), on)
    found = scanned(file, table_, detect=Detect(on=on), judge=judge)
    return profile(found, grade(found), on)


def _may(office: Office, set_: Described, as_: str | None, for_: str | None) -> None:
    """What a scan saw is kept for the parties to the case and for the office, by one of them."""
    from guiju.store.lists import may_see
    from guiju.store.people import OFFICER

    who = actor(office, as_, for_)
    if OFFICER not in who.roles and not may_see(set_.record.number, who.signs_as):
        number = set_.record.number
        raise trouble("no_case", f"没有案件 {number}", f"there is no case {number}")


def _keep(office: Office, set_: Described, profile: Profile) -> None:
    from guiju.kit.profiles import written
    from guiju.store.profiles import keep

    keep(office, set_.record.number, profile.on, written(profile))


# ---- review ----


def review_json(found: Review) -> dict[str, object]:
    return {"points": [point_json(point) for point in found.points], "same": found.same, "open": found.open}


def point_json(point: Point) -> dict[str, object]:
    return {
        "field": point.field,
        "label": both(point.label),
        "measure": point.measure,
        "side": point.side.value,
        "severity": point.grave.value,
        "said": both(point.said),
        "found": both(point.found),
        "apart": both(point.apart),
        "question": both(point.ask),
        "cites": point.cites,
        "mark": point.mark.value if point.mark is not None else None,
    }


def _say_review(set_: Described, found: Review) -> None:
    from guiju.kit.review import GRAVITY, SIDES

    count = len(found.points)
    say(t(f"{set_.record.number}：{count} 个审核要点", f"{set_.record.number}: {count} points to review"), "bold")
    for point in found.points:
        cited = say_cites(point.cites, paper().lang)
        head = f"{tell(GRAVITY[point.grave])} · {tell(SIDES[point.side])} · {tell(point.label)}"
        say(f"{head} [{cited}]{say_mark(point.mark)}", _GRAVE.get(point.grave.value))
        said, seen = t("填报", "said"), t("数据", "found")
        say(f"    {said}: {tell(point.said)}  {seen}: {tell(point.found)}  → {tell(point.apart)}")
        say(f"    ? {tell(point.ask)}")
    names = {name: tell(asked.label) for name, asked in set_.asked.items()}
    for head, fields in ((t("一致", "the same"), found.same), (t("无从核对", "cannot be told"), found.open)):
        if fields:
            say(f"{head}: {', '.join(names[field] for field in fields)}", "dim")


# ---- drift ----


def drift_json(told: tuple[Difference, ...], proposed: Proposal | None) -> dict[str, object]:
    differences = [
        {
            "kind": one.kind,
            "column": one.column,
            "was": both(one.was),
            "now": both(one.now),
            "why": both(one.why),
            "expected": one.expected,
        }
        for one in told
    ]
    return {"drift": differences, "proposal": _proposal_json(proposed) if proposed is not None else None}


def _proposal_json(one: Proposal) -> dict[str, object]:
    return {
        "about": one.about,
        "procedure": one.procedure,
        "label": both(one.label),
        "answers": plain(one.answers),
        "duty": both(one.duty) if one.duty is not None else None,
        "force": one.force,
        "term": one.length,
        "due": one.due,
        "cites": one.cites,
        "mark": one.mark.value if one.mark is not None else None,
        "pending": one.pending,
    }


def _say_drift(was: Profile | None, told: tuple[Difference, ...]) -> None:
    if was is None:
        say(t("首次扫描，已保存，以后的扫描与它比较", "the first scan: kept, later ones are compared with it"))
        return
    say(t(f"与 {was.on} 登记时相比，{len(told)} 处不同", f"since {was.on}: {len(told)} differences"), "bold")
    for one in told:
        say(
            f"{'  ' if one.expected else '! '}{tell(one.what)}: {tell(one.was)} → {tell(one.now)}",
            None if one.expected else "yellow",
        )
        say(f"    {tell(one.why)}", "dim")


def _say_proposal(one: Proposal, draft: Path | None) -> None:
    cited = say_cites(one.cites, paper().lang)
    if one.pending is not None:
        say(t(f"已在办理：{one.pending}", f"under way already: {one.pending}"))
        return
    say(f"{t('拟办', 'to be filed')}: {tell(one.label)} {one.about} [{cited}]{say_mark(one.mark)}", "bold")
    if one.duty is not None:
        term = {None: "", "promptly": t("：及时，无日数", ": promptly, no number of days")}.get(
            one.length, f": {one.length}"
        )
        say(f"  {tell(one.duty)}{term}{f' → {one.due}' if one.due else ''}")
    if one.help is not None:
        say(f"  {tell(one.help)}")
    if draft is not None:
        say(f"  guiju object {one.about} --procedure {one.procedure} --answers {draft}", "dim")
    else:
        say(t("  用 --draft 文件 写出申请草稿", "  --draft FILE writes the draft of the application"), "dim")


def _write(path: Path, one: Proposal) -> None:
    import yaml

    told: Mapping[str, object] = plain(one.answers)  # type: ignore[assignment]
    path.write_text(yaml.safe_dump(dict(told), allow_unicode=True, sort_keys=False), "utf-8")


def _say_due(found: list[Scanning], today: date) -> None:
    if paper().json:
        emit([{"case": one.number, "update": one.often, "last": one.last, "due": one.due} for one in found])
        return
    heads = t("案件 更新频率 上次扫描 应再扫描", "case update last due").split()
    rows = [
        [one.number, one.often or "", str(one.last), f"{one.due or ''}{' !' if one.due and one.due < today else ''}"]
        for one in found
    ]
    table(heads, rows)
