"""What a column's name says: which information types it names, or that it names something else.

In Chinese, in pinyin and in English alike the noun that counts stands at the end: 手机品牌 is a brand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from guiju.plane.infotypes import info_types
from guiju.plane.infotypes.model import InfoType
from guiju.plane.plan import OWN, SHARED

_HAN = re.compile(r"[一-龥]")
_ASIDE = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_MARKS = re.compile(r"[*#:：?？!！\s]+")
_TABLE = re.compile(r"^(?:t|f|tb|tbl|col|fld)[_.](?=.)", re.IGNORECASE)
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TAIL_HAN = re.compile(r"(?:号码|编号|账号|号|值|信息|栏|列)$")
_TAIL_PINYIN = re.compile(r"(?:haoma|hao|bianhao)$")
_TAILS = frozenset("no number num nbr id sn str txt val text field col".split())

_Word = TypeVar("_Word", str, tuple[str, ...])

# Things that columns are named after and that are nobody's: a header that ends in one of them names no type.
_OTHER_HAN = (
    "订单 流水 设备 终端 版本 型号 品牌 类型 种类 类别 类 数量 数 个数 人数 户数 人口 总数 次数 占比 "
    "比例 等级 级别 状态 标志 批次 合同 项目 序列 "
    "物料 零件 配件 图纸 任务 股票 产品 商品 验证码 区划 地区 时间戳 链接 网址 文件 摘要 校验 主键 "
    "快递 运单 物流 单号 条码 条形码 电表 水表 仪表 "
    "读数 测量 尺寸 分辨率 规格 依赖 组件 昵称 话题 时间码 部门 科室 课程 科目 关键词 品种 标签 站点 "
    "房间 库位 货架 药品 处方 凭证 票据 工单 受理 "
    "案卷 品名 药名 商品名称 产品名称 物品名称 药品名称 课程名称 科室名称 部门名称 站点名称 项目名称 "
    "菜名 书名 颜色 单位数 版 序号 行号 记录 样本 "
    "设备指纹 浏览器指纹 终端指纹 证书指纹 公钥指纹 文件指纹 证号 产权证 房产证 "
    "渠道 学年 场景 酸度 备件 业务 参考 支付 交易 库存 资产 单据 标识 是否 开关 方式 时间 时长 额度 率"
).split()
_OTHER_LATIN = (
    "order trade serial flow device terminal asset business file project contract batch waybill reference ref material "
    "bin drawing task stock product item region area division timestamp ts version ver part sku component model goods "
    "url link page label checksum hash uuid guid record tracking express barcode ean isbn meter gauge reading "
    "measure value sensor size resolution dimensions package dependency handle topic tag timecode tc count total flag "
    "bound verified status state type level brand department dept section course subject keyword site variety room "
    "shelf row seq channel scenario transaction pay bill lot trace production voucher ticket grade kind category "
    "epoch digest time rate ratio sum avg min max qty quantity drug medicine color lang locale currency unit build "
    "firmware release revision work"
).split()
_OTHER_INITIALS = (
    "ddh ddbh lsh ywlsh ptlsh zflsh jylsh sbh sbbh zdbh bbh xtbb gjbb rjbb cxbb jkbb bb dbh pch htbh xmbm wlbm kwbm "
    "tzbh rwbh gpdm cpdm yzm qhdm dqbm xzqhdm sjc cjsjc ljh kddh ydh wldh tm txm sptm ds clz xh sbxlh xlh gdh sldh pzh "
    "pjh ajh ywbh jlbh wjzy jyz jlbs wybs zj dbbh shbh gg cc fbl ylb zjbb zt ddzt spzt lx zjlx gjc pz bq zdmc bm ksmc "
    "bmmc spmc cpmc pm ypmc ym kcmc km pp sjpp djh dj khdj kw hjh fjh sku md5 ht sjm"
).split()
_OTHER_PINYIN = (
    "dingdan liushui shebei zhongduan banben xinghao pinpai leixing zhonglei shuliang shu renkou dengji zhuangtai "
    "picihao hetong xiangmu xulie wuliao lingjian tuzhi renwu gupiao chanpin shangpin yanzhengma quhua shijianchuo "
    "lianjie wenjian jiaoyanzhi zhujian kuaidi yundan wuliu danhao tiaoma dianbiao shuibiao dushu celiangzhi chicun "
    "guige huati bumen keshi kecheng kemu guanjianci pinzhong biaoqian fangjian kuwei yaopin pingzheng piaoju gongdan "
    "shouli shangpinmingcheng chanpinmingcheng keshimingcheng kechengmingcheng yaopinmingcheng dingdanbianhao"
).split()
_FLAGS = ("是否", "有无", "能否", "shifou")
_FLAG_TOKENS = frozenset("is has can if need".split())
_PERSONS_LATIN = (
    "applicant contact patient student consignee handler customer guardian employee user client member parent owner "
    "driver insured person legal legalperson cust emp stu recipient receiver sender agent family emergency holder "
    "shenqingren lianxiren faren huanzhe xuesheng shouhuoren jingbanren kehu jianhuren yuangong yonghu huiyuan "
    "sqr lxr fddbr hz xs shr jbr kh jhr yg fr yh sjr"
).split()


@dataclass(frozen=True, slots=True)
class Said:
    """What a header says: type -> `OWN` or `SHARED`; `other`: it names a thing that no type is."""

    types: Mapping[str, int] = field(default_factory=dict)
    other: bool = False
    word: str = ""


@dataclass(slots=True)
class _Lexicon:
    han: dict[str, dict[str, int]] = field(default_factory=dict)
    pinyin: dict[str, dict[str, int]] = field(default_factory=dict)
    initials: dict[str, dict[str, int]] = field(default_factory=dict)
    english: dict[tuple[str, ...], dict[str, int]] = field(default_factory=dict)
    alone: dict[tuple[str, ...], dict[str, int]] = field(default_factory=dict)


@cache
def _lexicon() -> _Lexicon:
    made = _Lexicon()
    for id_, type_ in info_types().items():
        said, whole = type_.header, type_.tells == "header"
        for word in said.zh.lower().split():
            _put(made.han, _kept(type_, word), id_, OWN)
        for word in said.pinyin.split():
            for form in {word, word if whole else _TAIL_PINYIN.sub("", word) or word}:
                _put(made.pinyin, form, id_, OWN)
        for word in said.initials.split():
            _put(made.initials, word, id_, OWN)
        for words, into in ((said.en, made.english), (said.alone, made.alone)):
            for word in filter(None, words.split("|")):
                tokens = tuple(word.rstrip("?").split())
                _put(into, tokens if whole else _bare(tokens), id_, SHARED if word.endswith("?") else OWN)
        for word in filter(None, said.shared.split("|")):
            _shared(made, word, type_)
    return made


def _kept(type_: InfoType, word: str) -> str:
    """What of a word names the type: without its account 资金账号 is a sum, and no value would say otherwise."""
    return word if type_.tells == "header" or word.endswith("账号") else _head_han(word)


def _shared(made: _Lexicon, word: str, type_: InfoType) -> None:
    id_ = type_.id
    if _HAN.search(word):
        _put(made.han, _kept(type_, word), id_, SHARED)
        return
    _put(made.english, _bare(tuple(word.split())), id_, SHARED)
    _put(made.pinyin if len(word) > 5 else made.initials, word, id_, SHARED)


def _put(into: dict[_Word, dict[str, int]], word: _Word, id_: str, much: int) -> None:
    known = into.setdefault(word, {})
    known[id_] = max(known.get(id_, 0), much)


def read(name: str) -> Said:
    """What the name of a column says."""
    plain = unicodedata.normalize("NFKC", name)
    plain = _TABLE.sub("", _MARKS.sub(" ", _ASIDE.sub("", plain)).strip()).strip("_- .")
    for tried in dict.fromkeys((plain, plain.rstrip("0123456789").strip("_- "))):
        if tried:
            said = _han(tried) if _HAN.search(tried) else _latin(tried)
            if said.types or said.other:
                return said
    return Said()


def _head_han(word: str) -> str:
    head = _TAIL_HAN.sub("", word)
    return head if len(head) > 1 else word


def _han(name: str) -> Said:
    name = name.replace(" ", "").lower()
    if name.startswith(_FLAGS):
        return Said(other=True, word=name[:2])
    lexicon = _lexicon()
    heads = (name, _head_han(name))
    word = max((_longest(head, lexicon.han) for head in heads), key=len)
    other = max((_longest(head, _OTHER_HAN) for head in heads), key=len)
    if len(other) > len(word):
        return Said(other=True, word=other)
    return Said(lexicon.han[word], word=word) if word else Said()


def _longest(name: str, words: Iterable[str]) -> str:
    return max((word for word in words if name.endswith(word)), key=len, default="")


def _tokens(name: str) -> tuple[str, ...]:
    return tuple(part.lower() for piece in re.split(r"[^A-Za-z0-9]+", name) for part in _CAMEL.findall(piece))


def _bare(tokens: tuple[str, ...]) -> tuple[str, ...]:
    while len(tokens) > 1 and tokens[-1] in _TAILS:
        tokens = tokens[:-1]
    return tokens


def _latin(name: str) -> Said:
    tokens = _tokens(name)
    if not tokens:
        return Said()
    if tokens[0] in _FLAG_TOKENS and len(tokens) > 1:
        return Said(other=True, word=tokens[0])
    lexicon = _lexicon()
    for tried in dict.fromkeys((tokens, _bare(tokens))):
        said = _english(tried, lexicon)
        if said.types or said.other:
            return said
    for tried in dict.fromkeys((tokens, _bare(tokens))):
        whole = "".join(tried).rstrip("0123456789") or "".join(tried)
        said = _chinese_in_latin(whole, lexicon)
        if said.types or said.other:
            return said
    return Said()


def _english(tokens: tuple[str, ...], lexicon: _Lexicon) -> Said:
    for start in range(len(tokens)):
        if (found := lexicon.english.get(tokens[start:])) is not None:
            return Said(found, word=" ".join(tokens[start:]))
    last = _without_person(tokens[-1])
    if last != tokens[-1] and (found := lexicon.english.get((last,)) or lexicon.alone.get((last,))) is not None:
        return Said(found, word=last)
    if (found := lexicon.alone.get(tokens)) is not None:
        return Said(found, word=" ".join(tokens))
    if len(tokens) == 2 and tokens[0] in _PERSONS_LATIN and (found := lexicon.alone.get(tokens[1:])) is not None:
        return Said(found, word=tokens[1])
    thing = tokens[-2] if len(tokens) > 1 and tokens[-1] in ("name", "code") else tokens[-1]
    if thing in _OTHER_LATIN:
        return Said(other=True, word=thing)
    return Said()


def _without_person(word: str) -> str:
    for person in sorted(_PERSONS_LATIN, key=len, reverse=True):
        if word.startswith(person) and len(word) > len(person):
            return word[len(person) :]
    return word


def _chinese_in_latin(word: str, lexicon: _Lexicon) -> Said:
    if word.startswith(("shifou", "sfy")):
        return Said(other=True, word="shifou")
    forms = dict.fromkeys((word, _TAIL_PINYIN.sub("", word)))
    own = max((_longest(form, lexicon.pinyin) for form in forms), key=len)
    other = max((_longest(form, _OTHER_PINYIN) for form in forms), key=len)
    if len(other) > max(3, len(own)):
        return Said(other=True, word=other)
    if own and (len(own) > 3 or own in {*forms, *map(_without_person, forms)}):
        return Said(lexicon.pinyin[own], word=own)
    for tried in dict.fromkeys((word, _without_person(word))):
        if (found := lexicon.initials.get(tried)) is not None:
            return Said(found, word=tried)
        if tried in _OTHER_INITIALS:
            return Said(other=True, word=tried)
    return Said()
