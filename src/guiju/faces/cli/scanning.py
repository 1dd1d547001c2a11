"""`guiju scan`: what a data file holds, its grade, and what has to be done about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guiju.faces.cli.options import On, answers, day
from guiju.faces.cli.paper import emit, paper, say, t, table, tell
from guiju.faces.cli.watching import watched
from guiju.kit.says import USAGE, trouble

if TYPE_CHECKING:
    from guiju.plane.intake import Detect, Judge
    from guiju.plane.report import Holding, Scan

_FILE = typer.Argument(metavar="PATH", help="数据文件、文件夹、通配符或 s3:// · a file, a folder, a pattern or s3://")
_TABLE = typer.Option("--table", metavar="NAME", help="工作表或数据表，默认自选 · which sheet or table")
_SAMPLE = typer.Option("--sample", help="只看各处抽出的几千行，快 · a quick look at some rows from all over")
_CELLS = typer.Option("--cells", help="JSON 中逐格列出类型 · in JSON, also the type of each cell")
_QUALITY = typer.Option("--quality", help="另算 GB/T 36344 质量指标 · also the indicators of quality")
_RULES = typer.Option("--rules", metavar="RULES.yaml", help="按这些规则计质量 · count quality by these rules, too")
_SCHEME = typer.Option("--scheme", metavar="ID", help="分级规则，默认国家标准 · graded by which rulebook")
_FACTS = typer.Option("--facts", metavar="FILE", help="机器无从得知的答案 YAML · answers that no machine can know")
_ENGINE = typer.Option("--engine", metavar="spark", help="改由 Spark 统计 · let Spark count")
_MARKDOWN = typer.Option("--markdown", help="打印 Markdown 报告 · print the report as Markdown")


def _schema(wanted: bool) -> None:
    from guiju.kit.scan_schema import scan_schema

    if wanted:
        emit(scan_schema())
        raise typer.Exit


_SCHEMA = typer.Option(
    "--schema", is_eager=True, callback=_schema, help="打印 JSON 报告的模式 · print the JSON Schema of the report"
)


def scan(
    path: Annotated[str, _FILE],
    table_: Annotated[str | None, _TABLE] = None,
    sample: Annotated[bool, _SAMPLE] = False,
    cells: Annotated[bool, _CELLS] = False,
    quality: Annotated[bool, _QUALITY] = False,
    rules: Annotated[Path | None, _RULES] = None,
    scheme: Annotated[str | None, _SCHEME] = None,
    facts: Annotated[Path | None, _FACTS] = None,
    engine: Annotated[str | None, _ENGINE] = None,
    markdown: Annotated[bool, _MARKDOWN] = False,
    schema: Annotated[bool, _SCHEMA] = False,
    on: On = None,
) -> None:
    """看数据文件：列、类型、个人信息、级别、义务 · what data files hold, their grade, and what follows"""
    from guiju.faces.cli.grading import say_graded
    from guiju.faces.cli.quality import judge_of, say_quality
    from guiju.faces.cli.scanning_elsewhere import elsewhere, scanned_elsewhere
    from guiju.faces.cli.scanning_many import scan_many, several
    from guiju.kit.grading import grader
    from guiju.kit.scan_json import scan_json
    from guiju.plane.intake import Detect

    grade, judge = grader(scheme, answers(facts), day(on)), judge_of(quality, rules)
    detect = Detect(sample=sample, cells=cells)
    other = elsewhere(path, engine)
    if not other and several(path):
        if table_ is not None or markdown:
            zh, en = "--table 和 --markdown 只用于一个文件", "--table and --markdown are for a single file"
            raise trouble("one_file", zh, en, code=USAGE)
        raise typer.Exit(scan_many(path, detect, judge, grade))
    if other:
        found = scanned_elsewhere(path, table_, detect, judge)
    else:
        found = scanned(Path(path), table_, detect=detect, judge=judge)
    graded = grade(found)
    if paper().json:
        emit(scan_json(found, graded))
        return
    if markdown:
        _say_markdown(scan_json(found, graded))
        return
    _say_found(found)
    _say_persons(found)
    if found.quality:
        say_quality(found.quality)
    say_graded(graded)
    for warning in found.warnings:
        say(f"! {tell(warning)}", "yellow")


def _say_markdown(report: dict[str, object]) -> None:
    from guiju.kernel.values import plain
    from guiju.kit.scan_markdown import scan_markdown

    said: Any = plain(report)
    say(scan_markdown(said, paper().lang).rstrip("\n"))


def _say_found(found: Scan) -> None:
    """The file, and its columns one by one."""
    say("  ".join(filter(None, (found.name, found.format, found.encoding, found.table))), "bold")
    say(
        t(
            f"{found.rows} 行，{len(found.columns)} 列，{found.bytes} 字节",
            f"{found.rows} rows, {len(found.columns)} columns, {found.bytes} bytes",
        )
    )
    if found.time_coverage:
        span = found.time_coverage
        say(
            t(
                f"时间 {span.first} – {span.last}（列 {span.column}）",
                f"time {span.first} – {span.last} (column {span.column})",
            )
        )
    if found.region:
        say(t(f"地区 {found.region.code} {found.region.name}", f"area {found.region.code} {found.region.name}"))
    if found.digest:
        say(f"SHA-256 {found.digest}")
    heads = (
        t("列", "column"),
        t("类型", "type"),
        t("空值", "empty"),
        t("不同值", "distinct"),
        t("最小", "least"),
        t("最大", "greatest"),
        t("信息", "information"),
    )
    table(
        heads,
        [
            (c.name, c.type, str(c.nulls), str(c.distinct), _bound(c.min), _bound(c.max), _holds(c.holds))
            for c in found.columns
        ],
    )


def _say_persons(found: Scan) -> None:
    if found.sampled:
        n = found.sampled
        say(t(f"抽样：信息类型只看了 {n} 行", f"a sample: {n} rows were asked which information they hold"), "yellow")
    if found.minors:
        from guiju.kit.scan_view import minors_text

        say(tell(minors_text(**asdict(found.minors))))


def _holds(held: Holding | None) -> str:
    """The type and how sure it is; behind a plus what some cells hold, in brackets what it might be."""
    if held is None:
        return ""
    from guiju.plane.infotypes import info_types

    def labels(ids: Iterable[str]) -> str:
        return ", ".join(tell(info_types()[id_].label) for id_ in ids)

    own = f"{labels([held.info_type])} {held.score}" if held.info_type else ""
    more = f"+ {labels(held.contains)}" if held.contains else ""
    return " ".join(filter(None, (own, more, f"({labels(held.possible)}?)" if held.possible else "")))


def _bound(value: object) -> str:
    return "" if value is None else str(value)


def scanned(file: Path, table: str | None = None, *, detect: Detect | None = None, judge: Judge | None = None) -> Scan:
    from guiju.plane import scan as look_at

    with watched(file.name) as watch:
        return look_at(file, table=table, detect=detect, judge=judge, watch=watch, spare=watch.folder)
