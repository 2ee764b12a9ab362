"""What the browser is told of predictions, read back apart from what writes it."""

from typing import Any

import numpy as np
import pytest

from lrviz.figures.kit.style import STYLES
from lrviz.figures.predictions.payload import Predicted, own_points_payload, predictions_payload
from lrviz.tasks import TASKS, Moons, OwnPoints, Task
from lrviz.training.predictions import steps_with_frames
from tests.figures.decoding import blobs, header

RANDOM = np.random.default_rng(0)


def frames_of(payload: bytes) -> list[np.ndarray]:
    """Every run's frames, one below the other."""
    runs = header(payload)["runs"]
    parts = [np.frombuffer(blob, np.uint8).reshape(len(run["steps"]), -1) if run["steps"] else np.zeros((0, 0))
             for run, blob in zip(runs, blobs(payload)[1:], strict=True)]  # fmt: skip
    return [np.cumsum(part, axis=0, dtype=np.uint8) for part in parts]


@pytest.mark.parametrize("kind", TASKS)
def test_every_task_says_what_is_drawn(kind: type[Task]) -> None:
    told = header(predictions_payload((), kind(), {"large": False}, "a note"))
    assert (told["steps"], told["note"], told["view"], told["runs"]) == (kind().steps, "a note", {"large": False}, [])
    assert (told["own"] is not None) == (kind is OwnPoints)
    counts = told["facts"].get("counts")
    if counts:
        inputs, _, held, _ = kind().data().made()
        assert counts == {"train": len(inputs), "validation": len(held)}
        for part, columns in told["facts"]["points"].items():
            assert len(columns[0]) == min(counts[part], 250)
            assert all(0 <= place <= 1000 for column in columns[:2] for place in column)


def test_frames_come_back_as_they_were() -> None:
    task = Moons()
    steps = steps_with_frames(task)
    frames = RANDOM.integers(0, 256, (len(steps), 40)).astype(np.uint8)
    runs = [Predicted(2, "one", steps, frames), Predicted.newest(5, "other", 13, frames[1]), Predicted(7, "none")]
    payload = predictions_payload(runs, task, {})
    first, second, third = header(payload)["runs"]
    assert first == {"slot": 2, "name": "one", "steps": steps.tolist(), **STYLES[1].look}
    assert (second["steps"], third["steps"]) == ([13], [])
    back = frames_of(payload)
    assert np.array_equal(back[0], frames)
    assert np.array_equal(back[1], frames[1:2])
    assert back[2].size == 0


def test_many_frames_are_thinned_to_what_an_update_may_have() -> None:
    steps = steps_with_frames(Moons())
    noise = [RANDOM.integers(0, 256, (len(steps), 1024)).astype(np.uint8) for _ in range(8)]
    runs = [Predicted(slot, "run", steps, frames) for slot, frames in enumerate(noise, 1)]
    payload = predictions_payload(runs, Moons(), {})
    assert 25_000 < len(payload) <= 50_000
    for told, back, frames in zip(header(payload)["runs"], frames_of(payload), noise, strict=True):
        assert (told["steps"][0], told["steps"][-1]) == (steps[0], steps[-1])
        assert np.array_equal(back, frames[np.searchsorted(steps, told["steps"])])
    newest = [Predicted.newest(run.slot, run.name, 403, run.frames[-1]) for run in runs]
    assert len(predictions_payload(newest, Moons(), {})) < 15_000


@pytest.mark.parametrize("pairs", [((), ()), (((1.0, 2.0),), ()), (((1e6, -1e6),) * 3, ())], ids=["none", "one", "far"])
def test_points_of_one_class_can_be_added_to(pairs: Any) -> None:
    told = header(own_points_payload(*pairs, {}))
    assert told["own"] == [[list(point) for point in points] for points in pairs]
    assert told["facts"]["points"] is None
    for point in pairs[0]:
        for value, (low, high) in zip(point, told["facts"]["window"], strict=True):
            assert low < value < high
