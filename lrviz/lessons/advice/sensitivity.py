"""How much an advised optimizer minds its rate: the good range, as the sweeps of the page Tune measure it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from lrviz.lessons.claim import Claim
from lrviz.lessons.scenes import bowl
from lrviz.optimizers import SGD, Adagrad, Adam, AdamW, NAdam, Rule
from lrviz.scene import Run
from lrviz.sweeps import Axis, Width, sweep
from lrviz.sweeps.measures import MEAN

_STEPS, _SEEDS = 500, 16
_RATES = Axis("optimizer.lr", 1e-4, 10.0, count=126, log=True)
_RULES: dict[str, Rule] = {
    "sgd": SGD(momentum=0.9),
    "adam": Adam(),
    "adamw": AdamW(),
    "adagrad": Adagrad(),
    "amsgrad": Adam(amsgrad=True),
    "nadam": NAdam(),
}
_JUDGED_BY = {"sparse-adam": "adam"}
"""By which other range an optimizer is judged: where no gradient is zero SparseAdam is Adam."""


@lru_cache(maxsize=1)
def _measured() -> dict[str, Width]:
    """The good range of each optimizer in a noisy valley, at a constant rate."""
    runs = tuple(Run(replace(rule, lr=0.1)) for rule in _RULES.values())
    found = sweep(bowl(25.0, (2.5, 0.8), _STEPS, *runs, noise=1.0), [_RATES], seeds=_SEEDS, scheduler="")
    widths = ((key, found.width(MEAN.name, run)) for run, key in enumerate(_RULES))
    return {key: width for key, width in widths if width is not None}


def _claims(key: str, low: float, high: float, width: float) -> tuple[Claim, ...]:
    return (
        Claim("steps", _STEPS, lambda: _STEPS),
        Claim("seeds", _SEEDS, lambda: _SEEDS),
        Claim("low", low, lambda: _measured()[key].low),
        Claim("high", high, lambda: _measured()[key].high),
        Claim("width", width, lambda: _measured()[key].decades),
    )


SENSITIVITY: dict[str, tuple[Claim, ...]] = {
    key: _claims(key, *told)
    for key, told in {
        "sgd": (0.00063, 0.0013, 0.32),
        "adam": (0.012, 0.023, 0.28),
        "adamw": (0.012, 0.023, 0.28),
        "adagrad": (0.13, 0.21, 0.2),
        "amsgrad": (0.012, 0.021, 0.24),
        "nadam": (0.012, 0.023, 0.28),
    }.items()
}
"""The good range of each advised optimizer, by its key: from where to where, and how many decades."""


def ranges(key: str) -> Mapping[str, str]:
    """The numbers of an optimizer's good range as texts write them."""
    return {claim.key: claim.text for claim in SENSITIVITY[_JUDGED_BY.get(key, key)]}
