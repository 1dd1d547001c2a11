"""What the tests of the API share: an office, tokens for its people, requests as programs send them."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from guiju.faces.house import open_office
from guiju.kit.scan_jobs import WORKS
from guiju.kit.web import caller
from guiju.store import jobs_run, people
from guiju.store.office import Office
from guiju.wings.registry.demo.papers import answers, objection
from tests.place import PLACE

V1 = "/api/v1"
ALL = ("read", "act", "file", "exchange")
RULEBOOK = f"{PLACE}/public-data-registration"
AREA = {"coverage": "历年", "region": "350000", "region_name": "福建省"}
TABLE = "代码,名称,日期\n350100,福州市,2024-01-01\n350200,厦门市,2025-01-02\n".encode()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        """The stable word of a problem; it must be one."""
        assert self.headers["Content-Type"] == "application/problem+json", (self.status, self.body)
        found = self.json
        assert found["status"] == self.status and found["type"] == f"/problems/{found['kind']}"
        return str(found["kind"])


@dataclass(frozen=True, slots=True)
class Desk:
    """An office and whoever calls it."""

    office: Office
    tokens: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)

    @classmethod
    def opened(cls, folder: Path) -> Desk:
        cache.clear()
        caller.office.cache_clear()
        return cls(open_office(folder))

    def token(self, user: str, scopes: tuple[str, ...] = ALL) -> str:
        """A token for the person's organisation; without scopes the person's own sign-in."""
        if (user, scopes) not in self.tokens:
            party = people.find_actor(user).party
            one = people.issue_token(get_user_model().objects.get(username=user), scopes=scopes, party=party)
            self.tokens[user, scopes] = one
        return self.tokens[user, scopes]

    def head(self, user: str | None, scopes: tuple[str, ...] = ALL, **more: str) -> dict[str, str]:
        proof = {"Authorization": f"Bearer {self.token(user, scopes)}"} if user else {}
        return {"Accept-Language": "en", **proof, **more}

    def get(self, path: str, user: str | None = None, scopes: tuple[str, ...] = ALL, **more: str) -> Answer:
        return told(_client().get(V1 + path, headers=self.head(user, scopes, **more)))

    def post(
        self, path: str, body: object, user: str | None = None, scopes: tuple[str, ...] = ALL, key: str | None = None
    ) -> Answer:
        headers = self.head(user, scopes, **({"Idempotency-Key": key} if key else {}))
        data = body if isinstance(body, (bytes, str)) else json.dumps(body, ensure_ascii=False)
        return told(_client().post(V1 + path, data, content_type="application/json", headers=headers))

    def hand_in(
        self,
        user: str | None = None,
        scopes: tuple[str, ...] = ALL,
        content: bytes = TABLE,
        name: str = "表.csv",
        key: str | None = None,
        work: bool = True,
        **fields: object,
    ) -> Answer:
        """Hand in a file, or what the fields say; a worker has then looked at it, if there is to be one."""
        headers = self.head(user, scopes, **({"Idempotency-Key": key} if key else {}))
        sent = fields if "upload" in fields else {"file": SimpleUploadedFile(name, content), **fields}
        done = told(_client().post(f"{V1}/scans", sent, headers=headers))
        while work and jobs_run.work(self.office, WORKS):
            pass
        return done

    def deposit(
        self,
        user: str | None = None,
        scopes: tuple[str, ...] = ALL,
        to: str | None = None,
        key: str | None = None,
        **fields: object,
    ) -> Answer:
        """Deposit files, or attach them; one table where nothing else is sent."""
        path = f"/deposits/{to}/attachments" if to else "/deposits"
        headers = self.head(user, scopes, **({"Idempotency-Key": key} if key else {}))
        sent = fields or {"data": SimpleUploadedFile("表.csv", TABLE)}
        return told(_client().post(V1 + path, sent, headers=headers))

    def list_in(
        self,
        user: str | None = None,
        scopes: tuple[str, ...] = ALL,
        files: Mapping[str, bytes] | None = None,
        key: str | None = None,
        place: str = PLACE,
    ) -> Answer:
        """Hand in an archive; one table where nothing else is sent."""
        box = io.BytesIO()
        with zipfile.ZipFile(box, "w") as archive:
            for name, content in (files or {"表.csv": TABLE}).items():
                archive.writestr(name, content)
        headers = self.head(user, scopes, **({"Idempotency-Key": key} if key else {}))
        sent = {"place": place, "file": SimpleUploadedFile("表.zip", box.getvalue())}
        return told(_client().post(f"{V1}/inventories", sent, headers=headers))

    def ask(
        self, method: str, path: str, user: str | None = None, scopes: tuple[str, ...] = ALL, body: object = None
    ) -> Answer:
        """Any method, with a JSON body where there is one."""
        data = json.dumps(body, ensure_ascii=False) if body is not None else ""
        kind = "application/json" if body is not None else "application/octet-stream"
        return told(_client().generic(method, V1 + path, data, content_type=kind, headers=self.head(user, scopes)))

    def bring(self, parcel: bytes, user: str | None = None, scopes: tuple[str, ...] = ALL) -> Answer:
        """What another office hands over."""
        file = SimpleUploadedFile("parcel.jsonl", parcel)
        return told(_client().post(f"{V1}/exchange/parcels", {"file": file}, headers=self.head(user, scopes)))

    def case(self, user: str, **where: str) -> str:
        """The newest case of a person in a state."""
        query = "&".join(f"{name}={value}" for name, value in where.items())
        found = self.get(f"/cases?{query}", user).json["items"]
        assert found, where
        return str(found[0]["case"])

    def application(self, **more: object) -> dict[str, object]:
        """The body that opens a case: what a check of the draft gave back."""
        draft = {"place": PLACE, "answers": full(self.office.today()), "upload": self.hand_in("bureau").json["upload"]}
        checked = self.post("/drafts/check", draft, "bureau").json
        assert checked["faults"] == [] and not checked["stopped"]
        return {"place": PLACE, "facts": {**checked["answers"], **SECRET}, **more}

    def count(self) -> int:
        from guiju.store.database import rows

        return int(str(rows("SELECT COUNT(*) FROM act")[0][0]))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The same demo under other keys and another name, as another office would be: known to ours, and its parcel."""

    origin: str
    number: str
    parcel: bytes

    @classmethod
    def of(cls, desk: Desk) -> Neighbour:
        from guiju.store import log, peers, sending
        from guiju.store.signing import make_keys

        office, home = desk.office, desk.office.path.parent / "neighbour"
        origin = "neighbour.example/log"
        if not home.exists():
            connection.close()
            shutil.copytree(office.path, home, ignore=shutil.ignore_patterns("keys", "log", "log.pub", "witness"))
            keys = make_keys(home, origin, demo=True, today=office.today(), sm=False)
            other = open_office(home)
            log.sequence(other)
            sent = sending.parcel(other, limit=1, trees=True, closed=False)
            (home / "parcel").write_bytes(b"".join(sent.lines()))
            again = open_office(office.path)
            wish = peers.Wish(name="neighbour", url="", keys=keys.verifiers())
            peers.know(again, again.actor("reviewer"), wish)
            caller.office.cache_clear()
        office.bind()
        return cls(origin, "350000-2025-000001-1", (home / "parcel").read_bytes())


# What a check does not give back: it is secret, and whoever files adds it.
SECRET = {"risk_assessment": "风险评估.pdf"}


def full(day: date) -> dict[str, object]:
    """Every answer of an application, with those that a machine would find."""
    return answers("行政区划表", "县级以上行政区划的代码和名称", "示例单位", day, **AREA)


def against(name: str, code: str) -> dict[str, object]:
    return objection(name, code)


def _client() -> Client:
    return Client(raise_request_exception=False)


def told(response: Any) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(response.status_code, dict(response.headers), body)
