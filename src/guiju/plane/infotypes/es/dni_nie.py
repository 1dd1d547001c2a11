"""The Spanish identity number (DNI), and the one of foreigners (NIE)."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.checks import Weighted
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="dni_nie",
    label=Text("西班牙身份证号", "DNI or NIE"),
    group="sensitive",
    tells="check",
    shape=Shape(
        whole=r"(?:\d{8}|[XYZxyz]-?\d{7})-?[A-Za-z]",
        masked=r"[XYZ]?\d{2,4}\*{2,6}\d{0,4}[A-Z]?",
        drop="[ -]",
        upper=True,
    ),
    header=Header(
        zh="西班牙身份证 DNI NIE dni 外籍人员证件 外籍证件",
        pinyin="xibanyashenfenzheng dni",
        initials="xbysfz wjryzj",
        en="dni|nie|dni nie|spanish id",
    ),
    check=Weighted(
        weights=tuple(-(10 ** (7 - place)) % 23 for place in range(8)),
        modulus=23,
        base=0,
        fold=23,
        check="TRWAGMYFPDXBNJZSQVHLCKE",
        also=(("X", 0), ("Y", 1), ("Z", 2)),
    ),
    explain=Text(
        "8 位数字(NIE 为 X/Y/Z 加 7 位)加校验字母，按模 23", "8 digits (or X, Y, Z and 7) and a letter by modulus 23"
    ),
    reference="Real Decreto 1553/2005",
    score=92,
)
