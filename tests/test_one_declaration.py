"""One declaration is all a class needs: made-up ones pass the tests of their subjects with no other file edited."""

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import pytest

from lrviz.objectives import Objective
from lrviz.optimizers import Rule
from lrviz.optimizers.base import LearningRate
from lrviz.optimizers.source import own_class
from lrviz.schedules.combination import Combination
from lrviz.schedules.elementary import Factor
from tests.one_declaration.glide import glide
from tests.one_declaration.wobble import Wobble

ROOT = Path(__file__).parents[1]
DECLARED = {"Wobble": "optimizers", "Glide": "schedules", "Gully": "objectives"}
SUBJECTS = (
    "schedules",
    "optimizers",
    "objectives",
    "analysis",
    "training",
    "export",
    "figures",
    "kernels",
    "sweeps",
    "ui/test_catalogues.py",
)
ALSO = ("ui/test_trial.py", "test_verify.py", "test_reference.py")


def declare(name: str, folder: Path) -> None:
    """Puts a class in a file of its own and its name at the foot of the catalogue."""
    shutil.copy(ROOT / "tests" / "one_declaration" / f"{name.lower()}.py", folder)
    catalogue = folder / "__init__.py"
    text, module = catalogue.read_text(encoding="utf-8"), f"lrviz.{folder.name}.{name.lower()}"
    head, found, foot = re.split(rf"^({folder.name.upper()}: .*? = \()", text, maxsplit=1, flags=re.MULTILINE)
    named = foot.replace("\n)", f"\n    {name},\n)", 1)
    catalogue.write_text(f"{head}from {module} import {name}\n{found}{named}", encoding="utf-8")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What became of every test of the made-up classes in a copy of the project that declares them."""
    copy = tmp_path_factory.mktemp("project")
    for folder in ("lrviz", "tests", "assets"):  # with what Python has compiled, but not what it is just writing
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("*.pyc.*", "node_modules"))
    for file in ("app.py", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / file, copy)
    for name, folder in DECLARED.items():
        declare(name, copy / "lrviz" / folder)
    shutil.copy(ROOT / "tests" / "one_declaration" / "trial.py", copy / "tests" / "ui" / "test_trial.py")
    chosen = " or ".join((*DECLARED, "none_is_missing", "test_trial"))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "0",
        "--ignore=tests/export/test_style.py",
        "-k",
        chosen,
        "--junit-xml",
        "outcomes.xml",
    ]
    paths = [f"tests/{subject}" for subject in (*SUBJECTS, *ALSO)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run([*command, *paths], cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert (copy / "outcomes.xml").exists(), done.stdout[-4000:] + done.stderr[-2000:]
    cases = ElementTree.parse(copy / "outcomes.xml").iter("testcase")
    return {f"{case.get('classname')}.{case.get('name')}": _outcome(case) for case in cases}


def _outcome(case: ElementTree.Element) -> str:
    return "\n".join(child.text or child.get("message", "") for child in case if child.tag in ("failure", "error"))


def test_what_is_declared_passes_the_tests_of_its_subject(outcomes: dict[str, str]) -> None:
    failed = [f"{name}: {outcome[-2000:]}" for name, outcome in outcomes.items() if outcome]
    assert not failed, "\n\n".join(failed)
    assert sum("none_is_missing" in test for test in outcomes) == 3
    assert sum("test_trial" in test for test in outcomes) >= 10


@pytest.mark.parametrize(
    ("name", "tests"),
    [
        (
            "Wobble",
            (
                "export.test_scene",
                "export.test_schedules",
                "figures.stage",
                "kernels.test_bits",
                "test_verify",
                "training.test_loop",
            ),
        ),
        ("Glide", ("analysis.test_traps", "export.test_libraries", "schedules.test_scaling")),
        (
            "Gully",
            ("export.test_scene", "kernels.test_trace", "objectives.test_objectives", "objectives.test_critical"),
        ),
    ],
)
def test_the_tests_of_many_subjects_know_it(outcomes: dict[str, str], name: str, tests: tuple[str, ...]) -> None:
    known = [test for test in outcomes if name in test]
    assert all(
        any(subject in test for test in known) for subject in (*tests, "sweeps.test_settings", "test_catalogue")
    ), known


def test_a_class_that_forgets_what_to_declare_is_no_class() -> None:
    with pytest.raises(TypeError, match=r"^Slide must declare latex \(see Schedule\), falls \(see Schedule\)$"):
        type("Slide", (Factor,), {"title": "Slide", "factor": glide})
    with pytest.raises(TypeError, match=r"^Braid must declare .*title \(see Schedule\)"):
        type("Braid", (Combination,), {})
    missing = "".join(rf"(?=.*{name} \(see Rule\))" for name in ("update", "state_names", "momentum_state"))
    missing += r"(?=.*latex \(see Optimizer\))"
    with pytest.raises(TypeError, match=f"^Drift must declare {missing}"):
        type("Drift", (Rule,), {"cycled": "momentum"})
    with pytest.raises(TypeError, match=r"^Pit must declare default_window \(see Objective\), default_start"):
        type("Pit", (Objective,), {"title": "Pit", "formula": "x**2"})


def test_a_rule_whose_source_cannot_leave_says_what_holds_it() -> None:
    secret = object()

    @dataclass(frozen=True)
    class Stuck(Wobble):
        """Uses what no script can have."""

        lr: LearningRate = 0.1

        def begin(self, parameter: float, ops: object) -> tuple[object, ...]:
            return (secret, parameter)

    with pytest.raises(ValueError, match=r"Stuck must be made of .* got secret in begin"):
        own_class(Stuck())
