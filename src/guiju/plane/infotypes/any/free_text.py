"""Sentences that people wrote."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import InfoType, Shape

TYPE = InfoType(
    id="free_text",
    label=Text("自由文本", "free text"),
    group="general",
    tells="words",
    shape=Shape(whole=""),
    explain=Text("长短不一的文字", "words of any length"),
    reference="GB/T 43697-2024",
    score=70,
)
