"""Every job finds what the library finds, bit for bit, however it travels; and says in words where it finds nothing."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from lrviz import Run
from lrviz.hyperparameters import HyperparameterError
from lrviz.optimizers import LBFGS, SGD, Adam
from lrviz.tasks import Regression
from lrviz.training import (
    Training,
    follow_path,
    landscape_slice,
    path_slice,
    range_test,
    sensitivity,
    sharpness_along,
    train,
)
from lrviz.workers.training import Job, Store, WatchedJob, start_jobs
from lrviz.workers.training.jobs import JOBS, job_from_json, job_to_json
from lrviz.workers.training.landscapes import PathSliceJob, RandomSliceJob, SharpnessJob
from lrviz.workers.training.processes import WarmProcess
from lrviz.workers.training.queue import Queue
from lrviz.workers.training.rates import RangeTestJob, SensitivityJob
from lrviz.workers.training.training_job import TrainingJob
from tests.processes import SECONDS
from tests.workers.training.running import ENDLESS, SHORT, has_ended, opened, wanted

pytestmark = pytest.mark.xdist_group("training processes")

ONE = Training(SHORT, (Run(Adam(lr=0.02), name="mine"),), seed=3)
SLOW = Training(SHORT, (Run(LBFGS(max_iter=2)),))
RATES, SEEDS = (1e-3, 1e-2, 1e3), (0, 1)

DIRECT: dict[Job, Callable[[], Any]] = {
    TrainingJob(ONE): lambda: train(ONE)[0],
    SensitivityJob(ONE, RATES, SEEDS): lambda: sensitivity(ONE, RATES, SEEDS)[0],
    SensitivityJob(SLOW, RATES, (1,)): lambda: sensitivity(SLOW, RATES, (1,))[0],
    RangeTestJob(ONE, 1e-4, 1.0, 50): lambda: range_test(ONE, 1e-4, 1.0, 50)[0],
    RandomSliceJob(ONE, 5, 0.5, 7): lambda: landscape_slice(train(ONE)[0], 5, 0.5, seed=7),
    PathSliceJob(ONE, 5): lambda: path_slice(follow_path(ONE)[0], 5),
    SharpnessJob(ONE, 4): lambda: sharpness_along(ONE, 4)[0],
}


@pytest.fixture(scope="module")
def queue() -> Iterator[Queue]:
    """One process does one job after the other."""
    with opened(WarmProcess()) as queue:
        yield queue


def assert_same(found: Any, expected: Any) -> None:
    assert type(found) is type(expected)
    for field in fields(expected):
        one, other = getattr(found, field.name), getattr(expected, field.name)
        if field.name == "record":
            assert_same(one, other)
        elif isinstance(other, np.ndarray):
            assert (one.dtype, one.tobytes()) == (other.dtype, other.tobytes()), field.name
        elif field.name == "weights":
            assert {name: value.tobytes() for name, value in one.items()} == {
                name: value.tobytes() for name, value in other.items()
            }
        elif field.name != "milliseconds_per_step":
            assert one == other, field.name


def test_jobs_find_what_direct_calls_find_and_the_store_keeps_it(queue: Queue, tmp_path: Any) -> None:
    store = Store(tmp_path / "found.sqlite3")
    watched = start_jobs(list(DIRECT), wanted, store, "me", queue)
    assert watched.wait_for(has_ended, SECONDS)
    assert [job.sentence for job in watched.jobs if job.state != "done"] == []
    for job, (asked, direct) in zip(watched.jobs, DIRECT.items(), strict=True):
        assert_same(job.result, direct())
        assert store.find(asked, "me") is not None
        assert store.find(asked, "another") is None
        named = replace(asked, training=replace(asked.training, runs=(replace(asked.run, name="renamed"),)))
        assert_same(named.read(asked.write(store.find(named, "me"))), store.find(named, "me"))
    again = start_jobs(list(DIRECT), wanted, store, "me", queue)
    assert has_ended(again), "nothing is computed again"


def test_every_job_is_known_by_its_json() -> None:
    assert {type(job) for job in DIRECT} == set(JOBS)
    for job in DIRECT:
        assert job_from_json(job_to_json(job)) == job
    for text, says in (
        ("{", "a job must be JSON"),
        (ONE.to_json(), "a job must be one of TrainingJob"),
        (
            job_to_json(RandomSliceJob(ONE, 5)).replace('"size": 5', '"size": 4'),
            "RandomSliceJob.size must be odd, got 4",
        ),
        (job_to_json(RandomSliceJob(ONE, 5)).replace('"size": 5', '"size": 999'), "size must be an integer in"),
    ):
        with pytest.raises(HyperparameterError, match=says):
            job_from_json(text)


def test_a_job_is_seen_while_it_goes_on_stopped_and_refused_in_words(queue: Queue) -> None:
    endless = Training(ENDLESS, SLOW.runs)
    blown = Training(Regression(epochs=2), (Run(SGD(lr=1e4)),))
    watched = start_jobs([PathSliceJob(blown), SensitivityJob(endless, RATES, (0,))], wanted, queue=queue)
    refused, long = watched.jobs
    assert watched.wait_for(lambda _: long.part is not None, SECONDS)
    assert refused.state == "failed"
    assert "has no landscape: it diverged at step" in refused.sentence
    assert not long.part.done.any()
    watched.stop()
    assert watched.wait_for(has_ended, SECONDS)
    assert long.state == "stopped"
    assert long.sentence == "stopped after 0 % of it; what was known until then stays"
    assert watched.sentence == refused.sentence


def test_what_has_told_nothing_says_so() -> None:
    job = WatchedJob(RangeTestJob(ONE, 1e-4, 1.0), "", wanted, lambda *_: None)
    job.leave(lambda when, stays: f"lost {when}{stays}")
    assert (job.state, job.sentence) == ("failed", "lost before anything of it was known")
