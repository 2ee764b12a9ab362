"""The command `lrviz sweep`: it writes what the library computes, keeps what is done, and says what it cannot do."""

import io
import os
import shlex
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz import Run, Scene, cli
from lrviz.cli import sweep as command_line
from lrviz.cli.sweep import FAILED, INTERRUPTED, REFUSED, TERMINATED, main, summary
from lrviz.objectives import Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import CosineAnnealingLR, Warmup
from lrviz.sweeps import Axis, Result, Sweep, offline, recheck, run_block, settings_of, usual_axis
from lrviz.sweeps.offline import SCHEDULER, axis_text, command
from lrviz.sweeps.settings import setting_at
from lrviz.sweeps.store import Store
from tests.sweeps.results import after

SCENE = Scene(
    Quadratic(), steps=15, runs=(Run(Adam(lr=0.1), Warmup(CosineAnnealingLR(T_max=10), steps=5)), Run(SGD(lr=0.1)))
)
AXES = ("--axis", "optimizer.lr=1e-3:1:6:log", "--axis", "schedule.steps=1:10:4")
HUGE = [word for path in ("optimizer.lr", "start.x", "start.y", "noise") for word in ("--axis", f"{path}=256")]
SWEEP = Sweep(SCENE, (Axis("optimizer.lr", 1e-3, 1.0, 6, log=True), Axis("schedule.steps", 1, 10, 4, whole=True)))


@pytest.fixture
def scene(tmp_path: Path) -> str:
    """A file with the scene."""
    path = tmp_path / "scene.json"
    path.write_text(SCENE.to_json())
    return str(path)


def test_the_command_writes_what_the_library_computes(
    scene: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "results.parquet"
    assert cli.main(["sweep", scene, *AXES, "--seeds", "2", "--tolerance", "0.01", "--out", str(out)]) == 0
    found = Result.read_parquet(out)
    assert found.sweep == Sweep(SCENE, SWEEP.axes, 2, 0.01)
    offline.complete(found.sweep, tmp_path / "library.csv")
    assert found.to_csv() == (tmp_path / "library.csv").read_text()
    told = capsys.readouterr()
    assert told.out == ""
    assert "48 cells × 2 seeds" in told.err
    assert "lowest final loss" in told.err


@pytest.mark.parametrize(("seeds", "said"), [(1, "own one seed, which is luck"), (2, "own 2 seeds)")])
def test_with_noise_the_best_is_told_with_what_fresh_seeds_say(tmp_path: Path, seeds: int, said: str) -> None:
    noisy = Sweep(replace(SCENE, noise=0.5), SWEEP.axes[:1], seeds)
    found = offline.computed(noisy)
    told, judged = summary(found, tmp_path), recheck(found, ["final loss"], ranges=False).judged("final loss")
    assert judged is not None
    assert judged.fresh
    assert said in told
    assert f"best final loss {judged.words()}: " in told
    assert "fresh" not in summary(offline.computed(replace(noisy, scene=SCENE)), tmp_path)


@pytest.mark.parametrize(
    ("act", "code", "words"),
    [
        (lambda: signal.raise_signal(signal.SIGINT), INTERRUPTED, "interrupted; finished blocks are kept in"),
        (lambda: signal.raise_signal(signal.SIGTERM), TERMINATED, "terminated; finished blocks are kept in"),
        (Mock(side_effect=OSError(28, "No space left on device")), FAILED, "No space left on device; finished blocks"),
    ],
    ids=["SIGINT", "SIGTERM", "a full disk"],
)
def test_what_is_done_is_kept_and_the_same_command_goes_on(
    scene: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    act: Callable[[], object],
    code: int,
    words: str,
) -> None:
    out, before = tmp_path / "results.csv", signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts the tests in the background has it ignored
    with monkeypatch.context() as patched:
        after(3, act, patched)
        assert main([scene, *AXES, "--out", str(out)]) == code
    told = capsys.readouterr().err
    assert words in told
    assert "the same command resumes there" in told
    assert signal.getsignal(signal.SIGTERM) is before
    assert len(list(Store(out, SWEEP).finished())) == 3
    assert main([scene, *AXES, "--out", str(out), "--resume"]) == 0
    assert main([scene, *AXES, "--out", str(tmp_path / "whole.csv")]) == 0
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert not Store(out, SWEEP).folder.exists()


WRONG_AXES = {
    "optimizer.lr=1e-3:1": "an axis must be",
    "optimizer.lr=a:b:3": "an axis must be",
    "optimizer.lr=a": "an axis must be",
    "optimizer.lr=1e-3:1:4:cubic": "must be log or linear, got cubic",
    "optimizer.rate": "a path must be one of optimizer.lr,",
    "optimizer.lr=0:1:4:log": "low must be above 0",
    "optimizer.lr=-1:1:4": "must stay in",
    "schedule.steps=1:3:9": "count must be at most the 3 integers",
}


def test_refusals_say_what_is_wrong_and_leave_nothing(
    scene: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    out = ["--out", "results.csv"]
    for arguments, reason in (
        (out, "at least one --axis is needed"),
        ([*AXES], "--out is needed"),
        ([*AXES, "--out", "results.txt"], "must end in .parquet or .csv"),
        ([*AXES, *out, "--resume"], "nothing to go on from"),
        ([*AXES, *out, "--seeds", "0"], "Sweep.seeds must be"),
        ([*HUGE, *out], "at most 2,000 MB, got 482 GB for 8,589,934,592 cells × 1 seed × 7 measures"),
        ([*HUGE[:4], "--seeds", "1024", *out], "got 7,517 MB for 131,072 cells × 1,024 seeds × 7 measures"),
        *((["--axis", text, *out], reason) for text, reason in WRONG_AXES.items()),
    ):
        assert main([scene, *arguments]) == REFUSED
        told = capsys.readouterr().err
        assert told.startswith("lrviz sweep: ")
        assert reason in told
    assert os.listdir(tmp_path) == ["scene.json"]


def test_no_scene_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scene.json"
    for text in ("", "{}", "[]", '{"objective": 3}', "\udcff"):
        path.write_text(text, errors="surrogateescape")
        assert main([str(path), "--list-axes"]) == REFUSED
    assert main([str(tmp_path / "none.json"), "--list-axes"]) == REFUSED
    assert "the scene cannot be read" in capsys.readouterr().err


def test_the_environment_names_the_scheduler_and_blocks_of_another_sweep_are_refused(
    scene: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, other = tmp_path / "results.csv", replace(SWEEP, seeds=2)
    monkeypatch.setenv(SCHEDULER, "nowhere")
    assert main([scene, *AXES, "--out", str(out)]) == REFUSED
    assert "nowhere must be an address" in capsys.readouterr().err
    with Store(out, other) as store:
        store.keep(run_block(other, other.blocks(4)[0]))
    assert main([scene, *AXES, "--out", str(out), "--scheduler", ""]) == REFUSED
    assert "other seeds" in capsys.readouterr().err
    assert main([scene, *AXES, "--seeds", "2", "--out", str(out), "--scheduler", ""]) == 0


def test_a_second_sweep_into_the_same_file_is_told_of_the_first_and_leaves_it_alone(
    scene: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, refused = tmp_path / "whole.csv", []
    command = [scene, *AXES, "--out"]
    assert main([*command, str(whole)]) == 0
    for name, act, code, said, kept in (
        ("during", lambda out: refused.append(main([*command, str(out)])), 0, "another sweep is writing", False),
        ("after", lambda out: shutil.copy(whole, out), FAILED, "after.csv is there already", True),
        ("gone", lambda out: shutil.rmtree(Store(out, SWEEP).folder), FAILED, "gone.csv.blocks was deleted", False),
    ):
        out = tmp_path / f"{name}.csv"
        with monkeypatch.context() as patched:
            after(3, partial(act, out), patched)
            assert main([*command, str(out)]) == code
        told = capsys.readouterr().err
        assert said in told
        assert ("finished blocks are kept" in told) is Store(out, SWEEP).folder.exists() is kept
    assert refused == [REFUSED]
    assert (tmp_path / "during.csv").read_bytes() == whole.read_bytes()
    assert not (tmp_path / "gone.csv").exists()


def test_every_setting_is_listed(scene: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([scene, "--list-axes"]) == 0
    rows = capsys.readouterr().out.splitlines()[1:]
    paths = {one.path for run in range(len(SCENE.runs)) for one in settings_of(SCENE, run)}
    assert {row.split()[0] for row in rows} == paths
    assert len(rows) == len(paths)
    for row in rows:
        path, usual = row.split()[0], row.split()[-1]
        command_line.axis(f"{path}={usual}", SCENE)


@given(
    low=st.floats(1e-6, 1.0), ratio=st.floats(1.0, 1e4, exclude_min=True), count=st.integers(2, 99), log=st.booleans()
)
def test_an_axis_is_read_as_it_is_written_and_is_the_usual_one_without_ends(
    low: float, ratio: float, count: int, log: bool
) -> None:
    written = Axis("optimizer.lr", low, low * ratio, count, log)
    assert command_line.axis(axis_text(written), SCENE) == written
    whole = Axis("schedule.steps", 1, 1 + count, count, log, whole=True)
    assert command_line.axis(axis_text(whole), SCENE) == whole
    where = setting_at(SCENE, "optimizer.lr")
    assert command_line.axis("optimizer.lr", SCENE) == usual_axis(where, 64)
    assert command_line.axis(f"optimizer.lr={count}", SCENE) == usual_axis(where, count)


def test_the_offered_command_runs_the_same_sweep_also_from_the_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Sweep(SCENE, SWEEP.axes, 3, 1e-3)
    program, word, *arguments = shlex.split(command(asked, "-", str(tmp_path / "my results.parquet")))
    assert (program, word) == ("lrviz", "sweep")
    monkeypatch.setattr("sys.stdin", io.StringIO(SCENE.to_json()))
    assert main(arguments) == 0
    assert Result.read_parquet(tmp_path / "my results.parquet").sweep == asked


@pytest.mark.parametrize("terminal", [False, True])
def test_progress_is_no_flood_and_one_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    file = io.StringIO()
    monkeypatch.setattr(file, "isatty", lambda: terminal)
    line = command_line._Line(file)
    for done in range(1, 1001):
        line.show(done, 1000, 3.0)
    assert line.end(0, "done") == 0
    rows = file.getvalue().splitlines()
    assert rows[-1] == "lrviz sweep: done"
    assert file.getvalue().startswith("\r") == terminal
    assert terminal or "100%  1000 of 1000 cells, 3 s left" in rows
    assert file.getvalue().count("\n") <= (2 if terminal else 12)
