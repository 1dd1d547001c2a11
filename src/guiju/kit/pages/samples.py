"""What the page `/design/` shows: made-up data in the shapes that the parts take, nothing of a real rulebook."""

from __future__ import annotations

from collections.abc import Mapping

from guiju.kernel.values import Text
from guiju.kit.says import Problem, both
from guiju.kit.tables import table

Json = dict[str, object]
ON = "2025-07-14"
NUMBER = "000000-2025-000001"
CITE, ALSO = "XX/example#r10", "XX-P/example#r16"


def _t(zh: str, en: str) -> dict[str, str]:
    return both(Text(zh, en))


WHO, OFFICE = _t("经办人", "clerk"), _t("示例登记机构", "Example Registrar")
SUBMITTER = _t("申请人", "applicant")

BADGES = [
    {"tone": "neutral", "text": _t("草稿", "draft"), "word": _t("还没有开始", "not begun")},
    {"tone": "running", "text": _t("审查中", "in review"), "word": _t("正在进行", "under way")},
    {"tone": "good", "text": _t("已完成", "completed"), "word": _t("有效、完成", "valid, done")},
    {"tone": "warn", "text": _t("待补充", "to supplement"), "word": _t("需要有人处理", "somebody has to act")},
    {"tone": "late", "text": _t("逾期 2 个工作日", "2 working days late"), "word": _t("已经逾期", "past its day")},
]

COLUMNS: list[Mapping[str, object]] = [
    {"label": _t("案件", "Case")},
    {"label": _t("状态", "State")},
    {"label": _t("最近期限", "Next deadline")},
    {"label": _t("金额（分）", "Amount (fen)"), "number": True},
]
_ROWS = [
    (1, _t("示例甲单位", "Example Body A"), "late", BADGES[4]["text"], "2025-07-10", "1 204 300"),
    (2, _t("示例乙单位", "Example Body B"), "running", BADGES[1]["text"], "2025-07-17", "88 000"),
    (3, _t("示例丙单位", "Example Body C"), "good", BADGES[2]["text"], None, "7 560"),
]
LIST = table(
    COLUMNS,
    [
        ({"text": f"000000-2025-{n:06}", "url": "#table", "sub": who}, {"text": text, "tone": tone}, {"day": due}, sum_)
        for n, who, tone, text, due, sum_ in _ROWS
    ],
)


def _term(label: dict[str, str], due: str | None, left: int | None, length: str, **more: object) -> Json:
    base: Json = {
        "id": "sample",
        "label": label,
        "start": "2025-06-23",
        "due": due,
        "length": length,
        "left": left,
        "unit": length.lstrip("0123456789"),
        "binds": "registrar",
        "cite": CITE,
        "also": ALSO,
        "mark": None,
        "provisional": False,
        "late": False,
        "ended": None,
        "left_out": [],
        "elsewhere": None,
        "began": "2025-06-23",
    }
    return {**base, **more}


TERMS = [
    _term(_t("审查期限", "time to review"), "2025-07-31", 13, "20wd"),
    _term(_t("答复期限", "time to answer"), "2025-07-15", 1, "5wd"),
    _term(_t("核验期限", "time to verify"), "2025-07-10", -2, "3wd", late=True),
    _term(
        _t("公示", "publication"),
        "2026-02-26",
        8,
        "10wd",
        binds=None,
        provisional=True,
        mark="interp",
        left_out=[{"from": "2026-02-16", "to": "2026-02-20", "why": _t("春节", "Spring Festival")}],
    ),
    _term(_t("暂停的期限", "a term that stands still"), None, None, "20wd"),
]


def _breach(label: dict[str, str], met: str | None, possible: bool = False) -> Json:
    return {
        "term": "sample",
        "label": label,
        "binds": "registrar",
        "binds_label": OFFICE,
        "due": "2025-07-10",
        "since": "2025-07-11",
        "met": met,
        "cite": CITE,
        "also": ALSO,
        "provisional": possible,
        "possible": possible,
    }


BREACHES = [
    _breach(_t("核验期限", "time to verify"), None),
    _breach(_t("答复期限", "time to answer"), "2025-07-11"),
    _breach(_t("年度报告", "yearly report"), None, possible=True),
]


def _next(label: dict[str, str], **more: object) -> Json:
    base: Json = {
        "act": "sample",
        "label": label,
        "by": ["registrar"],
        "by_labels": [OFFICE],
        "desk": None,
        "cite": CITE,
        "also": None,
        "opens": None,
        "barred": [],
        "needs": [],
        "signed": [],
        "urgent": False,
        "url": "#next",
    }
    return {**base, **more}


NEXT = [
    _next(_t("完成核验", "complete the check"), urgent=True),
    _next(_t("退回补充", "send back")),
    _next(_t("公布结果", "publish the result"), opens="2025-07-25"),
    _next(_t("办结", "close"), barred=["000000-2025-000009"]),
    _next(
        _t("存档", "file away"),
        needs=[
            {"need": "report", "case": None, "cite": CITE, "remedy": _t("先提交评估报告", "hand in the report first")}
        ],
    ),
    _next(_t("撤回", "withdraw"), mine=False, by_labels=[SUBMITTER]),
]

FAULT_ITEMS = [
    {
        "field": "name",
        "block_label": _t("申请主体", "applicant"),
        "label": _t("名称", "name"),
        "remedy": _t("请填写名称", "please fill in the name"),
        "provision": _t("《示例办法》主体条款", "the clause of the Example Measures on applicants"),
        "cite": None,
        "at": "review",
    },
    {
        "field": "paper",
        "block_label": _t("证明材料", "papers"),
        "label": _t("来源证明", "proof of the source"),
        "remedy": _t("请补交加盖公章的来源证明", "please add the proof of the source, sealed"),
        "provision": _t("《示例办法》材料条款", "the clause of the Example Measures on papers"),
        "cite": CITE,
        "at": "review",
    },
]
LETTER: Json = {
    "kind": "letter",
    "name": "sample",
    "letter": "sample",
    "to": "applicant",
    "to_label": _t("申请主体", "applicant"),
    "title": _t("申请材料补正一次性告知书", "One-time notice of what is to be supplemented"),
    "office": "示例登记机构",
    "demo": True,
    "on": "2025-06-25",
    "case": "350000-2025-000001",
    "number": "示例补〔2025〕1号",
    "act": "sample",
    "place": 1,
    "cites": [CITE],
    "lists": FAULT_ITEMS,
    "parts": {
        "zh": [
            {"kind": "to", "text": "示例甲单位："},
            {"kind": "text", "text": "你单位提交的申请材料尚需补充。附件所列为全部事项，请一次补齐后重新提交。"},
            {"kind": "text", "text": "重新提交之日，计为受理日期。"},
            {"kind": "heading", "text": "附件 需要补正的事项（共2项）", "annex": True},
            {"kind": "list", "text": "faults", "annex": True},
        ],
        "en": [
            {"kind": "to", "text": "Example Body A:"},
            {
                "kind": "text",
                "text": "Your papers need to be supplemented. The annex lists everything; please settle it "
                "all at once and file again.",
            },
            {"kind": "text", "text": "The day on which you file again counts as the acceptance date."},
            {"kind": "heading", "text": "Annex: what is to be supplemented (2 items)", "annex": True},
            {"kind": "list", "text": "faults", "annex": True},
        ],
    },
    "text": _t("你单位提交的申请材料尚需补充。", "Your papers need to be supplemented."),
}
PUBLISHED: Json = {
    "kind": "publish",
    "name": "sample",
    "values": {},
    "fields": [
        {"label": _t("名称", "name"), "text": _t("示例数据表", "an example table")},
        {"label": _t("简介", "abstract"), "text": _t("一段简短的说明。", "A short description.")},
    ],
}


def _act(seq: int, label: dict[str, str], by: str, on: str, *effects: Json, **more: object) -> Json:
    who = {"registrar": OFFICE, "clock": _t("期限", "the clock")}.get(by, SUBMITTER)
    party = {"registrar": "示例登记机构 [示例]", "clock": ""}.get(by, "示例甲单位 [示例]")
    base: Json = {
        "seq": seq,
        "act": "sample",
        "label": label,
        "by": by,
        "by_label": who,
        "party": party,
        "on": on,
        "recorded": on,
        "state": "sample",
        "late_record": False,
        "cites": [CITE, ALSO],
        "effects": list(effects),
        "receipt": "0197d5a0-0000-7000-8000-000000000001",
        "cause": None,
        "id": f"sample-{seq}",
    }
    return {**base, **more}


CODE: Json = {"kind": "code", "name": "", "values": {"code": "00000020250000017"}}
HISTORY = [
    _act(1, _t("提交", "file"), "applicant", "2025-06-23"),
    _act(2, _t("一次性告知", "tell all that is missing"), "registrar", "2025-06-25", LETTER),
    _act(3, _t("补充后提交", "file again"), "applicant", "2025-06-30", late_record=True, recorded="2025-07-02"),
    _act(4, _t("公布", "publish"), "registrar", "2025-07-07", PUBLISHED),
    _act(5, _t("期限届满", "the term ran out"), "clock", "2025-07-11", receipt=None, cites=[CITE]),
    _act(
        6,
        _t("办结", "close"),
        "registrar",
        "2025-07-14",
        {"kind": "code", "name": "", "values": {"code": "00000020250000017"}},
    ),
]

FACTS = [
    {"label": _t("名称", "Name"), "text": _t("示例数据表", "an example table"), "public": True, "cite": CITE},
    {"label": _t("记录数", "Rows"), "text": "3 211", "found": True},
    {"label": _t("提交日期", "Filed"), "day": "2025-06-23"},
    {"label": _t("联系电话", "Telephone"), "secret": True},
    {"label": _t("备注", "Remarks"), "text": None},
]

PROBLEM = Problem(
    kind="wrong_state",
    text=Text("案件现在的状态不能办理“办结”", "“close” is not open in the present state of the case"),
    cite=CITE,
    remedy=Text("查看案件现状，办理现在可办的行为", "look at the case and do what is open now"),
    instead=(("sample", Text("完成核验", "complete the check")), ("sample", Text("退回补充", "send back"))),
)

RECEIPT: Json = {
    "act": "0197d5a0-0000-7000-8000-000000000001",
    "verb": "sample",
    "number": NUMBER,
    "state": "sample",
    "on": "2025-06-30",
    "recorded": "2025-07-02",
    "calendar": "CN@2026-11-22",
    "rulebook": {"id": "CN/example", "version": "1", "revision": 1, "tree": "3558055476ae72e8" * 4},
    "blocks": {"basics": "9f2c41d07be8a655" * 4},
}

STEPS = [
    {"label": _t("选择文件", "Place the file"), "done": True},
    {"label": _t("填写表单", "Fill the form"), "current": True},
    {"label": _t("核对", "Check")},
    {"label": _t("回执", "Receipt")},
]
SWATCHES: list[Mapping[str, object]] = [
    {"name": "paper", "label": _t("纸", "paper")},
    {"name": "sheet", "label": _t("页", "sheet")},
    {"name": "ink", "label": _t("墨", "ink")},
    {"name": "accent", "label": _t("朱砂", "cinnabar")},
    {"name": "link", "label": _t("靛", "indigo")},
    {"name": "good", "label": _t("松", "pine")},
    {"name": "warn", "label": _t("赭", "ochre")},
    {"name": "late", "label": _t("丹", "vermilion")},
]
