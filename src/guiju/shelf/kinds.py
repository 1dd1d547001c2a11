"""Codes that carry their own check: each kind of form field that a rulebook may name maps to a yes-or-no test."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from guiju.shelf.areas import areas

NATION = "100000"
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_INNER = re.compile(r"[0-9A-Z]{8}[0-9X]")
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


def is_uscc(value: str) -> bool:
    """A unified social credit code: form and check character of GB 32100, and the organisation code inside."""
    from stdnum.cn import uscc  # late: it brings much along

    return bool(_USCC.fullmatch(value)) and uscc.is_valid(value) and inner_holds(value[8:17]) is not False


def inner_holds(code: str) -> bool | None:
    """GB 11714's own check digit; None when the nine characters are not in that standard's form."""
    if not _INNER.fullmatch(code):
        return None
    rest = sum(int(char, 36) * weight for char, weight in zip(code, _INNER_WEIGHTS, strict=False)) % 11
    return code[8] == "0123456789X0"[11 - rest]


def is_region(value: str) -> bool:
    """An administrative area that has, or once had, this six-digit code; 100000 is the whole country."""
    return value == NATION or value in areas()


def is_digest(value: str) -> bool:
    """A SHA-256 (or SM3) value in hexadecimal."""
    return bool(_DIGEST.fullmatch(value))


KINDS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {"uscc": is_uscc, "region": is_region, "digest": is_digest}
)
