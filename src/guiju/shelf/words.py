"""The words of letters, as files beside a rulebook: `letters/acceptance.zh.md` and `letters/acceptance.en.md`.

They are words and not law: every version in the folder has the same, a child has its parent's unless its own folder has
a letter of that name, and a folder outside may word a letter anew. A text may have words for letters that it does not
send itself; whoever is below it and sends one has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from guiju.kernel.rulebook import LetterForm, SendLetter, Status
from guiju.kernel.template import DUE, WORDS, Guard, Template, parse
from guiju.kernel.values import Text
from guiju.shelf.book import Book, effects
from guiju.shelf.flaws import Flaw, ShelfError, Where, either, flaw, nearest
from guiju.shelf.tree import Node

FOLDER = "letters"
LANGUAGES = ("zh", "en")
Words = Mapping[str, Mapping[str, Node]]
"""Letter -> language -> its template."""
NONE: Words = {}
_SERIAL, _YEAR = "{serial}", "{year}"


def read_words(folders: Iterable[Path]) -> Words:
    """The templates in the `letters` of these folders; of a letter that several have, the last one's."""
    found: dict[str, dict[str, Node]] = {}
    flaws: list[Flaw] = []
    for folder in folders:
        for path in sorted(folder.joinpath(FOLDER).glob("*")):
            name, _, rest = path.name.partition(".")
            language, _, ending = rest.partition(".")
            if language not in LANGUAGES or ending != "md" or not name:
                hint = Text("写作 acceptance.zh.md、acceptance.en.md", "call it acceptance.zh.md or acceptance.en.md")
                flaws.append(flaw(Where(str(path)), "不是文书模板的文件名", "no name of a template", hint))
                continue
            found.setdefault(name, {})[language] = Node(_text(path, flaws), Where(str(path), 1, 1))
    if flaws:
        raise ShelfError(flaws)
    return found


def _text(path: Path, flaws: list[Flaw]) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        where = Where(str(path), error.object[: error.start].count(b"\n") + 1, 1)
        flaws.append(flaw(where, "不是 UTF-8 文本", "not UTF-8 text", Text("请存为 UTF-8", "save it as UTF-8")))
        return ""
    if not text.strip():
        flaws.append(flaw(Where(str(path), 1, 1), "文件为空", "the file is empty"))
    return text


def worded(body: Node, layers: Sequence[tuple[Node, Words]], flaws: list[Flaw]) -> Node:
    """The tree with the words of its letters: the nearest layer's, from its file or written in place.

    `layers`: each file of the chain with the words beside it, the farthest parent first.
    """
    letters = body.find("letters")
    if letters is None or not letters.items:
        return body
    words: dict[tuple[str, str], Node] = {}
    for own, beside in layers:
        for name, by_language in beside.items():
            words |= {(name, language): text for language, text in by_language.items()}
        for name, item in (own.find("letters") or Node({}, own.where)).items.items():
            for language in LANGUAGES:
                if (here := item.find(language)) is not None:
                    if language in beside.get(name, {}):
                        zh, en = "文书的文字在模板文件中已有", "the words of this letter stand in its file already"
                        flaws.append(flaw(here.at, zh, en))
                    words[name, language] = here
    dressed = {name: _dressed(name, item, words, flaws) for name, item in letters.items.items()}
    return Node(body.items | {"letters": Node(dressed, letters.where, letters.key)}, body.where, body.key)


def _dressed(name: str, item: Node, words: Mapping[tuple[str, str], Node], flaws: list[Flaw]) -> Node:
    if not isinstance(item.value, dict):
        return item
    own = {language: words[name, language] for language in LANGUAGES if (name, language) in words}
    for language in LANGUAGES if all(item.find(language) is None for language in LANGUAGES) else ():
        if language not in own:
            file = f"{FOLDER}/{name}.{language}.md"
            zh, en = f"文书 {name} 没有文字：缺 {file}", f"the letter {name} has no words: {file} is missing"
            flaws.append(flaw(item.at, zh, en))
    return Node(item.items | own, item.where, item.key)


def spare(words: Words, known: set[str]) -> Iterator[Flaw]:
    """Templates of letters that neither this text sends nor any that stands on it; and those in one language only."""
    for name, by_language in words.items():
        node = next(iter(by_language.values()))
        if name not in known:
            zh, en = f"没有规则发出这份文书：{name}", f"no rulebook sends this letter: {name}"
            yield flaw(node.where, zh, en, nearest(name, known))
        for language in set(LANGUAGES) - by_language.keys():
            zh, en = f"缺 {FOLDER}/{name}.{language}.md", f"{FOLDER}/{name}.{language}.md is missing"
            yield flaw(node.where, zh, en)


# ---- what a template may name ----


def check_letters(book: Book) -> None:
    """Every blank is a fact or a word of letters, every condition is one, both languages say the same."""
    for name, letter in book.rulebook.letters.items():
        both = {language: parse(Text(letter.zh, letter.en)[language]) for language in LANGUAGES}
        for language, template in both.items():
            _template(book, name, language, template)
        _same(book, name, both)
        _lists(book, name, letter, both)
        _number(book, name, letter)


def _say(book: Book, name: str, language: str, line: int, text: Text, hint: Text | None = None) -> None:
    """At the line of the file; for words inside YAML, where they begin."""
    where = book.where(("letters", name, language))
    if where.file.endswith(".md"):
        where = Where(where.file, line, 1)
    book.flaws.append(Flaw(where, text, hint))


def _template(book: Book, name: str, language: str, template: Template) -> None:
    for slip in template.slips:
        _say(book, name, language, slip.line, slip.text)
    secret = {key for form in book.rulebook.forms.values() for key, asked in form.fields.items() if asked.secret}
    known = {*book.facts, *WORDS, *(f"{DUE}{clock}" for clock in book.rulebook.clocks)}
    named = [*template.blanks(), *((guard.name, line) for guard, line in template.guards() if guard.sign != "@")]
    for blank, line in named:
        if blank in secret:
            zh, en = f"保密项不得写入文书：{blank}", f"a secret field may not enter a letter: {blank}"
            _say(book, name, language, line, Text(zh, en))
        elif blank not in known:
            hint = nearest(blank, known) or (either((*WORDS, f"{DUE}…")) if blank.startswith("@") else None)
            _say(book, name, language, line, Text(f"没有这个事实：{blank}", f"no such fact: {blank}"), hint)
    for guard, line in template.guards():
        if guard.sign == "@":
            _state(book, name, language, guard, line)


def _state(book: Book, name: str, language: str, guard: Guard, line: int) -> None:
    """A state that a case can be in when this letter goes out."""
    sending = {key for _, key, _, _, act in book.acts() for _, sent in effects(act, SendLetter) if sent.letter == name}
    states = {state for key in sending for state in book.procedures[key].states}
    if guard.name not in states:
        text = Text(f"发出此文书的程序没有状态 {guard.name}", f"no procedure that sends it has the state {guard.name}")
        _say(book, name, language, line, text, nearest(guard.name, states) or either(sorted(states)))


def _same(book: Book, name: str, both: Mapping[str, Template]) -> None:
    """A fact that only one language tells would be told to half of the readers."""
    told = {language: dict(template.blanks()) for language, template in both.items()}
    for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        for blank in sorted(told[language].keys() - told[other].keys()):
            text = Text(f"另一语言的文字没有 {{{blank}}}", f"the words in the other language lack {{{blank}}}")
            _say(book, name, language, told[language][blank], text)


def _lists(book: Book, name: str, letter: LetterForm, both: Mapping[str, Template]) -> None:
    """A letter has room for what it lists, and for nothing else."""
    for language, template in both.items():
        for part in template.parts:
            if part.kind == "list" and part.cells[0] != letter.lists:
                said = letter.lists or "—"
                text = Text(f"此文书列出的是 {said}", f"what this letter lists is {said}")
                _say(book, name, language, part.line, text)


def _number(book: Book, name: str, letter: LetterForm) -> None:
    """A number is the office's own rule: it counts by year, and no text of law says how."""
    if letter.number is None:
        return
    path = ("letters", name, "number")
    if book.rulebook.version.status is not Status.OFFICE_RULE:
        hint = Text("写在登记机构自己的规则里", "it belongs into the office's own rules")
        book.say(path, "文号由发文机构自定，不是法定", "how letters are numbered is the office's rule", hint)
    rest = letter.number.replace(_SERIAL, "").replace(_YEAR, "")
    if _SERIAL not in letter.number or "{" in rest or "}" in rest:
        hint = Text("写作 示登字〔{year}〕{serial}号", "as in 示登字〔{year}〕{serial}号")
        book.say(path, "文号须有流水号", "a number needs its serial", hint)
