"""The one process that serves an office: opened once, before the first request."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from django.core.handlers.wsgi import WSGIHandler

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guiju.faces.web.settings")


def _application() -> WSGIApplication:
    from guiju.faces.house import open_office
    from guiju.faces.web.settings import OFFICE
    from guiju.kit.web.receiving import promised

    open_office(OFFICE)
    handler = WSGIHandler()
    gc.collect()
    gc.freeze()  # what was loaded lives as long as the process: the collector need not walk it again and again

    def answer(environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environment["wsgi.input"] = promised(environment["wsgi.input"], environment.get("CONTENT_LENGTH", ""))
        return handler(environment, start)

    return answer


application = _application()
