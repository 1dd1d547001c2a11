"""Schemes that make identifiers, by name. A wing registers its own; the store hands out the serial numbers."""

from __future__ import annotations

from collections.abc import Callable

Scheme = Callable[[str, int, int], str]
"""Region of the office, year of the act, serial number within both -> the code."""

_SCHEMES: dict[str, Scheme] = {}


def register(name: str, scheme: Scheme) -> None:
    """Make a scheme known. Two schemes of one name would give one number twice."""
    if _SCHEMES.setdefault(name, scheme) is not scheme:
        raise ValueError(f"the scheme {name} is registered already")


def scheme(name: str) -> Scheme | None:
    return _SCHEMES.get(name)
