"""What judges the pages can fail: each flaw that it looks for is found, and a good page has none."""

from __future__ import annotations

import pytest

from tests.browser.gallery import NO_PAGES, ROWS
from tests.browser.valid import english, faults, file_form, links

GOOD = """<!doctype html>
<html lang="zh-Hans-CN"><head><meta charset="utf-8"><title>登记</title></head>
<body><main id="main"><h1>登记</h1><label for="q">名称</label><input id="q" aria-describedby="hint">
<p id="hint">查找 <code>open the door</code> <a href="/en/" lang="en">In English</a></p>
<a href="#main">返回</a></main></body></html>
"""


def test_a_good_page_has_no_fault() -> None:
    assert faults(GOOD) == []
    assert english(GOOD) == []
    assert links(GOOD) == ["/en/"]


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("</h1>", "</h1></p>", "line 3"),
        (' lang="zh-Hans-CN"', "", "no lang"),
        ("<h1>登记</h1>", "<h2>登记</h2>", "0 h1"),
        ("<title>登记</title>", "<title> </title>", "empty title"),
        ('id="hint"', 'id="q"', "taken 2 times"),
        ('for="q"', 'for="x"', "names nothing"),
        ('for="q"', 'for="hint"', "takes no label"),
        ('aria-describedby="hint"', 'aria-describedby="hint x"', "names nothing"),
        ('href="#main"', 'href="#x"', "leads nowhere"),
        ("<h1>", '<h1 style="color:red">', "styled"),
        ("<h1>", '<h1 onclick="x()">', "onclick"),
        ("<h1>", "<h1><script>x()</script>", "a script"),
    ],
)
def test_the_page_finder_finds_each_fault(was: str, becomes: str, told: str) -> None:
    assert was in GOOD
    assert any(told in fault for fault in faults(GOOD.replace(was, becomes))), faults(GOOD.replace(was, becomes))


def test_words_left_in_english_are_found() -> None:
    assert english(GOOD.replace("查找 ", "Find it ")) == ["Find it"]
    assert english(GOOD.replace('id="q"', 'id="q" placeholder="Name or code"')) == ["Name or code"]


def test_the_form_that_takes_a_file_is_found() -> None:
    page = """<form action="/find/"><input name="q"></form><form action="/apply/" method="post">
      <input name="key" value="k" type="hidden"><select name="place">
      <option value="">—</option><option value="CN-FJ">福建</option></select>
      <input type="file" name="table"><input type="checkbox" name="no"><button name="go">go</button></form>"""
    assert file_form(page) == ("/apply/", {"key": "k", "place": "CN-FJ"}, "table")
    assert file_form(GOOD) is None


def test_the_gallery_names_each_page_once() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names)) and not set(names) & NO_PAGES
