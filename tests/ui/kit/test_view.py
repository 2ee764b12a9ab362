"""What a browser sends of the view is checked by its declaration and stands in the link."""

from dataclasses import replace

from hypothesis import given

from lrviz.hyperparameters import hyperparameters
from lrviz.ui.components.stage import View
from lrviz.ui.kit.view import changed
from tests.strategies import instances
from tests.ui.visits import Visit, shown

OTHER = View(
    "distance to a minimum",
    "linear",
    "logarithmic",
    "logarithmic",
    "3-D",
    True,
    True,
    True,
    True,
    3,
    (2, 4),
    True,
    2.0,
    True,
    17,
)


@given(instances(View))
def test_what_a_browser_sends_is_taken(view: View) -> None:
    sent = {name: list(value) if isinstance(value, tuple) else value for name, value in view.arguments().items()}
    assert changed(View(), sent) == view


def test_what_is_not_a_view_changes_nothing_and_unknown_fields_are_left_aside() -> None:
    wrong = {"picture": "4-D", "hidden": [9], "speed": 1e9, "step": -1, "chosen": "1", "loss": {}}
    for sent in (None, 3, "map", [], *({name: value} for name, value in wrong.items())):
        assert changed(OTHER, sent) == OTHER
    assert changed(View(), {"nonsense": 1, "large": True}) == replace(View(), large=True)


def test_the_whole_view_is_in_the_link(visit: Visit) -> None:
    assert all(getattr(OTHER, parameter.name) != parameter.default for parameter in hyperparameters(View))
    link = {f"t.view.{name}": str(value).lower() for name, value in OTHER.arguments().items() if name not in _WORDS}
    link |= {f"t.view.{name}": getattr(OTHER, name) for name in _WORDS if name != "hidden"}
    app = visit(link | {"t.view.hidden": "2, 4"})
    assert not app.exception
    assert not app.warning
    assert View(**shown(app)["view"]) == OTHER


_WORDS = ("loss", "loss_scale", "rate_scale", "step_scale", "picture", "hidden")


def test_a_bad_view_in_the_link_is_said(visit: Visit) -> None:
    app = visit({"t.view.picture": "4-D", "t.view.hidden": "9", "t.view.speed": "0"})
    assert not app.exception
    for key in ("t.view.picture", "t.view.hidden", "t.view.speed"):
        assert key in app.warning[0].value
    assert View(**shown(app)["view"]) == View()
