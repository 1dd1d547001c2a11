"""The card of an officer or a soldier."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="officer_card",
    label=Text("军官证号", "military card number"),
    group="sensitive",
    tells="shape",
    shape=Shape(
        whole=r"[军士文武兵警空海政后装参联南北沈兰成济广]{1,3}字?第?[ ]?\d{6,8}号?",
        inside=r"[军士文武兵警空海政后装参联南北沈兰成济广]{1,2}字第\d{6,8}号?",
        masked=r"[军士文武兵警空海]{1,2}字?第?\d*\*{2,8}\d*号?",
        fence="0-9",
        named=r"[一-龥]{0,5}\d{6,8}号?",
    ),
    header=Header(
        zh="军官证 军人证 军人证件 士官证 士兵证 文职证 军人身份证 警官证",
        pinyin="junguanzheng junrenzheng shiguanzheng",
        initials="jgzh jgz jrzjh jrz sgzh",
        en="officer card|military id|officer id|military|officer|soldier id|military card",
    ),
    explain=Text("军、士、文、武等字头和 6–8 位编号", "a word of its own and 6 to 8 digits"),
    reference="军队身份证件通行格式(未见公开标准)",
    score=90,
)
