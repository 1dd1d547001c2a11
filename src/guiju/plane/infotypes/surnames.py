"""Chinese family names: the common ones, and those of two characters; for telling columns of personal names."""

from __future__ import annotations

SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟"
    "姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫阎雷段龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛"
    "樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季成霍苗涂谷裴时辛解"
    "冉蓝翁费盛曲穆路辜游古祁卓喻骆靳蒲管车房池屈柴阳饶祖冷滕苟卜窦鲍申简连傅项卞邬应闵席褚娄桂冼麦缪佟查仇谌"
    "晏鞠宗明亓逄宫丛迟鄢隋戚尤凤花郎景党雍索邝班仲平和元初商占覃全艾敖刁楚巫岑练官卿税束农甄封利边晋扈芦"
    "井虞荣权蔺臧胥荆相艺原桑曾贡巩强栾慕旷夷巴隆匡米檀师撒苑修母"
)
DOUBLE = (
    "欧阳 司马 上官 诸葛 令狐 尉迟 皇甫 慕容 司徒 夏侯 端木 公孙 东方 南宫 独孤 长孙 宇文 轩辕 百里 "
    "呼延 澹台 濮阳 淳于 单于 太史 申屠 "
    "钟离 闾丘 东郭 西门 赫连 拓跋 完颜 纳兰 司空 公羊 公冶 宗政 仲孙 鲜于 第五"
)
# Latin letters as in a passport: the pinyin of the commonest family names
PINYIN = (
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang "
    "xie song tang han feng "
    "deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lyu lu ding ren shen "
    "yao zhong cui tan fan "
    "shi liao jin jia xia fu fang zou xiong bai meng qin qiu hou yin xue yan lei duan long li tao "
    "mao hao gu gong shao wan "
    "qian dai mo kong xiang chang ouyang sima"
)


def pattern() -> str:
    """A personal name that fills a cell, in RE2."""
    double = "|".join(DOUBLE.split())
    han = "一-龥"
    single = "".join(dict.fromkeys(SINGLE))
    dotted = rf"[{han}]{{2,8}}(?:[·•‧・][{han}]{{1,8}}){{1,3}}"
    return rf"(?:{double})[{han}]{{1,2}}|[{single}][{han}]{{1,2}}|{dotted}"


def named() -> str:
    """Any personal names, under a header that says so: of two to four characters, or words in Latin letters."""
    several = "[一-龥]{2,4}(?:[、,;/][一-龥]{2,4})*"
    return rf"{pattern()}|{several}|[A-Za-z][A-Za-z'.-]*(?:[ ,]+[A-Za-z][A-Za-z'.-]*){{0,4}}"
