"""What holds for every test: texts from outside, the seeds of hypothesis, and no silent skips."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

HERE = Path(__file__).parent
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
TEXTS = os.environ.get("GUIJU_TEXTS", "")

# Official texts are not ours to carry: the tests that read them run where somebody points at a folder of them.
collect_ignore = [] if TEXTS else ["texts"]

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("desk", deadline=None, database=DirectoryBasedExampleDatabase(HERE.parent / ".hypothesis"))
settings.load_profile("ci" if CI else "desk")


def pytest_configure(config: pytest.Config) -> None:
    """A folder that is named but absent is a mistake, not a reason to leave tests out."""
    if TEXTS and not Path(TEXTS).is_dir():
        raise pytest.UsageError(f"GUIJU_TEXTS={TEXTS} is not a folder")


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of official texts that `GUIJU_TEXTS` names."""
    return Path(TEXTS).resolve()


def uncollected(folder: Path) -> tuple[int, int]:
    """How many test files, and test functions in them, lie in a folder that is left out."""
    files = sorted(folder.rglob("test_*.py"))
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    return len(files), sum(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in nodes)


def skipped(config: pytest.Config) -> list[pytest.TestReport]:
    """Reports of skipped tests; only the process that prints the summary has them."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats.get("skipped", []) if reporter else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was left out, and why that is an error where nobody is looking."""
    if not TEXTS:
        files, tests = uncollected(HERE / "texts")
        terminalreporter.line(
            f"tests/texts not collected: {files} files, {tests} tests. GUIJU_TEXTS=<folder> runs them."
        )
    if CI:
        for report in skipped(config):
            terminalreporter.line(f"skipped, and CI allows no skip: {report.nodeid}", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under CI a skipped test fails the run: what is not run is not known to work."""
    if CI and session.exitstatus == pytest.ExitCode.OK and skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
