"""The schedules of Hugging Face's transformers: their names there, and what they are here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lrviz.schedules import (
    Constant,
    ConstantWithWarmup,
    CosineRestartsWithWarmup,
    CosineWithWarmup,
    InverseSqrt,
    LinearWithWarmup,
    PolynomialWithWarmup,
    ReduceLROnPlateau,
    Schedule,
    WarmupStableDecay,
)


@dataclass(frozen=True)
class Named:
    """A function of transformers that builds a scheduler.

    Attributes:
        function: its name.
        choice: what `lr_scheduler_type` and `get_scheduler` call it.
        kind: the class here.
        fields: its arguments, in its order, each with the field of the class.
        wanted: those of them without a default.
        defaults: those of its defaults that are not the fields' own.
        fixed: fields that it always has so.
    """

    function: str
    choice: str
    kind: type[Schedule]
    fields: Mapping[str, str] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)


_WARMUP = {"num_warmup_steps": "warmup_steps"}
_SPAN = {**_WARMUP, "num_training_steps": "total_steps"}
_PLATEAU = ["mode", "factor", "patience", "threshold", "threshold_mode", "cooldown", "min_lr", "eps"]

NAMED: tuple[Named, ...] = (
    Named("get_constant_schedule", "constant", Constant),
    Named("get_constant_schedule_with_warmup", "constant_with_warmup", ConstantWithWarmup, _WARMUP, tuple(_WARMUP)),
    Named("get_linear_schedule_with_warmup", "linear", LinearWithWarmup, _SPAN, tuple(_SPAN)),
    Named(
        "get_cosine_schedule_with_warmup",
        "cosine",
        CosineWithWarmup,
        {**_SPAN, "num_cycles": "num_cycles"},
        tuple(_SPAN),
    ),
    Named(
        "get_cosine_with_hard_restarts_schedule_with_warmup",
        "cosine_with_restarts",
        CosineRestartsWithWarmup,
        {**_SPAN, "num_cycles": "num_cycles"},
        tuple(_SPAN),
        {"num_cycles": 1},
    ),
    Named(
        "get_polynomial_decay_schedule_with_warmup",
        "polynomial",
        PolynomialWithWarmup,
        {**_SPAN, "lr_end": "lr_end", "power": "power"},
        tuple(_SPAN),
    ),
    Named(
        "get_inverse_sqrt_schedule",
        "inverse_sqrt",
        InverseSqrt,
        {**_WARMUP, "timescale": "timescale"},
        tuple(_WARMUP),
    ),
    Named(
        "get_cosine_with_min_lr_schedule_with_warmup",
        "cosine_with_min_lr",
        CosineWithWarmup,
        {**_SPAN, "num_cycles": "num_cycles", "min_lr_rate": "floor"},
        tuple(_SPAN),
    ),
    Named(
        "get_wsd_schedule",
        "warmup_stable_decay",
        WarmupStableDecay,
        {
            **_WARMUP,
            "num_decay_steps": "decay_steps",
            "num_stable_steps": "stable_steps",
            "decay_type": "decay_shape",
            "min_lr_ratio": "floor",
        },
        ("num_warmup_steps", "num_decay_steps"),
        {"num_stable_steps": None, "decay_type": "cosine"},
    ),
    Named(
        "get_reduce_on_plateau_schedule",
        "reduce_lr_on_plateau",
        ReduceLROnPlateau,
        {name: name for name in _PLATEAU},
    ),
)
"""All but those that drive themselves (greedy, Adafactor) and a cosine whose warmup begins above 0."""

CHOICES = {named.function: named.choice for named in NAMED}
