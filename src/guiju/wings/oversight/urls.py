"""Addresses of the pages of oversight."""

from __future__ import annotations

from django.urls import path

from guiju.wings.oversight import notices, pages

urlpatterns = [
    path("oversight/", pages.overview, name="oversight"),
    path("oversight/<str:party>/", pages.registrar, name="oversight_registrar"),
    path("oversight/<str:party>/terms/", pages.terms, name="oversight_terms"),
    path("oversight/<str:party>/cases/", pages.cases, name="oversight_cases"),
    path("oversight/<str:party>/reports/<str:period>/", pages.report, name="oversight_report"),
    path("announcements/", notices.announcements, name="announcements"),
    path("announcements.atom", notices.atom, name="announcements_atom"),
    path("announcements.json", notices.feed, name="announcements_json"),
    path("registrars/", notices.directory, name="registrars"),
]
