"""`guiju scan` of a folder, a pattern, an archive or an object store: a report for each table, and a summary."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from guiju.faces.cli.paper import paper, problem, say, t, tell, unread
from guiju.faces.cli.watching import Terminal, say_stopped, watched
from guiju.kernel.values import plain
from guiju.kit.says import DONE, REFUSED, Problem, Trouble, both

if TYPE_CHECKING:
    from guiju.kit.grading import Graded, Grader
    from guiju.plane.intake import Detect, Judge
    from guiju.plane.inventory import Looked, Stock
    from guiju.plane.report import Scan

FAR = "s3://"
Json = dict[str, object]


def several(given: str) -> bool:
    """Whether more than one plain file may be meant."""
    from guiju.plane.archive import is_archive
    from guiju.plane.globs import is_pattern

    path = Path(given)
    if given.startswith(FAR) or is_pattern(path) or path.is_dir():
        return True
    return path.is_file() and is_archive(path, path.name)


@dataclass(slots=True)
class Summary:
    """What stands in all tables together. `grades`: how many tables have each; none is one that is not determined."""

    files: set[str] = field(default_factory=set)
    tables: int = 0
    unread: int = 0
    rows: int = 0
    bytes: int = 0
    info_types: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)

    def add(self, file: str, found: Scan, graded: Graded) -> None:
        if file not in self.files:
            self.bytes += found.bytes
        self.files.add(file)
        self.tables, self.rows = self.tables + 1, self.rows + found.rows
        self.info_types.update(types_of(found))
        self.grades[graded.whole.stands or ""] += 1

    def as_json(self) -> Json:
        counts = {"files": len(self.files), "tables": self.tables, "unread": self.unread, "bytes": self.bytes}
        grades = [{"grade": grade or None, "tables": count} for grade, count in self.grades.items()]
        return {**counts, "info_types": dict(self.info_types.most_common()), "grades": grades}


def types_of(found: Scan) -> Counter[str]:
    """Kinds of information about somebody, by the columns that hold them."""
    from guiju.plane.infotypes import info_types

    held = [column.holds for column in found.columns if column.holds]
    all_ = Counter(id_ for one in held for id_ in {*filter(None, [one.info_type]), *one.contains})
    return Counter({id_: count for id_, count in all_.items() if info_types()[id_].group != "general"})


def scan_many(given: str, detect: Detect, judge: Judge | None, grade: Grader) -> int:
    """Tell of each table as soon as it is read, so that a folder of any size takes no more memory than one file."""
    summary = Summary()
    tell_: _Sheet | _Screen = _Sheet(summary) if paper().json else _Screen(summary)
    with watched(given, tell_.stopped) as watch, _opened(given) as held:
        with watch.whole():
            tell_.begin()
        try:
            for looked in _each(held, detect, judge, watch):
                graded = grade(looked.found, looked.file) if looked.found else None
                with watch.whole():
                    _tell(tell_, summary, looked, graded)
        except Trouble as error:
            tell_.broken(error.problem)
            return error.problem.code
        with watch.whole():
            tell_.end()
    return DONE if summary.tables else REFUSED


def _each(held: Stock, detect: Detect, judge: Judge | None, watch: Terminal) -> Iterator[Looked]:
    for spot in held.spots:
        yield from held.looks(spot, detect=detect, judge=judge, watch=watch)


def _tell(tell_: _Sheet | _Screen, summary: Summary, looked: Looked, graded: Graded | None) -> None:
    """Told and counted together, so that whoever breaks off is told of as many as were counted."""
    if looked.found is None or graded is None:
        summary.unread += 1
        tell_.unread(looked)
    else:
        summary.add(looked.file, looked.found, graded)
        tell_.table(looked, looked.found, graded)


def _opened(given: str) -> AbstractContextManager[Stock]:
    from guiju.plane.inventory import stock

    if given.startswith(FAR):
        from guiju.plane.remote import bucket

        return bucket(given)
    return stock(Path(given))


class _Sheet:
    """All as one JSON object, written piece by piece, and ended whatever happens on the way."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self._unread: list[Json] = []
        self._first = True
        self._begun = self._over = False

    def begin(self) -> None:
        print('{\n"tables": [', end="")
        self._begun = True

    def table(self, looked: Looked, found: Scan, graded: Graded) -> None:
        from guiju.kit.scan_json import scan_json

        print("\n" if self._first else ",\n", end="")
        print(_written({"file": looked.file, **scan_json(found, graded)}), end="", flush=True)
        self._first = False

    def unread(self, looked: Looked) -> None:
        assert looked.error is not None
        told = {"file": looked.file, "table": looked.table or None, "kind": looked.error.kind}
        self._unread.append({**told, "text": both(looked.error.text), "remedy": both(looked.error.remedy)})

    def end(self, why: Json | None = None) -> None:
        """`why`: members that say why it ends here."""
        rest = {"unread": self._unread, "rows": self._summary.rows, "summary": self._summary.as_json(), **(why or {})}
        members = ",\n".join(f"{_written(name)}: {_written(value)}" for name, value in rest.items())
        print(f"\n],\n{members}\n}}")
        self._over = True

    def broken(self, why: Problem) -> None:
        self.end(why.as_json())

    def stopped(self, why: Problem) -> None:
        """A signal comes at any time: before there is anything to end, and when all has been said."""
        if not self._begun:
            say_stopped(why)
        elif not self._over:
            self.broken(why)


def _written(content: object) -> str:
    return json.dumps(plain(content), ensure_ascii=False)


class _Screen:
    """One line for each table."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary

    def begin(self) -> None:
        """Nothing stands above the first line."""

    def table(self, looked: Looked, found: Scan, graded: Graded) -> None:
        from guiju.faces.cli.grading import ruled, said_grade

        said = said_grade(graded) if graded.whole.stands else t("级别未判定", "grade not determined")
        size = t(f"{found.rows} 行，{len(found.columns)} 列", f"{found.rows} rows, {len(found.columns)} columns")
        say("  ".join((_name(looked), found.format, size, said, *_labels(types_of(found).items()))))
        for rule in graded.whole.rules:
            say(f"  ← {ruled(rule)}  {', '.join(rule.columns)}".rstrip(), "dim")
        if graded.measures:
            say(f"  ▸ {'; '.join(tell(rule.label) for rule in graded.measures)}", "dim")
        for warning in found.warnings:
            say(f"  ! {tell(warning)}", "yellow")

    def unread(self, looked: Looked) -> None:
        assert looked.error is not None
        unread(_name(looked), looked.error.text, looked.error.remedy)

    def broken(self, why: Problem) -> None:
        problem(why)

    def stopped(self, why: Problem) -> None:
        say_stopped(why)

    def end(self) -> None:
        summary = self._summary
        zh = f"{len(summary.files)} 个文件，{summary.tables} 张表，{summary.rows} 行；{summary.unread} 个读不了"
        en = f"{len(summary.files)} files, {summary.tables} tables, {summary.rows} rows; {summary.unread} not read"
        say(t(zh, en), "bold")
        if summary.info_types:
            say("  ".join((t("各类信息所在列数：", "columns by kind:"), *_labels(summary.info_types.most_common()))))


def _name(looked: Looked) -> str:
    return f"{looked.file} · {looked.table}" if looked.several and looked.table else looked.file


def _labels(counts: Iterable[tuple[str, int]]) -> Iterator[str]:
    from guiju.plane.infotypes import info_types

    return (f"{tell(info_types()[id_].label)} {count}" for id_, count in counts)
