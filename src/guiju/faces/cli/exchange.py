"""`guiju exchange`: records from and to other offices, by file or over HTTP, each with its proof."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guiju.faces.cli.office import actor, opened
from guiju.faces.cli.options import As, For
from guiju.faces.cli.paper import emit, paper, say, t, table, tell
from guiju.faces.cli.proofs import verifiers
from guiju.kernel.values import Text
from guiju.kit.says import REFUSED, USAGE, trouble

if TYPE_CHECKING:
    from guiju.store.exchange import Outcome
    from guiju.store.office import Office
    from guiju.store.people import Actor

_NAME = typer.Argument(metavar="NAME", help="本机构对它的称呼 · what this office calls it")
_URL = typer.Argument(metavar="URL", help="网址，没有则写 - · its address; - if it has none")
_VKEY = typer.Argument(metavar="KEY", help="其日志公钥，或文件 log.pub · the key of its log, or its file log.pub")
_WITNESS = typer.Option("--witness", metavar="KEY", help="须已会签的见证方，可多次 · who must have cosigned; repeat")
_PULL = typer.Option("--pull", metavar="SECONDS", min=1, help="每隔多少秒去取 · fetch from it this often")
_PUSH = typer.Option("--push", metavar="SECONDS", min=1, help="每隔多少秒送去 · bring to it this often")
_TOKEN = typer.Option("--token-file", metavar="FILE", help="对方给的令牌 · the token that it gave us")
_KEY = typer.Option("--key", metavar="ID", help="只去掉这一个密钥（八位十六进制）· only this key; else all")
_FILE = typer.Argument(metavar="FILE", help="交换包 · the parcel")
_AFTER = typer.Option("--after", min=0, help="从日志此处之后 · records behind this position of the log")
_SINCE = typer.Option("--since", min=0, help="对方所见校验点的条数 · leaves of the checkpoint that they saw last")
_LIMIT = typer.Option("--limit", min=1, max=1000, help="至多多少条 · at most so many records")
_BARE = typer.Option("--without-rules", help="不附规则 · leave the rulebooks out")
_AGAIN = typer.Option("--again", help="从首个被拒处重取 · from the first record that was refused")
_SEARCH = typer.Argument(metavar="[WORDS]", help="检索词 · words to search for")
_FROM = typer.Option("--from", metavar="NAME", help="只看来自它的 · only what came from it")


def add(
    name: Annotated[str, _NAME],
    url: Annotated[str, _URL],
    key: Annotated[str, _VKEY],
    witness: Annotated[list[str] | None, _WITNESS] = None,
    pull_: Annotated[int | None, _PULL] = None,
    push_: Annotated[int | None, _PUSH] = None,
    token: Annotated[Path | None, _TOKEN] = None,
    as_: As = None,
    for_: For = None,
) -> None:
    """信任另一机构的公钥，作为一项行为入日志 · trust another office's key; this is an act. Again for a new key"""
    from guiju.kit.exchange import told
    from guiju.store.peers import NOTHING, PULL, PUSH, Wish, keep_token, know

    if pull_ and push_:
        raise trouble("usage", "--pull 和 --push 只能选一", "give --pull or --push, not both", code=USAGE)
    office, who = _signed(as_, for_)
    keys, witnesses = list(verifiers([key])), list(verifiers(witness or ()))
    way, every = (PULL, pull_) if pull_ else (PUSH, push_) if push_ else (NOTHING, 0)
    with told():
        wish = Wish(name=name, url="" if url == "-" else url, keys=keys, witnesses=witnesses, way=way, every=every or 0)
        peer = know(office, who, wish)
    if token is not None:
        keep_token(office, name, token.read_text("utf-8").strip())
    _show_peers(office, peer.name)


def peers(name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="机构 · which")] = None) -> None:
    """所认识的机构 · the offices that are known here"""
    _show_peers(opened(), name)


def drop(name: Annotated[str, _NAME], key: Annotated[str, _KEY] = "", as_: As = None, for_: For = None) -> None:
    """不再信任其密钥，已收记录保留 · trust its keys no longer; what came from it stays"""
    from guiju.kit.exchange import told
    from guiju.store.peers import forget, keep_token

    office, who = _signed(as_, for_)
    with told():
        peer = forget(office, who, name, key)
    if not peer.keys:
        keep_token(office, name, "")
    _show_peers(office, name)


def send(
    file: Annotated[Path, _FILE],
    after: Annotated[int, _AFTER] = 0,
    since: Annotated[int, _SINCE] = 0,
    limit: Annotated[int, _LIMIT] = 1000,
    bare: Annotated[bool, _BARE] = False,
    as_: As = None,
    for_: For = None,
) -> None:
    """把本机构登记结果连同证明写成文件 · write what is registered here to a file, with its proofs"""
    from guiju.kit.exchange import sent
    from guiju.store import log

    office, who = _signed(as_, for_)
    _officer(who)
    log.sequence(office)
    made = sent(office, file, after, since, limit, not bare)
    if paper().json:
        size = made.checkpoint.size
        emit({"file": str(file), "records": len(made.certificates), "size": size, "next": made.next, "more": made.more})
        return
    count, size = len(made.certificates), made.checkpoint.size
    say(t(f"✓ {file}：{count} 条，日志 {size} 条", f"✓ {file}: {count} records; the log has {size} leaves"), "green")
    if made.more:
        say(t(f"还有更多：--after {made.next}", f"there are more: --after {made.next}"), "yellow")


def receive(file: Annotated[Path, _FILE], as_: As = None, for_: For = None) -> None:
    """收下交换包或单张证书：先核验，再存为镜像 · take over a parcel, or one certificate: verified, then kept"""
    from guiju.kit.exchange import received

    office, who = _signed(as_, for_)
    _officer(who)
    with file.open("rb") as handle:
        done = received(office, handle)
    _tell(done)


def pull(name: Annotated[str, _NAME], again: Annotated[bool, _AGAIN] = False, as_: As = None, for_: For = None) -> None:
    """从它那里取来新记录 · fetch what is new there"""
    from guiju.kit.exchange import told
    from guiju.store import courier
    from guiju.store.peers import named

    office, who = _signed(as_, for_)
    _officer(who)
    with told():
        done = courier.pull(office, named(name), _progress, again=again)
    _tell(done)


def push(name: Annotated[str, _NAME], as_: As = None, for_: For = None) -> None:
    """把新记录送到它那里 · bring what is new here"""
    from guiju.kit.exchange import told
    from guiju.store import courier
    from guiju.store.peers import named

    office, who = _signed(as_, for_)
    _officer(who)
    with told():
        done = courier.push(office, named(name), _progress)
    _tell(done)


def listing(
    search: Annotated[str, _SEARCH] = "", from_: Annotated[str, _FROM] = "", limit: Annotated[int, _LIMIT] = 20
) -> None:
    """来自其他机构的登记结果 · records of other offices"""
    from guiju.kit.exchange import mirror_json
    from guiju.store import mirrors

    opened().bind()
    page = mirrors.listed(search=search, peer=from_, limit=limit)
    found = [mirror_json(one) for one in page.rows]
    if paper().json:
        emit({"items": found, "next": page.after})
        return
    heads = (t("登记编号", "record"), t("来自", "from"), t("状态", "state"), t("收到", "received"))
    lines = [(one["record"], one["peer"], tell(_text(one["state"])), str(one["renewed"])[:10]) for one in found]
    table(heads, [tuple(map(str, line)) for line in lines])


def refused() -> None:
    """被拒收的记录和原因 · what was not taken in, and why"""
    from guiju.kit.exchange import refusals

    opened().bind()
    found = refusals()
    if paper().json:
        emit(found)
        return
    for one in found:
        settled = t("（其后已收）", " (taken in since)") if one["settled"] else ""
        about = one["number"] or t("整包", "the whole parcel")
        say(f"✗ {one['at']}  {one['peer'] or one['origin']}  {about}{settled}", "dim" if settled else "red")
        say(f"  {tell(_text(one['text']))}")
        if one["remedy"]:
            say(f"  → {tell(_text(one['remedy']))}", "dim")


def network(
    word: Annotated[str | None, typer.Argument(metavar="[WORD]", help="约定的词 · the word agreed upon")] = None,
    as_: As = None,
    for_: For = None,
) -> None:
    """查重摘要所用的网络名，各机构须一致 · the network's name in digests against duplicates; the same in all offices"""
    from guiju.store.unlike import network as now
    from guiju.store.unlike import set_network

    office, who = _signed(as_, for_)
    _officer(who)
    if word is not None:
        office.bind()
        set_network(word)
    emit({"network": now()}) if paper().json else say(now())


def _signed(as_: str | None, for_: str | None) -> tuple[Office, Actor]:
    office = opened()
    return office, actor(office, as_, for_)


def _officer(who: Actor) -> None:
    """Whoever only reads a file or a feed still does it for the office."""
    from guiju.kernel.refusals import Reason
    from guiju.store.people import OFFICER

    if OFFICER not in who.roles:
        zh, en = "只有登记机构的人员可以办理", "only an officer of the registrar may do this"
        raise trouble(Reason.NOT_YOUR_ROLE.value, zh, en)


def _progress(done: Outcome) -> None:
    if not paper().json and sys.stderr.isatty():
        count = len(done.taken) + len(done.renewed)
        say(t(f"… 日志第 {done.cursor} 条，收 {count} 条", f"… up to leaf {done.cursor}: {count} records"), "dim")


def _tell(done: Outcome) -> None:
    """What came of it; exit code 1 where something was refused."""
    from guiju.kit.exchange import outcome_json

    found = outcome_json(done)
    wrong: Any = found["refused"]
    if paper().json:
        emit(found)
    else:
        fresh, newer = len(done.taken), len(done.renewed)
        zh = f"✓ {done.peer}：新收 {fresh} 条，更新 {newer} 条，已有 {done.same} 条"
        say(t(zh, f"✓ {done.peer}: {fresh} new, {newer} renewed, {done.same} known already"), "green")
        for one in wrong:
            say(f"✗ {one['number']}  {tell(_text(one['text']))}", "red")
    if wrong:
        raise typer.Exit(REFUSED)


def _show_peers(office: Office, name: str | None) -> None:
    from guiju.kit.exchange import peers_json

    office.bind()
    found = [one for one in peers_json() if name in (None, one["name"])]
    if paper().json:
        emit(found)
        return
    for one in found:
        _show_peer(one)
    if not found:
        say(t("没有", "none"), "dim")


def _show_peer(one: dict[str, Any]) -> None:
    way = {"pull": t("取", "pull"), "push": t("送", "push")}.get(one["way"], t("不定时", "when asked"))
    say(f"{one['name']}  {one['url'] or '-'}  {way} {one['every'] or ''}".rstrip(), "bold")
    count, size = one["records"], one["size"]
    said = t(f"已收 {count} 条；所见日志 {size} 条", f"{count} records; its log was seen at {size} leaves")
    say(f"  {one['origin']}  {said}")
    for key in one["keys"]:
        say(f"  {key['vkey']}")
    for key in one["witnesses"]:
        say(f"  {t('见证方', 'witness')} {key['vkey']}")
    if not one["keys"]:
        say(t("  已不再信任", "  not trusted any more"), "yellow")
    if one["trouble"]:
        say(f"  ✗ {tell(_text(one['trouble']))}", "red")
    if one["forked"]:
        say(t(f"  ✗ 日志自相矛盾（{one['forked']}）", f"  ✗ its log contradicts itself ({one['forked']})"), "red")


def _text(said: Any) -> Text:
    return Text(said["zh"], said["en"])
