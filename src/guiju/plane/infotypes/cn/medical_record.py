"""The number under which a hospital knows its patient: of the file, the stay, the visit or the card."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.cue import behind
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="medical_record",
    label=Text("病历就诊号", "medical record number"),
    group="sensitive",
    tells="header",
    shape=Shape(
        whole=r"(?:ZY|MZ|JZ|BL|BA|MR)-?\d{6,14}",
        inside=behind("(?:病历|病案|住院|门诊|就诊)(?:卡|编|号)|诊疗卡|健康卡", r"[A-Za-z]{0,4}\d{5,14}"),
        masked=r"[A-Za-z]{0,4}-?\d{0,6}\*{2,12}\d{0,6}",
        named=r"[A-Za-z]{0,4}-?\d{4,18}[A-Za-z]?",
    ),
    header=Header(
        zh=(
            "病历号 病案号 病历编号 病案编号 住院号 住院编号 住院流水号 门诊号 门诊编号 急诊号 就诊号 "
            "就诊编号 就诊流水号 患者号 患者编号 患者ID 病人号 病人编号 病人ID 就诊卡 诊疗卡 健康卡 医疗卡"
        ),
        pinyin="binglihao binganhao zhuyuanhao menzhenhao jiuzhenhao jiuzhenka zhenliaoka jiankangka",
        initials="blh zyh jzkh zlkh",
        en=(
            "medical record no|medical record number|medical record id|mrn|patient id|patient no|patient number"
            "|inpatient no|inpatient id|outpatient no|outpatient id|admission no|admission number|visit no"
            "|visit number|encounter id|health card"
        ),
    ),
    explain=Text("各医院自定，须列名指明", "every hospital has its own; a header must say so"),
    reference="各医院自定(未见统一格式)",
    score=35,
)
