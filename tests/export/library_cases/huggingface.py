"""The schedules of Hugging Face."""

from hypothesis import strategies as st

from lrviz import schedules as kinds
from lrviz.schedules import Constant, LambdaLR, Schedule
from tests.export.library_cases.case import ENDS, FEW, HF, POWER, REST, SHARE, Case, Drawn, T, W, stages

RISES = {"linear": "u", "cosine": "0.5*(1 - cos(pi*u))", "1-sqrt": "1 - sqrt(1 - u)"}
FALLS = {"linear": "1 - u", "cosine": "0.5*(1 + cos(pi*{n}*2*u))", "1-sqrt": "1 - sqrt(u)"}


def wsd(a: Drawn) -> Schedule:
    floor = repr(float(a["min_lr_ratio"]))

    def part(form: str, steps: int) -> Schedule:
        return LambdaLR(f"({form.replace('u', f'(t/{steps})')})*(1 - {floor}) + {floor}")

    rise = part(RISES[a["warmup_type"]], a["num_warmup_steps"])
    fall = part(FALLS[a["decay_type"]].format(n=a["num_cycles"]), a["num_decay_steps"])
    lengths = (a["num_warmup_steps"], a["num_stable_steps"], a["num_decay_steps"], REST)
    return stages(*zip(lengths, (rise, Constant(), fall, LambdaLR(floor)), strict=True))


def by_rate(a: Drawn) -> Schedule:
    span, floor, warm = max(1, a["num_training_steps"] - a["num_warmup_steps"]), a["min_lr_rate"], a["warmup_lr_rate"]
    rise = LambdaLR(f"{warm} + (1 - {warm})*t/{max(1, a['num_warmup_steps'] - 1)}")
    fall = f"0.5*(1 + cos(pi*{a['num_cycles']}*2*(t + 1)/{span}))*(1 - {floor}) + {floor}"
    return stages((a["num_warmup_steps"], rise), (REST, LambdaLR(f"max(0, {fall})")))


HUGGING_FACE = [
    Case(HF, "get_constant_schedule", {}, lambda a: Constant()),
    Case(
        HF,
        "get_constant_schedule_with_warmup",
        {"num_warmup_steps": W},
        lambda a: kinds.ConstantWithWarmup(a["num_warmup_steps"]),
    ),
    Case(
        HF,
        "get_linear_schedule_with_warmup",
        {"num_warmup_steps": W, "num_training_steps": T},
        lambda a: kinds.LinearWithWarmup(*a.values()),
    ),
    Case(
        HF,
        "get_cosine_schedule_with_warmup",
        {"num_warmup_steps": W, "num_training_steps": T, "num_cycles": POWER},
        lambda a: kinds.CosineWithWarmup(*a.values()),
    ),
    Case(
        HF,
        "get_cosine_with_hard_restarts_schedule_with_warmup",
        {"num_warmup_steps": W, "num_training_steps": T, "num_cycles": FEW},
        lambda a: kinds.CosineRestartsWithWarmup(*a.values()),
    ),
    Case(
        HF,
        "get_polynomial_decay_schedule_with_warmup",
        {"num_warmup_steps": W, "num_training_steps": st.integers(21, 40), "lr_end": ENDS, "power": POWER},
        lambda a: kinds.PolynomialWithWarmup(a["num_warmup_steps"], a["num_training_steps"], a["lr_end"], a["power"]),
    ),
    Case(
        HF,
        "get_inverse_sqrt_schedule",
        {"num_warmup_steps": W, "timescale": st.none() | T},
        lambda a: kinds.InverseSqrt(*a.values()),
    ),
    Case(
        HF,
        "get_cosine_with_min_lr_schedule_with_warmup",
        {"num_warmup_steps": W, "num_training_steps": T, "num_cycles": POWER, "min_lr_rate": SHARE},
        lambda a: kinds.CosineWithWarmup(*a.values()),
        left_out={"min_lr": "the same as min_lr_rate, in units of the rate"},
    ),
    Case(
        HF,
        "get_cosine_with_min_lr_schedule_with_warmup_lr_rate",
        {
            "num_warmup_steps": W,
            "num_training_steps": T,
            "num_cycles": POWER,
            "min_lr_rate": SHARE,
            "warmup_lr_rate": st.sampled_from((0.1, 0.5)),
        },
        by_rate,
        left_out={"min_lr": "the same as min_lr_rate, in units of the rate"},
    ),
    Case(
        HF,
        "get_wsd_schedule",
        {
            "num_warmup_steps": W,
            "num_decay_steps": T,
            "num_stable_steps": T,
            "warmup_type": st.sampled_from(tuple(RISES)),
            "decay_type": st.sampled_from(tuple(FALLS)),
            "min_lr_ratio": SHARE,
            "num_cycles": st.sampled_from((0.5, 1.0)),
        },
        wsd,
        left_out={"num_training_steps": "the sum of the three others"},
    ),
]
