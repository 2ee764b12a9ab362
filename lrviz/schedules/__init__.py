"""The catalogue of schedules, in the order the user sees."""

from lrviz.schedules.acceleration import ChebyshevSteps, SilverSteps, StrongSilverSteps
from lrviz.schedules.base import Schedule, ScheduleError
from lrviz.schedules.combinators import Chained, Sequential, Warmup
from lrviz.schedules.cooldown import (
    CosineDecay,
    OneMinusSqrt,
    OneMinusSquare,
    PolynomialDecay,
    PowerDecay,
    Rex,
    WarmupStableDecay,
)
from lrviz.schedules.cosine import SWALR, CosineAnnealingLR, CosineAnnealingWarmRestarts
from lrviz.schedules.cycles import CosineCycles, ExponentialCycles, PolynomialCycles, StepCycles, TanhCycles
from lrviz.schedules.cyclic import CyclicLR, OneCycleLR
from lrviz.schedules.decay import Constant, ExponentialLR, MultiStepLR, StepLR
from lrviz.schedules.engine.batch import Rows, Whole, rate_rows
from lrviz.schedules.formula import LambdaLR, MultiplicativeLR
from lrviz.schedules.inverse import InverseRoot, InverseTime
from lrviz.schedules.pace import Paced
from lrviz.schedules.phases import Phase, Phases
from lrviz.schedules.plateau import ReduceLROnPlateau
from lrviz.schedules.points import PiecewiseConstant, PiecewiseLinear
from lrviz.schedules.ramps import ConstantLR, LinearLR, PolynomialLR
from lrviz.schedules.resumed import Resumed
from lrviz.schedules.scaling import fitted, scaled
from lrviz.schedules.warmup import (
    ConstantWithWarmup,
    CosineRestartsWithWarmup,
    CosineWithWarmup,
    InverseSqrt,
    LinearWithWarmup,
    Noam,
    PolynomialWithWarmup,
)
from lrviz.schedules.watch import Watch, watch
from lrviz.source import Code

SCHEDULES: tuple[type[Schedule], ...] = (
    Constant,
    StepLR,
    MultiStepLR,
    ExponentialLR,
    LinearLR,
    ConstantLR,
    PolynomialLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    OneCycleLR,
    CyclicLR,
    ReduceLROnPlateau,
    SWALR,
    LambdaLR,
    MultiplicativeLR,
    LinearWithWarmup,
    CosineWithWarmup,
    CosineRestartsWithWarmup,
    PolynomialWithWarmup,
    ConstantWithWarmup,
    InverseSqrt,
    Noam,
    WarmupStableDecay,
    CosineDecay,
    PolynomialDecay,
    Rex,
    OneMinusSqrt,
    OneMinusSquare,
    PowerDecay,
    InverseTime,
    InverseRoot,
    CosineCycles,
    PolynomialCycles,
    TanhCycles,
    StepCycles,
    ExponentialCycles,
    PiecewiseLinear,
    PiecewiseConstant,
    ChebyshevSteps,
    SilverSteps,
    StrongSilverSteps,
    Warmup,
    Sequential,
    Chained,
    Phases,
    Paced,
    Resumed,
)

__all__ = [
    "SCHEDULES",
    "SWALR",
    "Chained",
    "ChebyshevSteps",
    "Code",
    "Constant",
    "ConstantLR",
    "ConstantWithWarmup",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CosineCycles",
    "CosineDecay",
    "CosineRestartsWithWarmup",
    "CosineWithWarmup",
    "CyclicLR",
    "ExponentialCycles",
    "ExponentialLR",
    "InverseRoot",
    "InverseSqrt",
    "InverseTime",
    "LambdaLR",
    "LinearLR",
    "LinearWithWarmup",
    "MultiStepLR",
    "MultiplicativeLR",
    "Noam",
    "OneCycleLR",
    "OneMinusSqrt",
    "OneMinusSquare",
    "Paced",
    "Phase",
    "Phases",
    "PiecewiseConstant",
    "PiecewiseLinear",
    "PolynomialCycles",
    "PolynomialDecay",
    "PolynomialLR",
    "PolynomialWithWarmup",
    "PowerDecay",
    "ReduceLROnPlateau",
    "Resumed",
    "Rex",
    "Rows",
    "Schedule",
    "ScheduleError",
    "Sequential",
    "SilverSteps",
    "StepCycles",
    "StepLR",
    "StrongSilverSteps",
    "TanhCycles",
    "Warmup",
    "WarmupStableDecay",
    "Watch",
    "Whole",
    "fitted",
    "rate_rows",
    "scaled",
    "watch",
]
