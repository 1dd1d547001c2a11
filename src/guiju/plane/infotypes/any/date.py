"""A day, or a moment."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="date",
    label=Text("日期", "date"),
    group="general",
    tells="shape",
    shape=Shape(
        whole=(
            r"(?:1[89]|20|21)\d{2}(?:[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])日?|(?:0[1-9]"
            r"|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z"
            r"|[+-]\d{2}:?\d{2})?)?|(?:19|20)\d{2}(?:[-/](?:0?[1-9]|1[0-2])|年(?:0?[1-9]|1[0-2])月)"
        ),
    ),
    header=Header(zh="日期 月份 年月 期间", pinyin="riqi yuefen", en="date|month|period"),
    explain=Text("日期或日期时间", "a date, or date and time"),
    reference="GB/T 7408",
    score=90,
    enough=80,
)
