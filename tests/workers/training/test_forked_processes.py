"""Runs in processes that are forked for them: the same bits, watched, stopped, killed, in turn."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from lrviz.training import Training, train
from lrviz.workers.training import Watched, start
from lrviz.workers.training.processes import ForkedProcesses
from lrviz.workers.training.queue import Queue
from tests.processes import SECONDS, is_gone, wait_until_gone
from tests.workers.training.running import (
    TRAINING,
    assert_same_bits,
    endless,
    has_ended,
    opened,
    wanted,
)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="no process that computes can be forked here"),
    pytest.mark.xdist_group("training processes"),  # one worker loads torch for them
]


@pytest.fixture(scope="module")
def forked() -> ForkedProcesses:
    """What forks."""
    return ForkedProcesses()


@pytest.fixture(scope="module")
def queue(forked: ForkedProcesses) -> Iterator[Queue]:
    """The queue of all tests here."""
    with opened(forked) as queue:
        yield queue


def is_seen(watched: Watched) -> bool:
    """Whether something is known of every run."""
    return all(watched.pictures)


def test_runs_have_the_bits_of_train_and_another_process_forks_where_one_is_killed(
    queue: Queue, forked: ForkedProcesses
) -> None:
    forked.prepare()
    assert forked._process is not None
    forked._process.kill()
    forked._process.wait()
    watched = start(TRAINING, wanted, queue=queue)
    assert watched.wait_for(has_ended, SECONDS)
    expected = train(TRAINING)
    assert watched.state == "done"
    assert_same_bits(watched.records, expected)
    assert expected[1].cuts
    assert [run.sentence for run in watched.runs] == [record.outcome.sentence for record in expected]
    assert watched.sentence == watched.runs[0].sentence
    for picture, record in zip(watched.pictures, expected, strict=True):
        assert picture is not None
        assert picture.taken == record.taken
        assert np.array_equal(picture.train_losses, record.train_losses[: record.taken], equal_nan=True)
    assert start(Training(TRAINING.task), wanted, queue=queue).state == "done"


def test_a_run_is_seen_while_it_goes_on_and_stopped(queue: Queue) -> None:
    watched = start(endless(), wanted, queue=queue)
    seen: list[int] = []

    def has_moved_twice(watched: Watched) -> bool:
        (picture,) = watched.pictures
        if picture is not None and picture.taken not in seen:
            seen.append(picture.taken)
        return len(seen) > 2

    assert watched.wait_for(has_moved_twice, SECONDS)
    (run,) = watched.runs
    assert watched.state == "running"
    assert seen == sorted(seen)
    process = psutil.Process(run.process)
    assert process.nice() > psutil.Process().nice()
    assert process.num_threads() == 1
    assert process.memory_full_info().uss < 50e6
    watched.stop()
    assert watched.wait_for(has_ended, SECONDS)
    assert watched.state == "stopped"
    assert watched.records == (None,)
    assert run.picture is not None
    assert run.picture.taken >= seen[-1]
    assert f"stopped after {run.picture.taken:,} step" in watched.sentence
    wait_until_gone([run.process])


def test_a_run_that_does_not_look_up_is_killed_where_it_is_to_stop(queue: Queue) -> None:
    watched = start(endless(), wanted, queue=queue)
    assert watched.wait_for(is_seen, SECONDS)
    os.kill(watched.runs[0].process, signal.SIGSTOP)
    watched.stop()
    assert watched.wait_for(has_ended, SECONDS)
    assert watched.state == "stopped"
    assert is_seen(watched)


def test_a_process_that_is_killed_leaves_a_sentence_and_its_curve(queue: Queue) -> None:
    watched = start(endless(2), wanted, queue=queue)
    assert watched.wait_for(is_seen, SECONDS)
    killed, other = watched.runs
    os.kill(killed.process, signal.SIGKILL)
    assert watched.wait_for(lambda _: killed.ended, SECONDS)
    assert killed.state == "failed"
    assert killed.picture is not None
    assert f"ended after {killed.picture.taken:,} step" in killed.sentence
    assert watched.state == other.state == "running"
    watched.stop()
    assert watched.wait_for(has_ended, SECONDS)
    assert (watched.state, watched.sentence) == ("failed", killed.sentence)


def test_who_has_gone_and_who_cannot_say_so_stop_their_runs(queue: Queue, caplog: pytest.LogCaptureFixture) -> None:
    there = [True]

    def raises() -> bool:
        if there[0]:
            return True
        raise RuntimeError("no session")

    both = [start(endless(), asked, queue=queue) for asked in (lambda: there[0], raises)]
    for watched in both:
        assert watched.wait_for(is_seen, SECONDS)
    there[0] = False
    for watched in both:
        assert watched.wait_for(has_ended, SECONDS)
        assert watched.state == "stopped"
        assert "nobody waits for it any more" in watched.sentence
    assert "no session" in caplog.text


def test_six_run_at_once_and_the_others_wait_for_their_turn(queue: Queue) -> None:
    long = start(endless(6), wanted, queue=queue)
    assert long.wait_for(lambda _: all(run.state == "running" for run in long.runs), SECONDS)
    many = start(TRAINING, wanted, owner="many", queue=queue)
    one = start(Training(TRAINING.task, TRAINING.runs[:1]), wanted, owner="one", queue=queue)
    given_up = start(TRAINING, lambda: False, owner="gone", queue=queue)
    assert given_up.wait_for(has_ended, SECONDS)
    assert given_up.state == "stopped"
    assert given_up.sentence == "stopped before its first step was told: nobody waits for it any more"
    assert (many.state, one.state) == ("waiting", "waiting")
    assert (many.before, one.before, long.before) == (6, 7, 0)
    assert [queue.before(run) for run in many.runs] == [6, 8, 9], "each owner has a turn before one has another"
    long.stop()
    assert one.wait_for(lambda _: has_ended(one) and has_ended(many), SECONDS)
    assert (many.state, one.state) == ("done", "done")


SERVER = """
from lrviz.workers.training import start
from lrviz.workers.training.watched import OWN_QUEUE
from tests.workers.training.running import endless
watched = start(endless(2), lambda: True)
watched.wait_for(lambda _: all(watched.pictures))
print(OWN_QUEUE._processes._process.pid, *(run.process for run in watched.runs), flush=True)
time.sleep(3600)
"""


def test_where_the_server_is_killed_nothing_is_left() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}
    with subprocess.Popen([sys.executable, "-c", SERVER], env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        processes = [int(word) for word in server.stdout.readline().split()]  # what forks, and two runs
        assert len(processes) == 3
        assert not any(map(is_gone, processes))
        server.kill()
    wait_until_gone(processes)
