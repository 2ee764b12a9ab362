"""Sweeps on a Dask cluster: blocks are tasks, and a lost worker costs only the blocks that it had."""

import asyncio
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Any

from lrviz.sweeps.build import Build, build_of
from lrviz.sweeps.engine import Measured, run_block
from lrviz.sweeps.gathering import Cancelled, missing
from lrviz.sweeps.result import Result
from lrviz.sweeps.size import block_size
from lrviz.sweeps.sweep import Block, Sweep

ANSWER_SECONDS = 10.0
"""How long a scheduler may take to answer, and then to have a worker."""

LONELY_SECONDS = 30.0
"""How long a sweep waits for workers once all are gone."""

_POLL_SECONDS = 0.1
_RETRIES = 2


class ClusterError(ValueError):
    """The cluster cannot be used; the message says what is wrong with it."""


def measured_on(address: str, result: Result, size: int | None, cancelled: Cancelled) -> Generator[Measured]:
    """The blocks that a result does not hold yet, as a Dask cluster finishes them, with the very bits of this process.

    A scheduler can run code in this process as well as on its workers: use only one that you trust.

    Args:
        address: of the scheduler, such as "tcp://10.0.0.1:8786".
        result: says what is wanted, and holds some cells already.
        size: the most cells of a block; None chooses by the work and the cluster's threads.
        cancelled: asked ten times a second; where it says so, no more blocks come.

    Raises:
        ClusterError: no answer within 10 s, no worker, a worker whose bits would differ, a block that killed several
            workers, or a scheduler that went away.
    """
    sweep = result.sweep
    with _client(address) as client:
        threads = _threads(client, address)
        expected = build_of(sweep)
        _check_builds(client, sweep, expected)
        yield from _measured(client, sweep, missing(result, size or block_size(sweep, threads)), expected, cancelled)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        distributed: Any = import_module("distributed")
    except ModuleNotFoundError:
        raise ClusterError("a scheduler needs Dask, which is not installed: pip install 'lrviz[cluster]'") from None
    try:
        kind = _kind(distributed, address)
        if kind != "Scheduler":
            raise ClusterError(f"{address} must be a Dask scheduler, got a {kind.lower()}")
        client = distributed.Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, TypeError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} within {ANSWER_SECONDS:g} s: {_first_line(error)}"
        ) from None
    try:
        yield client
    finally:
        with suppress(OSError):
            client.close(timeout=2)


def _kind(distributed: Any, address: str) -> str:
    """What answers at an address; a client would wait for ever where something listens but does not speak."""

    async def identity() -> Any:
        security = distributed.Security().get_connection_args("client")
        async with distributed.rpc(address, timeout=ANSWER_SECONDS, connection_args=security) as peer:
            return await asyncio.wait_for(peer.identity(), ANSWER_SECONDS)

    try:
        with ThreadPoolExecutor(1) as thread:
            return str(thread.submit(asyncio.run, identity()).result()["type"])
    except ValueError as error:
        raise ClusterError(f"{address} must be an address such as tcp://10.0.0.1:8786: {_first_line(error)}") from None


def _threads(client: Any, address: str) -> int:
    """The threads of all workers, of which there is at least one."""
    try:
        client.wait_for_workers(1, timeout=ANSWER_SECONDS)
    except OSError:
        raise ClusterError(f"the scheduler at {address} has no worker; `dask worker {address}` starts one") from None
    return max(1, sum(int(threads) for threads in client.nthreads().values()))


def _check_builds(client: Any, sweep: Sweep, expected: Build) -> None:
    found = client.run(build_of, sweep, on_error="return")
    wrong = [f"{worker}: {why}" for worker, came in found.items() if (why := _fault(came, expected))]
    if wrong:
        raise ClusterError("every worker must compute the same bits as this process, got " + "\n  ".join(["", *wrong]))


def _fault(came: Any, expected: Build) -> str:
    """Why a worker cannot be used, or ""; one that was just lost is none."""
    if isinstance(came, OSError):
        return ""
    return "; ".join(came.differences(expected)) if isinstance(came, Build) else f"lrviz fails there: {came}"


def _measured(
    client: Any, sweep: Sweep, blocks: Sequence[Block], expected: Build, cancelled: Cancelled
) -> Iterator[Measured]:
    """The blocks as they are finished; those that are not are given up when the generator is closed."""
    arrived: SimpleQueue[Any] = SimpleQueue()
    futures, until = {}, time.monotonic() + LONELY_SECONDS
    try:
        for block in blocks:
            future = client.submit(_task, sweep, block, expected, pure=False, retries=_RETRIES, priority=-block.index)
            futures[future.key] = future
            future.add_done_callback(arrived.put)
        while futures and not cancelled():
            try:
                future = arrived.get(timeout=_POLL_SECONDS)
            except Empty:
                until = _patience(client, until)
                continue
            del futures[future.key]
            yield _value(future)
            until = time.monotonic() + LONELY_SECONDS
    finally:
        with suppress(OSError, CancelledError):
            client.cancel(list(futures.values()))


def _patience(client: Any, until: float) -> float:
    """Until when to wait for the next block; a worker that was lost may come back before.

    Raises:
        ClusterError: it was waited so long, and there is no worker.
    """
    if time.monotonic() < until:
        return until
    if not client.nthreads():
        raise ClusterError(f"all workers are gone, and none came back within {LONELY_SECONDS:g} s")
    return time.monotonic() + LONELY_SECONDS


def _task(sweep: Sweep, block: Block, expected: Build) -> Measured:
    """What a worker does; one that joined late is checked as well."""
    differences = build_of(sweep).differences(expected)
    if differences:
        raise ClusterError(f"a worker computes other bits than this process: {'; '.join(differences)}")
    return run_block(sweep, block)


def _value(future: Any) -> Measured:
    killed = import_module("distributed").KilledWorker
    try:
        measured: Measured = future.result()
    except killed as error:
        raise ClusterError(f"a block was lost with each worker that had it: {_first_line(error)}") from None
    except (CancelledError, OSError) as error:
        raise ClusterError(f"the scheduler went away: {_first_line(error)}") from None
    except ClusterError:
        raise
    except Exception as error:
        raise ClusterError(f"a block fails on a worker: {type(error).__name__}: {_first_line(error)}") from error
    return measured


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).strip().split("\n")[0]
