"""`make shots`: every page, in both languages, on a desk, in the dark and on a phone, looked at by a machine.

Each page must be free of axe violations, of sideways scrolling, of script errors, failed requests and breaches of the
content policy, and be valid HTML. Pictures go to var/shots; a few to docs/shots, with what they were made from.
Words after the command name the pages to take: `python -m tests.browser.shots case act`.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from guiju.kernel.journal import Receipt
from guiju.store import exchange, peers
from guiju.store.office import Office
from guiju.store.perform import Opening, perform
from guiju.store.signing import open_keys
from guiju.wings.registry.demo.cast import credit_code
from tests.browser.desk import LOCALES, NARROW, WIDE, Served, Watch, chromium, context, serving, sign_in
from tests.browser.gallery import KEPT, ROWS, Guide, Stop
from tests.browser.valid import english, faults
from tests.tidy.catalogue import MO, compiled
from tests.tidy.house import ROOT
from tests.tidy.pictures import MANIFEST, SHOTS, made_from, manifest, templates
from tests.walks.deeds import deeds

OUT = ROOT / "var" / "shots"
LENSES = {"wide": (WIDE, "light"), "dark": (WIDE, "dark"), "narrow": (NARROW, "light")}
# What sticks out of the window: its own box, not something that scrolls inside it.
_OVERFLOW = """() => {
  const page = document.scrollingElement, room = page.clientWidth;
  if (page.scrollWidth <= room) return null;
  const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > room + 0.5);
  const names = out.slice(0, 4).map(e => e.tagName.toLowerCase() + (e.classList.length ? '.' + e.classList[0] : ''));
  return `${page.scrollWidth} px in a window of ${room}: ` + names.join(', ');
}"""
_AXE = "options => axe.run(document, {resultTypes: ['violations'], ...options}).then(results => results.violations)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong on one page."""

    page: str
    lens: str
    text: str


def look(page: Page, stop: Stop, language: str, lens: str, watch: Watch) -> Iterator[str]:
    """Open one page and tell what is wrong with it."""
    before = len(watch.faults)
    answer = page.goto(stop.paths[language])
    if answer is None or answer.status != stop.row.status:
        yield f"answer {answer.status if answer else None}, not {stop.row.status}"
    if answer is not None and lens == "wide":
        html = answer.text()
        yield from (f"html: {fault}" for fault in faults(html))
        yield from (f"English in a Chinese page: {text!r}" for text in (english(html) if language == "zh" else ()))
    if (wider := page.evaluate(_OVERFLOW)) is not None:
        yield f"overflow: {wider}"
    # in the dark only the colours are others
    for violation in page.evaluate(_AXE, {"runOnly": ["color-contrast"]} if lens == "dark" else {}):
        nodes = violation["nodes"]
        where = "; ".join(str(node["target"][0]) for node in nodes[:3])
        why = " ".join(str(nodes[0].get("failureSummary", "")).split())
        yield f"axe {violation['id']} ({len(nodes)}): {where}: {why}"
    yield from watch.faults[before:]


def shoot(page: Page, name: str) -> None:
    """The whole page; of a chosen one also what a window shows."""
    page.screenshot(path=OUT / f"{name}.png", full_page=True, animations="disabled")
    if name in KEPT:
        page.screenshot(path=OUT / "kept" / f"{name}.png", animations="disabled")


def walk(served: Served, stops: Sequence[Stop], language: str) -> list[Finding]:
    """All pages in one language, person by person."""
    found: list[Finding] = []
    by_user = sorted(stops, key=lambda stop: stop.user or "")
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        for lens, (size, scheme) in LENSES.items():
            for user, group in groupby(by_user, key=lambda stop: stop.user):
                found += _sitting(browser, served, language, lens, size, scheme, user, list(group))
        browser.close()
    return found


def _sitting(
    browser: Browser,
    served: Served,
    language: str,
    lens: str,
    size: tuple[int, int],
    scheme: str,
    user: str | None,
    stops: Iterable[Stop],
) -> list[Finding]:
    """One person in one browser."""
    found: list[Finding] = []
    with context(browser, served, language, size, scheme) as mine:
        mine.add_init_script(AXE_SCRIPT)
        page = mine.new_page()
        watch = Watch()
        watch.over(page)
        if user is not None:
            sign_in(page, user)
        for stop in stops:
            view = f"{language}-{lens}"
            try:
                said = list(look(page, stop, language, lens, watch))
                shoot(page, f"{stop.label}-{view}")
            except BrowserError as error:
                said = [f"browser: {str(error).splitlines()[0]}"]
            found += (Finding(page=stop.label, lens=view, text=text) for text in said)
            if said:  # told at once: the whole takes minutes
                print(f"{stop.label} {view}: {said[0]}", file=sys.stderr, flush=True)
    return found


def keep(stops: Iterable[Stop]) -> list[str]:
    """Put the chosen pictures into docs/shots, those that are older than what they show; tell which."""
    old, known, renewed = manifest(), templates(), []
    entries = {name: entry for name, entry in old.items() if name.removesuffix(".png") in KEPT}
    shown = {f"{stop.label}-{language}-{lens}.png": stop for stop in stops for language in LOCALES for lens in LENSES}
    for path in sorted((OUT / "kept").glob("*.png")):
        used = [template for template in shown[path.name].templates if template in known]
        entry = {"templates": used, "made_from": made_from(used)}
        if old.get(path.name) != entry or not (SHOTS / path.name).is_file():
            SHOTS.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, SHOTS / path.name)
            renewed.append(path.name)
        entries[path.name] = entry
    for path in SHOTS.glob("*.png"):
        if path.name not in entries:
            path.unlink()
    if entries:
        MANIFEST.write_text(json.dumps(entries, indent=1, sort_keys=True) + "\n", "utf-8")
    return renewed


def tell(stops: Sequence[Stop], findings: Sequence[Finding], seconds: float) -> None:
    counts = Counter((finding.page, finding.lens) for finding in findings)
    views = [f"{language}-{lens}" for language in ("zh", "en") for lens in LENSES]
    width = max((len(stop.label) for stop in stops), default=4)
    print(f"{'page':<{width}}  " + "  ".join(f"{view:>9}" for view in views))
    for stop in stops:
        cells = [counts[stop.label, view] for view in views]
        print(f"{stop.label:<{width}}  " + "  ".join(f"{count or '·':>9}" for count in cells))
    for text, group in groupby(
        sorted(findings, key=lambda one: (one.page, one.text)), lambda one: (one.page, one.text)
    ):
        print(f"{text[0]} [{', '.join(one.lens for one in group)}] {text[1]}")
    taken = len(stops) * len(views)
    print(f"{len(stops)} pages, {taken} pictures in var/shots, {len(findings)} findings, {seconds:.0f} s")


def main(names: Sequence[str]) -> int:
    """Play the demo, find the pages, serve them, look at them."""
    began = time.monotonic()
    rows = {row.name for row in ROWS}
    if unknown := set(names) - rows:
        print(f"no such page: {', '.join(sorted(unknown))}; there are {', '.join(sorted(rows))}", file=sys.stderr)
        return 2
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "kept").mkdir(parents=True)
    MO.write_bytes(compiled())
    with TemporaryDirectory() as folder:
        home = Path(folder, "demo")
        os.environ |= {"GUIJU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "guiju.faces.web.settings"}
        stops, astray = planned(home, names)
        with serving(home) as served, ThreadPoolExecutor(2) as pool:
            findings = [*astray, *(one for part in pool.map(partial(walk, served, stops), LOCALES) for one in part)]
    renewed = [] if findings else keep(stops)
    tell(stops, findings, time.monotonic() - began)
    for name in renewed:
        print(f"docs/shots/{name} taken anew")
    return 1 if findings else 0


def neighbour(office: Office, folder: Path) -> None:
    """Another office, which sends this one a record."""
    other = deeds(folder, "neighbour", "360000")
    other.register("示例契据")
    sent = other.parcel()
    keys = open_keys(other.office.path).verifiers()
    peers.know(office, office.actor("acceptor"), peers.Wish(name="neighbour", url="", keys=keys))
    exchange.receive(office, sent)


def watched(office: Office) -> None:
    """Another registrar, named where a report is due each quarter."""
    name, code = "示例市数据登记所", credit_code(42, "12")
    office.add_user("clerk", "示例辛")
    office.add_member("clerk", office.add_party(name, code, "institution", demo=True), "registrar")
    authority = office.actor("authority").party
    assert authority is not None
    office.end_member("authority", authority, "data_authority")
    office.add_member("authority", authority, "data_authority", may_record_late=True)
    named = {"registrar_name": name, "registrar_uscc": code, "level": "city", "territory": "420100"}
    opens = Opening("CN-HB/registrar-oversight", "standing")
    answer = perform(office, "designate", office.actor("authority"), opens=opens, facts=named, on=date(2025, 7, 15))
    assert isinstance(answer, Receipt), answer


def planned(home: Path, names: Sequence[str]) -> tuple[list[Stop], list[Finding]]:
    """The pages to take, and what of the table leads nowhere."""
    from django.db import connections

    from guiju.faces.demo import play

    stage, _ = play(home)
    neighbour(stage.office, home.parent)
    watched(stage.office)
    guide = Guide(home / "tables" / "bus-stops.csv")
    found = list(guide.stops())
    astray = [*guide.unlisted(), *guide.no_pages(), *(one for one in found if isinstance(one, str))]
    stops = [one for one in found if isinstance(one, Stop) and (not names or one.row.name in names)]
    views = {f"{stop.label}-{language}-{lens}" for stop in stops for language in LOCALES for lens in LENSES}
    astray += [f"the chosen picture {name} is of no page" for name in sorted(KEPT - views)]
    connections.close_all()
    return stops, [] if names else [Finding(page="gallery", lens="all", text=text) for text in astray]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
