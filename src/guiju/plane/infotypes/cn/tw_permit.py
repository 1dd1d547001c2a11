"""The permit with which residents of Taiwan travel to the mainland."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.cue import behind
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="tw_permit",
    label=Text("台湾居民来往大陆通行证", "Taiwan permit"),
    group="sensitive",
    tells="header",
    shape=Shape(
        whole=r"\d{8}|\d{10}(?:\([A-Z]\)|[A-Z])?",
        inside=behind("台胞证|台湾通行证|大陆通行证", r"\d{8}(?:\d{2})?"),
        masked=r"\d{1,5}\*{2,8}\d{0,4}(?:\([A-Z]\))?",
    ),
    header=Header(
        zh="台湾居民来往大陆通行证 台胞证 来往大陆通行证 台湾通行证",
        pinyin="taibaozheng taiwantongxingzheng",
        initials="tbz tbzh twjmlwdltxz",
        en="tw permit|taiwan permit|mtp|taiwan travel permit|taiwan travel",
    ),
    explain=Text("8 位数字，旧号 10 位可带括号字母；须列名指明", "8 digits, 10 in older ones; a header must say so"),
    reference="台湾居民来往大陆通行证格式(未见公开标准)",
    score=40,
)
