"""A served office and people at its pages: what walks and pictures share.

The server is the project's own (`guiju serve`) in a process of its own; the clock of a demo office lies in its
database, so a test moves it from outside.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response

WAIT = 30.0
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
PREFIX = {"zh": "", "en": "en/"}
WIDE, NARROW = (1280, 800), (360, 740)
_GUIJU = (sys.executable, "-c", "from guiju.faces.cli import main; raise SystemExit(main())")
# What the browser itself says of an answer such as 409 or 500: it is judged by its status, not by this line.
_STATUS_LINE = "Failed to load resource: the server responded with a status of "


@dataclass(frozen=True, slots=True)
class Served:
    """An office that answers under a URL."""

    home: Path
    url: str
    log: Path
    process: int

    def set_clock(self, day: date) -> None:
        """Move the office's day; the server reads it with the next request."""
        from guiju.faces.house import open_office

        open_office(self.home).set_clock(day)

    def today(self) -> date:
        from guiju.faces.house import open_office

        return open_office(self.home).today()

    def pass_days(self, count: int) -> None:
        """So many working days later."""
        from guiju.faces.house import open_office

        office = open_office(self.home)
        calendar = office.shelf.calendar("CN")
        office.set_clock(calendar.nth(calendar.count(office.today().toordinal()) + count))

    def opens(self, case: str, act: str) -> date:
        """The first working day on which an act of a case is open, as the case itself says."""
        from guiju.faces.house import open_office
        from guiju.kit.looks import look
        from guiju.kit.view import case_view

        office = open_office(self.home)
        waits: Any = case_view(look(office, case))["next"]
        first = date.fromisoformat(next(item["opens"] for item in waits if item["act"] == act))
        calendar = office.shelf.calendar("CN")
        return first if calendar.is_working(first) else calendar.nth(calendar.count(first.toordinal()) + 1)

    def tail(self) -> str:
        """The last that the server wrote."""
        return self.log.read_text("utf-8", errors="replace")[-3000:]

    def base(self, language: str) -> str:
        """Where relative paths of a language begin: `register/` is the same page in both."""
        return self.url + PREFIX[language]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, **environment: str) -> Iterator[Served]:
    """Serve the office in a folder until the block ends; a server that ends badly is a fault."""
    port = free_port()
    log = home / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*_GUIJU, "serve", "--port", str(port)],
            env={**_plain_environment(), "GUIJU_HOME": str(home), **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    served = Served(home, f"http://127.0.0.1:{port}/", log, process.pid)
    try:
        _await(served, process)
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        try:
            ended = process.wait(timeout=WAIT)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert ended == 0, f"the server ended with {ended}:\n{served.tail()}"


def _plain_environment() -> dict[str, str]:
    """What a person's shell would hand to the server: nothing that the tests have set for Django."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}


def _await(served: Served, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{served.url}healthz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {served.url}:\n{served.tail()}")


def chromium(playwright: Playwright) -> Browser:
    """The system's Chromium: no browser is fetched from anywhere."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise RuntimeError("no Chromium here: apt-get install chromium fonts-noto-cjk")
    # The browser's own language decides in which order a day is typed into a date field.
    spoken: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "en_US", "LANG": "en_US.UTF-8"}
    return playwright.chromium.launch(executable_path=found, args=["--force-color-profile=srgb"], env=spoken)


@dataclass
class Watch:
    """What goes wrong on the pages of one person, whether the person sees it or not. Playwright writes into it."""

    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def forgive(self, *parts: str) -> None:
        """Faults that the test itself has caused."""
        self.faults[:] = [fault for fault in self.faults if not any(part in fault for part in parts)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_STATUS_LINE):
            self.faults.append(f"console {message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # left for another page, or a download: nothing failed
            self.faults.append(f"request failed: {request.method} {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        own = response.request.resource_type in ("document", "xhr", "fetch")
        if response.status >= (500 if own else 400):
            self.faults.append(f"answer {response.status}: {response.request.method} {response.url}")


def context(
    browser: Browser,
    served: Served,
    language: str,
    size: tuple[int, int],
    scheme: str = "light",
    *,
    touch: bool = False,
    scripts: bool = True,
) -> BrowserContext:
    """A browser of one's own: nothing is shared with anybody else's."""
    return browser.new_context(
        base_url=served.base(language),
        locale=LOCALES[language],
        timezone_id="Asia/Shanghai",
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        has_touch=touch,
        is_mobile=touch,
        java_script_enabled=scripts,
    )


def sign_in(page: Page, user: str) -> None:
    """Through the demo's sign-in, as a person would."""
    page.goto("sign-in/")
    page.locator(f'button[name="as"][value="{user}"]').click()
    page.wait_for_load_state()
    assert "sign-in" not in page.url, f"{user} could not sign in"
