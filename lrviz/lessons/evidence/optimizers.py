"""Findings on optimizers."""

from lrviz.lessons.evidence.experiment import Experiment, Finding, both
from lrviz.lessons.evidence.measure import SCORE, TRAINING_LOSS, VALIDATION_LOSS
from lrviz.optimizers import LBFGS, SGD, Adagrad, Adam, AdamW, Muon, NAdam, SparseAdam
from lrviz.scene import Run
from lrviz.schedules import CosineAnnealingLR, StepLR
from lrviz.tasks import BreastCancer, Digits, Factorization, Moons, RareFeatures, Regression

_MOONS, _RARE = Moons(), RareFeatures()
_FEW_STEPS = Moons(batch=None, epochs=60)
_LINEAR = BreastCancer(hidden=())
_WHOLE = BreastCancer(hidden=(), batch=None, epochs=30, validate_every=5)
_NET = BreastCancer()
_WAVES = Regression(epochs=100)
_CNN = Digits(channels=8, epochs=6, validate_every=23)
_DOWN = CosineAnnealingLR(T_max=_CNN.steps)
_MATRIX = Factorization(size=32)

_MOMENTUM = SGD(lr=0.1, momentum=0.9)

_ADAM = Finding(
    "adam",
    Experiment(both(_MOONS, Run(Adam(lr=1e-3)), Run(SGD(lr=1e-3))), SCORE),
    Experiment(both(_MOONS, Run(Adam(lr=1e-2)), Run(Adam(lr=1.0))), SCORE),
    picks=("adam",),
)
_SGD = Finding(
    "sgd",
    Experiment(
        both(
            _LINEAR,
            Run(_MOMENTUM, StepLR(step_size=_LINEAR.steps // 3, gamma=0.1)),
            Run(Adam(lr=3e-2), CosineAnnealingLR(T_max=_LINEAR.steps)),
        ),
        VALIDATION_LOSS,
    ),
    Experiment(both(_RARE, Run(Adam(lr=0.1)), Run(_MOMENTUM)), VALIDATION_LOSS),
    picks=("sgd",),
)
_DIGITS = Finding(
    "digits",
    Experiment(
        both(_CNN, Run(_MOMENTUM, _DOWN), Run(AdamW(lr=1e-2), _DOWN)),
        SCORE,
        expected="alike",
    ),
    Experiment(both(_CNN, Run(AdamW(lr=1e-3)), Run(SGD(lr=1e-3, momentum=0.9))), SCORE),
    picks=("sgd", "adamw"),
)
_ADAMW = Finding(
    "adamw",
    Experiment(both(_NET, Run(AdamW(lr=1e-2, weight_decay=1.0)), Run(Adam(lr=1e-2))), VALIDATION_LOSS),
    Experiment(both(_WAVES, Run(Adam(lr=3e-2)), Run(AdamW(lr=3e-2, weight_decay=1.0))), VALIDATION_LOSS),
    picks=("adamw",),
)
_ADAGRAD = Finding(
    "adagrad",
    Experiment(both(_RARE, Run(Adagrad(lr=0.3)), Run(_MOMENTUM)), VALIDATION_LOSS),
    Experiment(both(_RARE, Run(Adagrad(lr=0.3)), Run(Adam(lr=0.1))), VALIDATION_LOSS, expected="alike"),
    picks=("adagrad",),
)
_SPARSE_ADAM = Finding(
    "sparse-adam",
    Experiment(both(_RARE, Run(SparseAdam(lr=0.1)), Run(Adam(lr=0.1))), VALIDATION_LOSS),
    Experiment(
        both(RareFeatures(rare=20), Run(SparseAdam(lr=0.1)), Run(Adam(lr=0.1))), VALIDATION_LOSS, expected="alike"
    ),
    picks=("sparse-adam",),
)
_AMSGRAD = Finding(
    "amsgrad",
    Experiment(
        both(_RARE, Run(Adam(lr=0.1, beta2=0.9, amsgrad=True), name="AMSGrad"), Run(Adam(lr=0.1, beta2=0.9))),
        VALIDATION_LOSS,
    ),
    Experiment(
        both(_MOONS, Run(Adam(lr=1e-2, amsgrad=True), name="AMSGrad"), Run(Adam(lr=1e-2))),
        VALIDATION_LOSS,
        expected="alike",
    ),
    picks=("amsgrad",),
)
_NADAM = Finding(
    "nadam",
    Experiment(both(_MOONS, Run(NAdam(lr=1e-2)), Run(Adam(lr=1e-2))), VALIDATION_LOSS, expected="alike"),
    Experiment(both(_FEW_STEPS, Run(Adam(lr=0.1)), Run(NAdam(lr=0.1))), VALIDATION_LOSS),
    picks=("nadam",),
)
_MUON = Finding(
    "muon",
    Experiment(
        both(_MATRIX, Run(Muon(lr=0.1), CosineAnnealingLR(T_max=_MATRIX.steps)), Run(Adam(lr=1e-2))), VALIDATION_LOSS
    ),
    Experiment(both(_MATRIX, Run(Adam(lr=1e-2)), Run(Muon(lr=0.1))), VALIDATION_LOSS),
)
_LBFGS = Finding(
    "lbfgs",
    Experiment(both(_WHOLE, Run(LBFGS()), Run(_MOMENTUM)), TRAINING_LOSS),
    Experiment(both(_WHOLE, Run(_MOMENTUM), Run(LBFGS())), VALIDATION_LOSS),
)

ON_OPTIMIZERS: tuple[Finding, ...] = (
    _ADAM,
    _SGD,
    _DIGITS,
    _ADAMW,
    _ADAGRAD,
    _SPARSE_ADAM,
    _AMSGRAD,
    _NADAM,
    _MUON,
    _LBFGS,
)
"""All findings on optimizers."""
