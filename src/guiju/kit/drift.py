"""Drift: what is no longer as it was when the data were registered, and why each difference matters.

What a declared frequency lets grow (rows, the last day covered) is expected and asks for nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guiju.kernel.values import Text
from guiju.kit.profiles import Profile, Seen
from guiju.kit.scan_view import TYPES
from guiju.shelf.measured import GRADE, KIND, OFTEN

BEYOND = 2
"""New rows may come so many times as densely as the old ones before they are more than the frequency lets expect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference. `measure`: the word by which a form states it; `expected`: the declared frequency foretold it."""

    kind: str
    measure: str
    column: str | None
    was: Text
    now: Text
    why: Text
    expected: bool = False

    @property
    def what(self) -> Text:
        """What is different."""
        return Text(f"列 {self.column}", f"column {self.column}") if self.column else WHAT[self.measure]


WHAT = {
    "structure": Text("数据项", "columns"),
    "rows": Text("行数", "rows"),
    "first_day": Text("最早日期", "first day"),
    "last_day": Text("最晚日期", "last day"),
    "region": Text("地区", "area"),
    "format": Text("格式", "format"),
    "digest": Text("文件摘要", "digest of the file"),
    GRADE: Text("级别", "grade"),
    KIND: Text("信息类别", "information"),
}
WHY = {
    "added": Text("登记的数据项里没有这一列", "the registered columns do not name it"),
    "removed": Text("登记的数据项里有，数据中已没有", "the registered columns name it, and it is gone"),
    "renamed": Text("列名与登记的不同，位置、类型和内容相同", "another name; place, type and content are the same"),
    "retyped": Text("列的类型与登记的不同", "the column is of another type than was registered"),
    "found": Text("登记时没有的信息类型，可能涉及新的义务", "information of a type that is new: new duties may follow"),
    "gone": Text("登记时有的信息类型已没有", "a type of information that was there is gone"),
    "grade": Text("级别不同，保护措施和共享条件可能随之改变", "another grade: measures and sharing may change with it"),
    "fewer": Text("记录减少，登记的内容可能不全", "rows are missing: what was registered may be incomplete"),
    "more": Text("增长超出所报更新频率可解释的范围", "more growth than the declared frequency explains"),
    "grown": Text("按所报更新频率增长", "growth that the declared frequency foretells"),
    "reach": Text("覆盖范围与登记的不同", "it covers other days than were registered"),
    "newer": Text("按所报更新频率延伸", "an extension that the declared frequency foretells"),
    "region": Text("覆盖地区与登记的不同", "it covers another area than was registered"),
    "format": Text("提供格式与登记的不同", "another format than was registered"),
    "content": Text("存证的文件不是现在的文件", "the deposited file is not the present one"),
}  # fmt: skip
_NONE = Text("无", "none")


def drift(was: Profile, now: Profile, often: str | None) -> tuple[Difference, ...]:
    """All that is different. `often`: the frequency that was declared; None where none was."""
    updates = often is not None and OFTEN.get(often) is not None
    told = [*_columns(was.columns, now.columns), *_rows(was, now, updates), *_reach(was, now, updates)]
    told += _words(was, now)
    if was.scheme == now.scheme and (was.grade, was.grading) != (now.grade, now.grading):
        told.append(_difference("grade", GRADE, None, _grade(was), _grade(now)))
    if was.digest != now.digest:
        expected = updates and all(one.expected for one in told)
        told.append(_difference("content", "digest", None, _plain(was.digest), _plain(now.digest), expected=expected))
    return tuple(told)


def _difference(
    kind: str, measure: str, column: str | None, was: Text, now: Text, *, expected: bool = False
) -> Difference:
    return Difference(kind=kind, measure=measure, column=column, was=was, now=now, why=WHY[kind], expected=expected)


def _plain(value: object) -> Text:
    return Text(str(value), str(value)) if value not in (None, "") else _NONE


def _grade(one: Profile) -> Text:
    return one.levels[one.grade] if one.grade is not None else Text("未判定", "not determined")


def _columns(was: tuple[Seen, ...], now: tuple[Seen, ...]) -> Iterator[Difference]:
    old, new = {one.name: one for one in was}, {one.name: one for one in now}
    gone, more = [one for one in was if one.name not in new], [one for one in now if one.name not in old]
    same = dict(_renamed(was, now, gone, more))
    for one in more:
        if one.name not in same.values():
            yield _difference("added", "structure", one.name, _NONE, _shown(one))
            if news := [info for info in _about(one) if not any(info in other.info for other in was)]:
                yield _difference("found", KIND, one.name, _NONE, _info(news))
    for one in gone:
        name = same.get(one.name)
        other = new[name] if name is not None else None
        kind = "removed" if other is None else "renamed"
        yield _difference(kind, "structure", one.name, _shown(one), _NONE if other is None else _shown(other))
    for one in was:
        if one.name in new:
            yield from _changed(one, new[one.name])


def _renamed(
    was: tuple[Seen, ...], now: tuple[Seen, ...], gone: list[Seen], more: list[Seen]
) -> Iterator[tuple[str, str]]:
    """A column that stands in the same place, is of the same type and holds the same, under another name."""
    if len(was) != len(now):
        return
    for before, after in zip(was, now, strict=True):
        if before in gone and after in more and (before.type, before.info) == (after.type, after.info):
            yield before.name, after.name


def _changed(before: Seen, after: Seen) -> Iterator[Difference]:
    if before.type != after.type and "empty" not in (before.type, after.type):
        yield _difference("retyped", "structure", after.name, _type(before.type), _type(after.type))
    if news := [one for one in _about(after) if one not in before.info]:
        yield _difference("found", KIND, after.name, _info(before.info), _info(news))
    if lost := [one for one in _about(before) if one not in after.info]:
        yield _difference("gone", KIND, after.name, _info(lost), _info(after.info))


def _about(one: Seen) -> list[str]:
    """What a column holds of anybody. A date that became an enumeration opens no duty, and is told as another type."""
    from guiju.plane.infotypes import info_types

    return [info for info in one.info if info_types()[info].group != "general"]


def _shown(one: Seen) -> Text:
    held, type_ = _info(one.info), _type(one.type)
    return (
        Text(f"{one.name}：{type_.zh}（{held.zh}）", f"{one.name}: {type_.en} ({held.en})")
        if one.info
        else Text(f"{one.name}：{type_.zh}", f"{one.name}: {type_.en}")
    )


def _type(name: str) -> Text:
    return TYPES.get(name) or Text(name, name)


def _info(ids: Iterable[str]) -> Text:
    from guiju.plane.infotypes import info_types

    labels = [info_types()[one].label for one in ids]
    return Text("、".join(one.zh for one in labels), ", ".join(one.en for one in labels)) if labels else _NONE


def _rows(was: Profile, now: Profile, updates: bool) -> Iterator[Difference]:
    if was.rows == now.rows:
        return
    kind = "fewer" if now.rows < was.rows else "grown" if updates and not _beyond(was, now) else "more"
    yield _difference(kind, "rows", None, _plain(was.rows), _plain(now.rows), expected=kind == "grown")


def _beyond(was: Profile, now: Profile) -> bool:
    """Whether the new rows come more densely than the old ones did, by the days that the data cover."""
    first, last, later = was.day("first_day"), was.day("last_day"), now.day("last_day")
    if first is None or last is None or later is None:
        return False
    days, more = (last - first).days + 1, max((later - last).days, 0)
    return (now.rows - was.rows) * days > BEYOND * was.rows * more


def _reach(was: Profile, now: Profile, updates: bool) -> Iterator[Difference]:
    for word in ("first_day", "last_day"):
        before, after = was.day(word), now.day(word)
        if before == after:
            continue
        later = word == "last_day" and before is not None and after is not None and after > before
        kind = "newer" if updates and later else "reach"
        yield _difference(kind, word, None, _plain(before), _plain(after), expected=kind == "newer")


def _words(was: Profile, now: Profile) -> Iterator[Difference]:
    for word in ("region", "format"):
        before, after = was.found.get(word), now.found.get(word)
        if before != after:
            yield _difference(word, word, None, _plain(before), _plain(after))
