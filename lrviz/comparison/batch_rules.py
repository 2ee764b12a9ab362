"""What becomes of the base rate when the batch gets larger or smaller: the linear and the square-root rule."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from lrviz.comparison.entry import Entry
from lrviz.hyperparameters import HyperparameterError


@dataclass(frozen=True)
class BatchRule:
    """A rule of thumb for another batch size.

    Attributes:
        name: what it is called.
        sign: its factor in signs.
        use: one sentence on when it is used.
        source: authors, title and arXiv id.
        factor: how many times the batch is as large -> what the rate is multiplied by.
    """

    name: str
    sign: str
    use: str
    source: str
    factor: Callable[[float], float]

    def applied(self, entry: Entry, k: float) -> Entry:
        """An entry on the rate for a batch k times as large; rates inside its schedule that are absolute stay.

        Raises:
            HyperparameterError: k is not positive and finite, or the rate leaves its range.
        """
        if not (math.isfinite(k) and k > 0):
            raise HyperparameterError(f"how many times the batch is as large must be positive and finite, got {k!r}")
        return replace(entry, lr=float(f"{entry.lr * self.factor(k):.12g}"))


BATCH_RULES: tuple[BatchRule, ...] = (
    BatchRule(
        "linear rule",
        "× k",
        "For SGD with momentum, with a warmup; it was shown to hold for ImageNet up to batches of about 8,000.",
        "Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, arXiv:1706.02677",
        lambda k: k,
    ),
    BatchRule(
        "square-root rule",
        "× √k",
        "For Adam, RMSprop and their kin; the source changes β₁, β₂ and ε along with the rate.",
        "Malladi et al., On the SDEs and Scaling Rules for Adaptive Gradient Algorithms, arXiv:2205.10287",
        math.sqrt,
    ),
)
"""In the order the user sees."""

BEYOND = (
    "Neither holds for any size: from a critical batch on, which depends on the data and grows during training, a "
    "larger batch saves hardly any steps. Source: McCandlish et al., An Empirical Model of Large-Batch Training, "
    "arXiv:1812.06162."
)
"""What is true of both."""
