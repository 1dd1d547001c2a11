"""The engine's No: no act happened. A legal No (不予受理) is an act of its own and never one of these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guiju.kernel.values import Cite, Mark, Text


class Reason(StrEnum):
    """One member per group of guards, in the order in which they are judged (`KERNEL` 24)."""

    KEY_REUSED = "key_reused"
    NOT_IN_FORCE = "not_in_force"
    NO_SUCH_ACT = "no_such_act"
    WRONG_STATE = "wrong_state"
    NOT_YOUR_ROLE = "not_your_role"
    WRONG_DAY = "wrong_day"
    HELD = "held"
    OUTSIDE_WINDOW = "outside_window"
    FORM_FAULTS = "form_faults"
    AT_MOST = "at_most"
    DUPLICATE = "duplicate"
    NEEDS = "needs"
    CONDITION_FAILED = "condition_failed"
    NOT_DETERMINED = "not_determined"
    GROUND_NEEDED = "ground_needed"
    NOTHING_NEW = "nothing_new"
    EFFECT_IMPOSSIBLE = "effect_impossible"


SAYS: dict[Reason, Text] = {
    Reason.KEY_REUSED: Text(
        "这个幂等键已用于另一内容；请换新键重试", "this key was used for other content; send a new key"
    ),
    Reason.NOT_IN_FORCE: Text("当日没有可据以办理的有效版本", "no version in force on that day allows acts"),
    Reason.NO_SUCH_ACT: Text("本程序没有这个行为", "this procedure has no such act"),
    Reason.WRONG_STATE: Text("当前状态下不能办理此行为", "this act is not open in the present state"),
    Reason.NOT_YOUR_ROLE: Text("此行为由其他角色办理", "this act belongs to another role"),
    Reason.WRONG_DAY: Text("办理日期不成立", "that day is not possible"),
    Reason.HELD: Text("此行为因未决事项被暂停", "a pending matter bars this act"),
    Reason.OUTSIDE_WINDOW: Text("不在法定时间窗口内", "outside the time that the text allows"),
    Reason.FORM_FAULTS: Text("表单有误，未提交", "the form has faults and was not filed"),
    Reason.AT_MOST: Text("此行为的次数已用完", "this act may not be done again"),
    Reason.DUPLICATE: Text("已有相同的在案", "the same is on file already"),
    Reason.NEEDS: Text("缺少前置事项", "something else must stand first"),
    Reason.CONDITION_FAILED: Text("不符合条件", "a condition is not met"),
    Reason.NOT_DETERMINED: Text("尚缺事实，无法判定", "not determined: facts are missing"),
    Reason.GROUND_NEEDED: Text("须说明理由", "a ground must be given"),
    Reason.NOTHING_NEW: Text(
        "一次性告知：再次退回只能指出新出现的问题", "one complete notice: a second return may name only what is new"
    ),
    Reason.EFFECT_IMPOSSIBLE: Text(
        "此行为的后果无法完成，故未办理", "an effect of this act cannot be done, so the act was not taken"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong or missing, and what to do about it."""

    field: str
    kind: str  # missing | type | one_of | longest | check | unknown_field | stated | condition | need | duplicate
    remedy: Text
    block: str | None = None
    at: str = "draft"
    cite: Cite | None = None
    label: Text | None = None
    case: str | None = None  # number of the other case that stands in the way


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """`detail` says what was met instead, `open_acts` what the same caller could do now."""

    reason: Reason
    detail: Text | None = None
    cite: Cite | None = None
    mark: Mark | None = None
    faults: tuple[Fault, ...] = ()
    missing: tuple[str, ...] = ()
    open_acts: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        says = SAYS[self.reason]
        if self.detail is None:
            return says
        return Text(f"{says.zh}：{self.detail.zh}", f"{says.en}: {self.detail.en}")
