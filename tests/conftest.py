"""How hypothesis draws: anew at each run, but the same under CI, where a run must not depend on luck; never on time.

Every worker and every process that it starts computes in one thread: the workers share the cores already. A Dask
scheduler of the environment is not used. Python keeps what it has compiled, for the processes that tests start.

The tests of a file run on one worker: what one of them loaded, computed or opened, the next ones have.

What is imported for the tests stays: the garbage collector does not look through it, neither meanwhile nor later.
"""

import gc
import os
import sys
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadGroupScheduling, Scheduling

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

LONGEST_NAME = 120


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long texts do not stand in a test's name, which goes from process to process with all that is told of it."""
    return f"{argname} of {len(val)}" if isinstance(val, (str, bytes)) and len(val) > LONGEST_NAME else None


class ByFile(LoadGroupScheduling):
    """Each file is a group, unless its tests name one."""

    def _split_scope(self, nodeid: str) -> str:
        scope: str = super()._split_scope(nodeid)
        return nodeid.partition("::")[0] if scope == nodeid else scope


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Scheduling:
    return ByFile(config, log)
