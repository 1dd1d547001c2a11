"""A sum of money."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="amount",
    label=Text("金额", "amount"),
    group="general",
    tells="header",
    shape=Shape(whole=r"[¥￥$€]? ?-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,4})? ?(?:元|万元|亿元|CNY|RMB|USD)?"),
    header=Header(
        zh="金额 费用 合计 价格 单价 总额 余额 工资 收入 应缴金额 交易金额",
        pinyin="jine feiyong jiage hej",
        initials="je jyje hj yjje",
        en="amount|fee|price|total amount|balance|salary|income|cost|total|payment",
    ),
    explain=Text("货币符号、千分位或两位小数", "signs of money, thousands or two decimals"),
    reference="GB/T 12406",
    score=60,
    enough=80,
)
