"""The console command `lrviz`: it starts the app, the benchmark or a sweep."""

import argparse
import runpy
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from threading import Thread

from lrviz.paths import home
from lrviz.version import __version__

_COMMANDS = {"bench": "lrviz.bench", "sweep": "lrviz.cli.sweep"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: without the program's name; None takes them from `sys.argv`.

    Returns:
        The exit code.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in _COMMANDS:
        return int(import_module(_COMMANDS[given[0]]).main(given[1:]))
    options = _parser().parse_args(given)
    Thread(target=_warm, daemon=True).start()
    print(f"lrviz opens at http://{options.host}:{options.port} (Ctrl+C ends it)", flush=True)
    sys.argv = streamlit_arguments(options.port, options.host, not options.no_browser)
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lrviz",
        description="Opens the visualizer of learning-rate schedules and optimizer trajectories in a browser.",
        epilog="`lrviz bench` compares its speed with plain torch; `lrviz sweep` runs a scene over grids of settings.",
    )
    parser.add_argument("--port", type=_port, default=8501, help="port of the local server (default 8501)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine only)"
    )
    parser.add_argument("--no-browser", action="store_true", help="start the server without opening a browser")
    parser.add_argument("--version", action="version", version=f"lrviz {__version__}")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"a port must be in [1, 65535], got {port}")
    return port


def streamlit_arguments(port: int, host: str, browser: bool) -> list[str]:
    """The command line that starts Streamlit on the app; all other settings stand in .streamlit beside the app."""
    return [
        "streamlit",
        "run",
        str(home() / "app.py"),
        f"--server.port={port}",
        f"--server.address={host}",
        f"--server.headless={str(not browser).lower()}",
        "--server.fileWatcherType=none",
    ]


def _warm() -> None:
    """Does what the first visitor would wait for; what fails here fails there, with its message."""
    with suppress(Exception):
        import_module("lrviz.ui.trajectories.page")
        import_module("lrviz.ui.schedules.page")
        import_module("lrviz.ui.rehearsal").rehearse()
