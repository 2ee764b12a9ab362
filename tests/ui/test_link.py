"""The link holds the whole state; what is wrong with it is said and falls back to the default."""

import pytest

from lrviz.hyperparameters import Hyperparameter, hyperparameters
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS
from lrviz.schedules import SCHEDULES
from lrviz.scene import Scene
from lrviz.ui.first_view import FIRST_VIEW
from lrviz.ui.grids import grid
from lrviz.ui.widgets import title

CASES = [
    *(("t.f", c) for c in OBJECTIVES),
    *(("t1.o", c) for c in OPTIMIZERS),
    *(("t1.s", c) for c in SCHEDULES),
]
PLAIN = [p for p in hyperparameters(Scene) if p.name in ("steps", "noise", "seed", "clip", "shared_noise")]


def numbers(declared: type) -> list[Hyperparameter]:
    return [p for p in hyperparameters(declared) if p.kind in (int, float) and not p.many and not p.pairs and p.range]


def other(parameter: Hyperparameter, default: float | None) -> float:
    """An allowed value that is not the default."""
    stops = grid(parameter, parameter.range.usual[0] if parameter.range.usual else parameter.range.low)
    stops = [stop for stop in stops if stop in parameter.range and stop != default and stop != 0]
    return stops[len(stops) // 2]


def chosen(scene: Scene, key: str):
    return {"t.f": scene.objective, "t1.o": scene.runs[0].optimizer, "t1.s": scene.runs[0].schedule}[key]


@pytest.mark.parametrize(("key", "declared"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_bad_numbers_are_named_and_replaced(control, key, declared):
    bad = ("nan", "1e999", "-1e300", "junk", "", "0x10")
    fields = numbers(declared)
    link = {
        f"{key}.{declared.__name__}.{p.name}": bad[i % len(bad)] for i, p in enumerate(fields) if p.default is not None
    }
    app = control({key: title(declared), **link})
    assert not app.exception
    controls, notices = app.session_state["controls"], app.session_state["notices"]
    for name in link:
        assert any(f"`{name}`" in notice for notice in notices), name
    assert len(notices) == len(link)
    if declared is not type(chosen(FIRST_VIEW, key)):
        assert chosen(controls.scene, key) == declared()


@pytest.mark.parametrize(("key", "declared"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_good_numbers_arrive(control, key, declared):
    default = chosen(FIRST_VIEW, key) if declared is type(chosen(FIRST_VIEW, key)) else declared()
    for parameter in numbers(declared):
        value = other(parameter, getattr(default, parameter.name))
        try:
            wanted = declared(
                **{p.name: getattr(default, p.name) for p in hyperparameters(declared)} | {parameter.name: value}
            )
        except ValueError:
            continue
        app = control({key: title(declared), f"{key}.{declared.__name__}.{parameter.name}": repr(value)})
        assert app.session_state["notices"] == []
        scene = app.session_state["controls"].scene
        assert chosen(scene, key) == wanted
        break


@pytest.mark.parametrize("parameter", PLAIN, ids=lambda p: p.name)
@pytest.mark.parametrize("text", ["nan", "-1e999", "junk", "()", ["1", "2"]])
def test_bad_values_of_the_scene(control, parameter, text):
    app = control({f"t.{parameter.name}": text})
    assert not app.exception
    assert [f"`t.{parameter.name}`" in notice for notice in app.session_state["notices"]] == [True]
    assert app.session_state["controls"].scene == FIRST_VIEW


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
    ],
    ids=str,
)
def test_bad_links_give_the_first_view_and_a_notice(visit, link):
    app = visit(link)
    assert not app.exception
    assert not app.error
    (key,) = link
    assert len(app.warning) == 1
    assert f"`{key}`" in app.warning[0].value
    assert "\n\n" not in app.warning[0].value


def test_the_first_view_is_the_default(control):
    app = control()
    assert app.session_state["controls"].scene == FIRST_VIEW
    assert app.session_state["notices"] == []


@pytest.mark.parametrize("text", ["__import__('os').system('x')", "x.real", "1/0", "x**9**9**9", "(" * 2000, "", "zzz"])
def test_a_bad_formula_in_the_link_falls_back(visit, text):
    app = visit({"t.f": "Formula", "t.f.Formula.text": text})
    assert not app.exception
    assert not app.error
    assert len(app.warning) == 1
    assert "`t.f.Formula.text`" in app.warning[0].value
    assert app.text_input(key="t.f.Formula.text").value == "x**2 + 10*y**2"


def test_texts_and_nested_schedules_arrive(control):
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
