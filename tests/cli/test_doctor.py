"""The doctor tells what is there, and its exit code whether anything would fail."""

import socket
from pathlib import Path

import pytest

from lrviz import cli
from lrviz.cli import doctor
from lrviz.search import default_storage
from lrviz.serving.settings import FOLLOW, SHARED, Settings
from lrviz.sweeps.offline import SCHEDULER
from lrviz.version import __version__
from lrviz.workers.training import default_store


@pytest.fixture(autouse=True)
def data_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data directory of the test's own."""
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))


@pytest.fixture
def free_port() -> str:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, list[str]], str]:
    """The exit code, verdict and words by name, and the last line."""
    code = cli.main(["doctor", *arguments])
    *lines, _, last = capsys.readouterr().out.splitlines()
    findings = [line.split(maxsplit=2) for line in lines]
    return code, {name: [verdict, words] for verdict, name, words in findings}, last


def test_it_tells_versions_paths_and_limits(capsys: pytest.CaptureFixture[str], free_port: str) -> None:
    code, findings, last = told(capsys, "--port", free_port)
    assert (code, last) == (0, "nothing would fail")
    assert findings["lrviz"] == ["ok", __version__]
    assert set(doctor.PACKAGES) <= set(findings)
    assert str(default_storage()) in findings["searches"][1]
    assert str(default_store()) in findings["trainings"][1]
    assert "400,000,000 steps" in findings["limits"][1]
    assert {"app", "settings", "assets", "Plotly.js", "machine", "port", "workers", "browser"} <= set(findings)


def test_it_tells_whose_logs_may_be_followed(
    capsys: pytest.CaptureFixture[str], free_port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for named, verdict, words in (
        ("", "ok", "no logs: --follow DIR allows those of a directory"),
        (str(tmp_path), "ok", f"logs in {tmp_path}"),
        (str(tmp_path / "none"), "note", f"{tmp_path / 'none'} must be a directory, or no log can be followed"),
    ):
        monkeypatch.setenv(FOLLOW, named)
        assert told(capsys, "--port", free_port)[1]["followed"] == [verdict, words]


def test_it_tells_which_scheduler_visitors_may_use(
    capsys: pytest.CaptureFixture[str], free_port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SCHEDULER, raising=False)
    monkeypatch.delenv(SHARED, raising=False)
    _, findings, _ = told(capsys, "--port", free_port)
    assert findings["scheduler"] == ["ok", "none: who sits at this machine may name one"]
    _, findings, _ = told(capsys, "--port", free_port, "--host", "0.0.0.0")
    assert findings["scheduler"] == ["ok", "none: visitors compute on this server"]
    for named, finding in (
        ("tcp://10.0.0.1:8786", ["ok", "visitors may compute on tcp://10.0.0.1:8786"]),
        ("here", ["note", "a scheduler must be an address like tcp://10.0.0.1:8786, got 'here'"]),
    ):
        monkeypatch.setenv(SCHEDULER, named)
        code, findings, _ = told(capsys, "--port", free_port)
        assert (code, findings["scheduler"]) == (0, finding)
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    assert "needs Dask" in str(doctor._cluster(Settings()))


def test_what_would_fail_is_named_and_in_the_exit_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no-such-package"))
    for kept in (default_storage(), default_store()):
        kept.mkdir(parents=True)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, findings, last = told(capsys, "--port", str(other.getsockname()[1]))
    assert (code, last) == (1, "4 would fail: no-such-package, searches, trainings, port")
    assert findings["no-such-package"] == ["fails", "must be installed: pip install no-such-package"]
    for kept in ("searches", "trainings"):
        assert "must be a file, got a directory" in findings[kept][1]
    assert "is in use by another program" in findings["port"][1]
    assert findings["browser"][0] == findings["workers"][0] == "note"
