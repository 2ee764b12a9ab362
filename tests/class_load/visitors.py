"""Visitors of the pages beside a class."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Semaphore

from tests.load import Client


def reload(address: str, here: Semaphore) -> None:
    """A visitor who reloads Trajectories without a pause, in a process of its own, and says when it begins."""

    async def again() -> None:
        while True:
            visitor = Client(address, "trajectories")
            await visitor.open()
            await visitor.close()
            here.release()

    asyncio.run(again())


@contextmanager
def reloading(address: str, visitors: int) -> Iterator[None]:
    """Visitors who reload Trajectories meanwhile, each of whom has done so once."""
    context = multiprocessing.get_context("spawn")
    here = context.Semaphore(0)
    processes = [context.Process(target=reload, args=(address, here), daemon=True) for _ in range(visitors)]
    for process in processes:
        process.start()
    for _ in processes:
        here.acquire()
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
            process.join()
