"""An account at a bank, a fund or a broker that is no card."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="financial_account",
    label=Text("金融账户", "financial account"),
    group="sensitive",
    tells="header",
    shape=Shape(whole=r"[A-Za-z]{0,2}\d{6,24}(?:-\d{1,6})?", masked=r"[A-Z]?\d{0,8}\*{2,16}\d{0,6}"),
    header=Header(
        zh=(
            "证券账户 证券账号 公积金账号 公积金账户 存折账号 基金账号 基金账户 资金账号 资金账户 股东账号 "
            "存款账号 存款账户 贷款账号 贷款账户 公积金号 对公账号 对公账户"
        ),
        pinyin="zhengquanzhanghu gongjijinzhanghao zijinzhanghao jijinzhanghao cunzhezhanghao",
        initials="zqzh gjjzh zjzh jjzh czzh",
        en=(
            "securities account|fund account|provident fund account|deposit account|brokerage account|loan "
            "account|provident fund"
        ),
        shared="银行账号|银行账户|收款账号|付款账号|开户账号|结算账户|收款人账号|付款人账号|bank account|bank acct",
    ),
    explain=Text("各机构自定，须列名指明", "every house has its own; a header must say so"),
    reference="JR/T 0171-2020",
    score=35,
)
