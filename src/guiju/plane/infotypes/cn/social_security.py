"""A number of social security or medical insurance."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.cue import behind
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="social_security",
    label=Text("社保医保号", "social security number"),
    group="sensitive",
    tells="header",
    shape=Shape(
        whole=r"[A-Za-z]?\d{7,20}[A-Za-z]?",
        inside=behind("(?:社保|医保|社会保障|医疗保险)(?:卡|编|号)", r"[A-Za-z]?\d{8,12}"),
        masked=r"[A-Z]?\d{0,6}\*{2,12}\d{0,6}",
    ),
    header=Header(
        zh=(
            "社保卡 社会保障卡 社保 社保号 医保 医保卡 医保编号 社保编号 参保号 医疗证 医保号 社会保障 "
            "社会保险 参保编号 医疗保险号 医疗保险编号 养老保险号"
        ),
        pinyin="shebaoka shebao yibao yibaobianhao shehuibaozhangka shebaohao",
        initials="sbkh ybkh ybbh shbzkh ybh cbh",
        en=(
            "social security|medicare|insurance|ssc|social insurance|medical insurance|ssn|medicare card"
            "|health insurance"
        ),
    ),
    explain=Text("各地自定，须列名指明", "every place has its own; a header must say so"),
    reference="社会保障卡规范；各地自定",
    score=35,
    numbers_of="resident_id",  # the number on a social security card is that of its holder (GB 11643)
)
