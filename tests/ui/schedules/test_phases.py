"""A schedule put together from phases by its widgets, each phase with fields of its own and no menu of classes."""

from lrviz.schedules import Constant, ConstantWithWarmup, CosineAnnealingLR, OneMinusSqrt, Phase, Phases
from tests.ui.visits import Visit

PHASES = "t1.s.Phases.phases"


def test_a_trapezoid_by_link(control: Visit) -> None:
    link = {"t.runs": "1", "t1.s": "Phases", f"{PHASES}.n": "3", f"{PHASES}.2.schedule": "(none)"}
    link |= {f"{PHASES}.2.length": "0.7", f"{PHASES}.3.schedule": "1 − sqrt"}
    link |= {f"{PHASES}.3.length": "100", f"{PHASES}.3.unit": "steps"}
    app = control(link)
    assert not app.session_state["notices"]
    (run,) = app.session_state["controls"].scene.runs
    warmup, middle = Phase(ConstantWithWarmup.usual(), 0.1), Phase(Constant(), 0.7)
    assert run.schedule == Phases((warmup, middle, Phase(OneMinusSqrt.usual(), 100, "steps")), 500)


def test_the_default_by_the_menu_and_no_share_above_one(control: Visit) -> None:
    refused = control({"t.runs": "1", "t1.s": "Phases", f"{PHASES}.2.length": "30"}).session_state["notices"]
    assert any("share" in notice for notice in refused), refused
    app = control({"t.runs": "1", "t1.s": "Phases"})
    (run,) = app.session_state["controls"].scene.runs
    assert run.schedule == Phases()
    app.selectbox(key=f"{PHASES}.1.unit").set_value("steps").run()
    app.number_input(key=f"{PHASES}.1.length").set_value(30.0).run()
    (run,) = app.session_state["controls"].scene.runs
    assert run.schedule.phases == (
        Phase(ConstantWithWarmup.usual(), 30, "steps"),
        Phase(CosineAnnealingLR.usual(), 0.9),
    )
