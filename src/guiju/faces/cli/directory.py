"""`guiju grades`: a folder of data as a directory, each table with its grade, how that came about, and its measures."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guiju.faces.cli.options import On, answers, day
from guiju.faces.cli.paper import counting, emit, paper, say, t, table, tell
from guiju.kit.says import both

if TYPE_CHECKING:
    from guiju.kit.directory import Listed
    from guiju.kit.grading import Rule

_WHAT = typer.Argument(
    metavar="SOURCE", help="文件夹、压缩包(ZIP、tar.gz)或数据库 · a folder, an archive or a database"
)
_SCHEME = typer.Option("--scheme", metavar="ID", help="分级规则，默认国家标准 · graded by which rulebook")
_FACTS = typer.Option("--facts", metavar="FILE", help="机器无从得知的答案 YAML · answers that no machine can know")


def grades(
    source: Annotated[Path, _WHAT],
    scheme: Annotated[str | None, _SCHEME] = None,
    facts: Annotated[Path | None, _FACTS] = None,
    on: On = None,
) -> None:
    """数据目录：每张表的级别、来路和措施 · a directory of data: each table's grade, its path, its measures"""
    from guiju.kit.directory import Told, listed
    from guiju.kit.grading import grading_shelf
    from guiju.plane.inventory import stock

    told, today = Told.read(answers(facts)), day(on) or datetime.now(UTC).date()
    shelf, named = grading_shelf(scheme)
    found: list[Listed] = []
    with stock(source) as held, counting(t("正在读取", "reading"), len(held.spots)) as one:
        for spot in held.spots:
            found += listed(shelf, named, held, spot, told, today)
            one(spot.file)
    if paper().json:
        emit(_json(named, found))
        return
    _say(found)


def _counts(found: list[Listed]) -> Counter[str]:
    return Counter(one.graded.whole.stands or "" for one in found if one.graded is not None)


def _json(scheme: str, found: list[Listed]) -> dict[str, object]:
    counts = _counts(found)
    levels = next((one.graded.levels for one in found if one.graded is not None), {})
    return {
        "scheme": scheme,
        "grades": {level: counts[level] for level in levels},
        "not_determined": counts[""],
        "tables": [_one(one) for one in found],
    }


def _one(one: Listed) -> dict[str, object]:
    from guiju.faces.cli.scanning import scan_json

    where: dict[str, object] = {"file": one.file, "table": one.table}
    if one.scan is None or one.graded is None:
        assert one.unread is not None
        return {**where, "trouble": {"kind": one.unread.error.kind, "text": both(one.unread.error.text)}}
    told = scan_json(one.scan, one.graded)
    return {**where, **{name: told[name] for name in ("rows", "columns", "grade", "duties", "questions")}}


def _say(found: list[Listed]) -> None:
    rows = []
    for one in found:
        name = f"{one.file} · {one.table}" if one.scan is not None and one.scan.others else one.file
        if one.graded is None:
            assert one.unread is not None
            rows.append([name, "!", tell(one.unread.error.text), ""])
            continue
        whole = one.graded.whole
        label = tell(one.graded.levels[whole.stands]) if whole.stands else t("未判定", "not determined")
        said = t(f"至少为{label}", f"at least {label}") if whole.at_least and not whole.overrule else label
        path = "; ".join(_path(rule) for rule in whole.rules)
        rows.append([name, said, path, "; ".join(tell(rule.label) for rule in one.graded.measures)])
    table(t("表 级别 来路 措施", "table grade path measures").split(), rows)
    open_ = sum(bool(one.graded.questions) for one in found if one.graded is not None)
    if open_:
        say(t(f"{open_} 张表有待答的问题（--facts FILE）", f"{open_} tables have open questions (--facts FILE)"))


def _path(rule: Rule) -> str:
    columns = f"{', '.join(rule.columns)} → " if rule.columns else ""
    return f"{columns}{tell(rule.label)}"
