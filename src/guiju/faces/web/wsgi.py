"""The one process that serves an office: opened once, before the first request."""

from __future__ import annotations

import gc
import os

from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guiju.faces.web.settings")


def _application() -> WSGIHandler:
    from guiju.faces.house import open_office
    from guiju.faces.web.settings import OFFICE

    open_office(OFFICE)
    handler = WSGIHandler()
    gc.collect()
    gc.freeze()  # what was loaded lives as long as the process: the collector need not walk it again and again
    return handler


application = _application()
