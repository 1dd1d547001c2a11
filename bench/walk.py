"""The Fujian walk as it is measured: many applications with their own days, each from filing to query code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from time import process_time

from guiju.kernel.derive import terms
from guiju.kernel.procedure import decide, open_case
from guiju.kernel.record import Act, Record, Taken
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


def plans(cases: int, first: int = 0) -> Iterator[Plan]:
    """Applications as an office has them: many a day, each its own; what came together is handled together."""
    for index in range(first, first + cases):
        batch = index // A_DAY
        filed = FIRST + timedelta(days=batch % DAYS)
        days = [filed, filed + timedelta(days=batch % 5), filed + timedelta(days=7 + batch % 23)]
        days += [days[-1] + timedelta(days=batch % 3), days[-1] + timedelta(days=40 + batch % 7)]
        office = {"role": "registrar", "party": "示例登记机构"}
        code: dict[str, Fact] = {"query_code": f"350000{filed.year}{index:08}"}
        acts = (
            Act(verb="submit", role="registrant", party=f"示例单位{index}", facts=_answers(index, filed)),
            Act(verb="accept", **office),
            Act(verb="complete_review", **office),
            Act(verb="publicise", **office),
            Act(verb="assign_code", given=code, **office),
        )
        yield Plan(f"350000-{filed.year}-{index:06}", tuple(zip(acts, days, strict=True)))


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


def acts_per_second(resolved: Resolved, cases: int) -> tuple[float, list[Record]]:
    """Every act of every plan through `decide`; and the records as they then stand."""
    planned = list(plans(cases))
    done = []
    began = process_time()
    for plan in planned:
        record = open_case(resolved, plan.number, "first")
        for act, on in plan.acts:
            answer = decide(resolved, record, act, on)
            assert isinstance(answer, Taken), (plan.number, act.verb, answer)
            record = answer.record
        done.append(record)
    return sum(len(plan.acts) for plan in planned) / (process_time() - began), done


def outcomes(resolved: Resolved, records: list[Record]) -> str:
    """SHA-256 of every last day of every clock, as a text that an oracle can write too."""
    digest = hashlib.sha256()
    for record in records:
        for term in terms(resolved, record, FIRST, ended=True):
            digest.update(f"{record.number} {term.id} {term.due}\n".encode())
    return digest.hexdigest()
