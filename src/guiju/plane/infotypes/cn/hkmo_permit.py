"""The permit with which residents of Hong Kong and Macao travel to the mainland."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.cue import behind
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="hkmo_permit",
    label=Text("港澳居民来往内地通行证", "Hong Kong and Macao permit"),
    group="sensitive",
    tells="header",
    shape=Shape(
        whole=r"[HhMm]\d{8}(?:\d{2})?",
        inside=behind("回乡证|港澳通行证|港澳证|内地通行证", r"[HhMm]\d{8}(?:\d{2})?"),
        masked=r"[HM]\d{0,4}\*{2,8}\d{0,4}",
        upper=True,
        named=r"[CcWw][0-9A-Za-z]\d{7}",
    ),
    header=Header(
        zh="港澳居民来往内地通行证 回乡证 港澳通行证 港澳证件 来往内地通行证 港澳证",
        pinyin="gangaotongxingzheng huixiangzheng",
        initials="gatxz hxz hxzh gajmlwndtxz gatxzh",
        en="hkmo permit|hk macao permit|home return permit|hk permit|hkmo|hrp",
        shared="证件|有效证件|zhengjian|zjhm|zjh|zjhao|cert|certificate|document",
    ),
    explain=Text(
        "H 或 M 加 8 位，旧号加 10 位；往来港澳的为 C 或 W 加 8 位；须列名指明",
        "H or M and 8 digits, 10 in older ones; C or W and 8 for going there; a header must say so",
    ),
    reference="港澳居民来往内地通行证格式(未见公开标准)",
    score=55,
)
