"""KaTeX, which the app shows formulas with, renders every formula that is declared or derived, and warns of nothing."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS
from lrviz.schedules import SCHEDULES

KATEX = Path(__file__).parents[1] / "assets" / "node_modules" / "katex" / "dist" / "katex.js"

RENDER = """
const katex = require(process.argv[1]);
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
const failed = Object.entries(formulas).flatMap(([name, formula]) => {
  try {
    katex.renderToString(formula, { displayMode: true, throwOnError: true, strict: "error" });
    return [];
  } catch (error) {
    return [[name, error.message]];
  }
});
console.log(JSON.stringify(failed));
"""


@pytest.fixture(scope="module")
def node() -> str:
    """The path of node; without it or KaTeX the tests are skipped, under CI they fail."""
    found = shutil.which("node")
    if not (found and KATEX.is_file()) and not os.environ.get("CI"):
        pytest.skip("no node, or no KaTeX: npm ci --prefix assets brings it")
    assert found, "under CI node must be there"
    return found


def failures(node: str, formulas: dict[str, str]) -> list[list[str]]:
    """The name of each formula that KaTeX does not render, and what it says."""
    command = [node, "-e", RENDER, str(KATEX)]
    done = subprocess.run(command, input=json.dumps(formulas), capture_output=True, text=True, check=True)
    failed: list[list[str]] = json.loads(done.stdout)
    return failed


def test_every_formula_renders(node: str) -> None:
    declared = (*OPTIMIZERS, *SCHEDULES)
    formulas = {kind.__name__: kind.latex for kind in declared} | {kind.__name__: kind().latex for kind in OBJECTIVES}
    assert len(formulas) == len(declared) + len(OBJECTIVES)
    failed = failures(node, formulas | {"wrong": r"\frac{1}{2"})
    assert [name for name, _ in failed] == ["wrong"], failed
