"""Writes a schedule as training arguments of Ultralytics."""

from lrviz.export.configurations.asked import Asked, Configuration, LackingError
from lrviz.export.layout import laid_out
from lrviz.export.libraries.wanted import Call
from lrviz.export.pieces import Ramp, Steady
from lrviz.export.readings import tidy

_OPTIMIZERS = ("SGD", "Adam", "Adamax", "AdamW", "NAdam", "RAdam", "RMSProp")


def write(asked: Asked) -> str:
    """The arguments of `model.train`.

    Raises:
        LackingError: Ultralytics has no such curve.
    """
    if asked.epochs is None or not asked.each_epoch:
        raise LackingError("Ultralytics steps its schedule once an epoch, and runs whole epochs.")
    cosine, last = _shape(asked, asked.epochs)
    if type(asked.optimizer).__name__ not in _OPTIMIZERS:
        raise LackingError(f"Ultralytics has no {type(asked.optimizer).__name__}: it has {', '.join(_OPTIMIZERS)}.")
    arguments = {
        "epochs": asked.epochs,
        "optimizer": type(asked.optimizer).__name__,
        "lr0": asked.entry.lr,
        "lrf": last,
    }
    call = Call("model.train", arguments | {"cos_lr": cosine, "warmup_epochs": 0.0, "batch": asked.plan.batch_size})
    source = laid_out(call.source("data='coco8.yaml'"))
    return f'from ultralytics import YOLO\n\nmodel = YOLO("yolo11n.pt")  # or yours\n{source}\n'


def _shape(asked: Asked, epochs: int) -> tuple[bool, float]:
    """Whether it is a cosine, and the share of the rate that it ends at."""
    lr = asked.entry.lr
    match asked.wanted.line:
        case ((_, Steady(rate)),) if rate == lr:
            return False, 1.0
        case ((_, Ramp(start, end, steps, "linear" | "cosine" as shape, 1.0)),) if start == lr > 0 and steps == epochs:
            return shape == "cosine", tidy(end / lr)
    raise LackingError("Ultralytics falls along a line or a cosine over all its epochs, or stays, from lr0 on.")


CONFIGURATION = Configuration("Ultralytics", write)
