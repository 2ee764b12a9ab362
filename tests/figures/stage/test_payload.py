"""What the browser gets is the trajectory, to the bits that are promised."""

import gc
import weakref
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lrviz.figures.kit.columns import coded
from lrviz.figures.kit.style import STYLES, Drawn
from lrviz.figures.stage.live import live
from lrviz.figures.stage.payload import payload
from lrviz.objectives import OBJECTIVES, Formula, Objective, Rastrigin, Rosenbrock
from lrviz.optimizers import OPTIMIZERS, SGD, Adagrad, Adam, NAdam, Optimizer, RMSprop, Rule
from lrviz.scene import Run, Scene
from lrviz.schedules import SCHEDULES, CyclicLR, OneCycleLR
from lrviz.simulate import Trajectory, simulate
from lrviz.simulate.ingredients import ingredients
from lrviz.ui.trajectories.first_scene import FIRST_SCENE
from tests.figures.decoding import MARKS, blobs, decode, header, widened
from tests.strategies import instances

VIEW = {"loss": "loss", "hidden": [2], "speed": 1.5, "step": None}
COARSE = 14
"""The bits that are kept of what only colours or lengths are made of; of other columns 20 are."""
MOST_ROWS = 48_000


def drawn(scene: Scene) -> list[Drawn]:
    return [Drawn(path.run.label, STYLES[index % len(STYLES)], path) for index, path in enumerate(simulate(scene))]


def sent(scene: Scene, view: dict[str, Any] = VIEW) -> bytes:
    return payload(scene, drawn(scene), range(1, len(scene.runs) + 1), view)


def close(found: Any, true: Any, bits: int, slack: float = 1.0) -> None:
    """Every value is within the rounding of its mantissa, and NaN and infinities are themselves."""
    finite = np.isfinite(true)
    np.testing.assert_array_equal(found[~finite], true[~finite])
    allowed = np.maximum(np.abs(true[finite]), 2.0**-1022) * 2.0 ** -(bits + 1) * slack
    assert (np.abs(found[finite] - true[finite]) <= allowed).all()


@np.errstate(all="ignore")
def truth(path: Trajectory) -> dict[str, Any]:
    """Every column in full, (steps + 1,), before anything is rounded or left out."""
    each = [path.objective.at(step) for step in range(path.steps + 1 if path.objective.moves else 1)]
    lowest = np.array([np.nan if one.minimum_value is None else one.minimum_value for one in each])
    several = zip_longest(*(one.minima for one in each), fillvalue=(np.nan, np.nan))
    gaps = [np.hypot(*(path.points - np.array(places)).T) for places in several]
    distance = np.fmin.reduce(gaps) if gaps else None
    moves = np.diff(path.points, axis=0)
    columns = {
        "loss": path.losses,
        "excess": None if np.isnan(lowest).all() else path.losses - lowest,
        "distance": distance,
        "gradientNorm": np.hypot(path.gradients[:, 0], path.gradients[:, 1]),
        "rate": path.learning_rates,
        "effective": path.effective_rates,
        "momentum": path.momenta,
        "limit": path.limits,
        "factor": path.limit_factors,
        "movedX": moves[:, 0],
        "movedY": moves[:, 1],
    }
    return {name: None if column is None else ended(path, column) for name, column in columns.items()}


def ended(path: Trajectory, column: Any) -> Any:
    """NaN in the last row where there is no step, and after the run stopped being finite."""
    whole = np.append(column, [np.nan] * (path.steps + 1 - len(column)))
    whole[path.finite_steps + 1 :] = np.nan
    return whole


def check_run(run: dict[str, Any], path: Trajectory) -> None:
    """One decoded run says what its trajectory says."""
    steps, outcome = run["steps"], path.outcome
    assert (steps[0], steps[-1]) == (0, path.steps)
    assert (np.diff(steps) > 0).all()
    for name, column in truth(path).items():
        if column is None:
            assert run[name] is None
        else:
            bits = COARSE if name in ("distance", "gradientNorm", "limit") else 20
            close(run[name], column[steps], bits, 1.001 if name == "distance" else 1.0)
    assert run["stateNames"] == list(path.states)
    for state, true in zip(run["state"], path.states.values(), strict=True):
        for axis, column in zip("xy", true.T, strict=True):
            close(state[axis], ended(path, column)[steps], COARSE)
    check_positions(run, path)
    assert (run["crossStep"], run["sentence"]) == (outcome.marked_step, outcome.sentence)
    assert run["outcome"] == outcome.word
    made_of = ingredients(path)
    assert run["stability"] == (made_of and list(made_of))
    assert run["finite"] == path.finite_steps


def check_positions(run: dict[str, Any], path: Trajectory) -> None:
    """Exact at the anchors, and nowhere off by a millionth of the map."""
    diagonal = np.hypot(*np.ptp(path.objective.window, axis=1))
    last = np.searchsorted(run["steps"], path.finite_steps)
    assert run["anchors"][0] == 0
    assert np.diff([*run["anchors"][run["anchors"] <= last], last + 1]).max() <= 64
    for name, true in zip("xy", path.points[run["steps"]].T, strict=True):
        np.testing.assert_array_equal(run[name][run["anchors"]], true[run["anchors"]])
        finite = np.isfinite(true)
        assert np.isnan(run[name][~finite]).all()
        off = np.abs(run[name][finite] - true[finite])
        assert (off <= 1e-6 * diagonal + 64 * np.spacing(np.abs(true[finite]))).all()


def check(scene: Scene, data: bytes) -> None:
    """A payload says what its scene says."""
    decoded, objective = decode(data), scene.objective
    told, styles = decoded["objective"], STYLES[: len(scene.runs)]
    assert decoded["start"] == list(scene.origin)
    assert (decoded["steps"], decoded["noise"], decoded["view"]) == (scene.steps, scene.noise, VIEW)
    assert (told["title"], told["label"]) == (objective.title, objective.label)
    assert (told["minimum"], told["window"]) == (objective.minimum_value, [list(side) for side in objective.window])
    assert decoded.get("box") == (scene.box and [list(side) for side in scene.box])
    assert ("course" in decoded) is objective.moves
    assert told["program"]["value"] == objective.program["value"]
    for slot, (run, path, style) in enumerate(zip(decoded["runs"], simulate(scene), styles, strict=True), 1):
        assert (run["slot"], run["label"]) == (slot, path.run.label)
        assert (run["colour"], run["dash"], run["symbol"]) == (style.colour, style.svg_dash, style.symbol)
        check_run(run, path)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Scenes with any rule, schedule and objective, from anywhere on the map or far beside it."""
    kinds = st.sampled_from([kind for kind in OPTIMIZERS if issubclass(kind, Rule)])
    rules = draw(st.lists(kinds, min_size=1, max_size=3))
    optimizers = [draw(st.just(rule()) | instances(rule)) for rule in rules]
    schedules = [draw(st.sampled_from(SCHEDULES)).usual() for _ in rules]
    objective = draw(st.sampled_from(OBJECTIVES))()
    beside = st.tuples(*(st.floats(3 * low - 2 * high, 3 * high - 2 * low) for low, high in objective.window))
    try:
        scene = Scene(
            objective=objective,
            start=draw(st.none() | beside),
            steps=draw(st.integers(1, 12 if objective.moves else 200)),
            noise=draw(st.sampled_from([0.0, 0.0, 1.0, 1e3])),
            runs=tuple(map(Run, optimizers, schedules)),
            clip=draw(st.sampled_from([None, 0.5])),
            box=draw(st.sampled_from([None, None, ((-1.0, 2.0), (0.0, 0.5))])),
        )
        simulate(scene)
    except ValueError:
        assume(False)
    return scene


@given(scenes())
def test_any_scene_arrives(scene: Scene) -> None:
    check(scene, sent(scene))


@pytest.mark.parametrize("kind", OBJECTIVES)
def test_every_objective_arrives(kind: type[Objective]) -> None:
    objective = kind()
    steps = 20 if objective.moves else 70
    scene = Scene(objective, steps=steps, runs=(Run(SGD(lr=1e-2)), Run(Adam(lr=0.1)), Run(SGD(lr=1e3))))
    data = sent(scene)
    check(scene, data)
    told, course = header(data)["objective"], decode(data).get("course")
    marked = [[told[name] for name in MARKS]]
    if course:
        assert marked == [[[], [], []]]
        marked = [[course["marks"][one][name] for name in MARKS] for one in course["which"].tolist()]
    slack = {"rtol": 1e-6, "atol": 1e-9} if course else {"rtol": 0.0, "atol": 0.0}
    for step, parts in enumerate(marked):
        known = objective.at(step)
        lowest = known.global_minima
        local = tuple(place for place in known.minima if place not in lowest)
        for part, places in zip(parts, (lowest, local[:250], known.saddles[:250]), strict=True):
            np.testing.assert_allclose(np.reshape(part, (-1, 2)), np.reshape(places, (-1, 2)), **slack)
    assert len(marked) == (steps + 1 if course else 1)


def test_a_run_that_diverges_ends_in_nan_and_one_step_or_no_run_arrive() -> None:
    scene = replace(FIRST_SCENE, runs=(Run(SGD(lr=6.5e-3)), Run(SGD(lr=1.0, momentum=0.9)), Run(RMSprop(lr=1e4))))
    for one in (scene, replace(FIRST_SCENE, steps=1), replace(FIRST_SCENE, runs=())):
        check(one, sent(one))
    first = decode(sent(scene))["runs"][0]
    assert first["crossStep"] is not None
    assert 0 < first["finite"] < scene.steps
    for name in ("x", "y"):
        assert np.isnan(first[name][first["finite"] + 1 :]).all()
    assert np.isfinite(first["rate"][first["finite"]])


def test_moves_that_overflow_leave_the_positions_right() -> None:
    path = simulate(replace(FIRST_SCENE, steps=5, runs=FIRST_SCENE.runs[:1]))[0]
    points = np.array([[0, 0], [1.7e308, 1], [-1.7e308, 2], [1, 1e300], [1, 3], [1 + 1e-9, 4]], dtype=float)
    far = replace(path, points=points)
    run = decode(payload(FIRST_SCENE, [Drawn("far", STYLES[0], far)], [1], VIEW))["runs"][0]
    check_positions(run, far)
    np.testing.assert_array_equal(run["movedX"][1], -np.inf)


def test_long_runs_are_thinned_and_keep_their_extremes() -> None:
    runs = (Run(SGD(lr=1e-3)), Run(SGD(lr=1e-5, momentum=0.5), CyclicLR(base_lr=1e-6, max_lr=1e-3)), Run(SGD(lr=0.1)))
    scene = replace(FIRST_SCENE, steps=30_000, noise=5.0, runs=runs)
    data = sent(scene)
    check(scene, data)
    decoded = decode(data)["runs"]
    assert sum(len(run["steps"]) for run in decoded) <= MOST_ROWS
    assert len(decoded[0]["steps"]) > 5000
    for run, path in zip(decoded, simulate(scene), strict=True):
        steps = run["steps"]
        assert path.finite_steps in steps
        for column in (*path.points.T, path.losses, np.append(path.learning_rates, np.nan)):
            assert np.nanmin(column[steps]) == np.nanmin(column)
            assert np.nanmax(column[steps]) == np.nanmax(column)
        np.testing.assert_array_equal(np.stack([run["x"], run["y"]]), path.points[steps].T)


def test_the_last_finite_row_stays() -> None:
    path = simulate(replace(FIRST_SCENE, steps=20_000, noise=5.0, runs=FIRST_SCENE.runs[:1]))[0]
    ends = range(15_001, 15_009)
    runs = [Drawn(str(end), STYLES[0], ending(path, end)) for end in ends]
    decoded = decode(payload(FIRST_SCENE, runs, range(1, 9), VIEW))["runs"]
    for run, end in zip(decoded, ends, strict=True):
        assert len(run["steps"]) < 9000
        row = run["steps"].tolist().index(end)
        assert (run["x"][row], run["y"][row]) == tuple(path.points[end])
        assert np.isnan(run["x"][row + 1 :]).all()


def ending(path: Trajectory, end: int) -> Trajectory:
    """The same path, not finite any more after a step."""
    points, losses = path.points.copy(), path.losses.copy()
    points[end + 1 :], losses[end + 1 :] = np.nan, np.nan
    return replace(path, points=points, losses=losses)


def test_runs_share_the_rows() -> None:
    """A run that is known with more rows is thinned again when others join it."""
    scene = replace(FIRST_SCENE, steps=9000, noise=1.0, runs=tuple(Run(SGD(lr=1e-6 * k)) for k in range(1, 9)))
    for count, whole in ((1, True), (8, False), (5, True)):
        some = replace(scene, runs=scene.runs[:count])
        lengths = [len(run["steps"]) for run in decode(sent(some))["runs"]]
        assert sum(lengths) <= MOST_ROWS
        assert (lengths == [9001] * count) is whole


def test_the_identity_is_that_of_the_picture_and_a_view_that_is_no_json_is_refused() -> None:
    other = replace(FIRST_SCENE, start=(0.5, 0.5))
    runs, moved = drawn(FIRST_SCENE), drawn(other)
    slots = [1, 2, 3, 4]
    lasts = (replace(runs[3], label="named"), replace(runs[3], style=STYLES[5]), moved[3])
    pictures = [
        payload(FIRST_SCENE, runs, slots, VIEW),
        payload(FIRST_SCENE, runs, [1, 2, 3, 5], VIEW),
        payload(FIRST_SCENE, runs, slots, VIEW | {"step": 3}),
        payload(FIRST_SCENE, runs, slots, VIEW, movable=False),
        payload(other, moved, slots, VIEW),
        payload(FIRST_SCENE, runs[:3], slots[:3], VIEW),
        *(payload(FIRST_SCENE, [*runs[:3], last], slots, VIEW) for last in lasts),
    ]
    assert len({decode(picture)["id"] for picture in pictures}) == len(pictures)
    fresh = [replace(run, path=replace(run.path)) for run in runs]
    assert payload(FIRST_SCENE, fresh, slots, VIEW) == pictures[0]
    with pytest.raises(ValueError, match="JSON"):
        sent(FIRST_SCENE, {"speed": float("inf")})
    assert blobs(pictures[-1])[1:4] == blobs(pictures[0])[1:4]


def test_a_known_run_is_forgotten_with_its_path() -> None:
    run = replace(drawn(FIRST_SCENE)[0], path=replace(drawn(FIRST_SCENE)[0].path))
    payload(FIRST_SCENE, [run], [1], VIEW)
    gone = weakref.ref(run.path)
    del run
    gc.collect()
    assert gone() is None


def test_a_moved_start_is_light() -> None:
    optimizers = (SGD(lr=1e-3), SGD(lr=1e-3, momentum=0.9), Adam(lr=0.05), RMSprop(), Adagrad(lr=0.5), NAdam(lr=0.05))
    for objective in (Rosenbrock(), Rastrigin()):
        scene = Scene(objective, steps=500, runs=tuple(map(Run, optimizers)))
        kernels = live(scene)
        assert kernels
        moved = len(payload(scene, drawn(scene), range(1, 7), VIEW, known=kernels.id))
        assert moved <= 40_000
        assert len(sent(scene)) - moved <= 60_000


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_the_momentum_vector_goes_where_a_gradient_that_stays_goes(kind: type[Optimizer]) -> None:
    augmented = kind(**{kind.cycled: 0.9} if kind.cycled else {})
    (run,) = decode(sent(Scene(Formula("3*x - 2*y"), start=(0.0, 0.0), steps=3, runs=(Run(augmented),))))["runs"]
    declared = kind.momentum_state
    assert run["momentumState"] == (kind.state_names.index(declared) if declared else -1)
    if declared:
        vector = run["state"][run["momentumState"]]
        assert vector["x"][2] > 0 > vector["y"][2]


def test_without_momentum_there_is_no_vector() -> None:
    optimizers = (SGD(), RMSprop(), Adam(beta1=0.0))
    cycled, still = (
        Run(SGD(), OneCycleLR(max_lr=0.1, total_steps=500, cycle_momentum=cycle)) for cycle in (True, False)
    )
    told = header(sent(Scene(Rosenbrock(), steps=3, runs=(*map(Run, optimizers), cycled, still))))["runs"]
    assert [run["momentumState"] for run in told] == [-1, -1, -1, 0, -1]


ANY = st.floats() | st.sampled_from([np.finfo(float).max, np.finfo(float).min])


@pytest.mark.filterwarnings("ignore:overflow encountered")
@given(arrays(float, st.tuples(st.just(3), st.integers(1, 8)), elements=ANY))
def test_any_number_is_rounded_to_the_nearest_and_every_nan_has_one_code(values: Any) -> None:
    bits = [20, 14, 3]
    for found, true, kept in zip(coded(values, bits), values, bits, strict=True):
        decoded = widened(found, kept)
        close(decoded, true, kept)
        assert (np.signbit(decoded) == np.signbit(true))[~np.isnan(true)].all()
    nans = np.array([0x7FF8000000000000, 0xFFF8000000000000, 0x7FFFFFFFFFFFFFFF, 0xFFF0000000000001], dtype=np.uint64)
    assert len(set(coded(nans.view(float)[None], [20])[0].tolist())) == 1
