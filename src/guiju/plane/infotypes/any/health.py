"""A diagnosis, an illness, an allergy or a code of one."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="health",
    label=Text("健康信息", "health information"),
    group="sensitive",
    tells="words",
    shape=Shape(
        whole=(
            ".*(?:[一-龥](?:病|炎|癌|瘤|症)|梗死|梗塞|出血|骨折|过敏|综合征|结石|感染|衰竭|硬化|溃疡|贫血"
            "|哮喘|白内障|结节|障碍|突出|疱疹|癫痫|痛风|疏松|甲减|甲亢|畸形|积液|血栓|息肉|囊肿|病史|术后"
            "|手术史|否认|支架|妊娠|龋齿|近视).*"
        ),
        named=r"[A-Z]\d{2}(?:\.[0-9xX]{1,6})?(?:[+*].*)?|.*[一-龥].*",
    ),
    header=Header(
        zh=(
            "诊断 临床诊断 出院诊断 入院诊断 疾病名称 主要诊断 既往史 过敏史 病史 既往病史 疾病编码 诊断编码 "
            "ICD编码 ICD-10 ICD 病情 现病史 主诉 家族史 健康状况 体检结果 "
            "传染病名称 慢病类型 疾病类型 诊断结果 诊断名称 手术史 用药史 临床症状 残疾类别 残疾类型 残疾等级"
        ),
        pinyin="zhenduan linchuangzhenduan jibingmingcheng jiwangshi guominshi bingshi jibingbianma zhenduanbianma",
        initials="lczd cyzd jbmc jws gms jbbm zdbm icd bs",
        shared="zd",
        en=(
            "diagnosis|disease name|discharge diagnosis|dx|medical history|allergy history|past history|icd "
            "code|icd10|icd|disease code|diagnosis code|disease|allergy|allergies|illness|health status"
        ),
    ),
    explain=Text(
        "疾病、病史、过敏用语；编码须列名指明", "words for illness, history, allergy; codes need a header that says so"
    ),
    reference="个人信息保护法第二十八条；ICD-10",
    score=85,
    enough=50,
)
