"""The addresses of the pages, and that of the plain one."""

from __future__ import annotations

from django.urls import path

from bench.page import plain
from guiju.faces.web.urls import urlpatterns as pages

urlpatterns = [path("plain/", plain), *pages]
