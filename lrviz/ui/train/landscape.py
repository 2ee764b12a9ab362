"""The loss around one run on the page Train: a slice with its path, and the sharpness along it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, final

import streamlit as st

from lrviz.figures.kit.style import STYLES
from lrviz.figures.train.landscape import (
    edge_of,
    path_map,
    plane_in_words,
    random_map,
    sharpness_in_words,
    sharpness_picture,
    slice_in_words,
)
from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import Picture, PictureRun
from lrviz.hyperparameters import Hyperparameter, Range
from lrviz.training import Training
from lrviz.training.landscape import FARTHEST, FINEST
from lrviz.training.sharpness import MOST_PLACES
from lrviz.ui.components.tune import TuneView, tune
from lrviz.ui.kit import widgets
from lrviz.ui.kit.headings import heading
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.share import say
from lrviz.ui.kit.view import view_controls, view_keeper
from lrviz.ui.train.base import Mode
from lrviz.ui.train.computed import ComputedJobs, say_problems
from lrviz.ui.train.controls import PAGE, Setup
from lrviz.workers.training.landscapes import PathSliceJob, RandomSliceJob, SharpnessJob, SliceJob

_KEY = f"{PAGE}.landscape"
_PATH, _RANDOM = "the path of the run", "random directions"
_LOSS_OF_A_STEP = 0.4
"""A loss on the samples of a slice takes such a part of a step, about."""

_SIZE = Hyperparameter(
    "size", int, "Rows and columns of the map; an even number takes the next one.", 41, Range(3, FINEST)
)
_REACH = Hyperparameter(
    "reach",
    float,
    "How far the map goes in each direction: 1 is as far as the weights of each filter are long.",
    1.0,
    Range(0.0, FARTHEST, log=True, low_open=True, usual=(0.01, 10.0)),
)
_DIRECTIONS = Hyperparameter("seed", int, "Seed of the directions.", 0, Range(0, 2**32 - 1, usual=(0, 99)))
_PLACES = Hyperparameter("places", int, "At how many steps the sharpness is taken.", 21, Range(2, MOST_PLACES))


@dataclass(frozen=True)
class Asked:
    """Of which slot, and what is computed."""

    slot: int
    slice: SliceJob
    sharpness: SharpnessJob
    view: TuneView


@final
class Landscape(Mode):
    """The loss around one of the runs."""

    title = "landscape"
    caption = "The loss around one run: a map through its last weights, and how sharply it curves along the run."
    looks: ClassVar[tuple[str, ...]] = (_PATH, _RANDOM)

    @classmethod
    def controls(cls, link: Link, setup: Setup) -> Asked:
        slots = [str(slot) for slot in setup.slots] or ["1"]
        slot = widgets.menu(link, f"{_KEY}.run", "Run", slots, slots[0])
        index = slots.index(slot)
        st.caption(complaint(setup.wanted.runs[index].label))
        plane = widgets.menu(link, f"{_KEY}.plane", "Directions of the map", list(cls.looks), _PATH)
        size = number(link, f"{_KEY}.size", _SIZE, _SIZE.default, "rows and columns") | 1
        reach, seed = _REACH.default, _DIRECTIONS.default
        if plane == _RANDOM:
            reach = number(link, f"{_KEY}.reach", _REACH, reach)
            seed = number(link, f"{_KEY}.seed", _DIRECTIONS, seed, "seed of the directions")
        places = number(link, f"{_KEY}.places", _PLACES, _PLACES.default, "places of the sharpness")
        with st.sidebar:
            view = view_controls(link, _KEY, TuneView)
        training = replace(setup.wanted, runs=(setup.wanted.runs[index],))
        job = PathSliceJob(training, size) if plane == _PATH else RandomSliceJob(training, size, reach, seed)
        return Asked(setup.slots[index], job, SharpnessJob(training, places), view)

    @classmethod
    def show(cls, setup: Setup, asked: Asked) -> None:
        computed = ComputedJobs.current(cls.title, [asked.slice, asked.sharpness], setup.owner)
        training = asked.slice.training
        with st.container(key="train-head", horizontal=True, vertical_alignment="center"):
            what = f"The loss around the end of {training.runs[0].label}"
            computed.offer(_seconds(computed, training), "Look around", what)
        if not computed.follow(lambda: _draw(asked, computed)):
            sliced, sharp = computed.ones
            say(f"{_map_in_words(asked, sliced.result)} {_sharpness_in_words(asked, sharp.result)}".strip())


def _seconds(computed: ComputedJobs, training: Training) -> float:
    """About how long what is left takes, on one processor."""
    task = training.task
    one = task.milliseconds / 1000
    trained = one * task.steps * training.runs[0].optimizer.evaluations
    jobs = [one.job for one in computed.left]
    cells = sum(job.size**2 for job in jobs if isinstance(job, SliceJob))
    return trained * len(jobs) + one * _LOSS_OF_A_STEP * cells


def _draw(asked: Asked, computed: ComputedJobs) -> None:
    sliced, sharp = computed.ones
    run, key = asked.slice.run, str(hash((asked.slice, asked.sharpness)))
    drawn = PictureRun(asked.slot, f"{asked.slot} · {run.label}", STYLES[asked.slot - 1])
    with st.container():
        say_problems([sliced, sharp], ["The map", "The sharpness"])
    heading("Map of the training loss")
    if sliced.part is not None:
        make: Callable[..., Picture] = path_map if isinstance(asked.slice, PathSliceJob) else random_map
        _mount(make(sliced.part, drawn, key), asked, "landscape")
    st.markdown(complaint(_map_in_words(asked, sliced.result)))
    heading("Sharpness along the run")
    if sharp.part is not None:
        edge = edge_of(asked.sharpness.training)
        _mount(sharpness_picture(sharp.part, edge, drawn, key), asked, "sharpness")
    st.markdown(complaint(_sharpness_in_words(asked, sharp.result)))


def _map_in_words(asked: Asked, found: Any) -> str:
    """What the map shows and what not; empty before it is done."""
    if found is None:
        return ""
    return plane_in_words(found) if isinstance(asked.slice, PathSliceJob) else slice_in_words(found)


def _sharpness_in_words(asked: Asked, found: Any) -> str:
    """Where the sharpness ended, and what that means; empty before it is done."""
    return "" if found is None else sharpness_in_words(found, edge_of(asked.sharpness.training))


def _mount(picture: Picture, asked: Asked, key: str) -> None:
    tune(tune_payload(picture, asked.view.arguments()), {"view": view_keeper(_KEY, asked.view)}, key)
