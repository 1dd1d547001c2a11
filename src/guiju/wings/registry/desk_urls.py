"""Addresses of those who apply: the application, its drafts."""

from __future__ import annotations

from django.urls import path

from guiju.wings.registry import apply, drafts, inventories

urlpatterns = [
    path("apply/", apply.apply, name="apply"),
    path("apply/many/", inventories.new, name="inventory_new"),
    path("apply/many/<str:id>/", inventories.one, name="inventory"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<str:id>/", drafts.draft, name="draft"),
    path("drafts/<str:id>/save/", drafts.save, name="draft_save"),
    path("drafts/<str:id>/delete/", drafts.delete, name="draft_delete"),
    path("drafts/<str:id>/restore/", drafts.restore, name="draft_restore"),
]
