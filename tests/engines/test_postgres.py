"""PostgreSQL in place: the report of a file with the same types, nothing but counts fetched, errors that help."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guiju.faces.cli import main
from guiju.plane.engines import postgres
from guiju.plane.engines.dialect import PostgreSQL
from guiju.plane.engines.postgres import scan_table
from guiju.plane.intake import Detect, scan
from guiju.plane.report import Scan
from guiju.plane.trouble import ScanError
from tests.engines.conftest import PASSWORD
from tests.engines.tables import MOBILES, TYPES, load, texts, typed

DETECT = Detect(on=date(2026, 1, 1))
pytestmark = pytest.mark.trial  # it needs PostgreSQL's programs


def told(found: Scan) -> Scan:
    """What does not depend on where it lies."""
    return replace(found, name="", format="", encoding="", bytes=0, digest="")


@pytest.mark.parametrize(("table", "types"), [(texts(), ""), (typed(), TYPES)], ids=["texts", "types"])
def test_the_report_is_that_of_a_file(
    server: str, database: psycopg.Connection, tmp_path: Path, table: pa.Table, types: str
) -> None:
    load(database, table, 'public."some"', types)
    pq.write_table(table, tmp_path / "some.parquet")
    found, expected = scan_table(server, "some", detect=DETECT), scan(tmp_path / "some.parquet", detect=DETECT)
    assert found.columns == expected.columns
    assert told(found) == told(expected)
    assert (found.name, found.format, found.digest) == ("public.some", "PostgreSQL", "") and found.bytes > 0


def test_a_sample_says_that_it_is_one(server: str, database: psycopg.Connection) -> None:
    rows = 9000
    table = pa.table({"c1": [MOBILES[at % len(MOBILES)] for at in range(rows)]})
    load(database, table, "public.long")
    found = scan_table(server, "public.long", detect=Detect(sample=True))
    assert found.sampled == 4096 and found.rows == rows
    held = found.columns[0].holds
    assert held is not None and held.info_type == "mobile" and 2500 < held.filled < 4200


def test_only_counts_bounds_and_covered_samples_are_fetched(
    server: str, database: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = texts()
    load(database, table, "public.some")
    fetched: list[str] = []
    ask = postgres.Table.ask

    def watched(self: postgres.Table, query: str, *, ordered: bool = False) -> Sequence[tuple[Any, ...]]:
        rows = ask(self, query, ordered=ordered)
        fetched.extend(str(value).strip() for row in rows for value in row)
        return rows

    monkeypatch.setattr(postgres.Table, "ask", watched)
    scan_table(server, "public.some", detect=DETECT)
    for name in ("手机号", "出生日期", "编号", "备注"):
        assert not {str(value).strip() for value in table[name].to_pylist()} & set(fetched), name
    assert any("*" in value for value in fetched)


def test_above_so_many_rows_distinct_values_are_estimated(
    server: str, database: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within five in a hundred of 200 000; few values are counted all the same."""
    monkeypatch.setattr(PostgreSQL, "exact", 1000)
    database.execute(
        "CREATE TABLE public.many AS SELECT n::text AS a, (n % 7)::text AS b FROM generate_series(1, 200000) n"
    )
    found = scan_table(server, "public.many")
    many, few = found.columns
    assert not many.distinct_exact and abs(many.distinct - 200_000) < 10_000
    assert few.distinct == 7
    assert any("estimated" in warning.en for warning in found.warnings)


HOSTILE = "\"; DROP TABLE t; -- ${env:HOME} %s ' 手机号"


def test_names_with_sql_in_them_are_names(server: str, database: psycopg.Connection) -> None:
    load(database, pa.table({HOSTILE: MOBILES}), f'public."{HOSTILE.replace(chr(34), chr(34) * 2)}"')
    database.execute("CREATE TABLE public.t (a int)")
    found = scan_table(server, f"public.{HOSTILE}", detect=DETECT)
    held = found.columns[0].holds
    assert held is not None and held.info_type == "mobile"
    assert database.execute("SELECT to_regclass('public.t')").fetchone() == ("t",)


def test_a_view_that_writes_is_stopped(server: str, database: psycopg.Connection) -> None:
    database.execute("CREATE TABLE public.t (a int)")
    database.execute(
        "CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS 'INSERT INTO public.t VALUES (1); SELECT ''x'''"
    )
    database.execute("CREATE VIEW public.v AS SELECT public.f() AS a")
    with pytest.raises(ScanError) as caught:
        scan_table(server, "public.v")
    assert caught.value.kind == "engine_failed" and "25006" in caught.value.text.en
    assert database.execute("SELECT count(*) FROM public.t").fetchone() == (0,)


def _refused(address: str, table: str | None = None) -> ScanError:
    with pytest.raises(ScanError) as caught:
        scan_table(address, table)
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    return caught.value


@pytest.fixture
def other(database: psycopg.Connection) -> Iterator[str]:
    """A user who may log in, and no more."""
    database.execute(f"CREATE ROLE other LOGIN PASSWORD '{PASSWORD}'".encode())
    yield "other"
    database.execute("DROP OWNED BY other")
    database.execute("DROP ROLE other")


def test_what_is_wrong_is_said_with_a_remedy(server: str, database: psycopg.Connection, other: str) -> None:
    load(database, pa.table({"a": ["1"]}), "public.some")
    assert _refused("postgresql://guiju@127.0.0.1:1/x").kind == "no_server"
    assert _refused(server.replace("guiju@", "guiju:wrong@")).kind == "no_login"
    assert _refused(server.replace("/postgres?", "/nowhere?")).kind == "no_login"
    assert "public.some" in _refused(server).text.en
    assert _refused(server, "public.none").kind == "no_such_table"
    foreign = server.replace("guiju@", f"other:{PASSWORD}@")
    assert _refused(foreign, "public.some").kind == "no_right"
    database.execute("GRANT USAGE ON SCHEMA public TO other")
    database.execute("GRANT SELECT ON public.some TO other")
    assert scan_table(foreign, "public.some").rows == 1
    database.execute("ALTER TABLE public.some ENABLE ROW LEVEL SECURITY")
    assert _refused(foreign, "public.some").kind == "no_right"  # some rows would be left out in silence
    database.execute("CREATE DATABASE chinese ENCODING 'EUC_CN' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    assert _refused(server.replace("/postgres?", "/chinese?"), "t").kind == "server_encoding"
    database.execute("DROP DATABASE chinese")


def test_a_locked_table_is_not_waited_for(
    server: str, database: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgres._SETTINGS, "lock_timeout", "50ms")
    load(database, pa.table({"a": ["1"]}), "public.some")
    with database.transaction():
        database.execute("LOCK TABLE public.some IN ACCESS EXCLUSIVE MODE")
        assert _refused(server, "public.some").kind == "too_slow"


def test_the_command_prints_the_report_and_never_the_password(
    server: str,
    database: psycopg.Connection,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PGPASSWORD")
    load(database, texts(), "public.some")
    address = server.replace("guiju@", f"guiju:{PASSWORD}@")
    with caplog.at_level(logging.DEBUG):
        code = main(["scan", address, "--table", "public.some", "--json"])
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert code == 0 and report["columns"][0]["info_type"] == "mobile" and report["rows"] == 40
    assert PASSWORD not in printed.out + printed.err + caplog.text
    assert main(["scan", address, "--quality"]) != 0
    assert PASSWORD not in "".join(capsys.readouterr())
