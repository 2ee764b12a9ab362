"""A link that is copied from any state opens that state in another session, also after every first view has changed."""

import json
from collections import ChainMap
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import Entry, Group, Plan
from lrviz.figures.board.view import BoardView, TrainingView
from lrviz.figures.stage.view import View
from lrviz.hyperparameters import Declared, hyperparameters
from lrviz.objectives import OBJECTIVES, Himmelblau
from lrviz.optimizers import OPTIMIZERS, Adam, Lion
from lrviz.scene import Run, Scene
from lrviz.schedules import SCHEDULES, CosineAnnealingLR, StepLR
from lrviz.schedules.combination import Combination
from lrviz.sweeps.basins import reach, starts_itself
from lrviz.tasks import TASKS, Spirals
from lrviz.training import Training
from lrviz.ui.components.tune import TuneView
from lrviz.ui.kit.link import VERSION, VERSION_KEY
from lrviz.ui.kit.plans import FIELDS
from lrviz.ui.kit.written import field_values, written
from lrviz.ui.schedules.controls import DRIVERS
from lrviz.ui.tune.modes import MODES
from tests.strategies import field, floats, instances
from tests.ui.visits import opened

SINGLE = [kind for kind in SCHEDULES if not issubclass(kind, Combination)]
OTHER_SCENE = Scene(Himmelblau(), steps=70, noise=0.3, runs=(Run(Adam(lr=0.07), StepLR(7)), Run(Lion(), name="other")))
OTHER_ENTRY = Entry(StepLR(9), 0.7, "other", "each epoch")
SCRIPT = """
import streamlit as st
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.slots import duplicate
from lrviz.ui.kit.values import assign
from tests.ui import test_old_links

letter, gives = test_old_links.PAGES["{page}"]
assign(st.session_state.pop("assigned", {{}}))
for act in st.session_state.pop("acts", ()):
    duplicate(*act)
link = Link(letter)
st.session_state["gives"] = gives(link)
link.settle()
st.session_state["notices"] = link.notices
"""
"""The controls of a page; before they are drawn, what is assigned to them is written, and slots are duplicated."""

Values = dict[str, Any]


@st.composite
def fields(draw: st.DrawFn, prefix: str, declared: type[Declared], only: tuple[str, ...] = ()) -> Values:
    """Values of the widgets of some fields of a class, or of all."""
    taken = [p for p in hyperparameters(declared) if not only or p.name in only]
    whole = None if only else draw(instances(declared))
    drawn = {p: draw(field(declared, p)) if only else getattr(whole, p.name) for p in taken}
    return dict(pair for p, value in drawn.items() for pair in field_values(f"{prefix}.{p.name}", p, value))


@st.composite
def scenes(draw: st.DrawFn, page: str) -> Values:
    """Values of the widgets of a scene: function, start, steps, noise, and what is in every slot that is on."""
    objective = draw(st.sampled_from(OBJECTIVES).flatmap(instances))
    values = written(f"{page}.f", objective)
    if not starts_itself(objective):
        places = (draw(floats(side)) for side in reach(objective))
        values |= {
            f"{page}.f.{type(objective).__name__}.start_{axis}": at for axis, at in zip("xy", places, strict=True)
        }
    values |= draw(fields(page, Scene, ("steps", "noise", "seed", "clip", "shared_noise")))
    return values | draw(runs(page))


@st.composite
def runs(draw: st.DrawFn, page: str) -> Values:
    """Values of the widgets of what is in every slot that is on."""
    values: Values = {}
    on = draw(st.lists(st.integers(1, 8), min_size=1, max_size=3, unique=True))
    for slot in on:
        values |= written(f"{page}{slot}.o", draw(st.sampled_from(OPTIMIZERS).flatmap(instances)))
        values |= written(f"{page}{slot}.s", draw(schedules()))
        values[f"{page}{slot}.name"] = draw(st.sampled_from(("", "mine & <b>", "7: a_b*c")))
    return values | {f"{page}.runs": [str(slot) for slot in sorted(on)]}


def schedules() -> st.SearchStrategy[Any]:
    return st.sampled_from(SCHEDULES).flatmap(lambda kind: instances(kind, [one for one in SINGLE if not one.feedback]))


@st.composite
def comparisons(draw: st.DrawFn) -> Values:
    """Values of the widgets of a comparison: plan, what is driven, and what is in every slot that is on."""
    on = draw(st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True))
    values = draw(fields("s.plan", Plan)) | {"s.drives": draw(st.sampled_from(list(DRIVERS)))}
    for slot in on:
        values |= written(f"s{slot}.s", draw(schedules())) | draw(fields(f"s{slot}", Entry, ("lr", "name", "stepped")))
        values |= dict(field_values(f"s{slot}.groups", FIELDS["groups"], draw(groups())))
    return values | {"s.schedules": [str(slot) for slot in sorted(on)], "s.follow": draw(st.booleans())}


def groups() -> st.SearchStrategy[tuple[Group, ...]]:
    return st.just(()) | st.lists(instances(Group, [StepLR, CosineAnnealingLR]), max_size=2).map(tuple)


@st.composite
def tunings(draw: st.DrawFn) -> Values:
    """Values of the widgets of a mode of Tune, over a scene of one run."""
    mode = draw(st.sampled_from(MODES))
    values = draw(scenes("u")) | {"u.mode": mode.title, "u.tolerance": draw(st.sampled_from((1e-6, 0.01)))}
    return values | {"u.measure": draw(st.sampled_from(("final loss", "best loss")))}


@st.composite
def trainings(draw: st.DrawFn) -> Values:
    """Values of the widgets of a training: task, seeds, and what is in every slot that is on."""
    values = draw(runs("r")) | written("r.task", draw(st.sampled_from(TASKS).flatmap(instances)))
    values |= draw(fields("r", Training, ("seed", "clip", "stepped", "watched")))
    return values | {"r.seeds": draw(st.integers(1, 16))}


ZOOMS = st.sampled_from(("", "-0.5:0.25, 1:1.5", "1e-07:2e-07, -3:1000")).map(lambda zoom: {"t.view.zoom": zoom})
STATES = {
    "trajectories": st.builds(lambda *parts: dict(ChainMap(*parts)), ZOOMS, scenes("t"), fields("t.view", View)),
    "schedules": st.builds(dict.__or__, comparisons(), fields("s.view", BoardView)),
    "tune": st.builds(dict.__or__, tunings(), fields("u.view", TuneView)),
    "train": st.builds(dict.__or__, trainings(), fields("r.view", TrainingView)),
}
"""For each page, values of its widgets."""

ROWS = {
    "trajectories": ("t.runs", "t", 8),
    "schedules": ("s.schedules", "s", 12),
    "tune": ("u.runs", "u", 8),
    "train": ("r.runs", "r", 8),
}


def shown(page: str, link: Any, session: Values | None = None) -> tuple[Any, Any]:
    """What the controls of a page give, and its link."""
    app = opened(SCRIPT.format(page=page), link, session=session or {})
    assert app.session_state["notices"] == []
    return json.loads(json.dumps(app.session_state["gives"])), dict(app.query_params)


@pytest.mark.parametrize("page", STATES)
@settings(max_examples=8)
@given(data=st.data())
def test_a_link_opens_its_state_whatever_is_seen_first(page: str, data: st.DataObject) -> None:
    values = data.draw(STATES[page])
    key, prefix, total = ROWS[page]
    on = [int(slot) for slot in values[key]]
    acts = [(key, prefix, on[0], on, total)] if data.draw(st.booleans()) else []
    state, link = shown(page, {}, {"assigned": values, "acts": acts})
    assert link[VERSION_KEY] == VERSION
    assert shown(page, link) == (state, link)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.ui.test_old_links.FIRST_SCENE", OTHER_SCENE)
        patch.setattr("lrviz.ui.tune.controls.FIRST_SWEEP", replace(OTHER_SCENE, steps=90))
        patch.setattr("lrviz.ui.train.controls.FIRST_TRAINING", Training(Spirals(), OTHER_SCENE.runs, 3, 0.7))
        patch.setattr("lrviz.ui.schedules.entry.FIRST_ENTRIES", (OTHER_ENTRY,) * 12)
        patch.setattr("lrviz.ui.schedules.controls.FIRST_PLAN", Plan(3, "epochs", samples=640, devices=2))
        patch.setattr("lrviz.ui.schedules.controls.FIRST_ON", 2)
        assert shown(page, link) == (state, link)
        assert shown(page, {}) != (state, link)
