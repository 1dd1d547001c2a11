"""No Python file of the package names a place or a provision: both are data, in the rulebooks and beside them.

The patterns of personal data know addresses and are left out. A province's text stays short: it says what differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tidy.house import PACKAGE, short
from tests.tidy.test_rulebooks import rulebook_files

CHINESE = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 "
    "湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
).split()
LATIN = (
    "Beijing Tianjin Shanghai Chongqing Hebei Shanxi Liaoning Jilin Heilongjiang Jiangsu Zhejiang Anhui Fujian "
    "Jiangxi Shandong Henan Hubei Hunan Guangdong Hainan Sichuan Guizhou Yunnan Shaanxi Gansu Qinghai Taiwan Guangxi "
    "Tibet Xizang Ningxia Xinjiang Macao Macau Neimenggu Xianggang Aomen"
).split()
PLACES = re.compile(
    rf"{'|'.join(CHINESE)}|\b(?:{'|'.join(LATIN)}|Hong Kong|Inner Mongolia)\b|\bCN-[A-Z]{{2}}\b", re.IGNORECASE
)
ZONES = re.compile(r"Asia/[A-Z]\w+")  # a time zone is called after a city and is none
PROVISIONS = re.compile(
    r"(?<![\w.])a\d{1,2}(?:\(\d+\))*(?!\w)|第\s?[\d一二三四五六七八九十]+\s?条|\bart(?:icle|\.) ?\d"
)
EXCEPT = PACKAGE / "plane" / "infotypes"
LONGEST = 120


def named(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Lines, comments and all, and what they name."""
    for n, line in enumerate(text.splitlines(), 1):
        yield from ((n, found[0]) for found in pattern.finditer(ZONES.sub("", line)))


def files() -> list[Path]:
    found = [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if EXCEPT not in path.parents and path != EXCEPT.with_suffix(".py")
    ]
    assert len(found) > 200
    return found


@pytest.mark.parametrize("pattern", [PLACES, PROVISIONS], ids=["place", "provision"])
def test_python_names_none(pattern: re.Pattern[str]) -> None:
    assert [
        f"{short(path)}:{n} names {word}" for path in files() for n, word in named(path.read_text("utf-8"), pattern)
    ] == []


def test_the_place_finder_finds_places() -> None:
    for line in (
        "CN-FJ/rules",
        "in Hubei,",
        "贵州省",
        "x = 'guangxi'",
        "CN-GZ.demo",
        "Inner Mongolia",
        "天津市 Asia/Shanghai",
    ):
        assert list(named(line, PLACES)), line
    for line in ('"a12"', "a9(1)", "#a10", "cite: a9(1)(2)", "第十条", "第 16 条", "article 6"):
        assert list(named(line, PROVISIONS)), line
    for line in ("Asia/Shanghai", "CN/rules", "XX-P", "hubeiish"):
        assert not list(named(line, PLACES)), line
    for line in ("0xa1", "sha1", "data10", "a…", "area", "第…条", "a 12", "a4b"):
        assert not list(named(line, PROVISIONS)), line


def test_a_province_is_short() -> None:
    """What a province says beside the nation; its cases and an office's layer are another matter."""
    lengths = {
        short(file.path): len(file.path.read_text("utf-8").splitlines())
        for file in rulebook_files()
        if re.match(r"CN-[A-Z]{2}/", file.id) and file.path.name != "cases.yaml"
    }
    assert len(lengths) >= 2
    assert {path: length for path, length in lengths.items() if length >= LONGEST} == {}
