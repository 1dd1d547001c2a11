"""A position on the earth: longitude and latitude, together or apart."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="geo_point",
    label=Text("地理位置", "geographic position"),
    group="sensitive",
    tells="shape",
    shape=Shape(
        whole=(
            "\\(?\\[?(?:7[3-9]|[89]\\d|1[0-2]\\d|13[0-5])\\.\\d{3,12}°?[EＥ]?[,， ;；]+ ?(?:[3-9]|[1-4]\\d"
            "|5[0-3])\\.\\d{3,12}°?[N]?\\]?\\)?|\\(?\\[?(?:[3-9]|[1-4]\\d|5[0-3])\\.\\d{3,12}°?N?[,， "
            ";；]+ ?(?:7[3-9]|[89]\\d|1[0-2]\\d|13[0-5])\\.\\d{3,12}°?E?\\]?\\)?|POINT "
            "?\\(-?\\d{1,3}\\.?\\d* -?\\d{1,2}\\.?\\d*\\)|(?:东经|西经|北纬|南纬|[EWNS])? "
            "?\\d{1,3}°\\d{1,2}[′\\'](?:\\d{1,2}(?:\\.\\d+)?[″\"])?[EWNS]?[,， ;；]*(?:北纬|南纬|东经"
            "|西经|[NSEW])? ?\\d{1,3}°\\d{1,2}[′\\'](?:\\d{1,2}(?:\\.\\d+)?[″\"])?[NSEW]?"
        ),
        inside=(
            r"(?:7[3-9]|[89]\d|1[0-2]\d|13[0-5])\.\d{4,12}[,，] ?(?:[3-9]|[1-4]\d|5[0-3])\.\d{4,12}"
            r"|(?:[3-9]|[1-4]\d|5[0-3])\.\d{4,12}[,，] ?(?:7[3-9]|[89]\d|1[0-2]\d|13[0-5])\.\d{4,12}"
        ),
        fence="0-9A-Za-z.",
        named=r"-?(?:1[0-7]\d|180|\d{1,2})\.\d{2,15}|\d{1,3}°\d{1,2}.*",
    ),
    header=Header(
        zh="经度 纬度 东经 北纬 经纬度 坐标 位置坐标 GPS定位 GPS gps 定位坐标",
        pinyin="jingdu weidu jingweidu zuobiao",
        initials="jd wd jwd zb wzjd wzwd",
        en=(
            "longitude|latitude|lng|lon|lat|gps lat|gps lng|gps lon|geo point|coordinates|coordinate|gps"
            "|lnglat|latlng|geopoint"
        ),
        alone="location|position",
    ),
    explain=Text(
        "经纬度成对出现，或列名指明经度、纬度且数值在范围内",
        "a pair of degrees; or a header that says so and numbers in range",
    ),
    reference="GB/T 16831; ISO 6709",
    score=92,
)
