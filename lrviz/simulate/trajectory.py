"""A trajectory: what `simulate` returns for each run."""

from functools import cached_property

from lrviz.simulate.outcomes import Outcome, judge
from lrviz.simulate.trace import Trace


class Trajectory(Trace):
    """What one run did, and how it ended."""

    @cached_property
    def outcome(self) -> Outcome:
        """How the run ended, in words."""
        return judge(self)
