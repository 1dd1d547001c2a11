"""README, Makefile, STYLE, CHANGELOG and the lock file say what is so."""

from __future__ import annotations

import ast
import re

import guiju
from tests.tidy.house import ROOT, python_files, short, tree

TARGETS = {"setup", "demo", "serve", "test", "trial", "bench", "shots", "check", "docs", "words", "lock"}
RULE = re.compile(r"^- .*", re.MULTILINE)
TEST_NAME = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def targets(makefile: str) -> dict[str, list[str]]:
    """Target -> its recipe lines."""
    found: dict[str, list[str]] = {}
    for line in makefile.splitlines():
        if head := re.match(r"([a-z]+|\$\(READY\)):(?!=)", line):
            recipe = found.setdefault(head[1], [])
        elif line.startswith("\t"):
            recipe.append(line)
    return found


def commands(text: str) -> list[str]:
    """The commands that a page shows, in order: lines of code blocks and code in a line."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()] + inline
    return [line for line in lines if re.match(r"(make|guiju) \w", line)]


def all_tests() -> set[tuple[str, str]]:
    """Every test function of the project: file and name."""
    return {
        (short(path), node.name)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_each_target_is_one_line() -> None:
    found = targets((ROOT / "Makefile").read_text("utf-8"))
    found["setup"] += found.pop("$(READY)")  # the file that stands for it, so that it runs once
    assert found.keys() == TARGETS
    assert {len(recipe) for recipe in found.values()} == {1}
    assert not [line for recipe in found.values() for line in recipe if line.endswith("\\")]


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (commands((ROOT / name).read_text("utf-8")) for name in ("README.md", "README.zh.md"))
    assert english == chinese
    assert {"make demo", "make test"} <= set(english)


def test_every_make_command_shown_exists() -> None:
    shown = {tuple(line.split()[:2]) for line in commands((ROOT / "README.md").read_text("utf-8"))}
    assert {target for tool, target in shown if tool == "make"} <= TARGETS


def test_every_rule_of_style_names_its_test() -> None:
    rules = RULE.findall((ROOT / "STYLE.md").read_text("utf-8"))
    assert rules
    assert [rule for rule in rules if not TEST_NAME.search(rule)] == []
    named = {pair for rule in rules for pair in TEST_NAME.findall(rule)}
    assert named <= all_tests(), f"no such test: {named - all_tests()}"


def test_every_tidy_test_is_a_rule_of_style() -> None:
    """Self-checks of the finders apart, which say `the_…_finder`, `can_fail`, `has_no_gap` or `count` of themselves."""
    named = set(TEST_NAME.findall((ROOT / "STYLE.md").read_text("utf-8")))
    tidy = {pair for pair in all_tests() if pair[0].startswith("tests/tidy/")}
    checks = {pair for pair in tidy if re.search(r"_finder_|_can_fail$|_has_no_gap$|_count$", pair[1])}
    assert tidy - checks - named == set()


def test_the_changelog_opens_with_this_version() -> None:
    heads = re.findall(r"^## (\S+) \((\d{4}-\d\d-\d\d)\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heads and heads[0][0] == guiju.__version__


def test_the_lock_pins_everything_by_hash_and_names_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in text and "--index" not in text and "--find" not in text
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.]+ \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+\Z", entry), entry[:60]
