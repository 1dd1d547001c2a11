"""What somebody believes."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="religion",
    label=Text("宗教信仰", "religion"),
    group="sensitive",
    tells="words",
    shape=Shape(
        whole=(
            "(?:无|不)?(?:宗教)?信仰|无宗教信仰|不信教|(?:汉传|藏传|南传)?佛教|道教|伊斯兰教|天主教|基督教"
            "|东正教|犹太教|印度教|摩门教|喇嘛教|基督教新教|其他宗教|无宗教"
        ),
    ),
    header=Header(
        zh="宗教信仰 信仰 宗教 宗教情况",
        pinyin="zongjiao zongjiaoxinyang xinyang",
        initials="zjxy xy",
        en="religion|religious belief|faith|belief",
    ),
    explain=Text("宗教名称", "names of religions"),
    reference="个人信息保护法第二十八条",
    score=90,
)
