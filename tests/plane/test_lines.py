"""Forty lines, and what stands in them: identifiers beside Chinese characters, and numbers that are none."""

from __future__ import annotations

import pytest

from guiju.plane.detect.cells import in_text

LINES = {
    "手机号13800138000": "mobile",
    "身份证11010519491231002X,": "resident_id",
    "身份证11010519491231002x。": "resident_id",
    "20250318123456789012": "",
    "电话：13800138000；备用13900139000": "mobile",
    "联系电话１３８００１３８０００请回": "mobile",
    "+86 13800138000": "mobile",
    "tel:+8613800138000": "mobile",
    "138-0013-8000本人": "mobile",
    "138 0013 8000本人": "mobile",
    "订单号2013800138000已发货": "",
    "包裹SF1380013800012": "",
    "https://example.com/u/13800138000?t=1": "",
    "见https://example.com/id/11010519491231002X,已核": "",
    "编号138001380001的设备": "",
    "12800138000": "",
    "营业收入13912345678元": "",
    "身份证号码110105194912310021不符": "",
    "身份证号码110105194913310020": "",
    "设备861234012345678901": "",
    "证件11010519491231002X和440524188001010014": "resident_id",
    "两证：11010519491231002X;电话13800138000": "mobile resident_id",
    "退款至卡号6222021234567890128": "bank_card",
    "卡6222 0212 3456 7890 128户名": "bank_card",
    "卡号6222021234567890129错": "",
    "流水6222021234567890128999": "",
    "税号91350100M000100Y43,开票": "uscc",
    "税号91350100M000100Y44,开票": "",
    "材料发至zhang.san@example.com即可": "email",
    "依赖react@18.2.0": "",
    "微博@zhangsan": "",
    "单位电话0591-87654321,工作日": "landline",
    "单位电话(0591)87654321转8": "landline",
    "传真010-62345678": "landline",
    "区号0591": "",
    "车牌闽A12345已登记": "plate",
    "车牌闽AD12345新能源": "plate",
    "京A座1203室": "",
    "登录IP为192.168.1.10,正常": "ip",
    "系统版本10.0.19041.1288": "",
    "网卡00:1B:44:11:3A:B7在线": "mac",
    "微信wxid_a1b2c3d4e5f6g7": "wechat",
    "军官证军字第1234567号": "officer_card",
    "账户DE89370400440532013000汇入": "iban",
    "账户DE88370400440532013000汇入": "",
    "2025年3月18日金额1,234.56元": "",
    "护照号：E12345678已核": "passport",
    "编号E12345678已核": "",
    "回乡证号H1234567801": "hkmo_permit",
    "持台胞证12345678入境": "tw_permit",
    "加QQ号：1234567890联系": "qq",
    "微信号：zhang_san88": "wechat",
    "微信支付success": "",
    "医保编号A123456789报销": "social_security",
    "住院号ZY20240315001,内科": "medical_record",
    "住院20240315出院": "",
    "校验值d41d8cd98f00b204e9800998ecf8427e": "",
}


@pytest.mark.parametrize(("line", "held"), LINES.items())
def test_a_line_holds_what_it_holds(line: str, held: str) -> None:
    assert sorted(in_text(line)) == held.split()
