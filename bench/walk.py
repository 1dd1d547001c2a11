"""The Fujian walk as it is measured: many applications with their own days, each from filing to query code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from time import process_time

from guiju.kernel.derive import terms
from guiju.kernel.procedure import decide, open_case
from guiju.kernel.record import Act, Taken
from guiju.kernel.resolved import Resolved, resolve
from guiju.kernel.rulebook import Condition, Rulebook
from guiju.kernel.values import Fact
from guiju.shelf.shelf import open_shelf

FIRST = date(2025, 4, 1)
DAYS = 640  # days of filing: to the end of 2026, so that some terms reach past the horizon
A_DAY = 50  # applications filed on one day
GUARD = Condition(is_="deposited_on <= on && registration_type in ['resource', 'product']")


def book() -> Resolved:
    """Fujian's rulebook, with one more condition in the language of expressions on every acceptance."""
    shelf = open_shelf()
    found = shelf.rulebook("CN-FJ/public-data-registration", FIRST)
    return resolve(_guarded(found), shelf.calendar("CN"))


def _guarded(found: Rulebook) -> Rulebook:
    first = found.procedures["first"]
    accept = replace(first.acts["accept"], when={"deposited": GUARD})
    acts = {**first.acts, "accept": accept}
    return replace(found, procedures={**found.procedures, "first": replace(first, acts=acts)})


@dataclass(frozen=True, slots=True)
class Plan:
    """One application: its number, its acts and their days."""

    number: str
    acts: tuple[tuple[Act, date], ...]


def plans(cases: int, first: int = 0, a_day: int = A_DAY) -> Iterator[Plan]:
    """Applications as an office has them: many a day, each its own; what came together is handled together."""
    for index in range(first, first + cases):
        batch = index // a_day
        filed = FIRST + timedelta(days=batch % DAYS)
        days = [filed, filed + timedelta(days=batch % 5), filed + timedelta(days=7 + batch % 23)]
        days += [days[-1] + timedelta(days=batch % 3), days[-1] + timedelta(days=40 + batch % 7)]
        code: dict[str, Fact] = {"query_code": f"350000{filed.year}{index:08}"}
        acts = (
            Act(verb="submit", role="registrant", party=f"示例单位{index}", facts=_answers(index, filed)),
            _office("accept"),
            _office("complete_review"),
            _office("publicise"),
            replace(_office("assign_code"), given=code),
        )
        yield Plan(f"350000-{filed.year}-{index:06}", tuple(zip(acts, days, strict=True)))


def _office(verb: str) -> Act:
    return Act(verb=verb, role="registrar", party="示例登记机构")


def _answers(index: int, filed: date) -> dict[str, Fact]:
    product = index % 2 == 1
    answers: dict[str, Fact] = {
        "registrant_name": f"示例单位{index}",
        "registrant_uscc": "91350000DEM0000000",
        "internal_review": True,
        "lawful_source": "履职产生",
        "registration_type": "product" if product else "resource",
        "data_name": f"示例数据{index}",
        "abstract": f"第{index}份示例数据",
        "in_scope": True,
        "operating_before": index % 3 == 0,
        "supplied_on": filed - timedelta(days=index % 29),
        "evidence_digest": hashlib.sha256(str(index).encode()).hexdigest(),
        "deposited_on": filed - timedelta(days=index % 4),
        "scenario": "示例场景",
        "risk_assessment": "示例材料",
        "data_producer": f"示例单位{index % 7}",
    }
    if product:
        answers["product_info"] = "示例产品"
        answers["agreement_start"] = date(filed.year, 1, 1)
        answers["agreement_end"] = date(filed.year + 1 + index % 5, 12, 31)
    return answers


def acts_per_second(resolved: Resolved, planned: list[Plan]) -> float:
    """Every act of these plans through `decide`, from an empty case to its code, by the processor's clock."""
    began = process_time()
    for plan in planned:
        walked(resolved, plan)
    return sum(len(plan.acts) for plan in planned) / (process_time() - began)


def walked(resolved: Resolved, plan: Plan) -> Taken:
    """The last act of a plan, all before it taken."""
    record = open_case(resolved, plan.number, "first")
    last: Taken | None = None
    for act, on in plan.acts:
        answer = decide(resolved, record, act, on)
        assert isinstance(answer, Taken), (plan.number, act.verb, answer)
        last, record = answer, answer.record
    assert last is not None
    return last


def outcomes(resolved: Resolved, planned: list[Plan]) -> str:
    """SHA-256 of every last day of every clock and of every result, as lines that an oracle can write too."""
    digest = hashlib.sha256()
    for plan in planned:
        last = walked(resolved, plan)
        for term in terms(resolved, last.record, FIRST, ended=True):
            digest.update(f"{plan.number} {term.id} {term.due}\n".encode())
        (entry,) = (done.values["facts"] for done in last.effects if done.kind == "open")
        assert isinstance(entry, Mapping)
        digest.update(f"{plan.number} validity {entry['valid_to']}\n".encode())
    return digest.hexdigest()
