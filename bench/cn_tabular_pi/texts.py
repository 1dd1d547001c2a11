"""Free text: remarks of every sector, some with identifiers inside, some with digits that are none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa

from bench.cn_tabular_pi import contacts, numbers, persons, traps
from bench.cn_tabular_pi.dice import Dice
from bench.cn_tabular_pi.kind import Kind, Made
from bench.cn_tabular_pi.rows import Rows, words
from bench.cn_tabular_pi.strings import Text, drawn, gathered, join

# A sentence with holes. What is in a hole is labelled, except what stands after `-`, which is no identifier; after `~`
# it may be named (a person's name inside a text is one, but nobody is asked for a parser of Chinese).
HOLES: dict[str, Callable[[Dice, Rows], Text]] = {
    "mobile": contacts.mobile,
    "landline": contacts.landline,
    "resident_id": numbers.resident_id,
    "email": contacts.email,
    "bank_card": numbers.bank_card,
    "uscc": numbers.uscc,
    "plate": contacts.plate_new,
    "~person_name": persons.person_name,
    "~address": persons.address_short,
    "~org_name": persons.org_name,
    "-flow": traps.flow_20,
    "-order": traps.order_luhn,
    "-parcel": traps.parcel,
    "-stamp": traps.stamp_14,
    "-around": traps.order_around_phone,
    "-url": traps.url_number,
    "-amount": persons.amount,
    "-date": persons.date,
    "-wrong": traps.resident_wrong,
}
TOLD = {
    "mobile": (
        "手机号{mobile}",
        "客户{~person_name}来电,回拨{mobile},已登记",
        "联系电话:{mobile}转告家属。",
        "请于{-date}前联系{mobile}(本人)",
        "加急!收件人{~person_name}{mobile}放门卫处",
    ),
    "resident_id": (
        "身份证{resident_id},",
        "申请人{~person_name}身份证号码{resident_id}已核验",
        "证件:{resident_id};电话{mobile}",
        "经办人凭{resident_id}领取",
    ),
    "landline": ("单位电话{landline},工作日可联系", "传真 {landline} 转办公室"),
    "email": ("材料发至{email}即可", "邮箱:{email},抄送办公室"),
    "bank_card": ("退款至卡号{bank_card}", "代发账户{bank_card}户名{~person_name}"),
    "uscc": ("开票单位{~org_name},税号{uscc}", "统一社会信用代码为{uscc}的企业已注销"),
    "plate": ("车牌{plate}已登记入园", "司机{~person_name},车号{plate},{-date}到仓"),
}
QUIET = (
    "订单{-order}已发货,单号{-parcel}",
    "流水号{-flow}重复,已冲正{-amount}",
    "见 {-url}",
    "系统时间{-stamp}自动关闭",
    "编号{-around}的设备已检修",
    "{-date}复核无误",
    "校验失败:{-wrong}",
    "{~address}附近施工,注意安全",
)
_HOLE = re.compile(r"\{([^}]*)\}")


def _filled(template: str, dice: Dice, rows: Rows) -> Text:
    parts: list[Text | str] = []
    for at, piece in enumerate(_HOLE.split(template)):
        if at % 2:
            parts.append(HOLES[piece](dice.of(f"{at}{piece}"), rows))
        elif piece:
            parts.append(piece)
    # a sentence without holes is a constant
    return join(*parts) if len(parts) > 1 or not isinstance(parts[0], str) else pa.array([parts[0]] * rows.count)


def _label(template: str) -> str:
    held = dict.fromkeys(hole for hole in _HOLE.findall(template) if not hole.startswith("-"))
    return "+".join(held)


def _told(dice: Dice, rows: Rows, told: tuple[str, ...], share: int) -> Made:
    """Text of which so many rows of a thousand hold something of each of these types."""
    sentences = [sentence for kind in told for sentence in TOLD[kind]]
    weights = [share * 6 // len(TOLD[kind]) for kind in told for _ in TOLD[kind]]
    quiet = max(1, 6000 - sum(weights))
    which = dice.weighted([*weights, *[quiet // (2 * len(QUIET))] * len(QUIET), quiet // 2], rows.count)
    sentences += QUIET
    parts = []
    for at, sentence in enumerate(sentences):
        few = Rows(dice.of(sentence), int((which == at).sum()), rows.sector)
        parts.append(_filled(sentence, few.dice, few) if few.count else pa.array([], pa.string()))
    parts.append(drawn(dice.of("quiet"), words()["notes_plain"], int((which == len(sentences)).sum())))
    labels = pa.array([*map(_label, sentences), ""]).take(pa.array(which))
    held = {kind for label in labels.unique().to_pylist() for kind in label.split("+") if kind and kind[0] != "~"}
    return Made(gathered(which, parts), labels, tuple(sorted(held)))


def remark(dice: Dice, rows: Rows) -> Made:
    """Two to four types, each in eight to fifteen rows of a hundred."""
    told = dice.of("told")
    return _told(dice, rows, tuple(told.several(list(TOLD), 2 + told.one(3))), 80 + told.one(70))


def remark_quiet(dice: Dice, rows: Rows) -> Made:
    """Text with digits, and no identifier."""
    return _told(dice, rows, (), 0)


def remark_big(dice: Dice, rows: Rows) -> Made:
    """Every type, for the tables on which speed is measured: the same mixture in each part of one."""
    return _told(dice, rows, tuple(TOLD), 43)


TEXTS = (Kind("remark", "free_text", "shape", remark), Kind("remark_quiet", "free_text", "shape", remark_quiet))
