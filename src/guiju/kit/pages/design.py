"""`/design/`: every component in all its states, so that a page is put together from what is there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guiju.kit.pages import sample_form, samples


def design(request: HttpRequest) -> HttpResponse:
    """The components, with data that is made up."""
    shown = {name.lower(): value for name, value in vars(samples).items() if name.isupper()}
    words = {"form": sample_form.FORM, "summary": sample_form.SUMMARY}
    return render(request, "kit/design.html", {"sample": {**shown, **words}, "page_class": "page--aside"})
