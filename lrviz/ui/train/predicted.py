"""What the networks predict, under the seed that comes first: live, and at every step once all have ended."""

from lrviz.figures.board.view import TrainingView
from lrviz.figures.predictions.payload import Predicted, own_points_payload, predictions_payload
from lrviz.tasks import MissingDataError
from lrviz.ui.components.predictions import predictions
from lrviz.ui.kit.component import Callbacks
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.kit.reruns import later
from lrviz.ui.kit.view import view_keeper
from lrviz.ui.train.controls import PAGE, Setup
from lrviz.ui.train.own_points import points_so_far, set_points
from lrviz.ui.train.trained import SeededRun, TrainedRuns


def show_predictions(setup: Setup, runs: TrainedRuns, view: TrainingView) -> None:
    """Draws the newest predictions of the runs that are not hidden, and all of them once nothing is trained."""
    if not view.predictions:
        return
    training = setup.wanted
    named = zip(setup.slots, training.runs, strict=True)
    shown = [
        _predicted(slot, run.label, runs.by_slot[slot][0], not runs.underway)
        for slot, run in named
        if slot not in view.hidden
    ]
    note = f"Seed {training.seed}, the first of {setup.seeds}." if setup.seeds > 1 else ""
    try:
        payload = predictions_payload(shown, training.task, view.arguments(), note)
    except MissingDataError:  # which the runs say
        return
    spoken_heading("Predictions")
    predictions(payload, _callbacks(view))


def show_points_alone(view: TrainingView) -> None:
    """Draws own points that make no task yet, so that others can be added."""
    points = points_so_far()
    if points is not None:
        predictions(own_points_payload(*points, view.arguments()), _callbacks(view))


def _callbacks(view: TrainingView) -> Callbacks:
    return {
        "view": view_keeper(PAGE, view),
        "own": lambda sent: later(lambda: set_points(sent)),
    }


def _predicted(slot: int, name: str, run: SeededRun, all_frames: bool) -> Predicted:
    if run.record is not None and all_frames:
        return Predicted(slot, name, run.record.prediction_steps, run.record.predictions)
    picture = run.picture
    if picture is None or picture.predicted < 0:
        return Predicted(slot, name)
    return Predicted.newest(slot, name, picture.predicted, picture.predictions)
