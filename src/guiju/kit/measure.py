"""How wide a text is when it is drawn, and where it breaks: Chinese between any two characters, Latin between words.

Widths are in hundredths of the size of the type, a little generous, so that what fits here fits in any common face.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WIDE, _PLAIN = 100, 58
_CLASSES = ((" ilj.,:;'|!()[]tf", 36), ("mwMW@%", 95), ("ABCDEFGHJKLNOPQRSTUVXYZ&", 74))
_WIDTHS = {character: width for characters, width in _CLASSES for character in characters}
_NO_START = frozenset("、。，；：？！）》」』”’…,.;:?!)]}%")
_NO_END = frozenset("（《「『“‘([{")
_PIECES = re.compile(r"\s+|[\u0021-\u024f]+|.", re.DOTALL)


def width(text: str, size: int) -> int:
    """The width in whole units for type of that size, rounded up."""
    return -(-sum(map(_hundredths, text)) * size // 100)


def _hundredths(character: str) -> int:
    if character in _WIDTHS:
        return _WIDTHS[character]
    if unicodedata.combining(character):
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in "WFA" else _PLAIN


def wrapped(text: str, size: int, room: int) -> tuple[str, ...]:
    """The text in lines that fit; no line begins with a comma or ends with an opening bracket if it can be helped."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, size, room):
        if width((line + piece).strip(), size) <= room:
            line += piece
            continue
        kept = line.rstrip()
        carried = _carried(kept, piece)
        if width(carried + piece, size) > room:
            carried = ""
        lines.append(kept[: len(kept) - len(carried)].strip())
        line = (carried + piece).lstrip()
    return tuple(filter(None, (*lines, line.strip()))) or ("",)


def _carried(kept: str, piece: str) -> str:
    """What goes to the next line with the piece that did not fit."""
    if piece[:1] in _NO_START or kept[-1:] in _NO_END:
        last = _PIECES.findall(kept)[-1:]
        return last[0] if last and len(last[0]) == 1 < len(kept) else ""
    return ""


def _pieces(text: str, size: int, room: int) -> Iterator[str]:
    """Words and single Chinese characters; a word that fits on no line is cut."""
    for piece in _PIECES.findall(text):
        if piece.isspace():
            yield " "
        elif width(piece, size) <= room:
            yield piece
        else:
            yield from piece
