"""The name of a firm, an office, a school or a hospital."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.plane.infotypes.model import Header, InfoType, Shape

TYPE = InfoType(
    id="org_name",
    label=Text("机构名称", "organisation name"),
    group="organisation",
    tells="words",
    shape=Shape(
        whole=(
            r".{3,}(?:公司|集团|厂|商行|经营部|合伙企业(?:\(.{2,6}\))?|合作社|银行|支行|事务所|学校|大学|学院"
            r"|中学|小学|幼儿园|医院|卫生院|卫生服务中心|保健院|诊所|.局|委员会|.{2}中心|.{2}办公室|政府|法院"
            r"|检察院|研究院|研究所|.{2}站|图书馆|博物馆|文化馆|协会|基金会|商会|学会|居委会|村委会|公安局"
            r"|派出所|分公司|超市|酒店|工作室|个体工商户|.{2}店|.{2}部)"
        ),
        named=".*[一-龥].{2,}",
    ),
    header=Header(
        zh=(
            "单位名称 企业名称 公司名称 工作单位 机构名称 组织名称 单位 开票单位 名称单位 医疗机构名称 "
            "学校名称 所属单位 供应商名称 雇主"
        ),
        pinyin="danweimingcheng qiyemingcheng gongsimingcheng gongzuodanwei jigoumingcheng",
        initials="dwmc qymc gsmc gzdw jgmc",
        en=(
            "company name|org name|employer|organization|organisation|enterprise name|company|enterprise"
            "|organization name|org|institution|supplier name|corp name"
        ),
        shared="客户名称|申请人名称|纳税人名称|收款人名称|付款人名称",
    ),
    explain=Text("以公司、局、医院、学校等组织形式结尾", "ends in a word for a kind of organisation"),
    reference="企业名称登记管理规定；自有词表",
    score=85,
    enough=60,
)
