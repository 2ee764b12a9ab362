"""Imports point downwards, and each library lives where the README says."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import lrviz

PACKAGE = Path(lrviz.__file__).parent
LAYERS = [
    {"ui.pages"},
    {"ui"},
    {"cli", "bench", "figures"},
    {"cli_sweep", "search"},
    {"export", "verify", "sweeps"},
    {"analysis"},
    {"simulate"},
    {"reference"},
    {"scene", "comparison"},
    {"objectives", "optimizers", "schedules"},
    {"hyperparameters", "arithmetic", "formulas"},
]
HOMES = {
    "streamlit": {"ui", "ui.pages"},
    "plotly": {"figures"},
    "torch": {"reference", "bench"},
    "optuna": {"search", "figures"},
    "distributed": {"sweeps"},
    "pyarrow": {"sweeps"},
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py" and path.name != "app.py")


def place(module: str) -> str:
    """The part of the package that a dotted name without "lrviz." belongs to."""
    return "ui.pages" if module.startswith("ui.pages") else module.split(".")[0]


def depth(part: str) -> int:
    """How far down a part lies."""
    return next(index for index, layer in enumerate(LAYERS) if part in layer)


def name(path: Path) -> str:
    """The dotted name of a module without "lrviz."."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every imported name, inside functions too, and whether it is imported as the module loads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_once = set(tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node in at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"lrviz.{alias.name}" for alias in node.names] if node.module == "lrviz" else [node.module]
            yield from ((imported, node in at_once) for imported in names)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_point_downwards(path: Path) -> None:
    own = place(name(path))
    for imported, _ in imports(path):
        if imported.startswith("lrviz."):
            other = place(imported.removeprefix("lrviz."))
            assert other == own or depth(other) > depth(own), f"{own} may not import {imported}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_libraries_stay_at_home(path: Path) -> None:
    for imported, at_once in imports(path):
        library = imported.split(".")[0]
        assert place(name(path)) in HOMES.get(library, {place(name(path))}), f"{library} does not live here"
        assert not (library == "torch" and at_once), "torch is imported on first use"


def test_every_module_has_a_layer() -> None:
    assert {place(name(path)) for path in MODULES} == set.union(*LAYERS)
