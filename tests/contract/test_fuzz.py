"""Schemathesis sends what the description allows, and what it does not: no server error, and answers as declared."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.contract.programs import V1, Desk

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SECONDS = 60  # at most, for each caller; a slow machine tries less
TRIES = 20  # of each kind, for each operation
SEED = 20251120
CALLERS: Mapping[str, tuple[str | None, tuple[str, ...]]] = {
    "nobody": (None, ()),
    "registrant": ("bureau", ()),
    "registrar": ("reviewer", ("read", "act", "file")),
    "reader": ("park", ("read",)),
}


@pytest.mark.trial
@pytest.mark.parametrize("caller", CALLERS)
def test_no_server_error_and_answers_as_declared(desk: Desk, caller: str) -> None:
    from django.core.handlers.wsgi import WSGIHandler

    user, scopes = CALLERS[caller]
    proof = desk.head(user, scopes)
    schema = schemathesis.openapi.from_wsgi(f"{V1}/openapi.json", WSGIHandler())
    operations = [one.ok() for one in schema.get_all_operations()]
    end = time.monotonic() + SECONDS
    tried: dict[str, list[int]] = {}
    for operation in operations:
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            try:
                strategy = operation.as_strategy(generation_mode=mode)
            except Exception:  # nothing about it can be wrong, or nothing can be varied
                continue
            tried.setdefault(operation.label, []).extend(hammered(desk, strategy, proof, end))
    assert tried.keys() == {one.label for one in operations} and all(tried.values()), tried
    seen = set().union(*tried.values())
    assert 200 in seen and 422 in seen, "the door was opened, and something was refused behind it"


def hammered(desk: Desk, strategy: Any, proof: dict[str, str], end: float) -> list[int]:
    """Send cases of one kind; when the time is over, one must do. The statuses of the answers."""
    sent: list[int] = []
    choice = random.Random(SEED)
    known = {
        "number": ("350000-2025-000001", desk.case("bureau", state="submitted"), desk.deposit("bureau").json["number"]),
        "name": ("350000-2025-000001-1", "3500002025000000017", "350000-2025-000007"),
        "verb": ("accept", "complete_review", "publicise", "return", "assign_code", "explain"),
        "inventory": (desk.list_in("bureau").json["id"],),
        "job": (desk.hand_in("bureau").json["id"], desk.hand_in("bureau", work=False).json["id"]),
        "id": ("CN/public-data-registration", "CN-FJ/public-data-registration"),
    }

    @seed(SEED)
    @settings(
        max_examples=TRIES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def send(case: Any) -> None:
        if time.monotonic() > end and sent:
            return
        for name in case.path_parameters or {}:
            if name in known and choice.random() < 0.7:  # so that more than the door is tried
                case.path_parameters[name] = choice.choice(known[name])
        sent.append(case.call_and_validate(headers=proof, checks=CHECKS).status_code)

    with suppress(Unsatisfiable):  # where nothing can be wrong, there is nothing wrong to send
        send()
    return sent
