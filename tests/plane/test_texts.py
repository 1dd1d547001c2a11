"""Texts that lie anywhere are what a list of them would be; one reading of a large file finds what two find."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiju.plane import compiled, scan
from guiju.plane.detect import run
from guiju.plane.intake import Detect
from guiju.plane.profile import BLANKS
from guiju.plane.texts import Texts, among, blank_at_an_end, numbers
from guiju.plane.watch import DETECT, Cancelled
from tests.plane.test_watch import Seen

WORDS = st.text(st.sampled_from("a1中🙂é \t　\n"), max_size=6)
COLUMNS = st.lists(st.none() | WORDS, max_size=12)


WAYS = {"compiled": (0, 0), "at once": (1 << 20, 1 << 20), "one by one": (1 << 20, 0)}  # texts, bytes


@pytest.mark.parametrize("way", WAYS)
@given(COLUMNS, st.integers(0, 3), st.data())
def test_they_are_what_a_list_of_them_is(way: str, words: list[str | None], start: int, data: st.DataObject) -> None:
    many, few = WAYS[way]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "MANY", many)
        patch.setattr(compiled, "_SOME", many)
        patch.setattr("guiju.plane.texts._FEW_BYTES", few)
        _like_a_list(words, start, data)


def _like_a_list(words: list[str | None], start: int, data: st.DataObject) -> None:
    texts = Texts.of(pa.array(words, pa.string()).slice(start))
    known = [word or "" for word in words[start:]]
    assert texts.strings() == known and len(texts) == len(known)
    assert texts.sizes.tolist() == [len(word.encode()) for word in known]
    assert texts.count(among(b"a1")).tolist() == [word.count("a") + word.count("1") for word in known]
    chosen = data.draw(st.lists(st.sampled_from(range(len(known))), unique=True)) if known else []
    assert texts.take(chosen).strings() == [known[at] for at in chosen]
    others = data.draw(st.lists(WORDS, min_size=len(chosen), max_size=len(chosen)))
    mended = texts.put(chosen, Texts.from_strings(others))
    for at, other in zip(chosen, others, strict=True):
        known[at] = other
    assert mended.strings() == known
    assert mended.matching("^a").tolist() == [word.startswith("a") for word in known]


@given(COLUMNS)
def test_whatever_blanks_stand_around_is_suspected(words: list[str | None]) -> None:
    values = pa.array(words, pa.string())
    for word, odd in zip(words, blank_at_an_end(values, BLANKS).to_pylist(), strict=True):
        assert odd or (word and word.strip(BLANKS) == word), word


def test_numbers_are_read_from_where_they_lie() -> None:
    assert numbers(pa.array(["7", "12", "003"]).slice(1)).tolist() == [12, 3]


def _written(path: Path, rows: int = 9000) -> Path:
    """Blanks at either end, wide ones too, quoted nothings, and a kind of value that a sample does not show."""
    lines = ["id,day,amount,phone,note,nothing,late"]
    for n in range(rows):
        edge = ("", " ", "　", "\t")[n % 7 % 4]
        day = f"{edge}2024-{n % 12 + 1:02}-{n % 28 + 1:02}{edge}"
        late = "" if n < 5000 else f"{edge}{n}"
        lines.append(f'{n},{day},{n / 4}{edge},138{n:08},"{edge}备注{n % 50}　",{"" if n % 2 else chr(34) * 2},{late}')
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_one_reading_finds_what_two_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _written(tmp_path / "a.csv")
    small = scan(path, detect=Detect())
    monkeypatch.setattr("guiju.plane.intake.EXACT_BYTES", 0)
    apart, once = scan(path), scan(path, detect=Detect())
    assert [replace(column, holds=None) for column in once.columns] == list(apart.columns)
    assert [column.holds for column in once.columns] == [column.holds for column in small.columns]
    assert (once.rows, once.time_coverage, once.warnings) == (apart.rows, apart.time_coverage, apart.warnings)
    assert {column.name: column.nulls for column in once.columns} == {
        column.name: column.nulls for column in small.columns
    }


@pytest.mark.parametrize("rows", [1, 4095, 4096, 4097])
def test_as_many_rows_as_a_sample_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    path = _written(tmp_path / "a.csv", rows)
    small = scan(path, detect=Detect())
    monkeypatch.setattr("guiju.plane.intake.EXACT_BYTES", 0)
    assert [column.holds for column in scan(path, detect=Detect()).columns] == [
        column.holds for column in small.columns
    ]


def test_our_own_mistake_is_not_told_as_a_broken_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guiju.plane.intake.EXACT_BYTES", 0)
    looked = run.look

    def look(*given: object) -> object:
        if len(given[0]) > 4096:  # type: ignore[arg-type]
            raise LookupError("ours")
        return looked(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "look", look)
    with pytest.raises(LookupError, match="ours"):
        scan(_written(tmp_path / "a.csv"), detect=Detect())


def test_it_is_stopped_in_the_middle_of_the_one_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guiju.plane.intake.EXACT_BYTES", 0)
    monkeypatch.setattr(run, "_BATCH", 2048)
    spare = tmp_path / "spare"
    spare.mkdir()
    seen = Seen(lambda progress: progress.phase == DETECT and progress.done > 4096 * 7)
    with pytest.raises(Cancelled):
        scan(_written(tmp_path / "a.csv", 200_000), detect=Detect(), watch=seen, spare=spare)
    assert list(spare.iterdir()) == [] and 0 < seen.all[-1].share < 1


def test_without_a_place_for_what_is_compiled_it_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> object:
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr("numba.njit", refused)
    assert compiled._loops.__wrapped__() is None
