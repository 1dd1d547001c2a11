"""Imports run one way. The walls between the layers are what keeps the kernel pure."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping

from tests.tidy.house import LAYERS, PACKAGE, graph, imports, layer_of, module_of, modules, outside, python_files, short

KERNEL_MAY_IMPORT = {"cel_expr_python", "cryptography", "rfc8785"}
WITHOUT_DJANGO = ("kernel", "shelf", "plane")


def wrong_way(edges: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Imports that go up, out of a layer that the house does not have, or from wing to wing."""
    for module, targets in edges.items():
        here = layer_of(module)
        if here is None:
            continue
        if here not in LAYERS:
            yield f"{module}: stands in no layer; the layers are {', '.join(LAYERS)}"
            continue
        for target, line in targets.items():
            there = layer_of(target)
            if there not in LAYERS or LAYERS.index(there) < LAYERS.index(here):
                yield f"{module}:{line} imports {target}, which stands above it"
            elif here == there == "wings" and module.split(".")[2:3] != target.split(".")[2:3]:
                yield f"{module}:{line} imports {target}: wings meet in the store, never in each other"


def test_imports_run_one_way() -> None:
    assert not list(wrong_way(graph()))


def test_the_layer_test_can_fail() -> None:
    assert list(wrong_way({"guiju.kernel.values": {"guiju.store.perform": 3}}))
    assert list(wrong_way({"guiju.wings.registry.codes": {"guiju.wings.energy": 3}}))
    assert list(wrong_way({"guiju.wings": {"guiju.wings.energy": 3}}))
    assert list(wrong_way({"guiju.shelf.reader": {"guiju": 3}}))
    assert list(wrong_way({"guiju.utils": {}}))
    assert not list(wrong_way({"guiju.wings.registry.codes": {"guiju.wings.registry": 1, "guiju.kernel.values": 2}}))


def test_late_and_type_only_imports_count() -> None:
    text = """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from guiju.kernel import record
def late():
    import guiju.store
    import_module("guiju.faces.cli")
"""
    assert {found.target for found in imports(ast.parse(text))} == {
        "typing.TYPE_CHECKING",
        "guiju.kernel.record",
        "guiju.store",
        "guiju.faces.cli",
    }
    known = ("guiju", "guiju.kernel", "guiju.kernel.record")
    assert module_of("guiju.kernel.record.Act", known) == "guiju.kernel.record"
    assert module_of("guiju.Shelf", known) == "guiju"
    assert module_of("guiju.__version__", known) is None


def test_the_kernel_imports_three_packages_only() -> None:
    for name, path in modules().items():
        if layer_of(name) == "kernel":
            assert outside(path) <= KERNEL_MAY_IMPORT, f"{name} imports {outside(path) - KERNEL_MAY_IMPORT}"


def test_one_module_knows_cel() -> None:
    importers = [short(path) for path in python_files() if "cel_expr_python" in outside(path)]
    assert importers == ["src/guiju/kernel/expression.py"]


def test_kernel_shelf_and_plane_never_name_django() -> None:
    for name, path in modules().items():
        if layer_of(name) in WITHOUT_DJANGO:
            assert "django" not in outside(path), f"{name} imports Django"


def test_kernel_shelf_and_plane_load_without_django() -> None:
    """What the syntax tree cannot see (a package that imports Django for us) a fresh interpreter can."""
    names = [name for name in modules() if layer_of(name) in WITHOUT_DJANGO]
    code = f"import importlib, sys; [importlib.import_module(n) for n in {names!r}]; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)
