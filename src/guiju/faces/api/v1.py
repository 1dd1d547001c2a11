"""Version 1 of the API: its routers, and how it describes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from guiju import __version__
from guiju.faces.api.describe import described
from guiju.kit.api import (
    acts,
    assessments,
    cases,
    deposits,
    door,
    due,
    exchange,
    jobs,
    letters,
    proofs,
    records,
    rulebooks,
    schemas,
)
from guiju.kit.api.answers import public
from guiju.kit.api.reading import Strict
from guiju.kit.web.caller import office
from guiju.wings.oversight import api as oversight
from guiju.wings.registry import api as registry
from guiju.wings.registry import inventory_api

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from ninja import Router

ROUTERS: tuple[Router, ...] = (
    records.router,
    cases.router,
    acts.router,
    letters.router,
    assessments.router,
    proofs.router,
    rulebooks.router,
    due.router,
    schemas.router,
    deposits.router,
    jobs.router,
    exchange.router,
    registry.router,
    inventory_api.router,
    oversight.router,
)


class Guiju(NinjaAPI):
    """Describes itself with the forms of the rulebooks that stand on the shelf."""

    _kept: tuple[object, OpenAPISchema] | None = None

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        """Made once a day: another version may stand tomorrow."""
        here = office()
        day = (here.path, here.today())
        if self._kept is None or self._kept[0] != day:
            self._kept = day, described(super().get_openapi_schema(**how), self, here)
        return self._kept[1]


api = Guiju(
    title="规矩 Guiju",
    version=__version__,
    description="The text of a rule becomes a procedure that runs. What each act carries, the rulebooks say.",
    docs_url=None,
    openapi_url=None,
    parser=Strict(),
    urls_namespace="v1",
)
door.mind(api)
for router in ROUTERS:
    api.add_router("", router)


@api.get("/openapi.json", include_in_schema=False, operation_id="openapi")
def openapi(request: HttpRequest) -> HttpResponseBase:
    """All of this as OpenAPI 3.1."""
    return public(request, api.get_openapi_schema())
