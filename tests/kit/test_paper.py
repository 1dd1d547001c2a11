"""The certificate on paper: what the page says, what it carries, and that a changed page is found out."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from guiju.kit.paper import draw
from guiju.kit.paper.attached import NAME, Likeness, attached, compared, is_drawn_from, leads_to, page_flaws
from guiju.kit.paper.draw import PaperError, certificate_pdf, certificate_png, edition, page_of
from tests.kit.certificates import INDEX, LEAVES, ORIGIN, WITNESS, Maker, certificate, entry, said, text

URL = "https://register.example/verify/"


@pytest.fixture(scope="module")
def data() -> bytes:
    return certificate()


@pytest.fixture(scope="module")
def pdf(data: bytes) -> bytes:
    return certificate_pdf(data, URL)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def squeezed(words: str) -> str:
    return "".join(words.split()).replace("\u200b", "")


def shown(pdf: bytes) -> str:
    """Everything on the pages, without white space: a line may break anywhere."""
    return squeezed("".join(pages(pdf)))


def with_fields(count: int, length: int = 1) -> bytes:
    fields = entry()["fields"]
    more = [
        said(f"f{i}", text(f"字段名称{i}", f"name of field {i}"), text(f"值{i}。" * length)) for i in range(count - 5)
    ]
    return Maker(entry(fields=fields[:4] + more + fields[4:])).build()


def test_a_certificate_is_drawn_as_the_same_bytes_each_time(data: bytes, pdf: bytes) -> None:
    assert certificate_pdf(data, URL) == pdf
    assert certificate_pdf(data, URL + "?x=1") != pdf
    assert certificate_pdf(certificate(office="示例乙"), URL) != pdf


def test_another_process_draws_the_same_bytes(data: bytes, pdf: bytes) -> None:
    """Else a page could be checked only where it was drawn."""
    code = "import sys; from guiju.kit.paper.draw import certificate_pdf as draw; o = sys.stdout.buffer; "
    code += f"o.write(draw(sys.stdin.buffer.read(), {URL!r}))"
    there = subprocess.run(
        [sys.executable, "-c", code], input=data, check=True, capture_output=True, cwd=Path(__file__).parents[2] / "src"
    )
    assert there.stdout == pdf


def test_the_page_says_what_the_certificate_says(pdf: bytes) -> None:
    said_there = shown(pdf)
    assert len(pages(pdf)) == 1
    for words in (
        *("公共数据资源登记证书", "Entry of a public data resource", "示例省公共数据资源登记中心"),
        *("3500 0020 2500 0000 013", "350000-2025-000005-1", "有效", "Valid"),
        *("示例市行政区划代码数据集", "Name of the data", "公共数据资源", "public data"),
        *("2025年11月19日起至2028年11月18日", "19 November 2025 – 18 November 2028"),
        *("示例规〔2025〕1号", "Working rules of an example registrar", "CN-FJ.demo/public-data-registration"),
        *(ORIGIN, f"{INDEX} / {LEAVES}", f"{WITNESS} [", "2025-11-19 06:00 UTC", "guiju verify", URL),
    ):
        assert squeezed(words) in said_there, words


def test_an_example_says_so_and_nothing_else_does(pdf: bytes) -> None:
    assert "示例·EXAMPLE" in shown(pdf)
    assert "EXAMPLE" not in shown(certificate_pdf(certificate(demo=False), URL))


@pytest.mark.parametrize(
    ("zh", "en"), [("已注销", "cancelled"), ("期满待注销", "expired, to be cancelled"), ("已撤销", "revoked")]
)
def test_what_no_longer_stands_is_marked(pdf: bytes, zh: str, en: str) -> None:
    fallen = shown(certificate_pdf(certificate(standing=False, state={"id": "x", "zh": zh, "en": en}), URL))
    assert fallen.count(zh) >= 3, "the band, the state and the mark across the page"
    assert squeezed(en.upper()) in fallen and "Thisregistrationnolongerstands" in fallen
    assert "nolongerstands" not in shown(pdf)


def test_a_record_without_a_code_goes_by_its_number() -> None:
    face = entry(code=None)
    page = page_of(Maker(face).build(), URL)
    assert page["code"]["text"] == face["record"]
    assert [row["label"]["zh"] for row in page["rows"]].count("登记结果查询码") == 1


@pytest.mark.parametrize(("count", "most"), [(6, 1), (14, 1), (30, 1), (60, 2)])
def test_every_field_is_on_the_page(count: int, most: int) -> None:
    drawn = certificate_pdf(with_fields(count), URL)
    assert len(pages(drawn)) <= most
    words = shown(drawn)
    for i in range(count - 5):
        assert f"字段名称{i}" in words and f"值{i}。" in words
    assert "guijuverify" in words.rpartition(f"字段名称{count - 6}")[2], "the proof comes last"


@pytest.mark.parametrize("standing", [True, False])
def test_a_page_that_is_not_measured_fits(standing: bool) -> None:
    """As full as a page may be that is set without a trial."""
    face = entry(standing=standing, office="示" * 20, kind=text("示" * 13, "x" * 55))
    face["issued_under"]["title"] = text("示" * 20, "word " * 20)
    full = [said(f"f{i}", text("标" * 11, "l" * 32), text("值" * 27, "value " * 11)) for i in range(4)]
    face["fields"] = [*full, said("last", text("标" * 22), text("值" * 27)), face["fields"][-1]]
    data = Maker(face).build()
    assert page_of(data, URL)["roomy"] is standing
    assert len(pages(certificate_pdf(data, URL))) == 1
    face["fields"].append(full[0])
    assert not page_of(Maker(face).build(), URL)["roomy"]
    assert page_of(certificate(), URL)["roomy"]


def test_values_of_any_length_are_kept_whole() -> None:
    drawn = certificate_pdf(with_fields(20, length=90), URL)
    assert squeezed("值3。" * 90) in shown(drawn)
    run = "0123456789abcdef" * 16
    face = entry()
    face["fields"][2]["text"] = text(run)
    assert run in shown(certificate_pdf(Maker(face).build(), URL))


def test_text_cannot_turn_or_draw() -> None:
    """Marks that turn the direction of writing are shown as what they are not; markup is only letters."""
    face = entry(office="示例#strike[甲]*乙*\u202e丙\x1b丁")
    drawn = shown(certificate_pdf(Maker(face).build(), URL))
    assert squeezed("示例#strike[甲]*乙*\ufffd丙\ufffd丁") in drawn
    assert "\u202e" not in drawn


def test_letters_that_no_font_has_do_not_stop_the_page() -> None:
    face = entry(office="示例ཨོཾ🙂")
    assert certificate_pdf(Maker(face).build(), URL).startswith(b"%PDF-")


def test_it_is_made_for_archives(pdf: bytes) -> None:
    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert b"<pdfaid:part>3</pdfaid:part>" in root["/Metadata"].get_data()
    assert root["/AF"][0]["/AFRelationship"] == "/Source"
    about = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert about and about.creation_date and about.creation_date.strftime("%Y-%m-%d") == "2025-11-19"


def test_the_code_leads_to_the_verify_page(data: bytes, pdf: bytes) -> None:
    assert page_of(data, URL)["leads"] == URL + "?code=3500002025000000013"
    assert page_of(data, URL + "?lang=en")["leads"] == URL + "?lang=en&code=3500002025000000013"
    assert page_of(data, "")["leads"] == "3500002025000000013"
    assert leads_to(pdf) == URL
    assert leads_to(certificate_pdf(data, "")) == ""


def test_the_same_page_as_a_picture(data: bytes) -> None:
    (picture,) = certificate_png(data, URL, 36)
    assert picture.startswith(b"\x89PNG")


# ---- what it carries ----


def test_the_certificate_comes_out_as_it_went_in(data: bytes, pdf: bytes) -> None:
    assert attached(pdf) == data
    assert is_drawn_from(pdf, data) and page_flaws(pdf, data) == ()
    bare = certificate_pdf(data, "")
    assert is_drawn_from(bare, data)


def test_a_changed_page_is_found_out(data: bytes, pdf: bytes) -> None:
    for place in range(200, len(pdf), 8_009):
        assert not is_drawn_from(pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :], data), place
    assert not is_drawn_from(pdf + b"\n", data)
    (flaw,) = page_flaws(pdf + b"\n", data)
    assert flaw.id == "page" and "页面被改动" in flaw.text.zh
    assert compared(pdf, certificate(office="示例乙")) is Likeness.ALTERED


def test_a_page_of_another_certificate_with_this_one_attached_is_found_out(data: bytes) -> None:
    """What a reader sees is one thing, what is verified another."""
    other = pypdf.PdfReader(io.BytesIO(certificate_pdf(certificate(office="示例乙"), URL)))
    forged = bound(other.pages, {NAME: data})
    assert attached(forged) == data
    assert compared(forged, data) is Likeness.ALTERED


def test_a_page_of_another_release_says_so(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = certificate_pdf(data, URL)
    with monkeypatch.context() as patch:
        patch.setattr(draw, "EDITION", "guiju-paper/0")
        older = certificate_pdf(data, URL)
        assert compared(older, data) is Likeness.SAME
        assert compared(ours, data) is Likeness.OTHER_EDITION
    assert edition().startswith("guiju-paper/1 typst/")
    assert compared(older, data) is Likeness.OTHER_EDITION
    (flaw,) = page_flaws(older, data)
    assert flaw.id == "page" and "another release" in flaw.text.en


def broken(pdf: bytes) -> Iterator[bytes]:
    yield from (b"", b"{}", b"%PDF-", b"%PDF-1.7\n%%EOF", pdf[: len(pdf) // 2], pdf[:-400], b"x" + pdf)
    for files in ({}, {"other.json": b"{}"}, {NAME: b"{}", "second.json": b"{}"}):
        yield bound(pypdf.PdfReader(io.BytesIO(pdf)).pages, files)


def bound(pages: Iterable[pypdf.PageObject], files: dict[str, bytes]) -> bytes:
    """Pages as they are, with files attached by somebody else."""
    writer = pypdf.PdfWriter()
    for page in pages:
        writer.add_page(page)
    for name, content in files.items():
        writer.add_attachment(name, content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_carries_no_certificate_is_refused_in_words(pdf: bytes) -> None:
    for case in broken(pdf):
        with pytest.raises(PaperError) as refused:
            attached(case)
        assert refused.value.flaw.text.zh != refused.value.flaw.text.en


@pytest.mark.parametrize(
    "junk", [b"", b"[]", b"null", b'{"receipt": 1}', certificate()[:-300], certificate().replace(b"tlog-proof", b"x")]
)
def test_what_is_no_certificate_is_not_drawn(junk: bytes) -> None:
    with pytest.raises(PaperError):
        certificate_pdf(junk, URL)


def test_what_a_page_claims_of_itself_cannot_break_the_reader(data: bytes) -> None:
    """The address is the page's own word: one that cannot be drawn makes a page that was not drawn by us."""
    with pytest.raises(PaperError):
        certificate_pdf(data, "https://register.example/" + "x" * 5_000)
    with pytest.raises(PaperError):
        certificate_pdf(data, "https://register.example/\ud800")
    with pytest.raises(PaperError):
        certificate_pdf(data.replace(b'"office": "', b'"office": "\\ud800').replace(b'"on": "2025', b'"on": "x'), URL)
    assert certificate_pdf(data.replace(b'"office": "', b'"office": "\\ud800'), URL).startswith(b"%PDF-")
