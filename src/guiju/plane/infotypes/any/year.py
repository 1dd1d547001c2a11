"""A year."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="year",
    label=Text("年份", "year"),
    group="general",
    tells="header",
    shape=Shape(whole=r"(?:1[89]|20|21)\d{2}年?(?:度)?"),
    header=Header(
        zh="年度 年份 年", pinyin="niandu nianfen", initials="nd nf rxnf", en="year|fiscal year|enroll year|yr"
    ),
    explain=Text("四位年份", "four digits of a year"),
    reference="GB/T 7408",
    score=60,
    enough=90,
)
