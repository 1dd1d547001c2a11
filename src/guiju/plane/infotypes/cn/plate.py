"""The number plate of a vehicle, of 7 places or the 8 of new energy."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="plate",
    label=Text("车牌号", "number plate"),
    group="personal",
    tells="shape",
    shape=Shape(
        whole=(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][ "
            r"·•.-]?(?:[0-9A-HJ-NP-Za-hj-np-z]{5}|[0-9A-HJ-NP-Za-hj-np-z]{4}[挂学警港澳领试超]"
            r"|[A-Ka-k][0-9A-HJ-NP-Za-hj-np-z]\d{4}|\d{5}[A-Ka-k])"
        ),
        inside=(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• "
            r"]?(?:[A-K][0-9A-HJ-NP-Z]\d{4}|\d{5}[A-K]|[0-9A-HJ-NP-Z]{4}[0-9A-HJ-NP-Z挂学警港澳领])"
        ),
        masked=(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•]?[0-9A-Z]{0,3}\*{2,4}"
            r"[0-9A-Z]{0,3}"
        ),
        fence="A-Za-z0-9",
    ),
    header=Header(
        zh="车牌 车牌号 号牌 车辆号牌 牌照 车号",
        pinyin="chepai chepaihao haopai chehao",
        initials="cph cphm cp hphm clhp",
        en="plate|plate number|license plate|car|vehicle plate|plate num|car number|licence plate",
    ),
    explain=Text("省份简称、发牌机关字母和 5–6 位序号；新能源 8 位", "a province, a letter and 5 or 6 places"),
    reference="GA 36-2018",
    score=96,
)
