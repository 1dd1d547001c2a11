"""A registered set on the page of its case: scanned again, what drifted, and the change that is filed from it."""

from __future__ import annotations

from datetime import date
from typing import Any

from guiju.kernel.values import Text
from guiju.kit.profiles import Profile, Seen, written
from tests.web import desk
from tests.web.desk import Page, Person

office = desk.office
ENTRY = "350000-2025-000001-1"
CASE = "350000-2025-000001"
HEAD = "The data since registration"


def scanned(office: Any, on: date, rows: int, *columns: Seen) -> None:
    """What a scan of the registered set saw on a day."""
    from guiju.store import profiles

    profile = Profile(
        on=on,
        found={"rows": rows, "digest": str(rows) * 8, "format": "CSV"},
        columns=(Seen(name="站点", type="text"), *columns),
        scheme="示例",
        grade="general" if columns else None,
        levels={"general": Text("一般数据", "general data")},
    )
    profiles.keep(office, CASE, on, written(profile))


def drifted(office: Any) -> None:
    """First as registered, then with fewer rows, a column more and a grade."""
    scanned(office, date(2025, 11, 3), 60)
    scanned(office, date(2025, 11, 18), 40, Seen(name="手机号", type="text", info=("mobile",)))


def section(page: Page) -> str:
    """What stands under the heading, to the next section."""
    return page.text.split(HEAD)[1].split("Deadlines")[0] if HEAD in page.text else ""


def links(page: Page) -> list[str]:
    return [link for link in page.links if "drift=1" in link]


def test_the_entry_says_what_drifted_why_and_what_to_file(office: Any) -> None:
    owner = Person("bureau")
    assert HEAD not in owner.get(f"cases/{ENTRY}/").text, "nothing was scanned"
    scanned(office, date(2025, 11, 3), 60)
    first = section(owner.get(f"cases/{ENTRY}/"))
    assert "Last scanned on 3 November 2025." in first and "This is the first scan" in first
    drifted(office)
    for number in (ENTRY, CASE):
        page = owner.get(f"cases/{number}/")
        told = section(page)
        assert "Last scanned on 18 November 2025. Held against the scan of 3 November 2025." in told
        assert "rows Then: 60 · Now: 40 rows are missing: what was registered may be incomplete" in told
        assert "column 手机号 Then: none" in told and "information of a type that is new" in told
        assert "grade Then: not determined · Now: general data" in told
        assert "file a change promptly" in told and "promptly, without a number of days" in told and "art. 10" in told
        assert links(page) == [f"/en/cases/{ENTRY}/begin/change/?drift=1"]
    chinese = owner.get(f"/cases/{ENTRY}/")
    assert "登记后的数据变化" in chinese.text and "记录减少，登记的内容可能不全" in chinese.text
    assert "打开已填好的申请" in chinese.text


def test_the_change_opens_filled_in_and_is_filed(office: Any) -> None:
    owner = Person("bureau")
    drifted(office)
    form = owner.get(links(owner.get(f"cases/{ENTRY}/"))[0]).form("/begin/change/")
    assert form.values["field-changed"] == ["resource", "deposit"] and form["field-changed_on"] == "2025-11-18"
    assert "行数：60 → 40" in form["field-change_told"]
    assert "列 手机号：无 → 手机号：文本" in form["field-change_told"]
    blank = owner.get(f"cases/{ENTRY}/begin/change/").form("/begin/change/")
    assert blank["field-change_told"] == "" and "field-changed" not in blank.values
    told = {"field-changed", "field-changed_on", "field-change_told", "csrfmiddlewaretoken", "key"}
    same = [{name: value for name, value in one.values.items() if name not in told} for one in (form, blank)]
    assert same[0] == same[1], "nothing else is said in their name"
    form["field-change_proof"] = "示例变更证明"
    assert owner.send(form).status == 302
    page = owner.get(f"cases/{ENTRY}/")
    assert "It is under way already:" in section(page) and links(page) == []


def test_growth_that_was_foretold_and_what_is_the_same_ask_for_nothing(office: Any) -> None:
    owner = Person("bureau")
    for _ in range(2):
        scanned(office, date(2025, 11, 3), 60)
    page = owner.get(f"cases/{ENTRY}/")
    assert "Nothing has changed." in section(page) and links(page) == []
    form = owner.get(f"cases/{ENTRY}/begin/change/?drift=1").form("/begin/change/")
    assert form["field-change_told"] == ""


def test_four_callers_of_what_drifted(office: Any) -> None:
    """The owner files; the office reads; nobody else learns of it, nor by the address of the filled form."""
    drifted(office)
    officer = Person("reviewer").get(f"cases/{ENTRY}/")
    assert "rows Then: 60" in section(officer) and links(officer) == []
    for other, status in (("park", 404), ("objector", 404), (None, 401)):
        page = Person(other).get(f"cases/{ENTRY}/")
        assert page.status == status and HEAD not in page.text
        filled = Person(other).get(f"cases/{ENTRY}/begin/change/?drift=1")
        assert "60 → 40" not in filled.html
    assert HEAD not in Person().get(f"records/{ENTRY}/").text
