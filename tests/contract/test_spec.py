"""The description of the API: valid, stable, and with the forms of every rulebook on the shelf, known or new."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from tests.contract.programs import RULEBOOK, Desk, full
from tests.place import PLACE

SPEC = "/openapi.json"


def refs(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(refs, node.values()))
    return set().union(*map(refs, node)) if isinstance(node, list) else set()


def test_it_is_valid_and_stable(desk: Desk) -> None:
    from guiju.faces.api.v1 import api

    first = desk.get(SPEC)
    validate(first.json)
    assert first.json["openapi"] == "3.1.0"
    api._kept = None
    assert desk.get(SPEC).body == first.body
    named = {f"#/components/schemas/{name}" for name in first.json["components"]["schemas"]}
    assert refs(first.json) == {ref for ref in refs(first.json) if ref in named}


def test_every_operation_declares_its_problems_and_its_scope(desk: Desk) -> None:
    for path, operations in desk.get(SPEC).json["paths"].items():
        for method, one in operations.items():
            declared = {int(status) for status in one["responses"]}
            assert 500 in declared, (path, method)
            proofs = {kind: scopes for proof in one.get("security", ()) for kind, scopes in proof.items()}
            assert bool(proofs) == (401 in declared and 403 in declared), (path, method)
            assert not proofs or set(proofs) == {"Token", "SignIn"}, (path, method)
            assert {scope for scopes in proofs.values() for scope in scopes} <= {"read", "act", "file", "exchange"}
            assert ("requestBody" in one) == (method in ("post", "patch"))


def test_the_forms_of_the_shelf_stand_in_it(desk: Desk) -> None:
    from guiju.faces.api.describe import books

    schemas = desk.get(SPEC).json["components"]["schemas"]
    bodies = [schema for schema in schemas.values() if "rulebook" in schema.get("properties", {})]
    consts = {body["properties"]["rulebook"].get("const") for body in bodies} - {None}
    lists = {book.rulebook.rulebook for _, book in books(desk.office) if not book.rulebook.procedures}
    assert consts == {entry.id for entry in desk.office.shelf.list()} - lists, (
        "where nothing can be done there is no form"
    )
    mine = next(
        body
        for body in bodies
        if body["properties"]["rulebook"].get("const") == RULEBOOK and "subject" not in body["properties"]
    )
    words = {name: mine["properties"][name]["const"] for name in ("rulebook", "procedure", "act")}
    facts = desk.application()["facts"]
    assert isinstance(facts, dict)
    sent = {**words, "facts": facts}
    assert desk.post("/cases", sent, "bureau").status == 201
    jsonschema.Draft202012Validator.check_schema(mine)
    wrong = {**words, "facts": {**full(desk.office.today()), "nonsense": "x"}}
    assert list(jsonschema.Draft202012Validator(mine).iter_errors(wrong))


@pytest.fixture
def province(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shelf from outside with a province that the package does not know."""
    source = Path(__file__).parents[1] / "walks" / "sample"
    shutil.copytree(source, tmp_path / "shelf")
    monkeypatch.setenv("GUIJU_SHELF", str(tmp_path / "shelf"))
    return tmp_path / "shelf"


def test_a_new_province_appears_by_itself(province: Path, desk: Desk) -> None:
    added = {path.parent.relative_to(province).as_posix() for path in province.rglob("[!_]*.yaml")}
    assert added
    spec = desk.get(SPEC).json
    consts = {
        schema["properties"]["rulebook"].get("const")
        for schema in spec["components"]["schemas"].values()
        if "rulebook" in schema.get("properties", {})
    }
    name = next(iter(added))
    assert name in consts and desk.get(f"/rulebooks/{name}").status == 200
    checked = desk.post("/drafts/check", {"place": name.partition("/")[0]}, "bureau")
    assert checked.json["rulebook"]["id"] == name
    assert name.partition("/")[0] != PLACE
