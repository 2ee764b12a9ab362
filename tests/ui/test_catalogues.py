"""Everything in the three catalogues can be chosen, and every field of it has a widget."""

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.figures.stage.view import SLOTS
from lrviz.hyperparameters import hyperparameters
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS
from lrviz.schedules import SCHEDULES
from lrviz.ui.kit.catalogues import names_of, title
from tests.ui.visits import Visit, batched, complaints, names


def check(app: AppTest, prefix: str, declared: type) -> None:
    """The class is chosen, and each of its fields has a widget or, where a field is a schedule, several."""
    assert app.selectbox(key=prefix).value == title(declared)
    widgets = [*app.selectbox, *app.number_input, *app.text_input, *app.checkbox]
    keys = [widget.key for widget in widgets if widget.key]
    for parameter in hyperparameters(declared):
        key = f"{prefix}.{declared.__name__}.{parameter.name}"
        assert any(drawn == key or drawn.startswith(f"{key}.") for drawn in keys), key


def visit_runs(visit: Visit, letter: str, classes: tuple[type, ...], link: dict[str, str]) -> None:
    """One visit with a run for each class, everything unfolded."""
    link = link | {f"t{slot}.{letter}": title(c) for slot, c in enumerate(classes, 1)}
    link["t.runs"] = [str(slot) for slot in range(1, len(classes) + 1)]
    folds = [f"~t{slot}.{letter}.{c.__name__}.~more" for slot, c in enumerate(classes, 1)]
    app = visit(link, (*folds, *(f"~box{slot}" for slot in SLOTS)))
    assert not complaints(app)
    for slot, declared in enumerate(classes, 1):
        check(app, f"t{slot}.{letter}", declared)


@pytest.mark.parametrize("declared", OBJECTIVES, ids=title)
def test_every_objective(visit: Visit, declared: type) -> None:
    app = visit({"t.f": title(declared), "t.steps": "20", "t.runs": "1"}, (f"~t.f.{declared.__name__}.~more",))
    assert not complaints(app)
    check(app, "t.f", declared)


@pytest.mark.parametrize("batch", batched(OPTIMIZERS), ids=names)
def test_every_optimizer(visit: Visit, batch: tuple[type, ...]) -> None:
    visit_runs(visit, "o", batch, {"t.steps": "5"})


@pytest.mark.parametrize("batch", batched(SCHEDULES), ids=names)
def test_every_schedule(visit: Visit, batch: tuple[type, ...]) -> None:
    visit_runs(visit, "s", batch, {"t.steps": "20"} | {f"t{slot}.o": "Adam" for slot in range(1, len(batch) + 1)})


def test_menus_have_one_name_for_each_class() -> None:
    for catalogue in (OBJECTIVES, OPTIMIZERS, SCHEDULES):
        assert len({title(c) for c in catalogue}) == len(catalogue)


@pytest.mark.parametrize(
    ("usual", "classes"),
    [
        ("Step decay", {"StepLR", "MultiStepLR"}),
        ("Exponential decay", {"ExponentialLR"}),
        ("Cosine annealing", {"CosineAnnealingLR", "CosineAnnealingWarmRestarts"}),
        ("Warm-up", {"Warmup"}),
        ("Fixed rate", {"Constant"}),
        ("AMSGrad", {"Adam", "AdamW"}),
        ("SGDR", {"CosineAnnealingWarmRestarts"}),
        ("1cycle", {"OneCycleLR"}),
        ("banana", {"Rosenbrock"}),
    ],
)
def test_menus_find_classes_by_their_usual_names(usual: str, classes: set[str]) -> None:
    every = (*OBJECTIVES, *OPTIMIZERS, *SCHEDULES)
    assert {c.__name__ for c in every if usual.lower() in names_of(c).lower()} == classes


def test_other_names_are_shown_in_the_menu_and_change_no_value(visit: Visit) -> None:
    app = visit({"t1.s": "StepLR"})
    menu = app.selectbox(key="t1.s")
    assert menu.value == "StepLR"
    assert "StepLR · step decay" in menu.options
    menu.set_value("ExponentialLR").run()
    assert app.query_params["t1.s"] == "ExponentialLR"
    assert len({names_of(c) for c in SCHEDULES}) == len(SCHEDULES)
