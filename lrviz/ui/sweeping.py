"""Sweeps in the background of a page: started, cancelled, gone on with, and what they have so far."""

import hashlib
import os
import time
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlparse

import streamlit as st

from lrviz.sweeps import Result, Sweep, run_block
from lrviz.sweeps.gathering import missing
from lrviz.ui.jobs import Job

_STATE = "~sweep"
_BLOCK = 4096
"""Runs of a block: what the page waits for between two looks at whether it is cancelled."""

MOST_EVALUATIONS = 400_000_000
"""Steps of all runs of a sweep that a page takes on; larger ones are for the command."""

AT_ONCE = 60_000_000
"""Steps of a sweep that starts by itself when a setting changes."""


@dataclass(eq=False)
class Sweeping:
    """A sweep that is or was computed."""

    result: Result
    job: Job
    key: str

    @property
    def finished(self) -> bool:
        """Whether every cell is there."""
        return bool(self.result.done.all())


def key_of(sweep: Sweep) -> str:
    """What tells a sweep from others."""
    return hashlib.sha256(sweep.to_json().encode()).hexdigest()[:16]


def evaluations(sweep: Sweep) -> int:
    """Steps of all its runs together, with the longest run for all where steps vary."""
    longest = next((int(axis.high) for axis in sweep.axes if axis.path == "steps"), sweep.scene.steps)
    return sweep.cells * sweep.seeds * longest


def current() -> Sweeping | None:
    """The session's sweep."""
    found: Sweeping | None = st.session_state.get(_STATE)
    return found


def start(sweep: Sweep, scheduler: str = "") -> Sweeping:
    """Computes a sweep, or what is missing of it if it is the session's already; another one is cancelled.

    Args:
        sweep: the grid.
        scheduler: address of a Dask scheduler that the server trusts; empty computes here.
    """
    known = current()
    key = key_of(sweep)
    if known is not None and known.key == key:
        if known.job.running or known.finished:
            return known
        result = known.result
    else:
        if known is not None:
            known.job.cancel()
        result = Result.empty(sweep)
    compute = partial(_compute_there, scheduler) if scheduler else _compute
    sweeping = Sweeping(result, Job(lambda job: compute(result, job)), key)
    st.session_state[_STATE] = sweeping
    return sweeping


def _compute_there(scheduler: str, result: Result, job: Job) -> None:
    """Computes a sweep on a cluster; what is done comes at the end, or when it is cancelled."""
    from lrviz.sweeps.cluster import run_on

    found = run_on(result.sweep, scheduler, progress=job.advance, cancelled=job.cancelled)
    for name, values in found.values.items():
        result.values[name][found.done] = values[found.done]
    result.done[found.done] = True
    result.refusals.update(found.refusals)


def _compute(result: Result, job: Job) -> None:
    cells, before, started = result.sweep.cells, int(result.done.sum()), time.monotonic()
    for block in missing(result, max(1, _BLOCK // result.sweep.seeds)):
        if job.cancelled():
            return
        result.take(block, run_block(result.sweep, block))
        done = int(result.done.sum())
        pace = (time.monotonic() - started) / max(1, done - before)
        job.advance(done, cells, pace * (cells - done))


def check_scheduler(address: str) -> None:
    """Refuses a cluster that a visitor may not send the server to: its scheduler can run code here.

    Raises:
        ValueError: the address is neither on this machine nor the one that the server was started with.
    """
    host = urlparse(address).hostname or ""
    own = os.environ.get("LRVIZ_DASK_SCHEDULER", "")
    try:
        local = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        local = False
    if not (address.startswith("tcp://") and local) and address != own:
        raise ValueError(
            "the scheduler must be tcp:// on this machine or the server's own LRVIZ_DASK_SCHEDULER, since a scheduler "
            f"can run code here, got {address}"
        )
