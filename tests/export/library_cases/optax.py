"""The schedules of optax."""

from hypothesis import strategies as st

from lrviz import schedules as kinds
from lrviz.schedules import Constant, LambdaLR, Schedule, Warmup
from tests.export.library_cases.case import OPTAX, POWER, REST, SHARE, YES, Case, Drawn, T, W, stages


def joined(a: Drawn) -> Schedule:
    """optax's decay of a factor each so many steps, held at first, in stairs if asked, to an end if given."""
    gone = f"max(t - {a['transition_begin']}, 0)/{a['transition_steps']}"
    fall = f"{a['decay_rate']}**({f'floor({gone})' if a['staircase'] else gone})"
    if a["end_value"] is not None:
        fall = f"{'max' if a['decay_rate'] < 1 else 'min'}({fall}, {a['end_value']})"
    return LambdaLR(fall)


def held(a: Drawn, then: Schedule) -> Schedule:
    return stages((a["transition_begin"], Constant()), (REST, then))


def one_cycle(a: Drawn) -> Schedule:
    low, first = 1 / a["div_factor"], int(a["pct_start"] * a["transition_steps"])
    last, rest = low / a["final_div_factor"], a["transition_steps"] - first
    return stages((first, kinds.ConstantWithWarmup(first, low, "cosine")), (REST, kinds.CosineDecay(rest, last)))


def linear_cycle(a: Drawn) -> Schedule:
    low, steps = 1 / a["div_factor"], a["transition_steps"]
    points = [(0, low), (int(a["pct_start"] * steps), 1.0), (int(a["pct_final"] * steps), low)]
    return kinds.PiecewiseLinear((*points, (steps, low / a["final_div_factor"])))


def stairs(a: Drawn) -> Schedule:
    boundaries, scales = zip(*a["boundaries_and_scales"].items(), strict=True)
    return kinds.PiecewiseConstant(boundaries, (1.0, *scales))


def interpolated(a: Drawn) -> Schedule:
    ((end, scale),) = a["boundaries_and_scales"].items()
    u = f"min(t/{end}, 1)"
    fall = f"1 - {u}" if a["interpolate_type"] == "linear" else f"0.5*(1 + cos(pi*{u}))"
    return LambdaLR(f"{scale} + (1 - {scale})*({fall})")


EXPONENTIAL = {
    "transition_steps": T,
    "decay_rate": st.sampled_from((0.5, 0.9, 1.1)),
    "transition_begin": st.integers(0, 9),
    "staircase": YES,
    "end_value": st.none() | st.sampled_from((0.25, 0.7)),
}
CYCLE = {
    "transition_steps": st.sampled_from((20, 40)),
    "pct_start": st.sampled_from((0.25, 0.5)),
    "div_factor": st.sampled_from((2.0, 25.0)),
    "final_div_factor": st.sampled_from((10.0, 1e4)),
}
ONE_STAIR = st.builds(lambda at, scale: {at: scale}, T, st.sampled_from((0.1, 0.5, 2.0)))
OPTAXS = [
    Case(OPTAX, "constant_schedule", {}, lambda a: Constant(), base="value"),
    Case(
        OPTAX,
        "cosine_decay_schedule",
        {"decay_steps": T, "alpha": SHARE, "exponent": POWER},
        lambda a: kinds.CosineDecay(*a.values()),
        base="init_value",
    ),
    Case(OPTAX, "cosine_onecycle_schedule", CYCLE, one_cycle, base="peak_value"),
    Case(
        OPTAX,
        "linear_onecycle_schedule",
        CYCLE | {"pct_final": st.sampled_from((0.75, 0.85))},
        linear_cycle,
        base="peak_value",
    ),
    Case(OPTAX, "exponential_decay", EXPONENTIAL, joined, rates=("end_value",), base="init_value"),
    Case(
        OPTAX,
        "linear_schedule",
        {"end_value": SHARE, "transition_steps": T, "transition_begin": st.integers(0, 9)},
        lambda a: held(a, kinds.PolynomialDecay(a["transition_steps"], a["end_value"])),
        rates=("end_value",),
        base="init_value",
    ),
    Case(
        OPTAX,
        "polynomial_schedule",
        {"end_value": SHARE, "power": POWER, "transition_steps": T, "transition_begin": st.integers(0, 9)},
        lambda a: held(a, kinds.PolynomialDecay(a["transition_steps"], a["end_value"], a["power"])),
        rates=("end_value",),
        base="init_value",
    ),
    Case(
        OPTAX,
        "piecewise_constant_schedule",
        {"boundaries_and_scales": ONE_STAIR},
        lambda a: kinds.PiecewiseConstant(
            tuple(a["boundaries_and_scales"]), (1.0, *a["boundaries_and_scales"].values())
        ),
        base="init_value",
    ),
    Case(
        OPTAX,
        "piecewise_interpolate_schedule",
        {"interpolate_type": st.sampled_from(("linear", "cosine")), "boundaries_and_scales": ONE_STAIR},
        interpolated,
        base="init_value",
    ),
    Case(
        OPTAX,
        "warmup_constant_schedule",
        {"init_value": SHARE, "warmup_steps": W},
        lambda a: kinds.ConstantWithWarmup(a["warmup_steps"], a["init_value"]),
        rates=("init_value",),
        base="peak_value",
    ),
    Case(
        OPTAX,
        "warmup_cosine_decay_schedule",
        {
            "init_value": SHARE,
            "warmup_steps": W,
            "decay_steps": st.integers(21, 50),
            "end_value": SHARE,
            "exponent": POWER,
        },
        lambda a: Warmup(
            kinds.CosineDecay(a["decay_steps"] - a["warmup_steps"], a["end_value"], a["exponent"]),
            a["warmup_steps"],
            a["init_value"],
        ),
        rates=("init_value", "end_value"),
        base="peak_value",
    ),
    Case(
        OPTAX,
        "warmup_exponential_decay_schedule",
        {"init_value": SHARE, "warmup_steps": W} | EXPONENTIAL,
        lambda a: Warmup(joined(a), a["warmup_steps"], a["init_value"]),
        rates=("init_value", "end_value"),
        base="peak_value",
    ),
]
