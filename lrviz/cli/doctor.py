"""The command `lrviz doctor`: what is installed, where things lie, which limits hold, and what would fail."""

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from lrviz.cli.serve import checked
from lrviz.hyperparameters import in_bytes
from lrviz.paths import assets, home
from lrviz.search import default_storage
from lrviz.serving import settings, workers
from lrviz.serving.following import followed_directory
from lrviz.serving.ports import check
from lrviz.serving.settings import SettingError
from lrviz.sweeps.offline import scheduler_address
from lrviz.version import __version__, version_of
from lrviz.workers.training import default_store

PACKAGES = (
    "numpy",
    "scipy",
    "torch",
    "streamlit",
    "starlette",
    "uvicorn",
    "plotly",
    "optuna",
    "pyarrow",
    "brotli",
    "pebble",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "firefox")

_OLDEST = (3, 11)


@dataclass(frozen=True)
class Finding:
    """One line of what was looked at.

    Attributes:
        name: what was looked at.
        told: what was found.
        verdict: "ok"; "note" where something is missing that not everybody needs; "fails" where lrviz would not run.
    """

    name: str
    told: str
    verdict: Literal["ok", "note", "fails"] = "ok"

    def __str__(self) -> str:
        return f"{self.verdict:5}  {self.name:12}  {self.told}"


def main(arguments: Sequence[str]) -> int:
    """Runs the command line without its first word; returns the exit code, 1 where something would fail."""
    known = argparse.ArgumentParser(prog="lrviz doctor", description=__doc__)
    known.add_argument("--host", default="127.0.0.1", help="address that the server is to listen on")
    known.add_argument("--port", type=checked(settings.port), default=8501, help="port that it is to listen on")
    options = known.parse_args(arguments)
    findings = list(examined(options.host, options.port))
    for finding in findings:
        print(finding)
    failing = [finding.name for finding in findings if finding.verdict == "fails"]
    print(f"\n{len(failing)} would fail: {', '.join(failing)}" if failing else "\nnothing would fail")
    return 1 if failing else 0


def examined(host: str, port: int) -> Iterator[Finding]:
    """Everything that is looked at."""
    yield Finding("lrviz", __version__)
    old = sys.version_info < _OLDEST
    yield Finding("Python", f"{platform.python_version()} on {platform.platform()}", "fails" if old else "ok")
    yield from map(_package, PACKAGES)
    yield _there("app", home() / "app.py")
    yield _there("settings", home() / ".streamlit" / "config.toml")
    yield _there("assets", assets() / "stage" / "main.js")
    yield _there("Plotly.js", assets() / "plotly" / "plotly-cartesian.min.js")
    yield _kept("searches", default_storage(), "search")
    yield _kept("trainings", default_store(), "training")
    yield _followed()
    yield from _machine()
    yield from _limits()
    yield _cluster(settings.Settings(host))
    yield _tried("port", lambda: check(host, port), f"{port} of {host} is free", "fails")
    yield _tried("workers", workers.caddy, "Caddy is there: --workers can be used", "note")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    yield Finding(
        "browser", browser or "none found here: open the address on another machine", "ok" if browser else "note"
    )


def _package(name: str) -> Finding:
    try:
        return Finding(name, version_of(name))
    except PackageNotFoundError:
        return Finding(name, f"must be installed: pip install {name}", "fails")


def _there(name: str, file: Path) -> Finding:
    if file.is_file():
        return Finding(name, str(file))
    return Finding(name, f"{file} must be there: install lrviz anew", "fails")


def _kept(name: str, file: Path, first: str) -> Finding:
    """Whether a file can keep what is computed; the first of it makes the file."""
    place = next(folder for folder in (file, *file.parents) if folder.exists())
    if file.is_dir():
        return Finding(name, f"{file} must be a file, got a directory", "fails")
    if not os.access(place, os.W_OK):
        return Finding(name, f"{place} must be writable, or {name} cannot be kept in {file}", "fails")
    free = shutil.disk_usage(place).free
    told = f"{file} ({'there' if file.is_file() else f'made by the first {first}'}; {free / 1e9:.1f} GB free)"
    return Finding(name, told, "ok" if free > 1e8 else "note")


def _followed() -> Finding:
    """Whose logs visitors may follow."""
    named, place = os.environ.get(settings.FOLLOW, ""), followed_directory()
    if named and place is None:
        return Finding("followed", f"{named} must be a directory, or no log can be followed", "note")
    return Finding("followed", f"logs in {place}" if place else "no logs: --follow DIR allows those of a directory")


def _machine() -> Iterator[Finding]:
    """What one process may use of the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    told = f"{cores} cores"
    if hasattr(os, "sysconf"):
        told += f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.1f} GB of memory"
    yield Finding("machine", told)


def _limits() -> Iterator[Finding]:
    if find_spec("streamlit"):
        from lrviz.ui.kit.budget import MOST_OF_A_SESSION, MOST_OF_ALL
        from lrviz.ui.kit.turns import MOST_AT_ONCE

        one, all_of_them = (
            f"{most.steps:,} steps, {most.seconds:g} s, {in_bytes(most.kept)}"
            for most in (MOST_OF_A_SESSION, MOST_OF_ALL)
        )
        yield Finding(
            "limits", f"a visitor: {one}; all visitors of a worker: {all_of_them}; {MOST_AT_ONCE} tasks at once"
        )
    told = "visitors may look at searches only" if settings.searches_are_read_only() else "visitors may start searches"
    yield Finding("searching", told)


def _cluster(chosen: settings.Settings) -> Finding:
    """Where sweeps of visitors may run beside this server."""
    named, others = scheduler_address(None), chosen.shared or settings.is_shared()
    if not named:
        who = "none: visitors compute on this server" if others else "none: who sits at this machine may name one"
        return Finding("scheduler", who)
    if not find_spec("distributed"):
        return Finding("scheduler", f"{named} needs Dask: pip install 'lrviz[cluster]'", "note")
    told = f"visitors may compute on {named}"
    return _tried("scheduler", lambda: settings.scheduler(named), told, "note")


def _tried(name: str, attempt: Callable[[], object], told: str, otherwise: Literal["note", "fails"]) -> Finding:
    try:
        attempt()
    except SettingError as refusal:
        return Finding(name, str(refusal), otherwise)
    return Finding(name, told)
