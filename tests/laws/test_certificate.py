"""A certificate made by hand is believed; whatever a reader sees of it, changed anyhow, is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from guiju.kernel.certificate import CertificateError, Checked, Flaw, check, read, write
from guiju.kernel.notes import Verifier, parse_vkey
from guiju.store.sm import MORE
from tests.kit.certificates import (
    LOG,
    LOG_SM,
    ORIGIN,
    WITNESSED,
    Key,
    Maker,
    certificate,
    entry,
    head,
    proven,
    written,
)

Json = dict[str, Any]
Place = tuple[str | int, ...]


@cache
def keys() -> tuple[Verifier, ...]:
    return tuple(parse_vkey(key.vkey, MORE) for key in (LOG, LOG_SM))


@cache
def witness() -> Verifier:
    return parse_vkey(WITNESSED.vkey)


def flaws(data: bytes) -> tuple[str, ...]:
    """The ids of what is wrong with it, for a reader who knows both keys of the log and its witness."""
    try:
        return tuple(flaw.id for flaw in check(read(data), keys(), [witness()]).flaws)
    except CertificateError as error:
        return (error.flaw.id,)


def test_a_certificate_made_by_hand_holds() -> None:
    checked = check(read(certificate()), keys(), [witness()])
    assert checked.flaws == ()
    assert [signer.kind for signer in checked.signers] == ["ed25519", "sm2", "cosignature"]


def test_reading_and_writing_give_the_same_bytes() -> None:
    data = certificate()
    found = read(data)
    assert write(found.receipt, found.opened, found.proof) == data


@pytest.mark.parametrize("change", [lambda data: data.replace(b"\n", b"\r\n"), lambda data: data.rstrip()])
def test_line_ends_are_no_matter(change: Any) -> None:
    assert flaws(change(certificate())) == ()


# ---- everything that a reader sees ----


def places(value: object, here: Place = ()) -> Iterator[Place]:
    """Every single value of the parsed certificate; the proof line by line."""
    match value:
        case dict():
            for key, item in value.items():
                yield from places(item, (*here, key))
        case list():
            for number, item in enumerate(value):
                yield from places(item, (*here, number))
        case _:
            yield here


def parsed() -> Json:
    whole: Json = json.loads(certificate())
    whole["proof"] = whole["proof"].split("\n")
    return whole


PLACES = sorted(places(parsed()), key=str)


def put(whole: Any, place: Place, value: object) -> None:
    for step in place[:-1]:
        whole = whole[step]
    whole[place[-1]] = value


def at(whole: Any, place: Place) -> Any:
    for step in place:
        whole = whole[step]
    return whole


def joined(whole: Json) -> bytes:
    return written({**whole, "proof": "\n".join(whole["proof"])})


LETTERS = st.characters(exclude_categories=["Cs"])


@given(st.data())
def test_any_changed_value_is_refused(data: st.DataObject) -> None:
    """Dates, names, codes, labels, digests, salt, index, size, root, signatures, keys, cosignature, proof."""
    whole = parsed()
    place = data.draw(st.sampled_from(PLACES))
    was = at(whole, place)
    if isinstance(was, str):
        first = data.draw(st.integers(0, len(was)))
        last = data.draw(st.integers(first, min(len(was), first + 4)))
        now: object = was[:first] + data.draw(st.text(LETTERS, max_size=4)) + was[last:]
    else:
        now = data.draw(st.booleans() | st.integers(-9, 2**53) | st.none())
    if now == was and type(now) is type(was):
        return
    put(whole, place, now)
    changed = joined(whole)
    if changed.decode().rstrip() == certificate().decode().rstrip():
        return  # white space at the very end
    assert flaws(changed), place


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_no_value_can_be_taken_out(place: Place) -> None:
    whole = parsed()
    parent = at(whole, place[:-1])
    if place == ("proof", len(whole["proof"]) - 1):
        return  # what stands behind the last line's end is nothing
    del parent[place[-1]]
    assert flaws(joined(whole)), place


@given(st.data())
def test_no_byte_of_the_file_can_be_changed(data: st.DataObject) -> None:
    true = certificate()
    spot = data.draw(st.integers(0, len(true) - 2))
    byte = data.draw(st.integers(0, 255))
    changed = true[:spot] + bytes([byte]) + true[spot + 1 :]
    if changed.replace(b"\r\n", b"\n").rstrip() != true.rstrip():
        assert flaws(changed)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_else_is_no_certificate(data: bytes) -> None:
    with pytest.raises(CertificateError):
        read(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda items: st.lists(items, max_size=3) | st.dictionaries(st.text(), items, max_size=3),
    max_leaves=8,
)


@given(st.fixed_dictionaries({"format": st.just("guiju-certificate/1"), "open": JSON, "proof": JSON, "receipt": JSON}))
def test_no_json_makes_it_fall_over(whole: Json) -> None:
    with pytest.raises(CertificateError):
        read(json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace") + b"\n")


# ---- what each forgery is called ----


def whole() -> Json:
    found: Json = json.loads(certificate())
    return found


def test_another_content_with_its_digest_is_not_in_the_log() -> None:
    forged, other = whole(), Maker(entry(office="另一机构")).whole()
    forged["open"], forged["receipt"] = other["open"], other["receipt"]
    assert flaws(written(forged)) == ("inclusion",)


def test_a_block_that_the_receipt_does_not_name() -> None:
    forged = whole()
    forged["open"]["@public/other"] = next(iter(forged["open"].values()))
    assert flaws(written(forged)) == ("block_unknown",)


def test_a_changed_block_is_named() -> None:
    forged = whole()
    next(iter(forged["open"].values()))["content"]["standing"] = False
    assert flaws(written(forged)) == ("block_changed",)


def test_a_log_of_the_same_name_by_another_key() -> None:
    forged = Maker(entry(), keys=[Key(ORIGIN, "ed25519", 9), Key(ORIGIN, "sm2", 8), WITNESSED]).build()
    assert flaws(forged) == ("unsigned", "unsigned")


def test_another_log() -> None:
    other = Key("other.example/log", "ed25519", 1)
    forged = whole()
    leaf = json.loads(certificate())["receipt"]
    forged["proof"] = proven(0, [], 1, head([rfc8785.dumps(leaf)]), [other], "other.example/log")
    assert set(flaws(written(forged))) == {"origin", "unsigned", "witness"}


def test_a_place_outside_the_log() -> None:
    forged = whole()
    forged["proof"] = forged["proof"].replace("index 26\n", "index 29\n")
    assert flaws(written(forged)) == ("index",)


def test_each_algorithm_must_have_signed() -> None:
    """A reader who was given an SM2 key does not do without its signature."""
    assert flaws(Maker(entry(), keys=[LOG, WITNESSED]).build()) == ("unsigned",)


def test_a_witness_that_did_not_cosign() -> None:
    assert flaws(Maker(entry(), keys=[LOG, LOG_SM]).build()) == ("witness",)


def test_what_nobody_signed_is_not_carried() -> None:
    forged = whole()
    forged["proof"] = forged["proof"].replace("proof@v1\n", "proof@v1\nextra aGVsbG8=\n")
    assert flaws(written(forged)) == ("proof_form",)


def test_a_number_in_another_spelling_is_another_form() -> None:
    assert flaws(certificate().replace(b'"revision": 1', b'"revision": 1.0')) == ("not_json",)
    assert flaws(certificate().replace(b'"demo"', b'"d\\u0065mo"')) == ("form",)
    assert flaws(certificate().replace(b'"format"', b'"format": "x",\n  "format"', 1)) == ("form",)


def test_every_flaw_is_told_in_two_languages() -> None:
    def told(data: bytes) -> Iterator[Flaw]:
        try:
            checked: Checked = check(read(data), keys(), [witness()])
            yield from checked.flaws
        except CertificateError as error:
            yield error.flaw

    for data in (b"", certificate().replace(b"26", b"99"), Maker(entry(), keys=[]).build()):
        assert all(flaw.text.zh and flaw.text.en for flaw in told(data))
