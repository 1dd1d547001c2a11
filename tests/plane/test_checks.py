"""One law: a check says the same in plain Python, over Arrow's buffers, and as SQL."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric
from stdnum.cn import uscc as codes
from stdnum.es import dni, nie
from stdnum.iso7064 import mod_97_10
from stdnum.kr import rrn

from guiju.plane.detect.cells import look
from guiju.plane.infotypes import arrays, info_types, scalar, sql
from guiju.plane.plan import first
from guiju.plane.texts import Texts

CHECKED = [id_ for id_, type_ in info_types().items() if type_.check is not None]
# of each checked type, one that the standards or their vectors give
GOOD = {
    "resident_id": "11010519491231002X",
    "uscc": "91350100M000100Y43",
    "bank_card": "6222021234567890128",
    "imei": "490154203237518",
    "iban": "DE89370400440532013000",
    "dni_nie": "12345678Z",
    "rrn": "9001011234568",
}
HOSTILE = ("", "0", "X", "１１０１０５", "🙂" * 9, "11010519491331002X", "' OR 1=1 --", "9" * 70, "é" * 18)


def _all_ways(id_: str, texts: list[str]) -> Iterator[tuple[str, bool, bool, bool]]:
    check = info_types()[id_].check
    assert check is not None
    by_array = arrays.holds(check, Texts.from_strings(texts)).tolist()
    with duckdb.connect() as engine:
        engine.execute("CREATE TABLE t (place INTEGER, v VARCHAR)")
        engine.executemany("INSERT INTO t VALUES (?, ?)", list(enumerate(texts)))
        asked = engine.execute(f"SELECT {sql.holds(check, 'v')} FROM t ORDER BY place").fetchall()
    for text, one, (other,) in zip(texts, by_array, asked, strict=True):
        yield text, scalar.holds(check, text), one, other


def _near(good: str) -> st.SearchStrategy[str]:
    """A good value with a few places changed: other digits, letters, and what no number has."""
    letters = st.sampled_from("0123456789XYZABCDEFGHKxyz -０é'")
    changes = st.lists(st.tuples(st.integers(0, len(good) - 1), letters), max_size=3)

    def changed(told: list[tuple[int, str]]) -> str:
        places = list(good)
        for at, letter in told:
            places[at] = letter
        return "".join(places)

    return changes.map(changed)


@pytest.mark.parametrize("id_", CHECKED)
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_three_compilers_say_the_same(id_: str, data: st.DataObject) -> None:
    drawn = data.draw(
        st.lists(
            st.one_of(
                _near(GOOD[id_]),
                st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40),
            ),
            max_size=12,
        )
    )
    texts = [GOOD[id_], *HOSTILE, *drawn]
    for text, plain, array, engine in _all_ways(id_, texts):
        assert plain == array == engine, (text, plain, array, engine)


@pytest.mark.parametrize("id_", CHECKED)
def test_the_given_ones_hold_and_every_other_last_place_does_not(id_: str) -> None:
    check, good = info_types()[id_].check, GOOD[id_]
    assert check is not None and scalar.holds(check, good)
    letters = (
        "0123456789X"
        if good[-1] in "0123456789X" and id_ not in ("uscc", "dni_nie")
        else "0123456789ABCDEFGHJKLMNPQRTUWXYZ"
    )
    right = [letter for letter in letters if scalar.holds(check, good[:-1] + letter)]
    assert right == [good[-1]]


@pytest.mark.parametrize("id_", [id_ for id_ in CHECKED if info_types()[id_].shape.inside])
def test_a_wrong_one_does_not_hide_the_one_behind_it(id_: str) -> None:
    """In text: what stands there first has the shape, and its check fails."""
    good = GOOD[id_] if id_ != "rrn" else "900101-1234568"  # in text only so
    wrong = good[:-1] + ("A" if good[-1].isalpha() else "1" if good[-1] != "1" else "2")
    found = look(pa.array([f"先写{wrong}后写{good}。", f"先写{wrong}。"]), first({}))
    assert found.inside[id_].tolist() == [True, False]


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789", min_size=17, max_size=17))
def test_another_library_agrees(digits: str) -> None:
    """python-stdnum has written the same rules; its table of areas is narrower than what people carry."""
    assert scalar.holds(info_types()["dni_nie"].check, digits[:8] + dni.calc_check_digit(digits[:8]))  # type: ignore[arg-type]
    foreign = f"X{digits[:7]}"
    assert scalar.holds(info_types()["dni_nie"].check, foreign + nie.calc_check_digit(foreign))  # type: ignore[arg-type]
    card = "622202" + digits[:12]
    assert scalar.holds(info_types()["bank_card"].check, card + luhn.calc_check_digit(card))  # type: ignore[arg-type]
    korean = "900101" + "1" + digits[:5]
    assert scalar.holds(info_types()["rrn"].check, korean + rrn.calc_check_digit(korean))  # type: ignore[arg-type]
    account = "DE" + mod_97_10.calc_check_digits(digits + "0DE") + digits + "0"
    assert scalar.holds(info_types()["iban"].check, account)  # type: ignore[arg-type]
    person = "110105" + "19491231" + digits[:3]
    assert scalar.holds(info_types()["resident_id"].check, person + ric.calc_check_digit(person + "0"))  # type: ignore[arg-type]
    firm = "91350100M" + digits[:8]
    assert scalar.holds(info_types()["uscc"].check, firm + codes.calc_check_digit(firm))  # type: ignore[arg-type]
