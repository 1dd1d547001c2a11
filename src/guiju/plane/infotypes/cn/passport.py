"""The number of a Chinese passport."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.cue import behind
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="passport",
    label=Text("护照号", "passport number"),
    group="sensitive",
    tells="header",
    shape=Shape(
        whole=r"[EeGgDdSsPp]\d{8}|[Ee][A-Za-z]\d{7}|[DdSsPp][Ee]\d{7}|1[45]\d{7}",
        inside=behind("护照", r"[EeGgDdSsPp]\d{8}|[EeDdSsPp][A-Za-z]\d{7}"),
        masked=r"[EGDSP][A-Z]?\d{0,4}\*{2,6}\d{0,4}",
        upper=True,
        named=r"[A-Z]{0,2}\d{6,9}",
    ),
    header=Header(
        zh="护照 护照号 因私护照 因公护照 护照号码",
        pinyin="huzhao huzhaohao huzhaohaoma",
        initials="hzh hzhm hzhao",
        en="passport|passport number|passport num|passport id",
        shared="证件|有效证件|zhengjian|zjhm|zjh|zjhao|cert|certificate|document",
    ),
    explain=Text(
        "字母加 8 位，或 E 加字母加 7 位；须列名指明",
        "a letter and 8 digits, or E, a letter and 7; a header must say so",
    ),
    reference="ICAO 9303; 护照签发格式(未见公开标准)",
    score=50,
)
