"""Tasks are suggested where they fit a scene, and what they say is right is right."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.classroom import Choice, ClassPlan, Item, Race, Rate, Start, judge, suggested
from lrviz.classroom.suggestions.endings import MOVING, NOISY, STANDING, ending_choices
from lrviz.objectives import OBJECTIVES, DriftingMinimum, Formula, Himmelblau, Quadratic, Rosenbrock, Saddle
from lrviz.optimizers import LBFGS, OPTIMIZERS, SGD, Adam, Rule
from lrviz.scene import Run, Scene
from lrviz.schedules import OneCycleLR
from lrviz.simulate import simulate
from lrviz.simulate.outcomes.outcome import Kind, Outcome
from tests.strategies import instances

SLOW, FAST, WILD = Run(SGD(lr=1e-3)), Run(SGD(lr=3e-3, momentum=0.9)), Run(SGD(lr=0.1))


def of_kind(items: tuple[Item, ...], kind: type) -> list[Item]:
    return [one for one in items if isinstance(one.task, kind)]


def answer(one: Item) -> str:
    """The right choice, in words."""
    assert isinstance(one.task, Choice)
    assert one.task.right is not None
    return one.task.choices[one.task.right]


def test_one_run_is_asked_how_it_ends() -> None:
    scene = Scene(Rosenbrock(), steps=300, runs=(WILD,))
    asked = of_kind(suggested(scene), Choice)
    assert [answer(one) for one in asked] == ["Diverged"]
    assert simulate(scene)[0].outcome.sentence in asked[0].told


def test_two_runs_are_asked_which_converges_and_which_ends_lowest() -> None:
    which, lowest = of_kind(suggested(Scene(Rosenbrock(), steps=500, runs=(SLOW, FAST))), Choice)
    assert answer(which) == f"Only {FAST.label}"
    assert answer(lowest) == FAST.label


def test_several_runs_are_counted_and_equal_ones_told_apart() -> None:
    count, *others = of_kind(suggested(Scene(Rosenbrock(), steps=500, runs=(FAST, FAST, WILD))), Choice)
    assert answer(count) == "2"
    assert not others
    assert f"{FAST.label} (run 2)" in count.told


def test_the_largest_rate_that_converges_is_searched_for() -> None:
    (rate,) = of_kind(suggested(Scene(Quadratic(condition=20.0), steps=400, runs=(Run(SGD(lr=0.01)),))), Rate)
    assert isinstance(rate.task, Rate)
    assert judge(rate, 0.095).right
    assert not judge(rate, 0.1005).right
    assert "0.0" in rate.told or "0.1" in rate.told
    assert rate.task.low < 0.01 < 0.2 < rate.task.high


def test_another_minimum_is_one_that_starts_reach() -> None:
    scene = Scene(Himmelblau(), steps=200, runs=(Run(SGD(lr=0.01)),))
    (start,) = of_kind(suggested(scene), Start)
    assert isinstance(start.task, Start)
    assert start.task.target is not None
    assert not judge(start, scene.origin).right
    assert judge(start, scene.objective.minima[start.task.target]).right


def test_a_race_tells_what_a_machine_found() -> None:
    (race,) = of_kind(suggested(Scene(Quadratic(), runs=())), Race)
    assert "246 tries" in race.told


@pytest.mark.parametrize(
    "scene",
    [
        Scene(Saddle(), runs=(Run(SGD(lr=0.1, maximize=True)),)),
        Scene(DriftingMinimum(), runs=(Run(Adam(lr=0.1)),)),
        Scene(Quadratic(), noise=1.0, runs=(Run(SGD(lr=0.01)), Run(SGD(lr=0.01)))),
        Scene(Quadratic(), runs=(Run(LBFGS()),)),
        Scene(Quadratic(), steps=20_000, runs=(SLOW,)),
        Scene(Quadratic(), steps=500, runs=(Run(SGD(), OneCycleLR(max_lr=0.1, total_steps=100)),)),
        Scene(Quadratic(), runs=tuple(replace(SLOW, name="x" * 80) for _ in range(9))),
    ],
)
def test_a_scene_that_goes_with_few_tasks_is_offered_only_those(scene: Scene) -> None:
    offered = suggested(scene)
    assert not of_kind(offered, Rate)
    assert not of_kind(offered, Start)
    assert len(offered) <= 2


RULES = [kind for kind in OPTIMIZERS if issubclass(kind, Rule)]
FUNCTIONS = [*(kind.usual() for kind in OBJECTIVES), *(Formula(text=text) for text in ("log(x)", "1/x", "3"))]


@given(st.data())
@settings(max_examples=4)
def test_any_scene_is_offered_items_that_a_file_keeps(data: st.DataObject) -> None:
    rules = data.draw(st.lists(st.sampled_from(RULES).flatmap(instances), max_size=3))
    function, noise = data.draw(st.sampled_from(FUNCTIONS)), data.draw(st.sampled_from([0.0, 1.0]))
    steps = data.draw(st.sampled_from([1, 2, 50]))
    offered = suggested(Scene(function, steps=steps, noise=noise, runs=tuple(map(Run, rules))))
    assert not offered or ClassPlan.from_json(ClassPlan(offered).to_json()).items == offered
    assert all(one.task.right is not None for one in offered if isinstance(one.task, Choice))


ENDINGS = [(kind, family in MOVING) for family in (*STANDING, NOISY, *MOVING) for kind in family]


@pytest.mark.parametrize(("kind", "moves"), ENDINGS)
def test_each_outcome_is_one_of_its_own_choices(kind: Kind, moves: bool) -> None:
    choices, right = ending_choices(kind, False, moves)
    assert choices[right].lower() == Outcome(kind, 0, ()).word.lower()
    assert len(set(choices)) == len(choices) >= 4
