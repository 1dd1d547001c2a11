"""The cells of a batch made plain: half-width, without blanks and quotes around them; and what signs each has in it."""

from __future__ import annotations

import re

import numpy as np
import pyarrow.compute as pc

from guiju.plane.compiled import Loops, loops
from guiju.plane.infotypes.checks import DIGITS, LETTERS
from guiju.plane.texts import Bytes, Ints, Texts, among, at_ends

WORDS = DIGITS + LETTERS + LETTERS.lower()
IN_TEXT = DIGITS + "@_"  # without one of these there is nothing inside a text
WIDE_SIGNS = "[０-９Ａ-Ｚａ-ｚ－＋＠．（）＊：　]"
HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
EDGES = " \t\r\n\v\f'\"`　﻿​ "

HAN, WIDE, TELLING, STAR, BREAK, EDGE, LONG, COLON = (1 << bit for bit in range(8))


def _table() -> Bytes:
    """What each byte stands for: a Chinese character or one that may be wide, what numbers and names in text have."""
    made = np.full(256, BREAK, np.uint8)
    made[[ord(sign) for sign in WORDS]] = 0
    made[0x80:] |= LONG  # part of a character of several bytes
    made[0xE4 : 0xE9 + 1] |= HAN  # how a Chinese character begins in UTF-8
    made[[0xE3, 0xEF]] |= WIDE
    made[[ord(sign) for sign in IN_TEXT]] |= TELLING
    made[ord("*")] |= STAR
    made[ord(":")] |= COLON
    return made


_SIGNS = _table()
_FIRST, _LAST = at_ends(EDGES)
_FIRST_EDGE, _LAST_EDGE = EDGE * _FIRST.astype(np.uint8), EDGE * _LAST.astype(np.uint8)
_BEGINS = ~among(range(0x80, 0xC0))  # bytes that begin a character
IN_WORDS = among(WORDS.encode())
_WIDE = np.zeros(1 << 16, bool)
_WIDE[[code for code in HALF if re.match(WIDE_SIGNS, chr(code))]] = True
_EDGES = np.array([int.from_bytes(sign.encode()) for sign in EDGES], np.uint32)


def signs(texts: Texts) -> Bytes:
    """What each text has in it somewhere, and at its ends, bit by bit."""
    found = np.zeros(len(texts), np.uint8)
    fast = loops(len(texts))
    if fast is not None:
        fast.signs(texts.data, texts.starts, texts.ends, _SIGNS, _FIRST_EDGE, _LAST_EDGE, found)
        return found
    some = np.flatnonzero(texts.sizes > 0)
    data, starts, ends = texts.data, texts.starts[some], texts.ends[some]
    if len(some):
        stretches = np.stack((starts, ends), axis=1).ravel()
        within = np.bitwise_or.reduceat(np.append(_SIGNS[data], _SIGNS[:1]), stretches)[::2]
        found[some] = within | _FIRST_EDGE[data[starts]] | _LAST_EDGE[data[ends - 1]]
    return found


def characters(texts: Texts, seen: Bytes) -> Ints:
    """How many each text has."""
    return texts.count(_BEGINS) if (seen & LONG).any() else texts.sizes


def plain(texts: Texts) -> tuple[Texts, Bytes]:
    """In half-width characters, without blanks and quotes around them, and their signs.

    The signs tell which texts may need it, and only those are touched.
    """
    seen = signs(texts)
    odd = np.flatnonzero(seen & (WIDE | EDGE))
    if not len(odd):
        return texts, seen
    fast = loops(len(texts))
    if fast is not None:
        return _mended(fast, texts, odd, seen)
    some = texts.take(odd)
    wide = np.flatnonzero(seen[odd] & WIDE)
    wide = wide[some.take(wide).matching(WIDE_SIGNS)]
    some = some.put(wide, Texts.from_strings([text.translate(HALF) for text in some.take(wide).strings()]))
    bare = Texts.of(pc.utf8_trim(some.arrow(), characters=EDGES))
    seen[odd] = signs(bare)
    return texts.put(odd, bare), seen


def _mended(fast: Loops, texts: Texts, odd: Ints, seen: Bytes) -> tuple[Texts, Bytes]:
    """The same by the compiled loop, for the texts at the `odd` places."""
    starts, ends = texts.starts.copy(), texts.ends.copy()
    some = texts.take(odd)
    out = np.empty(int(some.sizes.sum()), np.uint8)
    used = fast.mend(texts.data, some.starts, some.ends, _WIDE, _EDGES, _FIRST, _LAST, out)
    starts[odd], ends[odd] = some.starts, some.ends
    data = np.concatenate((texts.data, out[:used])) if used else texts.data
    seen[odd] = signs(Texts(data, some.starts, some.ends))
    return Texts(data, starts, ends), seen
