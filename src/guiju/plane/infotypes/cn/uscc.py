"""The unified social credit code of an organisation: 18 places from an alphabet of 31."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.checks import Not, Starts, Weighted, all_of
from guiju.plane.infotypes.given import LIKE_RESIDENT, PROVINCES
from guiju.plane.infotypes.model import Header, InfoType, Shape

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
_WEIGHTS = tuple(3**place % 31 for place in range(17))

TYPE = InfoType(
    id="uscc",
    label=Text("统一社会信用代码", "unified social credit code"),
    group="organisation",
    tells="check",
    shape=Shape(
        whole=(
            r"[1-9A-HJ-NP-RT-UW-Ya-hj-np-rt-uw-y][0-9A-HJ-NP-RT-UW-Ya-hj-np-rt-uw-y]\d{6}[0-9A-HJ-NP-RT-UW-Ya-"
            r"hj-np-rt-uw-y]{10}"
        ),
        inside=r"[1-9ANY][0-9A-HJ-NP-RT-UW-Y]\d{6}[0-9A-HJ-NP-RT-UW-Y]{10}",
        masked=r"[1-9ANY][0-9A-HJ-NP-RT-UW-Y]{3,7}\*{4,12}[0-9A-Z]{2,6}",
        upper=True,
    ),
    header=Header(
        zh="社会信用代码 信用代码 纳税人识别 纳税识别 税号 单位代码 信用编码 营业执照",
        pinyin="xinyongdaima nashuirenshibie shuihao yingyezhizhao",
        initials="tyshxydm shxydm xydm nsrsbh uscc tyxydm",
        en="uscc|credit code|social credit code|taxpayer id|taxpayer|tax id|business license|unified social credit",
    ),
    check=all_of(
        Starts(start=2, words=PROVINCES),
        Weighted(weights=_WEIGHTS, modulus=31, base=31, fold=31, letters=_LETTERS, check=_LETTERS),
        Not(LIKE_RESIDENT),
    ),
    explain=Text(
        "18 位，登记管理部门和机构类别、行政区划、主体标识码，末位按模 31 校验",
        "18 places: authority and kind, area, the body's own code, and a last place by modulus 31",
    ),
    reference="GB 32100-2015",
    score=98,
)
