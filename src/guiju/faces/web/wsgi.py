"""The one process that serves an office: opened once, before the first request."""

from __future__ import annotations

import os

from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guiju.faces.web.settings")


def _application() -> WSGIHandler:
    from guiju.faces.house import open_office
    from guiju.faces.web.settings import OFFICE

    open_office(OFFICE)
    return WSGIHandler()


application = _application()
