"""The reference: an entry for each optimizer, schedule, function and law, for special settings and the usual pairs."""

from collections.abc import Iterator
from typing import Any, get_args

from lrviz.forecasts import LAWS
from lrviz.hyperparameters import Declared
from lrviz.lessons.entry import Entry, Shelf
from lrviz.lessons.showing import PLAN, STEPS
from lrviz.objectives import OBJECTIVES, Objective
from lrviz.optimizers import OPTIMIZERS, SGD, Adagrad, Adam, AdamW, Optimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import (
    SCHEDULES,
    ConstantLR,
    ConstantWithWarmup,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CosineWithWarmup,
    CyclicLR,
    ExponentialLR,
    LinearLR,
    LinearWithWarmup,
    MultiStepLR,
    OneCycleLR,
    ReduceLROnPlateau,
    Schedule,
    WarmupStableDecay,
    fitted,
)

_RATES: dict[str, float] = {
    "SGD": 0.05,
    "Adagrad": 0.5,
    "Adadelta": 20.0,
    "RMSprop": 0.05,
    "Rprop": 0.05,
    "ASGD": 0.05,
    "Adafactor": 0.3,
    "LBFGS": 1.0,
    "Lion": 0.05,
    "ScheduleFreeSGD": 0.05,
    "ScheduleFreeAdamW": 0.2,
}
"""Rates at which the path of an optimizer is seen well in the valley; the others have `_USUAL`."""

_USUAL = 0.1

_SPECIAL: dict[str, Optimizer] = {
    "Momentum": SGD(lr=0.02, momentum=0.9),
    "Nesterov": SGD(lr=0.02, momentum=0.9, nesterov=True),
    "AMSGrad": Adam(lr=_USUAL, amsgrad=True),
}
"""Special settings of classes that have names of their own, by the keys of their entries."""

_AFTER: dict[str, str] = {"Momentum": "SGD", "Nesterov": "SGD", "AMSGrad": "Adam"}
"""After the entry of which class those stand."""

_SEEN: dict[str, Schedule] = {
    "ConstantLR": ConstantLR(total_iters=100),
    "LinearLR": LinearLR(start_factor=1.0, end_factor=0.1, total_iters=1000),
    "CosineAnnealingWarmRestarts": CosineAnnealingWarmRestarts(T_0=143, T_mult=2),
    "CyclicLR": CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=125),
    "ReduceLROnPlateau": ReduceLROnPlateau(patience=50),
    "ConstantWithWarmup": ConstantWithWarmup(warmup_steps=100),
}
"""Schedules that show what they are with other values than their defaults, in a run of `PLAN`."""

_TUNED = SGD(lr=0.02, momentum=0.9)
_PAIRS: dict[str, tuple[Optimizer, Schedule]] = {
    "Adam-cosine": (Adam(lr=0.2), CosineAnnealingLR(T_max=STEPS)),
    "AdamW-warmup-cosine": (AdamW(lr=0.2), CosineWithWarmup(warmup_steps=10, total_steps=STEPS)),
    "AdamW-warmup-linear": (AdamW(lr=0.2), LinearWithWarmup(warmup_steps=10, total_steps=STEPS)),
    "AdamW-WSD": (AdamW(lr=0.2), WarmupStableDecay(warmup_steps=10, stable_steps=60, decay_steps=30)),
    "Momentum-steps": (_TUNED, MultiStepLR(milestones=(50, 75))),
    "Momentum-cosine": (_TUNED, CosineAnnealingLR(T_max=STEPS)),
    "Momentum-one-cycle": (_TUNED, OneCycleLR(max_lr=0.05, total_steps=STEPS)),
    "Momentum-plateau": (_TUNED, ReduceLROnPlateau(patience=5)),
    "Adagrad-exponential": (Adagrad(lr=0.5), ExponentialLR(gamma=0.95)),
}
"""The usual pairs of an optimizer and a schedule, by the keys of their entries."""


def _optimizers() -> Iterator[Entry]:
    for kind in OPTIMIZERS:
        made: Any = kind
        yield Entry(kind.__name__, "optimizers", (made(lr=_RATES.get(kind.__name__, _USUAL)),))
        for key, after in _AFTER.items():
            if after == kind.__name__:
                yield Entry(key, "optimizers", (_SPECIAL[key],))


def _schedule(kind: type[Schedule]) -> Schedule:
    """A schedule as it is shown: its lengths fill the run of `PLAN`."""
    return _SEEN.get(kind.__name__) or fitted(kind.usual(), PLAN.steps)


def _function(kind: type[Objective]) -> Objective:
    made: Any = kind
    function: Objective = made()
    return function


ENTRIES: dict[str, Entry] = {
    entry.key: entry
    for entry in (
        *_optimizers(),
        *(Entry(key, "combinations", pair) for key, pair in _PAIRS.items()),
        *(Entry(kind.__name__, "schedules", (_schedule(kind),)) for kind in SCHEDULES),
        *(Entry(kind.__name__, "functions", (_function(kind),)) for kind in OBJECTIVES),
        *(Entry(kind.__name__, "laws", (kind.usual(),)) for kind in LAWS),
    )
}
"""All entries, by their keys, in the order of the catalogues."""

SHELVES: tuple[Shelf, ...] = get_args(Shelf)
"""The shelves, in order."""


def on_shelf(shelf: Shelf) -> list[Entry]:
    """The entries of a shelf, in order."""
    return [entry for entry in ENTRIES.values() if entry.shelf == shelf]


def plain(text: str) -> str:
    """A name as the search compares it: small letters and digits alone, so that "Step-LR" is "StepLR"."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def named(text: str) -> Entry:
    """The entry that a key or any other name leads to, however it is spelt.

    Raises:
        ValueError: there is none.
    """
    if text in ENTRIES:
        return ENTRIES[text]
    wanted = plain(text)
    for name, entry in _names():
        if wanted and wanted == plain(name):
            return entry
    raise ValueError(text)


def _names() -> Iterator[tuple[str, Entry]]:
    """All names with what they lead to, first those that something is called, then those by which it is found."""
    for entry in ENTRIES.values():
        yield from ((name, entry) for name in (entry.title, entry.key))
    for entry in sorted(ENTRIES.values(), key=lambda entry: entry.kind is None):
        yield from ((name, entry) for name in entry.names)


def entries_of(scene: Scene) -> list[Entry]:
    """The entries of what a scene is made of: its optimizers in their settings, its schedules, its function."""
    keys = [key for run in scene.runs for key in (_setting(run), *_schedules(run.schedule))]
    keys.append(type(scene.objective).__name__)
    return [ENTRIES[key] for key in dict.fromkeys(keys)]


def _setting(run: Run) -> str:
    """The key of the special setting that a run's optimizer has, of several the one with the most fields; or of it."""
    own = type(run.optimizer).__name__
    fits = [
        (len(entry.changed), key)
        for key, entry in ((key, ENTRIES[key]) for key in _SPECIAL)
        if _AFTER[key] == own and all(getattr(run.optimizer, name) for name in entry.changed)
    ]
    return max(fits)[1] if fits else own


def _schedules(schedule: Declared) -> Iterator[str]:
    """The keys of a schedule and of those inside it, but for a constant rate, which stands everywhere."""
    if isinstance(schedule, Schedule) and type(schedule).__name__ != "Constant":
        yield type(schedule).__name__
    for value in schedule.arguments().values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Declared):
                yield from _schedules(one)
