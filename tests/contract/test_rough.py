"""Bad input over the API: what `guiju scan` says of a file, the job of the file says, too; nothing else comes of it."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from guiju.kernel.values import plain
from guiju.kit.grading import grader
from guiju.kit.says import both
from guiju.kit.scan_json import scan_json
from guiju.kit.scans import LIMIT
from guiju.plane import ScanError, scan
from guiju.plane.intake import Detect
from guiju.plane.upload import LONGEST_NAME, clean_name
from tests.contract.programs import Answer, Desk
from tests.contract.wire import FORM, MIDDLE, TAIL, Wire, field, opening, written
from tests.plane.rough import HEAVY, PNG, SQL, Rough, cells, database, given, light, parquet, wide, workbook
from tests.plane.test_rough import trap

SECRET = "张三丰13912345678"
TABLE = b"a,b\n1,2\n"
LARGE = TABLE * 50_000  # more than is held in memory before some of it is written down
MEGABYTES = 1000  # of what receives, and of what works; what reads workbooks is another process, under its own limit


@pytest.fixture(scope="module")
def served(face: None, told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Wire, str, list[str]]]:
    """An office that is served; an address that nobody must ask, and who did."""
    from django.db import connection

    from tests.browser.desk import serving

    folder = tmp_path_factory.mktemp("rough")
    spare, home = folder / "spare", folder / "office"
    spare.mkdir()
    connection.close()
    shutil.copytree(told, home)
    desk = Desk.opened(home)
    token, today = desk.token("bureau"), desk.office.today()
    connection.close()
    named = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "AWS_ENDPOINT_URL")
    free = {"TMPDIR": str(spare), "GUIJU_SCANS_WAITING": "1000"}  # all are handed in at once; the worker may be slow
    with trap() as (far, came), serving(home, **dict.fromkeys(named, far), **free) as at:
        port = int(at.url.rstrip("/").rpartition(":")[2])
        yield Wire(port, at.process, home, spare, at.log, token, today), far, came


@pytest.fixture
def wire(served: tuple[Wire, str, list[str]]) -> Iterator[Wire]:
    """The same office for each test: nothing half done is left, nobody far away was asked, and the log tells of each
    request no more than that there was one."""
    wire, _, came = served
    yield wire
    wire.until(busy=False)
    assert came == []
    for line in wire.logged():
        assert line.keys() <= {"at", "level", "from", "route", "method", "status"}, line


def refused(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("kind", "text", "remedy")}


def direct(wire: Wire, path: Path, name: str) -> dict[str, Any]:
    """What the scan itself says of a file: its report, or its No."""
    try:
        found = scan(path, name=clean_name(written(name)), detect=Detect(on=wire.today))
    except ScanError as error:
        return {"kind": f"scan.{error.kind}", "text": both(error.text), "remedy": both(error.remedy)}
    graded = grader(None, {}, wire.today)(found)
    return dict(json.loads(json.dumps(plain(scan_json(found, graded)))))


def came_of(wire: Wire, asked: Answer) -> dict[str, Any]:
    """The same, of a file that was handed in."""
    if asked.status != 202:
        assert asked.kind and asked.status == 422, asked.body
        return refused(asked.json)
    job = wire.over(asked.json["id"])
    told = wire.get(f"/scans/{job['id']}")
    if job["state"] == "done":
        return dict(told.json)
    assert (job["state"], told.status, told.kind) == ("failed", 422, job["error"]["kind"])
    assert refused(told.json) == refused(job["error"])
    return refused(told.json)


def test_small_bad_input_is_told_as_the_scan_tells_it(
    served: tuple[Wire, str, list[str]], wire: Wire, tmp_path: Path
) -> None:
    """Handed in one after the other, so that what is bad keeps nothing else back."""
    lot = [(one, one.at(folder)) for number, one in enumerate(light(served[1])) if (folder := made(tmp_path, number))]
    kept, before = wire.kept(), wire.count()
    asked = [wire.hand_in(path, one.name) for one, path in lot]
    assert len(wire.kept() - kept) == wire.count() - before == sum(answer.status == 202 for answer in asked)
    for (one, path), answer in zip(lot, asked, strict=True):
        told = came_of(wire, answer)
        assert told == direct(wire, path, one.name), one.id
        if "rows" in told:
            assert told["rows"] == one.rows, one.id
        else:
            assert told["kind"].removeprefix("scan.") in one.kinds, one.id
    assert wire.memory() < 500


def made(folder: Path, number: int) -> Path:
    (folder / f"{number:02}").mkdir()
    return folder / f"{number:02}"


def spoilt(path: Path) -> None:
    """A database with the secret in it, one page of which is no page."""
    database("CREATE TABLE t (a)", *(f"INSERT INTO t VALUES ('{SECRET}{n}')" for n in range(500)))(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:5000] + SECRET.encode() * 20 + whole[5500:])


def half(write: Callable[[Path], None]) -> Callable[[Path], None]:
    def cut(path: Path) -> None:
        write(path)
        path.write_bytes(path.read_bytes()[:-30])

    return cut


UNREAD = (
    Rough("ragged", "a.csv", given(f"a,b\n1,2\n{SECRET},{SECRET},{SECRET}\n")),
    Rough("open quote", "a.csv", given(f'a,b\n1,2\n3,"{SECRET}\n')),
    Rough("nul", "a.csv", given(f"a,b\n{SECRET},\0\n")),
    Rough("undecodable", "a.csv", given(f"a,b\n{SECRET},".encode() + b"\xff\xff\n")),
    Rough("called a table", "a.csv", given(PNG + SECRET.encode())),
    Rough("cut json", "a.json", given(f'[{{"a": "{SECRET}"}}, {{"{SECRET}": "{SECRET}')),
    Rough("json of texts", "a.json", given(f'["{SECRET}", "{SECRET}"]')),
    Rough("json of two kinds", "a.json", given(f'[{{"a": 1}}, "{SECRET}"]')),
    Rough("deep json", "a.json", given(f'[{{"{SECRET}": ' + "[" * 100_000 + f'"{SECRET}"' + "]" * 100_000 + "}]")),
    Rough("cut parquet", "a.parquet", half(parquet)),
    Rough("damaged workbook", "a.xlsx", workbook(f"<worksheet><sheetData><row>{SECRET}<c></row>")),
    Rough("cut workbook", "a.xlsx", half(workbook(cells((SECRET,), (SECRET,))))),
    Rough("damaged database", "a.db", spoilt),
)  # fmt: skip


def test_what_cannot_be_read_is_not_told(wire: Wire, tmp_path: Path) -> None:
    """Neither to who asks nor in the log."""
    for one in UNREAD:
        asked = wire.hand_in(one.at(tmp_path), one.name)
        told = came_of(wire, asked)
        assert told["kind"].startswith("scan.") and told["remedy"], one.id
        for sign in (SECRET, SECRET[-11:], "v4999"):
            assert sign not in json.dumps([told, asked.json], ensure_ascii=False), one.id
            assert sign not in wire.log.read_text("utf-8"), one.id


NAMES: dict[bytes, str] = {
    f"{SQL}.csv".encode(): f"{SQL}.csv",
    b"../../x.csv": "x.csv",
    b"..\\\\..\\\\x.csv": "x.csv",
    b"/etc/passwd": "passwd",
    b"C:\\\\a\\\\x.csv": "x.csv",
    b"a\0b.csv": "ab.csv",
    b"a%00b.csv": "a%00b.csv",
    "a\u202evsc.csv\u200f".encode(): "avsc.csv",
    "\u2066表\u2069.csv".encode(): "表.csv",
    b"<b>&lt;i&gt;.csv": "<b><i>.csv",
    b"{0}%s$(id)`id`;.csv": "{0}%s$(id)`id`;.csv",
    b"s3://bucket/x.csv": "x.csv",
    "字".encode() * 300 + b".csv": "字" * (LONGEST_NAME - 4) + ".csv",
    b"a." + b"b" * 300: "b" * LONGEST_NAME,
    b"a." + "字".encode() * 120: "a." + "字" * 120,
    b".csv": "csv",
    b"CON.csv": "CON.csv",
}  # fmt: skip


def test_a_name_is_only_shown(wire: Wire) -> None:
    """Whatever a file is called: its name chooses no place, and breaks nothing."""
    kept, asked = wire.kept(), {}
    for name in NAMES:
        answer = wire.ask("POST", "/scans", opening(name) + TABLE + TAIL, FORM)
        assert answer.status == 202, (name, answer.body)
        asked[name] = answer.json["id"]
    assert {name: wire.get(f"/scans/{wire.over(id)['id']}").json["name"] for name, id in asked.items()} == NAMES
    new = wire.kept() - kept
    assert len(new) == len(NAMES) and all(len(name) == 32 and name.isalnum() for name in new)


@pytest.mark.parametrize("name", [b"", b"..", b"/", "\u202e\u200f".encode(), "表.csv".encode("gb18030")])
def test_what_has_no_name_is_no_file(wire: Wire, name: bytes) -> None:
    before = wire.kept(), wire.count()
    answer = wire.ask("POST", "/scans", opening(name) + TABLE + TAIL, FORM)
    assert (answer.status, answer.kind) == (422, "which_file") and "UTF-8" in answer.json["remedy"]["en"]
    assert (wire.kept(), wire.count()) == before


@pytest.mark.parametrize(
    "more", ["; filename*=UTF-8''..%2F..%2Fx%00.csv", "; filename*=nonsense''x", "; filename*=hex''x"]
)
def test_a_name_in_another_writing(wire: Wire, more: str) -> None:
    """Read, or not; but never a defect."""
    answer = wire.ask("POST", "/scans", opening(b"", more) + TABLE + TAIL, FORM)
    assert answer.status in (202, 422), answer.body
    if answer.status == 202:
        assert wire.over(answer.json["id"])["state"] == "done"


def packed(path: Path, kind: str) -> Path:
    """An archive of one table, one link, and one that would climb out."""
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            link = zipfile.ZipInfo("link.csv")
            link.create_system, link.external_attr = 3, 0o120777 << 16
            archive.writestr("a.csv", TABLE)
            archive.writestr("../out.csv", TABLE)
            archive.writestr(link, "/etc/passwd")
        return path
    with tarfile.open(path, f"w:{kind}") as tar:
        for name, type_ in (("a.csv", tarfile.REGTYPE), ("../out.csv", tarfile.REGTYPE), ("link.csv", tarfile.SYMTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = type_, "/etc/passwd" * (type_ == tarfile.SYMTYPE)
            member.size = len(TABLE) * (type_ == tarfile.REGTYPE)
            tar.addfile(member, io.BytesIO(TABLE))
    return path


@pytest.mark.parametrize("kind", ["zip", "", "gz"])
def test_an_archive_is_no_table(wire: Wire, tmp_path: Path, kind: str) -> None:
    """As one file it is refused at once; as a list, its links and what would climb out are told and not followed."""
    path, kept = packed(tmp_path / "a", kind), wire.kept()
    answer = wire.hand_in(path, "表.csv")
    assert answer.status == 422 and answer.kind in ("scan.mislabelled", "scan.nul") and wire.kept() == kept
    body = field("place", "CN-FJ") + opening(f"a.{kind or 'tar'}") + path.read_bytes() + TAIL
    listed = wire.ask("POST", "/inventories", body, FORM)
    assert listed.status == 201, listed.body
    here = f"/inventories/{listed.json['id']}"
    while not wire.ask("POST", f"{here}/turns", b'{"file": false}', {"Content-Type": "application/json"}).json[
        "finished"
    ]:
        pass
    told = {row["file"]: row["told"] for row in wire.get(here).json["items"]}
    assert told.keys() == {"a.csv", "out.csv", "link.csv"} and not told["a.csv"]
    for name, kind in (("out.csv", "outside"), ("link.csv", "not_regular")):
        assert told[name]["text"] == both(ScanError(kind, name).text)
    assert wire.ask("DELETE", here).status == 204 and wire.kept() == kept


def test_what_is_too_large_is_refused_before_it_comes(wire: Wire) -> None:
    """So is what somebody sends who may not, and what does not say how long it is."""
    before = wire.kept(), wire.count()
    for headers, proof, status in (
        ({"Content-Length": str(LIMIT * 2)}, True, 413),
        ({"Content-Length": str(10**15)}, True, 413),
        ({"Content-Length": str(LIMIT)}, False, 401),
        ({"Transfer-Encoding": "chunked"}, True, 400),
    ):
        with wire.begun(headers, proof=proof) as line:
            head = line.recv(1000)
        assert head.startswith(f"HTTP/1.1 {status} ".encode()) and b"application/problem+json" in head
        assert wire.half_done() == []
    assert (wire.kept(), wire.count()) == before


@pytest.mark.parametrize(
    "sent",
    [
        opening("a.csv") + LARGE,
        opening("a.csv") + LARGE + MIDDLE,
        opening("a.csv") + LARGE + b"\r\n" + field("facts", "{}")[:-6],
        opening("a.csv") + LARGE + b"\r\n" + field("table", "a"),
    ],
    ids=["in the file", "after it", "in a field", "between fields"],
)
def test_a_request_that_is_cut_short_leaves_nothing(wire: Wire, sent: bytes) -> None:
    """Also where the file itself had come whole: what else was to be said of it, nobody knows."""
    before = wire.kept(), wire.count()
    with wire.begun({"Content-Length": str(len(sent) + 100)}, sent):
        wire.until(busy=True)
    wire.until(busy=False)
    assert (wire.kept(), wire.count()) == before


def test_a_form_that_is_too_much_leaves_nothing(wire: Wire) -> None:
    before = wire.kept(), wire.count()
    body = opening("a.csv") + LARGE + b"\r\n" + field("facts", "x" * 3_000_000) + TAIL[2:]
    answer = wire.ask("POST", "/scans", body, FORM)
    assert (answer.status, answer.kind) == (413, "too_large")
    assert (wire.kept(), wire.count()) == before


@pytest.mark.trial
def test_a_file_over_the_limit(wire: Wire, tmp_path: Path) -> None:
    path, before = tmp_path / "a.csv", (wire.kept(), wire.count())
    with path.open("wb") as file:
        for _ in range(LIMIT // len(LARGE) + 1):
            file.write(LARGE)
    answer = wire.hand_in(path, "a.csv")
    assert (answer.status, answer.kind) == (413, "too_large")
    assert (wire.kept(), wire.count()) == before and wire.memory() < MEGABYTES


@pytest.mark.trial
@pytest.mark.parametrize("one", HEAVY, ids=lambda one: one.id)
def test_large_bad_input(wire: Wire, tmp_path: Path, one: Rough) -> None:
    path = one.at(tmp_path)
    told = came_of(wire, wire.hand_in(path, one.name))
    if "rows" in told:
        assert told["rows"] == one.rows
    else:
        assert told["kind"].removeprefix("scan.") in one.kinds
        assert told == direct(wire, path, one.name)
    assert wire.memory() < MEGABYTES


@pytest.mark.trial
def test_the_quality_of_a_wide_table(wire: Wire, tmp_path: Path) -> None:
    """Of ten thousand columns, too: each record as a whole, whatever parts the engine has it in."""
    wide(tmp_path / "a.csv")
    told = came_of(wire, wire.hand_in(tmp_path / "a.csv", "a.csv", quality="true"))
    found = {one["id"]: (one["a"], one["b"]) for one in told["quality"]}
    assert (found["record_completeness"], found["duplicate_rate"], found["uniqueness"]) == ((20, 20), (0, 20), (20, 20))
    assert wire.memory() < MEGABYTES
