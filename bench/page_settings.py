"""The settings of the pages, with one plain page beside them."""

from guiju.faces.web.settings import *  # noqa: F403

ROOT_URLCONF = "bench.page_urls"
