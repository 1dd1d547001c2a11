"""The name of a person, in Chinese characters or as in a passport."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape
from guiju.plane.infotypes.surnames import named, pattern

TYPE = InfoType(
    id="person_name",
    label=Text("姓名", "personal name"),
    group="personal",
    tells="words",
    shape=Shape(
        whole=pattern(),
        masked="[一-龥]{1,2}[*＊×某○]{1,3}[一-龥]?|[一-龥][*＊×某○][一-龥]{1,2}|[*＊×○]{1,2}[一-龥]{1,2}",
        named=named(),
        fence="0-9A-Za-z一-龥",
    ),
    header=Header(
        zh=(
            "姓名 名字 联系人 法定代表人 法人 法人代表 收件人 收货人 经办人 申请人 患者姓名 患者 监护人 "
            "客户姓名 学生姓名 真实姓名 曾用名 负责人 寄件人 户主 姓名拼音 拼音姓名 英文姓名 投保人 持卡人 "
            "户名 员工 学生 客户"
        ),
        pinyin=(
            "xingming lianxiren mingzi faren shenqingren jingbanren jianhuren shoujianren shouhuoren "
            "xingmingpinyin yingwenxingming huanzhe yuangong xuesheng kehu"
        ),
        initials="xm lxr lxrxm hzxm xmpy ywxm fddbr sqrxm jbrxm xsxm gsxm sjr shr",
        en=(
            "person name|full name|real name|english name|name en|name pinyin|masked name|fullname|realname"
            "|first name|last name|surname|given name|legal person|contact name|patient name|student name"
            "|customer name|consignee|username cn|employee name|driver name"
            "|passenger name|passenger|doctor name|teacher name|guest name"
            "|cardholder|card holder|cardholder name|insured name|guardian name|parent name|spouse name|borrower name"
        ),
        alone=(
            "name?|applicant|contact|patient|student|guardian|handler|employee|contact person|doctor?|nurse?"
            "|teacher?|driver?|creator?|approver?"
        ),
        # whoever acts, even where few do it and their names come again and again; 人 for all who end in it
        shared=(
            "人|医生|医师|护士|老师|教师|导师|班主任|辅导员|法官|审判长|书记员|律师|司机|驾驶员|操作员|销售员"
            "|业务员|快递员|揽件员|检验员|网格员|值班人员|客户经理|经办|客户名称|申请人名称|纳税人名称|收款人名称|付款人名称"
            "|cjr|xgr|spr|lrr|djr|czy|jsy|bzr"
        ),
    ),
    explain=Text(
        "姓氏用字加 1–2 字、复姓、带间隔号的名字",
        "a family name and one or two characters, or names with a dot between",
    ),
    reference="GB/T 2261; 百家姓用字(自有词表)",
    score=85,
    enough=80,
)
