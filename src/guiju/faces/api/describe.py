"""The OpenAPI description: what the routes say of themselves, and the forms of every rulebook on the shelf.

A rulebook that is put on the shelf appears here by itself; no rulebook and no act is named in this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from guiju.kernel.resolved import CLOCK, Resolved
from guiju.kit.api.cases import entrances
from guiju.kit.api.rulebooks import compiled
from guiju.kit.api.shapes import ProblemShape
from guiju.kit.schema import act_schema
from guiju.shelf.flaws import ShelfError
from guiju.shelf.shelf import ACTS as STANDING

if TYPE_CHECKING:
    from ninja import NinjaAPI
    from ninja.openapi.schema import OpenAPISchema

    from guiju.store.office import Office

Json = dict[str, Any]
REF = "#/components/schemas/"
OPENS, ACTS = "Opens", "Acts"
PRECISE = {OPENS: "OpenCase", ACTS: "DoAct"}  # the bodies that the rulebooks make precise
KEPT = ("on", "role", "mandate")  # what every act may carry beside its form


def described(found: OpenAPISchema, api: NinjaAPI, office: Office) -> OpenAPISchema:
    """The description with forms, problems and proofs of who one is."""
    components = found["components"]
    schemas: Json = components["schemas"]
    schemas |= _problem()
    opens, acts = schemas[OPENS]["properties"], schemas[ACTS]["properties"]
    opening: list[str] = []
    acting: list[str] = []
    for name, resolved in books(office):
        for procedure, verb in resolved.steps:
            form, way = _bare(act_schema(resolved, procedure, verb)), f"{name}.{procedure}.{verb}"
            if (procedure, verb) in entrances(resolved):
                opening.append(way)
                schemas[way] = _opening(resolved, (procedure, verb), form, opens)
            elif set(resolved.steps[procedure, verb].rule.by) - {CLOCK}:
                acting.append(way)
                schemas[way] = {**form, "properties": form["properties"] | {key: acts[key] for key in KEPT}}
    for general, ways in ((OPENS, opening), (ACTS, acting)):
        schemas[PRECISE[general]] = {"anyOf": [{"$ref": REF + key} for key in (general, *ways)]}
    _bodies(found)
    _scopes(found, api)
    return found


def books(office: Office) -> Iterator[tuple[str, Resolved]]:
    """Every version that acts can stand on, under a name that a component may have."""
    seen: set[str] = set()
    for entry in office.shelf.list():
        if entry.status not in STANDING:
            continue
        last = min(entry.expires or date.max, max(entry.effective, office.today()))
        try:
            resolved = compiled(office.shelf, entry.id, last)
        except ShelfError:  # its parent does not stand that day: no act can be on it either
            continue
        name = re.sub(r"[^A-Za-z0-9._-]", "-", f"{entry.id}.{resolved.rulebook.version.effective}")
        if resolved.rulebook.version.number == entry.number and name not in seen:
            seen.add(name)
            yield name, resolved


def _bare(schema: Json) -> Json:
    """A schema inside the description, which names the dialect for all."""
    return {key: value for key, value in schema.items() if key != "$schema"}


def _opening(resolved: Resolved, way: tuple[str, str], form: Json, opens: Json) -> Json:
    """The body that opens a case by this act: the form, and by which words the act is named."""
    procedure, verb = way
    named = {
        "rulebook": {"const": resolved.rulebook.rulebook},
        "procedure": {"const": procedure},
        "act": {"const": verb},
    }
    about = resolved.rulebook.procedures[procedure].about
    more = ("upload", *KEPT, *(("subject",) if about else ()))
    properties = {**named, "facts": form["properties"].get("facts", opens["facts"])}
    return {
        **{key: value for key, value in form.items() if key not in ("properties", "required")},
        "properties": properties | {key: opens[key] for key in more},
        "required": [*named, *(("subject",) if about else ())],
    }


def _problem() -> Json:
    """Problem documents stand in every operation, and so among the components."""
    schema = ProblemShape.model_json_schema(ref_template=REF + "{model}", mode="serialization")
    return {**schema.pop("$defs"), "ProblemShape": schema}


def _bodies(found: OpenAPISchema) -> None:
    for operations in found["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                precise = PRECISE.get(content["schema"].get("$ref", "").removeprefix(REF))
                if precise is not None:
                    content["schema"] = {"$ref": REF + precise}


def _scopes(found: OpenAPISchema, api: NinjaAPI) -> None:
    """Which scope a token must have."""
    reach = {
        operation.operation_id: {type(auth).__name__: auth.scope for auth in operation.auth_callbacks}  # type: ignore[attr-defined]
        for bound in api._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
    }
    for operations in found["paths"].values():
        for operation in operations.values():
            for proof in operation.get("security", ()):
                for kind in proof:
                    proof[kind] = [reach[operation["operationId"]][kind]]
