"""What the pages call things, in the language of who reads them: taken from the rulebook and the catalogue of wording,
as the pages take it. A walk names acts and fields; what it looks for on a page is what a person would read there."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from datetime import date
from functools import cache

from guiju.kernel.form import Questions
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Text
from guiju.shelf.shelf import open_shelf
from guiju.wings.registry import INSTRUMENT
from guiju.wings.registry.filing import open_resolved
from tests.place import PLACE
from tests.tidy.catalogue import compiled

APPLICATION, OBJECTION = "first", "objection"
YES, NO = Text("是", "yes"), Text("否", "no")


@cache
def _chinese() -> gettext.NullTranslations:
    return gettext.GNUTranslations(io.BytesIO(compiled()))


@cache
def book_of_the_place(on: date) -> Resolved:
    """The rulebook under which the demo's applicants file."""
    return open_resolved(open_shelf(), f"{PLACE}/{INSTRUMENT}", on)


@dataclass(frozen=True, slots=True)
class Words:
    """One language, `zh` or `en`."""

    language: str
    book: Resolved

    def __call__(self, message: str) -> str:
        """A word of the interface."""
        return _chinese().gettext(message) if self.language == "zh" else message

    def of(self, text: Text | None) -> str:
        assert text is not None
        return text.zh if self.language == "zh" else text.en

    def act(self, verb: str, procedure: str = APPLICATION) -> str:
        return self.of(self.book.steps[procedure, verb].rule.label)

    def state(self, name: str, procedure: str = APPLICATION) -> str:
        return self.of(self.book.rulebook.procedures[procedure].states[name].label)

    def questions(self, verb: str, procedure: str = APPLICATION) -> Questions:
        questions = self.book.steps[procedure, verb].questions
        assert questions is not None
        return questions

    def field(self, name: str, verb: str = "submit", procedure: str = APPLICATION) -> str:
        return self.of(self.questions(verb, procedure).asked[name].label)
