"""Made-up scenes, entries over plans, sweeps, starts and searches as JSON, many with a value that is out of place."""

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from lrviz import Run, Scene, simulate, to_pytorch
from lrviz.analysis import traps
from lrviz.analysis.group_traps import group_traps
from lrviz.comparison import Entry, Group, Plan, curve, group_curves
from lrviz.export import schedule_script, spellings
from lrviz.hyperparameters import Declared, from_dict, hyperparameters
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS, Adam
from lrviz.schedules import SCHEDULES, Phase
from lrviz.search import Search
from lrviz.search.samplers import distributions
from lrviz.sweeps import Axis, Sweep, settings_of
from lrviz.sweeps.basins import Basins, BasinsResult
from lrviz.sweeps.engine import run_block
from lrviz.sweeps.size import sweep_work, through_torch
from tests.fuzz.hunting import Kind, refusing
from tests.fuzz.texts import marred
from tests.strategies import instances

MOST_STEPS, MOST_RUNS, MOST_WORK = 25, 2, 50_000

ALONE = [kind for kind in SCHEDULES if not any(issubclass(p.kind, Declared) for p in hyperparameters(kind))]
CLASSES: dict[str, type[Declared]] = {
    kind.__name__: kind
    for kind in (*OBJECTIVES, *OPTIMIZERS, *SCHEDULES, Phase, Run, Scene, Entry, Group, Plan, Axis, Search)
}
ODD: list[Any] = [
    *(None, True, "", "x", "\ud800", [], {}, [[]], [None], {"type": "Adam"}, {"type": "Warmup"}, {"type": []}),
    *(0, 1, -1, 2, 0.5, -0.0, 1e-300, 1e308, 5e-324, float("nan"), float("inf"), 2**63, 10**400, 1e6, 1e12),
]
PATHS = ("optimizer.lr", "optimizer.beta1", "schedule.T_max", "noise", "clip", "steps", "start.x", "objective.a", "x")
ENDS = st.sampled_from([[1e-3, 0.1], [0.1, 0.5], [2.0, 30.0], [2, 9], [-1.0, 1.0]]) | st.lists(
    st.floats(-10, 10) | st.integers(-3, 60), min_size=2, max_size=2
)
EDGES = st.one_of(st.sampled_from([0.0, 1e-3, 1.0, 10.0]), st.floats(-10, 10), st.integers(-3, 60))


def _any(catalogue: Sequence[type[Declared]]) -> st.SearchStrategy[Any]:
    """Any instance of a catalogue's classes, as plain data."""
    return st.sampled_from(catalogue).flatmap(lambda kind: instances(kind, ALONE)).map(lambda one: one.to_dict())


RUNS = st.fixed_dictionaries({"type": st.just("Run"), "optimizer": _any(OPTIMIZERS), "schedule": _any(SCHEDULES)})
SCENES = st.fixed_dictionaries(
    {
        "type": st.just("Scene"),
        "objective": _any(OBJECTIVES),
        "start": st.none() | st.lists(st.floats(-5, 5), min_size=2, max_size=2),
        "steps": st.integers(1, 200),
        "noise": st.sampled_from([0.0, 0.1, 1e6]),
        "seed": st.integers(0, 9) | st.just(2**32 - 1),
        "runs": st.one_of(*[st.lists(RUNS, min_size=1, max_size=2)] * 5, st.just([])),
        "clip": st.sampled_from([None, 1.0, 1e-9]),
    }
)
AXES = st.fixed_dictionaries(
    {"type": st.just("Axis"), "path": st.sampled_from(PATHS), "count": st.integers(1, 9)},
    optional={"log": st.booleans(), "whole": st.booleans()},
).flatmap(lambda axis: st.builds(lambda ends: {**axis, "low": ends[0], "high": ends[1]}, ENDS))
SWEEPS = st.fixed_dictionaries(
    {"type": st.just("Sweep"), "scene": SCENES, "axes": st.lists(AXES, min_size=1, max_size=2)},
    optional={"seeds": st.integers(1, 3), "tolerance": st.floats(0, 1)},
)
SEARCHES = st.fixed_dictionaries(
    {"type": st.just("Search"), "scene": SCENES, "axes": st.lists(AXES, min_size=1, max_size=2)},
    optional={
        "trials": st.integers(1, 9),
        "sampler": st.sampled_from(["TPE", "grid", "random"]),
        "run": st.integers(0, 2),
    },
)
STARTS = st.fixed_dictionaries(
    {
        "type": st.just("Basins"),
        "scene": SCENES,
        "count": st.integers(2, 9),
        "window": st.none() | st.lists(st.lists(EDGES, min_size=2, max_size=2), min_size=2, max_size=2),
    }
)
COMPARED = st.fixed_dictionaries(
    {
        "type": st.just("Entry"),
        "schedule": _any(SCHEDULES),
        "lr": st.floats(1e-4, 1.0),
        "stepped": st.sampled_from(["each step", "each epoch"]),
        "plan": instances(Plan).map(lambda plan: plan.to_dict()),
        "groups": st.just([]) | st.lists(_any([Group]), max_size=2),
    }
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from _places(inner, (*path, key))


def _written(document: dict[str, Any], edits: Sequence[tuple[int, int, Any]]) -> str:
    """A document as JSON, with values replaced, left out, put into a list or into a warmup."""
    known: dict[str, Any] = json.loads(json.dumps(document))
    for place, way, odd in edits:
        places = list(_places(known))
        *before, last = places[place % len(places)]
        holder: Any = known
        for key in before:
            holder = holder[key]
        old = holder[last]
        if way == 0:
            del holder[last]
        else:
            holder[last] = (deepcopy(odd), [old], {"type": "Warmup", "schedule": old, "steps": 3})[way - 1]
        if not known:
            return "{}"
    return json.dumps(known)


EDITS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 3), st.sampled_from(ODD)), max_size=2)
WHOLE = st.builds(_written, st.one_of(SCENES, SCENES, COMPARED, COMPARED, SWEEPS, STARTS, SEARCHES), EDITS)
CASES = st.one_of(*[WHOLE] * 9, marred(WHOLE))


def run(text: str) -> None:
    """Reads a document as what it says it is, and does with it what its page does."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    kind = data.get("type") if isinstance(data, dict) else None
    reads: dict[Any, Any] = {"Sweep": _sweep, "Basins": _starts, "Entry": _entry, "Search": _search}
    reads.get(kind if isinstance(kind, str) else None, _scene)(text)


def _small(scene: Scene) -> Scene:
    """The scene, shortened to what takes no time; a step through torch may take a second."""
    short = replace(scene, runs=scene.runs[:MOST_RUNS])
    return replace(short, steps=min(scene.steps, 3 if through_torch(short) else MOST_STEPS))


def _scene(text: str) -> None:
    scene = Scene.from_json(text)
    assert Scene.from_json(scene.to_json()) == scene
    small = _small(scene)
    for index in range(len(small.runs)):
        assert settings_of(small, index)
    for path in simulate(small):
        assert path.outcome.sentence
    compile(to_pytorch(small), "scene", "exec")


def _entry(text: str) -> None:
    data = json.loads(text)
    plan = from_dict(data.pop("plan", None), CLASSES)
    entry = from_dict(data, CLASSES)
    if not isinstance(plan, Plan) or not isinstance(entry, Entry) or plan.steps > 20_000:
        return
    assert len(group_curves(entry, plan)) == len(entry.parts)
    for trap in group_traps(entry, lambda part: traps(part, plan, Adam(), curve(part, plan))):
        assert trap.sentence
    with refusing():
        compile(schedule_script(entry, plan, Adam()), "schedule", "exec")
    for name, snippet in spellings(entry, plan).items():
        compile(snippet, name, "exec")


def _sweep(text: str) -> None:
    sweep = Sweep.from_json(text)
    assert Sweep.from_json(sweep.to_json()) == sweep
    small = replace(sweep, scene=_small(sweep.scene))
    if sweep_work(small) < MOST_WORK:
        for block in small.blocks(64):
            run_block(small, block)


def _starts(text: str) -> None:
    basins = Basins.from_json(text)
    assert Basins.from_json(basins.to_json()) == basins
    small = replace(basins, scene=_small(basins.scene), count=min(basins.count, 5))
    result = BasinsResult.empty(small)
    for block in small.blocks(64):
        result.run(block)
    assert result.shares()


def _search(text: str) -> None:
    search = from_dict(json.loads(text), CLASSES)
    if isinstance(search, Search):
        for path, drawn in distributions(search).items():
            with refusing():
                search.scene_at({path: drawn.high})


def _prepare() -> None:
    """Torch takes seconds for its first optimizer."""
    simulate(Scene(OBJECTIVES[0](), steps=2, runs=tuple(Run(kind()) for kind in OPTIMIZERS)))


KIND = Kind(CASES, run, limit=20.0, words=str, prepare=_prepare)
