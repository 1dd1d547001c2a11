"""`guiju verify`, `guiju record certificate`, `guiju log`: what happened, proven to whoever asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guiju.faces.cli.office import opened
from guiju.faces.cli.paper import emit, paper, say, t, tell
from guiju.kernel.values import Text
from guiju.kit.says import REFUSED, USAGE, trouble

EVIDENCE = "@file/"
"""The blocks of deposited files. No form can name a block so, and then say what digest it likes."""

if TYPE_CHECKING:
    from guiju.kernel.certificate import Checked, Flaw
    from guiju.kernel.notes import Verifier

_FILE = typer.Argument(metavar="FILE", help="证书，JSON 或 PDF · a certificate, JSON or PDF")
_KEYS = typer.Option("--key", metavar="KEY", help="日志公钥，或其文件 log.pub · the log's key, or its file log.pub")
_WITNESSES = typer.Option("--witness", metavar="KEY", help="见证方公钥或其文件，可多次 · a witness's key; repeat")
_DEPOSITED = typer.Option("--file", metavar="FILE", help="与存证核对的文件 · a file to compare with what was deposited")
_INSIDE = typer.Option("--inside", help="只核验 PDF 所附证书，不比对页面 · only the certificate in a PDF, not its page")
_CODE = typer.Argument(metavar="NUMBER|CODE", help="登记号或查询码 · number or query code")
_PDF = typer.Option("--pdf", metavar="FILE", help="另存为一页 PDF · write it as a page, too")
_OUT = typer.Option(
    "--out", metavar="FILE", help="证书写入此文件，默认输出到屏幕 · write it here instead of printing it"
)
_GROUND = typer.Option(
    "--ground", metavar="TEXT", help="缘由，例如从哪份备份恢复 · why, such as: which copy was restored"
)

_URL = typer.Argument(metavar="[URL]", help="见证方网址；联系不上的写 - · address of the witness, or - if it has none")
_LINES = typer.Argument(metavar="FILE", help="会签行 · the lines")
_ITS_KEY = typer.Option("--key", metavar="KEY", help="见证方公钥或其文件 · its key, or the file of it")
_REMOVE = typer.Option("--remove", help="不再请它会签 · ask it no more")


def verify(
    file: Annotated[Path, _FILE],
    key: Annotated[list[str], _KEYS],
    witness: Annotated[list[str] | None, _WITNESSES] = None,
    deposited: Annotated[Path | None, _DEPOSITED] = None,
    inside: Annotated[bool, _INSIDE] = False,
) -> None:
    """核验证书，无需数据库和网络 · check a certificate; needs no database and no network"""
    from guiju.kernel.certificate import CertificateError, check, read

    keys, witnesses = list(verifiers(key)), list(verifiers(witness or ()))
    data = file.read_bytes()
    flaws: list[Text] = []
    try:
        if data.startswith(b"%PDF-"):
            from guiju.kit.paper.attached import attached, page_flaws

            page, data = data, attached(data)
            flaws += [] if inside else [flaw.text for flaw in page_flaws(page, data)]
        checked = check(read(data), keys, witnesses)
    except CertificateError as error:
        _verdict(None, [error.flaw.text])
        return
    flaws += [flaw.text for flaw in checked.flaws]
    if deposited is not None and not _is_deposited(checked, deposited):
        flaws.append(Text(f"存证中没有文件 {deposited.name}", f"the file {deposited.name} was not deposited here"))
    _verdict(checked, flaws)


def _verdict(checked: Checked | None, flaws: list[Text]) -> None:
    """One reason a line, and exit code 1; or what the certificate says. What does not hold is not shown as true."""
    if flaws or checked is None:
        if paper().json:
            emit({"holds": False, "flaws": [{"zh": flaw.zh, "en": flaw.en} for flaw in flaws]})
        for flaw in () if paper().json else flaws:
            say(f"✗ {tell(flaw)}", "red")
        raise typer.Exit(REFUSED)
    if paper().json:
        certificate, checkpoint = checked.certificate, checked.certificate.checkpoint
        emit(
            {
                "holds": True,
                "receipt": certificate.receipt,
                "open": {block.name: block.content for block in certificate.opened},
                "log": {"origin": checkpoint.origin, "index": certificate.proof.index, "size": checkpoint.size},
                "signers": [{"name": one.name, "kind": one.kind} for one in checked.signers],
            }
        )
        return
    for line in told_of(checked):
        say(line, "bold green" if line.startswith("✓") else None)


def reasons(data: bytes, keys: Sequence[Verifier], witnesses: Sequence[Verifier] = ()) -> tuple[Flaw, ...]:
    """Why a file is no certificate, or none that holds; empty when it does."""
    from guiju.kernel.certificate import CertificateError, check, read

    try:
        return check(read(data), keys, witnesses).flaws
    except CertificateError as error:
        return (error.flaw,)


def told_of(checked: Checked) -> Iterator[str]:
    """What a certificate that holds says, line by line."""
    yield t("✓ 证书成立", "✓ the certificate holds")
    certificate, checkpoint = checked.certificate, checked.certificate.checkpoint
    for block in certificate.opened:
        yield from _content(block.content)
    receipt = certificate.receipt
    said = t("行为", "act"), receipt.get("verb"), receipt.get("number"), receipt.get("on")
    yield "  ".join(str(part) for part in said if part)
    place, size, origin = certificate.proof.index + 1, checkpoint.size, checkpoint.origin
    yield t(f"日志 {origin}：第 {place} 条，共 {size} 条", f"log {origin}: leaf {place} of {size}")
    yield from (f"  {line}" for line in _signed(checked))


def _content(content: Mapping[str, Any]) -> Iterator[str]:
    """A public face in words, a deposited file in a line; any other block as it is."""
    if {"name", "size", "sha256"} <= content.keys():
        yield f"  {content['name']}  {content['size']} B  {content.get('type', '')}  {content.get('at', '')}"
        yield f"    SHA-256 {content['sha256']}"
        return
    if {"letter", "parts"} <= content.keys():
        yield from _letter(content)
        return
    if "fields" not in content:
        yield from (f"  {name}: {value}" for name, value in content.items())
        return
    demo = t("（示例）", " (example)") if content["demo"] else ""
    yield f"{tell(content['kind'])}  {content['record']}  {tell(content['state'])}{demo}"
    for item in content["fields"]:
        yield f"  {tell(item['label'])}: {tell(item['text'])}"
    if content.get("marks"):
        yield f"  ! {t('标注', 'marked')}: {'; '.join(tell(mark) for mark in content['marks'])}"
    for span in content["periods"]:
        yield f"  {tell(span['label'])}: {span['from']} – {span['to'] or ''}"
    under = content["issued_under"]
    yield f"  {content['office']} · {tell(under['title'])} {under['version']}"
    if not content["standing"]:
        yield t(f"  ! 已不再有效：{tell(content['state'])}", f"  ! no longer in force: {tell(content['state'])}")


def _letter(content: Mapping[str, Any]) -> Iterator[str]:
    """A letter in words, and what it lists."""
    from guiju.kit.letters import letter_json

    demo = t("（示例）", " (example)") if content["demo"] else ""
    yield f"{tell(content['title'])}  {content['number'] or content['case']}{demo}"
    yield from (f"  {line}" for line in tell(letter_json(content)["text"]).split("\n"))
    for number, item in enumerate(content["lists"], 1):
        label = tell(item["label"]) if item.get("label") else item["ground"]
        yield f"  {number}. {label}" + (f": {tell(item['remedy'])}" if item.get("remedy") else "")
    yield f"  {content['office']} · {content['on']}"


def _signed(checked: Checked) -> Iterator[str]:
    from guiju.kernel.notes import cosigned_at

    lines = {(one.name, one.id): one.value for one in checked.certificate.proof.note.signatures}
    for signer in checked.signers:
        at = ""
        if signer.kind == "cosignature":
            at = datetime.fromtimestamp(cosigned_at(lines[signer.name, signer.id]), UTC).isoformat()
        yield f"✓ {signer.name} ({signer.kind}) {at}".rstrip()


def verifiers(given: Iterable[str]) -> Iterable[Verifier]:
    """Keys as words, or files that hold some."""
    from guiju.kernel.notes import NoteError
    from guiju.store.signing import KeysError, read_keys

    for word in given:
        path = Path(word)
        try:
            if path.is_file():
                yield from read_keys(path.read_text("utf-8"))
            elif "+" in word:
                yield from read_keys(word)
            else:
                raise trouble("key", f"没有密钥文件 {word}", f"there is no key file {word}", code=USAGE)
        except (NoteError, KeysError) as error:
            zh, en = error.text.zh, error.text.en
            raise trouble("key", f"{word}：{zh}", f"{word}: {en}", code=USAGE) from None


def _is_deposited(checked: Checked, file: Path) -> bool:
    with file.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    files = (block.content for block in checked.certificate.opened if block.name.startswith(EVIDENCE))
    return any(content.get("sha256") == digest for content in files)


def certificate(
    name: Annotated[str, _CODE], out: Annotated[Path | None, _OUT] = None, pdf: Annotated[Path | None, _PDF] = None
) -> None:
    """登记证书，可离线核验 · the certificate of an entry, which anyone can check offline"""
    from guiju.kit.proofs import certificate_of, page_of

    data = certificate_of(opened(), name)
    if pdf is not None:
        pdf.write_bytes(page_of(data))
        say(str(pdf))
    if out is not None:
        out.write_bytes(data)
        say(str(out))
    if pdf is None and out is None:
        print(data.decode(), end="")


def show_log() -> None:
    """日志：来源、条数、根、公钥 · the log: origin, size, root, keys"""
    from guiju.store import log, restoring
    from guiju.store.signing import open_keys

    office = opened()
    shown, lacking = log.published(log.folder_of(office)), restoring.missing(office)
    keys = open_keys(office.path)
    size = shown.checkpoint.size if shown else 0
    root = shown.checkpoint.root.hex() if shown else ""
    if paper().json:
        emit({"origin": keys.origin, "size": size, "root": root, "missing": lacking, "keys": keys.public_text()})
        return
    say(f"{keys.origin}  {t('条数', 'leaves')} {size}", "bold")
    say(f"{t('根', 'root')} {root}")
    say(str(log.folder_of(office)))
    say(keys.public_text().rstrip())
    if lacking:
        say(tell(restoring.told(lacking)), "red")


def sequence() -> None:
    """把新行为写入日志并签署 · bring the log up to the last act, and sign it"""
    from guiju.store import log

    done = log.sequence(opened())
    if paper().json:
        emit({"size": done.size if done else 0, "root": done.root.hex() if done else ""})
    else:
        say(t(f"日志已有 {done.size if done else 0} 条", f"the log has {done.size if done else 0} leaves"))


def witness(
    url: Annotated[str | None, _URL] = None,
    key: Annotated[str | None, _ITS_KEY] = None,
    remove: Annotated[bool, _REMOVE] = False,
) -> None:
    """请谁会签日志；不写网址则列出 · who is asked to cosign the log; without an address, the list"""
    from guiju.store.cosigning import Asked, keep, witnesses

    office = opened()
    known = witnesses(office)
    if url is not None:
        known = [one for one in known if one.url != url]
        if not remove:
            if key is None:
                raise trouble("key", "请用 --key 写明见证方公钥", "give the witness's key with --key", code=USAGE)
            known += [Asked(url, one) for one in verifiers([key])]
        keep(office, known)
    if paper().json:
        emit([{"url": one.url, "key": one.key.vkey} for one in known])
        return
    for one in known:
        say(str(one))
    if not known:
        say(t("没有见证方", "no witness"), "dim")


def cosign(lines: Annotated[Path, _LINES]) -> None:
    """收入见证方给出的会签行 · take in cosignature lines that a witness gave (guiju witness check)"""
    from guiju.store.cosigning import bring

    names = bring(opened(), lines.read_bytes())
    emit({"cosigned": names}) if paper().json else say("✓ " + ", ".join(names), "green")


def acknowledge(ground: Annotated[str, _GROUND]) -> None:
    """承认由旧备份恢复而丢失的行为，日志由此继续 · own up to acts lost with an old copy, so that the log goes on"""
    from guiju.store import log, restoring

    office = opened()
    receipt = restoring.acknowledge(office, ground)
    if receipt is None:
        say(t("没有缺失的行为", "no act is missing"))
        return
    log.sequence(office)
    emit(receipt.as_json()) if paper().json else say(t("已记入日志", "written into the log"), "green")
