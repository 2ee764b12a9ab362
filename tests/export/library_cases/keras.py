"""The schedules of Keras."""

from hypothesis import strategies as st

from lrviz import schedules as kinds
from lrviz.schedules import LambdaLR, Schedule, Warmup
from tests.export.library_cases.case import KERAS, POWER, SHARE, YES, Case, Drawn, T, W

NAME = {"name": "a label"}


def restarts(a: Drawn) -> Schedule:
    """Keras lowers the cosine alone, and not the floor, from cycle to cycle."""
    first, longer, lower, floor = a["first_decay_steps"], a["t_mul"], a["m_mul"], a["alpha"]
    i = f"floor(t/{first})" if longer == 1 else f"floor(log(1 + (t + 0.001)/{first})/log(2))"
    u = f"(t/{first} - ({i}))" if longer == 1 else f"((t/{first} + 1)/2**({i}) - 1)"
    return LambdaLR(f"(1 - {floor})*{lower}**({i})*0.5*(1 + cos(pi*{u})) + {floor}")


def keras_cosine(a: Drawn) -> Schedule:
    fall = kinds.CosineDecay(a["decay_steps"], a["alpha"])
    return Warmup(fall, a["warmup_steps"], a["initial_learning_rate"])


KERASES = [
    Case(
        KERAS,
        "CosineDecay",
        {"initial_learning_rate": SHARE, "decay_steps": T, "alpha": SHARE, "warmup_steps": W},
        keras_cosine,
        rates=("initial_learning_rate",),
        left_out=NAME,
        base="warmup_target",
    ),
    Case(
        KERAS,
        "CosineDecayRestarts",
        {
            "first_decay_steps": st.sampled_from((4, 8, 16)),
            "t_mul": st.sampled_from((1.0, 2.0)),
            "m_mul": st.sampled_from((1.0, 0.5)),
            "alpha": SHARE,
        },
        restarts,
        left_out=NAME,
        base="initial_learning_rate",
    ),
    Case(
        KERAS,
        "ExponentialDecay",
        {"decay_steps": T, "decay_rate": st.floats(0.1, 1.2), "staircase": YES},
        lambda a: LambdaLR(f"{a['decay_rate']}**{'floor' if a['staircase'] else ''}(t/{a['decay_steps']})"),
        left_out=NAME,
        base="initial_learning_rate",
    ),
    Case(
        KERAS,
        "InverseTimeDecay",
        {"decay_steps": T, "decay_rate": st.floats(0.1, 2.0), "staircase": YES},
        lambda a: kinds.InverseTime(a["decay_rate"], a["decay_steps"], a["staircase"]),
        left_out=NAME,
        base="initial_learning_rate",
    ),
    Case(
        KERAS,
        "PolynomialDecay",
        {"decay_steps": T, "end_learning_rate": SHARE, "power": POWER, "cycle": YES},
        lambda a: kinds.PolynomialDecay(*a.values()),
        rates=("end_learning_rate",),
        left_out=NAME,
        base="initial_learning_rate",
    ),
]
