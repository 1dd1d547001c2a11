"""Is a page good HTML? It parses, no id is taken twice, references lead somewhere, it has a heading and a language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E

# Attributes that name other elements by id, alone or in a row.
REFERENCES = (
    *("for", "form", "list", "headers", "popovertarget", "aria-labelledby", "aria-describedby", "aria-details"),
    *("aria-controls", "aria-owns", "aria-flowto", "aria-activedescendant", "aria-errormessage"),
)
SPOKEN = ("aria-label", "title", "placeholder", "alt", "aria-description")
CODE = ("script", "style", "code", "pre", "samp", "kbd", "template", "textarea")
LATIN, HAN = re.compile(r"[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}"), re.compile(r"[\u4e00-\u9fff]")
CONTROLS = ("input", "select", "textarea", "button", "meter", "output", "progress")


def faults(html: str) -> list[str]:
    """Everything that is wrong with a page, in words."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    parsed = [f"line {line}: {E[code] % values}" for (line, _), code, values in parser.errors]
    return [*parsed, *_frame(root), *_names(root), *_style(root)]


def links(html: str) -> list[str]:
    """Where the links of a page lead, in order, inside the site."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    return [found for link in root.iter("a") if (found := link.get("href", "")).startswith("/")]


def file_form(html: str) -> tuple[str, dict[str, str], str] | None:
    """The form that takes a file: its address, what it would send as it stands, and the name of the file's field."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    for form in root.iter("form"):
        fields = [field for field in form.iter() if field.tag in ("input", "select") and field.get("name")]
        files = [field.get("name", "") for field in fields if field.get("type") == "file"]
        if files:
            return form.get("action", ""), dict(_standing(fields)), files[0]
    return None


def _standing(fields: Iterable[Element]) -> Iterator[tuple[str, str]]:
    """What a browser would send of these fields; of a choice without an answer, the first that says something."""
    for field in fields:
        name, kind = field.get("name", ""), field.get("type", "text")
        if field.tag == "select":
            options = [option for option in field.iter("option") if option.get("value")]
            chosen = [option for option in options if option.get("selected") is not None] or options
            yield from ((name, option.get("value", "")) for option in chosen[:1])
        elif kind in ("radio", "checkbox"):
            if field.get("checked") is not None:
                yield name, field.get("value", "on")
        elif kind not in ("file", "submit", "button"):
            yield name, field.get("value", "")


def english(html: str) -> list[str]:
    """Words of a Chinese page that nobody has put into Chinese; what names its own language, and code, may be Latin."""
    found: list[str] = []

    def walk(element: Element, mine: bool) -> None:
        mine = mine and element.tag not in CODE and str(element.get("lang", "zh")).startswith("zh")
        told = [element.text, *(element.get(name) for name in SPOKEN)] if mine else []
        for child in element:
            walk(child, mine)
            told += [child.tail] if mine else []
        found.extend(" ".join(text.split()) for text in told if text and LATIN.search(text) and not HAN.search(text))

    root = html5lib.parse(html, namespaceHTMLElements=False)
    walk(root, True)
    return list(dict.fromkeys(found))


def _frame(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "html has no lang"
    for tag, place in (("h1", "page"), ("main", "page"), ("title", "head")):
        count = sum(1 for _ in root.iter(tag))
        if tag == "title":
            count = len(root.findall("head/title"))
        if count != 1:
            yield f"{count} {tag} in the {place}, not one"
    title = root.find("head/title")
    if title is not None and not "".join(title.itertext()).strip():
        yield "an empty title"


def _names(root: Element) -> Iterator[str]:
    ids = Counter(name for element in root.iter() if (name := element.get("id")) is not None)
    yield from (f"id {name!r} is taken {count} times" for name, count in ids.items() if count > 1)
    yield from (f"id {name!r} is empty or has blanks" for name in ids if not name or name.split() != [name])
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    for element in root.iter():
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in by_id:
                    yield f"{element.tag} {attribute}={name!r} names nothing"
                elif attribute == "for" and element.tag == "label" and by_id[name].tag not in CONTROLS:
                    yield f"label for={name!r} names a {by_id[name].tag}, which takes no label"
        target = element.get("href") or ""
        if element.tag == "a" and target.startswith("#") and len(target) > 1 and target[1:] not in by_id:
            yield f"link to {target} leads nowhere"


def _style(root: Element) -> Iterator[str]:
    """What the content policy would forbid: it is wrong even where a browser says nothing.

    A page that must stand alone may name its own style and script by their digests.
    """
    policies = root.findall(".//meta[@http-equiv='Content-Security-Policy']")
    policy = " ".join(element.get("content") or "" for element in policies)
    for element in root.iter():
        if element.get("style") is not None or (element.tag == "style" and "style-src 'sha256-" not in policy):
            yield f"{element.tag} is styled in the page"
        data = element.get("type") in ("application/json", "application/ld+json")
        if element.tag == "script" and not element.get("src") and not data and "script-src 'sha256-" not in policy:
            yield "a script stands in the page"
        yield from (f"{element.tag} has {name}" for name in element.attrib if str(name).startswith(("on", "hx-on")))
