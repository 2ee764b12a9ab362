"""Sweeps in the background of a page: started, cancelled, gone on with, and what they have so far."""

import hashlib
import time
from dataclasses import dataclass

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


def start(sweep: Sweep) -> Sweeping:
    """Computes a sweep, or what is missing of it if it is the session's already; another one is cancelled."""
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
    sweeping = Sweeping(result, Job(lambda job: _compute(result, job)), key)
    st.session_state[_STATE] = sweeping
    return sweeping


def _compute(result: Result, job: Job) -> None:
    cells, before, started = result.sweep.cells, int(result.done.sum()), time.monotonic()
    for block in missing(result, max(1, _BLOCK // result.sweep.seeds)):
        if job.cancelled():
            return
        result.take(block, run_block(result.sweep, block))
        done = int(result.done.sum())
        pace = (time.monotonic() - started) / max(1, done - before)
        job.advance(done, cells, pace * (cells - done))
