"""One of a few words or codes."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import InfoType, Shape

TYPE = InfoType(
    id="enumeration",
    label=Text("枚举值", "enumeration"),
    group="general",
    tells="words",
    shape=Shape(whole=""),
    explain=Text("少数几个取值反复出现", "a few values that come again and again"),
    reference="GB/T 18391",
    score=70,
)
