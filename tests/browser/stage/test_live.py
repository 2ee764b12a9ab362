"""The browser computes the paths from any start as the server does: each column, each rule, each function."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from lrviz.figures.kit.style import STYLES, Drawn
from lrviz.figures.stage.live import live
from lrviz.figures.stage.payload import payload
from lrviz.hyperparameters import hyperparameters
from lrviz.objectives import OBJECTIVES, DriftingMinimum, Formula, Himmelblau, McCormick, Rastrigin, Rosenbrock
from lrviz.objectives.base import Objective, Point
from lrviz.optimizers import LBFGS, OPTIMIZERS, SGD, Adam, RMSprop, Rule
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, Warmup
from lrviz.simulate import Trajectory, simulate
from lrviz.simulate.trace import SENSITIVE
from lrviz.sweeps.settings import value_at, with_setting
from tests.browser.modules import module_page

COLUMNS = ("x", "y", "loss", "gradientNorm", "rate", "effective", "limit", "factor", "movedX", "movedY")
COLUMNS += ("excess", "distance", "momentum")

OPEN = """async () => {
  const [{ decode }, { Live }] = await Promise.all([import("/stage/payload.js"), import("/stage/live.js")]);
  const read = (text) => decode(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
  const numbers = (columns) => Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column && Array.from(column)]));
  window.told = async (text, names) => (await read(text)).runs.map((run) => columns(run, names));
  window.moved = async (text, start, names, turns) => {
    const scene = await read(text);
    return (await Live.of(scene)).at(start, turns).runs.map((run) => columns(run, names));
  };
  const columns = (run, names) => ({
    ...numbers(Object.fromEntries(names.map((name) => [name, run[name]]))),
    ...numbers(Object.fromEntries(run.state.flatMap(({ x, y }, at) => [[`state ${at} x`, x], [`state ${at} y`, y]]))),
    finite: run.finite, crossStep: run.crossStep,
  });
}"""
"""Gives the page what reads a payload: what it tells of its runs, and what of those from another start."""

RUNS = (
    Run(SGD(lr=1e-3)),
    Run(SGD(lr=2e-3, momentum=0.9), OneCycleLR(max_lr=2e-3, total_steps=90)),
    Run(Adam(lr=0.2), Warmup(CosineAnnealingLR(T_max=50), steps=20)),
    Run(SGD(lr=0.01, weight_decay=0.1), ReduceLROnPlateau(patience=3, cooldown=2)),
    Run(RMSprop(lr=0.02, momentum=0.5, centered=True)),
    Run(SGD(lr=1.0)),
)
SCENES = {
    "plain": (Scene(Rosenbrock(), steps=90, runs=RUNS), (0.3, 1.7)),
    "noise, clipping, a box": (
        Scene(Rosenbrock(), steps=90, runs=RUNS, noise=0.4, seed=3, clip=2.0, box=((-1.5, 1.0), (-1.0, 1.5))),
        (-1.25, 0.5),
    ),
    "own noise": (Scene(McCormick(), steps=90, runs=RUNS, noise=0.1, shared_noise=False), (2.0, -1.0)),
    "a lowest value that is not 0": (Scene(McCormick(), steps=90, runs=RUNS), (1.0, 2.0)),
    "many minima": (Scene(Rastrigin(), steps=90, runs=RUNS), (2.2, -3.1)),
    "moving": (Scene(DriftingMinimum(), steps=90, runs=RUNS), (1.0, 1.0)),
    "no minimum": (Scene(Formula("x + y**3"), steps=90, runs=RUNS), (0.5, 0.5)),
    "one step": (Scene(Himmelblau(), steps=1, runs=RUNS), (0.5, 0.5)),
}


@pytest.fixture(scope="module")
def module(browser: Browser) -> Iterator[Page]:
    """A page beside the stage's modules."""
    with module_page(browser) as page:
        page.evaluate(OPEN)
        yield page


def packed(scene: Scene) -> str:
    """The payload of a scene, as text."""
    runs = [Drawn(path.run.label, style, path) for path, style in zip(simulate(scene), STYLES, strict=False)]
    return base64.b64encode(payload(scene, runs, range(1, len(runs) + 1), {})).decode()


@pytest.mark.parametrize("name", SCENES)
def test_each_column_is_what_the_server_sends_of_that_start(module: Page, name: str) -> None:
    scene, start = SCENES[name]
    given, there = packed(scene), packed(replace(scene, start=start))
    ours = module.evaluate("([text, start, names]) => moved(text, start, names)", [given, start, COLUMNS])
    theirs = module.evaluate("([text, names]) => told(text, names)", [there, COLUMNS])
    near = 1e-6 * scene.objective.diagonal
    for slot, (mine, true) in enumerate(zip(ours, theirs, strict=True), start=1):
        assert set(mine) == set(true)
        for column, values in true.items():
            same(mine[column], values, true["finite"], near, f"run {slot}: {column}")


def same(mine: Any, true: Any, finite: int, near: float, where: str) -> None:
    """As exact as a payload tells it; at the last finite point a limit may overflow in another way."""
    if true is None or isinstance(true, int):
        assert mine == true, where
        return
    rows = slice(0, finite if where.endswith(("limit", "factor")) else None)
    ours, theirs = (np.array(column[rows], dtype=float) for column in (mine, true))
    if where.endswith("limit"):  # what is less than its squares can say
        ours, theirs = (column[~(np.abs(theirs) < 1e-150)] for column in (ours, theirs))
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=near, err_msg=where)


def test_what_runs_in_torch_and_what_is_too_long_is_left_to_the_server(module: Page) -> None:
    for scene in (
        Scene(Rosenbrock(), steps=5, runs=(Run(SGD()), Run(LBFGS()))),
        Scene(Rosenbrock(), steps=48_000, runs=(Run(SGD()),)),
        Scene(Rosenbrock(), steps=5, runs=()),
    ):
        with pytest.raises(Exception, match="null"):
            module.evaluate("([text]) => moved(text, [0, 0], ['x'])", [packed(scene)])


TURN = "([text, start, turns]) => moved(text, start, ['x', 'y'], turns)"
MOVED = ("momentum", "weight_decay")
RULES = [kind for kind in OPTIMIZERS if issubclass(kind, Rule)]
STEPS = 60


def other_start(objective: Objective) -> Point:
    """A point of the window beside the middle and beside the first start."""
    (left, right), (low, high) = objective.window
    return left + 0.3125 * (right - left), low + 0.6875 * (high - low)


def close(path: Trajectory, found: Any) -> bool:
    """Whether a path is the one that was computed, as far as one rounding error does not decide about it."""
    places = np.array([found["x"], found["y"]], dtype=float).T
    if np.array_equal(places, path.points, equal_nan=True):
        return True
    gap = np.nan_to_num(np.abs(places - path.points)).max()
    return bool(gap <= 1e-12 * path.objective.diagonal) or not path.sensitivity <= SENSITIVE


@pytest.mark.parametrize("kind", OBJECTIVES, ids=lambda kind: kind.__name__)
def test_every_rule_and_every_function_goes_the_same_way(module: Page, kind: type[Objective]) -> None:
    """Six rules on each function, which are not those on the next one; of all pairs tests/kernels compares the bits."""
    objective, first = kind(), 6 * OBJECTIVES.index(kind)
    start = other_start(objective)
    runs = tuple(Run(RULES[rule % len(RULES)]()) for rule in range(first, first + 6))
    scene = Scene(objective, steps=STEPS, runs=runs)
    found = module.evaluate("([text, start]) => moved(text, start, ['x', 'y'])", [packed(scene), start])
    for path, mine in zip(simulate(replace(scene, start=start)), found, strict=True):
        assert close(path, mine), path.run.label


TURNED = tuple(
    Run(kind(**{p.name: 0.01 if p.name == "weight_decay" else 0.8 for p in hyperparameters(kind) if p.name in MOVED}))
    for kind in RULES
)


@pytest.mark.parametrize("part", range(0, len(RULES), len(STYLES)))
def test_a_knob_does_what_the_server_does(module: Page, part: int) -> None:
    scene = Scene(Rosenbrock(), steps=STEPS, runs=TURNED[part : part + len(STYLES)])
    kernels = live(scene)
    assert kernels
    given, compared = packed(scene), 0
    for index, facts in enumerate(kernels.facts["runs"]):
        for knob in facts["knobs"]:
            if knob["turns"]:
                turned = with_setting(scene, knob["path"], 0.7 * knob["value"], index)
                turns = {"factor": 1, "runs": {index + 1: {knob["path"]: value_at(turned, knob["path"], index)}}}
                found = module.evaluate(TURN, [given, scene.origin, turns])[index]
                (path,) = simulate(replace(turned, runs=(turned.runs[index],)))
                places = np.array([found["x"], found["y"]], dtype=float).T
                assert path.sensitivity > SENSITIVE or np.allclose(places, path.points, rtol=1e-9, equal_nan=True), knob
                compared += 1
    assert compared >= len(scene.runs)


def test_one_factor_turns_the_rates_of_all_runs(module: Page) -> None:
    scene = Scene(Rosenbrock(), steps=50, runs=(Run(SGD(lr=1e-3)), Run(Adam(lr=0.1), CosineAnnealingLR(T_max=50))))
    found = module.evaluate(TURN, [packed(scene), scene.origin, {"factor": 0.5, "runs": {}}])
    halved = tuple(replace(run, optimizer=replace(run.optimizer, lr=run.optimizer.lr / 2)) for run in scene.runs)
    for path, mine in zip(simulate(replace(scene, runs=halved)), found, strict=True):
        np.testing.assert_allclose(np.array([mine["x"], mine["y"]]).T, path.points, rtol=1e-12)
