"""The loss around a training as a map, and its sharpness along the run beside the edge of stability."""

from dataclasses import dataclass, replace

import numpy as np

from lrviz.arithmetic import FLOATS
from lrviz.arrays import Floats
from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.pictures import Heat, Hints, Limit, PictureAxis, PictureRun, Quantity, Sensitivity, Uses
from lrviz.optimizers import Rule
from lrviz.simulate.stability import LATE, follows_state
from lrviz.training import PathSlice, SharpnessPath, Slice, Training

_NOWHERE = Uses("", refines=False, thumbs=False)


def random_map(found: Slice, run: PictureRun, key: str) -> Heat:
    """The loss along two random directions, the end of the run in the middle.

    Args:
        found: so far.
        run: whose it is.
        key: what tells this picture from others.
    """
    axes = PictureAxis("first random direction", found.offsets), PictureAxis("second random direction", found.offsets)
    return _map(found, axes, run, key, "end of the run")


def path_map(found: PathSlice, run: PictureRun, key: str) -> Heat:
    """The loss on the plane of the path, with the path from its first weights to its last ones; arguments as above."""
    axes = PictureAxis("along the path", found.up), PictureAxis("across it", found.across)
    way = Limit(run.slot, "path", found.points, solid=True)
    return replace(_map(found, axes, run, key, "cell at the end of the run"), limits=[way])


def _map(found: Slice | PathSlice, axes: tuple[PictureAxis, PictureAxis], run: PictureRun, key: str, ring: str) -> Heat:
    values = np.where(np.isnan(found.losses) & found.known[:, None], np.inf, found.losses)
    done = np.broadcast_to(found.known[:, None], values.shape)
    row, column = (int(np.abs(axis.values).argmin()) for axis in axes)
    return Heat(
        key,
        axes,
        [run],
        Quantity(f"training loss on {found.samples:,} samples", infinite="beyond all numbers"),
        values[None],
        done[None],
        best=[row * values.shape[1] + column if found.known[row] else None],
        judged=[None],
        ring=ring,
        uses=_NOWHERE,
    )


def plane_in_words(found: PathSlice) -> str:
    """How much of the path the plane shows, and how far its losses are from the run's own."""
    worst = int(found.errors.argmax())
    return (
        f"{100 * found.share:.3g} % of the path's variance around its end lies in this plane, and still the loss on it"
        f" is not the run's own: it differs by {np.median(found.errors):.2g} (median over {len(found.steps)} steps) and"
        f" by up to {found.errors[worst]:.2g}, at step {found.steps[worst]:,}, where the run has"
        f" {found.own[worst]:.3g} and the plane {found.on_plane[worst]:.3g}."
    )


def slice_in_words(found: Slice) -> str:
    """What a random slice shows, and what not."""
    return (
        f"The loss on {found.samples:,} samples along two random directions, each as long in every filter as the"
        " weights there (Li et al., arXiv 1712.09913). The path is not drawn: in so many dimensions it stands nearly at"
        " right angles to both. What looks flat here need not be flat elsewhere."
    )


@dataclass(frozen=True)
class Edge:
    """The sharpness beyond which a run is unstable.

    Attributes:
        factor: over the rate it is the limit, before `less` is taken away.
        less: what weight decay takes of it.
        holds: whether the run obeys it.
        sentence: why, in words.
    """

    factor: float
    less: float
    holds: bool
    sentence: str

    @property
    def name(self) -> str:
        """The limit as a formula."""
        return f"{self.factor:.3g} / lr" + (f" − {self.less:.2g}" if self.less else "")

    def limits(self, rates: Floats) -> Floats:
        """The limit at each rate."""
        with np.errstate(divide="ignore"):
            return np.asarray(self.factor / rates - self.less)


_PLAIN = "2 / lr is where plain gradient descent on all samples becomes unstable."


def edge_of(training: Training) -> Edge:
    """The edge of stability of the one run of a training."""
    (run,), rule = training.runs, training.runs[0].optimizer
    name = type(rule).__name__
    if not isinstance(rule, Rule):
        return Edge(2.0, 0.0, False, f"{_PLAIN} For {name} no limit is known: the line is there to compare with.")
    if follows_state(rule):
        return Edge(
            2.0,
            0.0,
            False,
            f"{_PLAIN} {name} steps by what it remembers of the gradients: its limit is one of the Hessian divided by"
            " that, not of the Hessian, and its sharpness may lie on either side of the line.",
        )
    factor, penalty = float(rule.stability_factor(LATE, FLOATS)), float(rule.penalty)
    edge = Edge(factor, penalty, True, f"{name} on all samples is unstable where the sharpness is above the line")
    if rule.climbs:
        return replace(edge, holds=False, sentence=f"{_PLAIN} This run climbs, and the line says nothing about it.")
    if run.schedule.cycles_momentum:
        return replace(edge, holds=False, sentence=f"{edge.sentence}, for a momentum that stays; here it is moved.")
    if training.clip is not None:
        return replace(
            edge, holds=False, sentence=f"{edge.sentence}; clipping shortens its steps, so it may go beyond."
        )
    if training.task.batch is not None:
        shaken = f"Batches of {training.task.batch} shake it: it usually stays below, and the line is no target."
        return replace(edge, holds=False, sentence=f"{edge.sentence}. {shaken}")
    said = (
        f"{edge.sentence}: there it hops from one side of the valley to the other, so that the sharpness midway between"
        " two steps is what stays at the line (Cohen et al., arXiv 2103.00065)."
    )
    return replace(edge, sentence=said)


def sharpness_picture(found: SharpnessPath, edge: Edge, run: PictureRun, key: str) -> Sensitivity:
    """The sharpness along a run: at its steps and midway between two of them, beside the edge of stability.

    Args:
        found: so far.
        edge: of the run.
        run: whose it is.
        key: what tells this picture from others.
    """
    middle = np.stack([found.largest, found.midway, edge.limits(found.rates)])
    middle = np.where(middle > 0, middle, np.nan)
    looks = [replace(STYLES[run.slot - 1], dash=dash) for dash in ("solid", "dot")]
    names = ("sharpness at the step", "midway between the step before and it", edge.name)
    first, second = _others(run.slot)
    rows = [
        PictureRun(run.slot, names[0], looks[0]),
        PictureRun(first, names[1], looks[1]),
        PictureRun(second, names[2], replace(STYLES[second - 1], dash="dash")),
    ]
    steps = found.steps.astype(float)
    return Sensitivity(
        key,
        PictureAxis("step", steps, whole=True),
        rows,
        Quantity("largest eigenvalue of the Hessian"),
        middle,
        np.isfinite(middle),
        best=[None] * 3,
        judged=[None] * 3,
        hints=Hints(),
        uses=_NOWHERE,
    )


def _others(slot: int) -> tuple[int, int]:
    """Two other slots."""
    first, second = (other for other in (1, 2, 3) if other != slot) if slot < 4 else (1, 2)
    return first, second


def sharpness_in_words(found: SharpnessPath, edge: Edge) -> str:
    """Where the sharpness ended, how sure that is, and what the edge says."""
    known = np.flatnonzero(np.isfinite(found.largest))
    if not len(known):
        return "The curvature is not finite at any step that was looked at."
    last = int(known[-1])
    early = "" if last == len(found.steps) - 1 else f" The run {found.ended}."
    limit = edge.limits(found.rates[last : last + 1])[0]
    off = found.errors[last]
    return (
        f"After step {found.steps[last]:,} the sharpness is {found.largest[last]:.3g} (an eigenvalue lies within"
        f" {off:.1g} of it), {edge.name} is {limit:.3g}.{early} {edge.sentence}"
    )
