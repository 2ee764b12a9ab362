"""Imports point downwards and never round in a circle, and each library lives where the README says."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import lrviz

PACKAGE = Path(lrviz.__file__).parent
LAYERS = [
    {"cli"},
    {"serving.classes"},
    {"ui.rehearsal"},
    {"ui.app"},
    {"ui.learn"},
    {"ui.schedules", "ui.train", "ui.tune"},
    {"ui.trajectories"},
    {"ui.components"},
    {"ui.kit"},
    {"figures.pages"},
    {"figures.classroom"},
    {"figures.train", "figures.lesson"},
    {"bench", "figures.board", "figures.predictions", "figures.reference", "figures.stage", "figures.tune"},
    {"figures.kit"},
    {"classroom"},
    {"search", "lessons", "reading", "serving", "workers"},
    {"export", "verify", "sweeps", "forecasts"},
    {"analysis", "previewing", "recording"},
    {"trajectories"},
    {"simulate", "training"},
    {"reference"},
    {"kernels"},
    {"descent"},
    {"comparison"},
    {"scene"},
    {"archives", "objectives", "optimizers", "schedules", "tasks"},
    {"hyperparameters", "arithmetic", "formulas", "paths", "source", "spreadsheet"},
    {"termination", "thinning", "version", "shown", "scalars"},
    {"arrays"},
]
"""From top to bottom; a part may import what lies below it and itself."""

HOMES = {
    "streamlit": {"ui", "serving"},
    "starlette": {"serving"},
    "plotly": {"figures"},
    "torch": {"reference", "training", "tasks", "bench"},
    "optuna": {"search", "figures"},
    "pebble": {"workers"},
    "distributed": {"sweeps"},
    "segno": {"ui", "serving"},
    "psutil": {"serving"},
    "PIL": {"export"},
    "pyarrow": {"sweeps"},
    "wasmtime": {"kernels"},
    "llvmlite": {"kernels"},
}


WITH_TORCH = {"tasks.networks", "tasks.criteria"}
"""Modules that load torch as they load; they are imported on first use, by others than themselves."""


def name(path: Path) -> str:
    """The dotted name of a module without "lrviz."; a package goes by its own name."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


FACES = {"lrviz", "ui", "figures"}
"""Packages whose `__init__` only says what they are or gathers what lies in them."""

PATHS = {
    name(path): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path not in (PACKAGE / "__init__.py", PACKAGE / "app.py") and path.parent.name != "examples"
}
MODULES = {module: path for module, path in PATHS.items() if module not in FACES}


def place(module: str) -> str:
    """The layer's part that a module belongs to."""
    parts = module.split(".")
    room = ".".join(parts[:2])
    return room if any(room in layer for layer in LAYERS) else parts[0]


def depth(part: str) -> int:
    """How far down a part lies."""
    return next(index for index, layer in enumerate(LAYERS) if part in layer)


def _spoken(node: ast.Call) -> Iterator[str]:
    """What `import_module("…")` names; of an f-string what stands before its first hole."""
    callee = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if callee == "import_module" and node.args:
        given = node.args[0]
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield given.value
        elif isinstance(given, ast.JoinedStr) and isinstance(given.values[0], ast.Constant):
            yield str(given.values[0].value).rstrip(".")


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every imported name, inside functions and as a string too, and whether it is imported as the module loads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_once = set(tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node in at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner.removeprefix("lrviz.") in PATHS else node.module), node in at_once
        elif isinstance(node, ast.Call):
            yield from ((named, False) for named in _spoken(node))


def own_imports(path: Path) -> set[str]:
    """The modules of lrviz that a module imports, without "lrviz."."""
    found = (imported.removeprefix("lrviz.") for imported, _ in imports(path) if imported.startswith("lrviz."))
    return {module for module in found if module in MODULES or module in FACES}


def test_imports_point_downwards() -> None:
    for module, path in MODULES.items():
        own = place(module)
        for other in {place(imported) for imported in own_imports(path) - FACES}:
            assert other == own or depth(other) > depth(own), f"{module} may not import from {other}"


def test_libraries_stay_at_home() -> None:
    for module, path in PATHS.items():
        own = module.split(".")[0]
        for imported, at_once in imports(path):
            library = imported.split(".")[0]
            assert own in HOMES.get(library, {own}), f"{module}: {library} does not live here"
            loads = (library == "torch" and module not in WITH_TORCH) or imported.removeprefix("lrviz.") in WITH_TORCH
            assert not (loads and at_once), f"{module}: torch is imported on first use"


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {module: own_imports(path) - {module} for module, path in PATHS.items()}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_every_module_has_a_layer() -> None:
    assert {place(module) for module in MODULES} == set.union(*LAYERS)
