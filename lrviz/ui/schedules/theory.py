"""The theory of the page Schedules: the quadratic it looks at, and the ranking it gives."""

import math
from collections.abc import Iterator, Sequence

import streamlit as st

from lrviz.analysis.theory import Spectrum
from lrviz.figures.board.quantities import Plotted
from lrviz.figures.board.theory import BOUND, LOSS, Expected, curvatures, ranking
from lrviz.figures.board.view import BoardView
from lrviz.hyperparameters import hyperparameters
from lrviz.ui.kit import widgets
from lrviz.ui.kit.headings import heading, tipped_caption
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.tables import number, table, text

_FIELDS = hyperparameters(Spectrum)
_FAR, _QUIET = 5.0, 0.05
"""From how many times on rates are far from their best, and which share of noise is next to none."""


def spectrum_controls(link: Link, page: str, view: BoardView) -> Spectrum:
    """The widgets of the quadratic; folded away, and left at what they say, while no theory is shown."""
    default = Spectrum()
    if view.theory != "none":
        heading("Noisy quadratic")
    with link.fold(view.theory == "none"):
        values = {p.name: widgets.field(link, f"{page}.theory.{p.name}", p, default) for p in _FIELDS}
    return Spectrum(**values)


def theory_table(drawn: Sequence[Plotted], view: BoardView, spectrum: Spectrum) -> None:
    """The ranking by what is chosen, where theory is shown, and what it means."""
    if view.theory == "none" or not drawn:
        return
    rows = ranking(drawn, view.theory, spectrum)
    name = "Bound" if view.theory == BOUND else "Expected loss"
    heading("What theory expects")
    st.html(table(("Schedule", f"{name} at its best multiple", "Best multiple", f"{name} as drawn"), map(_row, rows)))
    st.markdown(" ".join([_MEANING[view.theory], *_exceptions(rows, view.theory)]))
    known = curvatures(drawn, spectrum)
    tipped_caption(
        "Bound: Defazio et al., arXiv 2310.07831, for the last iterate of SGD on a convex function with distance 1 and "
        "gradients of length 1."
        if view.theory == BOUND
        else f"Expected loss: ½ Σ h·m₂ after the run, m₂ ← (1 − lr·h)²·m₂ + lr²σ² in each of {len(known)} "
        f"directions, m₂ = 1 at first, largest curvature {known[0]:.4g}, σ = {spectrum.noise:g}; exact for plain SGD. "
        "The best multiple is one that keeps all rates at or below 2 over the largest curvature."
    )


_MEANING = {
    LOSS: "**The order if the height of each schedule were tuned for plain SGD on this noisy quadratic**: it says "
    "nothing of other optimizers, nor of a loss with other curvatures or other noise.",
    BOUND: "**The order of what each shape guarantees at its best height for the last step of SGD on the worst convex "
    "function**: it is no forecast for yours, and says nothing of Adam or of a loss that is not convex.",
}
"""What a ranking means and when it does not apply."""


def _exceptions(rows: Sequence[Expected], kind: str) -> Iterator[str]:
    """What makes a ranking say less than it seems to."""
    scales = sorted(row.scale for row in rows if math.isfinite(row.scale))
    if scales and (scales[0] > _FAR or scales[-1] < 1 / _FAR):
        low, height = scales[0] > _FAR, "low" if scales[0] > _FAR else "high"
        times = sorted(scale if low else 1 / scale for scale in scales)
        yield (
            f"As drawn all are {_times(times[0])} to {_times(times[-1])} times too {height} for it, so that the column "
            "“as drawn”, and the plot, tell whose rates are higher in all, and nothing of their shapes."
        )
    if rows and all(row.at_limit for row in rows):
        yield (
            "Every best multiple is the highest stable one: the order tells who comes furthest, and in longer runs, "
            "for which lower multiples are better, it may be another."
        )
    if kind == LOSS and rows and all(row.noise < _QUIET for row in rows):
        yield (
            f"Noise makes up less than {100 * _QUIET:.0f} % of these losses: the order is that of a quadratic without "
            "noise, and does not hold where noise is what decay is for."
        )


def _times(factor: float) -> str:
    return f"{factor:,.0f}" if factor >= 10 else f"{factor:.2g}"


def _row(row: Expected) -> Iterator[str]:
    yield text(f"{row.drawn.slot} · {row.drawn.entry.label}")
    yield from (number(f"{value:.4g}".replace("nan", "–")) for value in (row.best, row.scale, row.as_drawn))
