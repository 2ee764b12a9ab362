"""A search ends with the same trials whoever stops it, at whatever moment, and however many run it at once."""

import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lrviz.search import SAMPLERS, Search, load_found, run_search, running
from lrviz.search.storage import opened
from tests.search.test_running import SMALL, told

STUCK = """
import sys
from tests.search.test_stops import SOBOL
from lrviz.search import run_search, running

def stuck(*arguments):
    print("claimed", flush=True)
    sys.stdin.read()

def batch_written(found):
    running.measured_variants = stuck

run_search(SOBOL, sys.argv[1], watch=batch_written)
"""
"""A process that writes the first batch and is then stuck inside the second."""

SOBOL = replace(SMALL, sampler="quasi-Monte Carlo", trials=28)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """A file for each sampler with a search that nobody stopped."""
    place = tmp_path_factory.mktemp("whole")
    for sampler in SAMPLERS:
        run_search(replace(SMALL, sampler=sampler), place / sampler)
    return {sampler: place / sampler for sampler in SAMPLERS}


def shortened(file: Path, trials: int) -> None:
    """Takes all but the first trials out of a file, and leaves what samplers have noted."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM trials WHERE number >= ?", (trials,))
        for table in ("trial_params", "trial_values", "trial_user_attributes", "trial_system_attributes"):
            connection.execute(f"DELETE FROM {table} WHERE trial_id NOT IN (SELECT trial_id FROM trials)")
        connection.commit()


def kept(file: Path) -> int | None:
    """How many trials a file has; None where it has no tables."""
    with closing(sqlite3.connect(file)) as connection:
        if not connection.execute("SELECT * FROM sqlite_master").fetchall():
            return None
        return int(connection.execute("SELECT count(*) FROM trials").fetchone()[0])


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_with_any_number_of_trials_kept_it_ends_the_same(sampler: str, whole: dict[str, Path], tmp_path: Path) -> None:
    search = replace(SMALL, sampler=sampler)
    expected = told(load_found(search.study_name, whole[sampler]))
    for count in (8, 3 if list(SAMPLERS).index(sampler) % 2 else 19):  # between two batches, and inside one
        part = Path(shutil.copy(whole[sampler], tmp_path / str(count)))
        shortened(part, count)
        assert told(run_search(search, part)) == expected, count


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_search_made_longer_is_the_long_one(sampler: str, whole: dict[str, Path], tmp_path: Path) -> None:
    search = replace(SMALL, sampler=sampler)
    part = tmp_path / "part"
    run_search(replace(search, trials=3), part)
    assert told(run_search(search, part)) == told(load_found(search.study_name, whole[sampler]))


def test_after_any_part_of_what_it_writes_it_ends_the_same(whole: dict[str, Path], tmp_path: Path) -> None:
    file, cut = tmp_path / "file", tmp_path / "cut"
    with closing(sqlite3.connect(file)) as witness:  # while it looks on, all that is written stays in the log
        witness.execute("PRAGMA journal_mode=WAL")
        witness.execute("SELECT * FROM sqlite_master").fetchall()
        start = file.read_bytes()
        run_search(SMALL, file)
        log = file.with_name("file-wal").read_bytes()
        assert file.read_bytes() == start
    expected, counts = told(load_found(SMALL.study_name, whole[SMALL.sampler])), set[int | None]()
    for part in range(41):
        for name in ("cut", "cut-wal", "cut-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        cut.write_bytes(start)
        cut.with_name("cut-wal").write_bytes(log[: len(log) * part // 40])
        count = kept(cut)
        if count not in counts:
            assert told(run_search(SMALL, cut)) == expected, part
        counts.add(count)
    assert counts == {None, 0, 8, 16, 20}, "a batch is there as a whole or not at all"


def test_where_a_process_is_killed_inside_a_batch_another_goes_on(tmp_path: Path) -> None:
    file, news = tmp_path / "file", list[bool]()
    command = [sys.executable, "-c", STUCK, str(file)]
    environment: Any = {"PYTHONPATH": ":".join(sys.path)}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "claimed\n"

        def waits(waiting: bool) -> None:
            news.append(waiting)
            if waiting:
                assert len(load_found(SOBOL.study_name, file).trials) == 8
                other.send_signal(signal.SIGKILL)

        found = run_search(SOBOL, file, waits=waits)
    assert news == [True, False]
    assert told(found) == told(run_search(SOBOL, tmp_path / "other"))
    assert {one.name for one in tmp_path.iterdir()} == {"file", "other"}


def test_two_at_once_do_what_one_does(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: run_search(SOBOL, file), range(2)))
    alone = told(run_search(SOBOL, tmp_path / "other"))
    assert [told(one) for one in both] == [alone, alone]
    assert told(load_found(SOBOL.study_name, file)) == alone
    assert len({tuple(trial.settings.values()) for trial in both[0].trials}) == SOBOL.trials


@pytest.mark.parametrize("others", [replace(SOBOL, trials=8), replace(SOBOL, sampler="random", trials=11)])
def test_where_no_lock_holds_what_others_have_written_counts(
    others: Search, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = running.measured_variants

    @contextmanager
    def unlocked(*arguments: Any) -> Iterator[bool]:
        yield True

    def joined(*arguments: Any) -> Any:
        monkeypatch.setattr(running, "measured_variants", measured)
        run_search(others, tmp_path / "file")
        return measured(*arguments)

    monkeypatch.setattr(running, "claimed", unlocked)
    monkeypatch.setattr(running, "measured_variants", joined)
    found = told(run_search(SOBOL, tmp_path / "file"))
    assert found == told(load_found(SOBOL.study_name, tmp_path / "file"))
    run_search(others, tmp_path / "other")
    assert found == told(run_search(SOBOL, tmp_path / "other"))
    assert len(found) == SOBOL.trials


def test_who_waits_says_so_in_the_log(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with running.claimed(tmp_path / "file", SMALL.study_name, 0) as mine:
        assert mine
        seen = list[str]()

        def cancelled() -> bool:
            seen.extend(record.message for record in caplog.records)
            return bool(seen)

        assert run_search(SMALL, tmp_path / "file", cancelled=cancelled).trials == ()
    assert seen == [
        f"another process runs the search {SMALL.study_name!r}: this one follows it, and goes on if that one ends"
    ]


def test_a_file_is_made_once_by_all_who_need_it_at_once(tmp_path: Path) -> None:
    together = threading.Barrier(4)

    def make(_: int) -> int:
        for turn in range(5):
            together.wait(60)
            with opened(tmp_path / str(turn)) as storage:
                assert storage.get_all_studies() == []
        return turn

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(make, range(4))) == [4] * 4
