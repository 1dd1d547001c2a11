"""The store as a Django app: its tables and their migrations."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "guiju.store"
    label = "store"
