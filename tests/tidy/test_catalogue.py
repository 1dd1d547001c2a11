"""What the pages say in English they say in Chinese, with the same things filled in and Chinese punctuation."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Message

from tests.tidy.catalogue import HEADER, MO, answers, compiled, id_of, kept, placeholders, renewed, said, used, wording

# Half-width marks that touch a Chinese character; a full stop only where the sentence ends with it.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(\s|$)")


def messages() -> list[Message]:
    found = [message for message in kept() if message.id]
    assert found
    return found


def shapes(message: Message) -> set[tuple[str, ...]]:
    """Placeholders of the English forms: one and several may differ, the Chinese form has what either has."""
    _, one, several = id_of(message)
    return {tuple(placeholders(text)) for text in (one, several) if text}


def test_every_message_has_chinese_words() -> None:
    assert used() - {id_of(message) for message in messages()} == set(), "run make words, then write the Chinese"
    assert [id_of(message) for message in messages() if not wording(message)] == []


def test_no_message_is_dead_or_fuzzy() -> None:
    assert {id_of(message) for message in messages()} - used() == set(), "run make words"
    assert [id_of(message) for message in messages() if message.fuzzy] == []


def test_both_languages_fill_in_the_same() -> None:
    wrong = {
        id_of(found): wording(found) for found in messages() if tuple(placeholders(wording(found))) not in shapes(found)
    }
    assert wrong == {}


def test_chinese_words_have_chinese_punctuation() -> None:
    assert [wording(message) for message in messages() if HALF_WIDTH.search(wording(message))] == []


def test_the_compiled_catalogue_is_current() -> None:
    assert MO.is_file(), "the Chinese catalogue is not compiled: run make setup (or make words)"
    assert answers(MO.read_bytes()) == answers(compiled()), (
        "the Chinese catalogue is older than its text: run make setup"
    )


def test_the_message_finder_finds_messages(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "page.html").write_text(
        """<main>
    <p title="don't">{% translate 'Cases' %}</p>
  {% blocktranslate count n=all %}one {{ n }} case{% plural %}{{ n }} cases{% endblocktranslate %}
{{ _('Rules') }} {% translate 'May' context 'month' %}</main>
"""
    )
    (tmp_path / "page.py").write_text(
        "X = gettext_lazy('Register')\nY = pgettext('act', 'File')\nZ = ngettext('a', 'b', 2)\n"
    )
    (tmp_path / "note.html").write_text("{% translate 'Not a template of ours' %}")
    expected = {
        *((None, "Cases", None), (None, "one %(n)s case", "%(n)s cases"), (None, "Rules", None)),
        *(("month", "May", None), (None, "Register", None), ("act", "File", None), (None, "a", "b")),
    }
    assert used(tmp_path) == expected


def test_the_word_finder_keeps_words_and_drops_the_dead(tmp_path: Path) -> None:
    po = tmp_path / "django.po"
    po.write_text(renewed("", set(said("_('Dead'); _('%(n)s days left')"))), "utf-8")
    po.write_text(po.read_text("utf-8").replace('left"\nmsgstr ""', 'left"\nmsgstr "还有%(d)s天,"'), "utf-8")
    po.write_text(renewed(po.read_text("utf-8"), set(said("_('New'); _('%(n)s days left')"))), "utf-8")
    left, new = sorted((found for found in kept(po) if found.id), key=id_of_text)
    assert (wording(left), wording(new)) == ("还有%(d)s天,", "")
    assert tuple(placeholders(wording(left))) not in shapes(left)
    assert HALF_WIDTH.search(wording(left)) and not HALF_WIDTH.search("还有%(d)s天，见（一）")


def test_the_word_finder_ends_a_merge_that_stopped(tmp_path: Path) -> None:
    def one(english: str, chinese: str) -> str:
        return f'msgid "{english}"\nmsgstr "{chinese}"\n'

    ours, theirs = one("Board", "公示") + "\n" + one("Case", "案件"), one("Apply", "申请") + "\n" + one("Case", "")
    text = f"{HEADER}{'<' * 7} HEAD\n{ours}{'=' * 7}\n{theirs}{'>' * 7} other\n\n{one('Rules', '规则')}"
    po = tmp_path / "django.po"
    po.write_text(renewed(text, set(said("_('Apply'); _('Board'); _('Case'); _('Rules')"))), "utf-8")
    assert [wording(found) for found in kept(po) if found.id] == ["申请", "公示", "案件", "规则"]


def id_of_text(message: Message) -> str:
    return id_of(message)[1]
