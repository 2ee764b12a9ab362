"""Every schedule of Hugging Face, timm, optax and Keras, with each of its arguments, and what it is in lrviz."""

from tests.export.library_cases.case import HF, KERAS, OPTAX, TIMM, Case
from tests.export.library_cases.huggingface import HUGGING_FACE
from tests.export.library_cases.keras import KERASES
from tests.export.library_cases.optax import OPTAXS
from tests.export.library_cases.timm import TIMMS

__all__ = ["APART", "CASES", "HF", "KERAS", "OPTAX", "TIMM", "Case"]

CASES = [*HUGGING_FACE, *TIMMS, *OPTAXS, *KERASES]

APART = {
    (HF, "get_reduce_on_plateau_schedule"): "torch's own ReduceLROnPlateau",
    (HF, "get_greedy_schedule"): "follows a metric up and down by rules of its own",
    (HF, "get_adafactor_schedule"): "shows the rate that its Adafactor chooses itself",
    (HF, "get_scheduler"): "chooses one of the others by its name",
    (TIMM, "PlateauLRScheduler"): "ReduceLROnPlateau behind a warmup, compared by itself",
    (OPTAX, "inject_hyperparams"): "makes an optimizer",
    (OPTAX, "inject_stateful_hyperparams"): "makes an optimizer",
    (OPTAX, "join_schedules"): "joins others, as Sequential does",
    (OPTAX, "sgdr_schedule"): "joins warmup_cosine_decay_schedules, as Sequential does",
    (KERAS, "LearningRateSchedule"): "the base class",
    (KERAS, "PiecewiseConstantDecay"): "is given all rates, as PiecewiseConstant is, compared by itself",
}
"""Schedules of the libraries that are not drawn, each with the reason."""
