"""What a browser sends of the view is checked by its declaration and stands in the link."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from lrviz.hyperparameters import hyperparameters
from lrviz.ui.components.stage import View
from lrviz.ui.kit.view import changed
from tests.strategies import instances
from tests.ui.visits import Visit, shown

FIELDS = hyperparameters(View)
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


@pytest.mark.parametrize(
    "sent",
    [
        None,
        3,
        "map",
        [],
        {"picture": "4-D"},
        {"hidden": [9]},
        {"speed": 1e9},
        {"step": -1},
        {"chosen": "1"},
        {"loss": {}},
    ],
)
def test_what_is_not_a_view_changes_nothing(sent: Any) -> None:
    assert changed(OTHER, sent) == OTHER


def test_unknown_fields_are_left_aside() -> None:
    assert changed(View(), {"nonsense": 1, "large": True}) == replace(View(), large=True)


def test_every_field_differs_in_the_other_view() -> None:
    assert all(getattr(OTHER, p.name) != p.default for p in FIELDS)


def test_the_whole_view_is_in_the_link(visit: Visit) -> None:
    link = {f"t.view.{name}": str(value).lower() for name, value in OTHER.arguments().items() if name not in _WORDS}
    link |= {f"t.view.{name}": getattr(OTHER, name) for name in _WORDS if name != "hidden"}
    app = visit(link | {"t.view.hidden": "2, 4"})
    assert not app.exception
    assert not app.warning
    received = shown(app)["view"]
    assert View(**received) == OTHER


_WORDS = ("loss", "loss_scale", "rate_scale", "step_scale", "picture", "hidden")


def test_a_bad_view_in_the_link_is_said(visit: Visit) -> None:
    app = visit({"t.view.picture": "4-D", "t.view.hidden": "9", "t.view.speed": "0"})
    assert not app.exception
    for key in ("t.view.picture", "t.view.hidden", "t.view.speed"):
        assert key in app.warning[0].value
    assert View(**shown(app)["view"]) == View()
