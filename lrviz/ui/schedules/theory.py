"""The theory of the page Schedules: the quadratic it looks at, and the ranking it gives."""

from collections.abc import Iterator, Sequence

import streamlit as st

from lrviz.analysis.theory import Spectrum
from lrviz.figures.board.quantities import Plotted
from lrviz.figures.board.theory import Expected, curvatures, ranking
from lrviz.hyperparameters import hyperparameters
from lrviz.ui.components.board import BoardView
from lrviz.ui.kit import widgets
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.tables import number, table, text

_FIELDS = hyperparameters(Spectrum)
_HEAD = ("Schedule", "Expected loss", "Bound", "Best multiple", "Bound there")


def spectrum_controls(link: Link, page: str, view: BoardView) -> Spectrum:
    """The widgets of the quadratic; folded away, and left at what they say, while no theory is shown."""
    default = Spectrum()
    if view.theory != "none":
        st.markdown("**Noisy quadratic**")
    with link.fold(view.theory == "none"):
        values = {p.name: widgets.field(link, f"{page}.theory.{p.name}", p, default) for p in _FIELDS}
    return Spectrum(**values)


def theory_table(drawn: Sequence[Plotted], view: BoardView, spectrum: Spectrum) -> None:
    """The ranking, where theory is shown."""
    if view.theory == "none" or not drawn:
        return
    known = curvatures(drawn, spectrum)
    st.html("<h4>What theory expects</h4>")
    st.html(table(_HEAD, map(_row, ranking(drawn, spectrum))))
    st.caption(
        f"Expected loss: ½ Σ h·m₂ after the run, m₂ ← (1 − lr·h)²·m₂ + lr²σ² in each of {len(known)} "
        f"directions, m₂ = 1 at first, largest curvature {known[0]:.4g}, σ = {spectrum.noise:g}; exact for plain SGD. "
        "Bound: Defazio et al., arXiv 2310.07831, for the last iterate of SGD on a convex function with distance 1 and "
        "gradients of length 1; the best multiple of the whole schedule makes it smallest."
    )


def _row(row: Expected) -> Iterator[str]:
    yield text(f"{row.drawn.slot} · {row.drawn.entry.label}")
    yield from (number(f"{value:.4g}") for value in (row.loss, row.bound, row.scale, row.best_bound))
