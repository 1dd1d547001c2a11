"""How data of the rulebooks is said on a page: labels in the language of the page, provisions, days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import template
from django.utils import formats, translation

from guiju.kernel.values import Text
from guiju.kit.cites import say_cite

register = template.Library()


def language() -> str:
    """`zh` or `en`, as rulebooks name them."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


@register.filter
def said(label: object) -> str:
    """A label {zh, en}, or a Text, in the language of the page; plain text as it is."""
    if isinstance(label, Text):
        return label[language()]
    if isinstance(label, Mapping):
        return str(label.get(language(), ""))
    return "" if label is None else str(label)


@register.filter
def cited(cite: str | None) -> str:
    return say_cite(cite, language())


@register.filter
def cited_by_name(cite: str | None) -> str:
    """With the text that it stands in."""
    return say_cite(cite, language(), named=True)


@register.filter
def day(value: date | str | None) -> str:
    """2025年6月23日, or 23 June 2025."""
    if not value:
        return ""
    when = value if isinstance(value, date) else date.fromisoformat(value[:10])
    return formats.date_format(when, "Y年n月j日" if language() == "zh" else "j F Y")


@register.filter
def weekday(value: date | str | None) -> str:
    if not value:
        return ""
    when = value if isinstance(value, date) else date.fromisoformat(value[:10])
    return formats.date_format(when, "l")


@register.filter
def item(mapping: Mapping[str, object], key: str) -> object:
    return mapping.get(key)


@register.filter
def here(several: Mapping[str, object]) -> object:
    """Of what stands in both languages, that in the language of the page, whatever it is."""
    return several.get(language())


@register.filter
def annexed(parts: list[Mapping[str, object]], annex: bool) -> list[Mapping[str, object]]:
    """The parts of a letter that stand before its signature, or in its annex."""
    return [part for part in parts if bool(part.get("annex")) is bool(annex)]
