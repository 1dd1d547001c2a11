"""What a machine cannot know of a data set, asked on a page: the open questions of a report, and the grade that the
answers give it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from guiju.kernel.refusals import Fault
from guiju.kit.formview import BlockView, answers_from, form_view
from guiju.kit.grading import books_of, grade
from guiju.kit.grading_answers import FORM, read_answers
from guiju.kit.scan_kept import Report, regraded, scan_from
from guiju.shelf.shelf import Shelf

Said = Mapping[str, object]


def scheme_of(report: Report) -> str:
    return str(report["grade"]["scheme"]["id"])


def asked_of(report: Report, answers: Said) -> dict[str, None]:
    """The questions that are open, and those that were answered, each once."""
    return dict.fromkeys((*(ask["fact"] for ask in report["questions"]), *answers))


def blocks_of(
    shelf: Shelf, report: Report, answers: Said, on: date, faults: Sequence[Fault] = ()
) -> list[tuple[BlockView, list[Any]]]:
    """The questions to show, part by part as the rulebooks have them; what two rulebooks ask is asked once."""
    wanted, shown = asked_of(report, answers), []
    for book in books_of(shelf, scheme_of(report), on):
        view = form_view(book.forms[FORM], book, answers=answers, faults=faults, on=on)
        for block in view.blocks:
            fields = [field for field in block.fields if field.name in wanted]
            shown += [(block, fields)] if fields else []
            for field in fields:
                del wanted[field.name]
    return shown


def answers_sent(
    shelf: Shelf, report: Report, answers: Said, posted: Mapping[str, Iterable[str]], on: date
) -> dict[str, object]:
    """The answers as they stand after a form was sent. What it did not show stays; what is left empty is open again."""
    typed: dict[str, object] = {}
    wanted = asked_of(report, answers)
    sent = {name: list(values) for name, values in posted.items()}
    for book in books_of(shelf, scheme_of(report), on):
        questions = book.forms[FORM]
        names = [name for name in questions.asked if name in wanted and name not in typed]
        typed |= answers_from(sent, questions, only=names)
    return {name: value for name, value in {**answers, **typed}.items() if value not in ("", (), [], None)}


def graded_anew(shelf: Shelf, report: Report, answers: Said, on: date) -> dict[str, Any]:
    """The report with the grade that these answers give. A wrong answer raises Trouble, and names its question."""
    return regraded(report, grade(shelf, scheme_of(report), scan_from(report), read_answers(answers), on))
