"""Scenes and schedules that other pages hand over to the page Trajectories, and what it hands over to a class."""

from collections.abc import Mapping

from lrviz.comparison import EACH_EPOCH, Entry, Plan
from lrviz.figures.stage.view import SLOTS
from lrviz.hyperparameters import hyperparameters
from lrviz.optimizers import Optimizer
from lrviz.scene import Scene
from lrviz.sweeps.basins import started_at, starts_itself
from lrviz.ui.components.learn import ADVICE, ENTRY, WORD
from lrviz.ui.components.learn import PAGE as LEARN
from lrviz.ui.kit.class_list import CLASS, NO_ITEM, attempt, item_for, items_now, list_values
from lrviz.ui.kit.reruns import open_page
from lrviz.ui.kit.run_slots import run_values
from lrviz.ui.kit.values import belongs, kept, value_of, values_of
from lrviz.ui.kit.written import field_values, written

_PAGE = "t"
_STEPS = next(parameter for parameter in hyperparameters(Scene) if parameter.name == "steps")


def hand_over(entries: Mapping[int, Entry], optimizer: Optimizer, plan: Plan) -> None:
    """Opens Trajectories with a run for each entry, as many as it has slots; function and start stay as they are.

    Args:
        entries: by slot; the first eight go.
        optimizer: what they drive there, each from its own base rate.
        plan: the run; a schedule that is stepped each epoch has a step there for each of its epochs.
    """
    going = list(entries.values())[: len(SLOTS)]
    values = values_of(f"{_PAGE}.")
    values |= run_values(_PAGE, [(entry.driven(optimizer), entry.schedule, entry.name) for entry in going])
    calls = [round(plan.epochs) if entry.stepped == EACH_EPOCH else plan.steps for entry in going]
    most = int(_STEPS.range.high) if _STEPS.range else plan.steps
    steps = min(max([1, *calls]), most)
    open_page("trajectories", _PAGE, values | {f"{_PAGE}.steps": steps})


def open_scene(scene: Scene) -> None:
    """Opens Trajectories with a scene, to the last bit; of its runs as many as there are slots."""
    scene = started_at(scene, scene.origin)
    prefix, objective = f"{_PAGE}.f", scene.objective
    values = written(prefix, objective)
    if not starts_itself(objective):
        starts = zip("xy", scene.origin, strict=True)
        values |= {f"{prefix}.{type(objective).__name__}.start_{axis}": value for axis, value in starts}
    for parameter in hyperparameters(Scene):
        if parameter.name in ("steps", "noise", "seed", "clip", "shared_noise", "box"):
            values |= field_values(f"{_PAGE}.{parameter.name}", parameter, getattr(scene, parameter.name))
    values |= run_values(_PAGE, [(run.optimizer, run.schedule, run.name) for run in scene.runs[: len(SLOTS)]])
    open_page("trajectories", _PAGE, values)


def use_in_class(scene: Scene) -> None:
    """Puts a scene behind the list of what a class goes through, and opens the list."""
    learning = {key: value_of(key) for key in kept() if belongs(key, LEARN)}
    learning |= {ENTRY: "", ADVICE: "", WORD: "", CLASS: NO_ITEM}

    def put() -> None:
        items = [*items_now(), item_for(scene)]
        learning.update(list_values(items), **{CLASS: str(len(items))})

    attempt(put)
    open_page("learn", LEARN, learning)
