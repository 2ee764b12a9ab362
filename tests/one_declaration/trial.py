"""The trial of classes that were only declared: test_one_declaration.py copies it beside the tests of the app."""

import pytest

from lrviz import Run, Scene, simulate, to_pytorch, verify
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS, SGD, Optimizer
from lrviz.schedules import SCHEDULES, Constant, OneCycleLR, Phase, Phases, Schedule, Sequential, Warmup, fitted
from tests.analysis.examining import found
from tests.export.running import executed, printed
from tests.ui.visits import Visit

Gully, Glide, Wobble = (catalogue[-1] for catalogue in (OBJECTIVES, SCHEDULES, OPTIMIZERS))
CYCLE = OneCycleLR(max_lr=0.05, total_steps=60)


@pytest.mark.parametrize(
    ("schedule", "fixed"),
    [
        (Glide(20, 980), Glide(20, 480)),
        (Warmup(Glide(1, 999), steps=50), Warmup(Glide(1, 449), steps=50)),
        (Sequential((Constant(), Glide(1, 999)), (100,)), Sequential((Constant(), Glide(1, 399)), (100,))),
        (Phases((Phase(Glide(), 1.0),), 1000), Phases((Phase(Glide(10, 240), 1.0),), 500)),
    ],
)
def test_a_schedule_planned_for_1000_steps_is_found_in_a_run_of_500(schedule: Schedule, fixed: Schedule) -> None:
    trap = found(schedule, 500)["ends above its floor"]
    assert trap.fix is not None
    assert trap.fix.schedule == fixed
    assert "ends above its floor" not in found(fixed, 500)


def test_its_rise_is_found_where_the_run_is_too_short_for_it() -> None:
    trap = found(Glide(900, 100), 500)["warmup longer than the run"]
    assert trap.fix is not None
    assert trap.fix.schedule == Glide(50, 100)
    assert fitted(Glide(), 777).length == 777


@pytest.mark.parametrize("optimizer", [Wobble(lr=0.05), Wobble(lr=0.05, twice=True, weight_decay=0.1, maximize=True)])
@pytest.mark.parametrize("schedule", [Glide(10, 50), CYCLE])
def test_a_script_carries_the_rule_and_ends_where_simulate_ends(optimizer: Optimizer, schedule: Schedule) -> None:
    scene = Scene(Gully(), steps=60, noise=0.1, runs=(Run(optimizer, schedule), Run(SGD(lr=0.01), schedule)))
    script, (path, _) = to_pytorch(scene), simulate(scene)
    assert "class Wobble(torch.optim.Optimizer):" in script
    assert "import lrviz" not in script
    line = executed(script)[0]
    assert (line["x"], line["y"]) == pytest.approx(tuple(path.points[-1]), rel=1e-9)
    if (optimizer, schedule) == (Wobble(lr=0.05), CYCLE):  # a process of its own takes seconds
        assert printed(script)[0] == line
    result = verify(scene)
    assert max(result.max_relative_error) < 1e-11
    assert ["its own source" in sentence for sentence in result.sentences] == [True, False]


def test_a_link_gives_the_scene(control: Visit) -> None:
    chosen = {"t.f": "Gully", "t.f.Gully.w": "1.2", "t.runs": "1", "t1.o": "Wobble", "t1.s": "Glide"}
    values = {"t1.o.Wobble.lr": "0.02", "t1.o.Wobble.width": "0.3", "t1.s.Glide.lead_in": "7"}
    app = control(chosen | values)
    assert not app.exception
    scene = app.session_state["controls"].scene
    assert scene.objective == Gully(w=1.2)
    assert scene.runs[0] == Run(Wobble(lr=0.02, width=0.3), Glide(lead_in=7))
    assert Scene.from_json(scene.to_json()) == scene
