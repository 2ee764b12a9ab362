"""The classes that describe a picture of a sweep: heat map, sensitivity curves, basins, and its progress."""

from collections.abc import Sequence
from dataclasses import dataclass

from lrviz.arrays import Flags, Floats, Integers
from lrviz.figures.kit.style import Style
from lrviz.simulate import Trajectory


@dataclass(frozen=True, eq=False)
class PictureAxis:
    """One axis: what it is called and its values, which rise, (n,); `names`, where there are any, stand for them."""

    label: str
    values: Floats
    log: bool = False
    whole: bool = False
    names: Sequence[str] = ()


@dataclass(frozen=True)
class PictureRun:
    """A run whose settings vary; `note` is what the legend says beside its name."""

    slot: int
    name: str
    style: Style
    note: str = ""


@dataclass(frozen=True)
class Quantity:
    """What is measured: its name, whether it wants a logarithmic scale, what infinite means, and of which seeds."""

    name: str
    log: bool = True
    infinite: str = "diverged"
    over: str = ""


@dataclass(frozen=True)
class Uses:
    """What can be done with a picture.

    Attributes:
        opens: where a point of it opens, as "in Trajectories"; empty where it opens nowhere.
        refines: whether a rectangle of it can be computed anew.
        thumbs: whether the server knows a path for each point.
    """

    opens: str = "in Trajectories"
    refines: bool = True
    thumbs: bool = True


@dataclass(frozen=True)
class Hints:
    """What the marks of curves mean, in words."""

    best: str = "dotted line: best"
    limit: str = "dashed line: largest stable rate where the best run ends"
    good: str = "bracket: good range, at most twice the best"


@dataclass(frozen=True)
class Estimate:
    """What seeds that did not choose a run's best setting say of it, in words too; None for what is infinite."""

    value: float | None
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True, eq=False)
class Limit:
    """A line through a heat map; points are (n, 2), in the units of the axes, NaN where the line breaks.

    A limit is broken; a `solid` line is a way, with a dot at each of its points.
    """

    slot: int
    text: str
    points: Floats
    solid: bool = False


@dataclass(frozen=True)
class VerticalLine:
    """A vertical line in a chart of curves; its kind is "limit" or "best"."""

    slot: int
    x: float
    text: str
    kind: str = "limit"


@dataclass(frozen=True)
class GoodRange:
    """The good range of a curve, and its width in words: all of them, and those for where there is little room."""

    slot: int
    low: float
    high: float
    text: str
    short: str = ""


@dataclass(frozen=True, eq=False)
class Alike:
    """Cells that nothing tells apart, which are shaded as one.

    Attributes:
        cells: (runs, across, up), whether a cell is one of them.
        text: what they have in common.
    """

    cells: Flags
    text: str


@dataclass(frozen=True, eq=False)
class Heat:
    """A map over two settings.

    Attributes:
        key: of the sweep; a thumbnail belongs to it.
        axes: across and up.
        runs: one map each.
        quantity: what the colours are.
        values: (runs, across, up), infinite as the quantity says, NaN where there is none.
        done: (runs, across, up), whether it has been computed.
        best: the number of the best cell of each run, counted through (runs, across, up); None where there is none.
        judged: what fresh seeds say of each of them; None where they say nothing.
        limits: lines over the map.
        ring: what stands at the best cell.
        uses: what can be done with it.
        alike: cells that are shaded as one; None where there are none.
    """

    key: str
    axes: tuple[PictureAxis, PictureAxis]
    runs: Sequence[PictureRun]
    quantity: Quantity
    values: Floats
    done: Flags
    best: Sequence[int | None] = ()
    limits: Sequence[Limit] = ()
    judged: Sequence[Estimate | None] = ()
    ring: str = "best"
    uses: Uses = Uses()
    alike: Alike | None = None


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Curves over one setting.

    Attributes:
        key: of the sweep; a thumbnail belongs to it.
        axis: across.
        runs: one curve each.
        quantity: what is up.
        middle: (runs, n), as `Heat.values`.
        done: (runs, n), whether it has been computed.
        low: (runs, n), the lower edge of a band; None for no bands.
        high: (runs, n), the upper edge.
        band: what the band is, in words.
        best: as in `Heat`.
        marks: vertical lines.
        good: brackets.
        judged: as in `Heat`.
        hints: what the marks mean.
        uses: as in `Heat`.
    """

    key: str
    axis: PictureAxis
    runs: Sequence[PictureRun]
    quantity: Quantity
    middle: Floats
    done: Flags
    low: Floats | None = None
    high: Floats | None = None
    band: str = ""
    best: Sequence[int | None] = ()
    marks: Sequence[VerticalLine] = ()
    good: Sequence[GoodRange] = ()
    judged: Sequence[Estimate | None] = ()
    hints: Hints = Hints()
    uses: Uses = Uses()


@dataclass(frozen=True, eq=False)
class BasinMap:
    """Which minimum each start reaches.

    Attributes:
        key: of the sweep; a thumbnail belongs to it.
        axes: the starts' x and y.
        run: what starts there.
        minima: the places that can be reached, (x, y), in an order that stays.
        reached: (across, up), the index of a minimum, or a code of `lrviz.sweeps.basins`.
        steps: (across, up), how many steps that took.
    """

    key: str
    axes: tuple[PictureAxis, PictureAxis]
    run: PictureRun
    minima: Sequence[tuple[float, float]]
    reached: Integers
    steps: Integers


Picture = Heat | Sensitivity | BasinMap


@dataclass(frozen=True)
class Progress:
    """How many cells are computed, of how many; the seconds that are left if known; whether it is going on.

    `waits` says what it waits for, where it waits for others.
    """

    done: int
    total: int
    left: float | None = None
    running: bool = True
    waits: str = ""


@dataclass(frozen=True, eq=False)
class Thumb:
    """The path of one cell, small, and what is said of it; None where the cell has no scene."""

    cell: int
    path: Trajectory | None
    sentence: str = ""
