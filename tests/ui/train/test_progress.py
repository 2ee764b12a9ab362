"""How a run that has not ended yet is told."""

from types import SimpleNamespace
from typing import Any

import pytest

from lrviz.tasks import Moons
from lrviz.training import Training
from lrviz.ui.train.outcomes import progress_of


def seeded(state: str, before: int = 0, taken: int = 0) -> Any:
    """A run under one seed, as far as the table asks it."""
    return SimpleNamespace(
        record=None, state=state, before=before, taken=taken, problem="", training=Training(Moons(), ())
    )


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        ([seeded("new")], "not trained yet"),
        ([seeded("waiting", 2)], "waiting, 2 before you"),
        ([seeded("waiting")], "begins once torch is loaded"),
        ([seeded("running", taken=12)], f"step 12 of {Moons().steps:,}"),
        ([seeded("waiting", 3), seeded("waiting", 2)], "2 of 2 seeds waiting; 2 before the next one"),
        ([seeded("waiting"), seeded("running")], "1 of 2 seeds waiting; 1 of 2 seeds under way"),
    ],
)
def test_what_is_not_done_is_told(runs: list[Any], told: str) -> None:
    assert progress_of(runs) == told
