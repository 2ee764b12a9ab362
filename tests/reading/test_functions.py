"""Functions of the step in pasted code are read as the rates that they give when they are run."""

import math
from typing import Any

import numpy as np
import pytest

from lrviz.comparison import Plan, curve
from lrviz.reading import PasteError, read_code

STEPS = 400
PLAN = Plan(STEPS)

NANOGPT = """
learning_rate = 6e-4
warmup_iters = 40
lr_decay_iters = 300
min_lr = 6e-5

def get_lr(it):
    # 1) a line up
    if it < warmup_iters:
        return learning_rate * (it + 1) / (warmup_iters + 1)
    # 2) past the end
    if it > lr_decay_iters:
        return min_lr
    decay_ratio = (it - warmup_iters) / (lr_decay_iters - warmup_iters)
    assert 0 <= decay_ratio <= 1
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return min_lr + coeff * (learning_rate - min_lr)
"""

ABSOLUTE = [
    (NANOGPT, "get_lr"),
    ("def lr_schedule(epoch):\n    lr = 1e-3\n    if epoch > 180:\n        lr *= 0.5e-3\n    elif epoch > 80:\n"
     "        lr *= 1e-1\n    return lr\n", "lr_schedule"),
    ("def learning_rate(step, d=512, warmup=40):\n    step = max(step, 1)\n"
     "    return d ** -0.5 * min(step ** -0.5, step * warmup ** -1.5)\n", "learning_rate"),
    ("def trapezoid_lr(t, n=300):\n    up, down = 20, 100\n    return 0.1 * min(1, t / up, max(0, (n - t) / down))\n",
     "trapezoid_lr"),
]  # fmt: skip


def ran(text: str, name: str) -> np.ndarray:
    """What a function gives where it is run."""
    names: dict[str, Any] = {"math": math, "np": np}
    exec(text, names)
    return np.array([names[name](step) for step in range(STEPS)], dtype=float)


@pytest.mark.parametrize(("text", "name"), ABSOLUTE, ids=[name for _, name in ABSOLUTE])
def test_a_function_that_gives_the_rate_is_read(text: str, name: str) -> None:
    pasted = read_code(text, PLAN)
    (entry,) = pasted.entries
    np.testing.assert_allclose(curve(entry, PLAN).rates, ran(text, name), 1e-12)
    assert any(name in note for note in pasted.notes)


FACTORS = [
    "lambda epoch: 0.95 ** epoch",
    "lambda epoch: 0.65 ** (epoch // 30)",
    "lambda step: min((step + 1) / 50, 1.0)",
    "lambda s: s / 20 if s < 20 else (1 if s < 200 else 0.1)",
    "lambda s: max(0.0, 1 - s / 300) ** 0.9",
    "lambda s: 0.5 * (1 + math.cos(math.pi * (s % 50) / 50))",
    "lambda s: math.exp(-0.01 * s) if not (s > 100 and s >= 50) else float(np.sqrt(1e-3))",
    "partial(factor, warmup=30, total=300)",
    "factor",
    "lambda s: factor(s, warmup=10) * 0.5",
]

FACTOR = """
def share(step, warmup):
    return step / max(1, warmup)

def factor(step, *, warmup=25, total=200):
    late = step >= total
    if step < warmup:
        return share(step, warmup)
    progress = float(step - warmup) / float(max(1, total - warmup))
    return 0.1 if late else max(0.1, 0.5 * (1.0 + math.cos(math.pi * 0.5 * 2.0 * progress)))
"""


@pytest.mark.parametrize("source", FACTORS)
def test_a_function_that_is_given_to_lambda_lr_is_read(source: str) -> None:
    text = f"{FACTOR}\nfactors = {source}\noptimizer = SGD(model.parameters(), lr=0.1)\n"
    (entry,) = read_code(f"{text}scheduler = LambdaLR(optimizer, lr_lambda=factors)\n", PLAN).entries
    names: dict[str, Any] = {"math": math, "np": np, "SGD": lambda *_, **__: None}
    exec(f"from functools import partial\nclass model:\n    parameters = list\n{text}", names)
    expected = [0.1 * names["factors"](step) for step in range(STEPS)]
    np.testing.assert_allclose(curve(entry, PLAN).rates, expected, 1e-12, 1e-16)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("return random.random()", "is no function that formulas have"),
        ("return table[step]", "does not say what 'table[step]' is"),
        ("for i in range(3):\n        step += i\n    return step", "is no formula"),
        ("if step < 5:\n        return 1", "does not always return a number"),
        ("return factor(step)", "too deep"),
        ("return 1 if step % 2 == 0 else 2", "changes too often"),
        ("return step & 1", "BitAnd is no operation of a formula"),
    ],
)
def test_a_function_that_is_no_formula_says_why(body: str, why: str) -> None:
    with pytest.raises(PasteError, match=r"Line \d, column 13: ") as refusal:
        read_code(f"def factor(step):\n    {body}\nscheduler = LambdaLR(optimizer, factor)\n")
    assert why in str(refusal.value)
