"""The day on which somebody was born."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="birth_date",
    label=Text("出生日期", "date of birth"),
    group="personal",
    tells="header",
    shape=Shape(
        whole=(
            r"(?:18|19|20)\d{2}(?:[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])日?|(?:0[1-9]"
            r"|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?: 0?0:00(?::00)?)?"
        ),
        masked=r"(?:19|20)\d{2}[-/.年](?:\*{1,2}|\d{1,2})[-/.月]\*{1,2}日?",
        named=r"(?:18|19|20)\d{2}[-/.年](?:0?[1-9]|1[0-2])月?",
    ),
    header=Header(
        zh="出生日期 出生年月日 生日 出生年月 出生时间 诞辰 出生 生辰",
        pinyin="chushengriqi shengri chushengnianyue",
        initials="csrq csny csnyr",
        en="birth date|birthday|date of birth|dob|birthdate|birth|birth day|born|birth dt",
    ),
    explain=Text("日期，且列名指明出生", "a date; a header must say so"),
    reference="GB/T 7408",
    score=40,
)
