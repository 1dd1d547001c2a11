"""Numbers that anything may look like, found in text where the words before them say what they are."""

from __future__ import annotations


def behind(words: str, number: str) -> str:
    """Such a number with its cue: 护照号：E12345678, 护照号码为E12345678. Both are RE2."""
    return f"(?:{words})编?号?码?[:： ]?[为是]?(?:{number})"
