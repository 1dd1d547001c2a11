"""An account of WeChat."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="wechat",
    label=Text("微信号", "WeChat account"),
    group="personal",
    tells="shape",
    shape=Shape(
        whole="wxid_[0-9a-z]{10,20}",
        inside=r"wxid_[0-9a-z]{10,20}|(?:微信号?|[Vv][Xx]号?)(?:[:：] ?|号 ?)(?:为|是)?[A-Za-z][0-9A-Za-z_-]{5,19}",
        masked=r"wxid_[0-9a-z]*\*+[0-9a-z]*",
        fence="0-9A-Za-z_",
        named=r"[A-Za-z][A-Za-z0-9_-]{5,19}|1[3-9]\d{9}",
    ),
    header=Header(
        zh="微信 微信号 微信账号 微信ID",
        pinyin="weixin weixinhao",
        initials="wx wxh vx",
        en="wechat|wechat id|weixin|weixin id|wxid|wx id|wechat account|we chat|we chat id",
    ),
    explain=Text(
        "wxid_ 开头为系统号；自定义号须列名指明",
        "wxid_ as the service gives it; names that people chose need a header that says so",
    ),
    reference="微信账号规则(未见公开标准)",
    score=95,
)
