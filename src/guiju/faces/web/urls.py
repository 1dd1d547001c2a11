"""All addresses: pages in both languages (Chinese without prefix, English under /en/), and what has no language."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from guiju.kit.pages import health, proof

handler404 = "guiju.kit.web.answer.not_found"

urlpatterns = [
    path("api/", include("guiju.faces.api.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("log/<path:path>", proof.log_file, name="log_file"),
    path("verify/", proof.verify, name="verify"),
    path("log.pub", proof.log_key, name="log_key"),
    *i18n_patterns(
        path("", include("guiju.wings.registry.pages")),
        path("", include("guiju.wings.registry.desk_urls")),
        path("", include("guiju.wings.oversight.urls")),
        path("", include("guiju.kit.pages.urls")),
        prefix_default_language=False,
    ),
]
