"""Findings on schedules."""

from lrviz.lessons.evidence.experiment import Experiment, Finding, both
from lrviz.lessons.evidence.measure import FINITE, VALIDATION_LOSS
from lrviz.optimizers import SGD, Adagrad, Adam
from lrviz.scene import Run
from lrviz.schedules import (
    ConstantWithWarmup,
    CosineAnnealingLR,
    ReduceLROnPlateau,
    StepLR,
    WarmupStableDecay,
)
from lrviz.tasks import BreastCancer, Characters, RareFeatures, Regression, Spirals

_ONE_PASS = Spirals(train=20_000, validation=1000, epochs=1, validate_every=125)
_NET, _LINEAR, _RARE = BreastCancer(), BreastCancer(hidden=()), RareFeatures()
_WAVES = Regression(epochs=100)
_TEXT = Characters(batch=8, epochs=1, length=20_000, context=16, width=16, heads=2, validate_every=35)

_ADAM, _MOMENTUM, _ADAGRAD = Adam(lr=1e-2), SGD(lr=0.1, momentum=0.9), Adagrad(lr=0.1)
_HIGH, _TOO_HIGH = SGD(lr=1.0, momentum=0.9), SGD(lr=3.0, momentum=0.9)
_COOLDOWN = 60
_STOPPED_EARLY = 2 * _NET.steps

_STEP = Finding(
    "step",
    Experiment(
        both(_LINEAR, Run(_MOMENTUM, StepLR(step_size=_LINEAR.steps // 3, gamma=0.1)), Run(_MOMENTUM)), VALIDATION_LOSS
    ),
    Experiment(
        both(_ONE_PASS, Run(_ADAM), Run(_ADAM, StepLR(step_size=_ONE_PASS.steps // 3, gamma=0.1))), VALIDATION_LOSS
    ),
    picks=("step",),
)
_COSINE = Finding(
    "cosine",
    Experiment(both(_NET, Run(_ADAM, CosineAnnealingLR(T_max=_NET.steps)), Run(_ADAM)), VALIDATION_LOSS),
    Experiment(both(_ONE_PASS, Run(_ADAM), Run(_ADAM, CosineAnnealingLR(T_max=_ONE_PASS.steps))), VALIDATION_LOSS),
    picks=("cosine",),
)
_WARMUP = Finding(
    "warmup-cosine",
    Experiment(
        both(_TEXT, Run(Adam(lr=3e-2), ConstantWithWarmup(warmup_steps=50)), Run(Adam(lr=3e-2))), VALIDATION_LOSS
    ),
    Experiment(
        both(_TEXT, Run(Adam(lr=3e-3)), Run(Adam(lr=3e-3), ConstantWithWarmup(warmup_steps=50))), VALIDATION_LOSS
    ),
    picks=("warmup-cosine",),
)
_HIGHEST = Finding(
    "highest-rate",
    Experiment(both(_TEXT, Run(_HIGH, ConstantWithWarmup(warmup_steps=50)), Run(_HIGH)), FINITE),
    Experiment(
        both(_TEXT, Run(_TOO_HIGH, ConstantWithWarmup(warmup_steps=50)), Run(_TOO_HIGH)), FINITE, expected="alike"
    ),
    picks=("warmup-cosine",),
)
_STAY_HIGH = Finding(
    "stay-high",
    Experiment(
        both(
            _ONE_PASS,
            Run(
                _ADAM,
                WarmupStableDecay(warmup_steps=0, stable_steps=_ONE_PASS.steps - _COOLDOWN, decay_steps=_COOLDOWN),
            ),
            Run(_ADAM, CosineAnnealingLR(T_max=_ONE_PASS.steps)),
        ),
        VALIDATION_LOSS,
    ),
    Experiment(
        both(
            _NET,
            Run(_ADAM, CosineAnnealingLR(T_max=_NET.steps)),
            Run(_ADAM, WarmupStableDecay(warmup_steps=0, stable_steps=_STOPPED_EARLY, decay_steps=_COOLDOWN)),
        ),
        VALIDATION_LOSS,
    ),
    picks=("stay-high",),
)
_PLATEAU = Finding(
    "plateau",
    Experiment(
        both(_WAVES, Run(Adam(lr=0.1), ReduceLROnPlateau(patience=5, factor=0.3)), Run(Adam(lr=0.1))),
        VALIDATION_LOSS,
    ),
    Experiment(
        both(_WAVES, Run(_MOMENTUM), Run(_MOMENTUM, ReduceLROnPlateau(patience=1, factor=0.1))), VALIDATION_LOSS
    ),
    picks=("plateau",),
)
_NONE = Finding(
    "none",
    Experiment(
        both(_RARE, Run(Adagrad(lr=0.3)), Run(Adagrad(lr=0.3), CosineAnnealingLR(T_max=_RARE.steps))), VALIDATION_LOSS
    ),
    Experiment(both(_NET, Run(_ADAGRAD, CosineAnnealingLR(T_max=_NET.steps)), Run(_ADAGRAD)), VALIDATION_LOSS),
    picks=("none",),
)

ON_SCHEDULES: tuple[Finding, ...] = (_STEP, _COSINE, _WARMUP, _HIGHEST, _STAY_HIGH, _PLATEAU, _NONE)
"""All findings on schedules."""
