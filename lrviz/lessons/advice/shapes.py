"""The schedules that are advised, each with a scene that shows why and one where it fails."""

from dataclasses import replace

from lrviz.lessons.advice.pick import Evidence, Pick, taught
from lrviz.lessons.claim import Claim
from lrviz.lessons.essentials.noise import BUDGET, DECAY, ON_PLATEAU, WARMUP
from lrviz.lessons.essentials.shapes import COMES_TO_REST
from lrviz.lessons.measuring import diverged_at, mean_loss
from lrviz.lessons.noise import SECOND_DROP
from lrviz.lessons.scenes import bowl, sgd
from lrviz.lessons.schedules import FOOLED, RIVER
from lrviz.optimizers import Adagrad
from lrviz.scene import Run
from lrviz.schedules import (
    Constant,
    CosineAnnealingLR,
    ReduceLROnPlateau,
    Schedule,
    StepLR,
    Warmup,
    WarmupStableDecay,
)

BUDGET_STEPS = 1000
"""How many steps the advised schedules are laid out for."""

_SEEDS = 200
_SHRINKS = bowl(
    1.0,
    (2.5, 0.8),
    BUDGET_STEPS,
    sgd(0.1),
    Run(Adagrad(lr=0.5)),
    Run(Adagrad(lr=0.5), CosineAnnealingLR(T_max=BUDGET_STEPS)),
    noise=1.0,
)
_TOO_HIGH = bowl(25.0, (1.0, 1.0), 250, sgd(0.2), sgd(0.2, Warmup(CosineAnnealingLR(T_max=200), steps=50)))
_STOPPED = replace(RIVER.scene, steps=1600)

STEP = Pick[Schedule]("step", StepLR(step_size=300), shows=taught(DECAY), fails=taught(SECOND_DROP))
COSINE = Pick[Schedule](
    "cosine", CosineAnnealingLR(T_max=BUDGET_STEPS), shows=taught(COMES_TO_REST), fails=taught(BUDGET)
)
WARM_COSINE = Pick[Schedule](
    "warmup-cosine",
    Warmup(CosineAnnealingLR(T_max=900), steps=100, start_factor=0.01),
    shows=taught(WARMUP),
    fails=Evidence(
        _TOO_HIGH,
        claims=(
            Claim("limit", 0.08, lambda: 2 / 25),
            Claim("cold", 4, lambda: diverged_at(_TOO_HIGH, 1)),
            Claim("warm", 74, lambda: diverged_at(_TOO_HIGH, 2)),
        ),
        look={"loss_scale": "logarithmic"},
    ),
)
STAY_HIGH = Pick[Schedule](
    "stay-high",
    WarmupStableDecay(warmup_steps=100, stable_steps=700, decay_steps=200, floor=0.01),
    shows=taught(RIVER),
    fails=Evidence(
        _STOPPED,
        claims=(
            Claim("seeds", 100, lambda: 100),
            Claim("cosine", 0.127, lambda: mean_loss(_STOPPED, 2, 100)),
            Claim("stable", 0.222, lambda: mean_loss(_STOPPED, 3, 100)),
        ),
    ),
)
ON_METRIC = Pick[Schedule]("plateau", ReduceLROnPlateau(), shows=taught(ON_PLATEAU), fails=taught(FOOLED))
NONE = Pick[Schedule](
    "none",
    Constant(),
    shows=Evidence(
        _SHRINKS,
        claims=(
            Claim("seeds", _SEEDS, lambda: _SEEDS),
            Claim("sgd", 0.0549, lambda: mean_loss(_SHRINKS, 1, _SEEDS)),
            Claim("adagrad", 0.00784, lambda: mean_loss(_SHRINKS, 2, _SEEDS)),
        ),
        look={"loss_scale": "logarithmic"},
    ),
    fails=Evidence(
        _SHRINKS,
        claims=(
            Claim("seeds", _SEEDS, lambda: _SEEDS),
            Claim("constant", 0.00784, lambda: mean_loss(_SHRINKS, 2, _SEEDS)),
            Claim("cosine", 0.0019, lambda: mean_loss(_SHRINKS, 3, _SEEDS)),
        ),
        look={"loss_scale": "logarithmic", "chosen": 3},
    ),
)

SHAPES: tuple[Pick[Schedule], ...] = (STEP, COSINE, WARM_COSINE, STAY_HIGH, ON_METRIC, NONE)
"""All schedules that are advised."""
