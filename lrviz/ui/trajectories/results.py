"""What a scene gives: map, curves, outcomes in words, and everything that can leave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from lrviz.export import to_csv, to_pytorch
from lrviz.figures import STYLES, Drawn, payload, scene_file
from lrviz.figures.stage.view import View
from lrviz.lessons.glossary import term_of
from lrviz.optimizers import TorchOptimizer
from lrviz.scene import Run, Scene
from lrviz.simulate import trajectory
from lrviz.ui.components.stage import stage
from lrviz.ui.kit.component import Callbacks
from lrviz.ui.kit.export import download, download_scene, section
from lrviz.ui.kit.headings import spoken, spoken_heading, tipped_caption
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.notices import say_errors
from lrviz.ui.kit.process import freeze_imports
from lrviz.ui.kit.reruns import catch_up, later
from lrviz.ui.kit.share import say
from lrviz.ui.kit.swatches import swatch
from lrviz.ui.kit.tables import markup, number, table, text
from lrviz.ui.kit.view import view_keeper
from lrviz.ui.trajectories.animation import offer_animation, recording, take_frames
from lrviz.ui.trajectories.controls import Controls, move_start, started
from lrviz.ui.trajectories.handover import use_in_class
from lrviz.ui.trajectories.knobs import turn_knobs
from lrviz.verify import verify

_VERDICT, _KERNELS = "verdict", "~kernels"
_TORCH_EVALUATIONS = 20_000
"""How many evaluations of a function in torch a page waits for: some seconds."""

_NO_RUN = "No run is on: switch one on beside the map."
_SIGNS = "○ start: drag it, or click anywhere · ★ minimum, gold the lowest · × saddle · ✖ diverged. Thin dashes: the \
largest stable learning rate."


@st.fragment
def results(controls: Controls, view: View, page: str) -> None:
    """Everything a scene gives; a run that fails is named and the others are drawn.

    While the start is dragged this part of the page alone runs; `catch_up` brings the rest.

    Args:
        controls: the scene.
        view: what the stage shows of it.
        page: what the keys of the widgets begin with.
    """
    catch_up()
    if controls.scene is None:
        say_errors([controls.problem])
        return
    shown, slots, errors = _runnable(started(page, controls.scene), controls.slots)
    drawn = [
        Drawn(f"{slot} · {run.label}", STYLES[slot - 1], trajectory(shown, index))
        for index, (slot, run) in enumerate(zip(slots, shown.runs, strict=True))
    ]
    errors = controls.errors | errors
    say_errors(f"Run {slot} is not drawn. {error}" for slot, error in sorted(errors.items()))
    callbacks: Callbacks = {
        "start": lambda sent: move_start(page, shown.objective, _point_of(sent)),
        "knobs": lambda sent: later(lambda: turn_knobs(page, shown, slots, sent)),
        "view": view_keeper(page, view),
        "rest": lambda sent: later(lambda: _knows(sent)),
        "frames": lambda sent: take_frames(shown, view, [run.style.colour for run in drawn], sent),
    }
    spoken_heading("Map and curves")
    known = st.session_state.pop(_KERNELS, "")
    stage(payload(shown, drawn, slots, view.arguments(), recording=recording(shown, view), known=known), callbacks)
    tipped_caption(_signs(shown))
    st.html(spoken("Outcomes") + (_outcomes(drawn, view.hide_future) if drawn else f"<p>{_NO_RUN}</p>"))
    say(_in_words(drawn, view.hide_future))
    _leaving(shown, drawn, slots, view)


def _point_of(sent: Any) -> Any:
    """The start that a browser sent; one that computes the paths by itself says with which kernels."""
    if not isinstance(sent, Mapping):
        return sent
    _knows(sent.get("kernels"))
    return sent.get("point")


def _knows(kernels: Any) -> None:
    """Notes which kernels the browser has, for the next picture."""
    st.session_state[_KERNELS] = kernels


def _signs(scene: Scene) -> str:
    """What the signs on the stage mean."""
    box = " The dashed frame is the box that the point is held in." if scene.box else ""
    moves = " The function moves: map, ★ and × are those of the step under the clock." if scene.objective.moves else ""
    return _SIGNS + box + moves


def _runnable(scene: Scene, slots: Sequence[int]) -> tuple[Scene, list[int], dict[int, str]]:
    """The scene of the runs that can be run, their slots, and why the others cannot."""
    able: dict[int, Run] = {}
    errors: dict[int, str] = {}
    for index, (slot, run) in enumerate(zip(slots, scene.runs, strict=True)):
        try:
            _check_cost(run, scene.steps)
            trajectory(scene, index)
            able[slot] = run
        except ValueError as error:
            errors[slot] = str(error)
    return replace(scene, runs=tuple(able.values())), list(able), errors


def _check_cost(run: Run, steps: int) -> None:
    """Refuses what would keep the server from its other visitors: torch itself takes its time."""
    if not isinstance(run.optimizer, TorchOptimizer):
        return
    most = _TORCH_EVALUATIONS // run.optimizer.evaluations
    if steps > most:
        raise ValueError(
            f"{type(run.optimizer).__name__} runs in torch itself, {run.optimizer.evaluations}× a step at most;"
            f" steps must be at most {most} on this page, got {steps}. lrviz.simulate has no such limit."
        )


def _outcomes(drawn: Sequence[Drawn], veiled: bool) -> str:
    """The table of how the runs ended; a veiled one is seen once the stage says that the last step is reached."""
    ends = table(("", "Run", "Outcome", "Last loss", "Last point", "Last rate"), map(_row, drawn))
    return f'<div class="endings{" veiled" if veiled else ""}">{ends}</div>'


def _in_words(drawn: Sequence[Drawn], veiled: bool) -> str:
    """How the runs ended, as a screen reader says it; nothing is given away while the future is hidden."""
    if not drawn:
        return _NO_RUN
    told = [run.label if veiled else f"{run.label}: {run.path.outcome.sentence}" for run in drawn]
    return "; ".join(told)


def _row(run: Drawn) -> Iterator[str]:
    path, last = run.path, run.path.finite_steps
    x, y = path.points[last].tolist()
    numbers = (f"{path.losses[last]:.5g}", f"({x:.5g}, {y:.5g})", f"{path.learning_rates[max(last - 1, 0)]:.4g}")
    yield markup(swatch(run.style))
    yield text(run.label)
    yield text(path.outcome.sentence, path.outcome.kind, term_of(path.outcome.kind).tip)
    yield from map(number, numbers)


def _leaving(scene: Scene, drawn: Sequence[Drawn], slots: Sequence[int], view: View) -> None:
    if not drawn:
        return
    with st.container(horizontal=True, gap="small", key="scene-ways"):
        _in_class(scene)
        verifying = _verifying(scene)
    _verified(scene, [run.label for run in drawn], verifying)
    section("PyTorch script and data", "script", lambda: _downloads(scene, drawn, slots, view))


def _downloads(scene: Scene, drawn: Sequence[Drawn], slots: Sequence[int], view: View) -> None:
    script, paths = to_pytorch(scene), [run.path for run in drawn]
    with st.container(horizontal=True):
        download("Script", script, "lrviz_scene.py")
        download("Paths", lambda: to_csv(scene, paths), "lrviz_paths.csv")
        download_scene(scene, "lrviz_scene.json")
        download("Scene", lambda: scene_file(scene, drawn, slots, view), "lrviz_scene.html")
        offer_animation(scene, view)
    st.code(script, "python")


def _in_class(scene: Scene) -> None:
    tip = "Puts this scene into the list of what a class predicts together, each on a phone."
    st.button("Use in class", key="~use", help=tip, on_click=lambda: later(lambda: use_in_class(scene)))


def _verifying(scene: Scene) -> bool:
    """The button that compares with torch; whether it has just been pressed."""
    tip = "Runs the same scene with torch's own classes and compares the paths."
    most = _TORCH_EVALUATIONS // len(scene.runs)
    if scene.steps > most:
        tip = f"With {len(scene.runs)} runs at most {most} steps are verified here; lrviz.verify has no such limit."
    return st.button("Verify against torch", key="~verify", help=tip, disabled=scene.steps > most)


def _verified(scene: Scene, labels: Sequence[str], wanted: bool) -> None:
    """What the comparison with torch has found, which is made where it is wanted."""
    if wanted:
        with st.spinner("Running torch…"):
            try:
                st.session_state[_VERDICT] = scene, verify(scene)
            except ValueError as error:
                st.error(complaint(str(error)))
                return
            freeze_imports("torch")
    verified, verdict = st.session_state.get(_VERDICT, (None, None))
    if verified != scene or verdict is None:
        return
    rows = zip(labels, verdict.max_relative_error, verdict.sentences, strict=True)
    for label, difference, sentence in rows:
        st.text(f"{label}: largest relative difference {difference:.2g}. {sentence}")
