"""Effects: what an act does to its own record, in written order, and that it is refused when one cannot be done."""

from __future__ import annotations

from datetime import date

from guiju.kernel.record import Done, Record, Taken
from guiju.kernel.refusals import Fault, Reason
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import (
    Code,
    Effect,
    Extend,
    Note,
    Open,
    Publish,
    SendLetter,
    Set,
    SetMark,
    Unmark,
    Unpublish,
    View,
)
from guiju.kernel.values import Term
from tests.laws.builders import MONDAY, NAME, case, facts, form, june, law, letter, no, rule, states, yes

FORM = form(name={"public": True}, secret={"secret": True}, price={"type": "integer"})
KINDS = facts(n="integer", m="integer", day="date", code="text", sure="boolean")


def book_of(*effects: Effect, **more: object) -> Resolved:
    parts: dict[str, object] = {
        "forms": {"f": FORM},
        "facts": KINDS,
        "views": {"board": View(fields=("name", "price", "code"))},
        "letters": {"plain": letter(), "sure": letter(when="sure"), "why": letter(lists="grounds")},
        **more,
    }
    acts = {"do": rule("start open", to="open", form="f", effects=effects), "go": rule("open", effects=effects)}
    return law(acts, states(open=""), **parts)


def do(*effects: Effect, **more: object) -> Taken:
    book = book_of(*effects)
    return yes(book, case(book), "do", MONDAY, **more)


def kept(*effects: Effect, **more: object) -> Record:
    return do(*effects, **more).record


def test_set_computes_in_written_order_and_later_ones_see_earlier_ones() -> None:
    record = kept(Set(values={"n": "2", "m": "n + 1"}), Set(values={"n": "m * 2", "day": "on"}))
    assert dict(record.facts) == {"n": 6, "m": 3, "day": MONDAY}


def test_set_without_the_facts_it_needs_is_not_determined() -> None:
    book = book_of(Set(values={"n": "m + 1"}))
    answer = no(book, case(book), "do", MONDAY)
    assert (answer.reason, answer.missing) == (Reason.NOT_DETERMINED, ("m",))


def test_marks_are_set_once_and_taken_off() -> None:
    assert kept(SetMark(name="x"), SetMark(name="y"), SetMark(name="x")).marks == ("x", "y")
    assert kept(SetMark(name="x"), SetMark(name="y"), Unmark(name="x"), Unmark(name="z")).marks == ("y",)


def test_a_code_is_what_the_office_supplies() -> None:
    code = Code(fact="code", scheme="s")
    taken = do(code, given={"code": "A1"})
    assert taken.record.facts["code"] == "A1"
    assert taken.effects == (Done("code", "code", {"scheme": "s", "code": "A1"}),)
    book = book_of(code)
    assert no(book, case(book), "do", MONDAY).reason is Reason.EFFECT_IMPOSSIBLE
    assert no(book, case(book), "do", MONDAY, given={"code": 7}).reason is Reason.EFFECT_IMPOSSIBLE


def test_publishing_shows_these_fields_and_no_others() -> None:
    filed = {"name": "甲", "secret": "乙", "price": 3}
    taken = do(Publish(view="board"), facts=filed)
    assert {view: dict(shown) for view, shown in taken.record.published.items()} == {
        "board": {"name": "甲", "price": 3}
    }
    assert taken.effects[0].values["fields"] == {"name": "甲", "price": 3}
    assert kept(Publish(view="board"), Unpublish(view="board"), facts=filed).published == {}


def test_letters_carry_what_they_list_and_go_out_when_they_should() -> None:
    why, plain, sure = (SendLetter(letter=name) for name in ("why", "plain", "sure"))
    sent = do(why, plain, grounds=("late",)).effects
    assert [(done.name, done.values["to"], done.values["lists"]) for done in sent] == [
        ("why", "a", ("late",)),
        ("plain", "a", ()),
    ]
    assert do(Set(values={"sure": "false"}), sure).effects[1:] == ()
    assert do(Set(values={"sure": "true"}), sure).effects[1].name == "sure"
    book = book_of(sure)
    assert no(book, case(book), "do", MONDAY).missing == ("sure",)


def test_open_copies_and_computes() -> None:
    opened = Open(case="case", in_="open", about="me", copy=("name", "price"), set={"n": "2", "m": "n + 1"})
    taken = do(opened, opened, facts={"name": "甲"})
    assert [done.values["number"] for done in taken.effects] == ["1-1", "1-2"]
    assert taken.effects[0].values["facts"] == {"name": "甲", "n": 2, "m": 3}
    assert taken.record.children == 2


def test_open_if() -> None:
    for said, count in (("false", 0), ("true", 1)):
        taken = do(Set(values={"sure": said}), Open(case="case", in_="open", if_="sure"))
        assert taken.record.children == count
    book = book_of(Open(case="case", in_="open", if_="sure"))
    assert no(book, case(book), "do", MONDAY).missing == ("sure",)


def test_a_note_is_told() -> None:
    assert do(Note(event="seen")).effects == (Done("note", "seen"),)


def test_an_act_without_to_stays_and_its_days_are_kept() -> None:
    book = book_of()
    record = yes(book, case(book), "do", june(9)).record
    record = yes(book, yes(book, record, "go", june(10)).record, "go", june(11)).record
    assert record.state == "open"
    assert dict(record.done) == {"do": (june(9),), "go": (june(10), june(11))}
    assert (record.opened, record.filed) == (june(9), june(9))


def test_effects_are_refused_whole() -> None:
    book = book_of(SetMark(name="x"), Extend(clock="t", by=Term.parse("1wd")), clocks={})
    assert no(book, case(book), "do", MONDAY).reason is Reason.EFFECT_IMPOSSIBLE
    assert case(book).marks == ()


# The one notice: everything at once, and only what is new a second time.
NOTICE = law(
    {
        "file": rule("start back", to="open", form="f"),
        "back": rule("open", to="back", effects=(SendLetter(letter="notice"),)),
    },
    states(open="", back=""),
    forms={
        "f": form(
            name={"required": True},
            day={"type": "date", "check": "day <= on"},
            code={"required": True},
            more={"required": "name == 'x'"},
        )
    },
    letters={"notice": letter(lists="faults")},
)


def stated(*fields: str) -> tuple[Fault, ...]:
    return tuple(Fault(field=field, kind="stated", remedy=NAME) for field in fields)


def told(taken: Taken) -> list[tuple[str, str]]:
    (notice,) = taken.effects
    faults = notice.values["lists"]
    assert isinstance(faults, tuple)
    return [(fault.field, fault.kind) for fault in faults]


def filed(answers: dict[str, object], day: int = 9) -> Record:
    return yes(NOTICE, case(NOTICE), "file", june(day), facts=answers).record


def test_the_notice_lists_what_the_form_finds_and_what_the_officer_states() -> None:
    first = yes(NOTICE, filed({"day": "2025-06-10"}), "back", june(12), stated=stated("name"))
    assert told(first) == [("name", "missing"), ("day", "check"), ("code", "missing"), ("name", "stated")]


def test_a_filing_is_judged_as_of_its_own_day() -> None:
    good = filed({"name": "a", "code": "c", "day": "2025-06-10"}, day=10)
    assert no(NOTICE, good, "back", june(12)).reason is Reason.NOTHING_NEW
    assert told(yes(NOTICE, filed({"name": "a", "code": "c", "day": "2025-06-10"}), "back", june(12))) == [
        ("day", "check")
    ]


def test_a_second_notice_names_only_what_is_new() -> None:
    first = yes(NOTICE, filed({"name": "a", "code": "c"}), "back", june(10), stated=stated("name")).record
    again = yes(NOTICE, first, "file", june(11), facts={"name": "b"}).record
    # the code was there the first time, and nobody said anything about it
    late = no(NOTICE, again, "back", june(12), stated=stated("name", "code"))
    assert (late.reason, [fault.field for fault in late.faults]) == (Reason.NOTHING_NEW, ["code"])
    second = yes(NOTICE, again, "back", june(12), stated=stated("name"))  # told before, or changed since
    assert told(second) == [("name", "stated")]
    third = yes(NOTICE, second.record, "file", june(13), facts={"code": "d"}).record
    assert told(yes(NOTICE, third, "back", june(16), stated=stated("code"))) == [("code", "stated")]


def test_a_fault_that_was_told_and_not_mended_may_be_told_again() -> None:
    first = yes(NOTICE, filed({"name": "a"}), "back", june(10)).record
    again = yes(NOTICE, first, "file", june(11), facts={"name": "x"}).record
    assert told(yes(NOTICE, again, "back", june(12))) == [("code", "missing"), ("more", "missing")]


def test_nothing_found_and_nothing_stated_is_no_notice() -> None:
    assert no(NOTICE, filed({"name": "a", "code": "c"}), "back", date(2025, 6, 12)).reason is Reason.NOTHING_NEW
