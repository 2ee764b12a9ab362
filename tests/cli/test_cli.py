"""The console command finds the app, and refuses what it cannot do."""

import tomllib
from types import SimpleNamespace
from typing import Any

import pytest

import lrviz
from lrviz import cli
from lrviz.paths import assets, home


def test_the_app_is_found_and_its_settings_ask_and_report_nothing() -> None:
    assert (home() / "app.py").is_file()
    assert {"app.css", "icon.svg", "logo.svg"} <= {path.name for path in assets().iterdir()}
    config = tomllib.loads((home() / ".streamlit" / "config.toml").read_text())
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["showEmailPrompt"] is False
    assert config["logger"]["hideWelcomeMessage"] is True
    assert config["global"]["minCachedMessageSize"] >= 1e12


def test_the_command_starts_streamlit_on_the_app(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[Any] = []
    monkeypatch.setattr(cli, "_warm", lambda: None)
    monkeypatch.setattr(cli.runpy, "run_module", lambda name, **_: started.append((name, list(cli.sys.argv))))
    monkeypatch.setattr(cli.sys, "argv", ["lrviz"])
    cli.main(["--port", "8642", "--no-browser"])
    ((name, arguments),) = started
    assert name == "streamlit"
    assert "http://127.0.0.1:8642" in capsys.readouterr().out
    assert arguments[1:3] == ["run", str(home() / "app.py")]
    assert {"--server.port=8642", "--server.address=127.0.0.1", "--server.headless=true"} <= set(arguments)


@pytest.mark.parametrize("arguments", [["--port", "0"], ["--port", "x"], ["--nope"], ["--port", "70000"]])
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
