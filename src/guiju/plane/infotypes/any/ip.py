"""An address on the internet, of version 4 or 6."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="ip",
    label=Text("IP 地址", "IP address"),
    group="personal",
    tells="shape",
    shape=Shape(
        whole=(
            r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?::\d{1,5}|/\d{1,2})?"
            r"|(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}"
            r"|(?:[0-9A-Fa-f]{1,4}:){1,7}:|::(?:[0-9A-Fa-f]{1,4}:){0,5}[0-9A-Fa-f]{1,4}"
        ),
        inside=r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)",
        masked=r"(?:\d{1,3}\.){1,3}(?:\*{1,3}\.?){1,3}",
        fence="0-9A-Za-z.",
    ),
    header=Header(
        zh="IP IP地址 ip ip地址 登录IP 客户端IP 终端IP 网络地址",
        pinyin="ip ipdizhi",
        initials="ipdz dlip",
        en="ip|ip address|ip addr|ipaddr|ipaddress|ipv4|ipv6|client ip|login ip|remote addr",
    ),
    explain=Text("四段 0–255，或 IPv6 的十六进制分组", "four numbers up to 255, or groups of hexadecimals"),
    reference="RFC 791; RFC 4291",
    score=93,
    enough=85,
)
