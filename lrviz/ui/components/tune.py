"""The pictures of sweeps, as one component that lives in the browser."""

from dataclasses import dataclass
from typing import Annotated, Any, final

from lrviz.figures.board.view import SLOTS
from lrviz.hyperparameters import Choice, Declared, Length, Range
from lrviz.ui.kit.component import Callbacks, mount

KEY = "tune"

_SLOT = Range(1, len(SLOTS))


@final
@dataclass(frozen=True)
class TuneView(Declared):
    """How the picture of a sweep is looked at."""

    scale: Annotated[str, "Scale of what is measured.", Choice(("automatic", "logarithmic", "linear"))] = "automatic"
    chosen: Annotated[int, "The run whose map is shown.", _SLOT] = 1
    hidden: Annotated[tuple[int, ...], "Runs that are not drawn.", _SLOT, Length(0, 12)] = ()
    large: Annotated[bool, "Large type and thick lines, for a projector."] = False


def tune(shown: bytes, callbacks: Callbacks, key: str = KEY) -> None:
    """Mounts the picture.

    Args:
        shown: the payload of what is drawn.
        callbacks: for each word that the browser says: "view" with the fields of a view, "hover" and "open" with a
            cell, "refine" with ranges, "stop".
        key: its key in the session; a page may have several pictures.
    """
    mount("tune", key, "tune/main.js", "tune/tune.css", shown, callbacks)


def sent_cell(sent: Any, cells: int) -> int | None:
    """The cell that a browser names; None where it names none of so many."""
    cell = sent.get("cell") if isinstance(sent, dict) else None
    return cell if isinstance(cell, int) and not isinstance(cell, bool) and 0 <= cell < cells else None


def marked(sent: Any, side: str, low: float, high: float) -> tuple[float, float] | None:
    """One side of a rectangle that a browser marked, inside what it was marked on; None where it marked none."""
    ends = sent.get(side) if isinstance(sent, dict) else None
    if not isinstance(ends, list) or len(ends) != 2 or not all(isinstance(end, int | float) for end in ends):
        return None
    first, last = (float(min(max(end, low), high)) for end in sorted(ends))
    return (first, last) if first < last else None
