"""Columns of text made from numbers, without a loop over the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.cn_tabular_pi.dice import Dice, Digits, Ints

Text = pa.StringArray
DIGITS = np.frombuffer(b"0123456789", np.uint8)


def fixed(codes: np.ndarray) -> Text:
    """Rows of ASCII codes, all of one length."""
    count, width = codes.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32) if width else np.zeros(count + 1, np.int32)
    data = np.ascontiguousarray(codes, np.uint8)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))


def spelt(places: Digits, letters: str = "0123456789") -> Text:
    """Rows of places, each written with its letter of an alphabet."""
    return fixed(np.frombuffer(letters.encode(), np.uint8)[places])


def places(numbers: Ints, width: int) -> Digits:
    """The last `width` decimal digits of whole numbers."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return ((np.asarray(numbers, np.int64)[:, None] // powers) % 10).astype(np.uint8)


def padded(numbers: Ints, width: int) -> Text:
    """Whole numbers with leading zeros."""
    return spelt(places(numbers, width))


def plain(numbers: Ints) -> Text:
    """Whole numbers as people write them."""
    return pc.cast(pa.array(numbers), pa.string())


def join(*parts: Text | str) -> Text:
    """Parts beside each other."""
    return pc.binary_join_element_wise(*parts, "")


def take(pool: Sequence[str], at: Ints) -> Text:
    """The named ones of a list of words."""
    return pa.array(pool, pa.string()).take(pa.array(at))


def drawn(dice: Dice, pool: Sequence[str], count: int) -> Text:
    """Words of a list, each as likely."""
    return take(pool, dice.below(len(pool), count))


def mixed(which: Ints, options: Sequence[Text]) -> Text:
    """Row by row the option of that number; every option is a whole column."""
    return pc.choose(pa.array(which), *options)


def edited(values: Text, where: np.ndarray, change: Callable[[str], str]) -> Text:
    """The rows that `where` marks, changed one by one; they are few."""
    if not where.any():
        return values
    mask = pa.array(where)
    changed = [change(value) for value in values.filter(mask).to_pylist()]
    return pc.replace_with_mask(values, mask, pa.array(changed, pa.string()))


def gathered(order: Ints, parts: Sequence[Text]) -> Text:
    """Columns of some rows each, laid back to where `order` says: it names for each row its part."""
    rows = np.argsort(order, kind="stable")
    back = np.empty_like(rows)
    back[rows] = np.arange(len(rows))
    return pa.concat_arrays(list(parts)).take(pa.array(back))
