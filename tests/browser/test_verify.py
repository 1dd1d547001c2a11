"""The verify page, opened from a file without a server: what the command refuses it refuses, in the same words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from guiju.kit.paper.draw import certificate_pdf
from guiju.kit.verify import verify_page
from tests.browser.desk import LOCALES, NARROW, WIDE, Watch
from tests.kit.certificates import (
    LOG,
    LOG_SM,
    WITNESSED,
    Maker,
    certificate,
    sm2_public,
    sm2_sign,
    sm3,
)
from tests.kit.forging import forgeries
from tests.kit.test_forging import flaws

pytestmark = pytest.mark.trial

KEYS = f"# 日志公钥\n{LOG.vkey}\r\n\n{LOG_SM.vkey}\n"
SAYS = {
    "zh": {
        "good": "真实，登记有效",
        "plain": "真实",
        "bad": "不可信",
        "fallen": "真实，但登记已不再有效：已注销",
        "passed": "通过",
        "failed": "不通过",
    },
    "en": {
        "good": "Genuine, and it stands",
        "plain": "Genuine",
        "bad": "Not to be trusted",
        "fallen": "Genuine, but it no longer stands: cancelled",
        "passed": "passed",
        "failed": "failed",
    },
}
URL = "https://register.example/verify/"
CALL = "async ([given, keys, witnesses]) => (await guijuVerify(given, keys, witnesses)).flaws"
MANY = """async ([texts, keys, witnesses]) => {
  const all = [];
  for (const given of texts) all.push((await guijuVerify(given, keys, witnesses)).flaws);
  return all;
}"""


class Desk:
    """The page in one language, and the hands that use it."""

    def __init__(self, page: Page, language: str, folder: Path) -> None:
        self.page, self.says, self.folder, self.given = page, SAYS[language], folder, 0

    def give(self, data: bytes, name: str = "certificate.json") -> None:
        self.given += 1
        path = self.folder / f"{self.given}-{name}"  # a browser says nothing when the same file is chosen twice
        path.write_bytes(data)
        self.page.set_input_files("#file", path)

    def trust(self, keys: str = KEYS, witnesses: str = "") -> None:
        self.page.fill("#keys", keys)
        if witnesses:
            self.page.locator("summary").click()
            self.page.fill("#witness", witnesses)

    def verdict(self, kind: str) -> None:
        expect(self.page.locator("#verdict")).to_have_text(self.says[kind])

    def checks(self) -> list[str]:
        """What each line says of itself, in order."""
        return [line.split("\n")[0].strip() for line in self.page.locator(".check").all_inner_texts()]

    def flaws(self, given: str, keys: str = KEYS, witnesses: str = "") -> list[str]:
        found: list[str] = self.page.evaluate(CALL, [given, keys, witnesses])
        return found


@pytest.fixture(params=["zh", "en"])
def desk(request: pytest.FixtureRequest, browser: Browser, watch: Watch, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(browser, watch, tmp_path, request.param, WIDE)


@pytest.fixture
def english(browser: Browser, watch: Watch, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(browser, watch, tmp_path, "en", WIDE)


def opened(browser: Browser, watch: Watch, folder: Path, language: str, size: tuple[int, int]) -> Iterator[Desk]:
    """The page from a file, in a browser that has no network. Nothing may go wrong on it, nothing may be asked for."""
    path = folder / "verify.html"
    path.write_text(verify_page(), "utf-8")
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": size[0], "height": size[1]}, offline=True
    )
    page = context.new_page()
    watch.over(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    yield Desk(page, language, folder)
    context.close()
    assert watch.faults == []
    assert [url for url in asked if not url.startswith(("data:", path.as_uri()))] == []


# ---- what is true ----


def test_a_certificate_is_accepted_and_shown(desk: Desk) -> None:
    desk.trust(witnesses=WITNESSED.vkey)
    desk.give(certificate())
    desk.verdict("good")
    assert desk.checks() == [desk.says["passed"]] * 5
    shown = desk.page.locator("#result").inner_text()
    for words in (
        "3500002025000000013",
        "示例市行政区划代码数据集",
        "350000-2025-000005-1",
        "register.example/log",
        "2025-11-19 06:00 UTC",
    ):
        assert words in shown
    assert desk.page.locator("tbody tr").count() == 3
    assert desk.page.evaluate("document.activeElement.id") == "verdict", "a reader of screens hears the verdict"


def test_the_page_on_paper_is_taken_too(desk: Desk) -> None:
    desk.trust()
    data = certificate()
    desk.give(certificate_pdf(data, URL), "certificate.pdf")
    desk.verdict("good")
    assert (
        desk.page.evaluate("async (bytes) => guijuAttached(Uint8Array.from(bytes))", list(certificate_pdf(data, URL)))
        == data.decode()
    )


def test_what_no_longer_stands_says_so(desk: Desk) -> None:
    desk.trust()
    desk.give(certificate(standing=False, state={"id": "cancelled", "zh": "已注销", "en": "cancelled"}))
    desk.verdict("fallen")


def test_another_language_says_the_same_again(english: Desk) -> None:
    english.trust()
    english.give(certificate())
    english.verdict("good")
    english.page.click("#language")
    english.says = SAYS["zh"]
    english.verdict("good")
    assert english.page.locator("html").get_attribute("lang") == "zh-Hans"


def test_the_code_of_the_qr_code_is_compared(english: Desk) -> None:
    for code, state in (
        ("3500002025000000013", "passed"),
        ("350000-2025-000005-1", "passed"),
        ("3500002025000000099", "failed"),
    ):
        english.page.goto(f"{english.page.url.partition('?')[0]}?code={code}")
        english.trust()
        english.give(certificate())
        english.verdict("good")
        assert english.checks()[-1] == english.says[state]


def test_a_deposited_file_is_compared(english: Desk, tmp_path: Path) -> None:
    """存证: the proof of a deposit holds the digest of a file; what a note or a form says is no deposit."""
    same, other = tmp_path / "same.log", tmp_path / "other.log"
    same.write_bytes(b"what was deposited")
    other.write_bytes(b"something else")
    digest = hashlib.sha256(same.read_bytes()).hexdigest()
    file = {"name": "same.log", "sha256": digest, "size": 18, "type": "log", "at": "2025-11-19", "kept": False}
    english.trust()
    english.page.locator("summary").click()
    for block, content, states in (
        ("@file/1", file, ("passed", "failed")),
        ("@deposit", {"number": "", "depositor": "示例", "note": digest}, ("failed", "failed")),
        ("resource", file, ("failed", "failed")),
    ):
        english.give(Maker(content, block=block).build())
        english.verdict("plain")
        for path, state in zip((same, other), states, strict=True):
            english.page.set_input_files("#deposit", path)
            expect(english.page.locator(".check").last).to_contain_text(english.says[state])


# ---- what is not ----


def test_a_forgery_is_refused_and_nothing_of_it_is_shown(desk: Desk) -> None:
    desk.trust()
    desk.give(certificate().replace("示例市行政区划".encode(), "示例县行政区划".encode()))
    desk.verdict("bad")
    assert desk.says["failed"] in desk.checks()
    shown = desk.page.locator("#result").inner_text()
    assert "示例县" not in shown and "3500002025000000013" not in shown
    assert desk.page.locator(".face, tbody").count() == 0


def test_the_page_and_the_command_agree_on_every_forgery(english: Desk) -> None:
    """The same words, in the same order, for each of some hundreds."""
    tried = [(told, forged) for told, forged in forgeries(certificate()) if told != "no UTF-8"]
    texts = [forged.decode() for _, forged in tried]
    found: list[list[str]] = english.page.evaluate(MANY, [texts, KEYS, WITNESSED.vkey])
    apart = [
        (told, ours, theirs)
        for (told, forged), ours in zip(tried, found, strict=True)
        if ours != (theirs := flaws(forged))
    ]
    assert apart == []
    good = certificate().decode()
    for also in (good.replace("\n", "\r\n"), good + " \t\r\n\n", good.rstrip(), good + "\u3000\x0c\x1f\n"):
        assert english.flaws(also, KEYS, WITNESSED.vkey) == flaws(also.encode()) == []
    for blank in ("\ufeff", "\u200b", "\0", "\x08"):
        assert english.flaws(good + blank, KEYS, WITNESSED.vkey) == flaws((good + blank).encode()) == ["not_json"]
    assert all(found)


def test_what_is_no_certificate_is_refused_in_words(english: Desk) -> None:
    english.trust()
    pdf = certificate_pdf(certificate(), URL)
    for data, about in (
        (b"", "no JSON file"),
        (certificate()[:-3] + b"\xff}\n", "no JSON file"),
        (b"%PDF-1.7 nothing", "holds no certificate"),
        (pdf.replace(b"/Type/EmbeddedFile", b"/Type/Embeddedfile"), "holds no certificate"),
        (pdf + pdf, "holds no certificate"),
    ):
        english.give(data, "given.json")
        english.verdict("bad")
        expect(english.page.locator(".check--failed")).to_contain_text(about)


def test_keys_are_needed_and_must_be_keys(english: Desk) -> None:
    english.give(certificate())
    english.page.click("#check")
    expect(english.page.locator("#told")).to_be_visible()
    good = certificate().decode()
    assert english.flaws(good) == []
    other_id = LOG.vkey.replace(f"+{LOG.id.hex()}+", "+00000000+")
    for keys in ("", "# nothing", "x", LOG.vkey[:-4], other_id, LOG.vkey + "\nx", LOG.vkey.replace("+AV", "+BV")):
        assert english.flaws(good, keys) == ["key"], keys
    assert english.flaws(good, KEYS, "x") == ["key"]


# ---- sums ----


def test_sm3_and_sm2_are_those_of_the_standards(english: Desk) -> None:
    """GB/T 32905 appendix A, GB/T 32918.5 appendix A; and lengths around a block against another implementation."""
    hashed = "(given) => Array.from(guijuSm.sm3(Uint8Array.from(given)))"
    vectors = {b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"}
    vectors[b"abcd" * 16] = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    vectors |= {bytes(range(n)): sm3(bytes(range(n))).hex() for n in (0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 200)}
    for given, due in vectors.items():
        assert bytes(english.page.evaluate(hashed, list(given))).hex() == due
    key = bytes.fromhex(
        "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
        "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
    )
    good = bytes.fromhex(
        "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
        "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
    )
    said_so = (
        "([key, data, value]) => guijuSm.verify(Uint8Array.from(key), Uint8Array.from(data), Uint8Array.from(value))"
    )

    def holds(key: bytes, data: bytes, value: bytes) -> Any:
        return english.page.evaluate(said_so, [list(key), list(data), list(value)])

    assert holds(key, b"message digest", good)
    assert not holds(key, b"message digesT", good)
    for place in range(0, 64, 7):
        assert not holds(key, b"message digest", good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
    order = int("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 16)
    beyond = (int.from_bytes(good[32:], "big") + order) % (1 << 256)
    for value in (
        b"",
        good[:63],
        good + b"\0",
        bytes(64),
        good[:32] + bytes(32),
        good[:32] + beyond.to_bytes(32, "big"),
    ):
        assert not holds(key, b"message digest", value)
    assert not holds(key[:-1] + b"\0", b"message digest", good), "no point of the curve"
    assert holds(sm2_public(LOG_SM.seed), b"ours", sm2_sign(LOG_SM.seed, b"ours"))


# ---- for everybody ----


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_serves_a_phone_a_keyboard_and_a_screen_reader(
    browser: Browser, watch: Watch, tmp_path: Path, language: str, scheme: Any
) -> None:
    for desk in opened(browser, watch, tmp_path, language, NARROW):
        desk.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert _axe(desk.page) == []
        desk.trust(witnesses=WITNESSED.vkey)
        for data in (certificate(), certificate()[:-90], certificate(demo=False)):
            desk.give(data)
            expect(desk.page.locator("#verdict")).to_be_visible()
            assert _axe(desk.page) == []
            assert desk.page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
        desk.page.keyboard.press("Tab")
        assert desk.page.evaluate("document.activeElement.id") in ("print", "again")


def _axe(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
    )
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found]
