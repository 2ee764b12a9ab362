"""Schedules on their way to the page Trajectories."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lrviz.comparison import EACH_EPOCH, Entry, Plan
from lrviz.hyperparameters import hyperparameters
from lrviz.optimizers import Optimizer
from lrviz.scene import Scene
from lrviz.schedules import Schedule
from lrviz.sweeps.basins import started_at, starts_itself
from lrviz.ui.kit.link import keep, kept, text
from lrviz.ui.kit.written import written
from lrviz.ui.trajectories.controls import SLOTS
from lrviz.ui.trajectories.first_scene import FIRST_VIEW

WANTED = "~wanted"
"""Where the page that the app is to go to next is named in the session."""

TRAJECTORIES = "trajectories"
_PAGE = "t"
_BEHIND = "~behind.whole"
_STEPS = next(parameter for parameter in hyperparameters(Scene) if parameter.name == "steps")


def hand_over(entries: Mapping[int, Entry], optimizer: Optimizer, plan: Plan) -> None:
    """Opens Trajectories with a run for each entry, as many as it has slots; function and start stay as they are.

    Args:
        entries: by slot; the first eight go.
        optimizer: what they drive there, each from its own base rate.
        plan: the run; a schedule that is stepped each epoch has a step there for each of its epochs.
    """
    going = list(entries.values())[: len(SLOTS)]
    values = {key: value for key, value in kept(_PAGE).items() if not key[1].isdigit()}
    for slot, entry in enumerate(going, 1):
        values |= _run(slot, entry.driven(optimizer), entry.schedule, entry.name)
    calls = [round(plan.epochs) if entry.stepped == EACH_EPOCH else plan.steps for entry in going]
    most = int(_STEPS.range.high) if _STEPS.range else plan.steps
    steps = min(max([1, *calls]), most)
    keep(_PAGE, values | {f"{_PAGE}.runs": [str(slot) for slot in range(1, len(going) + 1)], f"{_PAGE}.steps": steps})
    st.session_state[WANTED] = TRAJECTORIES


def parameters(title: str) -> dict[str, str | list[str]]:
    """The link of the page that the app goes to; Streamlit gives up the old page's parameters for new ones only."""
    values = kept(_PAGE) if title == TRAJECTORIES else {}
    return {key: text(value) for key, value in values.items() if value is not None}


def _run(slot: int, optimizer: Optimizer, schedule: Schedule, name: str) -> dict[str, Any]:
    default = FIRST_VIEW.runs[(slot - 1) % len(FIRST_VIEW.runs)]
    values = written(f"{_PAGE}{slot}.o", optimizer, default.optimizer)
    values |= written(f"{_PAGE}{slot}.s", schedule, default.schedule)
    return values | ({f"{_PAGE}{slot}.name": name} if name else {})


def later(act: Callable[[], None]) -> None:
    """Does something in a fragment's callback and lets the whole page run next, once the fragment catches up."""
    act()
    st.session_state[_BEHIND] = True


def catch_up() -> None:
    """Begins a fragment: where something was done for `later`, the whole page runs instead."""
    if st.session_state.pop(_BEHIND, False):
        run_whole_page()


def run_whole_page() -> None:
    """Lets the whole page run next, from inside a fragment.

    Where another page is wanted, the fragments are given up: what the browser still asks of them before it has heard of
    the other page would take Streamlit back to this one, and leave it empty.
    """
    context = get_script_run_ctx()
    if WANTED in st.session_state and context is not None:
        context.fragment_storage.clear()
    st.rerun()


def open_scene(scene: Scene) -> None:
    """Opens Trajectories with a scene of one run, to the last bit."""
    scene = started_at(scene, scene.origin)
    prefix, objective = f"{_PAGE}.f", scene.objective
    values = written(prefix, objective, FIRST_VIEW.objective)
    if not starts_itself(objective):
        starts = zip("xy", scene.origin, strict=True)
        values |= {f"{prefix}.{type(objective).__name__}.start_{axis}": value for axis, value in starts}
    for parameter in hyperparameters(Scene):
        if parameter.name in ("steps", "noise", "seed", "clip", "shared_noise"):
            values[f"{_PAGE}.{parameter.name}"] = getattr(scene, parameter.name)
    run = scene.runs[0]
    keep(_PAGE, values | _run(1, run.optimizer, run.schedule, run.name) | {f"{_PAGE}.runs": ["1"]})
    st.session_state[WANTED] = TRAJECTORIES
