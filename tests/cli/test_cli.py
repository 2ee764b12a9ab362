"""The console command finds the app, and refuses what it cannot do."""

import os
import socket
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import lrviz
from lrviz import cli
from lrviz.cli import serve
from lrviz.cli.serve import _passed_on, parser, settings_of
from lrviz.paths import assets, home
from lrviz.serving.settings import FOLLOW, READ_ONLY_SEARCHES, SEVERAL, SHARED, Settings
from lrviz.sweeps.offline import SCHEDULER


def test_the_app_is_found_and_its_settings_ask_and_report_nothing() -> None:
    assert (home() / "app.py").is_file()
    assert {"app.css", "icon.svg", "logo.svg"} <= {path.name for path in assets().iterdir()}
    config = tomllib.loads((home() / ".streamlit" / "config.toml").read_text())
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["showEmailPrompt"] is False
    assert config["logger"]["hideWelcomeMessage"] is True
    assert config["global"]["minCachedMessageSize"] >= 1e12


TOLD = (READ_ONLY_SEARCHES, SCHEDULER, SHARED, SEVERAL)
"""What the app reads from the environment."""

Started = list[tuple[Settings, list[str]]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """What a server was started with, and what its environment said; none really starts."""
    known: Started = []
    for name in TOLD:
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(serve, "_rehearse", lambda: None)

    def run(chosen: Settings, _prepare: Any, up: Callable[[], None], _beside: Any) -> None:
        known.append((chosen, [os.environ[name] for name in TOLD]))
        up()
        raise KeyboardInterrupt

    monkeypatch.setattr(serve, "import_module", {"lrviz.serving.server": SimpleNamespace(run=run)}.get)
    return known


def test_the_command_starts_the_server(started: Started, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--port", "8642", "--no-browser"]) == 0
    assert started == [(Settings(port=8642), ["", "", "", ""])]
    assert "http://127.0.0.1:8642 " in capsys.readouterr().out


def test_the_command_tells_the_server_how_a_team_runs_it(started: Started, capsys: pytest.CaptureFixture[str]) -> None:
    origins = ["--allow-origin", "https://a.example", "--allow-origin", "https://b.example"]
    framed = ["--frame-ancestors", "self", "https://moodle.example"]
    named = ["--base-path", "tools/lrviz/", "--read-only-searches", "--metrics", "--no-browser", "--host", "0.0.0.0"]
    scheduler = ["--scheduler", "tcp://10.0.0.1:8786"]
    assert cli.main([*named, "--port", "8643", *origins, *framed, *scheduler]) == 0
    ((chosen, told),) = started
    assert chosen.base_path == "/tools/lrviz"
    assert chosen.origins == ("https://a.example", "https://b.example")
    assert chosen.frame_ancestors == ("'self'", "https://moodle.example")
    assert (chosen.metrics, told) == (True, ["1", "tcp://10.0.0.1:8786", "1", ""])
    assert "http://localhost:8643/tools/lrviz " in capsys.readouterr().out
    assert settings_of(parser().parse_args([*_passed_on(chosen), "--host=0.0.0.0", "--port=8643"])) == chosen


def test_workers_are_shared_and_inherit_what_the_environment_says(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[list[str]] = []
    monkeypatch.setattr(serve.workers, "run", lambda *_: said.append([os.environ[name] for name in TOLD]) or 0)
    monkeypatch.setenv(SCHEDULER, "tcp://usual:1")
    assert cli.main(["--workers", "2", "--port", "8644"]) == 0
    assert cli.main(["--workers", "2", "--port", "8644", "--scheduler", ""]) == 0
    assert said == [["", "tcp://usual:1", "1", "1"], ["", "", "1", "1"]]


def test_a_directory_that_may_be_followed_is_told_by_its_real_path(
    started: Started, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FOLLOW, "")
    (tmp_path / "link").symlink_to(tmp_path)
    assert cli.main(["--port", "8645", "--no-browser"]) == 0
    assert os.environ[FOLLOW] == ""
    assert cli.main(["--port", "8645", "--no-browser", "--follow", str(tmp_path / "link")]) == 0
    assert os.environ[FOLLOW] == str(tmp_path.resolve())
    with pytest.raises(SystemExit):
        cli.main(["--follow", str(tmp_path / "none")])
    assert "must be a directory" in capsys.readouterr().err


def test_a_port_in_use_is_said_before_anything_starts(started: Started, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert cli.main(["--port", str(other.getsockname()[1]), "--no-browser"]) == 2
    assert "is in use by another program" in capsys.readouterr().err
    assert started == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "0"],
        ["--nope"],
        ["--base-path", "a b"],
        ["--allow-origin", "*"],
        ["--workers", "0"],
        ["--metrics=1"],
        ["--scheduler", "a"],
    ],
)
def test_bad_arguments_are_refused_and_the_version_is_told(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refusal:
        cli.main(arguments)
    assert refusal.value.code == 2
    assert "usage: lrviz" in capsys.readouterr().err
    with pytest.raises(SystemExit, match=r"^0$"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"lrviz {lrviz.__version__}\n"


def test_bench_gets_its_own_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = SimpleNamespace(main=lambda arguments: 7 if arguments == ["--quick"] else 0)
    monkeypatch.setattr(cli, "import_module", {"lrviz.bench": bench}.get)
    assert cli.main(["bench", "--quick"]) == 7
