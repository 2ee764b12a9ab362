"""What the tests of the page Tune's modes share: a small case of each, and how a page says what it found."""

from typing import TypeVar

from streamlit.testing.v1 import AppTest

from lrviz.objectives import Himmelblau, Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR
from lrviz.search import Search
from lrviz.sweeps import Axis, Sweep
from lrviz.sweeps.basins import Basins
from lrviz.sweeps.comparison import FairComparison
from lrviz.ui.tune.base import Mode
from lrviz.ui.tune.basins import StartPoints
from lrviz.ui.tune.comparison import FairSchedules
from lrviz.ui.tune.search import SettingsSearch
from lrviz.ui.tune.sweep import OneSetting, TwoSettings

Known = TypeVar("Known", bound=Mode)

ONE = {"u.steps": "40"}
MAP = ONE | {"u.mode": "two settings", "u.two_settings.x.optimizer.lr.count": "9", "u.run": "2"}
STARTS = {"u.mode": "start points", "u.f": "Himmelblau", "u.run": "3", "u.steps": "60", "u.starts": "16"}
COSINE = {"u2.o.SGD.momentum": "0", "u2.s": "CosineAnnealingLR", "u2.s.CosineAnnealingLR.T_max": "60"}
NOISY = {"u.mode": "fair schedules", "u.runs": ["1", "2"], "u.steps": "60", "u.noise": "0.3"}
FAIR = NOISY | COSINE | {"u.fair.count": "9", "u.fair.high": "0.01"}
RATE, BETA = "learning rate (lr)", "Adam · beta1"
SEARCH = {"u.mode": "search", "u.run": "3", "u.steps": "30", "u.search.places": [RATE, BETA], "u.search.trials": "6"}
LINKS = {OneSetting: ONE, TwoSettings: MAP, StartPoints: STARTS, FairSchedules: FAIR, SettingsSearch: SEARCH}

SWEPT = Sweep(Scene(Rosenbrock(), steps=40, runs=(Run(SGD(lr=1e-3)),)), (Axis("optimizer.lr", 1e-4, 1.0, 16, True),))
MAPPED = Basins(Scene(Himmelblau(), steps=60, runs=(Run(Adam(lr=0.1)),)), 16)
TWO = Run(SGD(lr=1e-3)), Run(SGD(lr=1e-3), CosineAnnealingLR(T_max=60))
COMPARED = FairComparison(Scene(Rosenbrock(), steps=60, noise=0.3, runs=TWO), high=0.01, count=9, seeds=16)
SEARCHED = Search(
    Scene(Rosenbrock(), steps=30, runs=(Run(Adam(lr=0.1)),)),
    (Axis("optimizer.lr", 1e-3, 10.0, 16, True), Axis("optimizer.beta1", 0.0, 0.999, 16)),
    trials=6,
)
"""What `STARTS`, `FAIR` and `SEARCH` ask for, and a sweep."""


def current(app: AppTest, mode: type[Known]) -> Known:
    """What a mode computes or has computed."""
    assert not app.exception, app.exception
    known: Known = app.session_state[f"~{mode.__name__}"]
    return known


def ended(app: AppTest, mode: type[Mode]) -> AppTest:
    """The page once a mode has computed what is asked for."""
    task = current(app, mode).task
    assert task is not None
    task._thread.join(60)
    app.run()
    assert not app.exception, app.exception
    return app


def started(app: AppTest, mode: type[Mode]) -> AppTest:
    """The page once what its button starts has ended."""
    return ended(app.button(key="~start").click().run(), mode)


def buttons(app: AppTest) -> list[str]:
    """What the button says that starts or resumes something, if there is one."""
    return [button.label for button in app.button if button.key == "~start"]


def table(app: AppTest) -> list[list[str]]:
    """The cells of the page's table, without its head."""
    body = next(html.proto.body for html in app.get("html") if "<tbody>" in html.proto.body)
    lines = body.split("<tbody>")[1].split("<tr>")[1:]
    return [[cell.split(">", 1)[1].split("</td>")[0] for cell in line.split("<td")[1:]] for line in lines]


def told(app: AppTest) -> str:
    """All that the page says besides its pictures and tables."""
    assert not app.exception, app.exception
    parts = [*app.error, *app.warning, *app.info, *app.caption, *app.markdown]
    return "\n".join(part.value.replace("\\", "") for part in parts)
