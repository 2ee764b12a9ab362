"""Reads the training arguments of Ultralytics."""

from typing import Any

from lrviz.comparison import EACH_EPOCH, EACH_STEP
from lrviz.reading.arguments import pass_on
from lrviz.reading.libraries.library import Library
from lrviz.reading.run import Run
from lrviz.reading.values import Made
from lrviz.schedules import CosineDecay, LambdaLR, PolynomialDecay


def train(
    run: Run,
    epochs: int = 100,
    lr0: float = 0.01,
    lrf: float = 0.01,
    cos_lr: bool = False,
    optimizer: str = "auto",
    warmup_epochs: float = 3.0,
    warmup_bias_lr: float = 0.1,
    warmup_momentum: float = 0.8,
    momentum: float = 0.937,
    batch: float = 16.0,
    nbs: float = 64.0,
    **others: Any,
) -> Made:
    """The rate falls once an epoch along a line or a cosine; over the warmup it rises from 0 at each batch."""
    if batch >= 1:
        run.change(batch_size=int(batch), accumulation=1)
    run.lasts(epochs, "epochs")
    run.note("Steps are batches here, as Ultralytics counts its warmup.")
    if optimizer == "auto":
        run.note(
            "With optimizer=auto Ultralytics chooses the optimizer and lr0 itself: name the optimizer to have this."
        )
    warmup = round(min(warmup_epochs, max(epochs - 1, 0)) * run.plan.steps_per_epoch)
    if warmup_epochs <= 0 or not warmup:
        fall = CosineDecay(epochs, lrf) if cos_lr else PolynomialDecay(epochs, lrf)
        return Made(fall, lr0, EACH_EPOCH)
    run.note(
        f"The warmup of {warmup_epochs:g} epochs is {warmup:,} batches. Older versions of Ultralytics warm up over at "
        f"least 100. Biases start it at {warmup_bias_lr:g}, which is not drawn."
    )
    each = run.plan.steps_per_epoch
    done = f"(floor(t / {each}) / {epochs})"
    shape = f"max(0, 0.5 * (1 + cos(pi * {done})))" if cos_lr else f"max(0, 1 - {done})"
    return Made(LambdaLR(f"min(1, t / {warmup}) * ({shape} * {1 - lrf!r} + {lrf!r})"), lr0, EACH_STEP)


_KEYS = frozenset({"lr0", "lrf", "cos_lr", "warmup_bias_lr", "warmup_momentum"})


def method(run: Run, *flags: Any, **settings: Any) -> Made | None:
    """`model.train(…)`, which models of other libraries have as well: its arguments tell whose it is."""
    own = _KEYS & settings.keys() or {"epochs", "imgsz"} <= settings.keys()
    return pass_on(train, run, settings, "train") if own else None


LIBRARY = Library("Ultralytics", {"train": method}, keys=_KEYS, configured=train)
