"""Reads the schedules of fastai, which are functions of the share of the run that is done."""

from typing import Any

from lrviz.export.pieces import Line, Piece, Ramp, Steady
from lrviz.reading.libraries.library import Library
from lrviz.reading.lines import Formula
from lrviz.reading.run import Run
from lrviz.reading.values import Curve, Made
from lrviz.schedules import Constant, CosineDecay, OneCycleLR, Sequential


class Share:
    """A curve of fastai over a stretch that has no length yet: from one value to another along a shape."""

    def __init__(self, start: float, end: float, shape: str, power: float = 1.0) -> None:
        self.start, self.end, self.shape, self.power = start, end, shape, power

    def over(self, steps: int) -> Piece:
        """The piece that it is over so many steps."""
        if self.shape == "no" or self.start == self.end:
            return Steady(self.start)
        if self.shape == "exp":
            return Formula(self.start, f"{self.end / self.start!r}**(t / {steps})")
        if self.shape == "poly":
            high = max(self.start, self.end)
            risen = f"{self.start / high!r} + {(self.end - self.start) / high!r} * (t / {steps})**{self.power!r}"
            return Formula(high, risen)
        return Ramp(self.start, self.end, steps, self.shape)


def sched_lin(run: Run, start: float, end: float) -> Share:
    return Share(start, end, "linear")


def sched_cos(run: Run, start: float, end: float) -> Share:
    return Share(start, end, "cosine")


def sched_no(run: Run, start: float, end: float) -> Share:
    return Share(start, start, "no")


def sched_exp(run: Run, start: float, end: float) -> Share:
    if start <= 0 or end <= 0:
        raise ValueError(f"SchedExp goes between rates above 0, got {start:g} and {end:g}")
    return Share(start, end, "exp")


def sched_poly(run: Run, start: float, end: float, power: float) -> Share:
    return Share(start, end, "poly", power)


class Shares:
    """Several curves of fastai one after the other, each over its share of the run."""

    def __init__(self, parts: list[tuple[float, Share]]) -> None:
        self.parts = parts


def combine_scheds(run: Run, pcts: list, scheds: list) -> Shares:  # type: ignore[type-arg]
    shares = [float(run.worked_out(pct)) for pct in pcts]
    if len(shares) != len(scheds) or not all(isinstance(one, Share) for one in scheds):
        raise ValueError("combine_scheds needs one schedule of the text for each share")
    if min(shares) < 0 or abs(sum(shares) - 1) > 1e-6:
        raise ValueError(f"the shares of combine_scheds must be 1 together, got {sum(shares):g}")
    return Shares(list(zip(shares, scheds, strict=True)))


def combined_cos(run: Run, pct: float, start: float, middle: float, end: float) -> Shares:
    return Shares([(pct, sched_cos(run, start, middle)), (1 - pct, sched_cos(run, middle, end))])


def param_scheduler(run: Run, scheds: dict) -> Curve | None:  # type: ignore[type-arg]
    """`ParamScheduler({"lr": …})`: the share of the run that is done, at each batch."""
    found = scheds.get("lr")
    if isinstance(found, Share):
        found = Shares([(1.0, found)])
    if not isinstance(found, Shares):
        return None
    if len(scheds) > 1:
        run.leave_out(f"ParamScheduler: of {', '.join(map(str, scheds))} the rate alone is drawn.")
    return Curve(_line(found, run.plan.steps, run))


def _line(shares: Shares, steps: int, run: Run) -> Line:
    line: list[tuple[int, Piece]] = []
    begin, done = 0, 0.0
    for share, one in shares.parts:
        done += share
        end = round(done * steps)
        if abs(end - done * steps) > 1e-6 * steps:
            run.note(f"{done:g} of {steps:,} steps is no whole step: step {end:,} is taken.")
        if end > begin:
            line.append((begin, one.over(end - begin)))
        begin = max(begin, end)
    return tuple(line)


def fit_one_cycle(
    run: Run,
    n_epoch: int,
    lr_max: float | None = None,
    div: float = 25.0,
    div_final: float = 1e5,
    pct_start: float = 0.25,
    wd: Any = None,
    moms: list | None = None,  # type: ignore[type-arg]
    cbs: Any = None,
    reset_opt: bool = False,
    start_epoch: int = 0,
) -> Made:
    """The peak is at its share of all steps, and the end a step after the last: torch's cycle of one step more."""
    lr = run.own_rate() if lr_max is None else lr_max
    run.lasts(n_epoch, "epochs")
    steps = run.plan.steps
    _count(run, n_epoch)
    high, low, _ = [float(value) for value in (moms or (0.95, 0.85, 0.95))]
    cycle = OneCycleLR(
        max_lr=lr,
        total_steps=steps + 1,
        pct_start=(pct_start * steps + 1) / (steps + 1),
        base_momentum=low,
        max_momentum=high,
        div_factor=div,
        final_div_factor=div_final / div,
    )
    return Made(cycle, lr)


def fit_flat_cos(
    run: Run,
    n_epoch: int,
    lr: float | None = None,
    div_final: float = 1e5,
    pct_start: float = 0.75,
    wd: Any = None,
    cbs: Any = None,
    reset_opt: bool = False,
    start_epoch: int = 0,
) -> Made:
    rate = run.own_rate() if lr is None else lr
    run.lasts(n_epoch, "epochs")
    steps = run.plan.steps
    _count(run, n_epoch)
    flat = round(pct_start * steps)
    fall = CosineDecay(max(1, steps - flat), 1 / div_final)
    return Made(Sequential((Constant(), fall), (flat,)) if flat else fall, rate)


def fit_sgdr(
    run: Run,
    n_cycles: int,
    cycle_len: int,
    lr_max: float | None = None,
    cycle_mult: int = 2,
    cbs: Any = None,
    reset_opt: bool = False,
    wd: Any = None,
    start_epoch: int = 0,
) -> Curve:
    rate = run.own_rate() if lr_max is None else lr_max
    if not 1 <= n_cycles <= 16 or cycle_len < 1 or cycle_mult < 1:
        raise ValueError(f"fit_sgdr needs 1 to 16 cycles of at least one epoch, got {n_cycles} of {cycle_len}")
    lengths = [cycle_len * cycle_mult**i for i in range(n_cycles)]
    run.lasts(sum(lengths), "epochs")
    _count(run, sum(lengths))
    parts = [(length / sum(lengths), sched_cos(run, rate, 0.0)) for length in lengths]
    return Curve(_line(Shares(parts), run.plan.steps, run))


def _count(run: Run, epochs: int) -> None:
    run.note(f"{epochs} epochs are {run.plan.steps:,} steps here: the size of an epoch is taken from the page.")


LIBRARY = Library(
    "fastai",
    {
        "SchedLin": sched_lin,
        "SchedCos": sched_cos,
        "SchedNo": sched_no,
        "SchedExp": sched_exp,
        "SchedPoly": sched_poly,
        "combine_scheds": combine_scheds,
        "combined_cos": combined_cos,
        "ParamScheduler": param_scheduler,
        "fit_one_cycle": fit_one_cycle,
        "fit_flat_cos": fit_flat_cos,
        "fit_sgdr": fit_sgdr,
    },
)
