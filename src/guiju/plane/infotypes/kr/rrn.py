"""The Korean resident registration number: a birth date, a digit of sex and century, and a check digit."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.checks import Weighted
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="rrn",
    label=Text("韩国居民登记号", "Korean resident registration number"),
    group="sensitive",
    tells="check",
    shape=Shape(
        whole=r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?[0-9]\d{6}",
        inside=r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-8]\d{6}",
        masked=r"\d{4,6}-?\*{1,8}\d{0,6}|\d{6}-[1-8]\*{6}",
        drop="[ -]",
    ),
    header=Header(
        zh="韩国居民登记 居民登录番号 居民登记号 外籍人员登记 韩国身份证",
        pinyin="hanguojumindengji rrn",
        initials="hgjmdjh rrn wjrydjh",
        en="rrn|korean rrn|resident registration|jumin",
    ),
    check=Weighted(weights=(2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), modulus=11, base=11, fold=10),
    explain=Text(
        "13 位：出生日期、性别与世纪位，末位按模 11 校验(2020 年 10 月以后的新号不再有校验位)",
        "13 digits: a birth date, sex and century, and a last digit by modulus 11 (numbers given out "
        "since October 2020 have none)",
    ),
    reference="주민등록법 시행규칙",
    score=92,
)
