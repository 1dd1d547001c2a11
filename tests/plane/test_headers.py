"""What a column's name says, in four ways of writing; and names that mean something else."""

from __future__ import annotations

import pytest

from guiju.plane.detect.headers import read

NAMED = {
    "手机号": "mobile",
    "联系人手机号码(必填)": "mobile",
    "MobileNo": "mobile",
    "mobile_phone": "mobile",
    "t_sjh": "mobile",
    "lxrsjh": "mobile",
    "shoujihaoma": "mobile",
    "PHONE_NUMBER": "mobile",
    "联系电话": "landline mobile",
    "公民身份号码": "resident_id",
    "IdCardNo": "resident_id",
    "sfzhm": "resident_id",
    "社会保障卡号": "social_security",
    "shehuibaozhangkahao": "social_security",
    "门诊病历号": "medical_record",
    "PatientID": "medical_record",
    "患者": "person_name",
    "银行卡号": "bank_card",
    "统一社会信用代码": "uscc",
    "收货地址": "address",
    "ip_address": "ip",
    "email_address": "email",
    "customer_name": "person_name",
    "姓名(脱敏)": "person_name",
    "wechat_id": "wechat",
    "出生日期2": "birth_date",
    "登记日期": "date",
    "WeChat": "wechat",
    "birth_dt": "birth_date",
    "sfz_no": "resident_id",
    "huzhao_no": "passport",
    "民族成份": "ethnic_group",
    "传染病名称": "health",
    "医疗保险号": "social_security",
    "资金账号": "financial_account",
    "收款账号": "bank_card financial_account",
    "审核人": "person_name",
    "班主任": "person_name",
    "passengerName": "person_name",
    "fingerprint": "biometric",
}
ELSE = (
    *("手机品牌", "email_flag", "是否有手机", "邮箱数量", "phone_verified", "has_mobile", "product_name", "商品名称"),
    *("设备指纹", "产权证号"),
)
NOTHING = ("c1", "c12", "备用1", "col12", "acid_level", "academic_year_code", "scenario_code", "x", "", "。", "字段3")
COUNTED = (
    "项目资金",
    "公积金",
    "活期存款",
    "年末贷款",
    "基金",
    "device_fingerprint",
    "住院",
    "outpatient",
    "zhuyuan",
)  # not numbered


@pytest.mark.parametrize(("name", "types"), NAMED.items())
def test_a_header_names_its_types(name: str, types: str) -> None:
    said = read(name)
    assert sorted(said.types) == types.split() and not said.other


@pytest.mark.parametrize("name", ELSE)
def test_the_last_noun_counts(name: str) -> None:
    said = read(name)
    assert said.other and not said.types


@pytest.mark.parametrize("name", NOTHING + COUNTED)
def test_a_syllable_inside_another_word_names_nothing(name: str) -> None:
    assert not read(name).types
