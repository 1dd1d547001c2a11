"""`guiju scan --quality`: twenty indicators in one table, each with what was counted or what would have to be known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guiju.faces.cli.paper import say, t, table, tell

if TYPE_CHECKING:
    from guiju.plane.intake import Judge
    from guiju.plane.quality.model import Indicator, Outcome, Quality


def judge_of(quality: bool, rules: Path | None) -> Judge | None:
    """What to judge by, if quality was asked for; a file of rules asks for it."""
    if not quality and rules is None:
        return None
    from guiju.plane.intake import Judge
    from guiju.plane.quality.rules import read_rules

    return Judge(rules=read_rules(rules) if rules else ())


def say_quality(found: Quality) -> None:
    """What was measured, then the rules, then what could not be, each with what it takes."""
    from guiju.plane.quality.standard import CITE, DIMENSIONS

    measured = [one for one in found.indicators if one.x is not None]
    say()
    n = len(measured)
    say(t(f"质量({CITE})：20 项中测得 {n} 项", f"quality ({CITE}): {n} of 20 indicators measured"), "bold")
    heads = (t("维度", "dimension"), t("指标", "indicator"), "X", "A / B", t("计数", "counted"))
    table(
        heads,
        [(tell(DIMENSIONS[one.dimension]), _label(one), str(one.x), f"{one.a} / {one.b}", tell(one.counted))
         for one in measured],
    )  # fmt: skip
    if found.rules:
        say()
        named = (t("规则", "rule"), t("列", "columns"), "X", "A / B", t("不符合", "failing"), t("例", "examples"))
        table(named, [_rule(one) for one in found.rules])
    say()
    say(t("未测得：", "not measured:"), "bold")
    for one in found.indicators:
        if one.x is None:
            say(f"  {tell(one.label)}: {tell(one.needs)}")


def _label(one: Indicator) -> str:
    return tell(one.label) + (t("(越低越好)", " (low is good)") if one.better == "low" else "")


def _rule(one: Outcome) -> tuple[str, ...]:
    x = "" if one.x is None else str(one.x)
    count = f"{one.a} / {one.b}"
    return one.rule, ", ".join(one.columns), x, count, f"{one.failing} {tell(one.of)}", ", ".join(one.samples)
