"""Filed once: the same key refuses, or is pointed out; what no longer counts is left out."""

from __future__ import annotations

from typing import Any

import pytest

from guiju.kernel.needs import recalled
from guiju.kernel.record import Alike, Record
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Procedure, Unique
from guiju.kernel.values import ERASED, Mark
from tests.laws.builders import MONDAY, NAME, among, ask, case, form, law, no, rule, states, yes

KEY = ("who", "what")


def _law(*, unique: dict[str, Unique] | None = None, **more: Any) -> Resolved:
    rules = unique or {"same": Unique(**{"key": KEY, "except_in": ("refused", "entry.over"), "label": NAME, **more})}
    acts = {
        "file": rule(to="open", form="f"),
        "again": rule("open", form="f"),
        "look": rule("open"),
        "refuse": rule("open", to="refused"),
    }
    procedures = {
        "case": Procedure(states=states(open="", refused=""), acts=acts, unique=rules),
        "entry": Procedure(about=("case",), states=states(valid="", over=""), acts={}),
    }
    return law(procedures=procedures, forms={"f": form(who={}, what={}, part={})})


BOOK = _law()
FILED = {"who": "A", "what": "X"}


def _old(book: Resolved, state: str = "open", number: str = "0", **known: Any) -> Record:
    return case(book, number)._replace(state=state, facts=known or FILED)


def test_the_same_key_refuses_and_names_the_other_case() -> None:
    refused = no(BOOK, case(BOOK), "file", MONDAY, facts=FILED, cases=among(BOOK, _old(BOOK)))
    assert refused.reason is Reason.DUPLICATE
    assert [(fault.field, fault.kind, fault.case) for fault in refused.faults] == [("same", "duplicate", "0")]


@pytest.mark.parametrize("known", [{"who": "B", "what": "X"}, {"who": "A", "what": "Y"}, {"who": "A"}])
def test_another_key_is_another_case(known: dict[str, str]) -> None:
    assert yes(BOOK, case(BOOK), "file", MONDAY, facts=FILED, cases=among(BOOK, _old(BOOK, **known))).met == ()


def test_spelling_makes_no_other_key() -> None:
    cases = among(BOOK, _old(BOOK, who="ａ ", what="x"))
    assert no(BOOK, case(BOOK), "file", MONDAY, facts=FILED, cases=cases).reason is Reason.DUPLICATE


def test_a_key_that_is_not_known_is_not_compared() -> None:
    for facts in ({"who": "A"}, {}):
        cases = among(BOOK, _old(BOOK, **(facts or {"part": "1"})))
        yes(BOOK, case(BOOK), "file", MONDAY, facts=facts, cases=cases)
    yes(BOOK, case(BOOK), "file", MONDAY, facts=FILED, cases=among(BOOK, _old(BOOK, who=ERASED, what="X")))


def test_what_may_be_missing_is_alike_where_both_lack_it() -> None:
    book = _law(key=(*KEY, "part"), or_none=("part",))
    whole, first = _old(book), _old(book, number="9", part="1", **FILED)
    assert no(book, case(book), "file", MONDAY, facts=FILED, cases=among(book, whole)).faults[0].case == "0"
    yes(book, case(book), "file", MONDAY, facts={**FILED, "part": "1"}, cases=among(book, whole))
    yes(book, case(book), "file", MONDAY, facts=FILED, cases=among(book, first))
    again = no(book, case(book), "file", MONDAY, facts={**FILED, "part": "1"}, cases=among(book, whole, first))
    assert again.faults[0].case == "9"


def test_a_case_that_no_longer_counts_is_left_out() -> None:
    yes(BOOK, case(BOOK), "file", MONDAY, facts=FILED, cases=among(BOOK, _old(BOOK, "refused")))
    entry = case(BOOK, "0-1", "entry", subject="0")
    standing, over = (among(BOOK, _old(BOOK), entry._replace(state=state)) for state in ("valid", "over"))
    assert isinstance(ask(BOOK, case(BOOK), "file", MONDAY, facts=FILED, cases=standing), Refused)
    yes(BOOK, case(BOOK), "file", MONDAY, facts=FILED, cases=over)
    elsewhere = among(BOOK, _old(BOOK), entry._replace(state="over", subject="7"))
    assert isinstance(ask(BOOK, case(BOOK), "file", MONDAY, facts=FILED, cases=elsewhere), Refused)


def test_a_warning_is_kept_in_the_case_until_it_is_filed_anew() -> None:
    book = _law(else_="warn")
    cases = among(book, _old(book), _old(book, number="00"))
    filed = yes(book, case(book), "file", MONDAY, facts=FILED, cases=cases)
    assert filed.record.alike == (Alike("same", "0", MONDAY), Alike("same", "00", MONDAY))
    looked = yes(book, filed.record, "look", MONDAY).record
    assert looked.alike == filed.record.alike
    assert yes(book, looked, "again", MONDAY, facts={"what": "Z"}, cases=cases).record.alike == ()
    assert yes(book, case(book), "file", MONDAY, facts=FILED, cases=recalled(filed.met)) == filed


def test_it_is_not_a_duplicate_of_itself() -> None:
    filed = yes(BOOK, case(BOOK), "file", MONDAY, facts=FILED).record
    yes(BOOK, filed, "again", MONDAY, facts=FILED, cases=among(BOOK, filed))
    assert isinstance(ask(BOOK, filed, "again", MONDAY, cases=among(BOOK, filed, _old(BOOK))), Refused)


@pytest.mark.parametrize("mark", [Mark.UNVERIFIED, Mark.AS_TOLD])
def test_on_hearsay_nobody_is_refused(mark: Mark) -> None:
    book = _law(mark=mark)
    filed = yes(book, case(book), "file", MONDAY, facts=FILED, cases=among(book, _old(book)))
    assert [one.number for one in filed.record.alike] == ["0"]


def test_all_that_refuse_are_told_and_a_warning_beside_them_is_not_kept() -> None:
    rules = {
        "both": Unique(key=KEY, label=NAME),
        "near": Unique(key=("who",), label=NAME, else_="warn"),
        "one": Unique(key=("what",), label=NAME),
    }
    book = _law(unique=rules)
    refused = no(book, case(book), "file", MONDAY, facts=FILED, cases=among(book, _old(book)))
    assert [fault.field for fault in refused.faults] == ["both", "one"]


def test_told_again_a_filing_that_was_right_is_not_refused() -> None:
    """What came later is no matter to it."""
    yes(BOOK, case(BOOK), "file", MONDAY, facts=FILED, cases=recalled(()))
