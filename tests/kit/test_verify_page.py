"""The verify page as a file: whole, closed to the world, and with words for everything in both languages."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

from guiju.kernel import certificate
from guiju.kit import verify
from guiju.kit.verify import verify_page, verify_policy
from tests.browser.valid import faults

HERE = Path(verify.__file__).parent
WORD = re.compile(r"^  (\w+): \['((?:[^'\\]|\\.)*)', '((?:[^'\\]|\\.)*)'\],$", re.MULTILINE)


def words() -> dict[str, tuple[str, str]]:
    return {name: (zh, en) for name, zh, en in WORD.findall((HERE / "words.js").read_text("utf-8"))}


def used() -> set[str]:
    """Every word that the page asks for; `flaw_…` and `kind_…` are asked for by what was found."""
    text = verify_page()
    named = set(re.findall(r'data-say="(\w+)"', text)) | set(re.findall(r"say\('(\w+)'", text))
    listed = set(re.findall(r"'(check_[a-z]+(?:_bad)?)'", text)) | set(re.findall(r"section\('(\w+)'", text))
    named |= set(re.findall(r"dataset\.say = '(\w+)'", text)) | set(re.findall(r"'data-say': '(\w+)'", text))
    return named | listed | {"signer", "kind", "when", "passed", "failed", "skipped"}


def inside(page: str, tag: str) -> str:
    (found,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    return str(found)


def own_policy(page: str) -> str:
    """What the page says of itself, for when no server speaks for it."""
    (meta,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    return html.unescape(str(meta))


@pytest.mark.parametrize("served", [False, True])
def test_the_policy_allows_this_script_and_this_style_and_nothing_else(served: bool) -> None:
    page = verify_page(served=served)
    policy = dict(rule.split(" ", 1) for rule in own_policy(page).split("; "))
    assert policy["default-src"] == policy["form-action"] == policy["base-uri"] == "'none'"
    for tag in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(inside(page, tag).encode()).digest()).decode()
        assert policy[f"{tag}-src"] == f"'sha256-{digest}'"
    assert policy.get("connect-src") == ("'self'" if served else None), (
        "a file may ask nobody, a served page its office"
    )
    assert "unsafe" not in verify_policy()
    if served:
        assert verify_policy() == own_policy(page) + "; frame-ancestors 'none'"


def test_the_page_is_one_file_that_asks_for_nothing() -> None:
    page = verify_page()
    assert "://" not in page and "@" + "import" not in page and "url(" not in page
    assert re.findall(r"\b(?:src|href)=\"([^\"]*)\"", page) == ["data:,"]
    assert not re.search(r"\b(?:XMLHttpRequest|WebSocket|sendBeacon|eval|innerHTML|document\.write)\b", page)
    asking = {path.name for path in HERE.glob("*.js") if re.search(r"\bfetch\(", path.read_text("utf-8"))}
    assert asking == {"visit.js"}, "what only a served page does, and no policy of a file allows"
    assert "<html data-served" in verify_page(served=True) and "<html data-served" not in page
    assert "@SHEET@" not in page and "@SCRIPT@" not in page and "@POLICY@" not in page
    assert len(page.encode()) < 100_000


def test_the_page_is_good_html() -> None:
    own = {"style is styled in the page", "a script stands in the page"}  # its policy names them by their digests
    assert set(faults(verify_page())) - own == set()


def test_every_word_is_there_in_both_languages_and_is_used() -> None:
    known = words()
    assert len(known) == (HERE / "words.js").read_text("utf-8").count("', '"), "the test reads every line of words"
    asked = used()
    assert asked <= known.keys()
    assert {name for name in known if not name.startswith(("flaw_", "kind_"))} <= asked
    for name, (zh, en) in known.items():
        assert zh.count("{}") == en.count("{}"), name
        assert re.search(r"[\u4e00-\u9fff]", zh) or zh in (en, "English"), name
        assert not re.search(r"[\u4e00-\u9fff]", en) or name == "language", name
        assert not re.search(r"[\u4e00-\u9fff][,:;?!]", zh), f"{name}: Chinese words have Chinese punctuation"


def test_it_has_words_for_each_flaw_and_each_kind_of_key() -> None:
    source = Path(certificate.__file__).read_text("utf-8")
    ids = set(re.findall(r"(?:_flaw|_error|Flaw)\(\s*\"(\w+)\"", source))
    assert {"not_json", "inclusion", "witness", "block_changed"} <= ids, "the test looks at nothing"
    assert {f"flaw_{id_}" for id_ in ids} <= words().keys()
    raised = set(re.findall(r"Flaw\('(\w+)'", verify_page()))
    assert {f"flaw_{id_}" for id_ in raised} <= words().keys()
    assert raised - ids == {"key", "pdf"}, "what the command tells before it reads a certificate"


def test_a_changed_sheet_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "PARTS_OF_THE_SHEET", ("Tokens", "No such part"))
    with pytest.raises(AssertionError):
        verify._sheet()


def test_it_can_be_written_to_a_file() -> None:
    written = subprocess.run([sys.executable, "-m", "guiju.kit.verify"], check=True, capture_output=True).stdout
    assert written.decode() == verify_page()
