"""Provinces that chance draws: what each says, as a YAML folder, and what a clerk who read it would expect.

Nothing here knows the kernel; the YAML is written as a person would write it, over the nation's measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.laws.oracle import oracle_due

EFFECTIVE = date(2025, 4, 1)
PUBLIC = ("registrant_name", "registration_type", "data_name", "abstract")
TYPES = {"text": "示例", "integer": 7, "boolean": True, "date": "2025-01-02", "choice": "x"}
CHOICES = {"x": {"zh": "甲", "en": "x"}, "y": {"zh": "乙", "en": "y"}}
COPY = [*PUBLIC, "query_code"]


@dataclass(frozen=True)
class Extra:
    """A field that the province adds to the form."""

    name: str
    type: str
    required: bool | str
    public: bool


@dataclass(frozen=True)
class Province:
    """One draw. Silence of the office and of the registrant means an act by the clock, or nothing."""

    accept: str
    review: str
    publicity: str
    reviewer: str | None
    office_silence: str | None  # the state that the case then takes
    supplement: str | None  # the registrant's term; when it is over, the filing lapses
    extras: tuple[Extra, ...]
    years: int
    licensed: bool

    def write(self, folder: Path, name: str) -> None:
        (folder / name).mkdir(parents=True)
        text = yaml.safe_dump(self.tree(name), allow_unicode=True, sort_keys=False)
        (folder / name / "2025-1.yaml").write_text(text, "utf-8")

    def tree(self, name: str) -> dict[str, Any]:
        steps: dict[str, Any] = {"states": {}, "acts": {}}
        clocks: dict[str, Any] = {
            name: {"length": getattr(self, name), "cite": "a1"} for name in ("accept", "review", "publicity")
        }
        if self.office_silence:
            clocks["review"]["at_end"] = "deem"
            steps["acts"]["deem"] = _by_clock("reviewing", self.office_silence)
        if self.supplement:
            label = {"zh": "补正期限", "en": "time to supplement"}
            clocks["answer"] = {
                "binds": "registrant",
                "length": self.supplement,
                "at_end": "lapse",
                "cite": "a1",
                "label": label,
            }
            steps["states"]["returned"] = {"clocks": "answer", "why": None}
            steps["acts"]["lapse"] = _by_clock("returned", "declined")
        if self.reviewer:
            steps["acts"]["complete_review"] = {"by": self.reviewer, "cite": "a1"}
        code = {"code": {"fact": "query_code", "scheme": "query_code"}}
        entry = {"case": "entry", "in": "valid", "about": "me", "copy": COPY, "set": self._validity()}
        return {
            "rulebook": name,
            "extends": "CN/public-data-registration",
            "title": {"zh": "抽取的省", "en": "a province drawn by chance"},
            "version": {"number": "1", "status": "in_force", "effective": str(EFFECTIVE)},
            "roles": {self.reviewer: {"label": {"zh": "审核方", "en": "reviewer"}, "cite": "a1"}}
            if self.reviewer
            else {},
            "forms": {"first": {"fields": {extra.name: _field(extra) for extra in self._fields()}}},
            "views": {"publicity": {"fields": {"add": self._shown()}, "cite": "a1"}} if self._shown() else {},
            "clocks": clocks,
            "procedures": {
                "five_steps": steps,
                "first": {"acts": {"assign_code": {"effects": [code, {"open": entry}]}}},
            },
            "provisions": {"a1": {"says": {"zh": "示例", "en": "an example"}}},
        }

    def _fields(self) -> list[Extra]:
        return [*self.extras, *([Extra("licence_end", "date", True, False)] if self.licensed else [])]

    def _shown(self) -> list[str]:
        return [extra.name for extra in self.extras if extra.public]

    def _validity(self) -> dict[str, str]:
        plain = f"term(on, '{self.years}y')"
        return {"valid_from": "on", "valid_to": f"earliest({plain}, licence_end)" if self.licensed else plain}

    def answers(self, filed: date, licence_end: date) -> dict[str, object]:
        """A filing without a fault."""
        own: dict[str, object] = {extra.name: TYPES[extra.type] for extra in self.extras}
        return {
            "registrant_name": "示例数据中心",
            "registrant_uscc": "91350000DEM000000X",
            "internal_review": True,
            "lawful_source": "履行职责产生",
            "registration_type": "resource",
            "data_name": "示例目录",
            "abstract": "示例",
            "in_scope": True,
            "operating_before": False,
            "supplied_on": str(filed),
            "evidence_digest": "0" * 64,
            "deposited_on": str(filed),
            "scenario": "示例",
            "risk_assessment": "示例材料",
            **({"licence_end": str(licence_end)} if self.licensed else {}),
            **own,
        }

    def demanded(self) -> set[str]:
        """What of its own fields a filing that leaves them all out lacks."""
        return {extra.name for extra in self._fields() if extra.required is not False and extra.required != "!in_scope"}

    def shown(self) -> set[str]:
        return {*PUBLIC, *self._shown()}

    def last(self, clock: str, start: date) -> date:
        """The last day of one of its terms; what must only pass does not move past days off."""
        length = getattr(self, "supplement" if clock == "answer" else clock)
        found = oracle_due(start, length, roll=clock != "publicity")
        assert found is not None
        return found

    def valid_to(self, coded: date, licence_end: date) -> date:
        last = oracle_due(coded, f"{self.years}y", count="same_day")
        assert last is not None
        return min(last, licence_end) if self.licensed else last


def _by_clock(from_: str, to: str) -> dict[str, Any]:
    return {"from": from_, "to": to, "by": "clock", "label": {"zh": "期限届满", "en": "time is up"}, "cite": "a1"}


def _field(extra: Extra) -> dict[str, Any]:
    said: dict[str, Any] = {"block": "resource", "type": extra.type, "required": extra.required, "public": extra.public}
    if extra.type == "choice":
        said["one_of"] = {key: dict(label) for key, label in CHOICES.items()}  # no aliases in the YAML
    return {**said, "label": {"zh": extra.name, "en": extra.name}, "cite": "a1"}


def _term(*units: str) -> st.SearchStrategy[str]:
    return st.builds(
        lambda count, unit: f"{1 if unit == 'm' else count}{unit}", st.integers(1, 30), st.sampled_from(units)
    )


extras = st.builds(
    Extra,
    name=st.sampled_from([f"extra_{letter}" for letter in "abcdefgh"]),
    type=st.sampled_from(sorted(TYPES)),
    required=st.sampled_from((True, False, "in_scope", "!in_scope")),
    public=st.booleans(),
)
provinces = st.builds(
    Province,
    accept=_term("wd", "nd", "m"),
    review=_term("wd", "nd", "m"),
    publicity=_term("wd", "nd"),
    reviewer=st.sampled_from((None, "reviewer", "expert_panel")),
    office_silence=st.sampled_from((None, "reviewed", "declined")),
    supplement=st.none() | _term("wd", "nd", "m"),
    extras=st.lists(extras, max_size=4, unique_by=lambda extra: extra.name).map(tuple),
    years=st.integers(1, 12),
    licensed=st.booleans(),
)
filings = st.dates(min_value=EFFECTIVE, max_value=date(2026, 12, 20))
licences = st.integers(0, 3000)


def licence_of(filed: date, days: int) -> date:
    """The last day of a licence that outlives the procedure."""
    return filed + timedelta(days=400 + days)
