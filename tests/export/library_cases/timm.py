"""The schedules of timm."""

from typing import Any

from hypothesis import strategies as st

from lrviz import schedules as kinds
from lrviz.schedules import LambdaLR, Schedule, Warmup
from tests.export.library_cases.case import FEW, POWER, SHARE, TIMM, YES, Case, Drawn, T, W


def warmed(a: Drawn, then: Schedule, into: bool = False) -> Schedule:
    """timm's warmup: before the schedule, or in the place of its first steps."""
    place = "before" if a["warmup_prefix"] else "into" if into else "over"
    return Warmup(then, a["warmup_t"], a["warmup_lr_init"], place=place)


def cycles(kind: Any, a: Drawn, *also: str) -> Schedule:
    shared = ("cycle_mul", "cycle_decay", "cycle_limit", *also)
    whole: Schedule = kind(t_initial=a["t_initial"], floor=a["lr_min"], **{name: a[name] for name in shared})
    return warmed(a, whole, kind is kinds.TanhCycles)


def trapezoid(a: Drawn) -> Schedule:
    """timm's stable phase, which may fall, times its decay."""
    power = {"constant": 0.0, "rsqrt": 0.5, "power": a["stable_power"]}[a["stable_fn"]]
    u = f"min(max(t - {a['t_initial'] - a['decay_t']}, 0)/{a['decay_t']}, 1)"
    ratio = a["decay_ratio"]
    fall = {
        "linear": "1 - u",
        "1-sqrt": "1 - sqrt(u)",
        "cosine": "0.5*(1 + cos(pi*u))",
        "power": f"1 - u**{a['decay_power']}",
        "exp": f"({ratio}**u - {ratio})/(1 - {ratio})",
    }[a["decay_fn"]].replace("u", f"({u})")
    stable = f"max((1 + t/{a['stable_timescale']})**(-{power}), {a['lr_min']})"
    return Warmup(LambdaLR(f"{a['lr_min']} + ({stable} - {a['lr_min']})*({fall})"), a["warmup_t"], a["warmup_lr_init"])


NOISE = dict.fromkeys(("noise_range_t", "noise_pct", "noise_std", "noise_seed"), "chance upon the rate")
BOOKS = {"t_in_epochs": "how often it is stepped: lrviz has it beside the schedule", "initialize": "bookkeeping"}
ROUND = {
    "t_initial": st.sampled_from((4, 8, 16)),
    "lr_min": SHARE,
    "cycle_mul": st.sampled_from((1.0, 2.0)),
    "cycle_decay": st.sampled_from((1.0, 0.5)),
    "cycle_limit": FEW,
}
WARM = {"warmup_t": W, "warmup_lr_init": SHARE, "warmup_prefix": YES}
RATES = ("lr_min", "warmup_lr_init")

TIMMS = [
    Case(
        TIMM,
        "CosineLRScheduler",
        ROUND | WARM | {"k_decay": st.sampled_from((1.0, 2.0))},
        lambda a: cycles(kinds.CosineCycles, a, "k_decay"),
        rates=RATES,
        left_out=NOISE | BOOKS,
    ),
    Case(
        TIMM,
        "PolyLRScheduler",
        ROUND | WARM | {"power": POWER, "k_decay": st.sampled_from((1.0, 2.0))},
        lambda a: cycles(kinds.PolynomialCycles, a, "power", "k_decay"),
        rates=RATES,
        left_out=NOISE | BOOKS,
    ),
    Case(
        TIMM,
        "TanhLRScheduler",
        ROUND | WARM | {"lb": st.floats(-8.0, -1.0), "ub": st.floats(0.0, 4.0)},
        lambda a: cycles(kinds.TanhCycles, a, "lb", "ub"),
        rates=RATES,
        left_out=NOISE | BOOKS,
    ),
    Case(
        TIMM,
        "StepLRScheduler",
        WARM | {"decay_t": T, "decay_rate": st.floats(0.1, 1.2)},
        lambda a: warmed(a, kinds.StepLR(a["decay_t"], a["decay_rate"])),
        rates=RATES,
        left_out=NOISE | BOOKS,
    ),
    Case(
        TIMM,
        "MultiStepLRScheduler",
        WARM | {"decay_t": st.lists(st.integers(2, 60), max_size=3).map(sorted), "decay_rate": st.floats(0.1, 1.2)},
        lambda a: warmed(a, kinds.MultiStepLR(tuple(step - 1 for step in a["decay_t"]), a["decay_rate"])),
        rates=RATES,
        left_out=NOISE | BOOKS,
    ),
    Case(
        TIMM,
        "WSDLRScheduler",
        {
            "t_initial": st.integers(20, 40),
            "decay_t": st.integers(1, 20),
            "lr_min": SHARE,
            "stable_fn": st.sampled_from(("constant", "rsqrt", "power")),
            "stable_timescale": T,
            "stable_power": POWER,
            "decay_fn": st.sampled_from(("linear", "1-sqrt", "cosine", "power", "exp")),
            "decay_power": POWER,
            "decay_ratio": st.sampled_from((0.01, 0.1)),
            "warmup_t": W,
            "warmup_lr_init": SHARE,
        },
        trapezoid,
        rates=RATES,
        left_out=NOISE | BOOKS,
    ),
]
