"""The query code that a registration ends with.

**Unverified**: the law says that codes are uniform in the whole country; the official form is not published.
Ours is region (GB/T 2260, six digits), year (four), serial (eight) and one check digit by ISO 7064 MOD 11,10. It can be
read aloud, it finds every single wrong digit, and another scheme takes its place by being registered under its name.
"""

from __future__ import annotations

from stdnum.iso7064 import mod_11_10

SCHEME = "query_code"
_WIDTHS = (6, 4, 8)


def query_code(region: str, year: int, serial: int) -> str:
    """`350000`, 2025, 1 -> `3500002025000000013` (19 digits, the last one is the check digit)."""
    body = f"{region}{year:04}{serial:08}"
    if len(body) != sum(_WIDTHS) or not (body.isascii() and body.isdigit()):
        raise ValueError(f"no code from region {region!r}, year {year}, serial {serial}")
    return body + str(mod_11_10.calc_check_digit(body))


def is_query_code(text: str) -> bool:
    return len(text) == sum(_WIDTHS) + 1 and bool(mod_11_10.is_valid(text))
