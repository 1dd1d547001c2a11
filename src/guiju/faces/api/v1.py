"""Version 1 of the API: its routers, and how it describes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from guiju import __version__
from guiju.faces.api.describe import described
from guiju.kit.api import acts, cases, door, due, records, rulebooks
from guiju.kit.api.reading import Strict
from guiju.kit.web.caller import office
from guiju.wings.registry import api as registry

if TYPE_CHECKING:
    from ninja import Router

ROUTERS: tuple[Router, ...] = (
    records.router,
    cases.router,
    acts.router,
    rulebooks.router,
    due.router,
    registry.router,
)


class Guiju(NinjaAPI):
    """Describes itself with the forms of the rulebooks that stand on the shelf."""

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        return described(super().get_openapi_schema(**how), self, office())


api = Guiju(
    title="规矩 Guiju",
    version=__version__,
    description="The text of a rule becomes a procedure that runs. What each act carries, the rulebooks say.",
    docs_url=None,
    parser=Strict(),
    urls_namespace="v1",
)
door.mind(api)
for router in ROUTERS:
    api.add_router("", router)
