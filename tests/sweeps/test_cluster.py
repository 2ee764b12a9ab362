"""A cluster gives the bits of a sweep that runs here, loses only what it must, and says what is wrong with it."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lrviz.sweeps import Block, cluster, run_block
from lrviz.sweeps.build import build_of
from lrviz.sweeps.cluster import ClusterError
from lrviz.sweeps.offline import complete, computed
from lrviz.sweeps.store import Store
from tests.sweeps.clusters import SIZE, SWEEP, digest
from tests.sweeps.results import computed as whole_result
from tests.sweeps.results import same

ROOT = Path(__file__).parents[2]
here = cache(lambda: whole_result(SWEEP))


def played(scenario: str, folder: Path) -> dict[str, Any]:
    """What a scenario found, in a process of its own: warnings and threads of the cluster stay there."""
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "sweeps" / "clusters.py"), scenario, str(folder)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was found on a cluster that loses a worker, and on which a sweep is cancelled and resumed."""
    return played("used", tmp_path_factory.mktemp("cluster"))


def test_a_lost_worker_costs_only_its_own_blocks(used: dict[str, Any]) -> None:
    found = used["lost"]
    assert found["killed"] == 1
    assert found["workers"] == 2
    assert found["bits"] == digest(here())
    assert set(found["more_than_once"]) <= set(found["lost"])


def test_a_cancelled_sweep_goes_on_from_what_is_on_disk(used: dict[str, Any]) -> None:
    found = used["resumed"]
    assert 0 < found["first"] < SWEEP.cells
    assert found["computed_later"] == found["blocks"] - found["kept"]
    assert found["bits"] == digest(here())
    assert found["text"] == hashlib.sha256(here().to_csv().encode()).hexdigest()
    assert found["left"] == ["results.csv"]


def test_a_cluster_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    found = played("refused", tmp_path)
    assert "has no worker" in found["lonely"]
    assert "no Dask scheduler answers at tcp://127.0.0.1:1 within" in found["silent"]
    assert "every worker must compute the same bits" in found["foreign"]
    assert "another processor" in found["foreign"]
    assert "the scheduler went away" in found["orphaned"]
    assert found["kept"] > 0


def test_a_worker_that_joins_late_is_checked_as_well() -> None:
    block = SWEEP.blocks(SIZE)[0]
    expected = build_of(SWEEP)
    assert same(cluster._task(SWEEP, block, expected), run_block(SWEEP, block))
    with pytest.raises(ClusterError, match=r"numpy .* instead of 0\.1"):
        cluster._task(SWEEP, block, replace(expected, numpy="0.1"))


def test_no_address_is_refused_at_once_and_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("here", "tcp://127.0.0.1", "http://127.0.0.1:80", "::::"):
        with pytest.raises(ClusterError, match="must be an address such as"):
            computed(SWEEP, scheduler=address)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"lrviz\[cluster\]"):
        computed(SWEEP, scheduler="tcp://127.0.0.1:1")


def test_a_finished_sweep_needs_no_cluster(tmp_path: Path) -> None:
    with Store(tmp_path / "results.csv", SWEEP) as store:
        store.keep(run_block(SWEEP, Block(0, np.arange(SWEEP.cells))))
    assert same(complete(SWEEP, tmp_path / "results.csv", scheduler="tcp://127.0.0.1:1"), here())
