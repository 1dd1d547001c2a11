"""A postal address or a place of residence."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="address",
    label=Text("地址", "address"),
    group="personal",
    tells="words",
    shape=Shape(
        whole=(
            ".*(?:省|市|区|县|旗|州|盟|乡|镇|街道|开发区|村|路|街|巷|大道|道|里|弄|苑|园|屯|庄|城|胡同|社区"
            "|小区).{0,24}?[0-9一二三四五六七八九十百]+ ?(?:号|栋|幢|座|室|组|单元|楼|弄|队|社|户).*"
            "|.{2,8}(?:省|自治区|市).{1,8}(?:市|区|县|州|盟).{1,12}(?:区|县|镇|乡|街道|路|街).*"
        ),
        masked=r".*(?:省|市|区|县|镇|乡|路|街|村).*\*{2,}.*",
        named=".*[一-龥].{4,}",
    ),
    header=Header(
        zh=(
            "地址 住址 家庭住址 通讯地址 户籍地址 收货地址 居住地 户籍所在地 现住址 户籍地 详细地址 住所 "
            "居住地址 通信地址 籍贯地址"
        ),
        pinyin="dizhi zhuzhi jiatingzhuzhi tongxundizhi",
        initials="jtzz txdz dz hjdz xxdz shdz jzdz",
        en=(
            "address|addr|home address|residential address|shipping address|home addr|mailing address"
            "|delivery address|residence"
        ),
    ),
    explain=Text("含区划、道路或村组用字和门牌", "words for areas, roads or villages, and a door"),
    reference="GB/T 23705",
    score=88,
    enough=60,
)
