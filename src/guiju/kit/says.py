"""Every No and every error in one form: what happened, by which provision, what to do, and what is open instead.

Faces print a `Problem`, or send it as JSON; none of them words a refusal of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Cite, Text

DONE, REFUSED, USAGE, DEFECT = 0, 1, 2, 3
"""What a program answers: done, refused, wrongly asked, our own mistake."""

REMEDIES: Mapping[Reason, Text] = {
    Reason.KEY_REUSED: Text("换一个幂等键", "take a new key"),
    Reason.NOT_IN_FORCE: Text(
        "查看各版本的施行日期（规则页，或 guiju shelf list）",
        "see which version stands when (the page of rules, or guiju shelf list)",
    ),
    Reason.NO_SUCH_ACT: Text("从本程序的行为中选择", "choose one of the acts of this procedure"),
    Reason.WRONG_STATE: Text("查看案件现状，办理现在可办的行为", "look at the case and do what is open now"),
    Reason.NOT_YOUR_ROLE: Text("请有该角色或岗位的人办理", "ask someone who holds that role or desk"),
    Reason.WRONG_DAY: Text(
        "写明实际办理的日期；补录须有权限", "give the day it happened; recording late takes a right"
    ),
    Reason.HELD: Text("先办结所待事项", "settle the pending matter first"),
    Reason.OUTSIDE_WINDOW: Text("在窗口内办理", "act inside the window"),
    Reason.FORM_FAULTS: Text("改正下列各项后重新提交", "mend what is listed and file again"),
    Reason.AT_MOST: Text("此行为不能再办", "this cannot be done again"),
    Reason.DUPLICATE: Text(
        "不必重复申请；登记内容有变的，申请变更", "do not file it again; apply for a change where it has changed"
    ),
    Reason.NEEDS: Text("先办妥下列各项", "see to what is listed first"),
    Reason.CONDITION_FAILED: Text("条件满足后再办", "come back when the condition holds"),
    Reason.NOT_DETERMINED: Text("补充所列事实", "supply the facts that are named"),
    Reason.GROUND_NEEDED: Text("写明理由", "state a ground"),
    Reason.NOTHING_NEW: Text("只指出重新提交后新出现的问题，或予以受理", "name only what is new, or accept"),
    Reason.EFFECT_IMPOSSIBLE: Text("先消除所述障碍", "remove what stands in the way first"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`kind` is a stable word for programs; the rest is for people."""

    kind: str
    text: Text
    code: int = REFUSED
    cite: Cite | None = None
    remedy: Text | None = None
    faults: tuple[Fault, ...] = ()
    blocks: Mapping[str, Text] | None = None  # labels of the blocks that the faults stand in
    missing: tuple[str, ...] = ()
    instead: tuple[tuple[str, Text], ...] = ()  # acts that are open, with their labels
    later: int | None = None  # seconds after which it is worth asking again

    def as_json(self) -> dict[str, object]:
        return {
            "refused" if self.code == REFUSED else "error": {
                "kind": self.kind,
                "text": both(self.text),
                "cite": self.cite,
                "remedy": both(self.remedy) if self.remedy else None,
                "faults": [fault_json(fault) for fault in self.faults],
                "missing": list(self.missing),
                "instead": [{"act": act, "label": both(label)} for act, label in self.instead],
            }
        }


class Trouble(Exception):
    """Raised by faces where there is nothing to do but tell; `guiju` ends with its code."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text.en)
        self.problem = problem


def whole(problem: Problem) -> Text:
    """What is wrong and what to do about it, as sentences: for where a page has one place for both."""
    said, remedy = problem.text, problem.remedy
    if remedy is None:
        return said
    return Text(f"{said.zh}。{remedy.zh}。", f"{said.en}. {remedy.en[:1].upper()}{remedy.en[1:]}.")


def both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def fault_json(fault: Fault) -> dict[str, object]:
    return {
        "field": fault.field,
        "kind": fault.kind,
        "block": fault.block,
        "at": fault.at,
        "cite": fault.cite,
        "label": both(fault.label) if fault.label else None,
        "remedy": both(fault.remedy),
        **({"case": fault.case} if fault.case else {}),
    }


def trouble(
    kind: str, zh: str, en: str, *, code: int = REFUSED, remedy: Text | None = None, later: int | None = None
) -> Trouble:
    """A No of a face itself: no such case, nobody signed in."""
    return Trouble(Problem(kind=kind, text=Text(zh, en), code=code, remedy=remedy, later=later))


def refused_problem(refused: Refused, resolved: Resolved | None = None, procedure: str | None = None) -> Problem:
    """The kernel's No, with the labels of the rulebook where it is known."""
    labels = act_labels(resolved, procedure) if resolved is not None else {}
    return Problem(
        kind=refused.reason.value,
        text=refused.text,
        cite=refused.cite,
        remedy=REMEDIES[refused.reason],
        faults=refused.faults,
        blocks=block_labels(resolved) if resolved is not None else None,
        missing=refused.missing,
        instead=tuple((act, labels.get(act) or Text(act, act)) for act in refused.open_acts),
    )


def act_labels(resolved: Resolved, procedure: str | None = None) -> dict[str, Text]:
    """Verb -> what it is called, in one procedure or in all."""
    return {
        verb: step.rule.label
        for (name, verb), step in resolved.steps.items()
        if step.rule.label and procedure in (None, name)
    }


def label_of_role(resolved: Resolved, role: str) -> Text:
    known = resolved.rulebook.roles.get(role)
    return known.label if known is not None and known.label else Text(role, role)


def block_labels(resolved: Resolved) -> dict[str, Text]:
    forms = resolved.rulebook.forms.values()
    return {name: block.label for form in forms for name, block in form.blocks.items() if block.label}


def defect(error: BaseException) -> Problem:
    """What went wrong is our mistake; the error's type is told, never its content: that may be somebody's data."""
    name = type(error).__name__
    return Problem(
        kind="defect",
        code=DEFECT,
        text=Text(f"程序缺陷（{name}），未作任何更改", f"a defect of ours ({name}); nothing was changed"),
        remedy=Text(
            "设 GUIJU_DEBUG=1 重试可见详情，请附上报告", "run it again with GUIJU_DEBUG=1 and report what it prints"
        ),
    )
