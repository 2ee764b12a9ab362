"""KaTeX, which the app shows formulas with, renders every formula that is declared or derived, and warns of nothing."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lrviz.figures.lesson.mathml import as_mathml
from lrviz.forecasts import LAWS
from lrviz.lessons import LESSONS
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


MATHML = """
const katex = require(process.argv[1]);
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
const options = { displayMode: true, throwOnError: true, output: "mathml" };
console.log(JSON.stringify(formulas.map((formula) => katex.renderToString(formula, options))));
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
    failed: list[list[str]] = asked(node, RENDER, formulas)
    return failed


def asked(node: str, script: str, given: Any) -> Any:
    """What a script prints that has KaTeX and plain data."""
    command = [node, "-e", script, str(KATEX)]
    return json.loads(
        subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True).stdout
    )


def outline(mathml: str) -> list[list[str]]:
    """What a formula says, then each of its fractions, roots, powers and cells in order: what stands in their parts."""
    whole = ElementTree.fromstring(mathml)
    for node in whole.iter():
        node.tag = node.tag.split("}")[-1]
    parts = [node for node in whole.iter() if node.tag in ("mfrac", "msqrt", "msup", "msubsup", "mtd")]
    return [
        [spoken(whole)],
        *([node.tag, *map(spoken, [node] if node.tag in ("msqrt", "mtd") else node)] for node in parts),
    ]


def spoken(node: ElementTree.Element) -> str:
    """The signs that are seen of an element."""
    inner = (one.text or "" for one in node.iter() if one.tag != "annotation")
    return "".join(ALIKE.get(sign, sign) for sign in "".join(inner) if not (sign.isspace() or sign in UNSEEN))


ALIKE = {"𝔼": "E", "∣": "|", "ˉ": "¯", "⟹": "⇒", "⋯": "…", "^": "^", "‘": "'", "’": "'", "`": "'"}
UNSEEN = "\u2061\u2063\u200b"


def test_files_of_lessons_say_the_formulas_that_katex_says(node: str) -> None:
    formulas = [part for lesson in LESSONS for part in lesson.formula.split(r"\qquad")]
    for formula, rendered in zip(formulas, asked(node, MATHML, formulas), strict=True):
        mathml = re.search(r"<math.*</math>", rendered, re.DOTALL)
        assert mathml
        assert outline(as_mathml(formula)) == outline(mathml[0]), formula


def test_every_formula_renders(node: str) -> None:
    declared = (*OPTIMIZERS, *SCHEDULES, *LAWS)
    formulas = {kind.__name__: kind.latex for kind in declared} | {kind.__name__: kind().latex for kind in OBJECTIVES}
    assert len(formulas) == len(declared) + len(OBJECTIVES)
    failed = failures(node, formulas | {"wrong": r"\frac{1}{2"})
    assert [name for name, _ in failed] == ["wrong"], failed
