"""Pages of the register: home, the list, an entry, the board."""

from __future__ import annotations

from django.urls import path

from guiju.wings.registry.pages.board import board
from guiju.wings.registry.pages.firms import firms
from guiju.wings.registry.pages.home import home
from guiju.wings.registry.pages.record import record
from guiju.wings.registry.pages.register import register

urlpatterns = [
    path("", home, name="home"),
    path("register/", register, name="register"),
    path("records/<str:name>/", record, name="record"),
    path("board/", board, name="board"),
    path("service-firms/", firms, name="service_firms"),
]
