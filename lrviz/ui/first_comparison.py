"""The schedules that a visitor meets."""

from lrviz.comparison import Entry, Plan
from lrviz.schedules import CosineAnnealingLR, MultiStepLR, OneCycleLR, Warmup, WarmupStableDecay

FIRST_PLAN = Plan(budget=1000.0)

FIRST_ENTRIES: tuple[Entry, ...] = (
    Entry(Warmup(CosineAnnealingLR(T_max=900), steps=100, start_factor=0.01), 1e-3),
    Entry(WarmupStableDecay(warmup_steps=100, stable_steps=700, decay_steps=200, floor=0.01), 1e-3),
    Entry(OneCycleLR(max_lr=1e-3, total_steps=1000), 1e-3),
    Entry(MultiStepLR(milestones=(300, 600, 900)), 1e-3),
)
"""Four that people choose between, on one base rate, none of them with a trap."""
