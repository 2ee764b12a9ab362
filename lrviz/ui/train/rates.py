"""Learning rates on the page Train: how the runs end at many of them, measured, beside what a range test guesses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
import streamlit as st

from lrviz.figures.train.rates import (
    ENDINGS,
    Ending,
    MeasuredRun,
    chaos,
    compared,
    range_test_picture,
    sensitivity_picture,
    told,
)
from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import Progress
from lrviz.figures.tune.pictures import Sensitivity as Curves
from lrviz.hyperparameters import Hyperparameter, HyperparameterError, Range
from lrviz.optimizers.base import RATES
from lrviz.scene import Run
from lrviz.schedules import Constant
from lrviz.training import Sensitivity, Training
from lrviz.training.sensitivity import MOST_TRAININGS, joined
from lrviz.training.stacked import stackable
from lrviz.ui.components.tune import TuneView, marked, sent_cell, tune
from lrviz.ui.kit import widgets
from lrviz.ui.kit.component import Callbacks
from lrviz.ui.kit.headings import heading
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.notices import say_warnings
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.reruns import later
from lrviz.ui.kit.share import say
from lrviz.ui.kit.values import postpone
from lrviz.ui.kit.view import view_controls, view_keeper
from lrviz.ui.kit.written import written
from lrviz.ui.train.base import Mode
from lrviz.ui.train.computed import ComputedJob, ComputedJobs, say_problems
from lrviz.ui.train.controls import PAGE, Setup
from lrviz.ui.train.handover import MODE, RUNS
from lrviz.ui.train.rates_leaving import leave
from lrviz.workers.training import Job
from lrviz.workers.training.rates import RangeTestJob, SensitivityJob

_KEY = f"{PAGE}.rates"
_STACKED = 10.0
"""How many times as fast small networks are trained at once as one after the other, at least."""

_LOW = Hyperparameter("low", float, "The lowest learning rate.", 1e-4, replace(RATES, low_open=True))
_HIGH = Hyperparameter("high", float, "The highest learning rate.", 1.0, replace(RATES, low_open=True))
_COUNT = Hyperparameter("count", int, "How many rates, as far apart on a logarithmic scale.", 16, Range(2, 64))
_SEEDS = Hyperparameter(
    "seeds", int, "How often each rate is tried, from other first weights on other batches.", 4, Range(1, 16)
)
_STEPS = Hyperparameter("steps", int, "Steps of the range test, one for each of its rates.", 200, Range(20, 2000))


@dataclass(frozen=True)
class Asked:
    """What is measured, and what is looked at."""

    rates: tuple[float, ...]
    seeds: int
    steps: int
    ending: Ending
    view: TuneView


@final
class Rates(Mode):
    """How the runs end at each learning rate."""

    title = "rates"
    caption = "Train the runs at many learning rates: the best one, the good range, and what a range test makes of it."

    @classmethod
    def controls(cls, link: Link, setup: Setup) -> Asked:
        low = number(link, f"{_KEY}.low", _LOW, _LOW.default, "from")
        high = number(link, f"{_KEY}.high", _HIGH, _HIGH.default, "to")
        count = number(link, f"{_KEY}.count", _COUNT, _COUNT.default, "rates")
        seeds = number(link, f"{_KEY}.seeds", _SEEDS, _SEEDS.default, "seeds of each rate")
        ending = ENDINGS[widgets.menu(link, f"{_KEY}.ending", "What is measured", list(ENDINGS), next(iter(ENDINGS)))]
        steps = number(link, f"{_KEY}.steps", _STEPS, _STEPS.default, "steps of the range test")
        with st.sidebar:
            view = view_controls(link, _KEY, TuneView)
        if not low < high:
            raise HyperparameterError(f"the rates must go from a lower to a higher one, got {low:g} to {high:g}")
        if count * seeds > MOST_TRAININGS:
            raise HyperparameterError(f"rates times seeds must be at most {MOST_TRAININGS}, got {count * seeds}")
        return Asked(spread(low, high, count), seeds, steps, ending, view)

    @classmethod
    def show(cls, setup: Setup, asked: Asked) -> None:
        setup = _movable(setup)
        jobs = {slot: _jobs(setup, index, asked) for index, slot in enumerate(setup.slots)}
        computed = ComputedJobs.current(cls.title, [job for own in jobs.values() for job in own], setup.owner)
        with st.container(key="train-head", horizontal=True, vertical_alignment="center"):
            computed.offer(_seconds(computed, setup), "Measure", _what(setup, asked), stops=False)

        def draw() -> None:
            _draw(setup, asked, computed, _measured(setup, computed, jobs))

        going = computed.follow(draw)
        runs = _measured(setup, computed, jobs)
        if not going:
            say("; ".join(told(run, asked.ending, setup.wanted.task.score_name) for run in runs))
        leave(setup.wanted, runs, asked.rates, _seeds(setup.wanted, asked), asked.steps)


def _movable(setup: Setup) -> Setup:
    """The training with those runs alone whose rate can be varied; says why others are left out.

    Raises:
        ValueError: there is none.
    """
    pairs = list(zip(setup.slots, setup.wanted.runs, strict=True))
    fixed = [slot for slot, run in pairs if run.schedule.overwrites_lr]
    with st.container():
        say_warnings(
            f"Run {slot} is left out: its schedule sets all rates itself, whatever the optimizer's is."
            for slot in fixed
        )
    kept = [(slot, run) for slot, run in pairs if slot not in fixed]
    if not kept:
        raise HyperparameterError("No run has a learning rate that could be varied: choose another schedule.")
    slots, runs = zip(*kept, strict=True)
    return replace(setup, slots=slots, training=replace(setup.wanted, runs=runs))


def spread(low: float, high: float, count: int) -> tuple[float, ...]:
    """Rates as far apart on a logarithmic scale, of four digits each, so that they can be typed."""
    rates = dict.fromkeys(float(f"{rate:.4g}") for rate in np.geomspace(low, high, count).tolist())
    return tuple(rates)


def _jobs(setup: Setup, index: int, asked: Asked) -> tuple[Job, ...]:
    """What is to be computed of a run: first the range test; small networks are all trained at once."""
    training = replace(setup.wanted, runs=(setup.wanted.runs[index],))
    seeds = _seeds(training, asked)
    parts = [seeds] if stackable(training, training.runs[0]) else [[seed] for seed in seeds]
    test = RangeTestJob(training, asked.rates[0], asked.rates[-1], asked.steps)
    return (test, *(SensitivityJob(training, asked.rates, tuple(part)) for part in parts))


def _seeds(training: Training, asked: Asked) -> list[int]:
    """The training's own seed and those that follow it."""
    return [(training.seed + seed) % 2**32 for seed in range(asked.seeds)]


def _seconds(computed: ComputedJobs, setup: Setup) -> float:
    """About how long what is left takes, on one processor."""
    return sum(_seconds_of(one.job, setup) for one in computed.left)


def _seconds_of(job: Job, setup: Setup) -> float:
    step = setup.wanted.task.milliseconds * job.run.optimizer.evaluations / 1000
    if not isinstance(job, SensitivityJob):
        return step * getattr(job, "steps", 0)
    trainings = len(job.rates) * len(job.seeds)
    return step * job.training.task.steps * trainings / (_STACKED if stackable(job.training, job.run) else 1.0)


def _what(setup: Setup, asked: Asked) -> str:
    """What is measured, in words."""
    training, rates = setup.wanted, len(asked.rates)
    slow = [run.optimizer.label(with_lr=False) for run in training.runs if not stackable(training, run)]
    one = f"; one after another: {', '.join(slow)}" if slow else ""
    runs = f"{len(training.runs)} run{'s' * (len(training.runs) > 1)}"
    return f"{rates} rates × {asked.seeds} seed{'s' * (asked.seeds > 1)} of {runs}{one}"


def _measured(setup: Setup, computed: ComputedJobs, jobs: dict[int, tuple[Job, ...]]) -> list[MeasuredRun]:
    """Each run as far as it is measured."""
    ones, runs = iter(computed.ones), []
    for slot, run in zip(setup.slots, setup.wanted.runs, strict=True):
        test, *parts = [next(ones) for _ in jobs[slot]]
        runs.append(MeasuredRun(slot, _name(slot, run), _joined(parts, run), test.part, _problem(test, *parts)))
    return runs


def _name(slot: int, run: Run) -> str:
    """What a run is called where its own rate is not used."""
    own = run.optimizer.label(with_lr=False)
    scheduled = own if isinstance(run.schedule, Constant) else f"{own} · {run.schedule.label}"
    return f"{slot} · {run.name or scheduled}"


def _joined(parts: list[ComputedJob], run: Run) -> Sensitivity | None:
    """The sensitivity of a run from those of its parts; None before anything is known."""
    if all(one.part is None for one in parts):
        return None
    jobs = [one.job for one in parts if isinstance(one.job, SensitivityJob)]
    found = [job.nothing if one.part is None else one.part for job, one in zip(jobs, parts, strict=True)]
    return replace(joined(found), run=run)


def _problem(*ones: ComputedJob) -> str:
    return next((one.problem for one in ones if one.problem and not one.underway), "")


def _draw(setup: Setup, asked: Asked, computed: ComputedJobs, runs: list[MeasuredRun]) -> None:
    training, ending, rates = setup.wanted, asked.ending, np.array(asked.rates)
    score, key = training.task.score_name, str(hash((training, asked.rates, asked.seeds)))
    with st.container():
        say_problems(computed.ones, ["" for _ in computed.ones])
    if all(one.part is None and one.watched is None for one in computed.ones):
        return
    heading("Measured at each rate")
    trainings = len(rates) * asked.seeds
    done = sum(int(run.found.share * trainings) for run in runs if run.found is not None)
    progress = Progress(done, trainings * len(runs), None, computed.underway)
    measured = sensitivity_picture(runs, rates, asked.seeds, ending, score, key)
    acts = {
        "open": lambda sent: later(lambda: postpone(opened(setup, asked.rates, sent))),
        "stop": lambda _: computed.stop(),
    }
    _mount(measured, asked, "rates", progress, acts)
    st.markdown("\n".join(f"- {complaint(told(run, ending, score))}" for run in runs))
    st.caption(complaint(chaos(runs, ending)))
    heading("Range test")
    rising = np.geomspace(rates[0], rates[-1], asked.steps)
    _mount(range_test_picture(runs, rising, ending, f"{key} test"), asked, "range-test")
    st.markdown("\n".join(f"- {complaint(sentence)}" for sentence in compared(runs, ending)))


def _mount(
    picture: Curves, asked: Asked, key: str, progress: Progress | None = None, acts: Callbacks | None = None
) -> None:
    tune(
        tune_payload(picture, asked.view.arguments(), progress),
        {
            "view": view_keeper(_KEY, asked.view),
            "refine": lambda sent: later(lambda: postpone(refined(sent, asked.rates))),
            **(acts or {}),
        },
        key,
    )


def refined(sent: Any, rates: Sequence[float]) -> dict[str, Any]:
    """The values of widgets that ask for the rates inside a rectangle; none where a browser sent no rectangle."""
    ends = marked(sent, "x", rates[0], rates[-1]) or (rates[0], rates[0])
    low, high = (float(f"{end:.4g}") for end in ends)
    return {f"{_KEY}.low": low, f"{_KEY}.high": high} if low < high else {}


def opened(setup: Setup, rates: Sequence[float], sent: Any) -> dict[str, Any]:
    """The values of widgets that have the run of a cell trained at its rate in the mode Runs; none without a cell.

    Args:
        setup: whose runs are measured.
        rates: at which.
        sent: what a browser sent.
    """
    cell = sent_cell(sent, len(rates) * len(setup.slots))
    if cell is None:
        return {}
    index, place = divmod(cell, len(rates))
    optimizer = replace(setup.wanted.runs[index].optimizer, lr=rates[place])
    return written(f"{PAGE}{setup.slots[index]}.o", optimizer) | {MODE: RUNS}
