"""Regular expressions that people use for Chinese identifiers: the baseline, and what peers are taught.

As plain as they are passed around: format only, boundaries by neighbouring digits and letters, no check digit.
"""

from __future__ import annotations

_NUMBER = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

PATTERNS: dict[str, str] = {
    "resident_id": _NUMBER.format(
        r"(?:[1-6]\d|8[1-3])\d{4}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx]"
    )
    + "|"
    + _NUMBER.format(r"[1-6]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"),
    "uscc": _NUMBER.format(r"[159YN][0-9A-Z]\d{6}[0-9A-HJ-NPQRTUWXY]{10}"),
    "bank_card": _NUMBER.format(r"(?:62|4\d|5[1-5]|3[567])(?:[ -]?\d){14,17}"),
    "mobile": r"(?<!\d)(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)",
    "landline": r"(?<!\d)(?:\(0\d{2,3}\)|0\d{2,3}-?)[2-8]\d{6,7}(?:-\d{1,5})?(?!\d)",
    "email": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    "passport": _NUMBER.format(r"(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7}|[DSP][A-Z]?\d{7,8})"),
    "hkmo_permit": _NUMBER.format(r"[HM]\d{8}(?:\d{2})?"),
    "officer_card": r"[军士文武]字第\d{6,8}号",
    "plate": rf"(?<![0-9A-Za-z])[{_PROVINCES}][A-HJ-NP-Z]·?"
    r"(?:\d{5}[DF]|[DF][0-9A-HJ-NP-Z]\d{4}|[0-9A-HJ-NP-Z]{5})(?![0-9A-Za-z])",
    "mac": r"(?<![0-9A-Fa-f:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])",
    "ip": r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])"
    r"|(?<![0-9A-Fa-f:])(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?![0-9A-Fa-f:])"
    r"|(?<![0-9A-Fa-f:])(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}(?![0-9A-Fa-f:])",
    "imei": _NUMBER.format(r"(?:35|86|01)\d{13}"),
    "iban": _NUMBER.format(r"[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){4,7}(?: ?[0-9A-Z]{1,3})?"),
    "dni_nie": _NUMBER.format(r"(?:\d{8}|[XYZ]\d{7})[A-HJ-NP-TV-Z]"),
    "rrn": _NUMBER.format(r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?[1-4]\d{6}"),
    "postcode": _NUMBER.format(r"[0-8]\d{5}"),
    "qq": _NUMBER.format(r"[1-9]\d{4,10}"),
    "wechat": r"(?<![0-9A-Za-z_])wxid_[0-9a-z]{10,}",
    "geo_point": r"(?<![\d.])(?:7[3-9]|[89]\d|1[0-2]\d|13[0-5])\.\d{4,}[, ]\s?"
    r"(?:[1-4]\d|5[0-3]|[3-9])\.\d{4,}(?![\d.])",
    "address": r"[一-龥]{2,}(?:省|市|区|县|旗)[一-龥]{1,12}(?:路|街|道|村|巷|庄|湾)[0-9一-龥]*\d[0-9一-龥]*",
    "org_name": r"[一-龥()()]{4,}(?:有限公司|有限责任公司|股份有限公司|集团|"
    r"人民政府|管理局|委员会|医院|中学|小学|大学)",
    "person_name": r"(?<![一-龥])[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾]"
    r"[一-龥]{1,2}(?![一-龥])",
    "ethnic_group": r"(?<![一-龥])(?:汉|蒙古|回|藏|维吾尔|苗|彝|壮|布依|"
    r"朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎)族(?![一-龥])",
}
# In a cell that fits several, the one that asks for more is meant.
ORDER = tuple(PATTERNS)
WEAK = frozenset(("postcode", "qq"))  # they fit any short number: never looked for inside a text
