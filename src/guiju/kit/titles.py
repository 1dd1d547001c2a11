"""What a case is about, in a word: its own name, where its rulebook has one."""

from __future__ import annotations

from collections.abc import Mapping

from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved


def title_of(resolved: Resolved, record: Record) -> str | None:
    return title_in(resolved, record.facts)


def title_in(resolved: Resolved, facts: Mapping[str, object]) -> str | None:
    """The first text that the rulebook lets everybody see, and that is not the name of who files or a choice."""
    shown = [name for view in resolved.rulebook.views.values() for name in view.fields]
    for form in resolved.rulebook.forms.values():
        for name in shown:
            field = form.fields.get(name)
            free = field is not None and field.type == "text" and not field.one_of and not field.filled_by
            value = facts.get(name)
            if free and isinstance(value, str) and value:
                return value
    return None
