"""The command `lrviz sweep`: a scene over grids of its settings, without a page."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from lrviz.hyperparameters import HyperparameterError
from lrviz.scene import Scene
from lrviz.sweeps import MEASURES, Axis, Judged, Result, Setting, Sweep, recheck, usual_axis
from lrviz.sweeps.gathering import duration
from lrviz.sweeps.offline import SCHEDULER, check_out, complete, scheduler_address
from lrviz.sweeps.settings import all_settings, setting_at
from lrviz.sweeps.store import Store
from lrviz.termination import Terminated, terminable

USUAL_COUNT = 64
REFUSED, FAILED, INTERRUPTED, TERMINATED = 2, 1, 130, 143

_AXIS = "PATH[=COUNT] or PATH=LOW:HIGH:COUNT[:log]"
_EPILOG = f"""\
examples:
  lrviz sweep scene.json --list-axes
  lrviz sweep scene.json --axis optimizer.lr=1e-4:1:64:log --axis schedule.steps=1:500:64 --out results.parquet

Finished blocks are kept in a folder beside the results until all are done: after Ctrl+C, or a crash, the same
command resumes there. A Dask scheduler can run code in this process: use only one that you trust.
exit codes: 0 done, 1 failed on the way, {REFUSED} refused, {INTERRUPTED} interrupted, {TERMINATED} terminated"""


def main(arguments: Sequence[str]) -> int:
    """Runs the command line without its first word; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        scene = _scene(options.scene)
        if options.list_axes:
            print(listed(scene))
            return 0
        sweep, out = _asked(options, scene)
    except ValueError as refusal:
        print(f"lrviz sweep: {refusal}", file=sys.stderr)
        return REFUSED
    return _run(sweep, out, scheduler_address(options.scheduler), options.overwrite)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lrviz sweep", description=__doc__, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scene", help="file with a scene as Scene.to_json writes it; - reads it from the input")
    parser.add_argument("--axis", action="append", default=[], metavar="AXIS", help=f"what varies: {_AXIS}")
    parser.add_argument("--list-axes", action="store_true", help="print what an axis can vary in this scene, and end")
    parser.add_argument("--seeds", type=int, default=1, help="seeds of the noise, from the scene's own on (default 1)")
    parser.add_argument(
        "--tolerance",
        type=float,
        default=1e-6,
        help="converged once the loss above the minimum falls to this fraction of its start (1e-6)",
    )
    parser.add_argument("--out", type=Path, help="file for the results: .parquet or .csv")
    parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there already")
    parser.add_argument("--resume", action="store_true", help="refuse to begin anew: there must be finished blocks")
    parser.add_argument(
        "--scheduler", help=f'address of a Dask scheduler (default ${SCHEDULER}; "" computes in this process)'
    )
    return parser


def _scene(name: str) -> Scene:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise HyperparameterError(f"the scene cannot be read: {error}") from None
    return Scene.from_json(text)


def _asked(options: argparse.Namespace, scene: Scene) -> tuple[Sweep, Path]:
    """The sweep and the file that were asked for."""
    if not options.axis:
        raise HyperparameterError(f"at least one --axis is needed, {_AXIS}; --list-axes prints what can vary")
    if options.out is None:
        raise HyperparameterError("--out is needed: a file for the results, .parquet or .csv")
    sweep = Sweep(scene, tuple(axis(text, scene) for text in options.axis), options.seeds, options.tolerance)
    check_out(options.out, options.overwrite)
    store = Store(options.out, sweep)
    if options.resume and not store.begun:
        raise HyperparameterError(f"there is nothing to go on from: {store.folder} holds no sweep")
    return sweep, options.out


def axis(text: str, scene: Scene) -> Axis:
    """The axis that was written as PATH, PATH=COUNT, PATH=LOW:HIGH:COUNT or PATH=LOW:HIGH:COUNT:log.

    Without ends they, and the scale, come from what is usual for the setting.

    Raises:
        ValueError: another form, or no such setting.
    """
    path, _, rest = text.partition("=")
    where, parts = setting_at(scene, path), rest.split(":") if rest else []
    try:
        if len(parts) <= 1:
            return usual_axis(where, int(parts[0]) if parts else USUAL_COUNT)
        low, high, count, *scale = parts
        numbers = float(low), float(high), int(count)
    except ValueError as error:
        if isinstance(error, HyperparameterError):
            raise
        raise HyperparameterError(f"an axis must be {_AXIS}, got {text}") from None
    if scale not in ([], ["log"], ["linear"]):
        raise HyperparameterError(f"the scale of an axis must be log or linear, got {':'.join(scale)}")
    return Axis(path, *numbers, log=scale == ["log"], whole=where.whole)


def listed(scene: Scene) -> str:
    """A table of every setting: its path, what it is, the allowed range and an axis over the usual one."""
    if not scene.runs:
        raise HyperparameterError("the scene must have at least one run, got none")
    rows = [("path", "what it is", "allowed", "usual axis")]
    rows += [(one.path, one.label, one.parameter.allowed, _usual(one)) for one in all_settings(scene).values()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _usual(where: Setting) -> str:
    usual = usual_axis(where, USUAL_COUNT)
    return f"{usual.low:g}:{usual.high:g}:{usual.count}{':log' if usual.log else ''}"


def _run(sweep: Sweep, out: Path, scheduler: str | None, overwrite: bool) -> int:
    """Runs it with a line of progress; whatever ends it, finished blocks stay and the line says so."""
    line, store = _Line(sys.stderr), Store(out, sweep)
    try:
        with terminable():
            result = complete(sweep, out, scheduler=scheduler, overwrite=overwrite, progress=line.show)
    except Terminated:
        return line.end(TERMINATED, f"terminated{_kept(store)}")
    except KeyboardInterrupt:
        return line.end(INTERRUPTED, f"interrupted{_kept(store)}")
    except ValueError as refusal:
        return line.end(FAILED, f"{refusal}{_kept(store)}") if line.begun else line.end(REFUSED, str(refusal))
    except OSError as error:
        return line.end(FAILED, f"{error}{_kept(store)}")
    return line.end(0, summary(result, out))


def _kept(store: Store) -> str:
    """What is left of a sweep that ended early."""
    if not store.begun:
        return "; no block was finished"
    return f"; finished blocks are kept in {store.folder}: the same command resumes there"


def summary(result: Result, out: Path) -> str:
    """What the sweep found, in a line or two; with noise fresh seeds choose and judge its best cell."""
    sweep, name = result.sweep, next(iter(MEASURES))
    told = f"{sweep.cells} cells × {sweep.seeds} {'seeds' if sweep.seeds > 1 else 'seed'} are in {out}"
    found = recheck(result, [name], ranges=False)
    best, judged = found.best(name), found.judged(name)
    if best is not None and judged is not None:
        settings = ", ".join(f"{path}={value:.6g}" for path, value in sweep.settings_of(best).items())
        place = f"{sweep.scene_of(best).runs[0].label} with {settings}"
        own = f"{result.table(name).ravel()[best]:.6g}"
        told += (
            f"; {_noisy_best(name, place, own, judged, sweep.seeds)}"
            if sweep.noisy
            else f"; lowest {name} {own}: {place}"
        )
    if result.refusals:
        told += f"; {len(result.refusals)} cells have no run, the first: {next(iter(result.refusals.values()))}"
    return told


def _noisy_best(name: str, place: str, own: str, judged: Judged, seeds: int) -> str:
    """The best cell under noise: what seeds say of it that did not choose it, beside what the sweep's own say."""
    luck = "one seed, which is luck: take --seeds 8 or more" if seeds == 1 else f"{seeds} seeds"
    if not judged.fresh:
        return f"lowest {name} {own}: {place} (by the sweep's own {luck}; no others have judged it)"
    return f"best {name} {judged.words(MEASURES[name].infinite)}: {place} ({own} by the sweep's own {luck})"


class _Line:
    """A line of progress: rewritten in place on a terminal; elsewhere a new one for each tenth, at most."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._terminal = file, file.isatty()
        self._next, self._width, self._shown = 0.0, 0, 0.0
        self.begun = False

    def show(self, done: int, cells: int, seconds_left: float) -> None:
        """Tells how far it is."""
        self.begun, share, now = True, done / cells, time.monotonic()
        if share < (self._next if not self._terminal else 0.0) or (self._terminal and now - self._shown < 0.1):
            return
        self._next, self._shown = int(share * 10 + 1) / 10, now
        text = f"{share:4.0%}  {done} of {cells} cells, {duration(seconds_left)} left"
        start, stop = ("\r", "") if self._terminal else ("", "\n")
        print(f"{start}{text.ljust(self._width)}", end=stop, file=self._file, flush=True)
        self._width = len(text) if self._terminal else 0

    def end(self, code: int, text: str) -> int:
        """Says how it ended, below the line; returns the code."""
        between = "\n" if self._terminal and self.begun else ""
        print(f"{between}lrviz sweep: {text}", file=self._file, flush=True)
        return code
