"""The command `lrviz` without a word behind it: the app as a web server."""

import argparse
import os
import sys
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from threading import Thread
from typing import TypeVar

from lrviz.serving import settings, workers
from lrviz.serving.classes.service import class_service
from lrviz.serving.ports import check
from lrviz.serving.settings import FOLLOW, READ_ONLY_SEARCHES, SEVERAL, SHARED, SettingError, Settings
from lrviz.sweeps.offline import SCHEDULER
from lrviz.ui.kit.process import give_memory_back
from lrviz.version import __version__

REFUSED = 2

_EPILOG = """\
other commands:
  lrviz doctor         what is installed, where things lie, and what would fail
  lrviz examples DIR   six examples for notebooks and editors, copied there
  lrviz reference      what the library has, by name: lrviz reference Adam
  lrviz sweep          a scene over grids of its settings, without a page
  lrviz bench          the speed beside plain torch
  lrviz proxy-config   a configuration of nginx or Caddy for several workers"""

Value = TypeVar("Value")


def main(arguments: Sequence[str]) -> int:
    """Runs the command line; returns the exit code."""
    options = parser().parse_args(arguments)
    chosen = settings_of(options)
    if options.read_only_searches:
        os.environ[READ_ONLY_SEARCHES] = "1"
    if options.scheduler is not None:
        os.environ[SCHEDULER] = options.scheduler
    if options.follow is not None:
        os.environ[FOLLOW] = options.follow
    if chosen.shared or options.workers > 1:
        os.environ[SHARED] = "1"
    if options.workers > 1:
        os.environ[SEVERAL] = "1"
    try:
        check(chosen.host, chosen.port)
        if options.workers == 1:
            return _serve(chosen, open_browser=not options.no_browser)
        return workers.run(chosen, options.workers, _passed_on(chosen), _opening(chosen, not options.no_browser))
    except SettingError as refusal:
        print(f"lrviz: {refusal}", file=sys.stderr)
        return REFUSED


def parser() -> argparse.ArgumentParser:
    """What the command line may say."""
    known = argparse.ArgumentParser(
        prog="lrviz",
        description="Opens the visualizer of learning-rate schedules and optimizer trajectories in a browser.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on (default 127.0.0.1: this machine only; 0.0.0.0 lets the phones of a class in)",
    )
    known.add_argument("--port", type=checked(settings.port), default=8501, help="port to listen on (default 8501)")
    known.add_argument("--no-browser", action="store_true", help="start the server without opening a browser")
    known.add_argument(
        "--follow",
        type=checked(settings.followed),
        metavar="DIR",
        help=f"visitors may follow the logs in this directory as they grow, and no other file (default ${FOLLOW})",
    )
    team = known.add_argument_group("for a class or a team")
    team.add_argument(
        "--base-path",
        type=checked(settings.base_path),
        default=os.environ.get(settings.BASE_PATH, ""),
        help=f"path below which it lies, such as /tools/lrviz (default ${settings.BASE_PATH})",
    )
    team.add_argument(
        "--allow-origin",
        type=checked(settings.origin),
        action="append",
        default=[],
        metavar="ORIGIN",
        help="where else a browser may have the page from, such as https://school.example; may be repeated",
    )
    team.add_argument(
        "--frame-ancestors",
        type=checked(settings.frame_ancestor),
        nargs="+",
        default=["'self'"],
        metavar="WHO",
        help="whose pages may show it in a frame: self (default), none, or origins",
    )
    team.add_argument(
        "--read-only-searches",
        action="store_true",
        help="visitors may look at stored searches, not start or change any",
    )
    team.add_argument(
        "--scheduler",
        type=checked(settings.scheduler),
        metavar="ADDRESS",
        help=f"the one Dask scheduler that sweeps of visitors may run on (default ${SCHEDULER})",
    )
    team.add_argument(
        "--workers",
        type=checked(workers.worker_count),
        default=1,
        metavar="N",
        help="processes that share the visitors, which needs Caddy; limits hold for each, and none opens a class "
        "(default 1)",
    )
    team.add_argument("--metrics", action="store_true", help="answer /_stcore/metrics (default: not found)")
    known.add_argument("--version", action="version", version=f"lrviz {__version__}")
    return known


def checked(read: Callable[[str], Value]) -> Callable[[str], Value]:
    """A reader for argparse, which then tells the reader's own words of what is refused."""

    def reader(text: str) -> Value:
        try:
            return read(text)
        except SettingError as refusal:
            raise argparse.ArgumentTypeError(str(refusal)) from None

    return reader


def settings_of(options: argparse.Namespace) -> Settings:
    """What was chosen for the server."""
    return Settings(
        host=options.host,
        port=options.port,
        base_path=options.base_path,
        origins=tuple(options.allow_origin),
        frame_ancestors=tuple(options.frame_ancestors),
        metrics=options.metrics,
    )


def _serve(chosen: Settings, open_browser: bool) -> int:
    """Serves until it is told to end; what the first visitor would wait for is done meanwhile."""
    give_memory_back()  # before there is any other thread, which would have a heap of its own
    rehearsal = Thread(target=_rehearse, daemon=True)
    rehearsal.start()

    def prepare() -> list[str]:
        rehearsal.join()
        return list(import_module("lrviz.ui.kit.component").served())

    with suppress(KeyboardInterrupt):  # Ctrl+C is how it is ended
        opening, classes = _opening(chosen, open_browser), class_service(chosen)
        import_module("lrviz.serving.server").run(chosen, prepare, opening, classes)
    return 0


def _opening(chosen: Settings, open_browser: bool) -> Callable[[], None]:
    """What is done once the server is up: it says where, and opens a browser there."""

    def started() -> None:
        print(f"lrviz opens at {chosen.address} (Ctrl+C ends it)", flush=True)
        if open_browser:
            Thread(target=webbrowser.open, args=(chosen.address,), daemon=True).start()

    return started


def _passed_on(chosen: Settings) -> list[str]:
    """What each of several workers is told; the environment says the rest."""
    told = [f"--base-path={chosen.base_path}", *(f"--allow-origin={origin}" for origin in chosen.origins)]
    told += ["--metrics"] if chosen.metrics else []
    return [*told, "--frame-ancestors", *chosen.frame_ancestors]


def _rehearse() -> None:
    """Does what the first visitor would wait for; what fails here fails there, with its message."""
    with suppress(Exception):
        import_module("lrviz.ui.trajectories.page")
        import_module("lrviz.ui.schedules.page")
        import_module("lrviz.ui.rehearsal").rehearse()
