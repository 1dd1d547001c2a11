"""Pages of the register: home, the list, an entry, the board, an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import path

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    """Where everybody begins."""
    return render(request, "registry/home.html")


urlpatterns = [path("", home, name="home")]
