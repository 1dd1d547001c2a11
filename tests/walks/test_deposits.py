"""Deposit of evidence: who may, what stands in the log, what anyone can check, and what an erasure leaves."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from guiju.kernel import certificate
from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Reason, Refused
from guiju.store import certificates, deposited, deposits, erasing, log, restoring
from guiju.store.database import rows
from guiju.store.deposits import Given, attach, deposit
from guiju.store.fsck import fsck
from guiju.store.office import Actor, Office
from guiju.store.signing import make_keys, open_keys
from tests.faults.test_two_at_once import at_once
from tests.walks.little import DAY, Little, close, contents, little

NUMBER = "350000-2025-D000001"
TABLE = "代码,名称\n350100,福州市\n".encode()
SHOT = b"\x89PNG\r\n\x1a\n" + b"picture" * 50


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Little]:
    yield little(tmp_path)
    close()


def given(content: bytes = TABLE, name: str = "区划.csv", type: str = "data") -> Given:
    return Given(name=name, type=type, chunks=[content[:7], content[7:]])


def made(answer: Receipt | Refused) -> Receipt:
    assert isinstance(answer, Receipt), answer
    return answer


def no(answer: Receipt | Refused) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def files(office: Office) -> list[Path]:
    folder = office.path / deposits.FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def proof(office: Office, act: str) -> bytes:
    if not (office.path / "keys").is_dir():
        make_keys(office.path, "register.example/log", demo=True, today=office.today(), sm=False)
    log.sequence(office)
    data = certificates.of_act(office, act, ())
    assert data is not None
    return data


def held(office: Office, data: bytes) -> certificate.Certificate:
    """The certificate, believed: checked with the office's public keys alone."""
    read = certificate.read(data)
    assert certificate.check(read, open_keys(office.path).verifiers()).flaws == ()
    return read


def test_a_file_is_deposited_as_an_act_of_the_office(at: Little) -> None:
    receipt = made(deposit(at.office, at.anna, [given(), given(SHOT, "屏幕.png", "screenshot")], note="首次发布"))
    assert (receipt.number, receipt.verb, receipt.on, receipt.pin) == (NUMBER, "deposit", DAY, None)
    assert set(receipt.blocks) == {"@deposit", "@file/1", "@file/2"}
    found = deposited.look(NUMBER, at.anna)
    assert found is not None and len(found.parts) == 1
    assert (found.parts[0].who, found.parts[0].note) == ("示例一局", "首次发布")
    first, second = found.files
    assert (first.name, first.size, first.sha256) == ("区划.csv", len(TABLE), hashlib.sha256(TABLE).hexdigest())
    assert (second.type, second.kept, first.kept) == ("screenshot", False, False)
    assert files(at.office) == [], "only its hash"
    assert rows("SELECT kind FROM act")[0] == ("office",)
    assert fsck(at.office) == []


def test_anyone_with_the_receipt_can_check_it(at: Little) -> None:
    receipt = made(deposit(at.office, at.anna, [given()], note="备查"))
    read = held(at.office, proof(at.office, receipt.act))
    opened = {block.name: block.content for block in read.opened}
    assert opened["@deposit"] == {"number": NUMBER, "depositor": "示例一局", "note": "备查"}
    assert set(opened["@file/1"]) == {"name", "sha256", "size", "type", "at", "kept"}
    assert opened["@file/1"]["sha256"] == hashlib.sha256(TABLE).hexdigest()
    public = b"".join(path.read_bytes() for path in (at.office.path / "log").rglob("*") if path.is_file())
    for private in ("区划.csv", "示例一局", "备查", str(opened["@file/1"]["sha256"])):
        assert private.encode() not in public, "the log shows that something was deposited, never what or by whom"


def test_what_belongs_to_it_is_attached_under_the_same_number(at: Little) -> None:
    first = made(deposit(at.office, at.anna, [given()]))
    later = made(attach(at.office, at.anna, NUMBER, [given(SHOT, "屏幕.png", "screenshot")], note="补充"))
    office = made(attach(at.office, at.chen, NUMBER, [given(b"ok\n", "接收.log", "log")]))
    assert {later.number, office.number} == {NUMBER} and later.verb == "attach"
    assert set(later.blocks) == {"@deposit", "@file/2"} and set(office.blocks) == {"@deposit", "@file/3"}
    found = deposited.look(NUMBER, at.anna)
    assert found is not None and [part.who for part in found.parts] == ["示例一局", "示例一局", "示例登记中心"]
    for act in (first, later, office):
        held(at.office, proof(at.office, act.act))


def test_four_callers(at: Little) -> None:
    """The depositor and the office see it and add to it; for another organisation, and for a stranger, it is not."""
    made(deposit(at.office, at.anna, [given()]))
    for actor, sees in ((at.anna, True), (at.chen, True), (at.bert, False), (at.eve, False), (Actor(user="x"), False)):
        assert (deposited.look(NUMBER, actor) is not None) == sees, actor
        assert bool(deposited.of(actor).items) == sees, actor
        before = contents()
        answer = attach(at.office, actor, NUMBER, [given(SHOT)])
        assert isinstance(answer, Receipt) == sees, (actor, answer)
        if not sees:
            assert contents() == before
    assert no(attach(at.office, at.bert, NUMBER, [given()])) is Reason.NO_SUCH_ACT
    assert no(attach(at.office, at.chen, "350000-2025-D000009", [given()])) is Reason.NO_SUCH_ACT
    assert no(deposit(at.office, Actor(user="nobody"), [given()])) is Reason.NOT_YOUR_ROLE
    assert no(deposit(at.office, Actor(user="bert", party=at.anna.party), [given()])) is Reason.NOT_YOUR_ROLE


def test_who_has_lost_the_role_deposits_no_more(at: Little) -> None:
    assert at.anna.party is not None
    made(deposit(at.office, at.anna, [given()]))
    at.office.end_member("anna", at.anna.party, "registrant")
    assert no(deposit(at.office, at.anna, [given()])) is Reason.NOT_YOUR_ROLE
    assert deposited.look(NUMBER, at.anna) is None and deposited.of(at.anna).items == ()


def test_a_key_makes_one_deposit(at: Little) -> None:
    first = made(deposit(at.office, at.anna, [given()], note="a", keep=True, key="one"))
    before, kept = contents(), files(at.office)
    assert deposit(at.office, at.anna, [given()], note="a", keep=True, key="one") == first
    for other in (
        deposit(at.office, at.anna, [given(SHOT)], note="a", keep=True, key="one"),
        deposit(at.office, at.anna, [given()], note="b", keep=True, key="one"),
        deposit(at.office, at.anna, [given()], note="a", key="one"),
        deposit(at.office, at.bert, [given()], note="a", keep=True, key="one"),
        attach(at.office, at.anna, NUMBER, [given()], note="a", keep=True, key="one"),
    ):
        assert no(other) is Reason.KEY_REUSED
    assert contents() == before and files(at.office) == kept and len(kept) == 1


@pytest.mark.parametrize(
    ("bad", "more"),
    [
        ([], {}),
        ([given(b"")], {}),
        ([given(), given(b"", "空.csv")], {}),
        ([given(type="secret")], {}),
        ([given()], {"limit": 10}),
        ([given()], {"note": "长" * 2001}),
        ([given()], {"note": "\ud800"}),
        ([given()] * 101, {}),
    ],
)
@pytest.mark.parametrize("keep", [False, True])
def test_bad_input_changes_nothing(at: Little, bad: list[Given], more: dict[str, object], keep: bool) -> None:
    before = contents()
    assert no(deposit(at.office, at.anna, bad, keep=keep, **more)) is Reason.FORM_FAULTS  # type: ignore[arg-type]
    assert contents() == before and files(at.office) == []


def test_a_sender_that_breaks_off_leaves_nothing(at: Little) -> None:
    def broken(error: type[Exception]) -> Iterator[bytes]:
        yield TABLE
        raise error

    def send(error: type[Exception]) -> Receipt | Refused:
        return deposit(at.office, at.anna, [given(), Given(name="x", type="data", chunks=broken(error))], keep=True)

    before = contents()
    assert no(send(ConnectionError)) is Reason.FORM_FAULTS
    with pytest.raises(KeyError):
        send(KeyError)
    assert contents() == before and files(at.office) == []


def test_a_kept_file_is_there_for_its_owner_only_and_is_watched(at: Little) -> None:
    made(deposit(at.office, at.anna, [given(name="../../区划.csv")], keep=True))
    (path,) = files(at.office)
    assert path.read_bytes() == TABLE and path.stat().st_mode & 0o077 == 0
    found = deposited.look(NUMBER, at.anna)
    assert found is not None and found.files[0].name == "区划.csv"
    kept = deposited.kept_file(at.office, found, "@file/1")
    assert kept is not None and kept[1] == path
    assert deposited.kept_file(at.office, found, "@file/2") is None
    assert fsck(at.office) == []
    path.write_bytes(b"another")
    assert "is not what was deposited" in fsck(at.office)[0]
    path.unlink()
    assert "is not there" in fsck(at.office)[0]


def test_lists_go_on_by_cursor(at: Little) -> None:
    for place in range(7):
        made(deposit(at.office, at.anna if place % 2 else at.bert, [given(name=f"{place}.csv")]))
    seen: list[str] = []
    after: str | None = None
    while True:
        page = deposited.of(at.chen, after=after, limit=3)
        seen += [item.number for item in page.items]
        made(deposit(at.office, at.anna, [given()]))  # what is added meanwhile moves nothing
        after = page.after
        if after is None:
            break
    assert seen == [f"350000-2025-D{place:06}" for place in range(7, 0, -1)]
    mine = deposited.of(at.bert, limit=100).items
    assert [item.files[0].name for item in mine] == ["6.csv", "4.csv", "2.csv", "0.csv"]


def test_the_day_of_a_deposit_is_found_by_its_digest(at: Little) -> None:
    digest = hashlib.sha256(TABLE).hexdigest()
    assert at.anna.party and at.bert.party
    assert deposited.day_of(at.anna.party, digest) is None
    made(deposit(at.office, at.anna, [given(SHOT), given()]))
    assert deposited.day_of(at.anna.party, digest) == DAY
    assert deposited.day_of(at.bert.party, digest) is None, "somebody else's"
    assert deposited.day_of(at.anna.party, "0" * 64) is None


def test_one_block_is_erased_and_the_rest_stands(at: Little) -> None:
    receipt = made(deposit(at.office, at.anna, [given(name="张三.csv"), given(SHOT, "屏幕.png")], keep=True))
    before = proof(at.office, receipt.act)
    gone = made(erasing.erase(at.office, at.chen, erasing.Wish(case=NUMBER, blocks=("@file/1",)), "当事人请求"))
    assert [(one.act, one.block) for one in gone.erases] == [(receipt.act, "@file/1")]
    found = deposited.look(NUMBER, at.anna)
    assert found is not None
    assert (found.files[0].erased, found.files[0].name, found.files[1].name) == (True, "", "屏幕.png")
    assert [path.read_bytes() for path in files(at.office)] == [SHOT]
    assert fsck(at.office) == []
    everything = b"".join(path.read_bytes() for path in at.office.path.rglob("*") if path.is_file())
    assert "张三".encode() not in everything and TABLE not in everything
    held(at.office, before)  # what was handed out still proves it
    after = held(at.office, proof(at.office, receipt.act))
    assert {block.name for block in after.opened} == {"@deposit", "@file/2"}


def test_erasing_refuses_what_is_not_there(at: Little) -> None:
    made(deposit(at.office, at.anna, [given()]))
    before = contents()
    for wish in (
        erasing.Wish(case=NUMBER, blocks=("@file/9",)),
        erasing.Wish(case=NUMBER),
        erasing.Wish(case="350000-2025-D000002", blocks=("@file/1",)),
        erasing.Wish(case=NUMBER, blocks=("@file/1",), fields=("name",)),
    ):
        assert isinstance(erasing.erase(at.office, at.chen, wish, "当事人请求"), Refused)
    wish = erasing.Wish(case=NUMBER, blocks=("@file/1",))
    assert no(erasing.erase(at.office, at.anna, wish, "当事人请求")) is Reason.NOT_YOUR_ROLE
    assert contents() == before


def test_a_person_who_is_erased_leaves_no_deposit_behind(at: Little) -> None:
    mine = made(deposit(at.office, at.eve, [given(name="evidence-of-eve.csv")], note="私人", keep=True))
    made(attach(at.office, at.chen, mine.number, [given(SHOT, "关于示例路人.png")], keep=True))
    made(deposit(at.office, at.anna, [given(SHOT, "别家.png")], keep=True))
    before = proof(at.office, mine.act)
    made(erasing.erase(at.office, at.chen, erasing.Wish(user="eve"), "当事人请求"))
    everything = b"".join(path.read_bytes() for path in at.office.path.rglob("*") if path.is_file())
    for trace in ("evidence-of-eve", "私人", "示例路人", "user:eve"):
        assert trace.encode() not in everything
    assert TABLE not in everything and [path.read_bytes() for path in files(at.office)] == [SHOT]
    assert fsck(at.office) == []
    held(at.office, before)


def test_an_old_copy_erases_again_and_gives_no_number_twice(at: Little, tmp_path: Path) -> None:
    receipt = made(deposit(at.office, at.anna, [given(name="张三.csv")], keep=True))
    proof(at.office, receipt.act)
    restoring.make_copy(at.office, tmp_path / "copy.tar.gz")
    made(erasing.erase(at.office, at.chen, erasing.Wish(case=NUMBER, blocks=("@file/1",)), "当事人请求"))
    lost = made(deposit(at.office, at.bert, [given(SHOT)]))
    log.sequence(at.office)
    close()
    restoring.restore(tmp_path / "copy.tar.gz", at.office.path)
    assert restoring.notice(at.office) == 2
    assert files(at.office) == [] and fsck(at.office) != []
    restoring.acknowledge(at.office, "旧备份")
    log.sequence(at.office)
    assert fsck(at.office) == []
    assert made(deposit(at.office, at.bert, [given(SHOT)])).number > lost.number


@pytest.mark.trial
def test_one_key_from_two_processes_is_one_deposit(tmp_path: Path) -> None:
    at = little(tmp_path)

    def each(little: Little, place: int) -> list[Receipt | Refused]:
        def one(n: int) -> Receipt | Refused:
            return deposit(little.office, little.anna, [given(name=f"{n}.csv")], keep=True, key=f"key {n}")

        return [one(n) for n in range(10)]

    first, second = at_once(at, each)
    assert first == second and all(isinstance(one, Receipt) for one in first)
    assert len(files(at.office)) == 10, "the loser's files are gone"
    assert rows("SELECT COUNT(*) FROM act")[0][0] == 10
    assert fsck(at.office) == []


@pytest.mark.trial
def test_two_processes_attach_at_once_and_no_block_has_two_files(tmp_path: Path) -> None:
    at = little(tmp_path)
    made(deposit(at.office, at.anna, [given()]))

    def each(little: Little, place: int) -> list[Receipt | Refused]:
        who = little.chen if place else little.anna
        return [attach(little.office, who, NUMBER, [given(name=f"{place}-{n}.csv")] * 2) for n in range(10)]

    answers: Sequence[Receipt | Refused] = [one for each_one in at_once(at, each) for one in each_one]
    names = [name for one in answers for name in made(one).blocks if name.startswith("@file/")]
    assert sorted(int(name.removeprefix("@file/")) for name in names) == list(range(2, 42))
    assert fsck(at.office) == []


LARGE = """
import resource, sys
from pathlib import Path
from guiju.store.deposits import Given, deposit
from guiju.store.office import open_office
office = open_office(Path(sys.argv[1]))
def chunks():
    for _ in range(100):
        yield bytes(1 << 20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for keep in (False, True):
    print(deposit(office, office.actor("anna"), [Given(name="large.bin", type="data", chunks=chunks())], keep=keep).act)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.trial
def test_a_large_file_goes_by_piece_by_piece(tmp_path: Path) -> None:
    """100 MB take less than 16 MB: a file of any size is deposited in the same memory."""
    at = little(tmp_path)
    close()
    command = [sys.executable, "-c", LARGE, str(at.office.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    *acts, grown = done.stdout.split()
    unit = 1 if sys.platform == "darwin" else 1024  # what the system counts resident memory in
    assert int(grown) * unit < 16 << 20
    assert len(acts) == 2 and [path.stat().st_size for path in files(at.office)] == [100 << 20]
