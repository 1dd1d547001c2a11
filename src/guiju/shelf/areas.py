"""Administrative areas of China (GB/T 2260): six-digit codes with their names, abolished ones included.

The table comes with python-stdnum, which says that it took it from Wikipedia. People and firms keep the codes of
areas that no longer exist, so a code is good when it was ever given out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_PERIOD = re.compile(r"\[(\d{0,4})-(\d{0,4})\]([^,\[]+)")


@lru_cache(maxsize=1)
def areas() -> Mapping[str, str]:
    """Code -> the name it carries now, or carried last."""
    from stdnum import numdb  # late: it brings much along

    found: dict[str, str] = {}
    for _, province, _, _, below in numdb.get("cn/loc").prefixes:
        for _, rest, _, names, _ in below:
            found[province + rest] = last_name(names["county"])
    return MappingProxyType(found)


def last_name(entry: str) -> str:
    """`[-1991]东郊区，[1992-]东丽区` -> 东丽区."""
    periods = _PERIOD.findall(entry)
    return str(periods[-1][2]) if periods else entry


def level(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"
