"""How formulas are tried: a fixed number of drawn instances, the same every time."""

from hypothesis import HealthCheck, settings
from hypothesis import Phase as Step

DRAWS = 12
DRAWN = settings(
    max_examples=DRAWS,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Step.generate],  # to find the simplest case that fails would take minutes
    suppress_health_check=list(HealthCheck),
)
