"""What happens with a real Dask scheduler and real workers, in a process of its own.

`python clusters.py SCENARIO FOLDER` prints what it found as one line of JSON.
"""

import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lrviz import Run, Scene
from lrviz.objectives import Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import ExponentialLR
from lrviz.sweeps import Axis, Block, Result, Sweep
from lrviz.sweeps import build as builds
from lrviz.sweeps import cluster as clusters
from lrviz.sweeps.cluster import ClusterError
from lrviz.sweeps.offline import complete, computed
from lrviz.sweeps.store import Store

SIZE = 4
FREE = 4

SWEEP = Sweep(
    Scene(Quadratic(), steps=40, noise=0.1, runs=(Run(Adam(lr=0.1), ExponentialLR(gamma=0.9)), Run(SGD(lr=0.1)))),
    (Axis("optimizer.lr", 1e-3, 10.0, 8, log=True), Axis("schedule.gamma", 0.8, 1.0, 4)),
    seeds=3,
)


def digest(result: Result) -> str:
    """Equal for equal bits."""
    told = hashlib.sha256(result.done.tobytes())
    for name, values in sorted(result.values.items()):
        told.update(name.encode() + values.tobytes())
    return told.hexdigest()


@contextmanager
def cluster(workers: int = 2) -> Iterator[Any]:
    """A scheduler with worker processes of one thread each, on loopback only."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as started:
        yield started


def holding(gate: str, log: str, free: int) -> None:
    """On a worker: blocks from number `free` on wait for the gate to be opened, and every start is written down."""
    from lrviz.sweeps import cluster as there
    from lrviz.sweeps.engine import run_block

    def held(sweep: Sweep, block: Block) -> Any:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{os.getpid()} {block.index}\n")
        while block.index >= free and not os.path.exists(gate):
            time.sleep(0.005)
        return run_block(sweep, block)

    there.run_block = held


def starts(log: Path) -> list[tuple[int, int]]:
    """(pid, block) of every start of a block."""
    pairs = (line.split() for line in log.read_text().splitlines())
    return [(int(pid), int(block)) for pid, block in pairs]


def used(folder: Path) -> dict[str, Any]:
    """One cluster is used for one sweep after the other."""
    with cluster() as started:
        found = {"lost": lost(started, folder)}
        started.wait_for_workers(found["lost"]["workers"])  # another one stands in for the one that was lost
        return found | {"resumed": resumed(started, folder)}


def lost(started: Any, folder: Path) -> dict[str, Any]:
    """A worker is killed while it holds a block."""
    from distributed import Client

    gate, log, seen, killed = folder / "gate", folder / "lost", [], []
    with Client(started.scheduler_address, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
        client.run(holding, str(gate), str(log), FREE)

        def kill(*told: float) -> None:
            seen.append(told)
            if len(seen) == FREE:
                while not (held := [pid for pid, block in starts(log) if block >= FREE]):
                    time.sleep(0.005)
                killed.append(held[0])
                os.kill(held[0], signal.SIGKILL)
                gate.touch()

        result = computed(SWEEP, scheduler=started.scheduler_address, size=SIZE, progress=kill)
    again = [block for pid, block in starts(log) if pid not in killed]
    mine = {block for pid, block in starts(log) if pid in killed}
    return {
        "bits": digest(result),
        "killed": len(killed),
        "workers": len(pids),
        "more_than_once": sorted({block for block in again if again.count(block) > 1}),
        "lost": sorted(mine),
    }


def resumed(started: Any, folder: Path) -> dict[str, Any]:
    """A sweep is cancelled on the cluster, and gone on with there: what is on disk is not computed again."""
    from distributed import Client

    log, seen = folder / "resumed", []
    out, address = folder / "results.csv", started.scheduler_address
    first = complete(
        SWEEP,
        out,
        scheduler=address,
        size=SIZE,
        progress=lambda *told: seen.append(told),
        cancelled=lambda: len(seen) > 4,
    )
    kept = len(list(Store(out, SWEEP).finished()))
    with Client(address, set_as_default=False) as client:
        client.run(holding, str(log), str(log), 10**6)
        whole = complete(SWEEP, out, scheduler=address, size=SIZE)
    return {
        "first": int(first.done.sum()),
        "kept": kept,
        "computed_later": len({block for _, block in starts(log)}),
        "blocks": len(SWEEP.blocks(SIZE)),
        "bits": digest(whole),
        "text": hashlib.sha256(out.read_bytes()).hexdigest(),
        "left": [path.name for path in folder.iterdir() if path.name.startswith("results")],
    }


def refused(folder: Path) -> dict[str, Any]:
    """Clusters that cannot be used, one after the other: the last one's scheduler goes away in the middle."""
    out = folder / "results.csv"
    with cluster(workers=0) as started:
        address = started.scheduler_address
        clusters.ANSWER_SECONDS = 0.3
        lonely = message(lambda: computed(SWEEP, scheduler=address))
        silent = message(lambda: computed(SWEEP, scheduler="tcp://127.0.0.1:1"))
        clusters.ANSWER_SECONDS = 10.0
        started.scale(1)
        started.wait_for_workers(1)
        own, builds._functions = builds._functions, lambda: "0"
        foreign = message(lambda: computed(SWEEP, scheduler=address))
        builds._functions = own
        orphaned = message(
            lambda: complete(SWEEP, out, scheduler=address, size=SIZE, progress=lambda *_: started.close())
        )
    kept = len(list(Store(out, SWEEP).finished()))
    return {"lonely": lonely, "silent": silent, "foreign": foreign, "orphaned": orphaned, "kept": kept}


def message(work: Callable[[], object]) -> str:
    """What the error says that the work ends with."""
    try:
        work()
    except ClusterError as error:
        return str(error)
    return "no error"


SCENARIOS = {work.__name__: work for work in (used, refused)}

if __name__ == "__main__":
    print(json.dumps(SCENARIOS[sys.argv[1]](Path(sys.argv[2]))))
