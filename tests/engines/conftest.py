"""A PostgreSQL of its own in a folder that is thrown away, and a Spark inside the test's process."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PASSWORD = "b3-secret-7f"


def _programs() -> Path:
    """Debian keeps them out of PATH, a folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    assert found, "PostgreSQL is missing: apt-get install postgresql"
    return found[-1].parent


def _run(*command: str | Path) -> None:
    """It refuses to be started by root, so then somebody else does."""
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*other, *map(str, command)], check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server that listens on a socket in a folder of its own; its user needs a password."""
    programs = _programs()
    with TemporaryDirectory(prefix="guiju-pg-") as folder:
        home = Path(folder)
        (home / "password").write_text(PASSWORD)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "postgres", folder], check=True)
        _run(
            *(programs / "initdb", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256"),
            *("--username=guiju", f"--pwfile={home / 'password'}", "-D", home / "data"),
        )
        settings = f"-c listen_addresses= -c unix_socket_directories={home} -c fsync=off -c max_connections=20"
        _run(programs / "pg_ctl", "-D", home / "data", "-o", settings, "-l", home / "log", "-w", "start")
        try:
            yield f"postgresql://guiju@/postgres?host={home}"
        finally:
            _run(programs / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop")


@pytest.fixture
def database(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """A connection whose tables are gone afterwards; PGPASSWORD is set meanwhile."""
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with psycopg.connect(server, autocommit=True) as connection:
        yield connection
        for (schema,) in connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'"
        ).fetchall():
            connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
        connection.execute("CREATE SCHEMA public")


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """Spark on two threads, as the scan itself starts it."""
    from guiju.plane.engines.spark import session

    with session() as started:
        yield started
