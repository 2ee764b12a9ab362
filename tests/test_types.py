"""Types are seen from outside: mypy checks a user's script against the package as it is installed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import lrviz

SCRIPT = """
import lrviz
from lrviz import Run, Scene
from lrviz.comparison import Comparison, Entry, Plan, curve
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import Adam
from lrviz.schedules import CosineAnnealingLR
from lrviz.sweeps import Axis

scene = Scene(Rosenbrock(), runs=(Run(Adam(lr=0.1), CosineAnnealingLR(T_max=450)),))
entry, plan = Entry(CosineAnnealingLR(T_max=100)), Plan(3, "epochs")
reveal_type(lrviz.simulate(scene)[0].outcome.sentence)
reveal_type(lrviz.verify(scene).max_relative_error)
reveal_type(lrviz.to_pytorch(scene))
reveal_type(lrviz.sweep(scene, [Axis("optimizer.lr", 1e-3, 1.0, 8, log=True)]))
reveal_type(lrviz.preview(lambda step: 0.1).beside(Comparison((entry,), plan)))
reveal_type(lrviz.show(scene, "scene.html"))
reveal_type(lrviz.show(entry, app="http://localhost:8501"))
reveal_type(curve(entry, plan).rates)
with lrviz.record(object()) as log:
    log(loss=0.5)
Adam(lr="high")
Entry(schedule=0.1)
lrviz.preview(lambda step: 0.1, step=10)
"""
REVEALED = (
    *("str", "tuple[float, ...]", "str", "lrviz.sweeps.result.Result", "lrviz.previewing.preview.Beside"),
    *("pathlib.Path", "str", "numpy.ndarray[tuple[Any, ...], numpy.dtype[numpy.float64]]"),
)
REFUSED = ("arg-type", "arg-type", "call-arg")
SETTINGS = """
[mypy]
strict = True
[mypy-torch.*,streamlit.*,plotly.*,scipy.*,optuna.*,pyarrow.*,distributed.*,pebble.*,starlette.*,PIL.*]
follow_imports = skip
"""
"""What lrviz stands on is left out: it is looked at as a whole by `mypy --strict`, and takes long."""


def test_a_users_script_is_checked_against_the_package(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "settings.ini").write_text(SETTINGS)
    command = [sys.executable, "-m", "mypy", "--config-file=settings.ini", "--cache-dir=cache", "script.py"]
    told = os.environ | {"PYTHONPATH": str(Path(lrviz.__file__).parents[1])}
    done = subprocess.run(command, cwd=tmp_path, env=told, capture_output=True, text=True, check=False)
    assert tuple(re.findall(r'Revealed type is "(.*)"', done.stdout)) == REVEALED, done.stdout + done.stderr
    assert tuple(re.findall(r"error: .*\[([a-z-]+)\]", done.stdout)) == REFUSED, done.stdout
