"""Is a page good HTML? It parses, no id is taken twice, references lead somewhere, it has a heading and a language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E

# Attributes that name other elements by id, alone or in a row.
REFERENCES = (
    *("for", "form", "list", "headers", "popovertarget", "aria-labelledby", "aria-describedby", "aria-details"),
    *("aria-controls", "aria-owns", "aria-flowto", "aria-activedescendant", "aria-errormessage"),
)
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
    """What the content policy would forbid: it is wrong even where a browser says nothing."""
    for element in root.iter():
        if element.get("style") is not None or element.tag == "style":
            yield f"{element.tag} is styled in the page"
        data = element.get("type") in ("application/json", "application/ld+json")
        if element.tag == "script" and not element.get("src") and not data:
            yield "a script stands in the page"
        yield from (f"{element.tag} has {name}" for name in element.attrib if str(name).startswith(("on", "hx-on")))
