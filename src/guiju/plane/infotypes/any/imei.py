"""The number of a mobile telephone itself: 15 digits with a Luhn digit."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.checks import Luhn, Starts, all_of
from guiju.plane.infotypes.model import Header, InfoType, Shape

# reporting bodies that have given out type allocation codes
_BODIES = frozenset("01 10 30 33 35 44 45 49 50 51 52 53 54 86 91 97 98 99".split())

TYPE = InfoType(
    id="imei",
    label=Text("手机串号", "IMEI"),
    group="personal",
    tells="check",
    shape=Shape(whole=r"\d{2}[ -]?\d{6}[ -]?\d{6}[ -]?\d", masked=r"\d{4,8}\*{3,8}\d{1,6}", drop="[ -]"),
    header=Header(
        zh="串号 手机串号 IMEI 国际移动设备识别码 imei", pinyin="chuanhao imei", initials="sjch sjchh", en="imei"
    ),
    check=all_of(Luhn(short=15, long=15), Starts(start=0, words=_BODIES)),
    explain=Text(
        "15 位，型号核准机构前缀，末位按 Luhn 校验", "15 digits with a reporting body's prefix and a Luhn digit"
    ),
    reference="3GPP TS 23.003",
    score=92,
)
