"""What a person has put into the form of an act, as it was sent; nothing of it is lost when the office says No."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guiju.kernel.form import Questions
from guiju.kernel.record import Record
from guiju.kernel.refusals import Fault
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Fact, Text
from guiju.kit.formview import answers_from

ROWS = 3  # empty rows in which further faults can be stated
MOST_ROWS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Everything beside the buttons. `answers` is None while the form has not been sent."""

    key: str
    answers: dict[str, object] | None = None
    grounds: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()  # field and remedy of each further fault
    mandate: str = ""
    on: str = ""
    rows: int = ROWS

    @property
    def day(self) -> date | None:
        """The day of the act, if one was given that is one."""
        try:
            return date.fromisoformat(self.on) if self.on else None
        except ValueError:
            return None

    @property
    def stated(self) -> list[dict[str, str]]:
        """The rows of further faults as they are drawn: what was said, then empty ones."""
        said = [{"field": name, "text": text} for name, text in self.said]
        return said + [{"field": "", "text": ""}] * max(0, self.rows - len(said))


def typed(sent: Mapping[str, Sequence[str]], questions: Questions | None, key: str) -> Typed:
    """Read what was sent."""

    def one(name: str) -> str:
        values = sent.get(name) or ("",)
        return values[-1].strip()

    said = zip(sent.get("stated-field", ()), sent.get("stated-text", ()), strict=False)
    told = tuple((name.strip(), text.strip()) for name, text in said if name.strip() or text.strip())
    rows = max(ROWS, len(told) + 1) + (ROWS if one("do") == "rows" else 0)
    return Typed(
        key=key,
        answers=answers_from(sent, questions) if questions is not None else {},
        grounds=tuple(text.strip() for text in sent.get("ground", ()) if text.strip()),
        said=told[:MOST_ROWS],
        mandate=one("mandate"),
        on=one("on"),
        rows=min(rows, MOST_ROWS),
    )


def standing(record: Record, questions: Questions, secret: frozenset[str]) -> dict[str, object]:
    """What the form shows before anything is typed: what stands. A secret is never shown again."""
    return {name: fact for name, fact in record.facts.items() if name in questions.asked and name not in secret}


def sendable(answers: Mapping[str, object], record: Record, secret: frozenset[str]) -> dict[str, object]:
    """The answers to file: a secret that was left empty stands as it is, for its field shows empty."""
    return {
        name: value
        for name, value in answers.items()
        if not (name in secret and name in record.facts and value in ("", (), None))
    }


def still_found(answers: Mapping[str, object], record: Record, questions: Questions) -> tuple[str, ...]:
    """Fields that a machine had filled and this filing leaves as they were."""
    read: Mapping[str, Fact] = questions.read(answers, {})[0]
    return tuple(name for name in record.found if name in answers and read.get(name) == record.facts.get(name))


def stated_faults(said: Sequence[tuple[str, str]], resolved: Resolved) -> tuple[Fault, ...]:
    """The officer's own faults, each with the name and the part of its field."""
    return tuple(_stated(name, text, resolved) for name, text in said if name and text)


def _stated(name: str, text: str, resolved: Resolved) -> Fault:
    field = next((form.fields[name] for form in resolved.rulebook.forms.values() if name in form.fields), None)
    label = field.label if field is not None else None
    block = field.block if field is not None else None
    return Fault(field=name, kind="stated", remedy=Text(text, text), at="review", block=block, label=label)
