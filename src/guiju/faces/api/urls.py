"""The addresses under `/api/`: those of version 1, and for every other one a problem document."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from guiju.faces.api.v1 import api
from guiju.kit.api.door import guarded, unknown


def _guarded(pattern: URLPattern) -> URLPattern:
    pattern.callback = guarded(pattern.callback)
    return pattern


_patterns, _, _ = api.urls
urlpatterns = [
    path("v1/", ([_guarded(pattern) for pattern in _patterns if isinstance(pattern, URLPattern)], "ninja", "v1")),
    re_path(r"", unknown),
]
