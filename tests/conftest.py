"""How hypothesis draws: anew at each run, but the same under CI, where a run must not depend on luck; never on time."""

import os

from hypothesis import settings

settings.register_profile("lrviz", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("lrviz")
