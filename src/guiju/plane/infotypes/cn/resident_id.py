"""The resident's identity number (公民身份号码): 18 places, or the 15 that were given before 1999."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.checks import Day, Length, Starts, Weighted, all_of, one_of
from guiju.plane.infotypes.given import PROVINCES
from guiju.plane.infotypes.model import Header, InfoType, Shape
from guiju.shelf.areas import areas

_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))

TYPE = InfoType(
    id="resident_id",
    label=Text("公民身份号码", "resident identity number"),
    group="sensitive",
    tells="check",
    shape=Shape(
        whole=r"[1-9]\d{5}[ -]?\d{8}[ -]?\d{3}[\dXx]|[1-9]\d{14}",
        inside=r"[1-9]\d{5}(?:\d{8}| \d{8} )\d{3}[\dXx]",
        masked=(
            r"[1-9]\d{5}\*{8}\d{3}[\dXx]|[1-9]\d{2}\*{11}\d{3}[\dXx]|[1-9]\d{5}\*{6}\d{5}[\dXx]"
            r"|[1-9]\d{3}\*{10}\d{3}[\dXx]|[1-9]\d{9}\*{4}\d{3}[\dXx]|[1-9]\d{4,5}\*{7,9}[\dXx]{0,3}"
            r"|[1-9]\d{4,5}\*{7,8}[\dXx]{4}|[1-9]\d{4}\*{9}[\dXx]{4}|[1-9]\d{4,5}\*{7}[\dXx]{5}|[1-9]\d{4}\*{8}[\dXx]{5}"
            r"|[1-9]\*{16}[\dXx]|[1-9]\d{4}\*{5}\d{5}"
        ),
        drop="[ -]",
        upper=True,
    ),
    header=Header(
        zh="身份证 公民身份 居民身份证 身份证件 身份号码 居民身份",
        pinyin="shenfenzheng shenfenzhengjian gongminshenfen",
        initials="sfz sfzh sfzhm gmsfhm gmsfzh sfzjh sfzjhm sfzhao",
        en=(
            "id card|resident id|resident identity|identity|identity card|idcard|citizen id|national id"
            "|idcard num|identity number"
        ),
        shared="证件|有效证件|zhengjian|zjhm|zjh|zjhao|cert|certificate|document",
    ),
    check=one_of(
        all_of(
            Starts(start=0, words=PROVINCES),
            Weighted(weights=_WEIGHTS, modulus=11, base=12, fold=11, check="0123456789X"),
            Day(start=6),
        ),
        all_of(Length(short=15, long=15), Starts(start=0, words=frozenset(areas())), Day(start=6, short=True)),
    ),
    explain=Text(
        "18 位：前 6 位行政区划、8 位出生日期为真实日期、末位按 MOD 11-2 校验；15 位旧号：区划存在且日期真实",
        "18 places: an area, a real birth date, and a last place by MOD 11-2; or the old 15: an area "
        "that was ever given out, and a real date",
    ),
    reference="GB 11643-1999; ISO 7064; GB/T 2260",
    score=98,
)
