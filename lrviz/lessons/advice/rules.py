"""The optimizers that are advised, each with a scene that shows why and one where it fails."""

import numpy as np

from lrviz.lessons.adaptive.scaling import ROTATION, SCALE, WEIGHT_DECAY
from lrviz.lessons.advice.pick import Evidence, Pick, taught
from lrviz.lessons.claim import Claim
from lrviz.lessons.essentials.shapes import ADAGRAD as LOSES_SPEED
from lrviz.lessons.essentials.shapes import PLATEAU
from lrviz.lessons.measuring import arrival, loss, path, value_at_end
from lrviz.lessons.scenes import adam, bowl, sgd, to_zero
from lrviz.objectives import Formula, PeriodicSlopes, Rosenbrock
from lrviz.optimizers import SGD, Adagrad, Adam, AdamW, NAdam, Optimizer, SparseAdam
from lrviz.scene import Run, Scene

_FAR = Scene(
    Formula(text="(x - 5)**2/2 + y**2/2", x_min=-1.0, x_max=6.0, y_min=-3.0, y_max=3.0),
    start=(0.0, 1.0),
    steps=2000,
    runs=(adam(0.05, to_zero(2000)), Run(AdamW(lr=0.05, weight_decay=0.5), to_zero(2000))),
)

_PERIOD, _GOAL = 50, 2.0
_NOW_AND_THEN = f"(floor((t + {_PERIOD - 1})/{_PERIOD}) - floor((t + {_PERIOD - 2})/{_PERIOD}))*(y - 2)**2/2"


def _rare(curvature: float, *runs: Run) -> Scene:
    """x has a slope at every step, y at one in fifty, towards 2; the last step on the stage is one of those."""
    text = f"{curvature / 2:g}*x**2 + {_NOW_AND_THEN}"
    seldom = Formula(text=text, x_min=-1.0, x_max=3.0, y_min=-1.0, y_max=3.5)
    return Scene(seldom, start=(2.0, 0.0), steps=20 * _PERIOD + 1, runs=runs)


_RARE = _rare(20.0, sgd(0.09), Run(Adagrad(lr=1.0)))
_OLD_MOMENTUM = _rare(10.0, adam(0.1), Run(SparseAdam(lr=0.1)))

_LAST = 50
_VANISHES = Scene(
    Formula(text=f"x**2/2 + y*(1 - min(floor(t/{_LAST}), 1))", x_min=-1.0, x_max=3.0, y_min=-6.0, y_max=2.0),
    start=(2.0, 1.0),
    steps=200,
    runs=(adam(0.1), Run(SparseAdam(lr=0.1))),
)


def _misled(*runs: Run) -> Scene:
    """The counterexample of Reddi, Kale & Kumar: a rare steep slope one way, gentle ones the other."""
    return Scene(PeriodicSlopes(), start=(0.0, 1.0), steps=600, box=((-1.0, 1.0), (-1.5, 1.5)), runs=runs)


_FORGETS = Run(Adam(lr=0.05, beta1=0.0, beta2=0.1), name="Adam")
_REMEMBERS = Run(Adam(lr=0.05, beta1=0.0, beta2=0.1, amsgrad=True), name="AMSGrad")
_RIGHT_WAY = _misled(_FORGETS, _REMEMBERS)
_WRONG_WAY = _misled(_FORGETS, Run(NAdam(lr=0.05, beta1=0.0, beta2=0.1), name="NAdam"))
_STEEP = Scene(
    Rosenbrock(),
    start=(-1.2, 1.0),
    steps=2000,
    runs=(Run(Adam(lr=0.02), name="Adam"), Run(Adam(lr=0.02, amsgrad=True), name="AMSGrad")),
)

_NEAR = 1e-3
_SWINGS = bowl(10.0, (2.5, 0.8), 200, adam(0.2), Run(NAdam(lr=0.2)))


def _left(scene: Scene, run: int) -> float:
    """How far y ends from where its rare slopes point."""
    return abs(_GOAL - value_at_end(scene, run, "y"))


def _drift(run: int) -> float:
    """How far y moves after its slope has gone."""
    y = path(_VANISHES, run).points[:, 1]
    return float(abs(y[-1] - y[_LAST]))


def _mean_slope() -> float:
    """Of the periodic slopes along x, over one period."""
    return float(np.mean([PeriodicSlopes().at(t).gradient(0.0, 0.0)[0] for t in range(3)]))


PLAIN = Pick[Optimizer]("sgd", SGD(lr=0.1, momentum=0.9), shows=taught(ROTATION), fails=taught(PLATEAU))
ADAM = Pick[Optimizer]("adam", Adam(), shows=taught(SCALE), fails=taught(ROTATION))
ADAMW = Pick[Optimizer](
    "adamw",
    AdamW(),
    shows=taught(WEIGHT_DECAY),
    fails=Evidence(
        _FAR,
        claims=(
            Claim("minimum", 5, lambda: _FAR.objective.minima[0][0], 1e-6),
            Claim("arrived", 5, lambda: value_at_end(_FAR, 1), 1e-6),
            Claim("held", 1.96, lambda: value_at_end(_FAR, 2)),
            Claim("box", 2, lambda: 1 / 0.5),
        ),
    ),
)
ADAGRAD = Pick[Optimizer](
    "adagrad",
    Adagrad(lr=0.1),
    shows=Evidence(
        _RARE,
        claims=(
            Claim("period", _PERIOD, lambda: _PERIOD),
            Claim("limit", 0.1, lambda: path(_RARE).limits[1]),
            Claim("sgd", 0.303, lambda: _left(_RARE, 1)),
            Claim("adagrad", 2e-5, lambda: _left(_RARE, 2), 1e-5),
        ),
    ),
    fails=taught(LOSES_SPEED),
)
SPARSE_ADAM = Pick[Optimizer](
    "sparse-adam",
    SparseAdam(),
    shows=Evidence(
        _VANISHES,
        claims=(
            Claim("last", _LAST, lambda: _LAST),
            Claim("adam", 0.98, lambda: _drift(1)),
            Claim("sparse", 0, lambda: _drift(2)),
        ),
    ),
    fails=Evidence(
        _OLD_MOMENTUM,
        claims=(
            Claim("period", _PERIOD, lambda: _PERIOD),
            Claim("goal", 2, lambda: _GOAL),
            Claim("adam", 2, lambda: value_at_end(_OLD_MOMENTUM, 1, "y"), 1e-6),
            Claim("sparse", 2.6, lambda: value_at_end(_OLD_MOMENTUM, 2, "y")),
        ),
    ),
)
AMSGRAD = Pick[Optimizer](
    "amsgrad",
    Adam(amsgrad=True),
    shows=Evidence(
        _RIGHT_WAY,
        claims=(
            Claim("mean", 0.33, _mean_slope),
            Claim("adam", 0.99, lambda: value_at_end(_RIGHT_WAY, 1)),
            Claim("amsgrad", -0.98, lambda: value_at_end(_RIGHT_WAY, 2)),
        ),
    ),
    fails=Evidence(
        _STEEP,
        claims=(
            Claim("adam", 0.00078, lambda: loss(_STEEP, 1)),
            Claim("amsgrad", 0.0145, lambda: loss(_STEEP, 2)),
        ),
        look={"loss_scale": "logarithmic"},
    ),
)
NADAM = Pick[Optimizer](
    "nadam",
    NAdam(),
    shows=Evidence(
        _SWINGS,
        claims=(
            Claim("near", _NEAR, lambda: _NEAR),
            Claim("adam", 111, lambda: arrival(_SWINGS, 1, _NEAR)),
            Claim("nadam", 53, lambda: arrival(_SWINGS, 2, _NEAR)),
        ),
        look={"loss": "distance to a minimum", "loss_scale": "logarithmic"},
    ),
    fails=Evidence(
        _WRONG_WAY,
        claims=(
            Claim("adam", 0.99, lambda: value_at_end(_WRONG_WAY, 1)),
            Claim("nadam", 0.99, lambda: value_at_end(_WRONG_WAY, 2)),
            Claim("mean", 0.33, _mean_slope),
        ),
    ),
)

RULES: tuple[Pick[Optimizer], ...] = (PLAIN, ADAM, ADAMW, ADAGRAD, SPARSE_ADAM, AMSGRAD, NADAM)
"""All optimizers that are advised."""
