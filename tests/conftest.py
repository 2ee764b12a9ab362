"""How hypothesis draws: anew at each run, but the same under CI, where a run must not depend on luck; never on time.

Every worker and every process that it starts computes in one thread: the workers share the cores already. A Dask
scheduler of the environment is not used. Python keeps what it has compiled, for the processes that tests start.
"""

import os
import sys

from hypothesis import HealthCheck, settings

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.pop("LRVIZ_DASK_SCHEDULER", None)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile(
    "lrviz",
    deadline=None,
    max_examples=25,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
settings.load_profile("lrviz")
