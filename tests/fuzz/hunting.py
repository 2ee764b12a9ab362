"""Runs made-up cases of one kind, tells refusals from finds, and keeps the shortest case of each find."""

import faulthandler
import gc
import linecache
import signal
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import psutil
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky, HypothesisWarning
from hypothesis.strategies import SearchStrategy

import lrviz

PACKAGE = str(Path(lrviz.__file__).parent)

_SHORTENING = 20.0
"""Seconds for shortening what a batch has found."""

_HARD = 10.0
"""A case that takes this many times its limit by the clock ends the process."""

_GROWN = 200.0
"""MB by which the memory may grow from the first quarter of the cases to the last."""


class OverError(BaseException):
    """The time is over."""


class HangError(BaseException):
    """A case computes for longer than its limit."""


class ShownError(Exception):
    """A page shows what nobody should see."""

    def __init__(self, what: str, place: str) -> None:
        super().__init__(what)
        self.place = place


@dataclass(frozen=True)
class Kind:
    """A kind of input.

    Attributes:
        cases: what is drawn.
        run: takes a case; refuses it with a `ValueError` in words, or does all that a visitor might do with it.
        limit: seconds that a case may compute, however much the machine has to do beside it.
        words: a case as it is printed.
        prepare: does what the first case would wait for.
    """

    cases: SearchStrategy[Any]
    run: Callable[[Any], None]
    limit: float = 5.0
    words: Callable[[Any], str] = repr
    prepare: Callable[[], object] = bool


@dataclass(frozen=True)
class Find:
    """Something found: what, the shortest case so far, and where."""

    what: str
    case: str
    where: str


@dataclass
class Hunt:
    """What the cases of a kind have shown so far."""

    kind: Kind
    note: Callable[[str], None] = lambda _: None
    batch: int = 100
    cases: int = 0
    finds: dict[str, Find] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)

    def go(self, seconds: float, first_seed: int) -> None:
        """Draws and runs cases until the time is over."""
        begun = time.monotonic()
        quarter, end, number = begun + seconds / 4, begun + seconds, first_seed
        while time.monotonic() < end:
            with suppress(AssertionError, Flaky, OverError):  # what was found is kept
                self._batch(number, quarter, end)
            number += 1
        first, last = self.memory = [*(self.memory or [memory()]), memory()]
        if last > first + _GROWN:
            what = f"memory grows from {first:,.0f} to {last:,.0f} MB"
            self.finds[what] = Find(what, f"{self.cases:,} cases from the seed {first_seed} on", "")

    def _batch(self, number: int, quarter: float, end: float) -> None:
        """Draws one batch and shortens what it finds; what was known before is not shortened again."""
        known, shortening = set(self.finds), list[float]()

        @seed(number)
        @settings(
            max_examples=self.batch,
            database=None,
            deadline=None,
            derandomize=False,
            phases=(Phase.generate, Phase.shrink),
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @given(self.kind.cases)
        def one(case: Any) -> None:
            now = time.monotonic()
            if now > (shortening[0] + _SHORTENING if shortening else end):
                raise OverError
            if not self.memory and now > quarter:
                self.memory.append(memory())
            what = self.try_out(case)
            if what and what not in known:
                shortening[:] = shortening or [now]
                raise AssertionError(what)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", HypothesisWarning)  # strategies that are long to write down
            one()

    def try_out(self, case: Any) -> str:
        """Runs a case and keeps what it shows; what that is, "" for nothing."""
        words = self.kind.words(case)
        self.note(words)
        self.cases += 1
        try:
            with limited(self.kind.limit), refusing():
                self.kind.run(case)
        except (Exception, HangError) as error:
            place, where = (error.place, "") if isinstance(error, ShownError) else last_place(error)
            what = f"{type(error).__name__} at {place}"
            find = Find(f"{what}: {str(error)[:300]}" if str(error) else what, words, where)
            if what not in self.finds or len(words) < len(self.finds[what].case):
                self.finds[what] = find
            return what
        return ""


@contextmanager
def refusing() -> Iterator[None]:
    """Lets lrviz refuse what is done inside, in words; whatever else it raises goes on."""
    try:
        yield
    except ValueError as error:
        if not is_refusal(error):
            raise


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Interrupts what computes longer; what cannot be interrupted, or waits, ends the process, which says where."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise HangError(f"computes for more than {seconds:g} s")

    faulthandler.dump_traceback_later(_HARD * seconds, exit=True)
    before = signal.signal(signal.SIGPROF, interrupt)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        faulthandler.cancel_dump_traceback_later()


def is_refusal(error: BaseException) -> bool:
    """Whether lrviz itself has refused something, in a message of several words."""
    if not isinstance(error, ValueError) or len(str(error).split()) < 3:
        return False
    last = _frames(error.__traceback__)[-1]
    return last.filename.startswith(PACKAGE) and linecache.getline(last.filename, last.lineno or 0).strip().startswith(
        "raise"
    )


def last_place(error: BaseException) -> tuple[str, str]:
    """The last line of lrviz that an error comes through, and its last lines in all."""
    frames = _frames(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(PACKAGE)] or frames
    name = Path(own[-1].filename)
    place = f"{name.relative_to(PACKAGE) if name.is_relative_to(PACKAGE) else name.name}"
    told = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    line = own[-1].name if isinstance(error, HangError) else f"{own[-1].lineno} in {own[-1].name}"
    return f"{place}:{line}", told


def _frames(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(trace))


def memory() -> float:
    """The MB that this process has."""
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 1e6
