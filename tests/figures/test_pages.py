"""Values that show themselves: the page of each holds what it is, in a notebook's frame or in a file."""

import base64
import html
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import run
from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz import Run, Scene, shown, simulate
from lrviz.comparison import Comparison, Curve, Entry, Plan, curve
from lrviz.lessons import LESSONS
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import (
    SCHEDULES,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    OneCycleLR,
    ReduceLROnPlateau,
    Schedule,
    StepLR,
)
from tests.figures.decoding import decode, header

SCENE = Scene(Rosenbrock(), steps=60, runs=(Run(Adam(lr=0.1)), Run(SGD(lr=1e-3))))
PLAN = Plan(budget=400)
ENTRIES = (
    Entry(CosineAnnealingLR(T_max=100)),
    Entry(OneCycleLR(max_lr=0.1, total_steps=300)),
    Entry(ReduceLROnPlateau()),
)
MOST_BYTES = 2_000_000
"""Of one cell of a notebook."""


def framed(value: Any) -> str:
    """The page in the frame that a notebook shows; IPython's own formatter is asked where there is one."""
    try:
        from IPython.core.formatters import HTMLFormatter
    except ImportError:
        frame = value._repr_html_()
    else:
        frame = HTMLFormatter()(value)
    assert len(frame.encode()) < MOST_BYTES
    found = re.fullmatch(r'<iframe [^>]*srcdoc="([^"]*)"></iframe>', frame)
    assert found
    return html.unescape(found[1])


def payload(page: str) -> bytes:
    """What a page draws."""
    return base64.b64decode(page.split("data-picture=")[1].split(">")[1].split("<")[0].split(" ")[1])


@pytest.mark.parametrize("make", [lambda scene: scene, simulate], ids=["scene", "trajectories"])
def test_a_scene_and_what_simulate_returns_are_the_player(make: Callable[[Scene], Any]) -> None:
    page = framed(make(SCENE))
    assert 'data-picture="stage/main.js"' in page
    picture, paths = decode(payload(page)), simulate(SCENE)
    assert [run["sentence"] for run in picture["runs"]] == [path.outcome.sentence for path in paths]
    for seen, path in zip(picture["runs"], paths, strict=True):
        np.testing.assert_allclose(np.column_stack((seen["x"], seen["y"])), path.points, atol=1e-5)
    assert picture["movable"] == ("live" in picture) is True


def test_what_simulate_returns_is_a_tuple_of_trajectories_that_knows_its_scene() -> None:
    paths = simulate(SCENE)
    assert isinstance(paths, tuple)
    assert [path.run for path in paths] == list(SCENE.runs)
    assert paths.scene is SCENE


def test_of_more_runs_than_can_be_told_apart_the_first_are_shown_and_it_is_said() -> None:
    page = framed(replace(SCENE, runs=tuple(Run(SGD(lr=1e-4 * number)) for number in range(1, 11))))
    assert len(decode(payload(page))["runs"]) == 8
    assert "the first 8 of 10 runs" in page


def test_a_comparison_is_the_board_with_its_rates_momenta_and_cuts() -> None:
    comparison = Comparison(ENTRIES, PLAN)
    board = header(payload(framed(comparison)))
    assert [entry["name"] for entry in board["entries"]] == [entry.label for entry in ENTRIES]
    assert [panel["id"] for panel in board["panels"]] == ["rate", "momentum", "metric"]
    assert board["steps"] == PLAN.steps
    cuts = [mark["step"] for mark in board["marks"] if mark["kind"] == "cut"]
    assert cuts == [cut.step for cut in comparison.curves[2].cuts]
    assert cuts
    assert [mark["text"] for mark in board["marks"] if mark["kind"] == "end"] == [comparison.curves[1].problem]
    assert set(board["view"]) == {"rate_scale", "step_scale", "chosen", "hidden", "large"}, "nobody computes the others"


def test_a_curve_is_the_board_under_the_name_of_its_entry() -> None:
    board = header(payload(framed(curve(ENTRIES[0], PLAN))))
    assert [entry["name"] for entry in board["entries"]] == [ENTRIES[0].label]
    assert board["steps"] == PLAN.steps
    assert header(payload(framed(Curve(np.ones(7)))))["steps"] == 7


@pytest.mark.parametrize("kind", SCHEDULES, ids=lambda kind: kind.__name__)
def test_every_schedule_shows_itself(kind: type[Schedule]) -> None:
    board = header(payload(framed(kind.usual())))
    assert len(board["entries"]) == 1
    assert board["series"]


@pytest.mark.parametrize(
    ("schedule", "steps"),
    [
        (CosineAnnealingLR(T_max=400), 500),
        (CosineAnnealingWarmRestarts(T_0=100), 300),
        (OneCycleLR(max_lr=0.1, total_steps=300), 300),
        (StepLR(step_size=2000), 2500),
        (StepLR(step_size=3), 1000),
    ],
)
def test_a_schedule_is_shown_past_its_end(schedule: Schedule, steps: int) -> None:
    assert header(payload(framed(schedule)))["steps"] == steps


def test_what_cannot_be_drawn_is_itself_and_why() -> None:
    failing = replace(SCENE, runs=(Run(SGD(lr=0.1, momentum=0.9), OneCycleLR(max_lr=0.1, total_steps=3), name="<b>"),))
    frame = failing._repr_html_()
    assert "<iframe" not in frame
    assert "Not drawn: " in frame
    assert "<b>" not in frame


def test_show_writes_a_file_or_opens_a_temporary_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(shown.webbrowser, "open", lambda address: opened.append(address) or True)
    file = tmp_path / "scene.html"
    assert lrviz.show(SCENE, file) == file
    assert file.read_text("utf-8") == framed(SCENE)
    assert not opened
    temporary = lrviz.show(LESSONS[0])
    assert opened == [temporary.as_uri()]
    assert LESSONS[0].title in temporary.read_text("utf-8")
    with pytest.raises(ValueError, match="got int"):
        lrviz.show(3)
    monkeypatch.setattr(shown.webbrowser, "open", lambda address: False)
    with pytest.raises(RuntimeError, match=r"lrviz\.html"):
        lrviz.show(SCENE)


def test_nothing_that_draws_is_loaded_before_something_is_to_be_seen() -> None:
    script = "import sys, lrviz; print([name for name in sys.modules if name.startswith(('lrviz.figures', 'IPython'))])"
    done = run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
