"""A QQ number."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.cue import behind
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="qq",
    label=Text("QQ 号", "QQ number"),
    group="personal",
    tells="header",
    shape=Shape(
        whole=r"[1-9]\d{4,10}",
        inside=behind("[Qq]{2}|扣扣", r"[1-9]\d{4,10}"),
        masked=r"[1-9]\d{1,4}\*{2,6}\d{1,4}",
    ),
    header=Header(
        zh="QQ QQ号 QQ号码 qq qq号 扣扣",
        pinyin="qq qqhao qqhaoma",
        initials="qq qqh qqhm",
        en="qq|qq number|qq id|qq num",
    ),
    explain=Text("5–11 位数字，不以 0 开头；须列名指明", "5 to 11 digits; a header must say so"),
    reference="QQ 账号规则(未见公开标准)",
    score=40,
)
