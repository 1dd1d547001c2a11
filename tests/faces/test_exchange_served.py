"""Two offices as two processes on two ports, each with its own database: fetched, brought, mirrored, found out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from guiju.store import mirrors
from tests.walks.deeds import Deeds, deeds, reopened
from tests.walks.little import close

GUIJU = (sys.executable, "-c", "import sys; from guiju.faces.cli import main; sys.exit(main(sys.argv[1:]))")
PAUSE, WAIT = 0.2, 60.0


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class House:
    """An office in a folder, at a port of this machine. Everything is asked of it by other processes."""

    folder: Path
    name: str
    port: int

    @property
    def home(self) -> Path:
        return self.folder / self.name

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        return {**plain, "GUIJU_HOME": str(self.home), "GUIJU_SHELF": str(self.folder / "shelf"), "GUIJU_LANG": "en"}

    def run(self, *words: str, code: int = 0) -> Any:
        """A command in a process of its own, as chen; its JSON."""
        looks = words[-1] in ("list", "refused")
        asked = [*GUIJU, *words, *(() if looks else ("--as", "chen")), "--json"]
        done = subprocess.run(asked, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return json.loads(done.stdout or done.stderr)

    def get(self, path: str, **heads: str) -> bytes:
        with urlopen(Request(self.url + path, headers=heads), timeout=30) as answer:
            return bytes(answer.read())

    @contextmanager
    def served(self) -> Iterator[None]:
        """`guiju serve` until the block ends, and dead at once then."""
        close()
        log = (self.folder / f"{self.name}.log").open("wb")
        process = subprocess.Popen(
            [*GUIJU, "serve", "--port", str(self.port)], env=self.environment, stdout=log, stderr=log
        )
        try:
            self._await(process)
            yield
        finally:
            process.terminate()
            process.wait(WAIT)
            log.close()

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline and process.poll() is None:
            try:
                self.get("/healthz")
                return
            except OSError:
                time.sleep(PAUSE)
        raise RuntimeError((self.folder / f"{self.name}.log").read_text("utf-8"))


def until(found: Any, seconds: float = WAIT) -> None:
    """What another process does by itself comes about within a while."""
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(PAUSE)


@pytest.fixture
def houses(tmp_path: Path) -> tuple[House, House]:
    for name, region in (("province", "350000"), ("nation", "100000")):
        deeds(tmp_path, name, region).register(f"示例{name}")
    for name in ("province", "nation"):
        reopened(tmp_path, name).sequence()
    close()
    return House(tmp_path, "province", free_port()), House(tmp_path, "nation", free_port())


def at(house: House) -> Deeds:
    return reopened(house.folder, house.name)


def shown(house: House) -> list[dict[str, Any]]:
    """What it shows of others, to whoever asks."""
    found: list[dict[str, Any]] = json.loads(house.get("/api/v1/exchange/records"))["items"]
    return found


def test_two_offices_exchange_both_ways(houses: tuple[House, House]) -> None:
    province, nation = houses
    with ExitStack() as served:
        for house in houses:
            served.enter_context(house.served())
        nation.run("exchange", "peers", "add", "province", province.url, str(province.home / "log.pub"))
        province.run("exchange", "peers", "add", "nation", nation.url, str(nation.home / "log.pub"))
        assert nation.run("exchange", "pull", "province")["taken"] == ["350000-2025-000001-1"]
        assert province.run("exchange", "push", "nation", code=1)["refused"]["kind"] == "not_signed_in"
        token = nation.run("token", "create", "--scope", "exchange", "--label", "province")["token"]
        (province.folder / "token").write_text(token)
        again = ("exchange", "peers", "add", "nation", nation.url, str(nation.home / "log.pub"))
        province.run(*again, "--token-file", str(province.folder / "token"))
        assert (province.home / "keys" / "exchange").stat().st_mode & 0o077 == 0
        pushed = province.run("exchange", "push", "nation")
        assert (pushed["taken"], pushed["same"]) == ([], 0)  # the nation had gone through all of it
        assert province.run("exchange", "pull", "nation")["taken"] == ["100000-2025-000001-1"]

        at(province).amend("350000-2025-000001-1", "示例改名")
        at(province).sequence()
        close()
        assert province.run("exchange", "push", "nation")["renewed"] == ["350000-2025-000001-1"]
        (one,) = shown(nation)
        assert (one["peer"], one["fields"][0]["text"]["zh"]) == ("province", "示例改名")
        page = nation.get("/mirrors/province/350000-2025-000001-1/").decode()
        assert "此登记结果属于示例登记中心" in page and f"{province.url}/records/350000-2025-000001-1/" in page
        assert "350000-2025-000001-1" in nation.get("/register/?q=" + "%E6%94%B9%E5%90%8D").decode()  # found by 改名
        for house in houses:
            subprocess.run([*GUIJU, "fsck"], env=house.environment, check=True, capture_output=True)


def test_a_mirror_follows_by_itself_and_a_rewritten_log_is_found_out(houses: tuple[House, House]) -> None:
    province, nation = houses
    honest = province.folder / "honest"
    shutil.copytree(province.home, honest)
    with nation.served():
        with province.served():
            add = ("exchange", "peers", "add", "province", province.url, str(province.home / "log.pub"))
            nation.run(*add, "--pull", "1")
            until(lambda: len(shown(nation)) == 1)
            number = at(province).register("示例其后")
            close()
            until(lambda: number in {one["record"] for one in shown(nation)})
        shutil.rmtree(province.home)  # the office begins again from what it was, and tells another story
        shutil.copytree(honest, province.home)
        liar = at(province)
        for name in ("示例另说", "示例又说"):
            liar.register(name)
        with province.served():
            until(lambda: nation.run("exchange", "peers", "list")[0]["forked"])
            refused = nation.run("exchange", "pull", "province", code=1)["refused"]
            assert refused["kind"] == "fork"
            names = {one["fields"][0]["text"]["zh"] for one in shown(nation)}
            assert names == {"示例province", "示例其后"}
            page = nation.get(f"/mirrors/province/{number}/").decode()
            assert "自相矛盾" in page
            (evidence,) = [one for one in nation.run("exchange", "refused") if one["evidence"]]
            assert {"before", "after", "instead", "proof"} <= evidence["evidence"].keys()
    at(nation).office.bind()
    assert len(mirrors.listed().rows) == 2


def test_the_feed_has_an_etag_a_cursor_and_opens_digests_to_peers_only(houses: tuple[House, House]) -> None:
    province, _ = houses
    for number in range(3):
        at(province).register(f"示例第{number}号")
    with province.served():
        until(lambda: len(province.get("/api/v1/exchange/feed").splitlines()) == 6)
        with urlopen(f"{province.url}/api/v1/exchange/feed?limit=2", timeout=30) as answer:
            etag, link = answer.headers["ETag"], answer.headers["Link"]
            head = json.loads(answer.readline())
        assert head["more"] and f"after={head['next']}" in link
        with pytest.raises(HTTPError) as caught:
            province.get("/api/v1/exchange/feed?limit=2", **{"If-None-Match": etag})
        assert caught.value.code == 304
        rest = province.get(f"/api/v1/exchange/feed?limit=2&after={head['next']}").splitlines()
        assert len(rest) == 4 and not json.loads(rest[0])["more"]
        with pytest.raises(HTTPError) as caught:
            province.get("/api/v1/exchange/feed", Authorization="Bearer nonsense")
        assert caught.value.code == 401
