"""What a field says of the data beside what a scan saw of them: alike, apart and by how much, or not to be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from guiju.kernel.calendar import add_months
from guiju.kernel.form import Question
from guiju.kernel.values import Cite, Fact, Mark, Term, Text, Unit
from guiju.kit.graded import AT_LEAST, UNDETERMINED
from guiju.kit.profiles import Held, Profile
from guiju.shelf.measured import OFTEN

_SPAN = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\s*(?:/|至|—|–|~)\s*(\d{4}-\d{2}-\d{2})\s*")
_COLUMN = re.compile(r"^(.*?)\s*[:：]\s*(\w+)$")


class Grave(StrEnum):
    """How grave a difference is, the gravest first: a contradiction; one that may have a reason; something to ask."""

    DIFFERS = "differs"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """The comparison. `grave` None: both say the same."""

    grave: Grave | None
    found: Text
    apart: Text
    ask: Text
    cites: tuple[Cite, ...] = ()
    mark: Mark | None = None


SAME = Apart(grave=None, found=Text("一致", "the same"), apart=Text("无", "none"), ask=Text("无", "nothing"))


def _plain(value: object) -> Text:
    return Text(str(value), str(value))


def number(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """A count. All rows are counted, also where only some were asked what they hold."""
    found = profile.found.get(word)
    if not isinstance(said, int) or not isinstance(found, int):
        return None
    if said == found:
        return SAME
    more = found - said
    part = f"{abs(more) * 100 / Decimal(said):.1f} %" if said else "—"
    zh, en = (
        f"{'多' if more > 0 else '少'} {abs(more)}（{part}）",
        f"{abs(more)} {'more' if more > 0 else 'fewer'} ({part})",
    )
    ask = Text(
        "哪个数是对的？请登记主体更正，或说明差异的原因",
        "which is right? have it corrected, or the difference explained",
    )
    return Apart(grave=Grave.DIFFERS, found=_plain(found), apart=Text(zh, en), ask=ask)


def word(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """A name such as that of the format; it may stand among others."""
    found = str(profile.found.get(word) or "")
    if not isinstance(said, str) or not found:
        return None
    if found.casefold() in said.casefold():
        return SAME
    ask = Text("实际以何种格式提供？", "in which format are they really supplied?")
    return Apart(grave=Grave.DIFFERS, found=_plain(found), apart=Text("不同", "another one"), ask=ask)


def digest(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """Whether the file that was scanned is the one that was deposited."""
    if not isinstance(said, str):
        return None
    if said.casefold() == profile.digest.casefold():
        return SAME
    ask = Text(
        "扫描的不是存证的文件：请提供存证文件，或重新存证",
        "this is not the deposited file: ask for that one, or for a new deposit",
    )
    return Apart(grave=Grave.DIFFERS, found=_plain(profile.digest), apart=Text("不是同一文件", "another file"), ask=ask)


def structure(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """The columns, where they are written as `name: type; name: type`."""
    if not isinstance(said, str):
        return None
    parts = [part.strip() for part in re.split(r"[;；\n]", said) if part.strip()]
    told = [match for part in parts if (match := _COLUMN.match(part))]
    if not told or len(told) != len(parts):
        return None
    before = {match[1]: match[2] for match in told}
    now = {column.name: column.type for column in profile.columns}
    lacking, more = [name for name in before if name not in now], [name for name in now if name not in before]
    other = [name for name in before if name in now and before[name] != now[name]]
    if not (lacking or more or other):
        return SAME
    said_of = (
        (Text("数据中没有", "not in the data"), lacking),
        (Text("未填报", "not declared"), more),
        (Text("类型不同", "of another type"), other),
    )
    apart = Text(
        "；".join(f"{which.zh}：{'、'.join(names)}" for which, names in said_of if names),
        "; ".join(f"{which.en}: {', '.join(names)}" for which, names in said_of if names),
    )
    ask = Text("数据项以哪一份为准？", "which list of columns holds?")
    found = Text(f"{len(now)} 列", f"{len(now)} columns")
    return Apart(grave=Grave.DIFFERS, found=found, apart=apart, ask=ask)


def region(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """Codes of areas begin with those of what they lie in: data of a city are inside its province."""
    found = profile.found.get(word)
    if not isinstance(said, str) or not isinstance(found, str):
        return None
    if found.startswith(_stem(said)):
        return SAME
    wider = said.startswith(_stem(found))
    name = str(profile.found.get("region_name") or "")
    apart = Text("数据所在地区更大", "the data are of a larger area") if wider else Text("另一地区", "another area")
    ask = Text("数据覆盖哪个地区？", "which area do the data cover?")
    return Apart(grave=Grave.DIFFERS, found=_plain(f"{found} {name}".strip()), apart=apart, ask=ask)


def _stem(code: str) -> str:
    """What the codes of all that lies in an area begin with; of the nation nothing."""
    return "" if code == _NATION else re.sub(r"(00)+$", "", code)


_NATION = "100000"


def day(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """The first or the last day covered. Data that reach less far than was said lack something."""
    found = profile.day(word)
    if not isinstance(said, date) or found is None:
        return None
    return _days(said, found, early=word == "first_day")


def span(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """Both days, where they are written as two days."""
    match = _SPAN.fullmatch(said) if isinstance(said, str) else None
    first, last = profile.day("first_day"), profile.day("last_day")
    if match is None or first is None or last is None:
        return None
    try:
        begin, end = date.fromisoformat(match[1]), date.fromisoformat(match[2])
    except ValueError:
        return None
    both = (_days(begin, first, early=True), _days(end, last, early=False))
    apart = [one for one in both if one.grave is not None]
    if not apart:
        return SAME
    worst = min(apart, key=lambda one: list(Grave).index(one.grave) if one.grave else len(Grave))
    told = Text("；".join(one.apart.zh for one in apart), "; ".join(one.apart.en for one in apart))
    return Apart(grave=worst.grave, found=_plain(f"{first}/{last}"), apart=told, ask=worst.ask)


def _days(said: date, found: date, *, early: bool) -> Apart:
    if said == found:
        return SAME
    less = (found > said) if early else (found < said)
    count = abs((found - said).days)
    end = Text("起", "begins") if early else Text("止", "ends")
    late = found > said
    zh, en = f"{end.zh}{'晚' if late else '早'} {count} 天", f"{end.en} {count} days {'later' if late else 'earlier'}"
    ask = (
        Text("缺少的一段数据在哪里？", "where are the data of the time that is missing?")
        if less
        else Text("超出填报范围的数据是否一并登记？", "are the data beyond what was declared registered as well?")
    )
    return Apart(grave=Grave.DIFFERS if less else Grave.DOUBT, found=_plain(found), apart=Text(zh, en), ask=ask)


def update(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """Whether the newest day in the data is as new, on the day of filing, as the declared frequency promises."""
    last = profile.day("last_day")
    if not isinstance(said, str) or said not in OFTEN or last is None:
        return None
    often = OFTEN[said]
    if often is None or filed <= after(last, often):
        return SAME
    gap = (filed - last).days
    grave = Grave.DIFFERS if filed > after(after(last, often), often) else Grave.DOUBT
    apart = Text(f"填报时数据已 {gap} 天未更新", f"on the day of filing the data were {gap} days old")
    ask = Text("数据实际多久更新一次？", "how often are the data really updated?")
    return Apart(grave=grave, found=Text(f"数据截至 {last}", f"the data end on {last}"), apart=apart, ask=ask)


def after(start: date, length: Term) -> date:
    """The day on which a length that began on a day is over. Frequencies know no hours and no working days."""
    if length.unit is Unit.NATURAL_DAY:
        return start + timedelta(days=length.count)
    return add_months(start, length.count * (12 if length.unit is Unit.YEAR else 1))


def kind(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """Whether information of a kind is declared where it is found. A machine that finds none has not shown that none is
    there."""
    name = word.partition(".")[2]
    held = profile.kinds.get(name)
    if question.field.type == "text":
        return _spoken_of(held)
    declared = said is True or (isinstance(said, tuple) and name in said)
    if declared and held is None:
        return None
    if held is None or declared:
        return SAME
    ask = Text(
        "数据含此类信息而未申报：请核对并说明处理的合法性基础",
        "it is there and not declared: have it checked, with the legal basis of its processing",
    )
    grave = Grave.DIFFERS if held.mark is None or held.mark.binds else Grave.DOUBT
    apart = Text("未申报", "not declared")
    return Apart(grave=grave, found=_where(held), apart=apart, ask=ask, cites=held.cites, mark=held.mark)


def _spoken_of(held: Held | None) -> Apart | None:
    """Whether a free text speaks of what is found, a person has to read."""
    if held is None:
        return SAME
    ask = Text(
        "说明中是否写明这些信息的来源和处理依据？",
        "does it say where these come from, and on which basis they are processed?",
    )
    apart = Text("须由人核对", "for a person to read")
    return Apart(grave=Grave.NOTE, found=_where(held), apart=apart, ask=ask, cites=held.cites, mark=held.mark)


def _where(held: Held) -> Text:
    columns = held.columns
    return Text(f"{held.label.zh}：{'、'.join(columns)} 列", f"{held.label.en}: in {', '.join(columns)}")


def grade(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """The grade claimed, beside the computed one; of one that is *at least*, only less than that is apart."""
    if not isinstance(said, str) or profile.grade is None or profile.grading == UNDETERMINED:
        return None
    levels = list(profile.levels)
    if said not in levels or profile.grade not in levels:
        return None
    higher = levels.index(profile.grade) < levels.index(said)
    if said == profile.grade or (profile.grading == AT_LEAST and not higher):
        return SAME
    ask = Text("定级的依据是什么？", "on what does the grade rest?")
    apart = Text("应高于填报", "higher than declared") if higher else Text("低于填报", "lower than declared")
    grave = Grave.DIFFERS if higher else Grave.DOUBT
    return Apart(grave=grave, found=profile.levels[profile.grade], apart=apart, ask=ask)


def quality(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Apart | None:
    """A rate claimed, beside the one that was counted: less than was claimed is apart."""
    found = profile.quality.get(word.partition(".")[2])
    if not isinstance(said, Decimal) or found is None:
        return None
    if found >= said:
        return SAME
    ask = Text("质量指标如何得出？", "how was the rate arrived at?")
    apart = Text(f"低 {said - found}", f"{said - found} less")
    return Apart(grave=Grave.DIFFERS, found=_plain(found), apart=apart, ask=ask)
