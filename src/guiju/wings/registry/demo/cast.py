"""Who plays in the demo. None of them exists: every name begins with 示例, every organisation code inside a credit code
begins with DEM0. The credit codes are valid, so that the forms accept them."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.cn import uscc

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_REGION = "350000"


def credit_code(number: int, sort: str = "11") -> str:
    """A valid code of GB 32100: sort of body, region, organisation code DEM0…, and both check characters."""
    inner = f"DEM0{number:04}"
    rest = 11 - sum(int(char, 36) * weight for char, weight in zip(inner, _WEIGHTS, strict=True)) % 11
    body = f"{sort}{_REGION}{inner}{'0123456789X0'[rest]}"
    return body + str(uscc.calc_check_digit(body))


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    code: str
    kind: str


@dataclass(frozen=True, slots=True)
class Person:
    """A user: sign-in name, how it is shown, for whom and as what this person acts."""

    user: str
    label: str
    party: str
    role: str
    desks: tuple[str, ...] = ()


ORGANISATIONS = {
    "registrar": Organisation("示例省公共数据登记中心", credit_code(1, "12"), "institution"),
    "bureau": Organisation("示例省民政数据局", credit_code(2), "organ"),
    "transport": Organisation("示例市交通运输局", credit_code(3), "organ"),
    "water": Organisation("示例市水务局", credit_code(4), "organ"),
    "school": Organisation("示例市教育事务中心", credit_code(5, "12"), "institution"),
    "park": Organisation("示例市园林中心", credit_code(6, "12"), "institution"),
    "objector": Organisation("示例地图有限公司", credit_code(7, "91"), "operator"),
    "authority": Organisation("示例省数据管理局", credit_code(8), "authority"),
    "firm": Organisation("示例数据安全评估有限公司", credit_code(9, "91"), "operator"),
}
PEOPLE = (
    Person("acceptor", "示例受理员", "registrar", "registrar", ("acceptor",)),
    Person("reviewer", "示例审核员", "registrar", "registrar", ("reviewer",)),
    Person("bureau", "示例甲", "bureau", "registrant"),
    Person("transport", "示例乙", "transport", "registrant"),
    Person("water", "示例丙", "water", "registrant"),
    Person("school", "示例丁", "school", "registrant"),
    Person("park", "示例戊", "park", "registrant"),
    Person("objector", "示例己", "objector", "interested_party"),
    Person("authority", "示例监督员", "authority", "data_authority"),
    Person("firm", "示例庚", "firm", "service_firm"),
)
