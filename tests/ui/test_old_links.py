"""Links that were made before the pages moved into rooms of their own still give what they gave then."""

import json
from pathlib import Path
from typing import Any

import pytest

from lrviz.hyperparameters import hyperparameters
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS
from lrviz.schedules import SCHEDULES, Phase
from lrviz.ui.components.board import BoardView
from lrviz.ui.components.stage import View
from lrviz.ui.components.tune import TuneView
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.view import view_controls
from lrviz.ui.schedules.controls import comparison_controls
from lrviz.ui.schedules.theory import spectrum_controls
from lrviz.ui.trajectories.controls import scene_controls
from lrviz.ui.trajectories.first_scene import FIRST_SCENE
from lrviz.ui.tune.page import mode_controls
from tests.ui.visits import opened

LINKS = json.loads(Path(__file__).with_name("old_links.json").read_text(encoding="utf-8"))
"""For each link its page, its parameters, and what the page made of it, written by the code as it was then."""


DEFAULTS = {
    kind.__name__: {parameter.name: parameter.default for parameter in hyperparameters(kind)}
    for kind in (*OBJECTIVES, *OPTIMIZERS, *SCHEDULES, Phase)
}
"""The fields of every class, with their defaults."""


def trajectories(link: Link) -> dict[str, Any]:
    """What the controls of the page Trajectories give."""
    controls = scene_controls(link, "t", FIRST_SCENE)
    scene = controls.scene and controls.scene.to_dict()
    return {"scene": scene, "slots": controls.slots, "view": view_controls(link, "t", View).to_dict()}


def schedules(link: Link) -> dict[str, Any]:
    """What the controls of the page Schedules give."""
    comparison = comparison_controls(link, "s")
    view = view_controls(link, "s", BoardView)
    return {
        "plan": comparison.plan.to_dict(),
        "optimizer": comparison.optimizer.to_dict(),
        "entries": {str(slot): entry.to_dict() for slot, entry in comparison.entries.items()},
        "metric": comparison.metric.to_dict(),
        "view": view.to_dict(),
        "spectrum": spectrum_controls(link, "s", view).to_dict(),
    }


def tune(link: Link) -> dict[str, Any]:
    """What the controls of the page Tune give."""
    mode, asked, tuning = mode_controls(link)
    return {
        "mode": mode.title,
        "measure": tuning.measure,
        "slots": tuning.slots,
        "asked": {name: value for name, value in asked.to_dict().items() if name != "type"},
        "view": view_controls(link, "u", TuneView).to_dict(),
    }


PAGES = {"trajectories": ("t", trajectories), "schedules": ("s", schedules), "tune": ("u", tune)}
SCRIPT = """
import streamlit as st
from lrviz.ui.kit.link import Link
from tests.ui.test_old_links import PAGES

letter, gives = PAGES["{page}"]
link = Link(letter)
st.session_state["gives"] = gives(link)
link.settle()
st.session_state["notices"] = link.notices
"""
"""The controls of a page alone; they leave what they give in the session."""


@pytest.mark.parametrize("case", LINKS, ids=lambda case: f"{case['page']}-{LINKS.index(case)}")
def test_a_link_gives_what_it_gave(case: dict[str, Any]) -> None:
    app = opened(SCRIPT.format(page=case["page"]), case["link"])
    wanted = dict(case["gives"])
    assert [notice.split("`")[1] for notice in app.session_state["notices"]] == wanted.pop("notices")
    assert as_it_was(json.loads(json.dumps(app.session_state["gives"])), wanted) == wanted


def as_it_was(gives: Any, wanted: Any) -> Any:
    """What a page gives, without the fields that have been added since and have their defaults."""
    if isinstance(gives, list) and isinstance(wanted, list):
        return [as_it_was(*pair) for pair in zip(gives, wanted, strict=False)] if len(gives) == len(wanted) else gives
    if not isinstance(gives, dict) or not isinstance(wanted, dict):
        return gives
    known = DEFAULTS.get(gives.get("type", ""), {})
    added = {name for name, value in gives.items() if name not in wanted and name in known and value == known[name]}
    return {name: as_it_was(value, wanted.get(name)) for name, value in gives.items() if name not in added}
