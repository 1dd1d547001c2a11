"""A run of tests tells what it left out: skips fail where nobody is looking, absent texts are counted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.tidy.house import ROOT

SKIPS = "import pytest\ndef test_one(): pass\n@pytest.mark.skip(reason='x')\ndef test_two(): pass\n"
READS = "def test_reads(texts): assert (texts / 'a.md').exists()\n"


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on a toy project that uses our conftest, in an environment that says only what is given."""
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "texts").mkdir(exist_ok=True)
    (folder / "texts" / "test_texts.py").write_text(READS)
    clean = {name: value for name, value in os.environ.items() if name not in ("CI", "GUIJU_TEXTS")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    return subprocess.run(
        command, cwd=folder, env={**clean, **environment}, capture_output=True, text=True, check=False
    )


def test_a_skip_fails_under_ci(tmp_path: Path) -> None:
    (tmp_path / "test_toy.py").write_text(SKIPS)
    assert run(tmp_path).returncode == 0
    done = run(tmp_path, CI="true")
    assert done.returncode == 1
    assert "CI allows no skip: test_toy.py::test_two" in done.stdout


def test_absent_texts_are_counted(tmp_path: Path) -> None:
    (tmp_path / "test_toy.py").write_text("def test_one(): pass\n")
    assert "tests/texts not collected: 1 files, 1 tests" in run(tmp_path).stdout
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.md").write_text("第一条")
    done = run(tmp_path, GUIJU_TEXTS=str(outside))
    assert "2 passed" in done.stdout and "not collected" not in done.stdout
    assert run(tmp_path, GUIJU_TEXTS=str(tmp_path / "nowhere")).returncode == 4
