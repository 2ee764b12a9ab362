"""The link holds the whole state; what is wrong with it is said and falls back to the default."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.hyperparameters import Hyperparameter, hyperparameters
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS
from lrviz.schedules import SCHEDULES, CosineAnnealingLR, ReduceLROnPlateau, Warmup
from lrviz.ui.kit.catalogues import title
from lrviz.ui.kit.grids import grid
from lrviz.ui.trajectories.first_scene import FIRST_SCENE
from tests.ui.visits import Visit, batched, names

RUNS = [("o", batch) for batch in batched(OPTIMIZERS)] + [("s", batch) for batch in batched(SCHEDULES)]
BAD_FORMULAS = ("__import__('os').system('x')", "x.real", "1/0", "x**9**9**9", "(" * 2000, "", "zzz")
BAD = ("nan", "1e999", "-1e300", "junk", "0x10", "--1")


def numbers(declared: type) -> list[Hyperparameter]:
    """The fields that hold one number."""
    return [p for p in hyperparameters(declared) if p.kind in (int, float) and not p.many and not p.pairs]


def bad_link(prefix: str, declared: type) -> dict[str, str]:
    """A link that gives every number of a class a bad value."""
    fields = enumerate(numbers(declared))
    return {f"{prefix}.{declared.__name__}.{p.name}": BAD[(i + len(prefix)) % len(BAD)] for i, p in fields}


def changed(default: Any, parameter: Hyperparameter) -> Any:
    """The instance with another allowed value of one number; itself where every one is refused."""
    for value in grid(parameter, getattr(default, parameter.name) or 0)[1:]:
        if value != getattr(default, parameter.name) and parameter.range is not None and value in parameter.range:
            with suppress(ValueError):
                return replace(default, **{parameter.name: value})
    return default


def heard(app: AppTest) -> list[str]:
    """The notices of a visit, each of which names its parameter."""
    notices: list[str] = app.session_state["notices"]
    return notices


def assert_all_named(link: dict[str, str], notices: list[str]) -> None:
    assert len(notices) == len(link)
    for key in link:
        assert any(f"`{key}`" in notice for notice in notices), key


@pytest.mark.parametrize(("letter", "batch"), RUNS, ids=lambda case: names(case) if isinstance(case, tuple) else case)
def test_bad_numbers_of_runs(control: Visit, letter: str, batch: tuple[type, ...]) -> None:
    chosen = {f"t{slot}.{letter}": title(c) for slot, c in enumerate(batch, 1)}
    bad = {k: v for slot, c in enumerate(batch, 1) for k, v in bad_link(f"t{slot}.{letter}", c).items()}
    app = control(chosen | bad | {"t.runs": [str(slot) for slot in range(1, len(batch) + 1)]})
    assert_all_named(bad, heard(app))


@pytest.mark.parametrize(("letter", "batch"), RUNS, ids=lambda case: names(case) if isinstance(case, tuple) else case)
def test_good_numbers_of_runs(control: Visit, letter: str, batch: tuple[type, ...]) -> None:
    link: dict[str, Any] = {"t.runs": [str(slot) for slot in range(1, len(batch) + 1)]}
    wanted = []
    for slot, declared in enumerate(batch, 1):
        first = FIRST_SCENE.runs[(slot - 1) % len(FIRST_SCENE.runs)]
        standing = first.optimizer if letter == "o" else first.schedule
        wanted.append(standing if type(standing) is declared else declared.usual())
        link[f"t{slot}.{letter}"] = title(declared)
        for parameter in numbers(declared)[slot % max(1, len(numbers(declared))) :][:1]:
            wanted[-1] = changed(wanted[-1], parameter)
            link[f"t{slot}.{letter}.{declared.__name__}.{parameter.name}"] = repr(getattr(wanted[-1], parameter.name))
    app = control(link)
    assert heard(app) == []
    runs = app.session_state["controls"].scene.runs
    assert [run.optimizer if letter == "o" else run.schedule for run in runs] == wanted


def test_boxes_take_more_than_sliders_offer(control: Visit) -> None:
    cosine = "t1.s.CosineAnnealingLR"
    link = {"t.runs": "1", "t1.s": "CosineAnnealingLR", f"{cosine}.T_max": "166.75", f"{cosine}.eta_min": "-0.001"}
    app = control(link | {"t1.o.SGD.weight_decay": "50"})
    assert heard(app) == []
    (run,) = app.session_state["controls"].scene.runs
    assert (run.schedule, run.optimizer.weight_decay) == (CosineAnnealingLR(166.75, -0.001), 50.0)
    app.select_slider(f"~{cosine}.T_max").set_value(200).run()
    assert app.number_input(f"{cosine}.T_max").value == 200
    app.session_state[f"{cosine}.T_max"] = 300
    app.run()
    (run,) = app.session_state["controls"].scene.runs
    assert repr(run.schedule.T_max) == "300"
    assert not app.exception


def test_a_whole_number_that_is_typed_gives_a_link_that_stays(visit: Visit) -> None:
    box = "t1.s.CosineAnnealingLR.T_max"
    app = visit({"t.runs": "1", "t1.s": "CosineAnnealingLR"})
    app.number_input(box).set_value(900.0).run()
    link = dict(app.query_params)
    assert link[box] == "900"
    assert dict(visit(link).query_params) == link


def test_a_plateau_behind_a_warmup_has_a_link(control: Visit) -> None:
    inner = "t1.s.Warmup.schedule"
    link = {"t.runs": "1", "t1.s": "Warmup", inner: "ReduceLROnPlateau", f"{inner}.ReduceLROnPlateau.patience": "3"}
    app = control(link)
    assert heard(app) == []
    (run,) = app.session_state["controls"].scene.runs
    assert run.schedule == Warmup(ReduceLROnPlateau(patience=3))


@pytest.mark.parametrize("declared", OBJECTIVES, ids=title)
def test_numbers_of_objectives(control: Visit, declared: type) -> None:
    bad = bad_link("t.f", declared)
    app = control({"t.f": title(declared), "t.runs": "1"} | bad)
    assert_all_named(bad, heard(app))
    assert app.session_state["controls"].scene.objective == declared()


@pytest.mark.parametrize("text", [None, "nan", "-1e999", "junk", "()", ["1", "2"]], ids=str)
def test_without_values_or_with_bad_ones_the_scene_is_the_first_one(control: Visit, text: Any) -> None:
    plain = ("steps", "noise", "seed", "clip", "shared_noise")
    link = {} if text is None else {f"t.{name}": text for name in plain}
    app = control(link)
    assert_all_named(link, heard(app))
    assert app.session_state["controls"].scene == FIRST_SCENE


@pytest.mark.parametrize(
    "link",
    [
        {"t.f": "Nope"},
        {"t.f": ["Rosenbrock", "Sphere"]},
        {"t.f": ""},
        {"t1.o": "<script>alert(1)</script>"},
        {"t.runs": "9"},
        {"t1.o.Nope.lr": "1"},
        {"t1.o.Adam.lr": "0.1"},
        {"t7.o": "Adam"},
        {"unknown": "`x`"},
        {"t1.o.SGD.nesterov": "maybe"},
        *({"t.f": "Formula", "t.f.Formula.text": text} for text in BAD_FORMULAS),
    ],
    ids=lambda link: str(link)[:80],
)
def test_bad_links_give_the_first_view_and_a_notice(visit: Visit, link: dict[str, Any]) -> None:
    app = visit(link)
    assert not app.error
    assert len(app.warning) == 1
    assert f"`{[*link][-1]}`" in app.warning[0].value
    assert "\n\n" not in app.warning[0].value
    if "t.f.Formula.text" in link:
        assert app.text_input(key="t.f.Formula.text").value == "x**2 + 10*y**2"


def test_texts_and_nested_schedules_arrive(control: Visit) -> None:
    link = {
        "t1.s": "MultiStepLR",
        "t1.s.MultiStepLR.milestones": "30, 80",
        "t2.s": "Warmup",
        "t2.s.Warmup.steps": "7",
        "t2.s.Warmup.schedule": "StepLR",
        "t2.s.Warmup.schedule.StepLR.step_size": "11",
        "t2.name": "mine <b>",
    }
    app = control(link)
    scene = app.session_state["controls"].scene
    assert app.session_state["notices"] == []
    assert scene.runs[0].schedule.milestones == (30, 80)
    assert scene.runs[1].schedule.steps == 7
    assert scene.runs[1].schedule.schedule.step_size == 11
    assert scene.runs[1].name == "mine <b>"


def test_a_value_that_the_link_lost_is_written_again(visit: Visit) -> None:
    app = visit()
    app.select_slider(key="~t1.o.SGD.lr").set_value(0.002).run()
    app.query_params.clear()
    app.run()
    assert app.number_input(key="t1.o.SGD.lr").value == 0.002
    assert app.query_params["t1.o.SGD.lr"] == "0.002"


def slider_script() -> None:
    """A slider whose stops depend on its value; the run is broken off before its end when the session says so."""
    import streamlit as st

    from lrviz.hyperparameters import hyperparameters
    from lrviz.schedules import LinearLR
    from lrviz.ui.kit.link import Link
    from lrviz.ui.kit.numbers import number

    link = Link("p")
    parameter = hyperparameters(LinearLR)[0]
    number(link, "p.start", parameter, 1 / 3)
    if st.session_state.pop("broken", False):
        st.stop()
    link.settle()


def test_new_stops_come_with_their_value_until_a_run_has_come_to_its_end() -> None:
    def told(app: AppTest) -> bool:
        assert not app.exception
        return bool(app.select_slider[0].proto.set_value)

    app = AppTest.from_function(slider_script).run()
    assert not told(app.run())
    app.session_state["broken"] = True
    app.number_input(key="p.start").set_value(1.0).run()
    assert told(app)
    assert told(app.run())
    assert not told(app.run())
    assert app.select_slider[0].value == 1.0
