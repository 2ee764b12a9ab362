"""The optimizers, in the order the user sees them."""

from lrviz.optimizers.accumulated import Adadelta, Adagrad, RMSprop
from lrviz.optimizers.adaptive import Adam, Adamax, AdamW, NAdam, RAdam
from lrviz.optimizers.base import Optimizer, Rule, TorchOptimizer
from lrviz.optimizers.believing import AdaBelief, Adan, Yogi
from lrviz.optimizers.gradient import ASGD, SGD
from lrviz.optimizers.schedule_free import ScheduleFreeAdamW, ScheduleFreeSGD
from lrviz.optimizers.signed import Lion, Rprop
from lrviz.optimizers.torch_run import LBFGS, Adafactor, Muon, SparseAdam

OPTIMIZERS: tuple[type[Optimizer], ...] = (
    SGD,
    Adam,
    AdamW,
    NAdam,
    RAdam,
    Adamax,
    Adagrad,
    Adadelta,
    RMSprop,
    Rprop,
    ASGD,
    Adafactor,
    LBFGS,
    Muon,
    SparseAdam,
    Lion,
    AdaBelief,
    Adan,
    Yogi,
    ScheduleFreeSGD,
    ScheduleFreeAdamW,
)

__all__ = [
    "ASGD",
    "LBFGS",
    "OPTIMIZERS",
    "SGD",
    "AdaBelief",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Adan",
    "Lion",
    "Muon",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "Rule",
    "ScheduleFreeAdamW",
    "ScheduleFreeSGD",
    "SparseAdam",
    "TorchOptimizer",
    "Yogi",
]
