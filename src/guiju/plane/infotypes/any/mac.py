"""The hardware address of a network card."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="mac",
    label=Text("MAC 地址", "MAC address"),
    group="personal",
    tells="shape",
    shape=Shape(
        whole=(
            r"[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})"
            r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}"
        ),
        inside="[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})",
        masked=r"[0-9A-Fa-f]{2}(?:[:-](?:[0-9A-Fa-f]{2}|\*{2})){5}",
        fence="0-9A-Za-z:-",
        named="[0-9A-Fa-f]{12}",
    ),
    header=Header(
        zh="MAC MAC地址 mac mac地址 网卡地址 物理地址",
        pinyin="mac macdizhi wangkadizhi",
        initials="macdz sbmac",
        en="mac|mac address|mac addr|macaddr|device mac|macaddress",
    ),
    explain=Text("六组两位十六进制，或三组四位", "six pairs of hexadecimals, or three fours"),
    reference="IEEE 802",
    score=96,
)
