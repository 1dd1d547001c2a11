"""Codes with their own check: credit codes, area codes, digests."""

from __future__ import annotations

import pytest

from guiju.shelf.kinds import KINDS, inner_holds

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def gb32100(first17: str) -> str:
    """The check character, written here a second time from the standard."""
    rest = sum(ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first17)) % 31
    return ALPHABET[(31 - rest) % 31]


@pytest.mark.parametrize(
    ("code", "check"), [("91350100M000100Y4", "3"), ("91350100M0001000D", "0"), ("91110000600007300", "6")]
)
def test_the_check_character_of_credit_codes(code: str, check: str) -> None:
    from stdnum.cn import uscc

    assert uscc.calc_check_digit(code) == gb32100(code) == check
    for other in set(ALPHABET) - {check}:
        assert not KINDS["uscc"](code + other)


def test_a_whole_credit_code_needs_both_checks() -> None:
    assert KINDS["uscc"]("91350100M000100Y43")
    assert inner_holds("M000100Y4") is True
    wrong_inside = "91350100M000100Y5"
    assert not KINDS["uscc"](wrong_inside + gb32100(wrong_inside))
    assert inner_holds("M000100YA") is None  # not of GB 11714's form: proves nothing


def test_a_check_of_ten_and_of_eleven_inside() -> None:
    codes = [f"{n:08d}" for n in range(200)]
    assert all(sum(inner_holds(code + check) is True for check in "0123456789X") == 1 for code in codes)
    assert any(inner_holds(code + "X") for code in codes) and any(inner_holds(code + "0") for code in codes)


@pytest.mark.parametrize(
    "code", ["", "91350100M000100Y4", "91350100m000100y43", " 91350100M000100Y43", "91350100M000100Y4３"]
)
def test_what_only_looks_like_a_credit_code(code: str) -> None:
    assert not KINDS["uscc"](code)


def test_demo_codes_can_be_valid() -> None:
    """Inner codes that begin DEM0 stand for nobody, and still pass."""
    inner = next(
        f"DEM0000{n}{check}" for n in range(10) for check in "0123456789X" if inner_holds(f"DEM0000{n}{check}")
    )
    body = "91350100" + inner
    assert KINDS["uscc"](body + gb32100(body))


@pytest.mark.parametrize(
    ("code", "good"),
    [("350000", True), ("350102", True), ("110103", True), ("310115", True), ("420100", True),
     ("350199", False), ("999999", False), ("35", False), ("350102 ", False), ("３５０１０２", False)],
)  # fmt: skip
def test_areas_old_and_new(code: str, good: bool) -> None:
    assert KINDS["region"](code) is good


def test_digests() -> None:
    assert KINDS["digest"]("0a" * 32)
    assert not KINDS["digest"]("0a" * 31) and not KINDS["digest"]("0g" * 32)
