"""A fixed line with its area code."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="landline",
    label=Text("固定电话", "fixed line"),
    group="personal",
    tells="shape",
    shape=Shape(
        whole=(
            r"(?:\+?86[ -]?)?\(?0(?:10|2[0-57-9]|[3-9]\d{2})\)?[ -]?[2-8]\d{6,7}(?:[-转# ]+\d{1,6})?|[48]00[ "
            r"-]?\d{3}[ -]?\d{4}"
        ),
        inside=r"\(?0(?:10|2[0-57-9]|[3-9]\d{2})\)?[ -]?[2-8]\d{6,7}(?:-\d{1,6})?",
        masked=r"\(?0\d{2,3}\)?-?\d{0,4}\*{2,6}\d{0,4}(?:-\d{1,6})?",
        named=r"\(?(?:0\d{2,3}\)?[ -]?)?[2-9]\d{6,7}(?:[-转# ]+\d{1,6})?",
    ),
    header=Header(
        zh="固定电话 座机 办公电话 单位电话 家庭电话 住宅电话 传真 固话 办公座机",
        pinyin="gudingdianhua zuoji bangongdianhua danweidianhua jiatingdianhua chuanzhen guhua",
        initials="gddh bgdh dwdh zjdh jtdh czh",
        en="landline|office phone|fixed phone|fax|home phone|work phone|office tel|fixed line",
        shared=(
            "联系电话|电话|联系方式|电话号码|lianxidianhua|dianhua|lianxifangshi|lxdh|lxfs|dh|tel|telephone"
            "|contact phone|contact number"
        ),
    ),
    explain=Text("区号加 7–8 位，可带分机", "an area code and 7 or 8 digits; an extension may follow"),
    reference="工业和信息化部电信网编号计划",
    score=92,
    enough=85,
)
