"""The number of a bank card: 16 to 19 digits of an issuer, with a Luhn digit."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.checks import Luhn, Not, Starts, all_of
from guiju.plane.infotypes.given import ISSUERS, LIKE_RESIDENT
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="bank_card",
    label=Text("银行卡号", "bank card number"),
    group="sensitive",
    tells="check",
    shape=Shape(
        whole=r"[3-69]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,3})?",
        inside=r"[3-69]\d{15}|[3-69]\d{18}|[3-69]\d{3}(?: \d{4}){3}(?: \d{1,3})?",
        masked=r"[3-69]\d{3,5} ?(?:[*xX]{4,12}|(?:\*{4} ?){2,3})\d{3,7}|(?:\*{4} ?){3}\d{4}",
        drop="[ -]",
    ),
    header=Header(
        zh="银行卡 银行账号 银行账户 银行卡账号 卡号 收款账号 工资卡 借记卡 信用卡 结算账户 付款账号 开户账号",
        pinyin="yinhangka yinhangzhang kahao yinhangzhanghao xinyongka gongzika",
        initials="yhk yhkh yhzh skzh gzkh xykh",
        en="bank card|bankcard|card|bank account|card number|credit card|debit card|pan|bank acct",
    ),
    check=all_of(Starts(start=0, words=ISSUERS), Luhn(short=16, long=19), Not(LIKE_RESIDENT)),
    explain=Text("16–19 位，发卡行号段，末位按 Luhn 校验", "16 to 19 digits from an issuer's range, with a Luhn digit"),
    reference="ISO/IEC 7812-1; JR/T 0008",
    score=95,
)
