"""axe-core, asked in a page for what is serious."""

import os
from functools import cache

import pytest

from tests.browser.modules import ASSETS

AXE = ASSETS / "node_modules" / "axe-core" / "axe.min.js"

REST = """window.rest = async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const ending = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
  return Promise.all(ending.map(({ finished }) => finished.catch(() => {})));
}"""
"""Waits until nothing is on its way from one colour to another."""

RUN = """async (rules) => {
  await rest();
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]));
}"""
"""What is serious by all rules or by some, each with its rule, its place and why. No place is left out."""

ABOUT_COLOURS = ["color-contrast", "link-in-text-block"]
"""What may hold in one theme and not in the other."""


@cache
def axe() -> str:
    """The source of axe-core; without it the test is skipped, under CI it fails."""
    if not AXE.is_file() and not os.environ.get("CI"):
        pytest.skip("no axe-core: npm ci --prefix assets brings it")
    return AXE.read_text("utf-8")
