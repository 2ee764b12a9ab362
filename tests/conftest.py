"""How hypothesis draws: anew at each run, but the same under CI, where a run must not depend on luck; never on time."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "lrviz",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
settings.load_profile("lrviz")
