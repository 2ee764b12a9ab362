"""Several schedules over one planned run, as one value."""

from dataclasses import dataclass
from typing import Annotated

from lrviz.comparison.curve import Curve, curve
from lrviz.comparison.entry import Entry
from lrviz.comparison.metrics import Metric
from lrviz.comparison.plan import Plan
from lrviz.hyperparameters import Declared, Length
from lrviz.shown import Shown


@dataclass(frozen=True)
class Comparison(Declared, Shown):
    """Schedules over one run; a notebook shows them on the board."""

    entries: Annotated[tuple[Entry, ...], "The schedules, each on its base rate.", Length(1, 12)]
    plan: Annotated[Plan, "How long the run is."] = Plan()
    metric: Annotated[Metric, "What ReduceLROnPlateau looks at."] = Metric()

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The rates of each entry at every optimizer step of the plan, in order; `group_curves` has all its groups'."""
        return tuple(curve(entry, self.plan, metric=self.metric) for entry in self.entries)
