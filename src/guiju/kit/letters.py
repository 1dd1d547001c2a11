"""Letters as they are read: what was kept of each, in words; and who may read it: its addressee, and the office.

What nobody kept (an act older than letters are) is told from the act itself, as its rulebook words it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from guiju.kernel.letters import LANGUAGES, Sender, compose
from guiju.kernel.record import Done, Record
from guiju.kernel.resolved import Resolved
from guiju.kernel.template import DUE, Kind, filled, parse
from guiju.kernel.values import Text

Json = dict[str, object]
WORDS = {
    "@office": Text("登记机构", "office"),
    "@case": Text("案号", "case number"),
    "@kind": Text("登记事项", "kind of case"),
    "@date": Text("发文日期", "day of the letter"),
    "@provision": Text("依据", "provision"),
    "@count": Text("项数", "number of items"),
    "@state": Text("办理结果", "outcome"),
}
"""What the words are called that a template has beside the facts."""
LISTED = {
    "faults": Text("全部问题", "every fault"),
    "grounds": Text("理由", "the grounds"),
    "findings": Text("评估发现", "the findings"),
}


def retold(resolved: Resolved, record: Record, on: date, done: Done, office: str) -> Mapping[str, object]:
    """A letter that was not kept: what runs and where the case stood is not known any more."""
    return compose(resolved, record._replace(runs=()), on, done, Sender(office=office, demo=False))


def letter_json(content: Mapping[str, object]) -> Json:
    """A letter as it was kept, with its body as plain text beside its parts."""
    return {**content, "text": {language: body(content, language) for language in LANGUAGES}}


def body(content: Mapping[str, object], language: str) -> str:
    """The paragraphs of a letter as plain text, a line each; what it lists stands beside."""
    parts = content.get("parts")
    lines = parts.get(language, ()) if isinstance(parts, Mapping) else ()
    return "\n".join(" | ".join(part["cells"]) if "cells" in part else part["text"] for part in lines if _is_text(part))


def _is_text(part: object) -> bool:
    return isinstance(part, Mapping) and part.get("kind") != "list"


def template_text(resolved: Resolved, template: str, language: str) -> str:
    """The words of a letter as its rulebook has them, each blank by what fills it."""
    words = resolved.words

    def blank(name: str) -> str:
        own = WORDS.get(name) or (words.clock(name.removeprefix(DUE)) if name.startswith(DUE) else words.fact(name))
        return f"〔{own[language]}〕"

    lines = []
    for part in parse(template).parts:
        if part.kind is Kind.LIST:
            lines.append(f"〔{LISTED[part.cells[0]][language]}〕")
        else:
            lines.append(" | ".join(filled(cell, blank) for cell in part.cells))
    return "\n".join(lines)


def roles_of(resolved: Resolved, record: Record, signs_as: str) -> frozenset[str]:
    """The roles in which somebody gets the letters of a case: their own, and those for which they acted."""
    mine = {role for role, party in record.parties.items() if party == signs_as}
    roles = resolved.rulebook.roles.items()
    return frozenset(mine | {name for name, role in roles if not mine.isdisjoint(role.through)})


def secret_fields(resolved: Resolved) -> frozenset[str]:
    """What no view, letter or page may show."""
    return resolved.secret
