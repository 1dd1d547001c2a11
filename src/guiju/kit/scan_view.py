"""The report of a scan as people read it: one screen for whoever decides, then column by column with the evidence.

Made from the report as JSON, which is what is kept; pages and Markdown draw the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guiju.kernel.values import Text
from guiju.kit.graded import AT_LEAST, DETERMINED, UNDETERMINED, in_short
from guiju.plane.fill import size_text
from guiju.plane.infotypes import info_types

Report = Mapping[str, Any]
Label = Mapping[str, str]
PERSONAL = ("sensitive", "personal")
"""The groups of types that lead to a person, the graver first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that is known, with its name. `mono`: as it stands in the data."""

    label: Text
    text: Text
    mono: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeView:
    """A grade in words, the rows that gave it, and what would have to be known. `tone`: that of its badge."""

    text: Text
    tone: str
    computed: Text | None  # what a person has overruled
    rules: tuple[Report, ...]
    findings: tuple[Report, ...]
    missing: int
    overrule: Report | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """A type that leads to a person: in which columns, and in how many cells where these were counted."""

    label: Text
    kinds: tuple[Label, ...]
    columns: tuple[str, ...]
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Maybe:
    """A column that may hold what leads to a person: neither a check nor its header can tell."""

    columns: tuple[str, ...]
    labels: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """One column: in a word, and with all that was counted of it."""

    id: str
    name: str
    info: Text | None
    share: str
    score: str
    personal: bool
    lines: tuple[Line, ...]
    grade: GradeView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How many indicators were measured, and those that are not at their best."""

    measured: int
    of: int
    lacking: tuple[Report, ...]
    rules: tuple[Report, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanView:
    """All of it. `must`: what has to be done; `settle`: what somebody has to confirm; `waiting`: what an answer opens;
    `measures`: what the scheme asks for data of this grade; `retest`: why it has to be graded again.
    `known`: kinds of information that the set holds; `unknown`: kinds of which nobody can tell yet.
    """

    name: str
    about: tuple[Line, ...]
    scheme: Report | None
    grade: GradeView | None
    known: tuple[Report, ...]
    unknown: tuple[Report, ...]
    personal: tuple[Personal, ...]
    maybe: tuple[Maybe, ...]
    minors: Text | None
    quality: Quality | None
    must: tuple[Report, ...]
    settle: tuple[Report, ...]
    waiting: int
    measures: tuple[Report, ...]
    retest: tuple[Report, ...]
    questions: tuple[Report, ...]
    columns: tuple[ColumnView, ...]
    warnings: tuple[Label, ...]
    on: str | None


TYPES = {
    "text": Text("文本", "text"),
    "integer": Text("整数", "whole numbers"),
    "decimal": Text("小数", "numbers"),
    "date": Text("日期", "days"),
    "datetime": Text("日期时间", "days with a time"),
    "boolean": Text("是非", "yes or no"),
    "empty": Text("无值", "no value"),
}
_TONES = {DETERMINED: "good", AT_LEAST: "warn", UNDETERMINED: "warn"}


def scan_view(report: Report) -> ScanView:
    grade, duties, kinds = report.get("grade"), report.get("duties", ()), report.get("kinds", ())
    levels = grade["levels"] if grade else {}
    settled = [due for due in duties if not due["missing"]]
    return ScanView(
        name=report["name"],
        about=tuple(_about(report)),
        scheme=grade["scheme"] if grade else None,
        grade=_grade(grade, levels) if grade else None,
        known=tuple(kind for kind in kinds if kind["holds"]),
        unknown=tuple(kind for kind in kinds if kind["holds"] is None),
        personal=tuple(_personal(report)),
        maybe=tuple(_maybe(report)),
        minors=minors_text(**report["minors"]) if report["minors"] else None,
        quality=_quality(report) if "quality" in report else None,
        must=tuple(due for due in settled if due["force"] == "must"),
        settle=tuple(due for due in settled if due["force"] != "must"),
        waiting=sum(bool(due["missing"]) for due in duties),
        measures=tuple(grade["measures"]) if grade else (),
        retest=tuple(grade["retest"]) if grade else (),
        questions=tuple(report.get("questions", ())),
        columns=tuple(_column(place, column, levels) for place, column in enumerate(report["columns"], 1)),
        warnings=tuple(report["warnings"]),
        on=report.get("on"),
    )


def info_label(id_: str) -> Text:
    """A type by its name; one that this version does not know by its id."""
    known = info_types().get(id_)
    return known.label if known is not None else Text(id_, id_)


def percent(share: object) -> str:
    """`0.125` is 12.5 %."""
    return f"{(Decimal(str(share)) * 100).normalize():f} %"


def _same(text: object) -> Text:
    return Text(str(text), str(text))


def _about(report: Report) -> Iterator[Line]:
    rows, columns = report["rows"], len(report["columns"])
    what = " · ".join(filter(None, (report["format"], report["encoding"], report["table"])))
    yield Line(label=Text("格式", "format"), text=_same(what))
    said = Text(f"{rows:,} 行，{columns:,} 列", f"{rows:,} rows, {columns:,} columns")
    if report["sampled"] is not None:
        n = report["sampled"]
        said = Text(
            f"{said.zh}；信息类型只看了抽样的 {n:,} 行", f"{said.en}; what they hold was asked of {n:,} rows only"
        )
    yield Line(label=Text("规模", "size"), text=said)
    if report["bytes"]:
        yield Line(label=Text("文件大小", "bytes"), text=_same(size_text(report["bytes"])))
    if span := report["time_coverage"]:
        zh, en = f"（列 {span['column']}）", f" (column {span['column']})"
        days = f"{span['first']} – {span['last']}"
        yield Line(label=Text("时间范围", "time covered"), text=Text(days + zh, days + en))
    if area := report["region"]:
        zh, en = f"（列 {area['column']}）", f" (column {area['column']})"
        named = f"{area['name']} {area['code']}"
        yield Line(label=Text("地区范围", "area covered"), text=Text(named + zh, named + en))
    if report["digest"]:
        yield Line(label=Text("SHA-256", "SHA-256"), text=_same(report["digest"]), mono=True)


def _grade(grade: Report, levels: Mapping[str, Label]) -> GradeView:
    said, path = grade["overrule"], grade["path"]
    text, tone = grade_said(in_short({"grade": {**grade, "levels": levels}}))
    return GradeView(
        text=text,
        tone=tone,
        computed=_level(grade["grade"], grade["standing"], levels.get(grade["grade"])) if said else None,
        rules=tuple(step for step in path if step["step"] == "rule"),
        findings=tuple(step for step in path if step["step"] == "finding"),
        missing=len(grade["missing"]),
        overrule=said,
    )


def grade_said(short: Report) -> tuple[Text, str]:
    """A grade as a list has it (`in_short`), in words, and the tone of its badge."""
    return _level(short["grade"], short["standing"], short["label"]), _TONES[short["standing"]]


def _level(level: str | None, standing: str, named: Label | None) -> Text:
    if level is None:
        return Text("未判定", "not determined")
    label = Text(**named) if named is not None else _same(level)
    return Text(f"至少为{label.zh}", f"at least {label.en}") if standing == AT_LEAST else label


def _personal(report: Report) -> Iterator[Personal]:
    """Types that lead to a person, the graver first, each with every column that holds it."""
    seen: dict[str, list[Report]] = {}
    for column in report["columns"]:
        for id_ in filter(None, (column["info_type"], *column["contains"])):
            if is_personal(id_):
                seen.setdefault(id_, []).append(column)
    for id_, columns in sorted(seen.items(), key=lambda one: PERSONAL.index(info_types()[one[0]].group)):
        yield Personal(
            label=info_label(id_),
            kinds=tuple(_kinds(columns, id_)),
            columns=tuple(column["name"] for column in columns),
            cells=sum(_cells(column) for column in columns if column["info_type"] == id_),
        )


def _maybe(report: Report) -> Iterator[Maybe]:
    for column in report["columns"]:
        labels = tuple(info_label(id_) for id_ in column.get("possible", ()) if is_personal(id_))
        if labels:
            yield Maybe(columns=(column["name"],), labels=labels)


def is_personal(id_: str) -> bool:
    return id_ in info_types() and info_types()[id_].group in PERSONAL


def _cells(column: Report) -> int:
    counted = column.get("counted", {})
    return int(counted.get("fit", 0)) + int(counted.get("masked", 0))


def _kinds(columns: Iterable[Report], id_: str) -> list[Label]:
    """What the rulebooks call it, each once."""
    steps = [step for column in columns for step in column.get("grade", {}).get("path", ())]
    found = [rule for step in steps if step["step"] == "finding" and step["info_type"] == id_ for rule in step["kinds"]]
    return list({rule["gives"]: rule["gives_label"] for rule in found}.values())


def minors_text(*, on: object, known: int, under_14: int, under_18: int) -> Text:
    """How many persons are children; takes what a report tells of minors."""
    return Text(
        f"{on} 时，{known:,} 人中不满 14 周岁 {under_14:,} 人，不满 18 周岁 {under_18:,} 人",
        f"on {on}, of {known:,} persons {under_14:,} were under 14 and {under_18:,} under 18",
    )


def _quality(report: Report) -> Quality:
    measured = [one for one in report["quality"] if one["x"] is not None]
    best = {"high": Decimal(1), "low": Decimal(0)}
    return Quality(
        measured=len(measured),
        of=len(report["quality"]),
        lacking=tuple(one for one in measured if Decimal(one["x"]) != best[one["better"]]),
        rules=tuple(one for one in report["quality_rules"] if one["failing"]),
    )


def _column(place: int, column: Report, levels: Mapping[str, Label]) -> ColumnView:
    own = column["info_type"]
    return ColumnView(
        id=f"column-{place}",
        name=column["name"],
        info=info_label(own) if own else None,
        share=percent(column["share"]) if own else "",
        score=str(column["score"]) if own else "",
        personal=any(map(is_personal, filter(None, (own, *column["contains"])))),
        lines=(*_evidence(column), *_profile(column)),
        grade=_grade(column["grade"], levels) if "grade" in column else None,
    )


def _evidence(column: Report) -> Iterator[Line]:
    """What it holds, and what speaks for it."""
    own, share, score = column["info_type"], percent(column["share"]), column["score"]
    said = info_label(own) if own else Text("没有认出", "none that is known")
    sure = Text(f"{said.zh}，占 {share}，把握 {score}", f"{said.en}, {share}, score {score}") if own else said
    yield Line(label=Text("信息类型", "information"), text=sure)
    if column["contains"]:
        yield Line(label=Text("其中含有", "contains"), text=_listed(map(info_label, column["contains"])))
    if column.get("possible"):
        yield Line(label=Text("可能是", "possibly"), text=_listed(map(info_label, column["possible"])))
    if counted := column.get("counted"):
        yield Line(label=Text("计数", "counted"), text=_counted(counted))
        yield Line(label=Text("理由", "why"), text=Text(**column["why"]))
    if column.get("samples"):
        yield Line(
            label=Text("遮盖后的样例", "samples, masked"), text=_listed(map(_same, column["samples"])), mono=True
        )
    if young := column.get("minors"):
        yield Line(label=Text("未成年人", "minors"), text=minors_text(**young))


def _listed(labels: Iterable[Text]) -> Text:
    several = list(labels)
    return Text("、".join(one.zh for one in several), ", ".join(one.en for one in several))


def _counted(counted: Report) -> Text:
    filled, fit, masked, wrong = (counted[name] for name in ("filled", "fit", "masked", "wrong"))
    zh = f"有值 {filled:,}，符合 {fit:,}，已遮盖 {masked:,}，形似而校验不符 {wrong:,}"
    en = f"{filled:,} filled, {fit:,} fit, {masked:,} masked already, {wrong:,} look like it and fail the check"
    return Text(zh, en)


def _profile(column: Report) -> Iterator[Line]:
    yield Line(label=Text("数据类型", "type of data"), text=TYPES.get(column["type"], _same(column["type"])))
    yield Line(label=Text("空值", "empty"), text=_same(f"{column['nulls']:,}"))
    distinct = f"{column['distinct']:,}"
    told = _same(distinct) if column["distinct_exact"] else Text(f"约 {distinct}", f"about {distinct}")
    yield Line(label=Text("不同值", "distinct"), text=told)
    if column["min"] is not None:
        yield Line(label=Text("范围", "range"), text=_same(f"{column['min']} – {column['max']}"))
