"""The register of public data resources: what a case shows, what a code looks like, what a letter says.

Its rulebooks are those of the nation, of a province and of an office, `XX/…`, `XX-P/…` and `XX-P.office/…`. The wing is
small because the procedure is theirs: states, terms, roles, fields and letters are read, none is known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from guiju.store.codes import register
from guiju.wings.registry.codes import SCHEME, query_code

if TYPE_CHECKING:
    from guiju.kit.web.caller import Caller

register(SCHEME, query_code)

INSTRUMENT = "public-data-registration"
"""The second half of the name of every rulebook of this wing."""


SERVICE_FIRMS = "third-party-service"
"""The same of the rulebooks of those who serve a registration: a public list says who may."""


def places(caller: Caller) -> list[dict[str, object]]:
    """Where the main navigation leads: address, word, and the pages in which it is the current place."""
    from django.urls import reverse  # the wing is also loaded where there are no pages, and Django is not ready
    from django.utils.translation import gettext as _

    shown: list[dict[str, object]] = [
        {"url": reverse("register"), "label": _("Register"), "names": ("register", "record")},
        {"url": reverse("board"), "label": _("Publicity board"), "names": ("board",)},
    ]
    if caller.actor is not None and not caller.officer:
        shown.append(
            {
                "url": reverse("apply"),
                "label": _("Apply"),
                "names": ("apply", "drafts", "draft", "inventory_new", "inventory"),
            }
        )
    return shown
