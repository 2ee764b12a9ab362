"""How long a sweep will take, in words."""

import pytest

from lrviz.sweeps.gathering import duration


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (18_130, "5 h 2 min")],
)
def test_durations_are_for_people(seconds: float, words: str) -> None:
    assert duration(seconds) == words
