"""Links that were made before the pages moved into rooms of their own still give what they gave then."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

LINKS = json.loads(Path(__file__).with_name("old_links.json").read_text(encoding="utf-8"))
"""For each link its page, its parameters, and what the page made of it, written by the code as it was then."""


def trajectories() -> None:
    """The controls of the page Trajectories alone."""
    import streamlit as st

    from lrviz.ui.components.stage import View
    from lrviz.ui.kit.link import Link
    from lrviz.ui.kit.view import view_controls
    from lrviz.ui.trajectories.controls import scene_controls
    from lrviz.ui.trajectories.first_scene import FIRST_SCENE

    link = Link("t")
    controls = scene_controls(link, "t", FIRST_SCENE)
    view = view_controls(link, "t", View)
    link.settle()
    scene = controls.scene and controls.scene.to_dict()
    st.session_state["gives"] = {"scene": scene, "slots": controls.slots, "view": view.to_dict()}
    st.session_state["notices"] = link.notices


def schedules() -> None:
    """The controls of the page Schedules alone."""
    import streamlit as st

    from lrviz.ui.components.board import BoardView
    from lrviz.ui.kit.link import Link
    from lrviz.ui.kit.view import view_controls
    from lrviz.ui.schedules.controls import comparison_controls
    from lrviz.ui.schedules.theory import spectrum_controls

    link = Link("s")
    comparison = comparison_controls(link, "s")
    view = view_controls(link, "s", BoardView)
    spectrum = spectrum_controls(link, "s", view)
    link.settle()
    st.session_state["gives"] = {
        "plan": comparison.plan.to_dict(),
        "optimizer": comparison.optimizer.to_dict(),
        "entries": {str(slot): entry.to_dict() for slot, entry in comparison.entries.items()},
        "metric": comparison.metric.to_dict(),
        "view": view.to_dict(),
        "spectrum": spectrum.to_dict(),
    }
    st.session_state["notices"] = link.notices


def tune() -> None:
    """The controls of the page Tune alone."""
    import streamlit as st

    from lrviz.ui.components.tune import TuneView
    from lrviz.ui.kit.link import Link
    from lrviz.ui.kit.view import view_controls
    from lrviz.ui.tune.page import mode_controls

    link = Link("u")
    mode, asked, tuning = mode_controls(link)
    view = view_controls(link, "u", TuneView)
    link.settle()
    st.session_state["gives"] = {
        "mode": mode.title,
        "measure": tuning.measure,
        "slots": tuning.slots,
        "asked": {name: value for name, value in asked.to_dict().items() if name != "type"},
        "view": view.to_dict(),
    }
    st.session_state["notices"] = link.notices


PAGES: dict[str, Callable[[], None]] = {"trajectories": trajectories, "schedules": schedules, "tune": tune}


@pytest.mark.parametrize("case", LINKS, ids=lambda case: f"{case['page']}-{LINKS.index(case)}")
def test_a_link_gives_what_it_gave(case: dict[str, Any]) -> None:
    app = AppTest.from_function(PAGES[case["page"]], default_timeout=60)
    for key, value in case["link"].items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    wanted = dict(case["gives"])
    assert [notice.split("`")[1] for notice in app.session_state["notices"]] == wanted.pop("notices")
    assert json.loads(json.dumps(app.session_state["gives"])) == wanted


def test_the_links_are_of_every_page_and_mode() -> None:
    assert len(LINKS) >= 20
    assert {case["page"] for case in LINKS} == set(PAGES)
    modes = {case["gives"]["mode"] for case in LINKS if case["page"] == "tune"}
    assert modes == {"one setting", "two settings", "start points", "fair schedules", "search"}
