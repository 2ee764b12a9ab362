"""The numbers by which outcomes are judged, as texts write them; they come from the judging code itself."""

from lrviz.lessons.claim import written
from lrviz.simulate.outcomes.leaving import BLOCKS, FAR, FARTHER, GROWN
from lrviz.simulate.outcomes.measures import CLOSE, GONE, tail
from lrviz.simulate.outcomes.moving import LOWER, PROGRESS
from lrviz.simulate.outcomes.noisy import ALIKE, CALM, ERRORS, PULLED_BACK, SHORTEST, WEAK
from lrviz.simulate.outcomes.repeating import BESIDE_A_KINK, SAME, STRAIGHT
from lrviz.simulate.outcomes.resting import AGAIN, AWAY, BALANCED, DONE, EARLY, NOWHERE, ON_THE_FLOOR, STILL
from lrviz.simulate.outcomes.stuck import SLOW
from lrviz.simulate.trace import SENSITIVE

_LONG, _SHORT = 10_000, 40
"""A run whose tail is a share of it, and one whose tail is the least that there is."""


def _percent(share: float) -> str:
    return f"{written(float(f'{100 * share:.6g}'))} %"


CRITERIA: dict[str, str] = {
    "tail": _percent(tail(_LONG) / _LONG),
    "tail_least": written(tail(_SHORT)),
    "close": _percent(CLOSE),
    "gone": _percent(GONE),
    "on_the_floor": _percent(ON_THE_FLOOR),
    "closest": _percent(CLOSE * CLOSE),
    "away": written(AWAY),
    "again": written(AGAIN),
    "balance": _percent(BALANCED),
    "early": _percent(EARLY),
    "still": _percent(STILL),
    "nowhere": _percent(NOWHERE),
    "done": _percent(DONE),
    "slow": _percent(SLOW),
    "far": written(FAR),
    "farther": written(FARTHER),
    "grown": written(GROWN),
    "blocks": written(BLOCKS),
    "shortest": written(SHORTEST),
    "alike": written(ALIKE),
    "errors": written(ERRORS),
    "calm": written(CALM),
    "pulled": _percent(PULLED_BACK),
    "weak": _percent(WEAK),
    "progress": _percent(PROGRESS),
    "lower": _percent(LOWER),
    "same": _percent(SAME),
    "straight": _percent(STRAIGHT),
    "kink": _percent(BESIDE_A_KINK),
    "sensitive": written(SENSITIVE),
}
"""The numbers by their names in texts."""
