"""What runs are said to have done, against what theory says they must have done."""

import re
from typing import get_args

import numpy as np
import pytest

from lrviz import Run, Scene, simulate
from lrviz import objectives as f
from lrviz.objectives import OBJECTIVES, Formula, Rosenbrock, Sphere
from lrviz.optimizers import OPTIMIZERS, SGD, Adam, Adamax, AdamW, Lion, Rule
from lrviz.schedules import Constant, CosineAnnealingLR, ExponentialLR, LinearLR, ReduceLROnPlateau, Warmup
from lrviz.simulate.outcomes import Kind, judge
from lrviz.simulate.outcomes.english import PHRASES, WORDS
from tests.simulate.outcomes.claims import CHECKS, untrue
from tests.simulate.outcomes.drawn_scenes import drawn_scene
from tests.simulate.outcomes.moving import CLIMBED, LEAVING, RISING


def path_of(objective, run, steps=500, **settings):
    run = run if isinstance(run, Run) else Run(run)
    (path,) = simulate(Scene(objective, steps=steps, runs=(run,), **settings))
    return path


def outcome_of(objective, run, steps=500, **settings):
    return path_of(objective, run, steps, **settings).outcome


def said(pattern, outcome):
    """The numbers in the groups of a pattern that the sentence must match."""
    match = re.search(pattern, outcome.sentence)
    assert match, outcome.sentence
    return [float(group) for group in match.groups()]


DRAWN, EACH = 700, 70
NUMBER = r"(-?[\d.]+(?:e[-+]\d+)?)"

SLOPING = Formula("log(1+x**2+2*y**2) + 0.1*sin(3*x)*cos(2*y)")
RESTARTED = Run(Adamax(lr=0.02588, beta1=0.665, beta2=0.833, weight_decay=0.03), CosineAnnealingLR(T_max=200))

FADING = Run(SGD(lr=0.1), ExponentialLR(gamma=0.95))
UNIT, RIGHT = ((-1.0, 1.0), (-1.0, 1.0)), ((1.0, 2.0), (-3.0, 3.0))
WARMED = Run(AdamW(lr=0.00833), Warmup(Constant(), steps=139))
CUT = Run(SGD(lr=0.1), ReduceLROnPlateau(patience=3))

SCENES = [
    (
        "descending",
        "on average 0.0033 over the last",
        f.Quadratic(condition=100),
        WARMED,
        {"noise": 1.0, "steps": 1000},
    ),
    ("frozen", "below 1 % of its peak at step 32", f.Quadratic(condition=10), CUT, {"noise": 1.0, "steps": 300}),
    ("converged", "the minimum", Sphere(), SGD(lr=0.1), {}),
    ("converged", "the minimum", Sphere(), SGD(lr=0.5), {"steps": 1}),
    ("converged", "at step 0 ", Sphere(), SGD(lr=0.1), {"start": (0.0, 0.0)}),
    ("converged", "the minimum", f.Plateau(), Adam(lr=0.1), {}),
    ("converged", "one of the lowest minima", f.Himmelblau(), SGD(lr=0.01), {}),
    ("converged", "one of the lowest minima", f.BoundedSaddle(), SGD(lr=0.1), {}),
    ("converged", "a local minimum; |a local minimum: .*; the lowest is", f.StyblinskiTang(), SGD(lr=0.03), {}),
    ("converged", "a local minimum", f.Rastrigin(), SGD(lr=0.001), {}),
    ("converged", "a local minimum", f.TiltedDoubleWell(), SGD(lr=0.25), {}),
    ("converged", "curve of minima", f.ScalarFactorization(), SGD(lr=0.1), {}),
    ("converged", "^(?!.*rounding errors).*curve of minima", f.EdgeOfStability(), SGD(lr=0.15), {}),
    ("converged", "rounding errors", f.EdgeOfStability(), SGD(lr=0.3), {}),
    ("converged", "a maximum", f.Himmelblau(), SGD(lr=0.01, maximize=True), {}),
    ("balanced", "weight decay balances", f.Booth(), SGD(lr=0.1, weight_decay=0.5), {}),
    ("converged", "minimum", f.AbsoluteValues(), Run(SGD(lr=0.1), CosineAnnealingLR(T_max=500)), {}),
    ("converged", "as low as the lowest", Formula("x**2*y**2"), SGD(lr=0.1), {}),
    ("converged", "off the map", f.McCormick(), SGD(lr=0.1), {"start": (6.0, 5.0)}),
    ("diverged", "lr 1.01 > limit 1 since step 1", Sphere(), SGD(lr=1.01), {}),
    ("diverging", "lr 1.0005 > limit 1 since step 1, and the loss has grown", Sphere(), SGD(lr=1.0005), {}),
    ("diverged", "beyond all numbers", Rosenbrock(), SGD(lr=0.02), {}),
    ("diverged", "beyond all numbers", f.GoldsteinPrice(), SGD(lr=1e-5), {}),
    ("unbounded", "falls for ever", f.Saddle(), SGD(lr=0.1), {}),
    ("unbounded", "falls for ever", Formula("x + y"), SGD(lr=1.0), {"steps": 500}),
    ("unbounded", "rises for ever", Sphere(), SGD(lr=0.1, maximize=True), {}),
    ("unbounded", "rises for ever", Formula("x**4 + y**4"), SGD(lr=0.01, maximize=True), {}),
    ("undefined", "gradient is undefined at \\(0, 0\\)", Formula("sqrt(x**2 + y**2)"), SGD(), {"start": (0.0, 0.0)}),
    ("undefined", "function is undefined", Formula("sqrt(x) + y**2", x_min=0.01), SGD(lr=0.1), {}),
    ("diverged", "beyond all numbers at the start", Rosenbrock(), Adam(lr=0.1), {"start": (1e300, -1e300)}),
    ("diverged", "own division", Sphere(), Adam(lr=0.1, eps=0.0), {"start": (0.0, 1.0)}),
    ("stalled", "a saddle; exactly balanced", f.Saddle(), SGD(lr=0.1), {"start": (1.5, 0.0)}),
    ("stalled", "a saddle; exactly balanced", f.BoundedSaddle(), Adam(lr=0.1), {"start": (1.5, 0.0)}),
    ("stalled", "a saddle; exactly", f.Saddle(), SGD(lr=0.1, maximize=True), {"start": (0.0, 1.5)}),
    ("stalled", "a saddle; the way down", f.BoundedSaddle(), SGD(lr=0.01), {"start": (0.0, 1e-5)}),
    ("stalled", "a maximum; exactly", Formula("cos(x) + cos(y)"), SGD(lr=0.1), {"start": (0.0, 0.0)}),
    ("stalled", "around the saddle", f.MonkeySaddle(), SGD(lr=0.01), {}),
    ("stalled", "plateau", f.Plateau(), SGD(lr=0.1), {}),
    ("stalled", "far off the map", f.Plateau(), SGD(lr=1000.0), {}),
    ("stalled", "slope is exactly 0", Formula("5"), SGD(lr=0.1), {}),
    ("stalled", "too small", f.Easom(), SGD(lr=1e-3), {}),
    ("stalled", "no more than 2e-06", f.Quadratic(condition=1e6), SGD(lr=1e-6), {}),
    ("stalled", "rate is 0", Sphere(), SGD(lr=0.0), {}),
    ("frozen", "below 1 % of its peak at step 8", Sphere(), Run(SGD(lr=0.1), ExponentialLR(gamma=0.5)), {}),
    ("settled", "from step 470 on", Rosenbrock(), Run(SGD(lr=1e-3), CosineAnnealingLR(T_max=500)), {}),
    ("frozen", "frozen early", Sphere(), Run(SGD(lr=0.1), ExponentialLR(gamma=0.5)), {"noise": 1.0}),
    ("cycling", "period 2 since step 0", Sphere(), SGD(lr=1.0), {}),
    ("cycling", "period 2", f.TiltedDoubleWell(), SGD(lr=0.3), {"steps": 1000}),
    ("cycling", "period 4", f.TiltedDoubleWell(), SGD(lr=0.35), {"steps": 1000}),
    ("cycling", "period 2", Rosenbrock(), Lion(lr=0.01), {}),
    ("cycling", "without repeating", f.Quadratic(), SGD(lr=0.1, momentum=1.0), {}),
    ("chaotic", "rounding error", f.TiltedDoubleWell(), SGD(lr=0.4), {"steps": 1000}),
    ("chaotic", "limit down to", f.Rastrigin(), SGD(lr=0.01), {}),
    ("chaotic", "rounding error", f.Ackley(), SGD(lr=0.1), {}),
    ("noise_floor", "noise floor around \\(0, 0\\)", Sphere(), SGD(lr=0.1), {"noise": 1.0}),
    ("noise_floor", "noise floor", Sphere(), Adam(lr=0.1), {"noise": 1.0}),
    ("drifting", "with the noise", f.Plateau(), SGD(lr=0.1), {"noise": 0.1}),
    ("bouncing", "kink at \\(0, 0\\)", f.AbsoluteValues(), SGD(lr=0.1), {}),
    ("bouncing", "kink", f.AbsoluteValues(), Adam(lr=0.1), {}),
    ("descending", "% a step", Rosenbrock(), SGD(lr=1e-3), {}),
    ("descending", "% a step", Rosenbrock(), SGD(lr=1e-3), {"steps": 5000}),
    ("descending", "descending", Rosenbrock(), SGD(lr=1e-3), {"noise": 1.0}),
    ("descending", "now at", f.RiverValley(), SGD(lr=0.05), {}),
    ("descending", "in swings", f.Quadratic(), SGD(lr=0.1, momentum=0.99), {}),
    ("rising", "the loss is rising", f.Booth(), SGD(lr=1e-3, weight_decay=0.5), {"start": (1.0, 3.0), "steps": 200}),
    ("restless", "but not at rest", SLOPING, RESTARTED, {"start": (1.8191, 1.4803), "steps": 400}),
    ("following", "follows the minimum of each step", f.DriftingMinimum(), SGD(lr=0.2), {}),
    ("following", "follows the minimum of each step", f.JumpingMinimum(), Adam(lr=0.1), {"noise": 0.1}),
    ("following", "follows the maximum", Formula(CLIMBED), SGD(lr=0.1, maximize=True), {"steps": 200}),
    ("lagging", "is not near the minimum of each step", f.DriftingMinimum(), SGD(lr=1e-3), {}),
    ("lagging", "below 1 % of its peak at step 91", f.DriftingMinimum(), FADING, {"steps": 200}),
    (
        "shifting",
        "no minimum of it is known on the map.*on its edge after",
        f.PeriodicSlopes(),
        Adam(lr=0.1),
        {"box": UNIT},
    ),
    ("shifting", "is known on the map at 121 of 201 steps", Formula(LEAVING), SGD(lr=1e-3), {"steps": 200}),
    ("following", "follows the minimum", Formula(RISING), SGD(lr=0.03), {"start": (0.0, 1.0)}),
    ("diverging", "lr 0.505 > limit 0.5 since step 1", f.DriftingMinimum(), SGD(lr=0.505), {"steps": 150}),
    ("stalled", "rate is 0", f.DriftingMinimum(), SGD(lr=0.0), {}),
    ("diverged", "lr 0.6 > limit 0.5 since step 1", f.DriftingMinimum(), SGD(lr=0.6), {}),
    ("boxed", "at rest at \\(1, 0\\) since step .*the slope leads out", Sphere(), SGD(lr=0.1), {"box": RIGHT}),
    ("converged", "the minimum.*held in the box: on its edge after", Sphere(), SGD(lr=0.9), {"box": UNIT}),
    ("cycling", "lr 0.08 is the stability limit", f.Quadratic(condition=25), SGD(lr=0.08), {"steps": 100}),
    ("cycling", "lr 0.02 is the stability limit", f.Quadratic(condition=100), SGD(lr=0.02), {"steps": 100}),
    ("diverging", "lr 0.0202 > limit 0.02 since step 1", f.Quadratic(condition=100), SGD(lr=0.0202), {"steps": 200}),
    ("descending", "falling by", Rosenbrock(), Adam(lr=0.05), {"start": (-1.2, 1.0), "steps": 100}),
    ("balanced", "decay balances", f.Booth(), Run(AdamW(lr=0.05, weight_decay=0.5), CosineAnnealingLR(T_max=500)), {}),
    ("converged", "the minimum", Sphere(), Run(SGD(lr=0.1), CosineAnnealingLR(T_max=100)), {"steps": 100}),
    ("unbounded", "falls for ever", Formula("x"), SGD(lr=0.1), {"steps": 1000}),
    ("descending", "after 1 step:", Sphere(), SGD(lr=0.1), {"steps": 1}),
    ("descending", "loss inf", Sphere(), SGD(lr=0.1), {"start": (1e300, 1e300)}),
]


@pytest.mark.parametrize(("kind", "words", "objective", "run", "settings"), SCENES)
def test_scene(kind, words, objective, run, settings):
    outcome = outcome_of(objective, run, **settings)
    assert (outcome.kind, bool(re.search(words, outcome.sentence))) == (kind, True), outcome
    assert 0 <= outcome.step <= settings.get("steps", 500)


@pytest.mark.parametrize(("kind", "words", "objective", "run", "settings"), SCENES)
def test_what_is_said_of_a_scene_is_true(kind, words, objective, run, settings):
    run = run if isinstance(run, Run) else Run(run)
    scene = Scene(objective, runs=(run,), **{"steps": 500} | settings)
    (path,) = simulate(scene)
    assert not untrue(scene, path), path.outcome.sentence


@pytest.mark.parametrize("first", range(0, DRAWN, EACH))
def test_every_claim_about_drawn_scenes_is_true(first):
    wrong = []
    for number in range(first, first + EACH):
        scene = drawn_scene(number)
        (path,) = simulate(scene)
        if found := untrue(scene, path):
            wrong.append((found, path.outcome.sentence, scene.objective.label, path.run.label))
    assert not wrong, wrong


def test_every_claim_has_a_phrase_in_every_language_and_a_check():
    assert {*PHRASES} == {*CHECKS, "slower_is_lower"}


def test_every_kind_has_a_scene():
    assert {kind for kind, *_ in SCENES} == set(get_args(Kind)) == {*WORDS}


@pytest.mark.parametrize("condition", [3.0, 40.0])
@pytest.mark.parametrize("optimizer", [SGD(), SGD(momentum=0.9), SGD(momentum=0.9, nesterov=True)])
def test_the_limit_divides_converging_from_diverging(condition, optimizer):
    objective = f.Quadratic(condition=condition, angle=20.0)
    limit = path_of(objective, optimizer, steps=1).limits[0]
    below, above = (type(optimizer)(**{**vars(optimizer), "lr": share * limit}) for share in (0.98, 1.02))
    assert outcome_of(objective, below, steps=2000).kind == "converged"
    outcome = outcome_of(objective, above, steps=2000)
    assert outcome.kind in ("diverged", "diverging")
    lr, stated = said(f"lr {NUMBER} > limit {NUMBER}", outcome)
    assert (lr, stated) == pytest.approx((1.02 * limit, limit), rel=5e-3)


def test_divergence_names_the_step_that_left_the_map_and_the_one_that_left_the_numbers():
    path = path_of(Sphere(), SGD(lr=1.5), steps=2000)
    diagonal = np.hypot(6, 6)
    distances = np.hypot(*path.points.T)
    assert path.outcome.step == np.argmax(distances > 10 * diagonal)
    (beyond,) = said(r"beyond all numbers at step (\d+)", path.outcome)
    assert np.isfinite(path.points[int(beyond) - 1]).all()
    assert np.isnan(path.points[int(beyond)]).all()


def test_divergence_quotes_the_schedule_and_the_step_where_it_crossed_the_limit():
    path = path_of(Sphere(), Run(SGD(lr=1.5), LinearLR(start_factor=0.5, total_iters=500)), steps=1000)
    crossing = int(np.argmax(path.learning_rates > 1.0))
    assert path.outcome.kind == "diverged"
    assert said(r"since step (\d+)", path.outcome) == [crossing + 1]
    assert said(f"lr {NUMBER} > limit", path.outcome) == pytest.approx([path.learning_rates[crossing]], rel=0.01)


@pytest.mark.parametrize("lr", [0.02, 0.1, 0.3])
def test_noise_floor_has_the_level_of_theory(lr):
    noise, curvature, steps = 0.5, 2.0, 20_000
    outcome = outcome_of(Sphere(), SGD(lr=lr), steps=steps, noise=noise)
    assert outcome.kind == "noise_floor"
    (level,) = said(f"averages {NUMBER}", outcome)
    assert level == pytest.approx(2 * lr * noise**2 / (2 * (2 - lr * curvature)), rel=0.12)


def test_convergence_names_the_first_step_after_which_the_path_stays_near():
    path = path_of(Rosenbrock(), SGD(lr=1e-3, momentum=0.9), steps=3000)
    gaps = np.hypot(*(path.points - 1.0).T)
    reach = 1e-3 * np.hypot(4, 4)
    step = path.outcome.step
    assert path.outcome.kind == "converged"
    assert gaps[step:].max() <= reach < gaps[step - 1]


def test_a_sharp_minimum_is_left_above_its_limit():
    below, above = (path_of(f.SharpAndFlat(), SGD(lr=lr), steps=2000) for lr in (0.0199, 0.021))
    assert below.points[-1] == pytest.approx((-1, 0), abs=1e-3)
    assert above.points[-1] == pytest.approx((2, 0), abs=1e-3)
    assert below.outcome.kind == above.outcome.kind == "converged"


def test_the_twin_does_not_run_for_a_calm_path():
    for run in (SGD(lr=0.1), SGD(lr=1e-5), SGD(lr=1e-3, momentum=0.9), AdamW(lr=0.01)):
        path = path_of(Sphere(), run, steps=200)
        judge(path)
        assert "twin" not in vars(path)


RULES = [optimizer for optimizer in OPTIMIZERS if issubclass(optimizer, Rule)]


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda objective: objective.__name__)
def test_every_optimizer_gets_an_outcome_everywhere(objective):
    odd = [({}, 1e-6), ({}, 3.0), ({"noise": 1.0}, 0.01), ({"start": (1e300, -1e300)}, 3.0)]
    odd += [({"start": (-50.0, 1e5), "steps": 2}, 0.01)]
    for number, (settings, lr) in enumerate(odd, OBJECTIVES.index(objective)):  # each rule meets all on other functions
        runs = tuple(Run(rule(lr=lr)) for rule in RULES[number % len(odd) :: len(odd)])
        assert_judged(Scene(objective(), runs=runs, **{"steps": 25} | settings))


@pytest.mark.parametrize("optimizer", [o for o in OPTIMIZERS if o not in RULES], ids=lambda o: o.__name__)
def test_optimizers_that_run_in_torch_are_judged_too(optimizer):
    for objective in (Sphere(), Rosenbrock(), f.AbsoluteValues()):
        assert_judged(Scene(objective, steps=30, runs=(Run(optimizer(lr=0.1)),)))


def assert_judged(scene):
    for outcome in (path.outcome for path in simulate(scene)):
        assert outcome.kind in get_args(Kind)
        assert 0 <= outcome.step <= scene.steps
        assert "nan" not in outcome.sentence, outcome


@pytest.mark.parametrize("rule", [r for r in RULES if hasattr(r(), "maximize")], ids=lambda r: r.__name__)
def test_climbing_mirrors_descending(rule):
    down = outcome_of(Sphere(), rule(lr=0.05), steps=200)
    up = outcome_of(Formula("-(x**2) - y**2", start_x=2.5, start_y=-2.0), rule(lr=0.05, maximize=True), steps=200)
    assert (down.kind, down.step) == (up.kind, up.step)
