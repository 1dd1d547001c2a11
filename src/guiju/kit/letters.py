"""Letters as they are read: the rulebook's template with its blanks filled, and what the letter lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from guiju.kernel.refusals import Fault
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Text
from guiju.kit.says import both, fault_json

_BLANK = "＿＿"


class _Blanks(dict[str, object]):
    """A fact that is not known leaves a blank on the paper instead of stopping the office."""

    def __missing__(self, key: str) -> str:
        return _BLANK


def letter_text(resolved: Resolved, name: str, facts: Mapping[str, object]) -> Text:
    """The letter in both languages. Secret fields never enter one."""
    form = resolved.rulebook.letters[name]
    secret = secret_fields(resolved)
    blanks = _Blanks({key: _plain(value) for key, value in facts.items() if key not in secret})
    return Text(form.zh.format_map(blanks), form.en.format_map(blanks))


def letter_view(
    resolved: Resolved, name: str, listed: Iterable[object], facts: Mapping[str, object]
) -> dict[str, object]:
    """One letter as JSON: what it is, for whom, its text, and every item that it lists."""
    form = resolved.rulebook.letters[name]
    return {
        "letter": name,
        "to": form.to,
        "cite": form.cite,
        "text": both(letter_text(resolved, name, facts)),
        "lists": [listed_item(resolved, item) for item in listed],
    }


def listed_item(resolved: Resolved, item: object) -> object:
    """A fault as JSON, whether it comes as a value or as it was stored; a ground with its label."""
    if isinstance(item, Fault):
        return fault_json(item)
    if isinstance(item, Mapping):
        return dict(item)
    for grounds in resolved.rulebook.grounds.values():
        ground = grounds.get(str(item))
        if ground is not None and ground.label is not None:
            return {"ground": item, "label": both(ground.label), "cite": ground.cite}
    return {"ground": str(item)}


def secret_fields(resolved: Resolved) -> frozenset[str]:
    """What no view, letter or page may show."""
    forms = resolved.rulebook.forms.values()
    return frozenset(name for form in forms for name, field in form.fields.items() if field.secret)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
