"""Sweeps in the background of a page: started, cancelled, gone on with, and what they have so far."""

import hashlib
import os
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlparse

import streamlit as st

from lrviz.sweeps import Result, Sweep
from lrviz.sweeps.offline import command, computed
from lrviz.sweeps.size import block_size, sweep_work
from lrviz.ui.kit.background import Job
from lrviz.ui.kit.budget import begin

_STATE = "~sweep"
_BLOCK = 20_000_000
"""Work of a block: what the page waits for between two looks at whether it is cancelled."""


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


def current() -> Sweeping | None:
    """The session's sweep."""
    found: Sweeping | None = st.session_state.get(_STATE)
    return found


def start(sweep: Sweep, scheduler: str = "") -> Sweeping:
    """Computes a sweep, or what is missing of it if it is the session's already; another one is cancelled.

    Args:
        sweep: the grid.
        scheduler: address of a Dask scheduler that the server trusts; empty computes here.

    Raises:
        ValueError: it is too much for this server.
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
    amount = 0 if scheduler else sweep_work(sweep)
    job = begin(lambda job: _compute(result, scheduler, job), amount, command(sweep))
    sweeping = Sweeping(result, job, key)
    st.session_state[_STATE] = sweeping
    return sweeping


def _compute(result: Result, scheduler: str, job: Job) -> None:
    """Computes what is missing; what is done can be seen at once."""
    size = None if scheduler else block_size(result.sweep, most=_BLOCK)
    computed(result.sweep, into=result, scheduler=scheduler, size=size, progress=job.advance, cancelled=job.cancelled)


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
