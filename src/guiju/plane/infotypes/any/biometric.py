"""A face, a finger print or a voice as a template."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="biometric",
    label=Text("生物特征模板", "biometric template"),
    group="sensitive",
    tells="header",
    shape=Shape(whole=r"[0-9A-Za-z+/=_-]{32,}|\[?-?\d+\.\d+(?:[,; ]+-?\d+\.\d+){15,}\]?"),
    header=Header(
        zh="人脸特征 人脸特征值 人脸模板 指纹模板 指纹特征 指纹 人脸 声纹 虹膜 掌纹 人脸特征码 生物特征 指纹特征值",
        pinyin="renlian renliantezheng renlianmoban zhiwen zhiwenmoban zhiwentezheng shengwen hongmo",
        initials="rltz rlmb zwmb zwtz zwtzz",
        en=(
            "face feature|face template|face embedding|fingerprint template|finger feature"
            "|faceprint|voiceprint|iris|finger template|face id|facial feature"
        ),
        alone="fingerprint",
    ),
    explain=Text("长编码，须列名指明", "a long code; a header must say so"),
    reference="个人信息保护法第二十八条；GB/T 41819",
    score=35,
)
