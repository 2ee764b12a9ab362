"""Where nothing can be forked, one process trains one run after the other."""

import os
import signal

import pytest

from lrviz.training import train
from lrviz.workers.training import start
from lrviz.workers.training.processes import WarmProcess
from tests.processes import SECONDS, is_gone
from tests.workers.training.running import (
    TRAINING,
    assert_same_bits,
    endless,
    has_ended,
    opened,
    wanted,
)

pytestmark = pytest.mark.xdist_group("training processes")


def test_one_process_trains_all_runs_and_another_takes_over() -> None:
    worker = WarmProcess()
    with opened(worker) as queue:
        long = start(endless(), wanted, queue=queue)
        short = start(TRAINING, wanted, queue=queue)
        assert long.wait_for(lambda _: all(long.pictures), SECONDS)
        assert (long.state, short.state, short.before) == ("running", "waiting", 1)
        long.stop()
        assert short.wait_for(has_ended, SECONDS)
        assert long.state == "stopped"
        assert_same_bits(short.records, train(TRAINING))
        processes = {run.process for run in (*long.runs, *short.runs)}
        assert len(processes) == 1

        (first,) = processes
        long = start(endless(), wanted, queue=queue)
        assert long.wait_for(lambda _: long.state == "running", SECONDS)
        os.kill(first, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        assert long.wait_for(has_ended, SECONDS)
        assert long.state == "failed"
        assert is_gone(first)
        queue.prepare()
        assert worker._process is not None
        assert not is_gone(worker._process.pid)
