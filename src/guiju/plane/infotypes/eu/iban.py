"""An international bank account number."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.checks import Mod97, Starts, all_of
from guiju.plane.infotypes.model import Header, InfoType, Shape

_LANDS = frozenset(
    "AD AE AL AT AZ BA BE BG BH BI BR BY CH CR CY CZ DE DJ DK DO EE EG ES FI FK FO FR GB GE GI GL GR GT HR HU IE IL IQ"
    " IS IT JO KW KZ LB LC LI LT LU LV LY MC MD ME MK MN MR MT MU NI NL NO OM PK PL PS PT QA RO RS RU SA SC SD SE SI"
    " SK SM SO ST SV TL TN TR UA VA VG XK YE".split()
)

TYPE = InfoType(
    id="iban",
    label=Text("国际银行账号", "IBAN"),
    group="sensitive",
    tells="check",
    shape=Shape(
        whole=r"[A-Za-z]{2}\d{2}(?:[ -]?[0-9A-Za-z]{4}){2,7}(?:[ -]?[0-9A-Za-z]{1,3})?",
        inside=r"[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,6}(?: ?[0-9A-Z]{1,3})?",
        masked=r"[A-Z]{2}\d{2} ?[0-9A-Z]{0,8}[* ]{4,24}[0-9A-Z ]{2,10}",
        drop="[ -]",
        upper=True,
    ),
    header=Header(
        zh="IBAN iban 国际银行账号 国际账号 境外账户 境外账号 国际银行账户",
        pinyin="guojiyinhangzhanghao iban guojizhanghao",
        initials="gjyhzh jwzh",
        en="iban|account iban|international account",
    ),
    check=all_of(Mod97(), Starts(start=0, words=_LANDS)),
    explain=Text(
        "两位国家代码、两位校验、各国账号；整体按 MOD 97-10 校验",
        "a country, two check digits, and the account, by MOD 97-10 over all",
    ),
    reference="ISO 13616; ISO 7064",
    score=98,
)
