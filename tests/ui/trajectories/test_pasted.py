"""The scene that a link of the page Trajectories opens, read without opening it."""

from typing import Any

import pytest
from hypothesis import given, settings

from lrviz.scene import Scene
from lrviz.ui.trajectories.first_scene import FIRST_SCENE
from lrviz.ui.trajectories.pasted import scene_in
from tests.ui.test_links_open import scenes
from tests.ui.visits import Visit, opened

SCRIPT = """
import streamlit as st
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.values import assign
from lrviz.ui.trajectories.controls import scene_controls
from lrviz.ui.trajectories.first_scene import FIRST_SCENE

assign(st.session_state.pop("assigned"))
link = Link("t")
st.session_state["shown"] = scene_controls(link, "t", FIRST_SCENE).scene
link.settle()
"""


def texts(link: Any) -> dict[str, list[str]]:
    """The parameters of an app's address, a list for each."""
    return {key: value if isinstance(value, list) else [value] for key, value in link.items()}


@settings(max_examples=15)
@given(values=scenes("t"))
def test_it_is_the_scene_that_the_page_shows(values: dict[str, Any]) -> None:
    app = opened(SCRIPT, session={"assigned": values})
    shown: Scene = app.session_state["shown"]
    if shown is not None and shown.runs:
        assert scene_in(texts(dict(app.query_params))) == shown


def test_a_link_that_says_nothing_opens_the_first_scene(control: Visit) -> None:
    assert scene_in({}) == FIRST_SCENE == control({}).session_state["controls"].scene


def test_how_it_is_looked_at_does_not_matter() -> None:
    assert scene_in({"v": ["2"], "t.runs": ["1"], "t.view.large": ["true"]}).runs == FIRST_SCENE.runs[:1]


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ({"t.f": ["Nope"]}, "`t.f` must be one of the names in its menu, got `Nope`"),
        ({"t.steps": ["nan"]}, "`t.steps` must be an integer"),
        ({"t.steps": ["5", "6"]}, "`t.steps` must be given once"),
        ({"t1.o.SGD.lr": ["inf"]}, "`t1.o.SGD.lr` must be"),
        ({"t.runs": [""]}, "at least one run, got none"),
        ({"t1.o": ["Adagrad"], "t1.s": ["OneCycleLR"]}, "moves the momentum"),
        ({"s.plan.epochs": ["3"], "v": ["2"]}, "s.plan.epochs, which a link of Trajectories has not"),
    ],
)
def test_what_cannot_be_is_named(link: dict[str, list[str]], why: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        scene_in(link)
    assert why in str(refused.value)
