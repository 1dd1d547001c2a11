"""A postal code of China."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="postcode",
    label=Text("邮政编码", "postal code"),
    group="general",
    tells="header",
    shape=Shape(whole=r"[0-8]\d{5}"),
    header=Header(
        zh="邮编 邮政编码 通讯邮编 邮政编号",
        pinyin="youbian youzhengbianma",
        initials="yb yzbm yzbh",
        en="postcode|zip code|postal code|zip|zipcode|post code|postal",
    ),
    explain=Text("6 位数字，须列名指明", "6 digits; a header must say so"),
    reference="YD/T 邮政编码",
    score=40,
)
