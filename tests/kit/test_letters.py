"""Every letter of every rulebook, as its cases send it: on a page, on paper, in both languages, no blank left."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

import pypdf
import pytest

from guiju.kernel.letters import LETTER, Sender, compose
from guiju.kernel.record import Done, Record, Taken
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import SendLetter
from guiju.kernel.template import EMPTY
from guiju.kit.paper.attached import Likeness, attached, compared
from guiju.kit.paper.draw import certificate_pdf
from guiju.shelf.beside import neighbours
from guiju.shelf.cases import Books, read_folder
from guiju.shelf.casework import play
from guiju.shelf.shelf import BUILT_IN, Entry, Shelf
from tests.kit.certificates import Maker
from tests.kit.test_paper import squeezed
from tests.web import desk  # Django with the pages' settings, before anybody else loads it

SHELF = Shelf(BUILT_IN)
ENTRIES = {entry.id: entry for entry in SHELF.list()}
URL = "https://register.example/verify/"
BRACES = re.compile(r"[{}]|\[[?!@]")


@dataclass(frozen=True)
class Sent:
    """A letter that a case sends, and what it was composed from."""

    case: str
    name: str
    content: dict[str, Any]


@cache
def sent(id: str) -> tuple[Sent, ...]:
    """What the last step of every case sends, under a number where the office gives one."""
    return tuple(_sent(ENTRIES[id]))


def _sent(entry: Entry) -> Iterator[Sent]:
    folder, books = read_folder(SHELF, entry), Books(SHELF)
    for told in folder.cases.values():
        steps = folder.steps(told.name)
        if not steps:
            continue
        start = date.fromisoformat((told.case.given.on or steps[0].on)[:10])
        resolved, _ = books.resolved(entry.id, start, told.case.given.version)
        beside = neighbours(folder.beside(told.name), partial(_book, books, start), entry.id)
        for step in play(resolved, steps, folder.filings, start, beside).taken:
            if step.record.pin.rulebook == entry.id:
                yield from _letters(resolved, told.name, step)


def _book(books: Books, start: date, name: str) -> Resolved:
    return books.resolved(name, start)[0]


def _letters(resolved: Resolved, case: str, step: Taken) -> Iterator[Sent]:
    for done in step.effects:
        if done.kind == "letter":
            number = resolved.rulebook.letters[done.name].number and "示登〔2025〕1号"
            sender = Sender(office="示例登记机构", demo=True, number=number)
            content = compose(resolved, step.record, step.on, done, sender, step.effects)
            yield Sent(case, done.name, content)


def words(content: dict[str, Any], language: str) -> str:
    parts = content["parts"][language]
    cells = [cell for part in parts for cell in part.get("cells", [part.get("text", "")])]
    return "\n".join((content["title"][language], *cells))


@pytest.mark.parametrize("id", ENTRIES)
def test_every_letter_goes_out_in_some_case(id: str) -> None:
    book = SHELF.rulebook(id, ENTRIES[id].effective, simulate=True)
    acts = [act for procedure in book.procedures.values() if not procedure.abstract for act in procedure.acts.values()]
    sending = {effect.letter for act in acts for effect in act.effects if isinstance(effect, SendLetter)}
    assert sending == set(book.letters), "a letter that no act sends"
    assert sending - {one.name for one in sent(id)} == set()


@pytest.mark.parametrize("id", ENTRIES)
def test_no_letter_has_an_empty_blank(id: str) -> None:
    wrong = {(one.case, one.name): one.content["missing"] for one in sent(id) if one.content["missing"]}
    assert wrong == {}
    for one in sent(id):
        for language in ("zh", "en"):
            said = words(one.content, language)
            assert EMPTY not in said and not BRACES.search(said), (one.case, one.name, said)
            assert len(said.splitlines()) > 2, "a title, and something under it"
        assert one.content["provision"], one.name


@pytest.mark.parametrize("id", ENTRIES)
def test_both_languages_have_the_same_parts(id: str) -> None:
    for one in sent(id):
        zh, en = ([part["kind"] for part in one.content["parts"][language]] for language in ("zh", "en"))
        assert zh == en, one.name
        assert not re.search(r"[\u4e00-\u9fff]", one.content["title"]["en"])


def test_what_a_notice_lists_is_told_by_block_and_field_with_its_provision() -> None:
    notices = [one for one in sent("CN-FJ/public-data-registration") if one.name == "one_time_notice"]
    items = [item for one in notices for item in one.content["lists"]]
    assert len(items) > 20
    for item in items:
        assert item["label"]["zh"] and item["remedy"]["zh"] and item["remedy"]["en"]
        if item["kind"] != "stated":
            assert item["block_label"]["zh"] and item["provision"]["zh"].startswith("《")
        assert not item["remedy"]["zh"].startswith(item["label"]["zh"] + "：")


def test_a_letter_names_both_provisions_where_a_province_has_its_own() -> None:
    (one, *_) = [one for one in sent("CN-FJ/public-data-registration") if one.name == "acceptance"]
    said = words(one.content, "zh")
    assert (
        "《福建省公共数据资源登记管理办法（试行）》第十六条" in said
        and "《公共数据资源登记管理暂行办法》第十条" in said
    )


def test_a_part_stands_only_where_it_is_so() -> None:
    results = {
        one.content["parts"]["zh"][-1]["text"]
        for one in sent("CN/public-data-registration")
        if one.name == "objection_result"
    }
    assert results == {"该项登记据此终止，公示内容已撤下。", "该项登记继续办理。"}


def test_the_last_day_of_a_running_term_is_told_and_is_provisional_beyond_the_calendar() -> None:
    said = [words(one.content, "zh") for one in sent("CN/public-data-registration") if one.name == "acceptance"]
    assert any("应于2025年5月28日前（含当日）完成" in one for one in said)


# ---- what is not there ----


def fresh() -> tuple[Resolved, Record]:
    resolved, _ = Books(SHELF).resolved("CN/public-data-registration", date(2025, 9, 1))
    return resolved, Record(number="1", procedure="first", pin=resolved.pin, state="reviewing")


def test_what_is_not_known_is_a_blank_and_is_named() -> None:
    resolved, record = fresh()
    done = Done("letter", "acceptance", {"to": "registrant", "lists": (), "blanks": {"data_name": ""}})
    content = compose(resolved, record, date(2025, 9, 1), done, Sender(office="", demo=False))
    assert [one["id"] for one in content["missing"]] == ["registrant_name", "data_name", "acceptance_date"]  # type: ignore[attr-defined]
    assert words(content, "zh").count(EMPTY) == 3
    assert "形式审核" not in words(content, "zh"), "no clock runs, so no last day is told"


def test_a_secret_never_enters_a_letter_whatever_was_kept() -> None:
    resolved, record = fresh()
    blanks = {"registrant_name": "示例甲", "risk_assessment": "秘.pdf"}
    done = Done("letter", "acceptance", {"to": "registrant", "lists": (), "blanks": blanks})
    content = compose(resolved, record, date(2025, 9, 1), done, Sender(office="", demo=False))
    assert "秘.pdf" not in repr(content) and content["facts"] == ["registrant_name"]


# ---- on a page and on paper ----


def kinds() -> list[tuple[str, str]]:
    """One letter of each kind, by the text that first has its words."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for id in ENTRIES:
        for one in sent(id):
            seen.setdefault((one.name, words(one.content, "zh").splitlines()[0]), (id, one.name))
    return list(seen.values())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_letter_can_be_read_on_a_page(language: str) -> None:
    from django.conf import settings
    from django.template.loader import render_to_string
    from django.utils import translation

    assert settings.SETTINGS_MODULE == desk.HERE
    with translation.override(language):
        for id, name in kinds():
            content = next(one.content for one in sent(id) if one.name == name)
            page = render_to_string("kit/part/letter.html", {"letter": content})
            tongue = "zh" if language.startswith("zh") else "en"
            text = squeezed(re.sub(r"<[^>]+>", "", page))
            for part in content["parts"][tongue]:
                if part["kind"] in ("text", "to", "heading"):
                    assert squeezed(part["text"]).replace("'", "&#x27;").replace('"', "&quot;") in text, name
            for item in content["lists"]:
                assert (
                    squeezed((item.get("label") or {}).get(tongue, item.get("ground", ""))).replace("'", "&#x27;")
                    in text
                )


@pytest.mark.parametrize(("id", "name"), kinds())
def test_every_letter_can_be_set_on_paper(id: str, name: str) -> None:
    """The same in both languages, with its certificate inside; and what is drawn again is the same."""
    content = next(one.content for one in sent(id) if one.name == name)
    data = Maker(content, block=f"{LETTER}1").build()
    pdf = certificate_pdf(data, URL)
    assert attached(pdf) == data and compared(pdf, data) is Likeness.SAME
    shown = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))
    for language in ("zh", "en"):
        for part in content["parts"][language]:
            said = part["cells"] if "cells" in part else [part["text"]] if part["kind"] != "list" else []
            assert all(squeezed(one) in shown for one in said), (name, language)
    assert squeezed(content["office"]) in shown and "guijuverify" in shown


def test_an_altered_letter_is_found_out() -> None:
    content = next(one.content for one in sent("CN/public-data-registration") if one.name == "refusal")
    data = Maker(content, block=f"{LETTER}1").build()
    other = Maker({**content, "on": "2025-01-01"}, block=f"{LETTER}1").build()
    assert compared(certificate_pdf(other, URL), data) is Likeness.ALTERED
