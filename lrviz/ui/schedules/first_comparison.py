"""The schedules that the page Schedules shows to a new visitor."""

from lrviz.comparison import Entry, Plan
from lrviz.schedules import (
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CosineDecay,
    CyclicLR,
    ExponentialLR,
    InverseSqrt,
    LinearWithWarmup,
    MultiStepLR,
    OneCycleLR,
    PolynomialLR,
    ReduceLROnPlateau,
    Warmup,
    WarmupStableDecay,
)

FIRST_PLAN = Plan(budget=1000.0)

FIRST_ENTRIES: tuple[Entry, ...] = (
    Entry(Warmup(CosineAnnealingLR(T_max=900), steps=100, start_factor=0.01), 1e-3),
    Entry(WarmupStableDecay(warmup_steps=100, stable_steps=700, decay_steps=200, floor=0.01), 1e-3),
    Entry(OneCycleLR(max_lr=1e-3, total_steps=1000), 1e-3),
    Entry(MultiStepLR(milestones=(300, 600, 900)), 1e-3),
    Entry(CosineAnnealingWarmRestarts(T_0=143, T_mult=2), 1e-3),
    Entry(LinearWithWarmup(warmup_steps=100, total_steps=1000), 1e-3),
    Entry(CosineDecay(total_steps=1000, floor=0.1), 1e-3),
    Entry(InverseSqrt(warmup_steps=100), 1e-3),
    Entry(PolynomialLR(total_iters=1000, power=2.0), 1e-3),
    Entry(ExponentialLR(gamma=0.995), 1e-3),
    Entry(CyclicLR(base_lr=1e-4, max_lr=1e-3, step_size_up=125), 1e-3),
    Entry(ReduceLROnPlateau(patience=50), 1e-3),
)
"""What the slots hold at first, on one base rate."""

FIRST_ON = 4
"""How many are on at first: four that people choose between, none of them with a trap."""
