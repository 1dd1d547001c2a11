"""The report of a scan as Markdown: to print, to send, to keep beside the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from guiju.kernel.values import Mark, Text
from guiju.kit.cites import say_cites
from guiju.kit.scan_view import GradeView, Line, Quality, Report, ScanView, percent, scan_view
from guiju.kit.trust import MARKS

_HEADS = ("个人信息", "personal information"), ("类别", "kind"), ("列", "columns"), ("整格符合", "whole cells")
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&#])")


class _Words:
    """Says things in one language, so that nothing that stands in a file is taken for markup."""

    def __init__(self, language: str) -> None:
        self.language = language

    def t(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    def say(self, label: Text | Mapping[str, str] | str) -> str:
        return plainly(label if isinstance(label, str) else label[self.language])

    def many(self, labels: Iterable[Text | Mapping[str, str] | str]) -> str:
        return self.t("、", ", ").join(map(self.say, labels))

    def named(self, zh: str, en: str, said: str) -> str:
        """What is said, after what it is called."""
        return f"{self.t(zh, en)}{self.t('：', ': ')}{said}"

    def cited(self, item: Report) -> str:
        """The provisions of a row, and how far it may be trusted."""
        mark = item["mark"]
        trust = f" ({self.say(MARKS[Mark(mark)])})" if mark else ""
        return plainly(say_cites(item["cites"], self.language, named=True)) + trust


def plainly(text: str) -> str:
    """A text on one line in which nothing is markup."""
    return _MARKUP.sub(r"\\\1", _one_line(text))


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _as_is(text: str) -> str:
    """A value in the type of a machine: nothing in it is markup."""
    return "`" + _one_line(text).replace("`", "'") + "`"


def scan_markdown(report: Report, language: str) -> str:
    words, view = _Words(language), scan_view(report)
    parts = (_about(words, view), _state(words, view), _to_do(words, view), _asked(words, view), _columns(words, view))
    return "\n".join(line for part in parts for line in part) + "\n"


def _about(words: _Words, view: ScanView) -> Iterator[str]:
    yield f"# {words.named('数据扫描报告', 'Report of a scan', plainly(view.name))}"
    yield ""
    yield from (f"- {_line(words, line)}" for line in view.about)
    if view.on:
        yield f"- {words.named('定级日', 'graded on', view.on)}"
    yield from (f"- **{words.t('注意', 'note')}** {words.say(warning)}" for warning in view.warnings)


def _state(words: _Words, view: ScanView) -> Iterator[str]:
    yield from ("", f"## {words.t('情况如何', 'How it stands')}", "")
    if view.grade is not None and view.scheme is not None:
        number = plainly(view.scheme["number"])
        yield f"**{words.named('级别', 'Grade', words.say(view.grade.text))}** ({number})"
        yield ""
        yield from _path(words, view.grade)
    if view.known:
        held = words.many(kind["label"] for kind in view.known)
        yield f"- {words.named('含有', 'holds', held)}"
    if view.unknown:
        open_ = words.many(kind["label"] for kind in view.unknown)
        yield f"- {words.named('不能确定是否含有', 'not determined whether it holds', open_)}"
    if view.minors:
        yield f"- {words.named('未成年人', 'minors', words.say(view.minors))}"
    if view.quality is not None:
        yield from _quality(words, view.quality)
    yield from _personal(words, view)


def _path(words: _Words, grade: GradeView) -> Iterator[str]:
    for rule in grade.rules:
        columns = rule.get("columns")
        seen = f"{words.t('；见列 ', '; in ')}{words.many(columns)}" if columns else ""
        yield f"- {words.say(rule['label'])} [{words.cited(rule)}]{seen}"
    if grade.overrule is not None:
        yield f"- {_overruled(words, grade)}"


def _overruled(words: _Words, grade: GradeView) -> str:
    said, computed = grade.overrule or {}, words.say(grade.computed or "")
    who, when, reason = plainly(said["who"]), said["when"], plainly(said["reason"])
    zh = f"{who} 于 {when} 改判：{reason}；算出的是{computed}"
    return words.t(zh, f"{who} decided so on {when}: {reason}; computed: {computed}")


def _quality(words: _Words, found: Quality) -> Iterator[str]:
    measured = words.t(
        f"{found.of} 项中测得 {found.measured} 项", f"{found.measured} of {found.of} indicators measured"
    )
    yield f"- {words.named('质量', 'quality', measured)}"
    for one in found.lacking:
        yield f"  - {words.say(one['label'])} {percent(one['x'])} ({one['a']:,} / {one['b']:,})"
    for rule in found.rules:
        failing = words.t(f"不符合 {rule['failing']:,}", f"{rule['failing']:,} failing")
        yield f"  - {plainly(rule['rule'])} ({words.many(rule['columns'])}){words.t('：', ': ')}{failing}"


def _personal(words: _Words, view: ScanView) -> Iterator[str]:
    yield ""
    if view.personal:
        rows = (
            (
                words.say(one.label),
                words.many(one.kinds),
                words.many(one.columns),
                f"{one.cells:,}" if one.cells else "",
            )
            for one in view.personal
        )
        yield from _table(tuple(words.t(*head) for head in _HEADS), rows)
    else:
        yield words.t("没有发现个人信息。", "No personal information was found.")
    if view.maybe:
        zh, en = (
            "校验和列名都不能断定是否为个人信息",
            "neither a check nor a header can tell whether these are personal",
        )
        said = (f"{words.many(one.columns)} ({words.many(one.labels)})" for one in view.maybe)
        yield from ("", words.named(zh, en, words.t("；", "; ").join(said)))


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _to_do(words: _Words, view: ScanView) -> Iterator[str]:
    if view.grade is None:
        return
    yield from ("", f"## {words.t('现在要做什么', 'What has to be done')}", "")
    duties = [(due, words.t("须办", "must")) for due in view.must]
    duties += [(due, words.t("请确认", "to be settled")) for due in view.settle]
    if not (duties or view.measures or view.retest):
        yield words.t("就目前所知，没有须办的事。", "Nothing has to be done, as far as is known.")
    for due, force in duties:
        who = f"{words.say(due['who'])}{words.t('，', ', ')}" if due["who"] else ""
        yield f"- **{force}** {words.say(due['label'])} ({who}{words.say(due['when'])}) [{words.cited(due)}]"
        if due["remedy"]:
            yield f"  {words.say(due['remedy'])}"
    yield from _rows(words, words.t("对该级数据的措施", "What the scheme asks for data of this grade"), view.measures)
    yield from _rows(words, words.t("须重新定级", "Has to be graded again"), view.retest)


def _rows(words: _Words, head: str, rules: Iterable[Report]) -> Iterator[str]:
    """Rows of a rulebook under what they are, if there are any."""
    told = [f"- {words.say(rule['label'])} ({words.say(rule['gives_label'])}) [{words.cited(rule)}]" for rule in rules]
    yield from (("", f"### {head}", "", *told) if told else ())


def _asked(words: _Words, view: ScanView) -> Iterator[str]:
    if not view.questions:
        return
    n = len(view.questions)
    yield from ("", f"## {words.t(f'待答 {n} 题', f'{n} questions open')}", "")
    waits = words.t(f"有 {view.waiting} 项义务待答案而定。", f"{view.waiting} duties depend on the answers.")
    yield from ((waits, "") if view.waiting else ())
    for ask in view.questions:
        offered = f"{words.t('：', ': ')}{words.many(ask['choices'].values())}" if ask["choices"] else ""
        yield f"- {words.say(ask['question'])}{offered} ({_as_is(ask['fact'])})"


def _columns(words: _Words, view: ScanView) -> Iterator[str]:
    yield from ("", f"## {words.t('各列', 'Column by column')}")
    for place, column in enumerate(view.columns, 1):
        yield from ("", f"### {place}. {plainly(column.name)}", "")
        if column.grade is not None:
            yield from _graded(words, column.grade)
        yield from (f"- {_line(words, line)}" for line in column.lines)


def _graded(words: _Words, grade: GradeView) -> Iterator[str]:
    """A column's grade with the rows that gave it."""
    rules = "; ".join(f"{words.say(rule['label'])} [{words.cited(rule)}]" for rule in grade.rules)
    yield f"- {words.named('级别', 'grade', words.say(grade.text) + (f' ({rules})' if rules else ''))}"
    if grade.overrule is not None:
        yield f"- {_overruled(words, grade)}"


def _line(words: _Words, line: Line) -> str:
    said = _as_is(line.text[words.language]) if line.mono else words.say(line.text)
    return words.named(line.label.zh, line.label.en, said)
