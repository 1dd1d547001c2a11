"""What is stored comes back as it was: records, acts, effects, for any content that the kernel's types allow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guiju.kernel.journal import Receipt
from guiju.kernel.record import Act, Done, Hold, Met, Pin, Record, Run, Signature, Taken
from guiju.kernel.refusals import Fault
from guiju.kernel.values import Fact, Mark, Term, Text, Unit
from guiju.store import codec

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
FACT = st.one_of(
    TEXTS,
    st.integers(),
    st.booleans(),
    DAYS,
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.lists(TEXTS, max_size=3).map(tuple),
)
KEYS = st.one_of(TEXTS, st.sampled_from(["$date", "$map", "name"]))
FACTS = st.dictionaries(KEYS, FACT, max_size=4)
TERMS = st.builds(Term, st.integers(1, 99), st.sampled_from(Unit))
LABELS = st.builds(Text, st.just("中"), st.just("en"))
MARKS = st.one_of(st.none(), st.sampled_from(Mark))
FAULTS = st.builds(Fault, field=TEXTS, kind=TEXTS, remedy=LABELS, block=st.one_of(st.none(), TEXTS), label=LABELS)
PINS = st.builds(Pin, rulebook=TEXTS, version=TEXTS, revision=st.integers(1, 9), tree=TEXTS, calendar=TEXTS)
STOPS = st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS)), max_size=2).map(tuple)
RUNS = st.builds(Run, TEXTS, DAYS, st.one_of(st.none(), DAYS), st.lists(TERMS, max_size=2).map(tuple), STOPS)
NAMES = st.lists(TEXTS, max_size=2).map(tuple)
RECORDS = st.builds(
    Record,
    number=TEXTS,
    procedure=TEXTS,
    pin=PINS,
    opened=st.one_of(st.none(), DAYS),
    facts=FACTS,
    parties=st.dictionaries(TEXTS, TEXTS, max_size=2),
    runs=st.lists(RUNS, max_size=2).map(tuple),
    holds=st.lists(st.builds(Hold, TEXTS, NAMES, NAMES, DAYS), max_size=2).map(tuple),
    done=st.dictionaries(TEXTS, st.lists(DAYS, max_size=2).map(tuple), max_size=2),
    published=st.dictionaries(TEXTS, FACTS, max_size=2),
    children=st.integers(0, 99),
    last=st.one_of(st.none(), st.builds(Signature, TEXTS, TEXTS, TEXTS, DAYS, DAYS)),
)
ACTS = st.builds(
    Act,
    verb=TEXTS,
    role=TEXTS,
    facts=FACTS,
    stated=st.lists(FAULTS, max_size=2).map(tuple),
    desks=st.one_of(st.none(), st.frozensets(TEXTS, max_size=3)),
    recorded=st.one_of(st.none(), DAYS),
    given=FACTS,
)
LOOSE = st.recursive(
    st.one_of(FACT, FAULTS, st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3).map(tuple), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
EFFECTS = st.builds(Done, TEXTS, TEXTS, st.dictionaries(KEYS, LOOSE, max_size=3))


METS = st.lists(st.builds(Met, TEXTS, TEXTS, TEXTS, FACTS), max_size=2).map(tuple)


@given(RECORDS)
def test_a_record_comes_back(record: Record) -> None:
    again = codec.loads(Record, codec.dumps(record))
    assert again == record
    assert codec.dumps(again) == codec.dumps(record)


@given(
    st.builds(
        Taken, act=ACTS, on=DAYS, record=RECORDS, effects=st.lists(EFFECTS, max_size=2).map(tuple), mark=MARKS, met=METS
    )
)
def test_what_an_act_did_comes_back(taken: Taken) -> None:
    assert codec.loads(Taken, codec.dumps(taken)) == taken


@given(PINS, DAYS, st.dictionaries(TEXTS, TEXTS, max_size=2), st.one_of(st.none(), st.just("cause")))
def test_a_receipt_comes_back(pin: Pin, on: date, blocks: dict[str, str], cause: str | None) -> None:
    receipt = Receipt(
        act="a", verb="v", number="n", state="s", on=on, recorded=on, pin=pin, blocks=blocks, caused_by=cause
    )
    assert codec.receipt_from(receipt.leaf().decode()) == receipt


def test_types_are_kept_apart() -> None:
    facts: dict[str, Fact] = {
        "day": date(2025, 6, 3),
        "text": "2025-06-03",
        "amount": Decimal("1.50"),
        "yes": True,
        "one": 1,
        "big": 2**60,
    }
    record = Record(
        number="n", procedure="p", pin=Pin(rulebook="r", version="1", revision=1, tree="t", calendar="c"), facts=facts
    )
    back = codec.loads(Record, codec.dumps(record)).facts
    assert [(type(value), str(value)) for value in back.values()] == [
        (type(facts[name]), str(facts[name])) for name in back
    ]
