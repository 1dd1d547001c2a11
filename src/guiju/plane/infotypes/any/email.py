"""An e-mail address."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="email",
    label=Text("电子邮箱", "e-mail address"),
    group="personal",
    tells="shape",
    shape=Shape(
        whole=r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,18}",
        inside=r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,18}",
        masked=r"[A-Za-z0-9._%+*-]*\*+[A-Za-z0-9._*-]*@?[A-Za-z0-9.*-]*[A-Za-z]",
        fence="0-9A-Za-z_@",
    ),
    header=Header(
        zh="邮箱 电子邮箱 电子邮件 邮箱地址 邮件地址 E-mail Email email EMAIL 电邮",
        pinyin="youxiang dianziyouxiang dianziyoujian youjian youxiangdizhi",
        initials="dzyx yx dzyj yxdz",
        en="email|e mail|mail|email address|mail address|mailbox|emailaddr",
    ),
    explain=Text("名@域名", "a name, an at sign and a host"),
    reference="RFC 5321",
    score=97,
)
