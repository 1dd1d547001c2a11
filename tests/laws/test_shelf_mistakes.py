"""Each kind of mistake in a rulebook is told with file, line, column and what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from guiju.shelf.flaws import Flaw, ShelfError
from tests.laws.shelf_kit import DAY, NATION, PROVINCE, broken, put, shelf, unpin

# What is replaced, by what (the pin ‸ marks where the flaw is expected), the message, the hint.
SYNTAX = {
    "tab": ("  party: {label", "‸\tparty: {label", "not YAML", "indent with spaces"),
    "bracket": (
        "views: {publicity: {fields: [name, kind], cite: a12}}\n",
        "views: {a: [b, c\nclocks2‸:\n",
        "not YAML",
        "bracket",
    ),
    "colon": ("zone: Asia/Shanghai", "zone: Asia‸: Shanghai", "not YAML", "quote a text"),
    "two documents": ("calendar: CN\n", "calendar: CN\n‸---\n", "not YAML", "one document a file"),
    "twice": ("zone: Asia/Shanghai", "zone: Asia/Shanghai\n‸zone: Asia/Tokyo", "the key zone stands twice", ""),
    "tag": ("calendar: CN", "calendar: ‸!country CN", "tags are not used here", ""),
    "alias": ("calendar: CN\nzone: Asia/Shanghai", "calendar: &c CN\n‸zone: *c", "anchors and aliases", "spell it out"),
    "merge": ("calendar: CN", "‸<<: {calendar: CN}", "merge keys", "like"),
    "list as key": ("calendar: CN", "‸[a, b]: CN", "a key is one word", ""),
    "control character": ("calendar: CN", "calendar: C‸\x07N", "does not allow", ""),
}
SHAPE = {
    "unknown key": ("waits_for: public", "‸wait_for: public", "unknown key: wait_for", "did you mean waits_for?"),
    "unknown section": ("clocks:\n  accept", "‸clock:\n  accept", "unknown key: clock", "did you mean clocks?"),
    "missing key": ("{to: registrant, zh: 已受理, en: accepted}", "{to: registrant, zh: 已受理}", "missing: en", ""),
    "not a term": ("clock: {length: 20wd}", "clock: {length: ‸20 days}", "cannot read 20 days", "as in 20wd"),
    "no term at all": ("length: 10wd", "length: ‸soon", "cannot read soon", "as in 20wd"),
    "not a number": ("longest: 100", "longest: ‸1e3", "cannot read 1e3", "a whole number"),
    "not a boolean": ("public: true", "public: ‸maybe", "cannot read maybe", "true or false"),
    "not a day": ("issued: 2025-01-02", "issued: ‸2025-13-02", "cannot read 2025-13-02", "2025-03-01"),
    "not a status": ("status: in_force", "status: ‸in_forse", "no such value: in_forse", "did you mean in_force?"),
    "unknown effect": ("- code: {fact", "- ‸kode: {fact", "unknown effect: kode", "did you mean code?"),
    "two effects in one": ("effects: [release]", "effects: [‸{release: {}, note: x}]", "one effect an entry", ""),
    "brief guard": (
        "{is: delivered <= on, cite: a9}",
        "‸delivered <= on",
        "a guard needs its provision",
        "{is: …, cite: …}",
    ),
    "joint act": ("by: party, within", "‸by: {all: [party, registrant]}, within", "cannot begin a case", ""),
    "list for a map": (
        "blocks: {subject: {label: {zh: 主体, en: registrant}, cite: a9}}",
        "blocks: ‸[subject]",
        "expected a map",
        "",
    ),
    "map for a value": ("block: subject, type: paper", "block: ‸{is: subject}, type: paper", "expected one value", ""),
    "one language": ("{zh: 公示中, en: in publicity}", "{zh: 公示中}", "missing: en", ""),
    "null in a root": ("calendar: CN", "‸calendar: null", "nothing is inherited here", "leave the key out"),
    "edit in a root": ("{fields: [name, kind], cite", "{‸fields: {add: [name]}, cite", "there is none", ""),
    "like nobody": ("like: five_steps", "like: ‸five_stops", "no such procedure", "did you mean five_steps?"),
    "like itself": ("    abstract: true", "    abstract: true\n    like: first", "like goes in a circle", ""),
    "dated to no day": ("2026-01-01: {is", "‸2026-02-30: {is", "no such day", "2025-03-01"),
    "ended at no day": (
        "zh: 编码, en: code}}",
        "zh: 编码, en: code}, ‸ended: soon}",
        "unknown key: ended",
        "2025-03-01",
    ),
}
SENSE = {
    "field's block": (
        "block: subject, type: paper",
        "block: ‸subjekt, type: paper",
        "no such block",
        "did you mean subject?",
    ),
    "view's field": ("fields: [name, kind]", "fields: [name, ‸kinds]", "no such fact", "did you mean kind?"),
    "secret in a view": ("fields: [name, kind]", "fields: [name, ‸proof]", "a secret field", ""),
    "role of a clock": (
        "accept: {binds: registrar",
        "accept: {binds: ‸registrer",
        "no such role",
        "did you mean registrar?",
    ),
    "fact of a clock": ("from: valid_from", "from: ‸valid_form", "no such fact", "did you mean valid_from?"),
    "clock without length": ("  publicity: {length: 10wd, ", "  ‸publicity: {", "a clock without a length", "until"),
    "event of a duty": ("arises: delivered", "arises: ‸deliverd", "no such event", "did you mean delivered?"),
    "act of a duty": ("met_by: first.submit", "met_by: ‸first.submitt", "no such act", "did you mean first.submit?"),
    "duty without a cause": (
        "file_first: {arises: delivered, ",
        "‸file_first: {",
        "a duty that arises with nothing",
        "write arises, or every",
    ),
    "while without every": ("undone_by: declined", "‸while: [declined]", "while goes with every", ""),
    "day without every": ("undone_by: declined", "‸by: {day: 10}", "by goes with every", ""),
    "undone each period": (
        "undone_by: declined",
        "every: year, undone_by: ‸declined",
        "a periodic duty has no undone_by",
        "",
    ),
    "state of a periodic duty": (
        "undone_by: declined",
        "every: year, while: ‸decline",
        "no such state",
        "did you mean declined?",
    ),
    "no such period": ("undone_by: declined", "every: ‸quater", "no such value: quater", "did you mean quarter?"),
    "no month of a year": (
        "undone_by: declined, clock: {length: 20wd}",
        "every: year, ‸by: {day: 31}",
        "a yearly duty names month and day",
        "",
    ),
    "a month of a quarter": (
        "undone_by: declined, clock: {length: 20wd}",
        "every: quarter, ‸by: {month: 3, day: 31}",
        "a yearly duty names month and day",
        "",
    ),
    "no such day of the year": (
        "undone_by: declined, clock: {length: 20wd}",
        "every: year, ‸by: {month: 2, day: 30}",
        "there is no such day",
        "",
    ),
    "day and length": (
        "undone_by: declined, clock",
        "every: year, ‸by: {month: 3, day: 31}, clock",
        "write by or clock, not both",
        "",
    ),
    "period of a periodic duty": (
        "file_first: {arises: delivered, when",
        "‸file_first: {every: quarter, when",
        "the act that meets a periodic duty says for which period",
        "period",
    ),
    "state of a duty": ("undone_by: declined", "undone_by: ‸decline", "no such state", "did you mean declined?"),
    "rank taken": ("rank: 20", "rank: ‸10", "the rank 10 is taken by data", ""),
    "answer of a table": ("rank: 20, gives: may", "rank: 20, gives: ‸mai", "no such answer", "did you mean may?"),
    "addressee": ("{to: registrant, zh", "{to: ‸registrand, zh", "no such role", "did you mean registrant?"),
    "grounds nobody asks": ("grounds: {decline: {", "grounds: {‸deny: {", "no act asks for these grounds", ""),
    "subject": (
        "  objection:\n    about: first",
        "  objection:\n    about: ‸frist",
        "no such procedure",
        "did you mean first?",
    ),
    "who is waited for": ("waits_for: public", "waits_for: ‸publik", "no such role", "did you mean public?"),
    "clock of a state": ("clocks: [accept]", "clocks: [‸acept]", "no such clock", "did you mean accept?"),
    "from": ("from: returned", "from: ‸retuned", "no such state", "did you mean returned?"),
    "to": ("to: returned", "to: ‸retuned", "no such state", "did you mean returned?"),
    "actor": ("by: party", "by: ‸parti", "no such role", "did you mean party?"),
    "form": ("form: first", "form: ‸frist", "no such form", "did you mean first?"),
    "waits for a clock": ("after: publicity", "after: ‸publicty", "no such clock", "did you mean publicity?"),
    "waits for no clock of its own": ("after: publicity", "after: ‸validity", "no such clock", ""),
    "within": ("within: subject.publicity", "within: ‸subject.validity", "no such clock", ""),
    "letter": ("letter: acceptance", "letter: ‸aceptance", "no such letter", "did you mean acceptance?"),
    "view": ("publish: publicity", "publish: ‸publicty", "no such view", "did you mean publicity?"),
    "fact set": ("set: {valid_from: on}", "set: {valid_form: ‸on}", "no such fact", "did you mean valid_from?"),
    "case opened": ("{case: entry,", "{case: ‸entri,", "no such procedure", "did you mean entry?"),
    "state opened": ("case: entry, in: valid", "case: entry, in: ‸vald", "no such state", "did you mean valid?"),
    "act barred": ("acts: [assign_code]", "acts: [‸assign_kode]", "no such act", "did you mean assign_code?"),
    "act told": ("{act: terminate, in", "{act: ‸terminat, in", "no such act", "did you mean terminate?"),
    "state told": ("terminate, in: public", "terminate, in: ‸publik", "no such state", "did you mean public?"),
    "teller not listed": ("{act: terminate, in", "{act: ‸return, in", "does not list this procedure", "case:objection"),
    "unreached": (
        "      valid: {",
        "      ‸lost: {why: x, label: {zh: 失, en: lost}}\n      valid: {",
        "no act leads to this state",
        "",
    ),
    "no exit": ("upheld: {final: true, ", "‸upheld: {why: 未定, ", "no act leads out of this state", "final: true"),
    "no clock, no reason": (
        "reviewing: {waits_for: registrar, why: 未定期限, ",
        "‸reviewing: {waits_for: registrar, ",
        "neither clock nor",
        "why",
    ),
    "from a final state": (
        "from: reviewing, to: rejected",
        "from: [reviewing, ‸upheld], to: rejected",
        "nothing starts from a final",
        "",
    ),
    "start without to": ("from: start, to: submitted", "from: ‸start", "needs `to`", ""),
    "hold not released": (
        "effects: [release]",
        "effects: []",
        "in rejected without releasing this hold",
        "add `release`",
    ),
    "hold that ends nowhere": (
        "hold: {acts: [assign_code]}",
        "hold: {acts: [assign_code], ends: ‸never}",
        "ends cannot be never",
        "",
    ),
    "mark of nobody": ("{acts: [assign_code]}", "{acts: [assign_code], mark: ‸blot}", "no such mark", ""),
    "told of nothing": ("tell: {act: terminate,", "tell: {act: terminate, with: {colour: ‸name},", "no such fact", ""),
    "window of working days": (
        "from: reviewing, to: rejected,",
        "from: reviewing, to: rejected, window: {last: ‸60wd, before: valid_to},",
        "counted in natural days",
        "60nd",
    ),
    "end of a clock": ("at_end: expire", "at_end: ‸expires", "no act by the clock", ""),
    "end that goes on": ("from: valid, to: expired", "from: valid", "would end again the same day", ""),
    "act of no clock": ("by: registrant, form", "by: [registrant, clock], form", "no clock ends in this act", ""),
    "no provision": (
        "label: {zh: 公示, en: publicity}, cite: a12}",
        "label: {zh: 公示, en: publicity}}",
        "publicity has no provision",
        "",
    ),
    "unlisted provision": (
        "label: {zh: 提交, en: submit}, cite: a9",
        "label: {zh: 提交, en: submit}, cite: ‸a90",
        "not among",
        "XX/reg#a9?",
    ),
    "no label": ("{final: true, label: {zh: 成立, en: upheld}}", "{final: true}", "upheld has no label", "zh"),
    "no effect, no reason": ("a29: {effect: none, why: 附则}", "‸a29: {effect: none}", "needs its reason", ""),
    "word of a type": ("type: paper", "type: ‸papr", "type cannot be papr", "did you mean paper?"),
    "word of a count": ("count: same_day", "count: ‸sameday", "count cannot be sameday", "did you mean same_day?"),
    "choice without list": ("type: date, required", "type: choice, required", "a choice needs its list", ""),
    "what a conflict is about": (
        "about: tables.must_register.rest",
        "about: ‸tables.must_register.test",
        "no such item",
        "rest?",
    ),
    "expression": ("is: delivered <= on", "is: ‸delivered < = on", "the expression is wrong", ""),
}


def told(folder: Path) -> tuple[Flaw, ...]:
    """What the shelf says about the nation, reading or checking; the expression language is not asked here."""
    try:
        return shelf(folder).check("XX/reg", DAY, lambda source, facts: "no such operator" if "< =" in source else None)
    except ShelfError as error:
        return error.flaws


@pytest.mark.parametrize(
    ("old", "new", "says", "hint"), (SYNTAX | SHAPE | SENSE).values(), ids=(SYNTAX | SHAPE | SENSE)
)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, old: str, new: str, says: str, hint: str) -> None:
    text = broken(NATION, old, new)
    path = put(tmp_path, NATION)
    where = None
    if "‸" in text:
        text, where = unpin(text, path)
    put(tmp_path, text)
    found = [flaw for flaw in told(tmp_path) if says in flaw.text.en]
    assert found, [flaw.say() for flaw in told(tmp_path)]
    assert where is None or [flaw.where for flaw in found] == [where]
    assert hint in (found[0].hint.en if found[0].hint else "")
    assert all(flaw.text.zh for flaw in found)


def test_the_nation_is_clean(tmp_path: Path) -> None:
    assert shelf(tmp_path, NATION).check("XX/reg", DAY) == ()


def test_all_flaws_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = broken(NATION, "length: 10wd", "lenght: 10wd")
    text = broken(text, "rank: 20", "rank: second")
    text = broken(text, "met_by: first.submit, ", "")
    path = put(tmp_path, text)
    with pytest.raises(ShelfError) as caught:
        shelf(tmp_path).rulebook("XX/reg", DAY)
    lines = str(caught.value).splitlines()
    assert [line.removeprefix(f"{path}:") for line in lines] == [
        "27:15: unknown key: lenght; did you mean length?",
        "30:3: missing: met_by",
        "36:20: cannot read second; write a whole number",
    ]
    assert "没有这个键：lenght；是否应为 length？" in caught.value.say("zh")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "1:1: the file is empty"),
        (b"# nothing but a remark\n", "1:1: the file is empty"),
        (b"- a\n- b\n", "1:1: a rulebook is a map by key"),
        (b"rulebook: XX/reg\ntitel: {zh: a, en: b}\nversion: {}\n", "1:1: missing: title; did you mean titel?"),
        (b"rulebook: XX/reg\ntitle: \xff\n", "2:8: not UTF-8 text; save it as UTF-8"),
        (b"[" * 5000, "not YAML"),
        (NATION.replace("rulebook: XX/reg", "rulebook: XX/rag").encode(), "2:11: the name differs from its folder"),
        (b"\x00\x01\x02", "does not allow"),
    ],
)
def test_a_file_that_is_no_rulebook(tmp_path: Path, content: bytes, says: str) -> None:
    put(tmp_path, NATION).write_bytes(content)
    with pytest.raises(ShelfError, match=f"(?s){says.replace('?', '.')}"):
        shelf(tmp_path).list()


def test_one_bad_file_stops_the_shelf_and_all_are_named(tmp_path: Path) -> None:
    put(tmp_path, PROVINCE).write_text("a: [", "utf-8")
    put(tmp_path, NATION).write_text("b: {", "utf-8")
    with pytest.raises(ShelfError) as caught:
        shelf(tmp_path).list()
    assert {Path(flaw.where.file).parent.parent.name for flaw in caught.value.flaws} == {"XX", "XX-P"}


def test_a_mistake_that_is_inherited_is_told_in_the_parents_file(tmp_path: Path) -> None:
    put(tmp_path, PROVINCE)
    text, where = unpin(broken(NATION, "to: returned", "to: ‸retuned"), put(tmp_path, NATION))
    put(tmp_path, text)
    assert [flaw.where for flaw in shelf(tmp_path).check("XX-P/reg", DAY) if "retuned" in flaw.text.en] == [where]
