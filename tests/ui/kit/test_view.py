"""What a browser sends of the view is checked by its declaration and stands in the link."""

from dataclasses import replace
from typing import Any

from hypothesis import given

from lrviz.figures.stage.view import View
from lrviz.hyperparameters import hyperparameters
from lrviz.ui.kit.view import changed
from tests.strategies import instances
from tests.ui.visits import Visit, shown

SCALES = {"loss_scale": "linear", "rate_scale": "logarithmic", "step_scale": "logarithmic"}
WORDS: dict[str, Any] = {"loss": "distance to a minimum", "rate": "effective rate", **SCALES, "picture": "3-D"}
ARROWS = ("field", "gradient_arrow", "momentum_arrow", "step_arrow")
SWITCHES: Any = dict.fromkeys((*ARROWS, "hide_future", "large", "loop"), True)
ZOOM = ((-0.5, 0.25), (1.0, 1.5))
OTHER = View(**WORDS, **SWITCHES, chosen=3, hidden=(2, 4), zoom=ZOOM, speed=2.0, step=17)


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
    link = {f"t.view.{name}": str(value).lower() for name, value in OTHER.arguments().items()}
    link |= {f"t.view.{name}": word for name, word in WORDS.items()}
    app = visit(link | {"t.view.hidden": "2, 4", "t.view.zoom": "-0.5:0.25, 1:1.5"})
    assert not app.warning
    assert View(**shown(app)["view"]) == OTHER


def test_a_bad_view_in_the_link_is_said(visit: Visit) -> None:
    bad = {"picture": "4-D", "hidden": "9", "speed": "0", "zoom": "1:0, 2:3"}
    app = visit({f"t.view.{name}": text for name, text in bad.items()} | {"t.view.loop": "true"})
    for name in bad:
        assert f"`t.view.{name}`" in app.warning[0].value
    assert View(**shown(app)["view"]) == View(loop=True)
