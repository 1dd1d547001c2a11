"""A mobile number of mainland China."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="mobile",
    label=Text("手机号", "mobile number"),
    group="personal",
    tells="shape",
    shape=Shape(
        whole=(  # .0 is left where a program read the column as numbers
            r"(?:\(?(?:\+|00)?86\)?[ -]?)?1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])[ -]?\d{4}[ -]?\d{4}"
            r"(?:\.0)?"
        ),
        inside=(
            r"(?:\+?86[ -]?)?1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])(?:\d{8}|-\d{4}-\d{4}| \d{4} \d{4})"
        ),
        fence="0-9A-Za-z元",
        masked=r"(?:\+?86[ -]?)?1[3-9]\d[ -]?[*xX＊•]{4}[ -]?\d{4}|1[3-9]\d{1,2}\*{4,6}\d{2,4}|1[3-9]\d{5}\*{4}",
    ),
    header=Header(
        zh="手机 手机号 移动电话 手机号码 移动号码",
        pinyin="shouji yidongdianhua shoujihao",
        initials="sjh sjhm yddh",
        en=(
            "mobile|mobile phone|cellphone|cell phone|cell|phone|phone number|mobile number|handphone|msisdn"
            "|mobilephone"
        ),
        shared=(
            "联系电话|电话|联系方式|电话号码|联系号码|lianxidianhua|dianhua|lianxifangshi|lxdh|lxfs|dh|tel"
            "|telephone|contact phone|contact number"
        ),
    ),
    explain=Text("11 位，已分配号段，可带 +86", "11 digits of a range that was given out; +86 may stand before them"),
    reference="工业和信息化部电信网编号计划",
    score=93,
    enough=85,
)
