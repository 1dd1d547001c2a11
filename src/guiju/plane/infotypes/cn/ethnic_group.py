"""One of the 56 ethnic groups of China."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

_SHORT = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 "
    "水 东乡 纳西 景颇 柯尔克孜 土 达斡尔"
    " 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
).split()
_FULL = f"(?:{'|'.join(_SHORT)})族|穿青人族?"
_ANY = f"(?:{'|'.join(_SHORT)})族?|0?[1-9]|[1-4][0-9]|5[0-6]|97|98"

TYPE = InfoType(
    id="ethnic_group",
    label=Text("民族", "ethnic group"),
    group="sensitive",
    tells="words",
    shape=Shape(whole=_FULL, named=_ANY),
    header=Header(
        zh="民族 族别 民族成分 民族成份 民族代码 民族编码",
        pinyin="minzu minzuchengfen minzudaima minzubianma zubie",
        initials="mz mzcf mzdm mzbm",
        en=(
            "ethnic group|ethnicity|nation|ethnic|nationality ethnic|ethnic code|ethnic group code|ethnicity "
            "code|nation code|minority"
        ),
    ),
    explain=Text(
        "56 个民族名称；简称或代码须列名指明",
        "the names of the 56 groups; short names and codes need a header that says so",
    ),
    reference="GB 3304-1991",
    score=92,
)
