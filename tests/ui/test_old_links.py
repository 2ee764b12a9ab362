"""Links that were made before the pages moved into rooms of their own still give what they gave then."""

import json
from dataclasses import MISSING
from pathlib import Path
from typing import Any

import pytest

from lrviz.figures.board.view import BoardView
from lrviz.figures.stage.view import View
from lrviz.hyperparameters import Declared, hyperparameters
from lrviz.ui.components.tune import TuneView
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.view import view_controls
from lrviz.ui.schedules.controls import comparison_controls
from lrviz.ui.schedules.theory import spectrum_controls
from lrviz.ui.train.page import mode_controls as training_controls
from lrviz.ui.trajectories.controls import scene_controls
from lrviz.ui.trajectories.first_scene import FIRST_SCENE
from lrviz.ui.tune.page import mode_controls
from tests.catalogues import final_classes
from tests.ui.visits import opened

LINKS = json.loads(Path(__file__).with_name("old_links.json").read_text(encoding="utf-8"))
"""For each link its page, its parameters, and what the page made of it, written by the code as it was then."""

DECLARED = {kind.__name__: kind for kind in final_classes(Declared)}


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
    refused = {"refused": str(asked)} if isinstance(asked, ValueError) else {}
    return {
        "mode": mode.title,
        "measure": tuning.measure,
        "slots": tuning.slots,
        "asked": refused or {name: value for name, value in asked.to_dict().items() if name != "type"},
        "view": view_controls(link, "u", TuneView).to_dict(),
    }


def train(link: Link) -> dict[str, Any]:
    """What the controls of the page Train give."""
    mode, asked, setup = training_controls(link)
    told: dict[str, Any] = {name: value for name, value in vars(setup).items() if name != "training"}
    shown = asked.to_dict() if isinstance(asked, Declared) else repr(asked)
    return {"mode": mode.title, "asked": shown, "training": setup.training and setup.training.to_dict(), **told}


PAGES = {
    "trajectories": ("t", trajectories),
    "schedules": ("s", schedules),
    "tune": ("u", tune),
    "train": ("r", train),
}
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
    assert completed(json.loads(json.dumps(app.session_state["gives"]))) == completed(wanted)


def completed(value: Any) -> Any:
    """What is written, with the fields that it leaves out or that classes have won since at their defaults."""
    if isinstance(value, list):
        return [completed(item) for item in value]
    if not isinstance(value, dict):
        return value
    declared = hyperparameters(DECLARED[value["type"]]) if "type" in value else ()
    plain = (p for p in declared if p.default is not MISSING and not issubclass(p.kind, Declared))
    defaults = {p.name: list(p.default) if isinstance(p.default, tuple) else p.default for p in plain}
    return defaults | {name: completed(item) for name, item in value.items()}
